"""Allocation: which warehouse sends what, by the company's rule or by hand, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from db.tables import stock as stock_tables
from orderdesk.access import Permission
from orderdesk.commands.back_orders import carry_over, next_shipment, settle_numbers
from orderdesk.commands.checks import add_check
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.ledger import (
    BY_HAND,
    REVIEW_AFTER,
    Shelves,
    assign,
    explain,
    give_back,
    lock_stock,
    open_reservations,
    take,
    wanted_of,
)
from orderdesk.commands.progress import move_shipment, refresh, require_no_hold
from orderdesk.commands.returns import await_goods
from orderdesk.commands.review import leave_behind
from orderdesk.commands.transfers import propose
from orderdesk.commands.warehouse_calls import take_back, tell_warehouse
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.domain.allocation import propose_transfers
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import SENDS_GOODS
from orderdesk.domain.stock import Pick, WarehouseChoice
from orderdesk.errors import Refused

_LEDGER = stock_tables.reservation
_MOVED = select(_LEDGER.c.id).where(_LEDGER.c.order_id == bindparam("order"), _LEDGER.c.reason == BY_HAND).limit(1)


class AllocateOrder(Command):
    """Assigns an order's shipments to warehouses: by the rule, or all of it to the one that is named.

    `back_order`: what the named warehouse does not have is to follow later, as a shipment of its own.
    """

    order_id: UUID
    warehouse_id: UUID | None = None
    back_order: bool = False

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


class UnallocateOrder(Command):
    """Takes an order's shipments away from their warehouses before anybody works on them; the goods stay set aside."""

    order_id: UUID

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(AllocateOrder, needs=Permission.ALLOCATE)
def allocate_order(ask: AllocateOrder, work: Work) -> None:
    """Checks what can be checked here; which warehouses it will be is for the hub to say."""
    order = work.order(ask.order_id)
    _ready(order)
    require_no_hold(order, work.said_at)
    if ask.warehouse_id is not None and work.warehouse(ask.warehouse_id).company_id != order.company_id:
        raise Refused("warehouse.other_company", order_no=order.order_no)


@decide(AllocateOrder)
def settle_allocation(ask: AllocateOrder, work: HubWork) -> None:
    """Makes one shipment for each warehouse, and tells those that are run by a WMS.

    Raises Refused `stock.short` where goods are not set aside, or not all of them in the warehouse that is named.
    """
    order = work.order(ask.order_id)
    require_no_hold(order, work.received_at)
    ready = _ready(order)
    if order.order_kind not in SENDS_GOODS:
        await_goods(work, order, ask.warehouse_id)
        return
    held = _firm(work, order, ready)
    lacking = wanted_of(order, ready, held)
    if lacking:
        raise Refused("stock.short", order_no=order.order_no, shipment_no=ready[0].shipment_no)
    shelves = lock_stock(work, order, own=held)
    if ask.warehouse_id is None:
        _follow_rule(work, order, ready, held, shelves)
    else:
        _follow_order(work, order, ready, held, shelves, ask)
    for shipment in _ready(order):
        _part_by_warehouse(work, order, shipment, shelves)
    settle_numbers(work, order)
    met = (Need.WAREHOUSE_CHOSEN, Need.STOCK_RESERVED, Need.NO_HOLD)
    for shipment in _ready(order):
        move_shipment(work, order, shipment, Node.ALLOCATED, command="allocate_order", met=met)
        tell_warehouse(work, order, shipment)
    refresh(work, order)


def _ready(order: Order) -> list[Shipment]:
    found = [shipment for shipment in order.shipments if shipment.node == Node.STOCK_LOCKED]
    if not found:
        raise Refused("node.not_allowed", command="allocate_order", before=order.node, order_no=order.order_no)
    return found


def _firm(work: HubWork, order: Order, shipments: Sequence[Shipment]) -> list[Row[Any]]:
    rows = open_reservations(work, order.id, [shipment.id for shipment in shipments])
    return [row for row in rows if row.firmness == "firm"]


def _follow_rule(
    work: HubWork, order: Order, ready: Sequence[Shipment], held: Sequence[Row[Any]], shelves: Shelves
) -> None:
    """Leaves the goods where they are set aside, unless fewer warehouses have become enough since."""
    used = {row.warehouse_id for row in held}
    if len(used) == 1:
        return
    choice = shelves.choose(wanted_of(order, ready))
    if not choice.is_complete or len(choice.warehouse_ids) >= len(used):
        return
    if work.connection.execute(_MOVED, {"order": order.id}).first() is None:
        _hold_instead(work, order, held, choice)


