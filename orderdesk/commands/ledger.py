"""The reservation ledger: goods are set aside by one guarded UPDATE each, always in the same order of rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, insert, select, update

from db.tables import masters
from db.tables import stock as stock_tables
from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Stock
from orderdesk.documents.orders import Order, ShipmentLine
from orderdesk.domain.stock import LineNeed, Pick, Shortage, StockRow, choose_warehouses
from orderdesk.ids import derived_id

Firmness = Literal["soft", "firm"]

REVIEW_AFTER = timedelta(days=7)

# Everybody locks stock rows in this order, so that two orders never wait for each other crosswise.
_ROW_ORDER = tuple(stock_tables.stock.c[name] for name in ("warehouse_id", "sku_id", "batch"))


# Made once: making a statement costs more than the database needs for it.
_STOCK, _LEDGER, _OPEN = stock_tables.stock, stock_tables.reservation, stock_tables.reservation_open
_LOCK = (
    select(_STOCK, masters.warehouse.c.priority)
    .join(masters.warehouse, masters.warehouse.c.id == _STOCK.c.warehouse_id)
    .where(
        _STOCK.c.company_id == bindparam("company"),
        _STOCK.c.sku_id.in_(bindparam("skus", expanding=True)),
        _STOCK.c.quality == "good",
    )
    .order_by(*_ROW_ORDER)
    .with_for_update(of=_STOCK)
)
#: Never beyond what is there now, whoever else asks: the condition stands in the statement itself.
_TAKE = (
    update(_STOCK)
    .where(_STOCK.c.id == bindparam("stock"), _STOCK.c.on_hand - _STOCK.c.reserved >= bindparam("taken"))
    .values(reserved=_STOCK.c.reserved + bindparam("taken"), version=_STOCK.c.version + 1)
    .returning(*_STOCK.c)
)
_ENTER, _HOLD = insert(_LEDGER), insert(_OPEN)


def lock_stock(work: HubWork, order: Order) -> tuple[list[StockRow], list[UUID]]:
    """The stock rows of the order's SKUs, locked in row order, and the warehouses that have some, the best first."""
    asked = {"company": order.company_id, "skus": sorted({line.sku_id for line in order.shipment_lines})}
    found = work.connection.execute(_LOCK, asked).all()
    rows = [StockRow(row.id, row.warehouse_id, row.sku_id, row.on_hand, row.reserved, row.batch) for row in found]
    best_first = sorted(found, key=lambda row: (row.priority, row.warehouse_id.int))
    return rows, list(dict.fromkeys(row.warehouse_id for row in best_first))


def reserve(
    work: HubWork, order: Order, *, firmness: Firmness, due_at: datetime, reason: str = "order"
) -> list[dict[str, Any]]:
    """Sets the order's goods aside, each line whole or not at all; returns the lines that stay short, as JSON facts."""
    lines = {line.id: line for line in order.shipment_lines}
    needs = [LineNeed(line.id, line.sku_id, line.quantity - line.short_quantity) for line in order.shipment_lines]
    rows, warehouses = lock_stock(work, order)
    choice = choose_warehouses([need for need in needs if need.quantity > 0], rows, warehouses)
    short = {shortage.line_id for shortage in choice.shortages}
    entries, held = [], []
    for pick in choice.picks:
        if pick.line_id in short:
            continue
        line = lines[pick.line_id]
        _take(work, pick)
        entries.append(_entry(work, order, line, pick.stock_id, pick.quantity, kind=firmness, reason=reason))
        held.append(
            {
                "id": work.new_id(f"open:{line.order_line_id}:{line.shipment_id}:{pick.stock_id}"),
                "stock_id": pick.stock_id,
                "order_id": order.id,
                "order_line_id": line.order_line_id,
                "shipment_id": line.shipment_id,
                "quantity": pick.quantity,
                "firmness": firmness,
                "since": work.received_at,
                "due_at": due_at,
            }
        )
    if entries:
        work.connection.execute(_ENTER, entries)
        work.connection.execute(_HOLD, held)
    return [_explain(work, order, lines[shortage.line_id], shortage) for shortage in choice.shortages]


