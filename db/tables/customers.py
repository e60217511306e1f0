"""Customers, their accounts per company, and the personal data that can be erased apart from them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, Table, Text, UniqueConstraint

from db.tables.columns import CACHED, PERSONAL, at, fen, key, metadata, part_of, ref, version

customer = Table(
    "customer",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("customer_kind", Text, nullable=False),
    Column("tax_no", Text, nullable=True),
    Column("pinyin", Text, nullable=False, default=""),
    ref("salesperson_id", "user", optional=True),
    Column("active", Boolean, nullable=False),
    version(),
    info=CACHED,
)

customer_account = Table(
    "customer_account",
    metadata,
    key(),
    part_of("customer_id", "customer"),
    ref("company_id", "company"),
    Column("tier", Text, nullable=False),
    Column("terms", Text, nullable=False),
    Column("terms_days", Integer, nullable=False),
    fen("credit_limit_fen"),
    UniqueConstraint("customer_id", "company_id"),
    info=CACHED,
)

#: What a customer uses of the limit. The hub's own row, written by decisions only and guarded by one UPDATE.
credit_use = Table(
    "credit_use",
    metadata,
    key(),
    ref("customer_id", "customer"),
    ref("company_id", "company"),
    fen("open_fen"),
    fen("unpaid_fen"),
    UniqueConstraint("customer_id", "company_id"),
)

address = Table(
    "address",
    metadata,
    key(),
    part_of("customer_id", "customer"),
    Column("label", Text, nullable=False),
    Column("name", Text, nullable=False, info=PERSONAL),
    Column("phone", Text, nullable=False, info=PERSONAL),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("district", Text, nullable=False),
    Column("street", Text, nullable=False, info=PERSONAL),
    Column("preferred", Boolean, nullable=False),
    at("erased_at", optional=True),
    info=CACHED,
)
