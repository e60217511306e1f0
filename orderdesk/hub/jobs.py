"""Jobs: what the hub still has to do outside. Each is leased, done without any open transaction, and settled once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, insert, or_, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from db.engine import driver_words
from db.prepared import Prepared
from db.store import Store
from db.tables import log
from orderdesk.clock import Clock
from orderdesk.connectors.ports import Outcome, Verdict
from orderdesk.documents.work import Case
from orderdesk.hub.breaker import Breaker, Limits
from orderdesk.hub.casebook import concerned, open_case
from orderdesk.hub.publishing import publish
from orderdesk.ids import new_id

_log = logging.getLogger("orderdesk.hub.jobs")

LEASE = timedelta(minutes=5)
"""Longer than any call can take with its time-outs; after it another runner takes the job, in doubt."""

DATABASE_AWAY = "hub.database_away"
"""Code of a job that our own database has interrupted: nothing is wrong with it, it goes on by itself."""

MAX_ATTEMPTS = 12
_FIRST_WAIT_S = 2.0
_LONGEST_WAIT_S = 900.0


class JobState(StrEnum):
    """`parked`: nobody knows what became of it; `dead`: refused for good. Both wait for a person,
    who sends it again or drops it."""

    DUE = "due"
    RUNNING = "running"
    DONE = "done"
    PARKED = "parked"
    DEAD = "dead"
    DROPPED = "dropped"


#: While an earlier job of the same order key is in one of these, a later one waits.
_IN_THE_WAY = (JobState.DUE, JobState.RUNNING, JobState.PARKED)


_JOB = log.job
_WAITING = log.job.alias("waiting")


def _earlier_one() -> ColumnElement[bool]:
    table, other = _WAITING, log.job.alias("earlier")
    before = or_(other.c.made_at < table.c.made_at, and_(other.c.made_at == table.c.made_at, other.c.id < table.c.id))
    return exists(
        select(other.c.id).where(other.c.order_key == table.c.order_key, other.c.state.in_(_IN_THE_WAY), before)
    )


def _next_of(ready: ColumnElement[bool], first: ColumnElement[datetime]) -> tuple[Prepared, Prepared]:
    """To look for the jobs of a system that are ready, and to take the next one; it comes back as it is then."""
    table = _WAITING
    query = (
        select(table.c.id)
        .where(
            table.c.system == bindparam("asked_system"),
            table.c.kind.in_(bindparam("asked_kinds", expanding=True)),
            ready,
            ~_earlier_one(),
        )
        .order_by(first)
    )
    next_one = query.limit(1).with_for_update(skip_locked=True).correlate(None).scalar_subquery()
    take = (
        update(_JOB)
        .where(_JOB.c.id == next_one)
        .values(
            state=JobState.RUNNING,
            worker=bindparam("taken_by"),
            lease_until=bindparam("taken_until"),
            attempts=_JOB.c.attempts + 1,
        )
        .returning(*_JOB.columns)
    )
    return Prepared(query.limit(2)), Prepared(take)


# One statement for each kind of readiness: then the index gives the next one without a look at the rest.
_NEXT = {
    JobState.DUE: _next_of(
        and_(_WAITING.c.state == JobState.DUE, _WAITING.c.run_at <= bindparam("asked_at")), _WAITING.c.run_at
    ),
    JobState.RUNNING: _next_of(
        and_(_WAITING.c.state == JobState.RUNNING, _WAITING.c.lease_until < bindparam("asked_at")),
        _WAITING.c.lease_until,
    ),
}
_SETTLE = Prepared(
    update(_JOB)
    .where(
        _JOB.c.id == bindparam("settled_id"),
        _JOB.c.state == JobState.RUNNING,
        _JOB.c.worker == bindparam("settled_by"),
        _JOB.c.attempts == bindparam("settled_attempt"),
    )
    .values({name: bindparam(name) for name in ("state", "run_at", "lease_until", "worker", "outcome", "done_at")})
)
_OTHER = log.job.alias("other")
_OF_KEY = _OTHER.c.order_key == bindparam("order_key")
#: Whether a job is known, and when the last one was made that it would have to wait for.
_BEFORE = Prepared(
    select(
        select(_JOB.c.id).where(_JOB.c.dedupe_key == bindparam("dedupe")).scalar_subquery().label("known"),
        select(func.max(_OTHER.c.made_at))
        .where(_OF_KEY, _OTHER.c.state.in_(_IN_THE_WAY))
        .scalar_subquery()
        .label("last_made_at"),
    )
)
_MICROSECOND = timedelta(microseconds=1)
_ADD = Prepared(
    insert(_JOB),
    ("id", "system", "kind", "dedupe_key", "order_key", "payload", "state", "run_at", "attempts", "made_at"),
)


@dataclass(frozen=True, slots=True)
class Leased:
    """A job in the hands of one runner. `in_doubt`: an earlier try may have had its effect; `is_more`:
    when it was taken there was another one."""

    id: UUID
    system: str
    kind: str
    dedupe_key: str
    order_key: str
    payload: dict[str, Any]
    attempt: int
    in_doubt: bool
    previous: dict[str, Any]
    is_more: bool = False


#: Does one job and says what became of it; reads what it needs, closes that, then calls outside.
Perform = Callable[[Leased], Outcome]

#: Writes what goes with the end of a job, in the transaction that settles it.
Settle = Callable[[Connection, Leased, Outcome], None]


class JobRunner:
    """Runs the jobs of the systems it has performers for. Thread-safe: several threads may call `run_one`."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        performers: Mapping[tuple[str, str], Perform],
        *,
        worker: str,
        limits: Mapping[str, Limits] | None = None,
        dice: Random | None = None,
        settling: Mapping[tuple[str, str], Settle] = MappingProxyType({}),
    ) -> None:
        self._store = store
        self._clock = clock
        self._performers = dict(performers)
        self._settling = dict(settling)
        self._worker = worker
        self._dice = dice or Random()
        known = limits or {}
        self._breakers = {system: Breaker(known.get(system, Limits())) for system in self.systems}

    @property
    def systems(self) -> list[str]:
        """The systems that can be called."""
        return sorted({system for system, _ in self._performers})

    @property
    def breakers(self) -> Mapping[str, Breaker]:
        """What holds calls back, by system."""
        return self._breakers

    def run_one(self, system: str, *, on_taken: Callable[[bool], None] = lambda is_more: None) -> bool:
        """Does the next due job of a system; False when there is none or it must wait.

        `on_taken` is called before the job is done and told whether there is another one.
        """
        breaker = self._breakers[system]
        if not breaker.take(self._clock.now()):
            return False
        job = self._lease(system)
        if job is None:
            breaker.give_back()
            return False
        on_taken(job.is_more)
        outcome = self._perform(job)
        if outcome.code == DATABASE_AWAY:
            # It tells nothing of the system outside.
            breaker.give_back()
        else:
            breaker.note(outcome, self._clock.now())
        self._settle(job, outcome)
        return True

    def run_all(self) -> int:
        """Does everything that is due now, for tests and one-off runs; returns how many jobs that were."""
        count = 0
        while any([self.run_one(system) for system in self.systems]):
            count += 1
        return count

    def _lease(self, system: str) -> Leased | None:
        now = self._clock.now()
        kinds = [kind for of, kind in self._performers if of == system]
        asked = {"asked_system": system, "asked_kinds": kinds, "asked_at": now}
        row, state, count = self._take({**asked, "taken_by": self._worker, "taken_until": now + LEASE})
        if row is None:
            # There is nothing, or somebody else was quicker.
            return None
        previous = row.outcome or {}
        return Leased(
            id=row.id,
            system=row.system,
            kind=row.kind,
            dedupe_key=row.dedupe_key,
            order_key=row.order_key,
            payload=row.payload,
            attempt=row.attempts,
            in_doubt=state is JobState.RUNNING or bool(previous.get("in_doubt")),
            previous=previous,
            is_more=count > 1,
        )

    def _take(self, asked: Mapping[str, Any]) -> tuple[Any | None, JobState, int]:
        """The row of the next job, in which state it was found, and how many there were of at most two."""
        if self._store.is_sqlite:
            # Mostly there is nothing to do, and looking must not hold up those who write.
            with self._store.read() as connection:
                state, count = _look(connection, asked)
            if not count:
                return None, state, count
        with self._store.write() as connection:
            state, count = _look(connection, asked)
            return (_NEXT[state][1].first(connection, asked) if count else None), state, count

    def _perform(self, job: Leased) -> Outcome:
        try:
            return self._performers[job.system, job.kind](job)
        except (OperationalError, InterfaceError) as error:
            _log.warning("job interrupted key=%s error=%s", job.dedupe_key, driver_words(error))
            return Outcome.retry(0.0, code=DATABASE_AWAY, text="the hub's database was away", in_doubt=True)
        except Exception:  # noqa: BLE001 # boundary: a defect parks one job and must not stop the others
            _log.exception("job failed id=%s system=%s kind=%s", job.id, job.system, job.kind)
            return Outcome.unknown("the hub failed at this job", code="hub.fault")

    def _settle(self, job: Leased, outcome: Outcome) -> None:
        now = self._clock.now()
        state, run_at = self._next_state(job, outcome, now)
        values: dict[str, Any] = {
            "state": state,
            "run_at": run_at,
            "lease_until": None,
            "worker": None,
            "outcome": _record(job, outcome),
            "done_at": None if state is JobState.DUE else now,
        }
        mine = {"settled_id": job.id, "settled_by": self._worker, "settled_attempt": job.attempt}
        with self._store.write() as connection:
            if not _SETTLE.run(connection, {**values, **mine}):
                _log.warning("job lease lost id=%s system=%s kind=%s", job.id, job.system, job.kind)
                return
            also = self._settling.get((job.system, job.kind))
            if also is not None:
                also(connection, job, outcome)
            case = _case_for(connection, job, outcome, state, now)
            if case is not None:
                publish(connection, [(case, None)], at=now)
        level = logging.INFO if state in (JobState.DONE, JobState.DUE) else logging.ERROR
        _log.log(level, "job settled key=%s state=%s code=%s", job.dedupe_key, state, outcome.code)

    def _next_state(self, job: Leased, outcome: Outcome, now: datetime) -> tuple[JobState, datetime]:
        if outcome.verdict is Verdict.OK:
            return JobState.DONE, now
        if outcome.verdict is Verdict.UNKNOWN:
            return JobState.PARKED, now
        if outcome.whole_system:
            # Not this job's fault: it goes on as soon as somebody has put the system right.
            return JobState.DUE, now + timedelta(seconds=_LONGEST_WAIT_S / 3)
        if outcome.verdict is Verdict.REJECT:
            return JobState.DEAD, now
        if job.attempt >= MAX_ATTEMPTS:
            return (JobState.PARKED if job.in_doubt or outcome.in_doubt else JobState.DEAD), now
        wait_s = min(_FIRST_WAIT_S * 2 ** (job.attempt - 1), _LONGEST_WAIT_S)
        jitter = 0.75 + 0.5 * self._dice.random()
        return JobState.DUE, now + timedelta(seconds=max(wait_s * jitter, outcome.retry_after_s))


