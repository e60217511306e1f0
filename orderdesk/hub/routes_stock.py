"""Why an article is short: what lies where, and which orders hold it, whose they are, since when and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from db.tables import masters, orders, people, stock
from orderdesk.access import Permission, Seat
from orderdesk.hub.auth import UserCaller
from orderdesk.hub.gate import FromClerk
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of

router = APIRouter(tags=["stock"])

_STOCK, _OPEN, _HOUSE = stock.stock, stock.reservation_open, masters.warehouse
_ORDER, _SHIPMENT, _SELLER = orders.order, orders.shipment, people.user
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
        _SELLER.c.name.label("salesperson"),
        _SHIPMENT.c.shipment_no,
        _SHIPMENT.c.node,
        func.row_number()
        .over(partition_by=_OPEN.c.stock_id, order_by=(_OPEN.c.quantity.desc(), _OPEN.c.since, _OPEN.c.id))
        .label("place"),
    )
    .join(_ORDER, _ORDER.c.id == _OPEN.c.order_id)
    .outerjoin(_SELLER, _SELLER.c.id == _ORDER.c.salesperson_id)
    .outerjoin(_SHIPMENT, _SHIPMENT.c.id == _OPEN.c.shipment_id)
    .join(_STOCK, _STOCK.c.id == _OPEN.c.stock_id)
)
_SUMS = (
    select(_OPEN.c.stock_id, func.count().label("holders"), func.sum(_OPEN.c.quantity).label("quantity"))
    .join(_STOCK, _STOCK.c.id == _OPEN.c.stock_id)
    .group_by(_OPEN.c.stock_id)
)


class Holder(BaseModel):
    """An order that holds some of a stock row; quantities in thousandths, `age_s` in seconds.

    `firmness`: soft ones lapse at `due_at`, firm ones are brought before somebody then.
    """

    order_id: UUID
    order_no: str
    order_line_id: UUID
    shipment_no: str | None
    node: str | None
    customer_id: UUID
    customer_name: str
    salesperson: str | None
    quantity: int
    firmness: str
    since: datetime
    due_at: datetime | None
    age_s: int


class ShelfBody(BaseModel):
    """A stock row with whoever holds most of it, the largest quantities first.

    `others`: how many reservations are not listed, and `others_quantity` how much they come to (thousandths).
    """

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
    others: int
    others_quantity: int


class SkuStock(BaseModel):
    """All stock rows of an article in the caller's company; `more`: some row has further holders."""

    sku_id: UUID
    rows: list[ShelfBody]
    more: bool


@router.get("/v1/skus/{sku_id}/stock", responses=documented(401, 403, 404, 426))
async def sku_stock(
    request: Request,
    sku_id: UUID,
    caller: FromClerk,
    warehouse_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 10,
) -> SkuStock:
    """What is there of an article, what of it is free, and who holds the rest; `limit`: of so many, row by row."""
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
        holders = list(connection.execute(_largest(conditions, limit)))
        sums = {row.stock_id: row for row in connection.execute(_SUMS.where(*conditions))}
    now = hub.clock.now()
    held: dict[UUID, list[Holder]] = {row.id: [] for row in rows}
    for holder in holders:
        held[holder.stock_id].append(_holder(holder, now))
    shelves = [_shelf(row, held[row.id], sums.get(row.id)) for row in rows]
    return SkuStock(sku_id=sku_id, rows=shelves, more=any(shelf.others for shelf in shelves))


def _largest(conditions: list[ColumnElement[bool]], limit: int) -> Select[*tuple[Any, ...]]:
    found = _HOLDERS.where(*conditions).subquery()
    return select(found).where(found.c.place <= limit).order_by(found.c.stock_id, found.c.place)


def _shelf(row: Row[Any], held: list[Holder], sums: Row[Any] | None) -> ShelfBody:
    listed = sum(holder.quantity for holder in held)
    others = {
        "others": 0 if sums is None else sums.holders - len(held),
        "others_quantity": 0 if sums is None else int(sums.quantity) - listed,
    }
    free = row.on_hand - row.reserved
    return ShelfBody.model_validate({**row._mapping, "stock_id": row.id, "available": free, "held": held, **others})


def _holder(row: Row[Any], now: datetime) -> Holder:
    return Holder.model_validate({**row._mapping, "age_s": max(int((now - row.since).total_seconds()), 0)})


def _require_sku(connection: Connection, sku_id: UUID) -> None:
    if connection.execute(select(masters.sku.c.id).where(masters.sku.c.id == sku_id)).first() is None:
        raise Problem(404, "sku.unknown", facts={"key": str(sku_id)})
