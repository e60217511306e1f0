"""Whether what customers use of their limits is what their orders say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, exists, or_, select

from db.tables import customers, orders
from orderdesk.commands.credit import COUNTED, NOTHING, RETURNED, Standing, standing
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.nodes import CloseReason, Node

_HEADS, _FINDINGS, _SHIPMENTS = orders.order, orders.order_check, orders.shipment
_RECEIVED = or_(
    _SHIPMENTS.c.node == Node.DELIVERED,
    and_(_SHIPMENTS.c.node == Node.CLOSED, _SHIPMENTS.c.close_reason == CloseReason.COMPLETED),
)
_COUNTING = (
    select(
        *(_HEADS.c[name] for name in ("id", "customer_id", "company_id", "node", "close_reason")),
        *(_HEADS.c[name] for name in ("amount_fen", "paid_fen")),
        _FINDINGS.c.code,
        _FINDINGS.c.facts,
        exists().where(_SHIPMENTS.c.order_id == _HEADS.c.id, _RECEIVED).label("received"),
    )
    .join(_FINDINGS, _FINDINGS.c.order_id == _HEADS.c.id)
    .where(
        _FINDINGS.c.kind == "credit",
        # What is paid uses nothing, and that is by far the most of a long history.
        or_(_FINDINGS.c.code == RETURNED, and_(_FINDINGS.c.code.in_(COUNTED), _HEADS.c.amount_fen > _HEADS.c.paid_fen)),
    )
)


def credit_adds_up(connection: Connection) -> Iterator[str]:
    """What a customer uses of the limit is what the orders count: open until delivered, then unpaid, never both."""
    said: dict[tuple[UUID, UUID], Standing] = {}
    shelf = Shelf(connection)
    rows: list[Row[Any]] = list(connection.execute(_COUNTING))
    for row in rows:
        key, used = (row.customer_id, row.company_id), _standing(shelf, row)
        before = said.get(key, NOTHING)
        said[key] = Standing(before.open_fen + used.open_fen, before.unpaid_fen + used.unpaid_fen)
    table = customers.credit_use
    query = select(table.c.customer_id, table.c.company_id, table.c.open_fen, table.c.unpaid_fen)
    stored = {
        (row.customer_id, row.company_id): Standing(row.open_fen, row.unpaid_fen) for row in connection.execute(query)
    }
    for key in sorted(said.keys() | stored.keys()):
        counted, written = said.get(key, NOTHING), stored.get(key, NOTHING)
        if counted != written:
            yield (
                f"customer {key[0]}: {written.open_fen} fen of open orders and {written.unpaid_fen} unpaid "
                f"are counted, the orders say {counted.open_fen} and {counted.unpaid_fen}"
            )


def _standing(shelf: Shelf, row: Row[Any]) -> Standing:
    if row.code == RETURNED:
        return Standing(0, -int((row.facts or {}).get("order_fen", 0)))
    if row.node == Node.CLOSED and row.close_reason != CloseReason.COMPLETED:
        return NOTHING
    total = row.amount_fen - row.paid_fen
    if row.node in (Node.DELIVERED, Node.CLOSED):
        return Standing(0, total)
    if not row.received:
        return Standing(total, 0)
    order = shelf.load(Key("order", row.id))
    assert isinstance(order, Order)
    return standing(order)
