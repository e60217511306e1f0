"""Asks the courier service about waybills that have been silent too long: a push may have been lost on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, or_, select, update

from db.store import Store
from db.tables import log, parcels
from orderdesk.clock import Clock
from orderdesk.connectors.carriers import Carriers
from orderdesk.connectors.kuaidi100_wire import QUERY_INTERVAL
from orderdesk.connectors.ports import Courier, Outcome, Verdict
from orderdesk.hub.inbound import Inbound
from orderdesk.hub.jobs import JobState, Leased, queue_job
from orderdesk.hub.outbound import waybill_to_follow

#: How often the silent ones are looked for.
EVERY = timedelta(minutes=5)

SILENT_FOR = timedelta(hours=6)
"""The courier service gives a push up after about 105 minutes; six hours leave room for a quiet night on the road."""

_AT_ONCE = 500
_NO_NEWS = "500"
_ASKED_AT = "last_asked_at"


class Repair:
    """Finds silent waybills and asks about each, at most once in the interval that the service allows."""

    def __init__(
        self, store: Store, clock: Clock, *, courier: Courier, carriers: Carriers, inbound: Inbound, source: str
    ) -> None:
        self._store = store
        self._clock = clock
        self._courier = courier
        self._followed = [carrier.code for carrier in carriers if carrier.kuaidi100_code]
        self._inbound = inbound
        self._source = source

    def queue_silent(self) -> int:
        """Queues a question for each waybill without news for six hours; returns how many were queued anew."""
        now = self._clock.now()
        table = parcels.waybill
        query = (
            select(table.c.id, table.c.carrier_code, table.c.number)
            .where(
                table.c.state == "bound",
                table.c.signed_at.is_(None),
                table.c.carrier_code.in_(self._followed),
                table.c.updated_at <= now - SILENT_FOR,
                or_(table.c.courier_state.is_(None), table.c.courier_state != "4"),
            )
            .order_by(table.c.updated_at)
            .limit(_AT_ONCE)
        )
        with self._store.read() as connection:
            silent = list(connection.execute(query))
        return sum([self._queue(row, now) for row in silent])

    def ask(self, job: Leased) -> Outcome:
        """The job of one question. That it is asked is kept before it is asked, also for one that gets no answer."""
        waybill_id = UUID(job.payload["waybill_id"])
        last = job.previous.get(_ASKED_AT)
        last_asked_at = None if last is None else datetime.fromisoformat(last)
        now = self._clock.now()
        if last_asked_at is not None and now < last_asked_at + QUERY_INTERVAL:
            wait_s = (last_asked_at + QUERY_INTERVAL - now).total_seconds()
            return Outcome.retry(wait_s, code="asked_recently")
        with self._store.read() as connection:
            waybill = waybill_to_follow(connection, waybill_id)
        job.previous[_ASKED_AT] = now.isoformat()
        with self._store.write() as connection:
            connection.execute(update(log.job).where(log.job.c.id == job.id).values(outcome=job.previous))
        answer = self._courier.query(waybill, last_asked_at=last_asked_at)
        if answer.outcome.verdict is Verdict.OK:
            self._inbound.apply(self._source, answer.events)
        # The parcel still waits at our door: asked again when it has been silent for as long once more.
        return Outcome.ok(text="no news") if answer.outcome.code == _NO_NEWS else answer.outcome

    def _queue(self, row: Row[UUID, str, str], now: datetime) -> bool:
        """One job for each waybill for ever: done, it is set going again, so that it remembers the last question."""
        table = log.job
        key = f"courier:query:{row.carrier_code}:{row.number}"
        with self._store.write() as connection:
            if queue_job(
                connection,
                system="courier",
                kind="query",
                dedupe_key=key,
                order_key=key,
                payload={"waybill_id": str(row.id), "waybill_no": row.number},
                at=now,
            ):
                return True
            again = connection.execute(
                update(table)
                .where(
                    table.c.dedupe_key == key,
                    table.c.state.in_((JobState.DONE, JobState.DEAD)),
                    table.c.run_at <= now - SILENT_FOR,
                )
                .values(state=JobState.DUE, run_at=now, attempts=0, done_at=None)
            )
            return bool(again.rowcount)
