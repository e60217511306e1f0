"""Messages to people: queued as jobs (the channel is their kind), sent one by one while there is room, together when
there is not.

A group robot knows no keys and answers no questions, so nothing tells whether a message whose answer was lost stands in
the group. Such a message counts as sent: it is late or missing at worst, never there twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from db.store import Store
from db.tables import log
from orderdesk.clock import Clock
from orderdesk.connectors.messages import MessageChannel
from orderdesk.connectors.ports import Outcome, Verdict
from orderdesk.hub.jobs import JobState, Leased, queue_job
from orderdesk.hub.texts import Texts

CUSTOMERS = "customers"
"""The channel of messages to customers."""

AUDIT = "audit"
"""The channel of the daily head hashes."""

FLOOR = "floor"
"""The channel of those who lead the warehouse."""

SYSTEM = "message"
CHANNELS = (CUSTOMERS, AUDIT, FLOOR)

_AT_ONCE = 200
_POSTED_AT = "posted_at"


class MessageJobs:
    """Jobs for the message port. A message that is leased when there is little room takes others along."""

    def __init__(self, store: Store, clock: Clock, port: MessageChannel, texts: Texts) -> None:
        self._store = store
        self._clock = clock
        self._port = port
        self._texts = texts

    def send(self, job: Leased) -> Outcome:
        """Posts the message, alone or in a digest with those that wait behind it."""
        if job.in_doubt and _POSTED_AT in job.previous:
            return Outcome.ok(text="may have been sent before; it is not sent twice")
        channel, now = job.kind, self._clock.now()
        taken = self._take(job, channel, now)
        if taken is None:
            # Whoever has the job now settles it; what is said here is not kept.
            return Outcome.ok(text="another hub has taken it over")
        messages = [self._texts.message(each["text"], each["facts"]) for each in (job.payload, *taken.values())]
        outcome = self._port.post(channel, messages)
        if outcome.verdict is Verdict.OK:
            return Outcome.ok(text=f"with {len(taken)} others" if taken else "")
        if outcome.verdict is Verdict.RETRY and outcome.in_doubt:
            return Outcome.ok(text=f"no good answer ({outcome.code}); it is not sent twice")
        if outcome.verdict is not Verdict.UNKNOWN:
            self._give_back(job, list(taken), now)
        return outcome

    def _take(self, job: Leased, channel: str, now: datetime) -> dict[UUID, dict[str, Any]] | None:
        """Marks this job as about to be posted, together with the others of the channel that go along: they are done
        from here on. The payloads of the others, by job; None when the lease ended and somebody else has the job."""
        job.previous[_POSTED_AT] = now.isoformat()
        table = log.job
        # Each lease counts one attempt more, so that the number tells whose it is.
        mine = (table.c.id == job.id, table.c.state == JobState.RUNNING, table.c.attempts == job.attempt)
        with self._store.write() as connection:
            if not connection.execute(update(table).where(*mine).values(outcome=job.previous)).rowcount:
                return None
            rows = self._along(connection, job, channel, now)
            if rows:
                done = {"verdict": str(Verdict.OK), "text": "in a digest", "with": str(job.id)}
                connection.execute(
                    update(table)
                    .where(table.c.id.in_([row.id for row in rows]))
                    .values(state=JobState.DONE, done_at=now, outcome=done)
                )
        return {row.id: row.payload for row in rows}

    def _along(
        self, connection: Connection, job: Leased, channel: str, now: datetime
    ) -> Sequence[Row[UUID, dict[str, Any]]]:
        table = log.job
        query = (
            select(table.c.id, table.c.payload)
            .where(
                table.c.system == SYSTEM,
                table.c.kind == channel,
                table.c.state == JobState.DUE,
                table.c.run_at <= now,
            )
            .order_by(table.c.made_at, table.c.id)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        waiting = connection.execute(query).all()
        if len(waiting) < self._port.room(channel, now):
            return []
        payloads = [job.payload, *(row.payload for row in waiting)]
        messages = [self._texts.message(each["text"], each["facts"]) for each in payloads]
        return waiting[: self._port.fits(messages) - 1]

    def _give_back(self, job: Leased, along: list[UUID], now: datetime) -> None:
        """Nothing was posted: all of them wait again."""
        del job.previous[_POSTED_AT]
        table = log.job
        with self._store.write() as connection:
            connection.execute(
                update(table)
                .where(table.c.id.in_(along))
                .values(state=JobState.DUE, run_at=now, done_at=None, outcome=None)
            )


def is_queued(connection: Connection, key: str) -> bool:
    """Whether the message with this key was ever queued."""
    table = log.job
    return connection.execute(select(table.c.id).where(table.c.dedupe_key == f"message:{key}")).first() is not None


def queue_message(
    connection: Connection, *, channel: str, key: str, text: str, facts: dict[str, Any], at: datetime
) -> bool:
    """Queues a message outside commands; False when one with this key exists."""
    return queue_job(
        connection,
        system=SYSTEM,
        kind=channel,
        dedupe_key=f"message:{key}",
        order_key=f"message:{key}",
        payload={"text": text, "facts": facts},
        at=at,
    )
