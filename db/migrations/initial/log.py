"""Commands, changes, events, jobs and what came in from outside."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Integer, LargeBinary, Text

from db.migrations.columns import optional, primary_key, reference, required, unique
from db.types import Fen, Id, Json, Quantity, UtcTime

#: In the order in which they can be made.
TABLES = (
    "log_head",
    "command",
    "change",
    "order_event",
    "job",
    "inbox",
    "upload",
)


def create() -> None:
    """Makes the tables named in TABLES."""
    _create_log_head()
    _create_command()
    _create_change()
    _create_order_event()
    _create_job()
    _create_inbox()
    _create_upload()


def _create_log_head() -> None:
    op.create_table(
        "log_head",
        *required(Integer, "id"),
        *required(BigInteger, "last", "oldest"),
        *required(Text, "epoch"),
        primary_key("log_head", "id"),
    )


def _create_command() -> None:
    op.create_table(
        "command",
        *required(Id, "id", "device_id"),
        *required(BigInteger, "n"),
        *optional(Id, "session_id", "user_id"),
        *required(Text, "kind"),
        *required(Integer, "version"),
        *required(Json, "arguments"),
        *required(LargeBinary, "sha256"),
        *required(UtcTime, "said_at", "received_at"),
        *required(Text, "status"),
        *optional(Text, "code"),
        *required(Json, "facts"),
        *required(BigInteger, "seq"),
        primary_key("command", "id"),
        reference("command", "device_id", "device"),
        unique("command", "device_id", "n"),
    )
    op.create_index(op.f("ix_command_received_at"), "command", ["received_at"])


def _create_change() -> None:
    op.create_table(
        "change",
        *required(BigInteger, "seq"),
        *required(Integer, "pos"),
        *required(UtcTime, "at"),
        *required(Text, "kind"),
        *required(Id, "key"),
        *required(BigInteger, "version"),
        *optional(Json, "scope_before", "scope_after"),
        *optional(Text, "body"),
        *optional(Id, "command_id"),
        primary_key("change", "seq", "pos"),
    )


def _create_order_event() -> None:
    op.create_table(
        "order_event",
        *required(Id, "event_id"),
        *required(BigInteger, "chain"),
        *required(Id, "trace_id"),
        *optional(Id, "parent_event_id"),
        *required(Id, "order_id"),
        *required(Text, "order_no"),
        *optional(Text, "line_no"),
        *required(Text, "source_system"),
        *optional(Text, "source_record_id", "source_version", "connector_id", "mapping_version"),
        *required(Text, "direction", "channel"),
        *optional(Text, "external_request_id"),
        *required(Text, "idempotency_key"),
        *required(UtcTime, "occurred_at", "received_at", "committed_at"),
        *optional(UtcTime, "client_time"),
        *optional(BigInteger, "clock_skew_ms", "latency_ms"),
        *required(Text, "actor_type"),
        *optional(
            Text,
            "actor_id",
            "actor_name",
            "workstation_id",
            "client_version",
            "approval_id",
            "node_from",
            "node_to",
            "source_status_raw",
        ),
        *optional(Json, "change_set"),
        *optional(Text, "reason_code", "note"),
        *required(BigInteger, "order_revision"),
        *optional(Text, "sku_code"),
        *optional(Quantity, "qty"),
        *optional(Text, "warehouse_code", "stock_lock_id", "package_no", "waybill_no", "carrier_code", "location"),
        *optional(Fen, "amount_delta"),
        *optional(Text, "payment_ref", "payload_sha256"),
        *required(Text, "prev_hash", "hash"),
        primary_key("order_event", "event_id"),
        unique("order_event", "order_id", "chain"),
    )


def _create_job() -> None:
    op.create_table(
        "job",
        *required(Id, "id"),
        *required(Text, "system", "kind", "dedupe_key", "order_key"),
        *required(Json, "payload"),
        *required(Text, "state"),
        *required(UtcTime, "run_at"),
        *required(Integer, "attempts"),
        *optional(UtcTime, "lease_until"),
        *optional(Text, "worker"),
        *optional(Json, "outcome"),
        *required(UtcTime, "made_at"),
        *optional(UtcTime, "done_at"),
        primary_key("job", "id"),
        unique("job", "dedupe_key"),
    )
    op.create_index(op.f("ix_job_order_key"), "job", ["order_key"])
    op.create_index(op.f("ix_job_due"), "job", ["state", "run_at"])


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        *required(Id, "id"),
        *required(Text, "source", "dedupe_key"),
        *required(Json, "headers"),
        *required(LargeBinary, "body"),
        *required(Text, "verdict"),
        *required(UtcTime, "received_at"),
        *optional(UtcTime, "worked_at"),
        *optional(Json, "outcome"),
        primary_key("inbox", "id"),
        unique("inbox", "source", "dedupe_key"),
    )
    op.create_index(op.f("ix_inbox_worked_at"), "inbox", ["worked_at"])


def _create_upload() -> None:
    op.create_table(
        "upload",
        *required(Text, "sha256", "media_type"),
        *required(BigInteger, "size"),
        *required(LargeBinary, "content"),
        *required(Id, "device_id"),
        *required(UtcTime, "received_at"),
        primary_key("upload", "sha256"),
    )
