"""What of the money paid for an order's goods may still be given back, as the hub reckons it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, and_, bindparam, func, or_, select

from db.cache import cache_tables
from orderdesk.domain.order_kinds import OrderKind

_ORDER, _RELATION = cache_tables["order"], cache_tables["order_relation"]
_RECEIPT, _PART = cache_tables["receipt"], cache_tables["receipt_allocation"]
_ORDERS: BindParameter[Any] = bindparam("orders", expanding=True)

_ORIGINS = select(_RELATION.c.other_order_id).where(
    _RELATION.c.order_id == bindparam("order"), _RELATION.c.kind == "return_of"
)
_PAID = select(_ORDER.c.paid_fen).where(_ORDER.c.id.in_(_ORDERS))
_RETURNS = select(_RELATION.c.order_id).where(_RELATION.c.other_order_id.in_(_ORDERS), _RELATION.c.kind == "return_of")
_PROMISED = (
    select(func.sum(_PART.c.amount_fen))
    .join(_RECEIPT, _RECEIPT.c.id == _PART.c.receipt_id)
    .where(
        _RECEIPT.c.receipt_kind == "refund",
        # What an order itself gave back and finance has confirmed is no longer among what is paid.
        or_(
            _PART.c.order_id.in_(_RETURNS),
            and_(_PART.c.order_id.in_(_ORDERS), _RECEIPT.c.state == "to_confirm"),
        ),
    )
)


def refundable_fen(connection: Connection, order_id: UUID, order_kind: str) -> int | None:
    """What was paid on the order, or on those it brings goods back from, and is not promised back (fen).

    None where the seat sees no money or does not hold all of these orders.
    """
    mine = [order_id]
    if order_kind == OrderKind.RETURN:
        mine = list(connection.execute(_ORIGINS, {"order": order_id}).scalars())
    paid: list[int | None] = list(connection.execute(_PAID, {"orders": mine}).scalars())
    if len(paid) < len(mine) or None in paid:
        return None
    promised = int(connection.execute(_PROMISED, {"orders": mine}).scalar() or 0)
    return max(sum(each or 0 for each in paid) - promised, 0)
