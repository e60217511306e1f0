"""How the hub stands with the systems outside: what waits for each, what went wrong last, how fresh its news is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import Connection, func, select

from db.tables import log, work
from orderdesk.hub.auth import UserCaller
from orderdesk.hub.breaker import Breaker
from orderdesk.hub.gate import FromReader
from orderdesk.hub.job_waits import job_waits
from orderdesk.hub.jobs import JobState
from orderdesk.hub.links import Links
from orderdesk.hub.problems import documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.hub.year_ahead import missing_year

router = APIRouter(tags=["health"])

#: What the hub does by itself needs no settings.
_OWN = frozenset({"inbox"})
_JOB, _FEED = log.job, work.feed
_STOPPED = (JobState.PARKED, JobState.DEAD)
_OPEN = (JobState.DUE, JobState.RUNNING, *_STOPPED)
_FIRST = select(func.min(_JOB.c.system).label("system")).cte("systems", recursive=True)
_NEXT = select(func.min(_JOB.c.system)).where(_JOB.c.system > _FIRST.c.system).scalar_subquery()
#: From one system to the next by the index, past all the jobs that are done.
_EACH = _FIRST.union_all(select(_NEXT).where(_FIRST.c.system.is_not(None)))
_SYSTEMS = select(_EACH.c.system).where(_EACH.c.system.is_not(None))
_COUNTS = (
    select(_JOB.c.state, func.count().label("n"), func.min(_JOB.c.made_at).label("oldest"))
    .where(_JOB.c.state.in_(_OPEN))
    .group_by(_JOB.c.state)
)
_TROUBLED = (
    select(_JOB.c.outcome).where(_JOB.c.state.in_(_OPEN), _JOB.c.attempts > 0).order_by(_JOB.c.run_at.desc()).limit(1)
)
_LAST_OK = select(_JOB.c.done_at).where(_JOB.c.state == JobState.DONE).order_by(_JOB.c.run_at.desc()).limit(1)


class SystemHealth(BaseModel):
    """One system outside, by the name that its jobs have. `oldest_age_s`: since when the oldest queued job waits, in
    seconds. `last_error`: the code of the newest trouble of a job that is not done.

    `held_back`: whether nothing is sent to it for a while; None where another process does the work outside.
    `is_set_up`: false where the settings name no address for it; what is meant for it waits until they do. `p95_s`:
    within so many seconds 95 of 100 jobs that were wanted in the last hour were done; `trend_s`: the same for each five
    minutes of it, the oldest first; null where none was done.
    """

    system: str
    queued: int
    running: int
    stopped: int
    oldest_age_s: int | None
    last_ok_at: datetime | None
    last_error: str | None
    held_back: bool | None
    is_set_up: bool
    p95_s: float | None
    trend_s: list[float | None]


class FeedHealth(BaseModel):
    """News that are asked for: everything up to `as_of` is known. `trouble`: the code of what keeps them away now."""

    system: str
    subject: str
    as_of: datetime
    trouble: str | None


class SystemsHealth(BaseModel):
    """All systems that are linked or have jobs, and the feeds of the caller's company.

    `holidays_missing`: the year of which nobody has said here which days are free.
    """

    systems: list[SystemHealth]
    feeds: list[FeedHealth]
    holidays_missing: int | None = None


@router.get("/v1/health/systems", responses=documented(401, 403, 426))
async def systems_health(request: Request, caller: FromReader) -> SystemsHealth:
    """How the outside stands. Jobs are counted over all companies of the hub; nobody's order is named."""
    hub = hub_of(request)
    return await hub.work(_systems_health, hub, caller)


def _systems_health(hub: Hub, caller: UserCaller) -> SystemsHealth:
    now = hub.clock.now()
    with hub.store.read() as connection:
        counts = _open_jobs(connection)
        names = sorted({*counts, *hub.breakers, *_linked(hub.settings.links)})
        linked = {*_OWN, *hub.breakers, *_linked(hub.settings.links)}
        systems = [
            _health(connection, name, counts.get(name, {}), hub.breakers.get(name), now, is_set_up=name in linked)
            for name in names
        ]
        feeds = _feeds(connection, caller.device.scope.company_id)
        year = missing_year(connection, now)
    return SystemsHealth(systems=systems, feeds=feeds, holidays_missing=year)


def _open_jobs(connection: Connection) -> dict[str, dict[str, Any]]:
    """How many jobs of each system are in which state, and since when; only systems that have some."""
    found = {}
    for system in connection.execute(_SYSTEMS).scalars().all():
        if rows := connection.execute(_COUNTS.where(_JOB.c.system == system)).all():
            found[system] = {row.state: row for row in rows}
    return found


def _linked(links: Links) -> list[str]:
    found = {"wms": links.warehouse, "courier": links.courier, "erp": links.erp, "message": links.messages}
    return [name for name, is_linked in found.items() if is_linked]


def _health(
    connection: Connection,
    system: str,
    counts: Mapping[str, Any],
    breaker: Breaker | None,
    now: datetime,
    *,
    is_set_up: bool,
) -> SystemHealth:
    due = counts.get(JobState.DUE)
    waits = job_waits(connection, system, now)
    troubled = connection.execute(_TROUBLED.where(_JOB.c.system == system)).scalar() or {}
    return SystemHealth(
        system=system,
        queued=_count(counts, JobState.DUE),
        running=_count(counts, JobState.RUNNING),
        stopped=sum(_count(counts, state) for state in _STOPPED),
        oldest_age_s=None if due is None else max(int((now - due.oldest).total_seconds()), 0),
        last_ok_at=connection.execute(_LAST_OK.where(_JOB.c.system == system)).scalar(),
        last_error=troubled.get("code") or None,
        held_back=None if breaker is None else breaker.is_closed,
        is_set_up=is_set_up,
        p95_s=waits.p95_s,
        trend_s=list(waits.trend_s),
    )


def _count(counts: Mapping[str, Any], state: JobState) -> int:
    return int(counts[state].n) if state in counts else 0


def _feeds(connection: Connection, company_id: UUID | None) -> list[FeedHealth]:
    query = select(_FEED.c.system, _FEED.c.subject, _FEED.c.as_of, _FEED.c.trouble)
    if company_id is not None:
        query = query.where(_FEED.c.company_id == company_id)
    rows = connection.execute(query.order_by(_FEED.c.system, _FEED.c.subject))
    return [FeedHealth.model_validate(dict(row._mapping)) for row in rows]
