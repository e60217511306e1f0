"""The parcel document and the waybill document."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from db.tables import parcels
from orderdesk.documents.document import Document, Part, Scope, kind_of, part


class ParcelContent(Part):
    """A quantity (thousandths) of a shipment line in a parcel; the shipment may be another order's (合包)."""

    parcel_id: UUID
    order_id: UUID
    shipment_id: UUID
    shipment_line_id: UUID
    sku_id: UUID
    quantity: int
    batch: str | None = None
    serials: list[str] = []
    verified: bool = False


class Binding(Part):
    """That a waybill was on a parcel from one moment to another; `to_at` None: it is still."""

    parcel_id: UUID
    waybill_id: UUID
    carrier_code: str
    waybill_no: str
    piece: str = ""
    from_at: datetime
    bound_by: UUID | None = None
    bound_on: UUID | None = None
    to_at: datetime | None = None
    unbound_by: UUID | None = None


class Parcel(Document):
    """A box: what is in it and which waybills are on it. States: open, closed, handed_over, void."""

    kind: ClassVar[str] = "parcel"

    company_id: UUID
    parcel_no: str
    warehouse_id: UUID
    carrier_code: str | None = None
    delivery_method: str
    state: str
    opened_at: datetime
    opened_by: UUID | None = None
    opened_on: UUID | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None
    handed_over_at: datetime | None = None
    handed_over_by: UUID | None = None
    weight_g: int | None = None
    photo: str | None = None
    updated_at: datetime

    contents: list[ParcelContent] = []
    bindings: list[Binding] = []

    def scope(self) -> Scope:
        """The company's seats and the benches of its warehouse."""
        return Scope(company_id=self.company_id, warehouses=(self.warehouse_id,))

    def open_bindings(self) -> list[Binding]:
        """The bindings that hold now."""
        return [each for each in self.bindings if each.to_at is None]

    def has_goods_of(self, shipment_id: UUID) -> bool:
        """Whether something of a shipment lies in it."""
        return any(each.shipment_id == shipment_id for each in self.contents)

    def order_ids(self) -> list[UUID]:
        """The orders whose goods are in it, sorted."""
        return sorted({each.order_id for each in self.contents}, key=lambda each: each.int)


class CourierEvent(Part):
    """What the courier reported of a waybill. `code` is the courier interface's own; `event_at` its time, as UTC."""

    waybill_id: UUID
    event_at: datetime
    code: str
    text: str
    area: str = ""
    source: str
    received_at: datetime


class Waybill(Document):
    """One piece of a courier's waybill. States: issued, bound, void."""

    kind: ClassVar[str] = "waybill"

    carrier_code: str
    number: str
    piece: str = ""
    mother_id: UUID | None = None
    company_id: UUID
    warehouse_id: UUID | None = None
    state: str
    issued_at: datetime
    voided_at: datetime | None = None
    courier_state: str | None = None
    courier_at: datetime | None = None
    signed_at: datetime | None = None
    signed_by_kind: str | None = None
    signed_by: str | None = None
    updated_at: datetime

    events: list[CourierEvent] = []

    def scope(self) -> Scope:
        """The company's seats and, once known, the benches of its warehouse."""
        here = () if self.warehouse_id is None else (self.warehouse_id,)
        return Scope(company_id=self.company_id, warehouses=here)


PARCEL = kind_of(
    Parcel,
    parcels.parcel,
    part("contents", ParcelContent, parcels.parcel_content, "parcel_id"),
    part("bindings", Binding, parcels.binding, "parcel_id"),
)
WAYBILL = kind_of(Waybill, parcels.waybill, part("events", CourierEvent, parcels.courier_event, "waybill_id"))
