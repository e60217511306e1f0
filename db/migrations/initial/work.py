"""Money received, change requests, cases and tasks."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Text

from db.migrations.columns import optional, primary_key, reference, required, unique
from db.types import Fen, Id, Json, UtcTime

#: In the order in which they can be made.
TABLES = (
    "receipt",
    "receipt_allocation",
    "change_request",
    "case",
    "task",
)


def create() -> None:
    """Makes the tables named in TABLES."""
    _create_receipt()
    _create_receipt_allocation()
    _create_change_request()
    _create_case()
    _create_task()


def _create_receipt() -> None:
    op.create_table(
        "receipt",
        *required(Id, "id", "company_id"),
        *optional(Id, "customer_id"),
        *required(Text, "channel", "channel_no", "receipt_kind"),
        *required(Fen, "amount_fen", "fee_fen"),
        *required(Text, "state"),
        *required(UtcTime, "received_at"),
        *required(BigInteger, "version"),
        primary_key("receipt", "id"),
        reference("receipt", "company_id", "company"),
        reference("receipt", "customer_id", "customer"),
        unique("receipt", "company_id", "channel", "channel_no", "receipt_kind"),
    )
    op.create_index(op.f("ix_receipt_customer_id"), "receipt", ["customer_id"])


def _create_receipt_allocation() -> None:
    op.create_table(
        "receipt_allocation",
        *required(Id, "id", "receipt_id", "order_id"),
        *required(Fen, "amount_fen"),
        *required(UtcTime, "allocated_at"),
        *optional(Id, "allocated_by"),
        primary_key("receipt_allocation", "id"),
        reference("receipt_allocation", "allocated_by", "user"),
        reference("receipt_allocation", "receipt_id", "receipt", cascade=True),
    )
    op.create_index(op.f("ix_receipt_allocation_order_id"), "receipt_allocation", ["order_id"])
    op.create_index(op.f("ix_receipt_allocation_receipt_id"), "receipt_allocation", ["receipt_id"])


def _create_change_request() -> None:
    op.create_table(
        "change_request",
        *required(Id, "id", "company_id", "order_id"),
        *required(Text, "change_kind", "state"),
        *required(Json, "wanted"),
        *required(Text, "node"),
        *optional(Id, "requested_by"),
        *required(UtcTime, "requested_at"),
        *optional(Id, "decided_by"),
        *optional(UtcTime, "decided_at"),
        *required(Text, "decision_note"),
        *required(BigInteger, "version"),
        primary_key("change_request", "id"),
        reference("change_request", "company_id", "company"),
        reference("change_request", "decided_by", "user"),
        reference("change_request", "order_id", "order"),
        reference("change_request", "requested_by", "user"),
    )
    op.create_index(op.f("ix_change_request_order_id"), "change_request", ["order_id"])


def _create_case() -> None:
    op.create_table(
        "case",
        *required(Id, "id", "company_id"),
        *required(Text, "queue", "dedupe_key"),
        *optional(Id, "order_id", "warehouse_id"),
        *required(Text, "state", "code"),
        *required(Json, "facts"),
        *required(UtcTime, "opened_at"),
        *optional(UtcTime, "due_at"),
        *optional(Id, "claimed_by"),
        *optional(UtcTime, "claimed_until", "closed_at"),
        *optional(Text, "verdict", "cause"),
        *required(BigInteger, "version"),
        primary_key("case", "id"),
        reference("case", "claimed_by", "user"),
        reference("case", "company_id", "company"),
        reference("case", "order_id", "order"),
        reference("case", "warehouse_id", "warehouse"),
        unique("case", "company_id", "dedupe_key"),
    )
    op.create_index(op.f("ix_case_order_id"), "case", ["order_id"])
    op.create_index(op.f("ix_case_queue"), "case", ["queue"])


def _create_task() -> None:
    op.create_table(
        "task",
        *required(Id, "id", "company_id"),
        *optional(Id, "order_id", "case_id", "warehouse_id"),
        *required(Text, "task_kind", "role"),
        *optional(Id, "user_id"),
        *required(Json, "facts"),
        *required(UtcTime, "opened_at"),
        *optional(UtcTime, "due_at", "done_at"),
        *optional(Id, "done_by"),
        *optional(Text, "result"),
        *required(BigInteger, "version"),
        primary_key("task", "id"),
        reference("task", "case_id", "case"),
        reference("task", "company_id", "company"),
        reference("task", "done_by", "user"),
        reference("task", "order_id", "order"),
        reference("task", "user_id", "user"),
        reference("task", "warehouse_id", "warehouse"),
    )
    op.create_index(op.f("ix_task_order_id"), "task", ["order_id"])