def _follow_order(
    work: HubWork,
    order: Order,
    ready: Sequence[Shipment],
    held: Sequence[Row[Any]],
    shelves: Shelves,
    ask: AllocateOrder,
) -> None:
    """Takes everything from the named warehouse, as far as it has it."""
    assert ask.warehouse_id is not None
    choice = shelves.choose(wanted_of(order, ready), (ask.warehouse_id,))
    if not choice.is_complete:
        facts = {"short": explain(work, order, choice.shortages)}
        if not ask.back_order or not choice.picks:
            raise Refused("stock.short", order_no=order.order_no, shipment_no=ready[0].shipment_no, **facts)
        others = [each for each in shelves.warehouses if each != ask.warehouse_id]
        propose(work, order, propose_transfers(choice, shelves.rows, (ask.warehouse_id, *others)))
        add_check(work, order, "stock", "short", "stock.back_ordered", facts)
    _hold_instead(work, order, held, choice)
    leave_behind(work, order, ready, choice.shortages)
    work.trace(order.id, note=f"warehouse {work.warehouse(ask.warehouse_id).code} by hand")


def _hold_instead(work: HubWork, order: Order, held: Sequence[Row[Any]], choice: WarehouseChoice) -> None:
    """Makes the reservations those of the choice; what is set aside there already stays untouched."""
    line_of = {(line.order_line_id, line.shipment_id): line.id for line in order.shipment_lines}
    wanted = {(pick.stock_id, pick.line_id): pick for pick in choice.picks}
    picks: list[Pick] = []
    for row in held:
        pick = wanted.pop((row.stock_id, line_of[row.order_line_id, row.shipment_id]), None)
        quantity = 0 if pick is None else pick.quantity
        if quantity < row.quantity:
            give_back(work, order, row, row.quantity - quantity, "moved")
        elif pick is not None and quantity > row.quantity:
            picks.append(Pick(pick.line_id, pick.sku_id, pick.warehouse_id, quantity - row.quantity, pick.stock_id))
    picks += wanted.values()
    due_at = work.received_at + REVIEW_AFTER
    take(work, order, picks, firmness="firm", due_at=due_at, held=held, reason="moved")


def _part_by_warehouse(work: HubWork, order: Order, shipment: Shipment, shelves: Shelves) -> None:
    """Gives the shipment to its best warehouse; what lies in others goes with shipments of their own."""
    rows = open_reservations(work, order.id, (shipment.id,))
    places = sorted({row.warehouse_id for row in rows}, key=shelves.warehouses.index)
    shipment.warehouse_id = places[0]
    lines = {line.order_line_id: line for line in order.lines_of(shipment.id)}
    for place in places[1:]:
        added = next_shipment(work, order, shipment, "split", Node.STOCK_LOCKED)
        added.warehouse_id = place
        for row in rows:
            if row.warehouse_id == place:
                line = lines[row.order_line_id]
                carry_over(work, order, line, added, row.quantity)
                line.quantity -= row.quantity
                assign(work, row, added.id)
    order.shipment_lines = [line for line in order.shipment_lines if line.quantity]


@change(UnallocateOrder, needs=Permission.ALLOCATE)
def unallocate_order(ask: UnallocateOrder, work: Work) -> None:
    """Takes the warehouses away. Raises Refused `node.not_allowed` where work has begun or nothing is allocated."""
    order = work.order(ask.order_id)
    back = [shipment for shipment in order.shipments if shipment.node == Node.ALLOCATED]
    if not back:
        raise Refused("node.not_allowed", command="unallocate_order", before=order.node, order_no=order.order_no)
    for shipment in back:
        move_shipment(work, order, shipment, Node.STOCK_LOCKED, command="unallocate_order")
        shipment.warehouse_id = None
    refresh(work, order)


@decide(UnallocateOrder)
def settle_unallocation(ask: UnallocateOrder, work: HubWork) -> None:
    """Calls back what a warehouse was told."""
    order = work.order(ask.order_id)
    for shipment in order.shipments:
        if shipment.node == Node.STOCK_LOCKED:
            take_back(work, order, shipment, "unallocated")
