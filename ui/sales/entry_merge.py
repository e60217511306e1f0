"""Changes of an order that somebody else has changed meanwhile: what was asked, laid over the order as it is now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from orderdesk.commands import EditOrder, PlacedLine
from orderdesk.commands.edit import LineEdit, LineTerms
from orderdesk.queries.customers import AddressRow
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderDetail
from orderdesk.queries.skus import SellingUnit, SkuCard, sku_card
from ui.sales.entry_draft import Draft
from ui.sales.entry_edit import as_draft, ship_to
from ui.sales.entry_line import DraftLine

#: Fields of the command and what the draft calls them.
_PLAIN = {
    "remark": "remark", "customer_po_no": "po_no", "requested_on": "requested_on",
    "delivery_method": "delivery_method", "carrier_code": "carrier_code",
}  # fmt: skip
_TEXTS = frozenset({"remark", "customer_po_no"})
ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Merged:
    """An order as it is now, the same with what was asked, and the fields that both have changed: of the draft, or a
    line's id."""

    theirs: Draft
    mine: Draft
    clashes: tuple[str, ...]


def merged(connection: Reading, ask: EditOrder | None, detail: OrderDetail, on: date) -> Merged | None:
    """Lays an edit over the order as it is now; None where this workstation lacks its customer or an article.

    What only one of the two has changed is taken; what both have, stands as it was asked and is named.
    """
    theirs = as_draft(connection, detail, on)
    if theirs is None:
        return None
    if ask is None:
        return Merged(theirs, theirs, ())
    found = _Merge(theirs)
    found.take_plain(ask)
    found.take_address(ask)
    cards = _Cards(connection, detail, on)
    skus = {line.id: line.sku_id for line in detail.lines}
    for edit in ask.lines:
        found.take_line(edit, None if edit.line_id not in skus else cards.card(skus[edit.line_id]))
    for entered in ask.added:
        card = cards.card(entered.sku_id)
        if card is not None:
            found.lines.append(_line(card, entered))
    return Merged(theirs, replace(found.draft, lines=tuple(found.lines)), tuple(found.clashes))


def with_theirs(mine: Draft, theirs: Draft, field: str) -> Draft:
    """What the others have, in one field."""
    if field == ADDRESS:
        return replace(mine, address=theirs.address)
    if field in _PLAIN.values():
        return replace(mine, **{field: getattr(theirs, field)})
    here = next((place for place, line in enumerate(mine.lines) if str(line.line_id) == field), None)
    there = next((line for line in theirs.lines if str(line.line_id) == field), None)
    if here is None:
        return mine if there is None else replace(mine, lines=(*mine.lines, there))
    return mine.without_row(here) if there is None else mine.with_line_at(here, there)


class _Cards:
    """The articles of one order."""

    def __init__(self, connection: Reading, detail: OrderDetail, on: date) -> None:
        self._connection, self._head, self._on = connection, detail.head, on

    def card(self, sku_id: UUID) -> SkuCard | None:
        """One of them, with the customer's prices."""
        head = self._head
        return sku_card(self._connection, sku_id, company_id=head.company_id, customer_id=head.customer_id, on=self._on)


class _Merge:
    """What was asked, field by field over what is there."""

    def __init__(self, theirs: Draft) -> None:
        self._theirs = theirs
        self.draft, self.lines = theirs, list(theirs.lines)
        self.clashes = list[str]()

    def take_plain(self, ask: EditOrder) -> None:
        """The order's own fields."""
        for name, field in _PLAIN.items():
            edit = getattr(ask, name)
            if edit is None:
                continue
            was, to = (edit.was or "", edit.to or "") if name in _TEXTS else (edit.was, edit.to)
            asked: dict[str, Any] = {field: to}
            present: Any = getattr(self._theirs, field)
            self.draft = replace(self.draft, **asked)
            if present not in (was, to):
                self.clashes.append(field)

    def take_address(self, ask: EditOrder) -> None:
        """Who gets the goods."""
        edit, card = ask.ship_to, self._theirs.customer
        if edit is None or card is None:
            return
        was, to, present = edit.was.model_dump(), edit.to.model_dump(), ship_to(self._theirs.address)
        chosen = next((each for each in card.addresses if ship_to(each) == to), None)
        if chosen is None:
            # Of the address book of then: it is asked for all the same.
            chosen = AddressRow(ask.order_id, "", preferred=False, **to)
            card = replace(card, addresses=(*card.addresses, chosen))
        self.draft = replace(self.draft, customer=card, address=chosen)
        if present not in (was, to):
            self.clashes.append(ADDRESS)

    def take_line(self, edit: LineEdit, card: SkuCard | None) -> None:
        """A line that was changed or taken out."""
        place = next((at for at, line in enumerate(self.lines) if line.line_id == edit.line_id), None)
        there = None if place is None else self.lines[place]
        present = None if there is None else _values(there)
        wanted = None if edit.to is None else _asked(edit.to)
        if present not in (_asked(edit.was), wanted):
            self.clashes.append(str(edit.line_id))
        if edit.to is None:
            if place is not None:
                del self.lines[place]
        elif place is not None and there is not None:
            self.lines[place] = _line(there.sku, edit.to, there)
        elif card is not None:
            # The others have taken it out: it comes again as a new one.
            self.lines.append(replace(_line(card, edit.to), line_id=edit.line_id))


def _values(line: DraftLine) -> tuple[str, int, int]:
    return line.unit.unit, line.unit_quantity, line.price_micro


def _asked(terms: LineTerms) -> tuple[str, int, int]:
    return terms.unit, terms.unit_quantity, terms.unit_price_micro


def _line(card: SkuCard, terms: LineTerms | PlacedLine, there: DraftLine | None = None) -> DraftLine:
    units = {unit.unit: unit for unit in card.units}
    if there is not None:
        units.setdefault(there.unit.unit, there.unit)
    unit = units.get(terms.unit) or SellingUnit(terms.unit, card.units[0].factor)
    line_id, held = (None, 0) if there is None else (there.line_id, there.held)
    return DraftLine(card, unit, terms.unit_quantity, terms.unit_price_micro, line_id, held)
