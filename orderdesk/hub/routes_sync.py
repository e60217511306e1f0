"""Commands up, changes down."""

from __future__ import annotations

import json
import logging
from itertools import pairwise
from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import select

from db.tables import people
from orderdesk.hub.auth import DeviceCaller, note_seen
from orderdesk.hub.changelog import PAGE_ROWS
from orderdesk.hub.execute import Awaited, OtherContent, Outcome, OutOfOrder, Said
from orderdesk.hub.gate import FromDevice
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.hub.tail import CursorAhead, CursorTooOld, OtherEpoch, Page
from orderdesk.hub.wire import Body, Count, OutcomeBody, SaidBody, ShortText, program_of

router = APIRouter(tags=["sync"])

_log = logging.getLogger("orderdesk.hub.commands")

COMMANDS_AT_ONCE = 50

_Epoch = Annotated[ShortText, Query(description="The history that the cursor belongs to")]
_After = Annotated[Count, Query(description="The cursor: the seq of the last change that was applied")]


class CommandBatch(Body):
    """Commands of one device in the order of `n`, without a gap."""

    epoch: ShortText
    commands: Annotated[list[SaidBody], Field(min_length=1, max_length=COMMANDS_AT_ONCE)]


class Pushed(BaseModel):
    """What became of the commands; fewer outcomes than commands mean: send the others again."""

    epoch: str
    last_n: int
    outcomes: list[OutcomeBody]
    head: int


class ChangeRow(BaseModel):
    """A document at `seq`: as it was committed (`put`, `body` is JSON text), or no longer of this seat (`evict`)."""

    seq: int
    kind: str
    key: str
    version: int
    command: str | None
    op: str
    body: str | None


class ChangePage(BaseModel):
    """The changes of a seat between two cursors. It applies only to a cursor that stands at `from`."""

    epoch: str
    from_: Annotated[int, Field(alias="from")]
    to: int
    head: int
    rows: list[ChangeRow]


@router.post("/v1/commands", response_model=Pushed, responses=documented(400, 401, 403, 409, 426))
async def push(request: Request, body: CommandBatch, caller: FromDevice) -> Response:
    """Carries commands out, each once, in order. 409 `gap` tells from which number on to send again."""
    _require_consecutive(body.commands)
    hub = hub_of(request)
    if body.epoch != hub.tail.epoch:
        await hub.tail.refresh()
    if body.epoch != hub.tail.epoch:
        last_n = await hub.work(_last_n, hub, caller)
        raise Problem(409, "epoch", extra={"epoch": hub.tail.epoch, "last_n": last_n})
    outcomes = await hub.carrying_out(_carry_out, hub, caller, body.commands, program_of(request))
    head = max(hub.tail.position, *(outcome.seq for outcome in outcomes), 0)
    last_n = max((outcome.n for outcome in outcomes), default=body.commands[0].n - 1)
    return _json(
        {"epoch": hub.tail.epoch, "last_n": last_n, "outcomes": [_told(each) for each in outcomes], "head": head}
    )


@router.get("/v1/changes", response_model=ChangePage, responses=documented(401, 403, 409, 410, 426))
async def changes(
    request: Request,
    caller: FromDevice,
    epoch: _Epoch,
    after: _After,
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS)] = PAGE_ROWS,
    wait: Annotated[float, Query(ge=0, le=60, description="Seconds to wait for something to happen")] = 0,
) -> Response:
    """The changes after a cursor; with `wait` the answer comes when there are some for this seat."""
    hub = hub_of(request)
    until = monotonic() + min(wait, hub.settings.max_wait_s)
    if not wait:
        # Who asks without waiting wants what is committed by now, read by this process or not.
        await hub.tail.refresh()
    page = await _page(hub, caller, epoch, after, limit)
    while page.is_empty and monotonic() < until:
        await hub.tail.wait(max(page.upto, hub.tail.position), until - monotonic())
        page = await _page(hub, caller, epoch, after, limit)
        if hub.tail.is_ending:
            break
    hub.metrics.pages.labels("changes").inc()
    return Response(page.text, media_type="application/json")


