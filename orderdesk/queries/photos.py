"""The photos of an order: its own and those of its shipments, parcels and waybills; what belongs to an order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Connection, bindparam, or_, select

from db.cache import cache_tables

_T = cache_tables
_PHOTO, _SHIPMENT, _CONTENT, _BINDING = _T["photo"], _T["shipment"], _T["parcel_content"], _T["binding"]
_KEY: BindParameter[Any] = bindparam("key")
_PARCELS = select(_CONTENT.c.parcel_id).where(_CONTENT.c.order_id == _KEY)


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One photo or paper; `sha256` names its content, which may still be on its way to the hub."""

    id: UUID
    subject_kind: str
    sha256: str
    caption: str
    taken_at: datetime
    taken_by: UUID | None


_OF_ORDER = (
    select(*(_PHOTO.c[name] for name in PhotoRow.__slots__))
    .where(
        or_(
            _PHOTO.c.subject_id == _KEY,
            _PHOTO.c.subject_id.in_(select(_SHIPMENT.c.id).where(_SHIPMENT.c.order_id == _KEY)),
            _PHOTO.c.subject_id.in_(_PARCELS),
            _PHOTO.c.subject_id.in_(select(_BINDING.c.waybill_id).where(_BINDING.c.parcel_id.in_(_PARCELS))),
        )
    )
    .order_by(_PHOTO.c.taken_at.desc(), _PHOTO.c.id)
)


_GIVEN: BindParameter[Any] = bindparam("given", expanding=True)
_WITH_GOODS = {
    "parcel": select(_CONTENT.c.id).where(_CONTENT.c.order_id == _KEY, _CONTENT.c.parcel_id.in_(_GIVEN)).limit(1),
    "waybill": select(_BINDING.c.id)
    .where(_BINDING.c.parcel_id.in_(_PARCELS), _BINDING.c.waybill_id.in_(_GIVEN))
    .limit(1),
    "photo": _OF_ORDER.where(_PHOTO.c.id.in_(_GIVEN)).limit(1),
}


def belongs_to(connection: Connection, order_id: UUID, kind: str, ids: Iterable[UUID]) -> bool:
    """Whether one of these parcels, waybills or photos (`kind`) is of the order."""
    values = {"key": order_id, "given": list(ids)}
    return connection.execute(_WITH_GOODS[kind], values).first() is not None


def photos_of(connection: Connection, order_id: UUID) -> tuple[PhotoRow, ...]:
    """The photos, the newest first."""
    return tuple(PhotoRow(*row) for row in connection.execute(_OF_ORDER, {"key": order_id}))
