"""What a customer gets back for goods that came back: a receipt of the kind refund that finance has to confirm."""

from __future__ import annotations

from sqlalchemy import select

from db.tables import orders as order_tables
from orderdesk.commands.cash import keep_receipt
from orderdesk.commands.work import HubWork
from orderdesk.documents.orders import Order
from orderdesk.domain.cod import value_fen
from orderdesk.domain.order_kinds import SENDS_GOODS
from orderdesk.errors import Refused


def settle_refund(work: HubWork, order: Order, wanted_fen: int | None) -> None:
    """Keeps the refund: what was asked for, else the worth of what came back as far as it had been paid (fen).

    Raises Refused `refund.too_high`.
    """
    worth = worth_fen(order)
    if wanted_fen is not None and wanted_fen > worth:
        raise Refused("refund.too_high", order_no=order.order_no)
    amount = min(worth, _paid_fen(work, order)) if wanted_fen is None else wanted_fen
    if amount > 0:
        number = f"{order.order_no}/{len(order.returned_items)}"
        keep_receipt(work, order, kind="refund", channel="return", number=number, fen=amount, at=work.received_at)


def worth_fen(order: Order) -> int:
    """What everything is worth that came back, in whatever condition; missing goods are worth nothing."""
    lines = {line.id: line for line in order.lines}
    came: dict[object, int] = {}
    for item in order.returned_items:
        if item.condition != "missing":
            came[item.order_line_id] = came.get(item.order_line_id, 0) + item.quantity
    return sum(
        value_fen(line.amount_fen or 0, line.quantity, came[line_id])
        for line_id, line in lines.items()
        if line_id in came
    )


def _paid_fen(work: HubWork, order: Order) -> int:
    """What the customer has paid for these goods: on the order itself or on the one they come back from."""
    if order.order_kind in SENDS_GOODS:
        return order.paid_fen or 0
    origins = [each.other_order_id for each in order.relations if each.kind == "return_of"]
    table = order_tables.order
    paid = work.connection.execute(select(table.c.paid_fen).where(table.c.id.in_(origins))).scalars()
    return sum(amount or 0 for amount in paid)
