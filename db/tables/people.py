"""Users with their roles, enrolled devices and sessions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Table, Text

from db.tables.columns import CACHED, at, key, metadata, part_of, ref, version

user = Table(
    "user",
    metadata,
    key(),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("badge", Text, nullable=True, unique=True),
    Column("active", Boolean, nullable=False),
    version(),
    info=CACHED,
)

user_role = Table(
    "user_role",
    metadata,
    key(),
    part_of("user_id", "user"),
    ref("company_id", "company", optional=True),
    ref("warehouse_id", "warehouse", optional=True),
    Column("role", Text, nullable=False),
    info=CACHED,
)

#: Kept apart from `user` so that nothing secret can travel with it.
user_secret = Table(
    "user_secret",
    metadata,
    Column("user_id", key().type, primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("pin_hash", Text, nullable=True),
    Column("failed", Integer, nullable=False),
    at("blocked_until", optional=True),
)

device = Table(
    "device",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("seat", Text, nullable=False),
    ref("company_id", "company", optional=True),
    ref("warehouse_id", "warehouse", optional=True),
    Column("bench_mode", Text, nullable=False),
    at("enrolled_at"),
    at("revoked_at", optional=True),
    version(),
    info=CACHED,
)

#: What the hub keeps of a device for itself: its secret's hash and how far its commands have come.
device_state = Table(
    "device_state",
    metadata,
    Column("device_id", key().type, primary_key=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("last_n", BigInteger, nullable=False),
    Column("program", Text, nullable=False),
    Column("cursor", BigInteger, nullable=False),
    at("seen_at", optional=True),
)

enrolment_code = Table(
    "enrolment_code",
    metadata,
    key(),
    Column("code_hash", LargeBinary, nullable=False, unique=True),
    Column("seat", Text, nullable=False),
    Column("device_name", Text, nullable=False),
    ref("company_id", "company", optional=True),
    ref("warehouse_id", "warehouse", optional=True),
    Column("uses_left", Integer, nullable=False),
    at("made_at"),
    at("expires_at"),
)

session = Table(
    "session",
    metadata,
    key(),
    ref("user_id", "user"),
    ref("device_id", "device"),
    at("opened_at"),
    Column("offline", Boolean, nullable=False),
    at("verified_at"),
    at("expires_at"),
    at("closed_at", optional=True),
    Column("token_hash", LargeBinary, nullable=True, unique=True),
    at("token_expires_at", optional=True),
)
