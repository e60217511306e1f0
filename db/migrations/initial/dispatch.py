"""Parcels, waybills, stock and reservations."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Integer, Text, text

from db.migrations.columns import optional, primary_key, reference, required, unique
from db.types import Id, Json, Quantity, UtcTime

#: In the order in which they can be made.
TABLES = (
    "parcel",
    "parcel_content",
    "waybill",
    "binding",
    "courier_event",
    "stock",
    "stock_statement",
    "reservation",
    "reservation_open",
)


def create() -> None:
    """Makes the tables named in TABLES."""
    _create_parcel()
    _create_parcel_content()
    _create_waybill()
    _create_binding()
    _create_courier_event()
    _create_stock()
    _create_stock_statement()
    _create_reservation()
    _create_reservation_open()


def _create_parcel() -> None:
    op.create_table(
        "parcel",
        *required(Id, "id", "company_id"),
        *required(Text, "parcel_no"),
        *required(Id, "warehouse_id"),
        *optional(Text, "carrier_code"),
        *required(Text, "delivery_method", "state"),
        *required(UtcTime, "opened_at"),
        *optional(Id, "opened_by", "opened_on"),
        *optional(UtcTime, "closed_at"),
        *optional(Id, "closed_by"),
        *optional(UtcTime, "handed_over_at"),
        *optional(Id, "handed_over_by"),
        *optional(Integer, "weight_g"),
        *optional(Text, "photo"),
        *required(UtcTime, "updated_at"),
        *required(BigInteger, "version"),
        primary_key("parcel", "id"),
        reference("parcel", "closed_by", "user"),
        reference("parcel", "company_id", "company"),
        reference("parcel", "handed_over_by", "user"),
        reference("parcel", "opened_by", "user"),
        reference("parcel", "opened_on", "device"),
        reference("parcel", "warehouse_id", "warehouse"),
        unique("parcel", "company_id", "parcel_no"),
    )
    op.create_index(op.f("ix_parcel_warehouse_id"), "parcel", ["warehouse_id"])


def _create_parcel_content() -> None:
    op.create_table(
        "parcel_content",
        *required(Id, "id", "parcel_id", "order_id", "shipment_id", "shipment_line_id", "sku_id"),
        *required(Quantity, "quantity"),
        *optional(Text, "batch"),
        *required(Json, "serials"),
        *required(Boolean, "verified"),
        primary_key("parcel_content", "id"),
        reference("parcel_content", "parcel_id", "parcel", cascade=True),
        reference("parcel_content", "sku_id", "sku"),
    )
    op.create_index(op.f("ix_parcel_content_order_id"), "parcel_content", ["order_id"])
    op.create_index(op.f("ix_parcel_content_parcel_id"), "parcel_content", ["parcel_id"])
    op.create_index(op.f("ix_parcel_content_shipment_id"), "parcel_content", ["shipment_id"])
    op.create_index(op.f("ix_parcel_content_shipment_line_id"), "parcel_content", ["shipment_line_id"])


def _create_waybill() -> None:
    op.create_table(
        "waybill",
        *required(Id, "id"),
        *required(Text, "carrier_code", "number", "piece"),
        *optional(Id, "mother_id"),
        *required(Id, "company_id"),
        *optional(Id, "warehouse_id"),
        *required(Text, "state"),
        *required(UtcTime, "issued_at"),
        *optional(UtcTime, "voided_at"),
        *optional(Text, "courier_state"),
        *optional(UtcTime, "courier_at", "signed_at"),
        *optional(Text, "signed_by_kind"),
        *required(UtcTime, "updated_at"),
        *required(BigInteger, "version"),
        primary_key("waybill", "id"),
        reference("waybill", "company_id", "company"),
        reference("waybill", "warehouse_id", "warehouse"),
        unique("waybill", "carrier_code", "number", "piece"),
    )
    op.create_index(op.f("ix_waybill_mother_id"), "waybill", ["mother_id"])
    op.create_index(op.f("ix_waybill_number"), "waybill", ["number"])


def _create_binding() -> None:
    op.create_table(
        "binding",
        *required(Id, "id", "parcel_id", "waybill_id"),
        *required(Text, "carrier_code", "waybill_no", "piece"),
        *required(UtcTime, "from_at"),
        *optional(Id, "bound_by", "bound_on"),
        *optional(UtcTime, "to_at"),
        *optional(Id, "unbound_by"),
        primary_key("binding", "id"),
        reference("binding", "bound_by", "user"),
        reference("binding", "bound_on", "device"),
        reference("binding", "parcel_id", "parcel", cascade=True),
        reference("binding", "unbound_by", "user"),
    )
    op.create_index(op.f("ix_binding_parcel_id"), "binding", ["parcel_id"])
    op.create_index(
        op.f("uq_binding_open"),
        "binding",
        ["waybill_id"],
        unique=True,
        sqlite_where=text("to_at IS NULL"),
        postgresql_where=text("to_at IS NULL"),
    )
    op.create_index(op.f("ix_binding_waybill_id"), "binding", ["waybill_id"])


def _create_courier_event() -> None:
    op.create_table(
        "courier_event",
        *required(Id, "id", "waybill_id"),
        *required(UtcTime, "event_at"),
        *required(Text, "code", "text", "area", "source"),
        *required(UtcTime, "received_at"),
        primary_key("courier_event", "id"),
        reference("courier_event", "waybill_id", "waybill", cascade=True),
    )
    op.create_index(op.f("ix_courier_event_waybill_id"), "courier_event", ["waybill_id"])


def _create_stock() -> None:
    op.create_table(
        "stock",
        *required(Id, "id", "company_id", "warehouse_id", "sku_id"),
        *required(Text, "batch", "quality"),
        *required(Quantity, "on_hand", "reserved"),
        *required(UtcTime, "as_of"),
        *required(Text, "source"),
        *required(BigInteger, "version"),
        primary_key("stock", "id"),
        reference("stock", "company_id", "company"),
        reference("stock", "sku_id", "sku"),
        reference("stock", "warehouse_id", "warehouse"),
        unique("stock", "company_id", "warehouse_id", "sku_id", "batch", "quality"),
        CheckConstraint("reserved >= 0", name=op.f("ck_stock_reserved_not_negative")),
    )
    op.create_index(op.f("ix_stock_sku"), "stock", ["sku_id", "warehouse_id"])


def _create_stock_statement() -> None:
    op.create_table(
        "stock_statement",
        *required(Id, "id", "stock_id"),
        *required(Quantity, "on_hand"),
        *required(UtcTime, "as_of"),
        *required(Text, "source"),
        *required(UtcTime, "received_at"),
        primary_key("stock_statement", "id"),
        reference("stock_statement", "stock_id", "stock"),
    )
    op.create_index(op.f("ix_stock_statement_stock_id"), "stock_statement", ["stock_id"])


def _create_reservation() -> None:
    op.create_table(
        "reservation",
        *required(Id, "id", "stock_id", "order_id", "order_line_id"),
        *optional(Id, "shipment_id"),
        *required(Quantity, "quantity"),
        *required(Text, "kind", "reason"),
        *required(UtcTime, "at"),
        *optional(Id, "command_id"),
        primary_key("reservation", "id"),
        reference("reservation", "order_id", "order"),
        reference("reservation", "order_line_id", "order_line"),
        reference("reservation", "shipment_id", "shipment"),
        reference("reservation", "stock_id", "stock"),
    )
    op.create_index(op.f("ix_reservation_order_id"), "reservation", ["order_id"])
    op.create_index(op.f("ix_reservation_order_line_id"), "reservation", ["order_line_id"])
    op.create_index(op.f("ix_reservation_stock_id"), "reservation", ["stock_id"])


def _create_reservation_open() -> None:
    op.create_table(
        "reservation_open",
        *required(Id, "id", "stock_id", "order_id", "order_line_id"),
        *optional(Id, "shipment_id"),
        *required(Quantity, "quantity"),
        *required(Text, "firmness"),
        *required(UtcTime, "since"),
        *optional(UtcTime, "due_at"),
        primary_key("reservation_open", "id"),
        reference("reservation_open", "order_id", "order"),
        reference("reservation_open", "order_line_id", "order_line"),
        reference("reservation_open", "shipment_id", "shipment"),
        reference("reservation_open", "stock_id", "stock"),
        unique("reservation_open", "stock_id", "order_line_id", "shipment_id"),
    )
    op.create_index(op.f("ix_reservation_open_due_at"), "reservation_open", ["due_at"])
    op.create_index(op.f("ix_reservation_open_order_id"), "reservation_open", ["order_id"])
    op.create_index(op.f("ix_reservation_open_stock_id"), "reservation_open", ["stock_id"])
