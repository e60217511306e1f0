"""Stock as its owner states it, and the ledger of what is reserved of it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint

from db.tables.columns import CACHED, at, key, metadata, quantity, ref, version

stock = Table(
    "stock",
    metadata,
    key(),
    ref("company_id", "company"),
    ref("warehouse_id", "warehouse"),
    ref("sku_id", "sku"),
    Column("batch", Text, nullable=False),
    Column("quality", Text, nullable=False),
    quantity("on_hand"),
    quantity("reserved"),
    at("as_of"),
    Column("source", Text, nullable=False),
    version(),
    UniqueConstraint("company_id", "warehouse_id", "sku_id", "batch", "quality"),
    CheckConstraint("reserved >= 0", name="reserved_not_negative"),
    Index("ix_stock_sku", "sku_id", "warehouse_id"),
    info=CACHED,
)

stock_statement = Table(
    "stock_statement",
    metadata,
    key(),
    ref("stock_id", "stock", index=True),
    quantity("on_hand"),
    at("as_of"),
    Column("source", Text, nullable=False),
    at("received_at"),
)

#: Append-only: `quantity` is positive when goods are set aside and negative when they are let go or consumed.
#: The sum of a stock row's entries is its `reserved`.
reservation = Table(
    "reservation",
    metadata,
    key(),
    ref("stock_id", "stock", index=True),
    ref("order_id", "order", index=True),
    ref("order_line_id", "order_line", index=True),
    ref("shipment_id", "shipment", optional=True),
    quantity("quantity"),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    at("at"),
    Column("command_id", key().type, nullable=True),
)

#: The open reservation of an order line on a stock row, so that timers find what falls due.
reservation_open = Table(
    "reservation_open",
    metadata,
    key(),
    ref("stock_id", "stock", index=True),
    ref("order_id", "order", index=True),
    ref("order_line_id", "order_line"),
    ref("shipment_id", "shipment", optional=True),
    quantity("quantity"),
    Column("firmness", Text, nullable=False),
    at("since"),
    at("due_at", optional=True, index=True),
    UniqueConstraint("stock_id", "order_line_id", "shipment_id"),
)
