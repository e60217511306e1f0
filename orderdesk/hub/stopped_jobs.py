"""Jobs that wait for a person: looked at, and after a repair sent again, or dropped. Their case is closed with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, func, literal, or_, select, update

from db.store import Store
from db.tables import log
from orderdesk.commands.cases import case_id
from orderdesk.documents.document import Key
from orderdesk.documents.shelf import Shelf
from orderdesk.documents.work import Case
from orderdesk.errors import Refused
from orderdesk.hub.casebook import concerned, traced
from orderdesk.hub.jobs import JobState, case_key
from orderdesk.hub.publishing import publish

PAGE = 100
"""How many jobs are told at once unless somebody asks for another number."""

_STOPPED = (JobState.PARKED, JobState.DEAD)
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class StoppedJob:
    """A job that waits for a person, and why. `in_doubt`: it may have had its effect; sent again it asks first."""

    id: UUID
    system: str
    kind: str
    key: str
    order_id: UUID | None
    state: str
    attempts: int
    stopped_at: datetime | None
    code: str
    text: str
    in_doubt: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list ends: what stopped later, or then with a higher id, comes after it."""

    stopped_at: datetime
    job_id: UUID

    def __str__(self) -> str:
        return f"{self.stopped_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{self.job_id.hex}"

    @classmethod
    def from_text(cls, text: str) -> Place:
        """Reads what `str` gave. Raises ValueError."""
        moment, _, job_id = text.partition("-")
        return cls(datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), UUID(job_id))


def list_stopped(
    connection: Connection, company_id: UUID | None = None, *, after: Place | None = None, limit: int = PAGE
) -> tuple[list[StoppedJob], Place | None]:
    """A page of the stopped jobs, the longest stopped first, and where the next one begins (None: that was all).

    With a company only those that concern it: where a hub works for several, a job that names none of them is for
    whoever looks after all, for it may tell of another's orders.
    """
    found: list[StoppedJob] = []
    while True:
        rows = connection.execute(_query(after).limit(_LOOKED_AT)).all()
        for row in rows:
            company, order_id = traced(connection, row.payload)
            if company_id in (None, company):
                if len(found) == limit:
                    return found, after
                found.append(_told(row, order_id))
            after = Place(row.done_at or row.made_at, row.id)
        if len(rows) < _LOOKED_AT:
            return found, None


def _query(after: Place | None) -> Select[Any]:
    table = log.job
    since = func.coalesce(table.c.done_at, table.c.made_at, type_=table.c.made_at.type)
    query = select(table).where(table.c.state.in_(_STOPPED)).order_by(since, table.c.id)
    if after is None:
        return query
    moment = literal(after.stopped_at, table.c.made_at.type)
    return query.where(or_(since > moment, and_(since == moment, table.c.id > after.job_id)))


def resend(store: Store, job_id: UUID, at: datetime, *, by: str, company_id: UUID | None = None) -> None:
    """Lets a job try again after somebody has repaired what was wrong; what was in doubt stays so.

    Raises Refused `job.unknown`, `job.not_stopped`.
    """
    with store.write() as connection:
        row = _stopped(connection, job_id, company_id)
        known = row.outcome or {}
        outcome = {**known, "resent": known.get("resent", 0) + 1, "resent_by": by, "resent_at": at.isoformat()}
        _settle(connection, row, at, "resent", state=JobState.DUE, run_at=at, attempts=0, done_at=None, outcome=outcome)


def drop(store: Store, job_id: UUID, at: datetime, *, by: str, reason: str, company_id: UUID | None = None) -> None:
    """Gives a job up for good; those of its order that waited behind it go on. Raises as `resend`."""
    with store.write() as connection:
        row = _stopped(connection, job_id, company_id)
        outcome = {**(row.outcome or {}), "dropped_by": by, "dropped_at": at.isoformat(), "reason": reason}
        _settle(connection, row, at, "dropped", state=JobState.DROPPED, done_at=at, outcome=outcome)


def _stopped(connection: Connection, job_id: UUID, company_id: UUID | None) -> Row[Any]:
    row = connection.execute(select(log.job).where(log.job.c.id == job_id).with_for_update()).first()
    if row is None or (company_id is not None and traced(connection, row.payload)[0] != company_id):
        raise Refused("job.unknown", job=str(job_id))
    if row.state not in _STOPPED:
        raise Refused("job.not_stopped", job=str(job_id), state=row.state)
    return row


def _settle(
    connection: Connection, row: Row[Any], at: datetime, verdict: Literal["resent", "dropped"], **values: Any
) -> None:
    connection.execute(update(log.job).where(log.job.c.id == row.id).values(**values))
    company_id, _ = concerned(connection, row.payload)
    if company_id is None:
        return
    shelf = Shelf(connection)
    case = shelf.load(Key("case", case_id(company_id, case_key(row.id, row.attempts, row.outcome or {}))), lock=True)
    if isinstance(case, Case) and case.closed_at is None:
        before = case.scope()
        case.state, case.verdict, case.closed_at = "closed", verdict, at
        shelf.save(case)
        publish(connection, [(case, before)], at=at)


def _told(row: Row[Any], order_id: UUID | None) -> StoppedJob:
    outcome = row.outcome or {}
    return StoppedJob(
        id=row.id,
        system=row.system,
        kind=row.kind,
        key=row.dedupe_key,
        order_id=order_id,
        state=row.state,
        attempts=row.attempts,
        stopped_at=row.done_at,
        code=outcome.get("code") or "",
        text=outcome.get("text") or "",
        in_doubt=bool(outcome.get("in_doubt")),
    )
