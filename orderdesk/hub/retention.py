"""What the hub forgets: changes after 30 days, the commands that brought them after 90, in small transactions."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from db.store import Store
from db.tables import log
from orderdesk.clock import Clock
from orderdesk.hub import changelog

#: How often it is looked for something to forget.
EVERY = timedelta(minutes=10)

CHANGES_KEPT = timedelta(days=30)
COMMANDS_KEPT = timedelta(days=90)

#: Rows in one transaction: on SQLite all writers wait for it.
PORTION = 200


class Retention:
    """Trims the log from its beginning. Several hubs may do so at the same time."""

    def __init__(self, store: Store, clock: Clock, *, portion: int = PORTION) -> None:
        self._store = store
        self._clock = clock
        self._portion = portion

    def trim(self) -> bool:
        """Forgets one portion of each; True when there may be more.

        A workstation whose cursor stands before `log_head.oldest` takes a new snapshot.
        """
        more_changes = self._trim_changes()
        more_commands = self._trim_commands()
        return more_changes or more_commands

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
