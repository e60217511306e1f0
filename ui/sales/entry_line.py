"""A line of an order that is being entered, with what stands in its cells, also where that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from orderdesk.domain.money import line_amount_fen, parse_price
from orderdesk.domain.quantity import ONE, from_base, is_divisible, parse_quantity, require_whole, to_base
from orderdesk.errors import Refused
from orderdesk.queries.skus import ListPrice, SellingUnit, SkuCard
from ui import formats
from ui.sales.pasted_rows import PastedRow

#: The cells in which something can be typed.
QUANTITY, UNIT, PRICE = "quantity", "unit", "price"
CELLS = (QUANTITY, UNIT, PRICE)


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands in a cell and cannot be read; it stays as it was typed until somebody has put it right."""

    cell: str
    text: str


@dataclass(frozen=True)
class DraftLine:
    """A line: `unit_quantity` (thousandths) of a selling unit at a price per base unit (micro-yuan).

    `line_id`: the line of an order that is being edited; `held`: what is set aside for it; `before`: what the lines
    above it want of the same article beyond what is set aside for them (thousandths). A cell with a slip has no value
    of its own: the one here is of before.
    """

    sku: SkuCard
    unit: SellingUnit
    unit_quantity: int
    price_micro: int
    line_id: UUID | None = None
    held: int = 0
    before: int = 0
    slips: tuple[Slip, ...] = ()

    @property
    def quantity(self) -> int:
        """In base units (thousandths). Raises Refused: quantity.not_exact, quantity.not_whole."""
        return require_whole(to_base(self.unit_quantity, self.unit.factor), self.sku.base_unit)

    @property
    def amount_fen(self) -> int:
        """What the line costs; nothing while a cell of it cannot be read."""
        return 0 if self.slips else line_amount_fen(self.quantity, self.price_micro)

    @property
    def listed(self) -> ListPrice | None:
        """The list price of this quantity."""
        return self.sku.price_for(self.quantity)

    @property
    def missing(self) -> int:
        """How much the stock lacks, in base units (thousandths)."""
        if self.slips:
            return 0
        return max(0, self.quantity - self.held - max(0, self.sku.available() - self.before))

    @property
    def is_off_list(self) -> bool:
        """Whether the price is another than the list's, so that somebody has to approve it."""
        if self.slips:
            return False
        return self.listed is None or self.price_micro != self.listed.unit_price_micro

    def slip(self, cell: str) -> str | None:
        """What stands in a cell that cannot be read; None where it can."""
        return next((each.text for each in self.slips if each.cell == cell), None)

    def text(self, cell: str) -> str:
        """What stands in a cell."""
        slip = self.slip(cell)
        if slip is not None:
            return slip
        if cell == UNIT:
            return self.unit.unit
        return formats.quantity(self.unit_quantity) if cell == QUANTITY else formats.price(self.price_micro)

    def typed(self, cell: str, text: str) -> DraftLine:
        """The line with a text in one of its cells: as its value, or as a slip."""
        rest = tuple(each for each in self.slips if each.cell != cell)
        try:
            found = replace(self._with(cell, text), slips=rest)
        except Refused:
            return replace(self, slips=(*rest, Slip(cell, text)))
        # From this quantity on there may be a list price after all.
        return found._priced() if found.slip(PRICE) == "" else found

    def trouble(self, cell: str) -> Refused | None:
        """Why what stands in a cell cannot be read."""
        slip = self.slip(cell)
        if slip is not None:
            try:
                self._with(cell, slip)
            except Refused as refusal:
                return refusal
        return None

    def at_list_price(self) -> DraftLine:
        """The line at the list's price; as it is where it stands on no list."""
        return self._priced()

    def with_card(self, card: SkuCard) -> DraftLine:
        """The line with the article as it is now: at the list's price of now,
        unless it has one of its own or has been ordered already."""
        if card == self.sku:
            return self
        was_listed = self.line_id is None and not self.slips and not self.is_off_list
        found = replace(self, sku=card)
        return found._priced() if was_listed or self.slip(PRICE) == "" else found

    def cut(self) -> DraftLine | None:
        """The line with as much as the stock has; None where there is nothing, or no whole unit of it."""
        try:
            less = from_base(self.quantity - self.missing, self.unit.factor)
        except Refused:
            return None
        # Nobody packs half a box.
        whole = less if is_divisible(self.unit.unit) else less - less % ONE
        return self.typed(QUANTITY, formats.quantity(whole)) if whole > 0 else None

    def _with(self, cell: str, text: str) -> DraftLine:
        """The line with what a text means. Raises Refused."""
        if cell == PRICE:
            found = replace(self, price_micro=parse_price(text))
        elif cell == QUANTITY:
            found = self._relisted(replace(self, unit_quantity=parse_quantity(text)))
        else:
            found = self._relisted(replace(self, unit=self._unit(text)))
        _amount = line_amount_fen(found.quantity, found.price_micro)
        return found

    def _priced(self) -> DraftLine:
        """The line at the list's price, if it has one."""
        if self.listed is None:
            return self
        rest = tuple(each for each in self.slips if each.cell != PRICE)
        return replace(self, price_micro=self.listed.unit_price_micro, slips=rest)

    def _unit(self, name: str) -> SellingUnit:
        plain = name.strip().casefold()
        for unit in self.sku.units:
            if unit.unit.casefold() == plain:
                return unit
        raise Refused("line.unknown_unit", sku=self.sku.code, unit=name)

    def _relisted(self, found: DraftLine) -> DraftLine:
        """The list's price follows the quantity until somebody types another one."""
        if self.slip(PRICE) is not None or self.listed is None or self.price_micro != self.listed.unit_price_micro:
            return found
        return found if found.listed is None else replace(found, price_micro=found.listed.unit_price_micro)


def new_line(sku: SkuCard, unit: SellingUnit | None = None) -> DraftLine:
    """One of an article at the list's price; without a list its price is still missing."""
    return DraftLine(sku, unit or sku.units[0], ONE, 0, slips=(Slip(PRICE, ""),))._priced()


def written_line(sku: SkuCard, row: PastedRow, unit: SellingUnit | None = None) -> DraftLine:
    """A line of what somebody has written; what cannot be read of it stays in its cell."""
    line = new_line(sku, unit)
    for cell, text in ((UNIT, row.unit), (PRICE, row.price)):
        if text:
            line = line.typed(cell, text)
    return line.typed(QUANTITY, row.quantity)
