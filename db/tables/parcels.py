"""Parcels, what is in them, waybills and the bindings between the two."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, UniqueConstraint, text

from db.tables.columns import CACHED, HUB_ONLY, PERSONAL, at, ending, key, metadata, part_of, quantity, ref, version
from db.types import Json

parcel = Table(
    "parcel",
    metadata,
    key(),
    ref("company_id", "company"),
    Column("parcel_no", Text, nullable=False),
    ref("warehouse_id", "warehouse", index=True),
    Column("carrier_code", Text, nullable=True),
    Column("delivery_method", Text, nullable=False),
    Column("state", Text, nullable=False),
    at("opened_at"),
    ref("opened_by", "user", optional=True),
    ref("opened_on", "device", optional=True),
    at("closed_at", optional=True),
    ref("closed_by", "user", optional=True),
    at("handed_over_at", optional=True),
    ref("handed_over_by", "user", optional=True),
    Column("weight_g", Integer, nullable=True),
    Column("photo", Text, nullable=True),
    at("updated_at"),
    version(),
    UniqueConstraint("company_id", "parcel_no"),
    info=CACHED,
)

parcel_content = Table(
    "parcel_content",
    metadata,
    key(),
    part_of("parcel_id", "parcel"),
    Column("order_id", key().type, nullable=False, index=True),
    Column("shipment_id", key().type, nullable=False, index=True),
    Column("shipment_line_id", key().type, nullable=False, index=True),
    ref("sku_id", "sku"),
    quantity("quantity"),
    Column("batch", Text, nullable=True),
    Column("serials", Json, nullable=False),
    Column("verified", Boolean, nullable=False),
    info=CACHED,
)

waybill = Table(
    "waybill",
    metadata,
    key(),
    Column("carrier_code", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("piece", Text, nullable=False),
    Column("mother_id", key().type, nullable=True, index=True),
    ref("company_id", "company"),
    ref("warehouse_id", "warehouse", optional=True),
    Column("state", Text, nullable=False),
    at("issued_at"),
    at("voided_at", optional=True),
    Column("courier_state", Text, nullable=True),
    at("courier_at", optional=True),
    at("signed_at", optional=True),
    Column("signed_by_kind", Text, nullable=True),
    Column("signed_by", Text, nullable=True, info=PERSONAL),
    at("updated_at"),
    version(),
    UniqueConstraint("carrier_code", "number", "piece"),
    Index("ix_waybill_number", "number"),
    info=CACHED,
)

Index("ix_waybill_number_end", ending(waybill.c.number), info=HUB_ONLY)

_OPEN = text("to_at IS NULL")

#: Rows are only ever closed (`to_at` set), never changed otherwise.
binding = Table(
    "binding",
    metadata,
    key(),
    part_of("parcel_id", "parcel"),
    Column("waybill_id", key().type, nullable=False, index=True),
    Column("carrier_code", Text, nullable=False),
    Column("waybill_no", Text, nullable=False),
    Column("piece", Text, nullable=False),
    at("from_at"),
    ref("bound_by", "user", optional=True),
    ref("bound_on", "device", optional=True),
    at("to_at", optional=True),
    ref("unbound_by", "user", optional=True),
    Index("uq_binding_open", "waybill_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    info=CACHED,
)

courier_event = Table(
    "courier_event",
    metadata,
    key(),
    part_of("waybill_id", "waybill"),
    at("event_at"),
    Column("code", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("area", Text, nullable=False),
    Column("source", Text, nullable=False),
    at("received_at"),
    info=CACHED,
)
