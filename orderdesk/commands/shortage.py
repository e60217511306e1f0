"""Goods that are not where they should be: the shipment goes without them, the rest becomes a back-order."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.back_orders import back_order, carry_over, settle_numbers
from orderdesk.commands.cases import open_case
from orderdesk.commands.cash import settle_cod
from orderdesk.commands.checks import add_check, check_of
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.credit import settle_credit
from orderdesk.commands.ledger import lock_held
from orderdesk.commands.packing import require_packable
from orderdesk.commands.progress import Fact, is_covered, move_shipment, refresh, require_no_hold
from orderdesk.commands.road import consume_shipped, follow_waybills
from orderdesk.commands.shortfall import give_up
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment, ShipmentLine
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import UNDERWAY, Node
from orderdesk.errors import Refused


class DeclareShort(Command):
    """A quantity (thousandths) of a shipment line is not found, or is there but damaged.

    `location`: where it was looked for; empty: the place that the article has in this warehouse.
    """

    order_id: UUID
    shipment_line_id: UUID
    quantity: int = Field(gt=0)
    reason: Literal["not_found", "damaged"] = "not_found"
    location: str = Field(default="", max_length=40)

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(DeclareShort, needs=Permission.PICK)
def declare_short(ask: DeclareShort, work: Work) -> None:
    """Lets the shipment go without the quantity; a shipment of which nothing is left waits for goods itself.

    Raises Refused `item.not_in_order`, `item.not_missing` and, unless it is being picked, `node.not_allowed`.
    """
    order = work.order(ask.order_id)
    line = require_line(order, ask.shipment_line_id)
    shipment, _ = require_packable(work, order, line.shipment_id)
    require_no_hold(order, work.said_at)
    if shipment.node != Node.PICKING:
        raise Refused("node.not_allowed", command="declare_short", before=shipment.node, order_no=order.order_no)
    missing = line.quantity - line.packed_quantity - line.short_quantity
    if ask.quantity > missing:
        raise Refused("item.not_missing", order_no=order.order_no, missing=missing)
    line.short_quantity += ask.quantity
    if any(each.short_quantity < each.quantity for each in order.lines_of(shipment.id)):
        carry_over(work, order, line, back_order(work, order, shipment), ask.quantity)
        _finish_packing(work, order, shipment)
    else:
        line.short_quantity -= ask.quantity
        met = (Need.SHORT_DECLARED,)
        move_shipment(work, order, shipment, Node.PENDING_REVIEW, command="declare_short", met=met)
        shipment.warehouse_id = None
        _forget_short_lines(order, shipment)
    refresh(work, order)
    sku = work.sku(line.sku_id)
    work.trace(order.id, sku_code=sku.code, qty=-ask.quantity, note=ask.reason, location=ask.location or None)


def _forget_short_lines(order: Order, shipment: Shipment) -> None:
    """What was short before is carried by another shipment: this one begins anew without it."""
    for each in order.lines_of(shipment.id):
        each.quantity -= each.short_quantity
        each.short_quantity = 0
    order.shipment_lines = [each for each in order.shipment_lines if each.quantity > 0]


def require_line(order: Order, shipment_line_id: UUID) -> ShipmentLine:
    """The shipment line. Raises Refused `item.not_in_order`."""
    line = next((each for each in order.shipment_lines if each.id == shipment_line_id), None)
    if line is None:
        raise Refused("item.not_in_order", order_no=order.order_no)
    return line


def _finish_packing(work: Work, order: Order, shipment: Shipment) -> None:
    """With the last missing item given up, what is in boxes is all there will be."""
    if shipment.open_parcels or not is_covered(order, shipment):
        return
    packed = (Need.PARCELS_COVER, Need.WAYBILLS_BOUND, Need.NO_HOLD)
    move_shipment(work, order, shipment, Node.PACKED, command="close_parcel", met=packed)
    if shipment.closed_parcels == 0:
        met = (Need.HAND_OVER_PROOF, Need.WAYBILLS_BOUND, Need.NO_HOLD)
        left = Fact(proof="hand_over")
        move_shipment(work, order, shipment, Node.IN_TRANSIT, command="hand_over", met=met, fact=left)


@decide(DeclareShort)
def settle_shortage(ask: DeclareShort, work: HubWork) -> None:
    """Takes the missing goods out of reservation and stock, and has somebody look at the place they should be at."""
    order = work.order(ask.order_id)
    settle_numbers(work, order)
    line = require_line(order, ask.shipment_line_id)
    shipment = order.shipment(line.shipment_id)
    assert shipment is not None
    before = work.shelf.stored(order)
    stored = before.shipment(shipment.id) if isinstance(before, Order) else None
    warehouse_id = shipment.warehouse_id if stored is None else stored.warehouse_id
    has_left = shipment.node in UNDERWAY
    if has_left:
        follow_waybills(work, order, shipment)
        settle_credit(work, (order,))
        lock_held(work, order)
    give_up(work, order, line, ask.quantity)
    sku = work.sku(line.sku_id)
    _note_missing(work, order, line, sku.code, ask.quantity)
    bins = [each.bin for each in sku.bins if each.warehouse_id == warehouse_id]
    facts = {
        "order_no": order.order_no,
        "sku": sku.code,
        "location": ask.location or ", ".join(bins),
        "missing": ask.quantity,
        "reason": ask.reason,
    }
    key = f"short:{line.id}:{work.command_id}"
    open_case(
        work, order, queue="stock", dedupe_key=key, code="stock.not_found", facts=facts, warehouse_id=warehouse_id
    )
    settle_cod(order)
    if has_left:
        consume_shipped(work, (order,))


def _note_missing(work: HubWork, order: Order, line: ShipmentLine, sku_code: str, quantity: int) -> None:
    """The order is short of it until its back-order has the goods; what was missing before still is."""
    position = next(each.position for each in order.lines if each.id == line.order_line_id)
    before = check_of(order, "stock")
    known = (before.facts or {}).get("short", ()) if before is not None and before.result == "short" else ()
    others = [each for each in known if each["line"] != position]
    mine = sum(int(each["missing"]) for each in known if each["line"] == position) + quantity
    missing = {"line": position, "sku": sku_code, "wanted": mine, "missing": mine, "warehouses": []}
    add_check(work, order, "stock", "short", "stock.back_ordered", {"short": [*others, missing]})
