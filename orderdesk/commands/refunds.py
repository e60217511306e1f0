"""What a customer gets back for goods that came back: a receipt of the kind refund that finance has to confirm."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from db.tables import finance
from db.tables import orders as order_tables
from orderdesk.commands.cash import TO_CONFIRM, keep_receipt
from orderdesk.commands.work import HubWork
from orderdesk.documents.orders import Order, ReturnedItem, Shipment
from orderdesk.domain.cod import value_fen
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import SENDS_GOODS
from orderdesk.errors import Refused


def settle_refund(work: HubWork, order: Order, shipment: Shipment, wanted_fen: int | None) -> int:
    """Keeps the refund for a shipment that is back: what was asked for, else its worth as far as it had been paid
    (fen).

    Returns it. Raises Refused `refund.too_high`, and `refund.not_paid` for more than was paid and is not promised yet.
    """
    before = [each for each in order.returned_items if each.shipment_id in _closed_before(work, order)]
    mine = [each for each in order.returned_items if each.shipment_id == shipment.id]
    worth = _worth_fen(order, [*before, *mine]) - _worth_fen(order, before)
    paid = _paid_fen(work, order)
    if wanted_fen is not None and wanted_fen > worth:
        raise Refused("refund.too_high", order_no=order.order_no, worth_fen=worth)
    if wanted_fen is not None and wanted_fen > paid:
        raise Refused("refund.not_paid", order_no=order.order_no, paid_fen=paid)
    amount = min(worth, paid) if wanted_fen is None else wanted_fen
    if amount > 0:
        number = f"{order.order_no}/{len(order.returned_items)}"
        keep_receipt(work, order, kind="refund", channel="return", number=number, fen=amount, at=work.received_at)
    return amount


def worth_back_fen(order: Order) -> int:
    """What everything is worth that came back, in whatever condition; missing goods are worth nothing."""
    return _worth_fen(order, order.returned_items)


def _closed_before(work: HubWork, order: Order) -> set[UUID]:
    """The shipments whose refunds have been settled: those that were closed before this command."""
    before = work.shelf.stored(order)
    if not isinstance(before, Order):
        return set()
    return {each.id for each in before.shipments if each.node == Node.CLOSED}


def _worth_fen(order: Order, items: Iterable[ReturnedItem]) -> int:
    lines = {line.id: line for line in order.lines}
    came: dict[object, int] = {}
    for item in items:
        if item.condition != "missing":
            came[item.order_line_id] = came.get(item.order_line_id, 0) + item.quantity
    return sum(
        value_fen(line.amount_fen or 0, line.quantity, came[line_id])
        for line_id, line in lines.items()
        if line_id in came
    )


def _paid_fen(work: HubWork, order: Order) -> int:
    """What the customer has paid for these goods and has not been promised back: on the order itself or its origin."""
    heads, relations = order_tables.order, order_tables.order_relation
    mine = [order.id]
    if order.order_kind not in SENDS_GOODS:
        mine = [each.other_order_id for each in order.relations if each.kind == "return_of"]
    paid = work.connection.execute(select(heads.c.paid_fen).where(heads.c.id.in_(mine))).scalars()
    others = select(relations.c.order_id).where(relations.c.other_order_id.in_(mine), relations.c.kind == "return_of")
    receipts, shares = finance.receipt, finance.receipt_allocation
    promised = (
        select(func.sum(shares.c.amount_fen))
        .join(receipts, receipts.c.id == shares.c.receipt_id)
        .where(
            receipts.c.receipt_kind == "refund",
            # What an order itself gave back and finance has confirmed is no longer among what is paid.
            or_(shares.c.order_id.in_(others), and_(shares.c.order_id.in_(mine), receipts.c.state == TO_CONFIRM)),
        )
    )
    given_back = work.connection.execute(promised).scalar() or 0
    return max(sum(amount or 0 for amount in paid) - int(given_back), 0)
