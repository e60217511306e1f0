"""What the hub does when a reservation falls due: soft ones are let go, firm ones are put before somebody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import update

from db.tables import stock as stock_tables
from orderdesk.access import Permission
from orderdesk.commands.cases import case_id
from orderdesk.commands.checks import add_check
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.ledger import REVIEW_AFTER, open_reservations, release
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.work import Case


class ReleaseExpired(Command):
    """Lets go of an order's soft reservations that are past due; the order says why it has none."""

    order_id: UUID

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(ReleaseExpired, needs=Permission.TEND)
def release_expired(ask: ReleaseExpired, work: Work) -> None:
    """Only the hub knows what is set aside."""
    work.order(ask.order_id)


@decide(ReleaseExpired)
def settle_expiry(ask: ReleaseExpired, work: HubWork) -> None:
    """Releases; changes nothing when the order was reviewed or released in the meantime."""
    order = work.order(ask.order_id)
    soft = [row for row in open_reservations(work, order.id) if row.firmness == "soft"]
    # What was set aside together lapses together: half an order helps nobody.
    if not any(row.due_at is not None and row.due_at <= work.received_at for row in soft):
        return
    since = min(row.since for row in soft)
    released = release(work, order, soft, "expired")
    facts = {"reservations": released, "since": since.isoformat()}
    add_check(work, order, "stock", "expired", "stock.reservation_expired", facts)
    order.updated_at = max(order.updated_at, work.said_at)
    work.trace(order.id, reason_code="reservation_expired")


class ReviewReservations(Command):
    """Opens a case for firm reservations past their review date; `due_on` is that date (UTC). Goods stay set aside."""

    order_id: UUID
    company_id: UUID
    due_on: date

    def keys(self) -> tuple[Key, ...]:
        """The order and the case."""
        return (Key("order", self.order_id), Key("case", case_id(self.company_id, self.dedupe_key())))

    def dedupe_key(self) -> str:
        """One case for each order and review date."""
        return f"reservation:{self.order_id}:{self.due_on}"


@change(ReviewReservations, needs=Permission.TEND)
def review_reservations(ask: ReviewReservations, work: Work) -> None:
    """Only the hub knows what is set aside."""
    work.order(ask.order_id)


@decide(ReviewReservations)
def settle_reservation_review(ask: ReviewReservations, work: HubWork) -> None:
    """Opens the case once and moves the review date on."""
    order = work.order(ask.order_id)
    table = stock_tables.reservation_open
    overdue = (
        table.c.order_id == order.id,
        table.c.firmness == "firm",
        table.c.due_at.is_not(None),
        table.c.due_at <= work.received_at,
    )
    moved = work.connection.execute(update(table).where(*overdue).values(due_at=work.received_at + REVIEW_AFTER))
    if not moved.rowcount:
        return
    key = Key("case", case_id(order.company_id, ask.dedupe_key()))
    if work.shelf.load(key) is not None:
        return
    work.add(
        Case(
            id=key.id,
            company_id=order.company_id,
            queue="stock",
            dedupe_key=ask.dedupe_key(),
            order_id=order.id,
            state="open",
            code="stock.reservation_overdue",
            facts={"order_no": order.order_no, "reservations": moved.rowcount, "due_on": ask.due_on.isoformat()},
            opened_at=work.received_at,
        )
    )
