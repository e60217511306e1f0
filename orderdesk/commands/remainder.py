"""What a WMS did not ship of what it was told to: the rest waits for goods, or is still worked on there."""

from __future__ import annotations

from orderdesk.commands.back_orders import back_order, carry_over, next_shipment, settle_numbers
from orderdesk.commands.ledger import lock_held
from orderdesk.commands.shortfall import give_up, hand_on
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.orders import Order, Shipment, ShipmentLine
from orderdesk.domain.nodes import Node

REST = "rest"
"""The proof of a shipment that carries what the WMS has yet to ship of another."""


def leave_rest(work: Work, order: Order, shipment: Shipment, *, more_follows: bool) -> None:
    """Parts what is missing from a shipment that has left."""
    lines = [(line, _missing(line)) for line in order.lines_of(shipment.id) if _missing(line) > 0]
    if not lines:
        return
    rest = (
        next_shipment(work, order, shipment, REST, Node.PICKING) if more_follows else back_order(work, order, shipment)
    )
    for line, missing in lines:
        carry_over(work, order, line, rest, missing)
        if more_follows:
            line.quantity -= missing
        else:
            line.short_quantity += missing


def settle_rest(work: HubWork, order: Order) -> None:
    """Moves the reservations after the goods: what is worked on stays set aside, what was not found is not there."""
    before = work.shelf.stored(order)
    if not isinstance(before, Order):
        return
    settle_numbers(work, order)
    known = {line.id: line for line in before.shipment_lines}
    rests = [line for line in order.shipment_lines if line.id not in known]
    if any(line.short_quantity for line in order.shipment_lines):
        lock_held(work, order)
    for line in order.shipment_lines:
        was = known.get(line.id)
        if was is None:
            continue
        if line.short_quantity > was.short_quantity:
            give_up(work, order, line, line.short_quantity - was.short_quantity)
        if line.quantity < was.quantity:
            to = next(each for each in rests if each.order_line_id == line.order_line_id)
            hand_on(work, order, line, to, was.quantity - line.quantity)
    order.shipment_lines = [line for line in order.shipment_lines if line.quantity > 0]


def _missing(line: ShipmentLine) -> int:
    return line.quantity - line.short_quantity - line.packed_quantity
