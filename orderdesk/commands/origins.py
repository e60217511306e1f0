"""Orders that follow from an earlier one: returns, exchanges, second deliveries."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from sqlalchemy import bindparam, select

from db.prepared import Prepared
from db.tables import orders as order_tables
from orderdesk.commands.credit import COUNTED
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.orders import Order, OrderRelation
from orderdesk.domain.nodes import CloseReason
from orderdesk.domain.order_kinds import ORIGIN_RELATIONS, OrderKind
from orderdesk.errors import Refused

_HEAD = order_tables.order
_HEADS = Prepared(
    select(_HEAD.c.id).where(_HEAD.c.id.in_(bindparam("orders", expanding=True))).order_by(_HEAD.c.id).with_for_update()
)


def origin_relation(work: Work, order_id: UUID, order_kind: str, origin_id: UUID | None) -> list[OrderRelation]:
    """What the new order is to its origin. Raises Refused `order.origin_missing` where its kind asks for one."""
    kind = ORIGIN_RELATIONS.get(OrderKind(order_kind))
    if kind is None:
        return []
    if origin_id is None:
        raise Refused("order.origin_missing", kind=order_kind)
    return [OrderRelation(id=work.new_id("origin"), order_id=order_id, kind=kind, other_order_id=origin_id)]


def lock_origins(work: HubWork, order: Order) -> None:
    """Has returns of one order wait for each other: what comes back, and is paid back, is counted over all of them."""
    origins = [each.other_order_id for each in order.relations if each.kind == "return_of"]
    if origins:
        _HEADS.all(work.connection, {"orders": origins})


def require_origin(work: HubWork, order: Order) -> None:
    """Checks the origin over all rows: same company and customer, and a return of no more than was sent, nor dearer.

    Raises Refused `order.origin_unknown`, `return.too_many`, `return.too_dear`.
    """
    lock_origins(work, order)
    for relation in order.relations:
        table = order_tables.order
        row = work.connection.execute(
            select(table.c.company_id, table.c.customer_id).where(table.c.id == relation.other_order_id)
        ).first()
        if row is None or (row.company_id, row.customer_id) != (order.company_id, order.customer_id):
            raise Refused("order.origin_unknown", order_no=order.order_no)
        if relation.kind == "return_of":
            _require_sent(work, order, relation.other_order_id)
            _require_sold_at(work, order, relation.other_order_id)


def origin_is_counted(work: HubWork, order: Order) -> bool:
    """Whether the order that goods come back from was on credit, so that the customer may owe for them."""
    origins = [each.other_order_id for each in order.relations if each.kind == "return_of"]
    table = order_tables.order_check
    counted = select(table.c.id).where(
        table.c.order_id.in_(origins), table.c.kind == "credit", table.c.code.in_(COUNTED)
    )
    return work.connection.execute(counted).first() is not None


def _require_sent(work: HubWork, order: Order, origin_id: UUID) -> None:
    left = _sent(work, origin_id)
    left.subtract(_announced(work, order, origin_id))
    for line in order.lines:
        left[line.sku_id] -= line.quantity
        if left[line.sku_id] < 0:
            raise Refused("return.too_many", order_no=order.order_no, sku=line.sku_code)


def _require_sold_at(work: HubWork, order: Order, origin_id: UUID) -> None:
    """What comes back is worth no more than it was sold for."""
    lines = order_tables.order_line
    query = select(lines.c.sku_id, lines.c.unit_price_micro).where(lines.c.order_id == origin_id)
    prices: dict[UUID, int] = {}
    for sku_id, price in work.connection.execute(query):
        prices[sku_id] = max(price, prices.get(sku_id, 0))
    for line in order.lines:
        if line.quantity and (line.unit_price_micro or 0) > prices.get(line.sku_id, 0):
            raise Refused("return.too_dear", order_no=order.order_no, sku=line.sku_code)


def _sent(work: HubWork, origin_id: UUID) -> Counter[UUID]:
    """What has left of each article and has not come back with its shipment."""
    carried, shipments, items = order_tables.shipment_line, order_tables.shipment, order_tables.returned_item
    gone = (
        select(carried.c.sku_id, carried.c.packed_quantity)
        .join(shipments, shipments.c.id == carried.c.shipment_id)
        .where(carried.c.order_id == origin_id, shipments.c.node.in_(("in_transit", "delivered", "closed")))
    )
    found: Counter[UUID] = Counter()
    for sku_id, quantity in work.connection.execute(gone):
        found[sku_id] += quantity
    back = select(items.c.sku_id, items.c.quantity).where(items.c.order_id == origin_id)
    for sku_id, quantity in work.connection.execute(back):
        found[sku_id] -= quantity
    return found


def _announced(work: HubWork, order: Order, origin_id: UUID) -> Counter[UUID]:
    """What other return orders of the same origin bring back, unless they were cancelled."""
    lines, heads, relations = order_tables.order_line, order_tables.order, order_tables.order_relation
    query = (
        select(lines.c.sku_id, lines.c.quantity)
        .join(heads, heads.c.id == lines.c.order_id)
        .join(relations, relations.c.order_id == heads.c.id)
        .where(
            relations.c.other_order_id == origin_id,
            relations.c.kind == "return_of",
            heads.c.id != order.id,
            heads.c.close_reason.is_distinct_from(str(CloseReason.CANCELLED)),
        )
    )
    found: Counter[UUID] = Counter()
    for sku_id, quantity in work.connection.execute(query):
        found[sku_id] += quantity
    return found
