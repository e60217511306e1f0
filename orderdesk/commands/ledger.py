"""The reservation ledger: goods are set aside by one guarded UPDATE each, always in the same order of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from db.tables import masters, stock as stock_tables
from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Stock
from orderdesk.documents.orders import Order
from orderdesk.ids import derived_id

Firmness = Literal["soft", "firm"]

REVIEW_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Want:
    """What an order line needs: thousandths of the base unit of a SKU, for one shipment."""

    order_line_id: UUID
    shipment_id: UUID
    sku_id: UUID
    quantity: int


def choose_rows(
    work: HubWork, order: Order, wants: Sequence[Want], *, warehouse_id: UUID | None = None
) -> dict[UUID, UUID]:
    """For each order line the stock row to reserve from; lines that no warehouse stocks are missing.

    One warehouse that covers all lines is preferred, by the warehouses' priority; otherwise each line takes the
    warehouse that has most of it. With `warehouse_id` only that one counts.
    """
    table, warehouses = stock_tables.stock, masters.warehouse
    query = (
        select(table.c.id, table.c.warehouse_id, table.c.sku_id, (table.c.on_hand - table.c.reserved).label("free"))
        .join(warehouses, warehouses.c.id == table.c.warehouse_id)
        .where(
            table.c.company_id == order.company_id,
            table.c.sku_id.in_({want.sku_id for want in wants}),
            table.c.quality == "good",
        )
        .order_by(warehouses.c.priority, table.c.batch)
    )
    if warehouse_id is not None:
        query = query.where(table.c.warehouse_id == warehouse_id)
    by_warehouse: dict[UUID, dict[UUID, Any]] = {}
    for row in work.connection.execute(query):
        best = by_warehouse.setdefault(row.warehouse_id, {})
        if row.sku_id not in best or row.free > best[row.sku_id].free:
            best[row.sku_id] = row
    needed: dict[UUID, int] = {}
    for want in wants:
        needed[want.sku_id] = needed.get(want.sku_id, 0) + want.quantity
    for rows in by_warehouse.values():
        if all(sku_id in rows and rows[sku_id].free >= quantity for sku_id, quantity in needed.items()):
            return {want.order_line_id: rows[want.sku_id].id for want in wants}
    found: dict[UUID, UUID] = {}
    for want in wants:
        rows_of_sku = [rows[want.sku_id] for rows in by_warehouse.values() if want.sku_id in rows]
        if rows_of_sku:
            found[want.order_line_id] = max(rows_of_sku, key=lambda row: row.free).id
    return found


def reserve(
    work: HubWork,
    order: Order,
    wants: Iterable[Want],
    rows: Mapping[UUID, UUID],
    *,
    firmness: Firmness,
    due_at: datetime,
    reason: str = "order",
) -> list[dict[str, Any]]:
    """Sets goods aside line by line; returns the lines that stay short, as JSON facts.

    Rows are taken in the order of their ids everywhere in this module, so that two orders never wait crosswise.
    """
    short: list[dict[str, Any]] = []
    lines = {line.id: line for line in order.lines}
    ranked = sorted(wants, key=lambda want: _rank(rows.get(want.order_line_id)))
    for want in ranked:
        if want.quantity <= 0:
            continue
        stock_id = rows.get(want.order_line_id)
        if stock_id is None or not _take(work, stock_id, want.quantity):
            line = lines[want.order_line_id]
            short.append({"line": line.position, "sku": line.sku_code, "wanted": want.quantity})
            continue
        _enter(work, order, stock_id, want, want.quantity, firmness, reason)
        work.connection.execute(
            insert(stock_tables.reservation_open).values(
                id=work.new_id(f"open:{want.order_line_id}:{want.shipment_id}:{stock_id}"),
                stock_id=stock_id,
                order_id=order.id,
                order_line_id=want.order_line_id,
                shipment_id=want.shipment_id,
                quantity=want.quantity,
                firmness=firmness,
                since=work.received_at,
                due_at=due_at,
            )
        )
    return short


def open_reservations(work: HubWork, order_id: UUID) -> list[Row[Any]]:
    """What is set aside for an order now, with the warehouse of each row."""
    table, rows = stock_tables.reservation_open, stock_tables.stock
    query = (
        select(table, rows.c.warehouse_id, rows.c.sku_id)
        .join(rows, rows.c.id == table.c.stock_id)
        .where(table.c.order_id == order_id)
        .order_by(table.c.stock_id, table.c.id)
    )
    return list(work.connection.execute(query))


def make_firm(work: HubWork, order: Order) -> None:
    """Turns the order's reservations firm, with a date on which somebody has to look at them again."""
    table = stock_tables.reservation_open
    work.connection.execute(
        update(table)
        .where(table.c.order_id == order.id)
        .values(firmness="firm", due_at=work.received_at + REVIEW_AFTER)
    )


