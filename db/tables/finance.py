"""Receipts and what they are allocated to."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text, UniqueConstraint

from db.tables.columns import CACHED, at, fen, key, metadata, part_of, ref, version

receipt = Table(
    "receipt",
    metadata,
    key(),
    ref("company_id", "company"),
    ref("customer_id", "customer", optional=True, index=True),
    Column("channel", Text, nullable=False),
    Column("channel_no", Text, nullable=False),
    Column("receipt_kind", Text, nullable=False),
    fen("amount_fen"),
    fen("fee_fen"),
    Column("state", Text, nullable=False),
    at("received_at"),
    version(),
    UniqueConstraint("company_id", "channel", "channel_no", "receipt_kind"),
    info=CACHED,
)

receipt_allocation = Table(
    "receipt_allocation",
    metadata,
    key(),
    part_of("receipt_id", "receipt"),
    Column("order_id", key().type, nullable=False, index=True),
    fen("amount_fen"),
    at("allocated_at"),
    ref("allocated_by", "user", optional=True),
    info=CACHED,
)
