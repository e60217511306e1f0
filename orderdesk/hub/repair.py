"""Asks the courier service about waybills that have been silent too long: a push may have been lost on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, Select, literal, or_, select, update

from db.store import Store
from db.tables import log, orders, parcels
from orderdesk.clock import Clock
from orderdesk.connectors.carriers import Carriers
from orderdesk.connectors.kuaidi100_wire import QUERY_INTERVAL
from orderdesk.connectors.ports import Courier, Outcome, Verdict
from orderdesk.domain.nodes import Node
from orderdesk.hub.inbound import Inbound
from orderdesk.hub.jobs import JobState, Leased, queue_job
from orderdesk.hub.outbound import waybill_to_follow

#: How often the silent ones are looked for.
EVERY = timedelta(minutes=5)

SILENT_FOR = timedelta(hours=6)
"""The courier service gives a push up after about 105 minutes; six hours leave room for a quiet night on the road."""

GIVEN_UP_AFTER = timedelta(days=30)
"""So long without a word somebody has to ask the courier themselves; each question costs."""

_AT_ONCE = 500
_KEY = "courier:query:"
_AGAIN = (JobState.DONE, JobState.DEAD)
_NOTHING_MORE = (Node.DELIVERED, Node.CLOSED)
_NO_NEWS = "500"
_ASKED_AT = "last_asked_at"


class Repair:
    """Finds silent waybills and asks about each, at most once in the interval that the service allows."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        courier: Courier,
        carriers: Carriers,
        inbound: Inbound,
        source: str,
        at_once: int = _AT_ONCE,
    ) -> None:
        self._store = store
        self._clock = clock
        self._courier = courier
        self._followed = [carrier.code for carrier in carriers if carrier.kuaidi100_code]
        self._inbound = inbound
        self._source = source
        self._at_once = at_once

    def queue_silent(self) -> int:
        """Queues a question for each waybill without news for six hours that was not asked about since; returns how
        many.

        Nobody asks about goods that are with somebody or will not come any more, nor about silence of a month.
        """
        now = self._clock.now()
        with self._store.read() as connection:
            silent = list(connection.execute(self._silent(now)))
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

    def _silent(self, now: datetime) -> Select[UUID, str, str]:
        table, asked = parcels.waybill, log.job
        bindings, contents, shipments = parcels.binding, parcels.parcel_content, orders.shipment
        underway = (
            select(bindings.c.id)
            .join(contents, contents.c.parcel_id == bindings.c.parcel_id)
            .join(shipments, shipments.c.id == contents.c.shipment_id)
            .where(
                bindings.c.waybill_id == table.c.id, bindings.c.to_at.is_(None), shipments.c.node.not_in(_NOTHING_MORE)
            )
        )
        # Those in a runner's hands, stopped, or asked not long ago: of them nothing can be queued.
        in_hand = select(asked.c.id).where(
            asked.c.dedupe_key == literal(_KEY) + table.c.carrier_code + ":" + table.c.number,
            or_(asked.c.state.not_in(_AGAIN), asked.c.run_at > now - SILENT_FOR),
        )
        return (
            select(table.c.id, table.c.carrier_code, table.c.number)
            .where(
                table.c.state == "bound",
                table.c.signed_at.is_(None),
                table.c.carrier_code.in_(self._followed),
                table.c.updated_at <= now - SILENT_FOR,
                table.c.updated_at > now - GIVEN_UP_AFTER,
                or_(table.c.courier_state.is_(None), table.c.courier_state != "4"),
                underway.exists(),
                ~in_hand.exists(),
            )
            .order_by(table.c.updated_at)
            .limit(self._at_once)
        )

    def _queue(self, row: Row[UUID, str, str], now: datetime) -> bool:
        """One job for each waybill for ever: done, it is set going again, so that it remembers the last question."""
        table = log.job
        key = f"{_KEY}{row.carrier_code}:{row.number}"
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
                    table.c.state.in_(_AGAIN),
                    table.c.run_at <= now - SILENT_FOR,
                )
                .values(state=JobState.DUE, run_at=now, attempts=0, done_at=None)
            )
            return bool(again.rowcount)
