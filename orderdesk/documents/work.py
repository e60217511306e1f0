"""Receipts, change requests, cases and tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from db.tables import finance, work
from orderdesk.documents.document import Document, Part, Scope, kind_of, part

_OFFICES = ("desk", "office")


class ReceiptAllocation(Part):
    """How much of a receipt (fen) pays for an order."""

    receipt_id: UUID
    order_id: UUID
    amount_fen: int | None = None
    allocated_at: datetime
    allocated_by: UUID | None = None


class Receipt(Document):
    """Money that came in or went back."""

    kind: ClassVar[str] = "receipt"

    company_id: UUID
    customer_id: UUID | None = None
    channel: str
    channel_no: str
    receipt_kind: str
    amount_fen: int | None = None
    fee_fen: int | None = None
    state: str
    received_at: datetime

    allocations: list[ReceiptAllocation] = []

    def scope(self) -> Scope:
        """The company's desks and offices."""
        return Scope(company_id=self.company_id, seats=_OFFICES)


class ChangeRequest(Document):
    """A wish to change an order after its release, and what was decided."""

    kind: ClassVar[str] = "change_request"

    company_id: UUID
    order_id: UUID
    change_kind: str
    state: str
    wanted: dict[str, Any]
    node: str
    requested_by: UUID | None = None
    requested_at: datetime
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    decision_note: str = ""

    def scope(self) -> Scope:
        """All seats of the company: a bench must see that a parcel is about to change."""
        return Scope(company_id=self.company_id)


class Case(Document):
    """Something that went wrong or may: it stands in a queue until somebody closes it with a verdict."""

    kind: ClassVar[str] = "case"

    company_id: UUID
    queue: str
    dedupe_key: str
    order_id: UUID | None = None
    warehouse_id: UUID | None = None
    state: str
    code: str
    facts: dict[str, Any]
    opened_at: datetime
    due_at: datetime | None = None
    claimed_by: UUID | None = None
    claimed_until: datetime | None = None
    closed_at: datetime | None = None
    verdict: str | None = None
    cause: str | None = None

    def scope(self) -> Scope:
        """The company's desks and offices."""
        return Scope(company_id=self.company_id, seats=_OFFICES)


class Task(Document):
    """Something that one role or person has to do."""

    kind: ClassVar[str] = "task"

    company_id: UUID
    order_id: UUID | None = None
    case_id: UUID | None = None
    warehouse_id: UUID | None = None
    task_kind: str
    role: str
    user_id: UUID | None = None
    facts: dict[str, Any]
    opened_at: datetime
    due_at: datetime | None = None
    done_at: datetime | None = None
    done_by: UUID | None = None
    result: str | None = None

    def scope(self) -> Scope:
        """The company, and the benches of its warehouse if it has one."""
        here = () if self.warehouse_id is None else (self.warehouse_id,)
        return Scope(company_id=self.company_id, warehouses=here)


class Feed(Document):
    """How fresh what an outside system tells of a subject (`orders`, `stock`) is: everything up to `as_of` is known
    here. `trouble`: the code of what keeps it from being asked now, None while all is well."""

    kind: ClassVar[str] = "feed"

    company_id: UUID
    system: str
    subject: str
    as_of: datetime
    trouble: str | None = None

    def scope(self) -> Scope:
        """The company's desks and offices."""
        return Scope(company_id=self.company_id, seats=_OFFICES)


RECEIPT = kind_of(
    Receipt,
    finance.receipt,
    part("allocations", ReceiptAllocation, finance.receipt_allocation, "receipt_id"),
)
CHANGE_REQUEST = kind_of(ChangeRequest, work.change_request)
CASE = kind_of(Case, work.case)
TASK = kind_of(Task, work.task)
FEED = kind_of(Feed, work.feed)