def release(work: HubWork, order: Order, reason: str) -> int:
    """Lets go of everything set aside for an order; returns how many reservations that were."""
    found = open_reservations(work, order.id)
    for row in found:
        _give_back(work, order, row, row.quantity, reason)
    table = stock_tables.reservation_open
    work.connection.execute(delete(table).where(table.c.order_id == order.id))
    return len(found)


def consume(work: HubWork, order: Order, shipment_id: UUID) -> None:
    """Takes a shipment's reserved goods out of the stock: they have left."""
    for row in open_reservations(work, order.id):
        if row.shipment_id == shipment_id:
            _give_back(work, order, row, row.quantity, "shipped", leaves=True)
    table = stock_tables.reservation_open
    work.connection.execute(
        delete(table).where(table.c.order_id == order.id, table.c.shipment_id == shipment_id)
    )


def assign(work: HubWork, order: Order, row: Row[Any], shipment_id: UUID) -> None:
    """Names the shipment that a reservation is for."""
    table = stock_tables.reservation_open
    work.connection.execute(update(table).where(table.c.id == row.id).values(shipment_id=shipment_id))


def _rank(stock_id: UUID | None) -> int:
    return -1 if stock_id is None else stock_id.int


def _take(work: HubWork, stock_id: UUID, quantity: int) -> bool:
    table = stock_tables.stock
    row = work.connection.execute(
        update(table)
        .where(table.c.id == stock_id, table.c.on_hand - table.c.reserved >= quantity)
        .values(reserved=table.c.reserved + quantity, version=table.c.version + 1)
        .returning(*table.c)
    ).first()
    if row is None:
        return False
    _publish(work, row)
    return True


def _give_back(work: HubWork, order: Order, row: Row[Any], quantity: int, reason: str, *, leaves: bool = False) -> None:
    table = stock_tables.stock
    gone = quantity if leaves else 0
    after = work.connection.execute(
        update(table)
        .where(table.c.id == row.stock_id)
        .values(
            reserved=table.c.reserved - quantity, on_hand=table.c.on_hand - gone, version=table.c.version + 1
        )
        .returning(*table.c)
    ).one()
    _publish(work, after)
    want = Want(row.order_line_id, row.shipment_id, row.sku_id, quantity)
    _enter(work, order, row.stock_id, want, -quantity, row.firmness, reason)


def _enter(
    work: HubWork, order: Order, stock_id: UUID, want: Want, quantity: int, kind: str, reason: str
) -> None:
    work.connection.execute(
        insert(stock_tables.reservation).values(
            id=work.new_id(f"ledger:{stock_id}:{want.order_line_id}:{want.shipment_id}:{quantity}:{reason}"),
            stock_id=stock_id,
            order_id=order.id,
            order_line_id=want.order_line_id,
            shipment_id=want.shipment_id,
            quantity=quantity,
            kind=kind,
            reason=reason,
            at=work.received_at,
            command_id=work.command_id,
        )
    )


def _publish(work: HubWork, row: Row[Any]) -> None:
    found = Stock.model_construct(**row._mapping)
    work.shared[Key("stock", found.id)] = found


def stock_id(company_id: UUID, warehouse_id: UUID, sku_id: UUID, batch: str = "", quality: str = "good") -> UUID:
    """The id of a stock row: it follows from what the row is about."""
    return derived_id(company_id, f"stock:{warehouse_id}:{sku_id}:{batch}:{quality}")
