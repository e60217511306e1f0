"""Pasted rows become lines of the draft; what cannot be read stays in its cell, a row without a clear article below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from orderdesk.queries.reading import Reading
from orderdesk.queries.skus import named_skus, sku_card
from ui.sales.entry_draft import UnreadRow
from ui.sales.entry_line import DraftLine, written_line
from ui.sales.pasted_rows import PastedRow


@dataclass(frozen=True, slots=True)
class Pasted:
    """What became of pasted rows."""

    lines: tuple[DraftLine, ...]
    unread: tuple[UnreadRow, ...]


def resolve(
    connection: Reading, rows: Sequence[PastedRow], company_id: UUID, customer_id: UUID | None, on: date
) -> Pasted:
    """Looks each row's article up: by code or barcode, else by its name. The price is the list's unless one stands
    there; a quantity, unit or price that cannot be read stands in its cell as it was written."""
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
    found = named_skus(connection, row.article)
    if found and not row.quantity:
        # Nothing that was written gets lost: what is no number stands where the quantity is missing.
        row = replace(row, quantity=row.name)
    if not found and row.name:
        found = named_skus(connection, row.name)
    if len(found) != 1:
        return "several" if found else "unknown"
    card = sku_card(connection, found[0].sku_id, company_id=company_id, customer_id=customer_id, on=on)
    if card is None:
        return "unknown"
    # A barcode names the unit too.
    unit = next((each for each in card.units if each.factor == found[0].quantity), None)
    return written_line(card, row, unit)
