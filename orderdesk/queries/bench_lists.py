"""Lists of a packing bench: what to pack next, what waits for its carrier, where things lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, bindparam, func, or_, select

from db.cache import cache_tables
from orderdesk.domain.bench_facts import ParcelState
from orderdesk.domain.days import SHANGHAI, local_day
from orderdesk.domain.nodes import Node
from orderdesk.domain.quantity import ONE

_T = cache_tables
_ORDER, _SHIPMENT = _T["order"], _T["shipment"]
_PARCEL, _CONTENT = _T["parcel"], _T["parcel_content"]
_BINDING, _BARCODE, _BIN = _T["binding"], _T["sku_barcode"], _T["sku_bin"]
# A parcel that lay open over the lunch break says nothing about packing.
_LONGEST = timedelta(minutes=15)
_READY = (str(Node.ALLOCATED), str(Node.PICKING))


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where an SKU lies and how its barcode ends, for somebody who looks for it."""

    bin: str
    barcode_tail: str


@dataclass(frozen=True, slots=True)
class ReadyShipment:
    """A shipment that a bench may pack now."""

    order_id: UUID
    order_no: str
    shipment_no: str
    node: str
    customer_name: str
    due_at: datetime | None


# Made once: both are asked after every scan.
_SKUS: BindParameter[Any] = bindparam("skus", expanding=True)
_BINS = select(_BIN.c.sku_id, _BIN.c.bin).where(_BIN.c.sku_id.in_(_SKUS), _BIN.c.warehouse_id == bindparam("warehouse"))
_CODES = (
    # A piece is looked for, not its carton: of a SKU's rows the one that stands for least comes last and stays.
    select(_BARCODE.c.sku_id, _BARCODE.c.barcode)
    .where(_BARCODE.c.sku_id.in_(_SKUS))
    .order_by(_BARCODE.c.quantity.desc(), _BARCODE.c.barcode.desc())
)


@dataclass(frozen=True, slots=True)
class WaitingParcel:
    """A closed parcel that waits for its carrier."""

    id: UUID
    parcel_no: str
    carrier_code: str | None
    closed_at: datetime | None
    order_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class PackedToday:
    """How many parcels somebody has closed today, and how long one took on the average; None where none is known."""

    count: int = 0
    seconds_each: int | None = None


@dataclass(frozen=True, slots=True)
class PackedParcel:
    """A parcel that was packed, with the waybill it bears."""

    id: UUID
    parcel_no: str
    closed_at: datetime
    waybill_no: str | None


def item_places(connection: Connection, sku_ids: Sequence[UUID], warehouse_id: UUID) -> dict[UUID, ItemPlace]:
    """Bins in a warehouse and the last four digits of the barcodes of the least of each SKU: of its pieces."""
    asked = {"skus": list(sku_ids)}
    bins = connection.execute(_BINS, {**asked, "warehouse": warehouse_id})
    lies: dict[UUID, str] = {sku_id: name for sku_id, name in bins}
    tails: dict[UUID, str] = {sku_id: code[-4:] for sku_id, code in connection.execute(_CODES, asked)}
    return {sku_id: ItemPlace(lies.get(sku_id, ""), tails.get(sku_id, "")) for sku_id in sku_ids}


def barcode_of(connection: Connection, sku_id: UUID) -> str:
    """A barcode that stands for one base unit of the SKU; empty when there is none."""
    query = select(_BARCODE.c.barcode).where(_BARCODE.c.sku_id == sku_id, _BARCODE.c.quantity == ONE).limit(1)
    return str(connection.execute(query).scalar() or "")


def ready_shipments(connection: Connection, warehouse_id: UUID, limit: int = 50) -> tuple[ReadyShipment, ...]:
    """What a warehouse's benches may pack now, what is due first at the top."""
    query = (
        select(
            _SHIPMENT.c.order_id,
            _ORDER.c.order_no,
            _SHIPMENT.c.shipment_no,
            _SHIPMENT.c.node,
            _ORDER.c.customer_name,
            _SHIPMENT.c.due_at,
        )
        .join(_ORDER, _ORDER.c.id == _SHIPMENT.c.order_id)
        .where(_SHIPMENT.c.warehouse_id == warehouse_id, _SHIPMENT.c.node.in_(_READY))
        .order_by(_SHIPMENT.c.due_at.is_(None), _SHIPMENT.c.due_at, _ORDER.c.placed_at)
        .limit(limit)
    )
    return tuple(ReadyShipment(*row) for row in connection.execute(query))


def waiting_parcels(connection: Connection, warehouse_id: UUID) -> tuple[WaitingParcel, ...]:
    """Closed parcels of a warehouse that no carrier has taken yet, the oldest first."""
    query = (
        select(_PARCEL.c.id, _PARCEL.c.parcel_no, _PARCEL.c.carrier_code, _PARCEL.c.closed_at)
        .where(_PARCEL.c.warehouse_id == warehouse_id, _PARCEL.c.state == ParcelState.CLOSED)
        .order_by(_PARCEL.c.closed_at)
    )
    found = []
    for row in connection.execute(query):
        orders = select(_CONTENT.c.order_id).where(_CONTENT.c.parcel_id == row.id).distinct()
        found.append(WaitingParcel(*row, tuple(connection.execute(orders).scalars())))
    return tuple(found)


def parked_parcels(connection: Connection, warehouse_id: UUID, user_id: UUID) -> int:
    """How many parcels somebody has begun and not finished."""
    query = (
        select(func.count())
        .select_from(_PARCEL)
        .where(
            _PARCEL.c.warehouse_id == warehouse_id,
            _PARCEL.c.state == ParcelState.OPEN,
            _PARCEL.c.opened_by == user_id,
        )
    )
    return int(connection.execute(query).scalar_one())


def packed_on(connection: Connection, warehouse_id: UUID, now: datetime, user_id: UUID) -> PackedToday:
    """What somebody has packed on the local day of `now`."""
    since = datetime.combine(local_day(now), time(), SHANGHAI)
    query = select(_PARCEL.c.opened_at, _PARCEL.c.closed_at, _PARCEL.c.opened_by).where(
        _PARCEL.c.warehouse_id == warehouse_id, _PARCEL.c.closed_at >= since, _PARCEL.c.closed_by == user_id
    )
    rows = connection.execute(query).all()
    took = [row.closed_at - row.opened_at for row in rows if row.opened_at is not None and row.opened_by == user_id]
    timed = [each for each in took if timedelta() <= each <= _LONGEST]
    seconds = round(sum(timed, timedelta()).total_seconds() / len(timed)) if timed else None
    return PackedToday(len(rows), seconds)


def packed_here(
    connection: Connection, device_id: UUID, user_id: UUID, since: datetime, most: int
) -> tuple[PackedParcel, ...]:
    """The parcels that were packed at a workstation, or by somebody wherever that was, the last one first."""
    query = (
        select(_PARCEL.c.id, _PARCEL.c.parcel_no, _PARCEL.c.closed_at, _BINDING.c.waybill_no)
        .outerjoin(_BINDING, (_BINDING.c.parcel_id == _PARCEL.c.id) & _BINDING.c.to_at.is_(None))
        .where(_PARCEL.c.closed_at >= since, or_(_PARCEL.c.opened_on == device_id, _PARCEL.c.closed_by == user_id))
        .order_by(_PARCEL.c.closed_at.desc())
        .limit(most)
    )
    return tuple(PackedParcel(*row) for row in connection.execute(query))
