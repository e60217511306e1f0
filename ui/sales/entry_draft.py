"""An order while it is being entered: plain values, and the command that they become."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from orderdesk.commands import PlacedLine, PlaceOrder, ShipTo
from orderdesk.queries.customers import AddressRow, CustomerCard
from ui.sales.entry_line import PRICE, QUANTITY, DraftLine
from ui.sales.pasted_rows import PastedRow


@dataclass(frozen=True)
class UnreadRow:
    """A pasted row whose article is not clear: `problem` is unknown or several;
    unit where a draft's line lost its own."""

    row: PastedRow
    problem: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What has to be looked at in a row, from 0: a `row` that is no line yet, a `cell` that cannot be read, goods that
    are `short`; or only worth knowing, a `price` of its own. `cell`: where it stands."""

    at: int
    kind: str
    cell: str = ""

    @property
    def is_notice(self) -> bool:
        """Whether the order may go as it is."""
        return self.kind == "price"


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

    def with_line(self, line: DraftLine, *, instead_of: UnreadRow | None = None) -> Draft:
        """One line more at the end; a row that it is made of is none any more."""
        unread = tuple(each for each in self.unread if each is not instead_of)
        return replace(self, lines=(*self.lines, line), unread=unread)

    def with_line_at(self, index: int, line: DraftLine) -> Draft:
        """Another line where one stood."""
        return replace(self, lines=(*self.lines[:index], line, *self.lines[index + 1 :]))

    def without_row(self, index: int) -> Draft:
        """One row less: a line, or behind them one that is none yet."""
        count = len(self.lines)
        if index < count:
            return replace(self, lines=(*self.lines[:index], *self.lines[index + 1 :]))
        place = index - count
        return replace(self, unread=(*self.unread[:place], *self.unread[place + 1 :]))

    def with_row(self, index: int, row: DraftLine | UnreadRow) -> Draft:
        """One row more at a place: a line among the lines, another one among those that are none yet."""
        if isinstance(row, DraftLine):
            return replace(self, lines=(*self.lines[:index], row, *self.lines[index:]))
        place = max(0, index - len(self.lines))
        return replace(self, unread=(*self.unread[:place], row, *self.unread[place:]))

    def problems(self) -> tuple[Problem, ...]:
        """What has to be put right, from above to below, then what is only worth knowing."""
        found, notices = list[Problem](), list[Problem]()
        for place, line in enumerate(self.lines):
            found += [Problem(place, "cell", slip.cell) for slip in line.slips]
            if line.missing:
                found.append(Problem(place, "short", QUANTITY))
            if line.is_off_list:
                notices.append(Problem(place, "price", PRICE))
        found += [Problem(place, "row") for place in range(len(self.lines), len(self.lines) + len(self.unread))]
        return (*found, *notices)

    def counts(self) -> tuple[int, int]:
        """How many things have to be put right, and how many are only worth knowing."""
        found = self.problems()
        notices = sum(1 for each in found if each.is_notice)
        return len(found) - notices, notices

    def problem(self) -> str:
        """What is still missing: customer, address, phone, rows (or cells) or lines; empty when it can be submitted."""
        if self.customer is None:
            return "customer"
        if self.address is None:
            return "address"
        if not self.address.phone:
            return "phone"
        if self.unread or any(line.slips for line in self.lines):
            return "rows"
        return "" if self.lines else "lines"

    def command(self, order_id: UUID, order_no: str, company_id: UUID) -> PlaceOrder:
        """The command. Raises ValueError while something is missing."""
        if self.customer is None or self.address is None or not self.address.phone or self.problem():
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
        if not line.slips:
            wanted[line.sku.id] = before + max(0, line.quantity - line.held)
    return tuple(found)