@router.get(
    "/v1/stream",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Events `page` (a page, id: its end) and `reset`; comments between",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        **documented(401, 403, 409, 410, 426),
    },
)
async def stream(request: Request, caller: FromDevice, epoch: _Epoch, after: _After) -> StreamingResponse:
    """The changes after a cursor as they happen, as server-sent events. A comment comes every 5 s."""
    hub = hub_of(request)
    if hub.tail.followers >= hub.settings.max_streams:
        raise Problem(503, "hub.too_many_streams", headers={"Retry-After": "30"})
    await _page(hub, caller, epoch, after, 1)
    await hub.work(_heard, hub, caller, program_of(request))
    events = hub.tail.follow(caller.scope, caller.id, epoch, after)
    headers = {
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
        "X-OrderDesk-Heartbeat": str(hub.settings.heartbeat_s),
        "X-OrderDesk-Now": hub.clock.now().isoformat(),
    }
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def _page(hub: Hub, caller: DeviceCaller, epoch: str, after: int, limit: int) -> Page:
    try:
        return await hub.tail.page(caller.scope, epoch, after, limit)
    except OtherEpoch as error:
        raise Problem(409, "epoch", extra={"epoch": hub.tail.epoch}) from error
    except CursorTooOld as error:
        raise Problem(410, "too_old") from error
    except CursorAhead as error:
        raise Problem(410, "ahead", facts={"head": hub.tail.position}) from error


def _require_consecutive(commands: list[SaidBody]) -> None:
    for before, after in pairwise(commands):
        if after.n != before.n + 1:
            raise Problem(422, "request.malformed", facts={"where": "body.commands", "why": "n must rise by one"})


def _carry_out(hub: Hub, caller: DeviceCaller, commands: list[SaidBody], program: str) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for body in commands:
        said = Said(
            body.n, body.id, body.kind, body.version, body.arguments, body.session_id, body.said_at, body.user_id
        )
        try:
            outcome = hub.executor.run(caller.id, said, client_version=program or None)
        except OutOfOrder as error:
            if outcomes:
                return outcomes
            raise Problem(409, "gap", extra={"epoch": hub.tail.epoch, "last_n": error.last_n}) from error
        except Awaited as error:
            _log.info("command waits id=%s kind=%s device=%s code=%s", said.id, said.kind, caller.code, error)
            return outcomes
        except OtherContent as error:
            if outcomes:
                return outcomes
            raise Problem(422, "other_content", facts={"id": str(said.id)}) from error
        hub.metrics.commands.labels(_known_kind(outcome, said), outcome.status, outcome.code or "").inc()
        _log.info(
            "command %s id=%s kind=%s device=%s n=%s code=%s seq=%s",
            outcome.status,
            outcome.id,
            said.kind,
            caller.code,
            outcome.n,
            outcome.code,
            outcome.seq,
        )
        outcomes.append(outcome)
    return outcomes


def _known_kind(outcome: Outcome, said: Said) -> str:
    """The kind as a label: what a caller makes up must not become one."""
    return "unknown" if outcome.code == "command.unknown" else said.kind


def _heard(hub: Hub, caller: DeviceCaller, program: str) -> None:
    with hub.store.write() as connection:
        note_seen(connection, caller.id, hub.clock.now(), program)


def _last_n(hub: Hub, caller: DeviceCaller) -> int:
    states = people.device_state
    with hub.store.read() as connection:
        return int(connection.execute(select(states.c.last_n).where(states.c.device_id == caller.id)).scalar_one())


def _told(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": str(outcome.id),
        "n": outcome.n,
        "status": outcome.status,
        "code": outcome.code,
        "facts": outcome.facts,
        "seq": outcome.seq,
    }


def _json(content: dict[str, Any]) -> Response:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(text, media_type="application/json")
