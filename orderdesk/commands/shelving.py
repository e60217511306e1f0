"""Goods that came back are counted into the stock of a warehouse that we run; a WMS states its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import insert, select, update

from db.tables import stock as stock_tables
from orderdesk.commands.ledger import stock_id
from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Stock
from orderdesk.documents.orders import Order, ReturnedItem

QUALITIES = {"good": "good", "damaged": "quarantine"}
"""Where goods go by their condition: what is missing goes nowhere."""


def take_in(work: HubWork, order: Order, came: Iterable[ReturnedItem]) -> None:
    """Adds good goods to what can be promised and damaged ones to the quarantine, row by row in the order of locks."""
    sums: Counter[tuple[UUID, UUID, str]] = Counter()
    for item in came:
        if item.condition not in QUALITIES or item.warehouse_id is None:
            continue
        if work.warehouse(item.warehouse_id).mode == "bench":
            sums[item.warehouse_id, item.sku_id, QUALITIES[item.condition]] += item.quantity
    for (warehouse_id, sku_id, quality), quantity in sorted(sums.items(), key=lambda pair: _row_order(pair[0])):
        _add(work, order, warehouse_id, sku_id, quality, quantity)


def _row_order(key: tuple[UUID, UUID, str]) -> tuple[bytes, bytes, str]:
    return key[0].bytes, key[1].bytes, key[2]


def _add(work: HubWork, order: Order, warehouse_id: UUID, sku_id: UUID, quality: str, quantity: int) -> None:
    table, statements = stock_tables.stock, stock_tables.stock_statement
    row_id = stock_id(order.company_id, warehouse_id, sku_id, quality=quality)
    source = f"return {order.order_no}"
    if work.connection.execute(select(table.c.id).where(table.c.id == row_id).with_for_update()).first() is None:
        added = {"id": row_id, "company_id": order.company_id, "warehouse_id": warehouse_id, "sku_id": sku_id}
        stated = {"batch": "", "quality": quality, "on_hand": 0, "reserved": 0, "as_of": work.received_at}
        work.connection.execute(insert(table).values(**added, **stated, source=source, version=1))
    after = work.connection.execute(
        update(table)
        .where(table.c.id == row_id)
        .values(on_hand=table.c.on_hand + quantity, version=table.c.version + 1)
        .returning(*table.c)
    ).one()
    work.connection.execute(
        insert(statements).values(
            id=work.new_id(f"statement:{row_id}"),
            stock_id=row_id,
            on_hand=after.on_hand,
            as_of=work.received_at,
            source=source,
            received_at=work.received_at,
        )
    )
    work.shared[Key("stock", row_id)] = Stock.model_construct(**after._mapping)