def _look(connection: Connection, asked: Mapping[str, Any]) -> tuple[JobState, int]:
    """In which state the next jobs are that can be taken, and how many of at most two."""
    for state, (look, _) in _NEXT.items():
        if found := len(look.all(connection, asked)):
            return state, found
    return JobState.DUE, 0


def queue_job(
    connection: Connection,
    *,
    system: str,
    kind: str,
    dedupe_key: str,
    order_key: str,
    payload: dict[str, Any],
    at: datetime,
) -> bool:
    """Queues a job behind those of its order key, which must be queued under one lock to be in order;
    False when one with this key exists."""
    before = _BEFORE.all(connection, {"dedupe": dedupe_key, "order_key": order_key})[0]
    if before.known is not None:
        return False
    # `at` may have been taken before the lock, by another hub's clock, or for several jobs of one transaction.
    made_at = at if before.last_made_at is None else max(at, before.last_made_at + _MICROSECOND)
    job = {
        "id": new_id(at),
        "system": system,
        "kind": kind,
        "dedupe_key": dedupe_key,
        "order_key": order_key,
        "payload": payload,
        "state": JobState.DUE,
        "run_at": at,
        "attempts": 0,
        "made_at": made_at,
    }
    _ADD.run(connection, job)
    return True


def case_key(job_id: UUID, attempt: int, outcome: Mapping[str, Any]) -> str:
    """The dedupe key of the case that a job opens when it stops: another one each time it was sent again."""
    resent = outcome.get("resent", 0)
    return f"job:{job_id}:{attempt}" if not resent else f"job:{job_id}:{resent}.{attempt}"


