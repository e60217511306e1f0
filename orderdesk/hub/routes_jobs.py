"""Jobs for outside systems that wait for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from orderdesk.hub.auth import UserCaller
from orderdesk.hub.gate import FromAdministrator
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.hub.stopped_jobs import PAGE, Place, StoppedJob, drop, list_stopped, resend
from orderdesk.hub.wire import NO_NUL, Body, FilledText

router = APIRouter(tags=["jobs"])


class StoppedJobBody(BaseModel):
    """A job that waits for a person, and why. `in_doubt`: it may have had its effect; sent again it asks first."""

    model_config = ConfigDict(from_attributes=True)

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


class StoppedJobs(BaseModel):
    """Stopped jobs, the longest stopped first. `next`: what to ask for as `after` for the rest;
    null when that is all."""

    jobs: list[StoppedJobBody]
    next: str | None


class Reason(Body):
    """Why a job is given up."""

    reason: FilledText


@router.get("/v1/jobs", responses=documented(401, 403, 426))
async def jobs(
    request: Request,
    caller: FromAdministrator,
    after: Annotated[str, Query(max_length=60, pattern=NO_NUL)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = PAGE,
) -> StoppedJobs:
    """The jobs that wait for a person, a page at a time."""
    hub = hub_of(request)
    try:
        place = Place.from_text(after) if after else None
    except ValueError as error:
        raise Problem(422, "request.malformed") from error
    found, rest = await hub.work(_list, hub, caller, place, limit)
    listed = [StoppedJobBody.model_validate(each) for each in found]
    return StoppedJobs(jobs=listed, next=None if rest is None else str(rest))


@router.post("/v1/jobs/{job_id}/resend", status_code=204, responses=documented(401, 403, 426))
async def resend_job(request: Request, job_id: UUID, caller: FromAdministrator) -> Response:
    """Lets a job try again after what was wrong has been repaired. 422 for one that has not stopped."""
    hub = hub_of(request)
    company_id = caller.device.scope.company_id
    await hub.work(resend, hub.store, job_id, hub.clock.now(), by=str(caller.user_id), company_id=company_id)
    hub.tail.wake()
    return Response(status_code=204)


@router.post("/v1/jobs/{job_id}/drop", status_code=204, responses=documented(400, 401, 403, 426))
async def drop_job(request: Request, job_id: UUID, body: Reason, caller: FromAdministrator) -> Response:
    """Gives a job up for good. 422 for one that has not stopped."""
    hub = hub_of(request)
    company_id = caller.device.scope.company_id
    await hub.work(
        drop, hub.store, job_id, hub.clock.now(), by=str(caller.user_id), reason=body.reason, company_id=company_id
    )
    hub.tail.wake()
    return Response(status_code=204)


def _list(hub: Hub, caller: UserCaller, after: Place | None, limit: int) -> tuple[list[StoppedJob], Place | None]:
    with hub.store.read() as connection:
        return list_stopped(connection, caller.device.scope.company_id, after=after, limit=limit)
