"""What of a story stands in the batch already, for those who write its other rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from orderdesk.demo.people import Person, Place


@dataclass(frozen=True, slots=True)
class Packed:
    """A parcel of a leg: who packed it where, and its waybill."""

    leg: int
    id: UUID
    parcel_no: str
    carrier_code: str
    waybill_no: str
    piece: str
    person: Person | None
    place: Place


@dataclass(frozen=True, slots=True)
class Written:
    """An order as written: its row, its shipments' ids and lines (by leg and line number), its parcels."""

    id: UUID
    head: dict[str, Any]
    shipment_ids: tuple[UUID, ...]
    line_ids: tuple[UUID, ...]
    shipment_line_ids: tuple[dict[int, UUID], ...]
    parcels: tuple[Packed, ...]
