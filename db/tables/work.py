"""What people have to look at: change requests, cases and tasks; and how fresh what outside systems tell is."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text, UniqueConstraint

from db.tables.columns import CACHED, at, key, metadata, ref, version
from db.types import Json

change_request = Table(
    "change_request",
    metadata,
    key(),
    ref("company_id", "company"),
    ref("order_id", "order", index=True),
    Column("change_kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("wanted", Json, nullable=False),
    Column("node", Text, nullable=False),
    ref("requested_by", "user", optional=True),
    at("requested_at"),
    ref("decided_by", "user", optional=True),
    at("decided_at", optional=True),
    Column("decision_note", Text, nullable=False),
    version(),
    info=CACHED,
)

case = Table(
    "case",
    metadata,
    key(),
    ref("company_id", "company"),
    Column("queue", Text, nullable=False, index=True),
    Column("dedupe_key", Text, nullable=False),
    ref("order_id", "order", optional=True, index=True),
    ref("warehouse_id", "warehouse", optional=True),
    Column("state", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("facts", Json, nullable=False),
    at("opened_at"),
    at("due_at", optional=True),
    ref("claimed_by", "user", optional=True),
    at("claimed_until", optional=True),
    at("closed_at", optional=True),
    Column("verdict", Text, nullable=True),
    Column("cause", Text, nullable=True),
    version(),
    UniqueConstraint("company_id", "dedupe_key"),
    info=CACHED,
)

task = Table(
    "task",
    metadata,
    key(),
    ref("company_id", "company"),
    ref("order_id", "order", optional=True, index=True),
    ref("case_id", "case", optional=True),
    ref("warehouse_id", "warehouse", optional=True),
    Column("task_kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    ref("user_id", "user", optional=True),
    Column("facts", Json, nullable=False),
    at("opened_at"),
    at("due_at", optional=True),
    at("done_at", optional=True),
    ref("done_by", "user", optional=True),
    Column("result", Text, nullable=True),
    version(),
    info=CACHED,
)

#: Until when what an outside system tells about a subject is known here, and what keeps it from being known later.
feed = Table(
    "feed",
    metadata,
    key(),
    ref("company_id", "company"),
    Column("system", Text, nullable=False),
    Column("subject", Text, nullable=False),
    at("as_of"),
    Column("trouble", Text, nullable=True),
    version(),
    UniqueConstraint("company_id", "system", "subject"),
    info=CACHED,
)
