"""How long the jobs of the last hour took at a system, from when they were wanted until they were done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, select

from db.tables import log
from orderdesk.hub.jobs import JobState

LOOKED_BACK = timedelta(hours=1)
STEP = timedelta(minutes=5)
STEPS = LOOKED_BACK // STEP
#: More say nothing more; found by the index, newest first.
MOST = 2_000
_SHARE = 0.95
#: Set going again and again as the same job: since when it was wanted nobody knows any more.
_RECURRING = ("poll_orders", "poll_stock", "query")

_JOB = log.job


@dataclass(frozen=True, slots=True)
class Waits:
    """In seconds: what 95 of 100 jobs kept within, over the hour and for each step of it, the oldest first; None where
    none was done."""

    p95_s: float | None
    trend_s: tuple[float | None, ...]


def job_waits(connection: Connection, system: str, now: datetime) -> Waits:
    """Of what was wanted and done within the last hour; at most the newest 2,000 jobs count.

    What was wanted before, when the hub was down, tells how long that was and not how the system answers.
    """
    since = now - LOOKED_BACK
    # A job that is done keeps in run_at when that was.
    query = (
        select(_JOB.c.made_at, _JOB.c.run_at)
        .where(
            _JOB.c.system == system,
            _JOB.c.state == JobState.DONE,
            _JOB.c.run_at > since,
            _JOB.c.made_at > since,
            _JOB.c.kind.not_in(_RECURRING),
        )
        .order_by(_JOB.c.run_at.desc())
        .limit(MOST)
    )
    steps: list[list[float]] = [[] for _ in range(STEPS)]
    for row in connection.execute(query):
        place = min(max((row.run_at - since) // STEP, 0), STEPS - 1)
        steps[place].append(max((row.run_at - row.made_at).total_seconds(), 0.0))
    return Waits(_p95([each for step in steps for each in step]), tuple(_p95(step) for step in steps))


def _p95(found: list[float]) -> float | None:
    return round(sorted(found)[ceil(_SHARE * len(found)) - 1], 3) if found else None
