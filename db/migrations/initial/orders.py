"""Orders and their parts."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Date, Integer, Text

from db.migrations.columns import optional, primary_key, reference, required, unique
from db.types import Fen, Id, Json, MicroYuan, Quantity, UtcTime

#: In the order in which they can be made.
TABLES = (
    "number_counter",
    "order",
    "consignee",
    "order_line",
    "order_check",
    "order_hold",
    "order_note",
    "order_relation",
    "shipment",
    "shipment_line",
    "order_step",
)


def create() -> None:
    """Makes the tables named in TABLES."""
    _create_number_counter()
    _create_order()
    _create_consignee()
    _create_order_line()
    _create_order_check()
    _create_order_hold()
    _create_order_note()
    _create_order_relation()
    _create_shipment()
    _create_shipment_line()
    _create_order_step()


def _create_number_counter() -> None:
    op.create_table(
        "number_counter",
        *required(Text, "name"),
        *required(BigInteger, "last"),
        primary_key("number_counter", "name"),
    )


def _create_order() -> None:
    op.create_table(
        "order",
        *required(Id, "id", "company_id"),
        *required(Text, "order_no", "order_kind", "source_system"),
        *optional(Text, "source_order_no", "customer_po_no"),
        *required(Id, "customer_id"),
        *required(Text, "customer_name"),
        *optional(Id, "salesperson_id", "entered_by"),
        *required(UtcTime, "placed_at"),
        *optional(Date, "requested_on"),
        *optional(UtcTime, "promised_at"),
        *required(Text, "delivery_method"),
        *optional(Text, "carrier_code"),
        *required(Text, "node"),
        *required(UtcTime, "node_at"),
        *required(Integer, "shipments_done", "shipments_total"),
        *optional(UtcTime, "reviewed_at"),
        *required(Text, "pay_state"),
        *required(Fen, "paid_fen"),
        *required(Text, "invoice_state"),
        *required(Boolean, "cod"),
        *required(Text, "currency"),
        *required(Fen, "amount_fen", "tax_fen"),
        *optional(Integer, "price_list_edition"),
        *required(Integer, "line_count"),
        *required(Boolean, "held"),
        *required(Text, "remark"),
        *optional(Text, "close_reason"),
        *optional(UtcTime, "closed_at"),
        *required(UtcTime, "updated_at"),
        *required(BigInteger, "version"),
        primary_key("order", "id"),
        reference("order", "company_id", "company"),
        reference("order", "customer_id", "customer"),
        reference("order", "entered_by", "user"),
        reference("order", "salesperson_id", "user"),
        unique("order", "company_id", "order_no"),
        unique("order", "company_id", "source_system", "source_order_no"),
    )
    op.create_index(op.f("ix_order_customer_placed_at"), "order", ["customer_id", "placed_at", "id"])
    op.create_index(op.f("ix_order_node_placed_at"), "order", ["node", "placed_at", "id"])
    op.create_index(op.f("ix_order_placed_at"), "order", ["placed_at", "id"])
    op.create_index(op.f("ix_order_updated_at"), "order", ["updated_at", "id"])


def _create_consignee() -> None:
    op.create_table(
        "consignee",
        *required(Id, "id", "order_id"),
        *required(Text, "name", "phone", "province", "city", "district", "street"),
        *optional(UtcTime, "erased_at"),
        primary_key("consignee", "id"),
        reference("consignee", "order_id", "order", cascade=True),
    )
    op.create_index(op.f("ix_consignee_order_id"), "consignee", ["order_id"])


def _create_order_line() -> None:
    op.create_table(
        "order_line",
        *required(Id, "id", "order_id"),
        *required(Integer, "position"),
        *required(Id, "sku_id"),
        *required(Text, "sku_code", "sku_name", "unit"),
        *required(Quantity, "unit_quantity", "factor", "quantity"),
        *required(MicroYuan, "unit_price_micro"),
        *required(Text, "price_source"),
        *required(Fen, "amount_fen"),
        *required(Integer, "tax_rate_bp"),
        *required(Boolean, "gift"),
        *required(Text, "note"),
        primary_key("order_line", "id"),
        reference("order_line", "order_id", "order", cascade=True),
        reference("order_line", "sku_id", "sku"),
    )
    op.create_index(op.f("ix_order_line_order_id"), "order_line", ["order_id"])
    op.create_index(op.f("ix_order_line_sku_id"), "order_line", ["sku_id"])


def _create_order_check() -> None:
    op.create_table(
        "order_check",
        *required(Id, "id", "order_id"),
        *required(Text, "kind", "result", "code"),
        *required(Json, "facts"),
        *required(UtcTime, "at"),
        primary_key("order_check", "id"),
        reference("order_check", "order_id", "order", cascade=True),
    )
    op.create_index(op.f("ix_order_check_order_id"), "order_check", ["order_id"])


def _create_order_hold() -> None:
    op.create_table(
        "order_hold",
        *required(Id, "id", "order_id"),
        *required(Text, "kind", "reason", "lifted_by_role"),
        *optional(Id, "placed_by"),
        *required(UtcTime, "placed_at"),
        *optional(UtcTime, "expires_at"),
        *optional(Id, "lifted_by"),
        *optional(UtcTime, "lifted_at"),
        primary_key("order_hold", "id"),
        reference("order_hold", "lifted_by", "user"),
        reference("order_hold", "order_id", "order", cascade=True),
        reference("order_hold", "placed_by", "user"),
    )
    op.create_index(op.f("ix_order_hold_order_id"), "order_hold", ["order_id"])


def _create_order_note() -> None:
    op.create_table(
        "order_note",
        *required(Id, "id", "order_id"),
        *required(Text, "text"),
        *required(Id, "written_by"),
        *required(UtcTime, "written_at"),
        primary_key("order_note", "id"),
        reference("order_note", "order_id", "order", cascade=True),
        reference("order_note", "written_by", "user"),
    )
    op.create_index(op.f("ix_order_note_order_id"), "order_note", ["order_id"])


def _create_order_relation() -> None:
    op.create_table(
        "order_relation",
        *required(Id, "id", "order_id"),
        *required(Text, "kind"),
        *required(Id, "other_order_id"),
        primary_key("order_relation", "id"),
        reference("order_relation", "order_id", "order", cascade=True),
    )
    op.create_index(op.f("ix_order_relation_order_id"), "order_relation", ["order_id"])
    op.create_index(op.f("ix_order_relation_other_order_id"), "order_relation", ["other_order_id"])


def _create_shipment() -> None:
    op.create_table(
        "shipment",
        *required(Id, "id", "order_id"),
        *required(Integer, "position"),
        *required(Text, "shipment_no"),
        *optional(Id, "warehouse_id"),
        *required(Text, "delivery_method"),
        *optional(Text, "carrier_code"),
        *required(Text, "node"),
        *required(UtcTime, "node_at"),
        *required(Text, "proof"),
        *optional(UtcTime, "proof_at", "due_at"),
        *required(Integer, "open_parcels", "closed_parcels"),
        primary_key("shipment", "id"),
        reference("shipment", "order_id", "order", cascade=True),
        reference("shipment", "warehouse_id", "warehouse"),
        unique("shipment", "shipment_no"),
    )
    op.create_index(op.f("ix_shipment_due_at"), "shipment", ["due_at"])
    op.create_index(op.f("ix_shipment_order_id"), "shipment", ["order_id"])
    op.create_index(op.f("ix_shipment_warehouse_id"), "shipment", ["warehouse_id"])


def _create_shipment_line() -> None:
    op.create_table(
        "shipment_line",
        *required(Id, "id", "order_id", "shipment_id", "order_line_id", "sku_id"),
        *required(Quantity, "quantity", "packed_quantity", "short_quantity"),
        primary_key("shipment_line", "id"),
        reference("shipment_line", "order_id", "order", cascade=True),
        reference("shipment_line", "order_line_id", "order_line"),
        reference("shipment_line", "shipment_id", "shipment", cascade=True),
        reference("shipment_line", "sku_id", "sku"),
    )
    op.create_index(op.f("ix_shipment_line_order_id"), "shipment_line", ["order_id"])
    op.create_index(op.f("ix_shipment_line_shipment_id"), "shipment_line", ["shipment_id"])


def _create_order_step() -> None:
    op.create_table(
        "order_step",
        *required(Id, "id", "order_id"),
        *optional(Id, "shipment_id"),
        *required(Text, "node"),
        *required(UtcTime, "at"),
        *optional(Id, "user_id", "device_id"),
        *required(Text, "proof"),
        primary_key("order_step", "id"),
        reference("order_step", "device_id", "device"),
        reference("order_step", "order_id", "order", cascade=True),
        reference("order_step", "shipment_id", "shipment"),
        reference("order_step", "user_id", "user"),
    )
    op.create_index(op.f("ix_order_step_order_id"), "order_step", ["order_id"])
