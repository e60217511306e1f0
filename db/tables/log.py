"""The hub's log: commands, changes, events, outbound jobs and what came in from outside."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from db.tables.columns import at, key, metadata, ref
from db.types import Fen, Id, Json, Quantity, UtcTime

#: One row. `last` is the last seq given out; the row is taken last in every writing transaction.
log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("oldest", BigInteger, nullable=False),
    Column("epoch", Text, nullable=False),
)

command = Table(
    "command",
    metadata,
    key(),
    ref("device_id", "device"),
    Column("n", BigInteger, nullable=False),
    Column("session_id", Id, nullable=True),
    Column("user_id", Id, nullable=True),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("arguments", Json, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    at("said_at"),
    at("received_at", index=True),
    Column("status", Text, nullable=False),
    Column("code", Text, nullable=True),
    Column("facts", Json, nullable=False),
    Column("seq", BigInteger, nullable=False),
    UniqueConstraint("device_id", "n"),
)

#: The document as it was committed at `seq`; all changes of one transaction share a seq, `pos` orders them.
change = Table(
    "change",
    metadata,
    Column("seq", BigInteger, nullable=False),
    Column("pos", Integer, nullable=False),
    at("at"),
    Column("kind", Text, nullable=False),
    Column("key", Id, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("scope_before", Json, nullable=True),
    Column("scope_after", Json, nullable=True),
    Column("body", Text, nullable=True),
    Column("command_id", Id, nullable=True),
    PrimaryKeyConstraint("seq", "pos"),
    Index("ix_change_key", "kind", "key"),
)

#: The 47 fields of every event of an order, T01 to T47; personal data stay out of it.
order_event = Table(
    "order_event",
    metadata,
    Column("event_id", Id, primary_key=True),
    Column("chain", BigInteger, nullable=False),
    Column("trace_id", Id, nullable=False),
    Column("parent_event_id", Id, nullable=True),
    Column("order_id", Id, nullable=False),
    Column("order_no", Text, nullable=False),
    Column("line_no", Text, nullable=True),
    Column("source_system", Text, nullable=False),
    Column("source_record_id", Text, nullable=True),
    Column("source_version", Text, nullable=True),
    Column("connector_id", Text, nullable=True),
    Column("mapping_version", Text, nullable=True),
    Column("direction", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("external_request_id", Text, nullable=True),
    Column("idempotency_key", Text, nullable=False),
    Column("occurred_at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("committed_at", UtcTime, nullable=False),
    Column("client_time", UtcTime, nullable=True),
    Column("clock_skew_ms", BigInteger, nullable=True),
    Column("latency_ms", BigInteger, nullable=True),
    Column("actor_type", Text, nullable=False),
    Column("actor_id", Text, nullable=True),
    Column("actor_name", Text, nullable=True),
    Column("workstation_id", Text, nullable=True),
    Column("client_version", Text, nullable=True),
    Column("approval_id", Text, nullable=True),
    Column("node_from", Text, nullable=True),
    Column("node_to", Text, nullable=True),
    Column("source_status_raw", Text, nullable=True),
    Column("change_set", Json, nullable=True),
    Column("reason_code", Text, nullable=True),
    Column("note", Text, nullable=True),
    Column("order_revision", BigInteger, nullable=False),
    Column("sku_code", Text, nullable=True),
    Column("qty", Quantity, nullable=True),
    Column("warehouse_code", Text, nullable=True),
    Column("stock_lock_id", Text, nullable=True),
    Column("package_no", Text, nullable=True),
    Column("waybill_no", Text, nullable=True),
    Column("carrier_code", Text, nullable=True),
    Column("location", Text, nullable=True),
    Column("amount_delta", Fen, nullable=True),
    Column("payment_ref", Text, nullable=True),
    Column("payload_sha256", Text, nullable=True),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("order_id", "chain"),
)

job = Table(
    "job",
    metadata,
    key(),
    Column("system", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("order_key", Text, nullable=False, index=True),
    Column("payload", Json, nullable=False),
    Column("state", Text, nullable=False),
    at("run_at"),
    Column("attempts", Integer, nullable=False),
    at("lease_until", optional=True),
    Column("worker", Text, nullable=True),
    Column("outcome", Json, nullable=True),
    at("made_at"),
    at("done_at", optional=True),
    Index("ix_job_due", "system", "state", "run_at"),
)

inbox = Table(
    "inbox",
    metadata,
    key(),
    Column("source", Text, nullable=False),
    Column("dedupe_key", Text, nullable=False),
    Column("headers", Json, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("verdict", Text, nullable=False),
    at("received_at"),
    at("worked_at", optional=True, index=True),
    Column("outcome", Json, nullable=True),
    UniqueConstraint("source", "dedupe_key"),
)

upload = Table(
    "upload",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("device_id", Id, nullable=False),
    at("received_at", index=True),
)
