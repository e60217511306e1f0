"""Goods that come back: an order of the kind RETURN, or a shipment that returns as a whole, received line by line."""

from __future__ import annotations

from collections import Counter
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from db.tables import masters
from db.tables import orders as order_tables
from orderdesk.access import Permission
from orderdesk.commands.amounts import has_failed
from orderdesk.commands.cases import open_case
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.credit import credit_return, release_credit, settle_credit
from orderdesk.commands.origins import lock_origins, origin_is_counted
from orderdesk.commands.progress import Fact, close_shipment, move_shipment, refresh, require_shipment
from orderdesk.commands.refunds import settle_refund, worth_back_fen
from orderdesk.commands.shelving import take_in
from orderdesk.commands.transfer_orders import hand_out, lock_for_arrival, waits_for
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, ReturnedItem, Shipment
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import CloseReason, Node
from orderdesk.domain.order_kinds import SENDS_GOODS
from orderdesk.errors import Refused

GOOD, DAMAGED, MISSING = "good", "damaged", "missing"

_RECEIVED = Fact(proof="goods_received")
_ON_ITS_WAY = frozenset({Node.IN_TRANSIT, Node.DELIVERED, Node.DELIVERY_EXCEPTION})


class ReturnedLine(BaseModel):
    """A quantity (thousandths) of a shipment line and its condition; missing: announced, but not in the box."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shipment_line_id: UUID
    quantity: int = Field(gt=0)
    condition: Literal["good", "damaged", "missing"] = "good"


class ReceiveReturn(Command):
    """What came back of a shipment. With the last line it is closed, and what is to be refunded goes to finance.

    `warehouse_id`: where the goods are now, if not where they were sent from, or sent to by a transfer. `refund_fen`:
    other than what they are worth; only with the last line. `for_order_id`: the order that waits for a transfer.
    """

    order_id: UUID
    shipment_id: UUID
    lines: tuple[ReturnedLine, ...] = Field(min_length=1, max_length=500)
    warehouse_id: UUID | None = None
    refund_fen: int | None = Field(default=None, ge=0)
    note: str = Field(default="", max_length=500)
    for_order_id: UUID | None = None

    def keys(self) -> tuple[Key, ...]:
        """The order, and the one that waits for a transfer."""
        named = dict.fromkeys((self.order_id, self.for_order_id))
        return tuple(Key("order", each) for each in named if each is not None)


@change(ReceiveReturn, needs=Permission.RECEIVE)
def receive_return(ask: ReceiveReturn, work: Work) -> None:
    """Notes what came. Raises Refused `node.not_allowed`, `return.too_many`, `return.incomplete` and, for a transfer
    that names another order than the one that waits for it, `transfer.other_order`."""
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    _require_coming_back(order, shipment)
    arrives = has_arrived(order, shipment)
    if ask.for_order_id != (waits_for(order) if arrives else None):
        raise Refused("transfer.other_order", order_no=order.order_no)
    warehouse_id = order.to_warehouse_id if arrives else shipment.warehouse_id
    if ask.warehouse_id is not None:
        warehouse_id = _own_house(work, order, ask.warehouse_id)
    carried = {line.id: line for line in order.lines_of(shipment.id)}
    for place, came in enumerate(ask.lines):
        line = carried.get(came.shipment_line_id)
        if line is None:
            raise Refused("item.not_in_order", order_no=order.order_no)
        order.returned_items.append(
            ReturnedItem(
                id=work.new_id(f"returned:{place}"),
                order_id=order.id,
                shipment_id=shipment.id,
                order_line_id=line.order_line_id,
                sku_id=line.sku_id,
                quantity=came.quantity,
                condition=came.condition,
                warehouse_id=warehouse_id,
                received_at=work.said_at,
                received_by=work.asker.user_id,
            )
        )
    left = _expected(order, shipment)
    left.subtract(_came(order, shipment))
    if min(left.values(), default=0) < 0:
        raise Refused("return.too_many", order_no=order.order_no)
    if not any(left.values()):
        met = (Need.GOODS_RECEIVED,)
        reason = _reason(order, shipment)
        close_shipment(work, order, shipment, reason, command="receive_return", met=met, fact=_RECEIVED)
    elif ask.refund_fen is not None:
        raise Refused("return.incomplete", order_no=order.order_no)
    refresh(work, order, _RECEIVED)
    work.trace(order.id, note=ask.note or None)


def has_arrived(order: Order, shipment: Shipment) -> bool:
    """Whether a transfer that has left may be received where it was sent to."""
    return order.to_warehouse_id is not None and shipment.node in _ON_ITS_WAY


def _require_coming_back(order: Order, shipment: Shipment) -> None:
    if order.order_kind in SENDS_GOODS and shipment.node != Node.RETURNING and not has_arrived(order, shipment):
        raise Refused("node.not_allowed", command="receive_return", before=shipment.node, order_no=order.order_no)
    if order.order_kind not in SENDS_GOODS and shipment.warehouse_id is None:
        raise Refused("node.not_allowed", command="receive_return", before=shipment.node, order_no=order.order_no)
    if shipment.node == Node.CLOSED:
        raise Refused("node.not_allowed", command="receive_return", before=shipment.node, order_no=order.order_no)


def _expected(order: Order, shipment: Shipment) -> Counter[UUID]:
    """What should come back of each order line: what was sent, or what the return order announced."""
    announced = order.order_kind not in SENDS_GOODS
    found: Counter[UUID] = Counter()
    for line in order.lines_of(shipment.id):
        found[line.order_line_id] += line.quantity if announced else line.packed_quantity
    return found


def _came(order: Order, shipment: Shipment) -> Counter[UUID]:
    found: Counter[UUID] = Counter()
    for item in order.returned_items:
        if item.shipment_id == shipment.id:
            found[item.order_line_id] += item.quantity
    return found


def _reason(order: Order, shipment: Shipment) -> CloseReason:
    came = [item for item in order.returned_items if item.shipment_id == shipment.id]
    if order.order_kind not in SENDS_GOODS:
        return CloseReason.COMPLETED
    if all(item.condition == MISSING for item in came):
        return CloseReason.LOST
    return CloseReason.COMPLETED if has_arrived(order, shipment) else CloseReason.RETURNED


@decide(ReceiveReturn)
def settle_return(ask: ReceiveReturn, work: HubWork) -> None:
    """Puts good goods on the shelf and damaged ones into quarantine; with the last line settles money and credit."""
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    before = work.shelf.stored(order)
    known = {item.id for item in before.returned_items} if isinstance(before, Order) else set()
    came = [item for item in order.returned_items if item.id not in known]
    # The customer's row is locked after the orders and before those of the stock, as everywhere.
    lock_origins(work, order)
    if shipment.node == Node.CLOSED:
        refund_fen = settle_refund(work, order, shipment, ask.refund_fen)
        if order.order_kind in SENDS_GOODS and order.node == Node.CLOSED and all(map(has_failed, order.shipments)):
            release_credit(work, order)
        elif order.order_kind not in SENDS_GOODS and origin_is_counted(work, order):
            credit_return(work, order, worth_back_fen(order) - refund_fen)
        settle_credit(work, (order,))
    waiting = None if ask.for_order_id is None else work.order(ask.for_order_id)
    if waiting is not None:
        lock_for_arrival(work, waiting)
    take_in(work, order, came)
    if waiting is not None:
        hand_out(work, waiting, came)
    if any(item.condition != GOOD for item in came):
        _report(work, order, came)


def _report(work: HubWork, order: Order, came: list[ReturnedItem]) -> None:
    codes = {line.id: line.sku_code for line in order.lines}
    facts: dict[str, object] = {"order_no": order.order_no}
    for condition in (DAMAGED, MISSING):
        found: Counter[str] = Counter()
        for item in came:
            if item.condition == condition:
                found[codes[item.order_line_id]] += item.quantity
        if found:
            facts[condition] = dict(found)
    key = f"return:{order.id}:{work.command_id}"
    here = came[0].warehouse_id
    open_case(work, order, queue="returns", dedupe_key=key, code="return.differs", facts=facts, warehouse_id=here)


def accept_return(work: HubWork, order: Order) -> None:
    """Approves a return order. No credit and no stock is looked at."""
    met = (Need.REVIEWED, Need.NO_HOLD, Need.STOCK_RESERVED)
    for shipment in order.shipments:
        if shipment.node == Node.PENDING_REVIEW:
            move_shipment(work, order, shipment, Node.STOCK_LOCKED, command="review_order", met=met)
    refresh(work, order)
    await_goods(work, order)


def await_goods(work: HubWork, order: Order, warehouse_id: UUID | None = None) -> None:
    """Says where the goods of an approved return order are awaited: where they were sent from,
    if not told otherwise."""
    house = warehouse_id or _sent_from(work, order)
    met = (Need.WAREHOUSE_CHOSEN, Need.NO_HOLD, Need.STOCK_RESERVED)
    for shipment in order.shipments:
        if shipment.node == Node.STOCK_LOCKED:
            shipment.warehouse_id = _own_house(work, order, house)
            move_shipment(work, order, shipment, Node.ALLOCATED, command="allocate_order", met=met)
    refresh(work, order)


def _own_house(work: Work, order: Order, warehouse_id: UUID) -> UUID:
    """The same id. Raises Refused `warehouse.unknown` for another company's warehouse."""
    if work.warehouse(warehouse_id).company_id != order.company_id:
        raise Refused("warehouse.unknown", order_no=order.order_no)
    return warehouse_id


def _sent_from(work: HubWork, order: Order) -> UUID:
    """The warehouse that sent the goods of the origin order; the company's first one where it cannot be told."""
    origins = [each.other_order_id for each in order.relations if each.kind == "return_of"]
    shipments, houses = order_tables.shipment, masters.warehouse
    sent = (
        select(shipments.c.warehouse_id)
        .where(shipments.c.order_id.in_(origins), shipments.c.warehouse_id.is_not(None))
        .order_by(shipments.c.position)
    )
    found: UUID | None = work.connection.execute(sent).scalar()
    if found is not None:
        return found
    own = select(houses.c.id).where(houses.c.company_id == order.company_id).order_by(houses.c.priority, houses.c.id)
    first: UUID = work.connection.execute(own.limit(1)).scalar_one()
    return first
