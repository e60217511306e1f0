"""Why an article is short: what lies where, and which orders hold it since when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from sqlalchemy import Connection, Row, select

from db.tables import masters, orders, stock
from orderdesk.access import Permission, Seat
from orderdesk.hub.auth import UserCaller
from orderdesk.hub.gate import FromClerk
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of

router = APIRouter(tags=["stock"])

_STOCK, _OPEN, _HOUSE = stock.stock, stock.reservation_open, masters.warehouse
_ORDER, _SHIPMENT = orders.order, orders.shipment
_ROWS = select(_STOCK, _HOUSE.c.code.label("warehouse")).join(_HOUSE, _HOUSE.c.id == _STOCK.c.warehouse_id)
_HOLDERS = (
    select(
        _OPEN.c.stock_id,
        _OPEN.c.quantity,
        _OPEN.c.firmness,
        _OPEN.c.since,
        _OPEN.c.due_at,
        _OPEN.c.order_line_id,
        _ORDER.c.id.label("order_id"),
        _ORDER.c.order_no,
        _ORDER.c.customer_id,
        _ORDER.c.customer_name,
        _SHIPMENT.c.shipment_no,
        _SHIPMENT.c.node,
    )
    .join(_ORDER, _ORDER.c.id == _OPEN.c.order_id)
    .outerjoin(_SHIPMENT, _SHIPMENT.c.id == _OPEN.c.shipment_id)
    .join(_STOCK, _STOCK.c.id == _OPEN.c.stock_id)
)


class Holder(BaseModel):
    """An order that holds some of a stock row; quantities in thousandths, `age_s` in seconds."""

    order_id: UUID
    order_no: str
    order_line_id: UUID
    shipment_no: str | None
    node: str | None
    customer_id: UUID
    customer_name: str
    quantity: int
    firmness: str
    since: datetime
    due_at: datetime | None
    age_s: int


class ShelfBody(BaseModel):
    """A stock row with whoever holds some of it, the oldest first."""

    stock_id: UUID
    warehouse_id: UUID
    warehouse: str
    batch: str
    quality: str
    on_hand: int
    reserved: int
    available: int
    as_of: datetime
    source: str
    held: list[Holder]


class SkuStock(BaseModel):
    """All stock rows of an article in the caller's company; `more`: there are further holders."""

    sku_id: UUID
    rows: list[ShelfBody]
    more: bool


@router.get("/v1/skus/{sku_id}/stock", responses=documented(401, 403, 404, 426))
async def sku_stock(
    request: Request,
    sku_id: UUID,
    caller: FromClerk,
    warehouse_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 200,
) -> SkuStock:
    """What is there of an article, what of it is free, and who holds the rest."""
    if caller.seat_seen == Seat.BENCH:
        # Whoever signs in there: a bench knows nobody's customers.
        raise Problem(403, "access.denied", facts={"needs": str(Permission.READ_PRIVATE)})
    hub = hub_of(request)
    return await hub.work(_sku_stock, hub, caller, sku_id, warehouse_id, limit)


def _sku_stock(hub: Hub, caller: UserCaller, sku_id: UUID, warehouse_id: UUID | None, limit: int) -> SkuStock:
    conditions = [_STOCK.c.sku_id == sku_id]
    if caller.device.scope.company_id is not None:
        conditions.append(_STOCK.c.company_id == caller.device.scope.company_id)
    if warehouse_id is not None:
        conditions.append(_STOCK.c.warehouse_id == warehouse_id)
    with hub.store.read() as connection:
        _require_sku(connection, sku_id)
        rows = list(connection.execute(_ROWS.where(*conditions).order_by(_HOUSE.c.priority, _STOCK.c.batch)))
        oldest_first = _HOLDERS.where(*conditions).order_by(_OPEN.c.since, _OPEN.c.id)
        holders: list[Row[Any]] = list(connection.execute(oldest_first.limit(limit + 1)))
    now = hub.clock.now()
    held: dict[UUID, list[Holder]] = {row.id: [] for row in rows}
    for holder in holders[:limit]:
        held[holder.stock_id].append(_holder(holder, now))
    return SkuStock(sku_id=sku_id, rows=[_shelf(row, held[row.id]) for row in rows], more=len(holders) > limit)


def _shelf(row: Row[Any], held: list[Holder]) -> ShelfBody:
    free = row.on_hand - row.reserved
    return ShelfBody.model_validate({**row._mapping, "stock_id": row.id, "available": free, "held": held})


def _holder(row: Row[Any], now: datetime) -> Holder:
    return Holder.model_validate({**row._mapping, "age_s": max(int((now - row.since).total_seconds()), 0)})


def _require_sku(connection: Connection, sku_id: UUID) -> None:
    if connection.execute(select(masters.sku.c.id).where(masters.sku.c.id == sku_id)).first() is None:
        raise Problem(404, "sku.unknown", facts={"key": str(sku_id)})
