"""An order while it is being entered: plain values, and the command that they become."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from orderdesk.commands import PlacedLine, PlaceOrder, ShipTo
from orderdesk.domain.money import line_amount_fen
from orderdesk.domain.quantity import require_whole, to_base
from orderdesk.queries.customers import AddressRow, CustomerCard
from orderdesk.queries.skus import ListPrice, SellingUnit, SkuCard
from ui.sales.pasted_rows import PastedRow


@dataclass(frozen=True)
class DraftLine:
    """A line: `unit_quantity` (thousandths) of a selling unit at a price per base unit (micro-yuan).

    `line_id`: the line of an order that is being edited; `held`: what is set aside for it; `before`: what the lines above it
    want of the same article beyond what is set aside for them (thousandths).
    """

    sku: SkuCard
    unit: SellingUnit
    unit_quantity: int
    price_micro: int
    line_id: UUID | None = None
    held: int = 0
    before: int = 0

    @property
    def quantity(self) -> int:
        """In base units (thousandths). Raises Refused: quantity.not_exact, quantity.not_whole."""
        return require_whole(to_base(self.unit_quantity, self.unit.factor), self.sku.base_unit)

    @property
    def amount_fen(self) -> int:
        """What the line costs."""
        return line_amount_fen(self.quantity, self.price_micro)

    @property
    def listed(self) -> ListPrice | None:
        """The list price of this quantity."""
        return self.sku.price_for(self.quantity)

    @property
    def missing(self) -> int:
        """How much the stock lacks, in base units (thousandths)."""
        return max(0, self.quantity - self.held - max(0, self.sku.available() - self.before))

    @property
    def is_off_list(self) -> bool:
        """Whether the price is another than the list's, so that somebody has to approve it."""
        return self.listed is None or self.price_micro != self.listed.unit_price_micro


@dataclass(frozen=True)
class UnreadRow:
    """A pasted row that is no line yet: `problem` is unknown, several, quantity, unit or price."""

    row: PastedRow
    problem: str


@dataclass(frozen=True)
class Draft:
    """Everything entered so far."""

    customer: CustomerCard | None = None
    address: AddressRow | None = None
    lines: tuple[DraftLine, ...] = ()
    delivery_method: str = "courier"
    carrier_code: str | None = None
    cod: bool = False
    remark: str = ""
    requested_on: date | None = None
    po_no: str = ""
    unread: tuple[UnreadRow, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", _one_below_the_other(self.lines))

    @property
    def amount_fen(self) -> int:
        """What all lines cost."""
        return sum(line.amount_fen for line in self.lines)

    def rows(self) -> tuple[DraftLine | UnreadRow, ...]:
        """All rows as they stand below each other: the lines, then what is none yet."""
        return (*self.lines, *self.unread)

    def with_line(self, line: DraftLine, *, instead_of: DraftLine | UnreadRow | None = None) -> Draft:
        """One line more at the end, or where another one stood; a row that was none yet becomes the last line."""
        place = next((at for at, each in enumerate(self.lines) if each is instead_of), None)
        if place is not None:
            return replace(self, lines=(*self.lines[:place], line, *self.lines[place + 1 :]))
        unread = tuple(each for each in self.unread if each is not instead_of)
        return replace(self, lines=(*self.lines, line), unread=unread)

    def without_line(self, index: int) -> Draft:
        """One line less."""
        return replace(self, lines=(*self.lines[:index], *self.lines[index + 1 :]))

    def without_unread(self, index: int) -> Draft:
        """One row that could not be read less."""
        return replace(self, unread=(*self.unread[:index], *self.unread[index + 1 :]))

    def problems(self) -> tuple[int, ...]:
        """Where something has to be put right: lines from 0 that are short or off the list, then rows not read."""
        wrong = [place for place, line in enumerate(self.lines) if line.missing or line.is_off_list]
        return (*wrong, *range(len(self.lines), len(self.lines) + len(self.unread)))

    def counts(self) -> tuple[int, int]:
        """How many lines are short or not read, and how many others only have a price of their own."""
        unusual = sum(1 for line in self.lines if line.is_off_list and not line.missing)
        return len(self.problems()) - unusual, unusual

    def problem(self) -> str:
        """What is still missing: customer, address, phone, rows or lines; empty when it can be submitted."""
        if self.customer is None:
            return "customer"
        if self.address is None:
            return "address"
        if not self.address.phone:
            return "phone"
        if self.unread:
            return "rows"
        return "" if self.lines else "lines"

    def command(self, order_id: UUID, order_no: str, company_id: UUID) -> PlaceOrder:
        """The command. Raises ValueError while something is missing."""
        if self.customer is None or self.address is None or not self.address.phone or not self.lines:
            raise ValueError(f"the draft lacks its {self.problem()}")
        to = self.address
        return PlaceOrder(
            order_id=order_id,
            order_no=order_no,
            company_id=company_id,
            customer_id=self.customer.id,
            lines=tuple(
                PlacedLine(
                    sku_id=line.sku.id,
                    unit=line.unit.unit,
                    unit_quantity=line.unit_quantity,
                    unit_price_micro=line.price_micro,
                    price_source=line.listed.source if line.listed is not None else "entered",
                )
                for line in self.lines
            ),
            ship_to=ShipTo(
                name=to.name or self.customer.name,
                phone=self.address.phone,
                province=to.province,
                city=to.city,
                district=to.district,
                street=to.street or "",
            ),
            delivery_method=self.delivery_method,  # type: ignore[arg-type]  # one of the options offered, checked by pydantic
            carrier_code=self.carrier_code,
            cod=self.cod,
            remark=self.remark,
            requested_on=self.requested_on,
            customer_po_no=self.po_no or None,
        )


def _one_below_the_other(lines: tuple[DraftLine, ...]) -> tuple[DraftLine, ...]:
    """The lines, each with what those above it take of its article: what one of them gets the next one cannot have."""
    wanted: dict[UUID, int] = {}
    found = []
    for line in lines:
        before = wanted.get(line.sku.id, 0)
        found.append(line if line.before == before else replace(line, before=before))
        wanted[line.sku.id] = before + max(0, line.quantity - line.held)
    return tuple(found)
