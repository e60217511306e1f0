"""Changing an order before it is released, guarded field by field: nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from orderdesk.access import Permission
from orderdesk.commands.amounts import add_up
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.credit import counted_fen, release_credit, settle_credit, use_credit
from orderdesk.commands.origins import require_origin
from orderdesk.commands.payments import owe_back
from orderdesk.commands.place import DeliveryMethod, PlacedLine, ShipTo, build_line, promised_at
from orderdesk.commands.prices import check_prices
from orderdesk.commands.progress import Fact, move_shipment, refresh
from orderdesk.commands.soft_stock import fit_reservations
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order, OrderLine, Shipment, ShipmentLine
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import IS_SOLD, SENDS_GOODS, OrderKind
from orderdesk.errors import MissingDocument, Refused

_EDITABLE = frozenset({Node.PENDING_REVIEW, Node.CREDIT_REVIEW})
_CHECKED = frozenset({"lines", "requested_on", "delivery_method", "carrier_code"})


class _Edit(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TextEdit(_Edit):
    """A text as it was seen, and as it shall be."""

    was: str | None
    to: str | None = Field(max_length=2_000)


class DayEdit(_Edit):
    """A day as it was seen, and as it shall be."""

    was: date | None
    to: date | None


class MethodEdit(_Edit):
    """A delivery method as it was seen, and as it shall be."""

    was: DeliveryMethod
    to: DeliveryMethod


class ShipToEdit(_Edit):
    """The receiver as it was seen, and as it shall be."""

    was: ShipTo
    to: ShipTo


class LineTerms(_Edit):
    """What can be changed of a line: quantity in thousandths of `unit`, price in micro-yuan per base unit."""

    unit: str
    unit_quantity: int = Field(gt=0)
    unit_price_micro: int = Field(ge=0)
    tax_rate_bp: int = Field(default=1300, ge=0, le=10_000)
    gift: bool = False
    note: str = ""


class LineEdit(_Edit):
    """A line as it was seen, and as it shall be; None: it is taken out."""

    line_id: UUID
    was: LineTerms
    to: LineTerms | None


class EditOrder(Command):
    """Changes an order that is not released yet. Each change carries what was seen; the hub compares that."""

    order_id: UUID
    ship_to: ShipToEdit | None = None
    requested_on: DayEdit | None = None
    remark: TextEdit | None = None
    customer_po_no: TextEdit | None = None
    delivery_method: MethodEdit | None = None
    carrier_code: TextEdit | None = None
    lines: tuple[LineEdit, ...] = Field(default=(), max_length=500)
    added: tuple[PlacedLine, ...] = Field(default=(), max_length=500)

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)

    def references(self) -> tuple[Key, ...]:
        """The SKUs of added lines."""
        return tuple(Key("sku", line.sku_id) for line in self.added)

    def changed(self) -> set[str]:
        """The fields of the order that it changes."""
        found = {name for name in _FIELDS if getattr(self, name) is not None}
        return found | {"lines"} if self.lines or self.added else found


_PLAIN = ("requested_on", "remark", "customer_po_no", "delivery_method", "carrier_code")
_FIELDS = ("ship_to", *_PLAIN)


@change(EditOrder, needs=Permission.ENTER)
def edit_order(ask: EditOrder, work: Work) -> None:
    """Makes the changes. Raises Refused `edit.nothing`, `order.released`, `line.unknown`, `order.no_lines` and, for
    what is wrong with a line, as `place_order` does."""
    order = work.order(ask.order_id)
    if not ask.changed():
        raise Refused("edit.nothing", order_no=order.order_no)
    waiting = [shipment for shipment in order.shipments if shipment.node != Node.CLOSED]
    if not waiting or any(shipment.node not in _EDITABLE for shipment in waiting):
        raise Refused("order.released", order_no=order.order_no, node=order.node)
    for name in _PLAIN:
        edit = getattr(ask, name)
        if edit is not None:
            setattr(order, name, (edit.to or "") if name == "remark" else edit.to)
    if ask.ship_to is not None:
        for name, value in ask.ship_to.to.model_dump().items():
            setattr(order.consignees[0], name, value)
    for shipment in waiting:
        shipment.delivery_method = order.delivery_method
        shipment.carrier_code = order.carrier_code
    _edit_lines(ask, work, order, waiting)
    refresh(work, order)


def _edit_lines(ask: EditOrder, work: Work, order: Order, waiting: list[Shipment]) -> None:
    for edit in ask.lines:
        place, line = _find(order, edit.line_id)
        if edit.to is None:
            # The line stays for the ledger, which never forgets: nothing is ordered of it any more.
            changed = line.model_copy(update={"unit_quantity": 0, "quantity": 0, "amount_fen": 0})
        else:
            entered = PlacedLine(sku_id=line.sku_id, **edit.to.model_dump())
            changed = build_line(work, order.id, entered, line_id=line.id, position=line.position)
        order.lines[place] = changed
        _carry(work, order, changed, waiting)
    for number, entered in enumerate(ask.added, start=1):
        position = max(line.position for line in order.lines) + 1
        line = build_line(work, order.id, entered, line_id=work.new_id(f"line:{number}"), position=position)
        order.lines.append(line)
        _carry(work, order, line, waiting)
    add_up(order)
    if order.line_count == 0:
        raise Refused("order.no_lines", order_no=order.order_no)


def _find(order: Order, line_id: UUID) -> tuple[int, OrderLine]:
    for place, line in enumerate(order.lines):
        if line.id == line_id and line.quantity > 0:
            return place, line
    raise Refused("line.unknown", order_no=order.order_no)


def _carry(work: Work, order: Order, line: OrderLine, waiting: list[Shipment]) -> None:
    """Lets the shipments carry what is ordered now: less is taken from the last ones, more goes with the first."""
    left = line.quantity
    carried = [each for each in order.shipment_lines if each.order_line_id == line.id]
    gone = sum(each.quantity for each in carried if all(each.shipment_id != shipment.id for shipment in waiting))
    left -= gone
    if left < 0:
        raise Refused("line.partly_gone", line=line.position, sku=line.sku_code)
    mine = [each for each in carried if any(each.shipment_id == shipment.id for shipment in waiting)]
    for each in mine:
        each.quantity = min(each.quantity, left)
        left -= each.quantity
    if mine:
        mine[0].quantity += left
    elif left:
        order.shipment_lines.append(
            ShipmentLine(
                id=work.new_id(f"carried:{line.id}"),
                order_id=order.id,
                shipment_id=waiting[0].id,
                order_line_id=line.id,
                sku_id=line.sku_id,
                quantity=left,
            )
        )
    order.shipment_lines = [each for each in order.shipment_lines if each.quantity]


@decide(EditOrder)
def settle_edit(ask: EditOrder, work: HubWork) -> None:
    """Compares what was seen with what was there, then checks price, credit and stock again as far as they changed.

    Raises Refused `edit.changed_meanwhile` with the field and both values and, for what comes back, as `place_order`.
    """
    order = work.order(ask.order_id)
    before = work.shelf.stored(order)
    assert isinstance(before, Order)
    for field, was, present in _seen(ask, before):
        if was != present:
            raise Refused("edit.changed_meanwhile", order_no=order.order_no, field=field, was=was, present=present)
    if ask.changed() & _CHECKED:
        order.promised_at = promised_at(work, order)
    kind = OrderKind(order.order_kind)
    if "lines" in ask.changed() and kind is OrderKind.RETURN:
        require_origin(work, order)
    if "lines" in ask.changed() and kind in IS_SOLD:
        customer = work.shelf.load(Key("customer", order.customer_id))
        if not isinstance(customer, Customer):
            raise MissingDocument("customer", order.customer_id)
        check_prices(work, order, customer)
        _check_credit(work, order, customer)
        owe_back(work, order)
    if "lines" in ask.changed() and kind in SENDS_GOODS:
        fit_reservations(work, order)
    refresh(work, order)


def _seen(ask: EditOrder, before: Order) -> Iterator[tuple[str, Any, Any]]:
    """Every changed field with what the asker saw and what was there."""
    for name in _PLAIN:
        edit = getattr(ask, name)
        if edit is not None:
            yield name, (edit.was or "") if name == "remark" else edit.was, getattr(before, name)
    if ask.ship_to is not None:
        consignee = before.consignees[0]
        for name, value in ask.ship_to.was.model_dump().items():
            yield name, value, getattr(consignee, name)
    known = {line.id: line for line in before.lines}
    for edit in ask.lines:
        line = known[edit.line_id]
        for name, value in edit.was.model_dump().items():
            yield f"line {line.position} {name}", value, getattr(line, name)


def _check_credit(work: HubWork, order: Order, customer: Customer) -> None:
    """Counts the difference; an order that fits its customer's limit now waits for its review again."""
    before = work.shelf.stored(order)
    was = counted_fen(before) if isinstance(before, Order) else None
    if was is not None and (counted_fen(order) or 0) <= was:
        settle_credit(work, (order,))
        return
    release_credit(work, order)
    if use_credit(work, order, customer):
        fits = Fact(proof="within_limit")
        for shipment in order.shipments:
            if shipment.node == Node.CREDIT_REVIEW:
                given = (Need.REASON_GIVEN,)
                back = Node.PENDING_REVIEW
                move_shipment(work, order, shipment, back, command="return_to_review", met=given, fact=fits)
