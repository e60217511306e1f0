"""Orders with their lines, checks, holds, notes, steps and shipments."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table, Text, UniqueConstraint, text

from db.tables.columns import (
    CACHED,
    HUB_ONLY,
    MONEY,
    PERSONAL,
    at,
    ending,
    fen,
    key,
    metadata,
    micro,
    part_of,
    position,
    quantity,
    ref,
    version,
)
from db.types import Json


def _by_foreign_number(name: str) -> Index:
    """Finds orders by a number that is not ours, which few of them have; caches search in another way."""
    given = text(f"{name} IS NOT NULL")
    return Index(f"ix_order_{name}", name, sqlite_where=given, postgresql_where=given, info=HUB_ONLY)


order = Table(
    "order",
    metadata,
    key(),
    ref("company_id", "company"),
    Column("order_no", Text, nullable=False),
    Column("order_kind", Text, nullable=False),
    Column("source_system", Text, nullable=False),
    Column("source_order_no", Text, nullable=True),
    Column("customer_po_no", Text, nullable=True),
    ref("customer_id", "customer"),
    Column("customer_name", Text, nullable=False),
    ref("salesperson_id", "user", optional=True),
    ref("entered_by", "user", optional=True),
    at("placed_at"),
    Column("requested_on", Date, nullable=True),
    at("promised_at", optional=True),
    Column("delivery_method", Text, nullable=False),
    Column("carrier_code", Text, nullable=True),
    Column("node", Text, nullable=False),
    at("node_at"),
    Column("shipments_done", Integer, nullable=False),
    Column("shipments_total", Integer, nullable=False),
    at("reviewed_at", optional=True),
    Column("pay_state", Text, nullable=False),
    fen("paid_fen"),
    Column("invoice_state", Text, nullable=False),
    Column("cod", Boolean, nullable=False),
    Column("currency", Text, nullable=False),
    fen("amount_fen"),
    fen("tax_fen"),
    Column("price_list_edition", Integer, nullable=True, info=MONEY),
    Column("line_count", Integer, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("remark", Text, nullable=False),
    # Where the goods of a transfer are to go.
    Column("to_warehouse_id", key().type, nullable=True),
    Column("close_reason", Text, nullable=True),
    at("closed_at", optional=True),
    at("updated_at"),
    version(),
    UniqueConstraint("company_id", "order_no"),
    UniqueConstraint("company_id", "source_system", "source_order_no"),
    Index("ix_order_placed_at", "placed_at", "id"),
    Index("ix_order_updated_at", "updated_at", "id"),
    Index("ix_order_node_placed_at", "node", "placed_at", "id"),
    Index("ix_order_customer_placed_at", "customer_id", "placed_at", "id"),
    _by_foreign_number("source_order_no"),
    _by_foreign_number("customer_po_no"),
    info=CACHED,
)

Index("ix_order_number_end", ending(order.c.order_no), info=HUB_ONLY)

consignee = Table(
    "consignee",
    metadata,
    key(),
    part_of("order_id", "order"),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False, info=PERSONAL),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("street", Text, nullable=False, info=PERSONAL),
    at("erased_at", optional=True),
    info=CACHED,
)

Index("ix_consignee_phone_end", ending(consignee.c.phone), info=HUB_ONLY)

order_line = Table(
    "order_line",
    metadata,
    key(),
    part_of("order_id", "order"),
    position(),
    ref("sku_id", "sku", index=True),
    Column("sku_code", Text, nullable=False),
    Column("sku_name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    quantity("unit_quantity"),
    quantity("factor"),
    quantity("quantity"),
    micro("unit_price_micro"),
    Column("price_source", Text, nullable=False, info=MONEY),
    fen("amount_fen"),
    Column("tax_rate_bp", Integer, nullable=False, info=MONEY),
    Column("gift", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    info=CACHED,
)

order_check = Table(
    "order_check",
    metadata,
    key(),
    part_of("order_id", "order"),
    Column("kind", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("facts", Json, nullable=False, info=MONEY),
    at("at"),
    info=CACHED,
)

order_hold = Table(
    "order_hold",
    metadata,
    key(),
    part_of("order_id", "order"),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("lifted_by_role", Text, nullable=False),
    ref("placed_by", "user", optional=True),
    at("placed_at"),
    at("expires_at", optional=True, index=True),
    ref("lifted_by", "user", optional=True),
    at("lifted_at", optional=True),
    info=CACHED,
)

order_note = Table(
    "order_note",
    metadata,
    key(),
    part_of("order_id", "order"),
    Column("text", Text, nullable=False),
    ref("written_by", "user"),
    at("written_at"),
    info=CACHED,
)

#: The order's way through the nodes: one row each time it arrives at one. What a timeline shows, also offline.
order_step = Table(
    "order_step",
    metadata,
    key(),
    part_of("order_id", "order"),
    ref("shipment_id", "shipment", optional=True),
    Column("node", Text, nullable=False),
    at("at"),
    ref("user_id", "user", optional=True),
    ref("device_id", "device", optional=True),
    Column("proof", Text, nullable=False),
    info=CACHED,
)

order_relation = Table(
    "order_relation",
    metadata,
    key(),
    part_of("order_id", "order"),
    Column("kind", Text, nullable=False),
    Column("other_order_id", key().type, nullable=False, index=True),
    info=CACHED,
)

shipment = Table(
    "shipment",
    metadata,
    key(),
    part_of("order_id", "order"),
    position(),
    Column("shipment_no", Text, nullable=False, unique=True),
    ref("warehouse_id", "warehouse", optional=True, index=True),
    Column("delivery_method", Text, nullable=False),
    Column("carrier_code", Text, nullable=True),
    Column("node", Text, nullable=False),
    at("node_at"),
    Column("proof", Text, nullable=False),
    at("proof_at", optional=True),
    at("due_at", optional=True, index=True),
    Column("lane", Text, nullable=True),
    Column("close_reason", Text, nullable=True),
    fen("cod_fen", optional=True, masked=False),
    Column("open_parcels", Integer, nullable=False),
    Column("closed_parcels", Integer, nullable=False),
    info=CACHED,
)

shipment_line = Table(
    "shipment_line",
    metadata,
    key(),
    part_of("order_id", "order"),
    part_of("shipment_id", "shipment"),
    ref("order_line_id", "order_line"),
    ref("sku_id", "sku"),
    quantity("quantity"),
    quantity("packed_quantity"),
    quantity("short_quantity"),
    info=CACHED,
)

#: What came back of an order's lines, and in what condition; rows are only ever added.
returned_item = Table(
    "returned_item",
    metadata,
    key(),
    part_of("order_id", "order"),
    part_of("shipment_id", "shipment"),
    ref("order_line_id", "order_line"),
    ref("sku_id", "sku"),
    quantity("quantity"),
    Column("condition", Text, nullable=False),
    ref("warehouse_id", "warehouse", optional=True),
    at("received_at"),
    ref("received_by", "user", optional=True),
    info=CACHED,
)

#: The next counter of the numbers that the hub itself makes (shipments, own waybills).
number_counter = Table(
    "number_counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last", BigInteger, nullable=False),
)
