"""Whether the hub is alive and ready, its figures and its description."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db.tables import log
from orderdesk.hub.description import describe
from orderdesk.hub.gate import Anyone, ThisMachine
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.release import VERSION

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """The database answers too; `head` is the last seq that this process has read.

    `version`: of the hub's program.
    """

    status: Literal["ok"] = "ok"
    epoch: str
    head: int
    version: str


@router.get("/healthz", dependencies=[Anyone])
async def healthz() -> Alive:
    """Tells that the process is alive; asks nobody."""
    return Alive()


@router.get("/readyz", dependencies=[Anyone], responses=documented())
async def readyz(request: Request) -> Ready:
    """Tells whether requests can be served now."""
    hub = hub_of(request)
    try:
        await hub.work(_ask_database, hub)
    except DBAPIError as error:
        raise Problem(503, "hub.database_away") from error
    return Ready(epoch=hub.tail.epoch, head=hub.tail.position, version=VERSION)


@router.get("/metrics", dependencies=[ThisMachine], response_class=PlainTextResponse, responses=documented(403))
async def metrics(request: Request) -> PlainTextResponse:
    """The figures of this process, for Prometheus on the same machine."""
    return PlainTextResponse(hub_of(request).metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/openapi.json", dependencies=[Anyone])
async def openapi(request: Request) -> dict[str, Any]:
    """This description."""
    return describe(request.app)


def _ask_database(hub: Hub) -> None:
    with hub.store.read() as connection:
        connection.execute(select(log.log_head.c.last)).one()