def _record(job: Leased, outcome: Outcome) -> dict[str, Any]:
    in_doubt = outcome.verdict in (Verdict.RETRY, Verdict.UNKNOWN) and (outcome.in_doubt or job.in_doubt)
    return {
        **job.previous,
        "verdict": str(outcome.verdict),
        "code": outcome.code,
        "text": outcome.text[:500],
        "reference": outcome.reference,
        "repeated": outcome.repeated,
        "in_doubt": in_doubt,
    }


def _case_for(connection: Connection, job: Leased, outcome: Outcome, state: JobState, now: datetime) -> Case | None:
    if state not in (JobState.PARKED, JobState.DEAD) and not outcome.whole_system:
        return None
    company_id, order_id = concerned(connection, job.payload)
    if company_id is None:
        return None
    # A system that refuses everything is one case a day, not one for each job.
    key = case_key(job.id, job.attempt, job.previous)
    if outcome.whole_system:
        key = f"system:{job.system}:{outcome.code}:{now:%Y-%m-%d}"
    code = outcome.case_code or ("outside.stopped" if outcome.whole_system else f"outside.{state}")
    facts = {
        "job_id": str(job.id),
        "system": job.system,
        "kind": job.kind,
        "key": job.dedupe_key,
        "code": outcome.code,
        "text": outcome.text[:200],
        **outcome.facts,
    }
    return open_case(
        connection,
        company_id=company_id,
        queue="outside",
        dedupe_key=key,
        code=code,
        facts=facts,
        at=now,
        order_id=None if outcome.whole_system else order_id,
    )
