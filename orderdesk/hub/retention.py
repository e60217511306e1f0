"""What the hub forgets, in small transactions: of the log, of what came in and went out, of what nothing names.

What was done at the ERP and the warehouse system for an order is kept as long as the order: it tells what holds there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import delete, func, select, update

from db.store import Store
from db.tables import log, photos, stock
from orderdesk.clock import Clock
from orderdesk.hub import changelog
from orderdesk.hub.jobs import JobState

#: How often it is looked for something to forget.
EVERY = timedelta(minutes=10)

CHANGES_KEPT = timedelta(days=30)
COMMANDS_KEPT = timedelta(days=90)
JOBS_KEPT = timedelta(days=90)
CALLBACKS_KEPT = timedelta(days=90)
STATEMENTS_KEPT = timedelta(days=90)

UPLOADS_WAIT = timedelta(days=30)
"""So long a picture waits for the command that says what it shows."""

#: Systems whose jobs leave nothing there that has to be known later.
_PASSING = ("inbox", "courier", "message")

#: Rows in one transaction: on SQLite all writers wait for it.
PORTION = 200


class Retention:
    """Trims the log from its beginning. Several hubs may do so at the same time."""

    def __init__(self, store: Store, clock: Clock, *, portion: int = PORTION) -> None:
        self._store = store
        self._clock = clock
        self._portion = portion
        #: Before these nothing is left to forget; a restart looks once more.
        self._callbacks_from = self._uploads_from = datetime.min.replace(tzinfo=UTC)
        self._stock_id = UUID(int=0)
        self._steps: tuple[Callable[[], bool], ...] = (
            self._trim_changes,
            self._trim_commands,
            *(partial(self._trim_jobs, system) for system in _PASSING),
            self._empty_callbacks,
            self._trim_uploads,
            self._trim_statements,
        )

    def trim(self) -> bool:
        """Forgets one portion of each; True when there may be more.

        A workstation whose cursor stands before `log_head.oldest` takes a new snapshot.
        """
        return any([step() for step in self._steps])

    def _trim_changes(self) -> bool:
        table, head = log.change, log.log_head
        before = self._clock.now() - CHANGES_KEPT
        with self._store.read() as connection:
            oldest = changelog.read_head(connection).oldest
            first = select(table.c.seq, table.c.at).where(table.c.seq > oldest).order_by(table.c.seq, table.c.pos)
            rows = connection.execute(first.limit(self._portion)).all()
        upto = oldest
        for row in rows:
            if row.at >= before:
                break
            upto = row.seq
        if upto == oldest:
            return False
        with self._store.write() as connection:
            # Whole transactions, the last one of the portion too; the head comes last, as in every transaction.
            connection.execute(delete(table).where(table.c.seq <= upto))
            connection.execute(update(head).where(head.c.id == 1, head.c.oldest < upto).values(oldest=upto))
        return True

    def _trim_commands(self) -> bool:
        table = log.command
        before = self._clock.now() - COMMANDS_KEPT
        old = select(table.c.id).where(table.c.received_at < before).order_by(table.c.received_at).limit(self._portion)
        with self._store.read() as connection:
            found = list(connection.execute(old).scalars())
        if not found:
            return False
        with self._store.write() as connection:
            connection.execute(delete(table).where(table.c.id.in_(found)))
        return True

    def _trim_jobs(self, system: str) -> bool:
        table = log.job
        before = self._clock.now() - JOBS_KEPT
        old = select(table.c.id).where(
            table.c.system == system, table.c.state.in_((JobState.DONE, JobState.DROPPED)), table.c.run_at < before
        )
        with self._store.read() as connection:
            found = list(connection.execute(old.limit(self._portion)).scalars())
        if not found:
            return False
        with self._store.write() as connection:
            # One that was set going again meanwhile stays.
            connection.execute(delete(table).where(table.c.id.in_(found), table.c.run_at < before))
        return True

    def _empty_callbacks(self) -> bool:
        """What came in and was worked keeps its key, so that it is known when it comes again, and its digest."""
        table = log.inbox
        before = self._clock.now() - CALLBACKS_KEPT
        old = (
            select(table.c.id, table.c.body, table.c.outcome, table.c.worked_at)
            .where(table.c.worked_at >= self._callbacks_from, table.c.worked_at < before, func.length(table.c.body) > 0)
            .order_by(table.c.worked_at)
            .limit(self._portion)
        )
        with self._store.read() as connection:
            rows = connection.execute(old).all()
        self._callbacks_from = rows[-1].worked_at if rows else max(before, self._callbacks_from)
        if not rows:
            return False
        with self._store.write() as connection:
            for row in rows:
                outcome = {**(row.outcome or {}), "sha256": hashlib.sha256(row.body).hexdigest()}
                values = {"body": b"", "headers": {}, "outcome": outcome}
                connection.execute(update(table).where(table.c.id == row.id).values(**values))
        return True

    def _trim_uploads(self) -> bool:
        """Pictures that no photo names: their command was refused or never came."""
        table, named = log.upload, select(photos.photo.c.id).where(photos.photo.c.sha256 == log.upload.c.sha256)
        before = self._clock.now() - UPLOADS_WAIT
        old = (
            select(table.c.sha256, table.c.received_at)
            .where(table.c.received_at >= self._uploads_from, table.c.received_at < before, ~named.exists())
            .order_by(table.c.received_at)
            .limit(self._portion)
        )
        with self._store.read() as connection:
            rows = connection.execute(old).all()
        self._uploads_from = rows[-1].received_at if rows else max(before, self._uploads_from)
        if not rows:
            return False
        with self._store.write() as connection:
            found = [row.sha256 for row in rows]
            connection.execute(delete(table).where(table.c.sha256.in_(found), ~named.exists()))
        return True

    def _trim_statements(self) -> bool:
        """What was stated of a stock row before that by which it counts; some rows at a time, again and again."""
        table, rows = stock.stock_statement, stock.stock
        before = self._clock.now() - STATEMENTS_KEPT
        next_rows = select(rows.c.id).where(rows.c.id > self._stock_id).order_by(rows.c.id).limit(self._portion)
        with self._store.read() as connection:
            ids = list(connection.execute(next_rows).scalars())
            old = (
                select(table.c.id)
                .join(rows, rows.c.id == table.c.stock_id)
                .where(table.c.stock_id.in_(ids), table.c.received_at < before, table.c.as_of < rows.c.as_of)
            )
            found = list(connection.execute(old.limit(self._portion)).scalars())
        if not found:
            self._stock_id = ids[-1] if ids else UUID(int=0)
            return False
        with self._store.write() as connection:
            connection.execute(delete(table).where(table.c.id.in_(found)))
        return True