def open_reservations(work: HubWork, order_id: UUID) -> list[Row[Any]]:
    """What is set aside for an order now, with the warehouse of each row."""
    table, rows = stock_tables.reservation_open, stock_tables.stock
    query = (
        select(table, rows.c.warehouse_id, rows.c.sku_id)
        .join(rows, rows.c.id == table.c.stock_id)
        .where(table.c.order_id == order_id)
        .order_by(*_ROW_ORDER, table.c.id)
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
        _give_back(work, order, row, reason)
    table = stock_tables.reservation_open
    work.connection.execute(delete(table).where(table.c.order_id == order.id))
    return len(found)


def consume(work: HubWork, order: Order, shipment_id: UUID) -> None:
    """Takes a shipment's reserved goods out of the stock: they have left."""
    for row in open_reservations(work, order.id):
        if row.shipment_id == shipment_id:
            _give_back(work, order, row, "shipped", leaves=True)
    table = stock_tables.reservation_open
    work.connection.execute(delete(table).where(table.c.order_id == order.id, table.c.shipment_id == shipment_id))


def assign(work: HubWork, row: Row[Any], shipment_id: UUID) -> None:
    """Names the shipment that a reservation is for."""
    table = stock_tables.reservation_open
    work.connection.execute(update(table).where(table.c.id == row.id).values(shipment_id=shipment_id))


def _take(work: HubWork, pick: Pick) -> None:
    _publish(work, work.connection.execute(_TAKE, {"stock": pick.stock_id, "taken": pick.quantity}).one())


def _give_back(work: HubWork, order: Order, row: Row[Any], reason: str, *, leaves: bool = False) -> None:
    table = stock_tables.stock
    gone = row.quantity if leaves else 0
    after = work.connection.execute(
        update(table)
        .where(table.c.id == row.stock_id)
        .values(reserved=table.c.reserved - row.quantity, on_hand=table.c.on_hand - gone, version=table.c.version + 1)
        .returning(*table.c)
    ).one()
    _publish(work, after)
    entry = _entry(work, order, row, row.stock_id, -row.quantity, kind=row.firmness, reason=reason)
    work.connection.execute(_ENTER, entry)


def _entry(
    work: HubWork,
    order: Order,
    line: ShipmentLine | Row[Any],
    stock_id: UUID,
    quantity: int,
    *,
    kind: str,
    reason: str,
) -> dict[str, Any]:
    return {
        "id": work.new_id(f"ledger:{stock_id}:{line.order_line_id}:{line.shipment_id}:{quantity}:{reason}"),
        "stock_id": stock_id,
        "order_id": order.id,
        "order_line_id": line.order_line_id,
        "shipment_id": line.shipment_id,
        "quantity": quantity,
        "kind": kind,
        "reason": reason,
        "at": work.received_at,
        "command_id": work.command_id,
    }


def _explain(work: HubWork, order: Order, line: ShipmentLine, shortage: Shortage) -> dict[str, Any]:
    """Why a line is short, with the figures of every warehouse in thousandths of the base unit."""
    sold = next(each for each in order.lines if each.id == line.order_line_id)
    figures = [
        {"warehouse": work.warehouse(each.warehouse_id).code, "on_hand": each.on_hand, "available": each.available}
        for each in shortage.warehouses
    ]
    return {"line": sold.position, "sku": sold.sku_code, "wanted": shortage.needed, "warehouses": figures}


def _publish(work: HubWork, row: Row[Any]) -> None:
    found = Stock.model_construct(**row._mapping)
    work.shared[Key("stock", found.id)] = found


def stock_id(company_id: UUID, warehouse_id: UUID, sku_id: UUID, batch: str = "", quality: str = "good") -> UUID:
    """The id of a stock row: it follows from what the row is about."""
    return derived_id(company_id, f"stock:{warehouse_id}:{sku_id}:{batch}:{quality}")
