"""Pasted rows become lines of the draft; what cannot be read stays as it was written, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from orderdesk.domain.money import parse_price
from orderdesk.domain.quantity import parse_quantity
from orderdesk.errors import Refused
from orderdesk.queries.reading import Reading
from orderdesk.queries.skus import SellingUnit, SkuCard, named_skus, sku_card
from ui.sales.entry_draft import DraftLine, UnreadRow
from ui.sales.pasted_rows import PastedRow


@dataclass(frozen=True, slots=True)
class Pasted:
    """What became of pasted rows."""

    lines: tuple[DraftLine, ...]
    unread: tuple[UnreadRow, ...]


def resolve(
    connection: Reading, rows: Sequence[PastedRow], company_id: UUID, customer_id: UUID | None, on: date
) -> Pasted:
    """Looks each row's article up: by code or barcode, else by its name. The price is the list's unless one stands there."""
    lines: list[DraftLine] = []
    unread: list[UnreadRow] = []
    for row in rows:
        found = _resolve(connection, row, company_id, customer_id, on)
        if isinstance(found, DraftLine):
            lines.append(found)
        else:
            unread.append(UnreadRow(row, found))
    return Pasted(tuple(lines), tuple(unread))


def _resolve(
    connection: Reading, row: PastedRow, company_id: UUID, customer_id: UUID | None, on: date
) -> DraftLine | str:
    """The line, or the code of what is wrong with the row."""
    found = named_skus(connection, row.article) or (named_skus(connection, row.name) if row.name else ())
    if len(found) != 1:
        return "several" if found else "unknown"
    card = sku_card(connection, found[0].sku_id, company_id=company_id, customer_id=customer_id, on=on)
    if card is None:
        return "unknown"
    unit = _unit(card, row.unit, found[0].quantity)
    if unit is None:
        return "unit"
    try:
        quantity = parse_quantity(row.quantity)
        listed = card.price_for(DraftLine(card, unit, quantity, 0).quantity)
    except Refused:
        return "quantity"
    if not row.price and listed is None:
        return "price"
    try:
        price = parse_price(row.price) if row.price else listed.unit_price_micro if listed is not None else 0
        line = DraftLine(card, unit, quantity, price)
        _amount = line.amount_fen
    except Refused:
        return "price"
    return line


def _unit(card: SkuCard, name: str, barcode_quantity: int) -> SellingUnit | None:
    """The unit that is named, else the one whose barcode it was."""
    if name:
        return next((each for each in card.units if each.unit.casefold() == name.casefold()), None)
    return next((each for each in card.units if each.factor == barcode_quantity), card.units[0])
