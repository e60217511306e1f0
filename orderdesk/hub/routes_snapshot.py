"""A whole cache for a workstation, and the comparison of what it holds with what it should."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from sqlalchemy import select

from db.tables import log
from orderdesk.documents import KINDS
from orderdesk.documents.digest import BUCKETS, bucket_of, digest
from orderdesk.documents.extent import Extent
from orderdesk.hub import changelog
from orderdesk.hub.auth import DeviceCaller
from orderdesk.hub.gate import FromDevice
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.hub.wire import Body, Count, Moment, ShortText

router = APIRouter(tags=["snapshot"])

_BINARY = {"application/zstd": {"schema": {"type": "string", "format": "binary"}}}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A SQLite file in one zstd frame; X-OrderDesk-Epoch, -Seq, -Schema, -Sha256",
        "content": _BINARY,
    },
    206: {"description": "The part that Range asks for", "content": _BINARY},
    416: {"description": "Range asks for more than there is"},
}

_Sum = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class Held(Body):
    """What a workstation holds at its cursor, as checksums by kind; `since`: what was done before it has left out."""

    epoch: ShortText
    cursor: Count
    since: Moment
    kinds: dict[ShortText, Annotated[list[_Sum], Field(min_length=BUCKETS, max_length=BUCKETS)]]


class Difference(BaseModel):
    """A bucket (the last byte of the ids in it) whose documents are not the hub's."""

    kind: str
    bucket: int


class Compared(BaseModel):
    """The buckets that differ; `unsure`: how many were left out, for they changed after the cursor."""

    head: int
    differ: list[Difference]
    unsure: int


@router.get("/v1/snapshot", response_class=FileResponse, responses={**_FILE, **documented(400, 401, 403, 426)})
async def snapshot(request: Request, caller: FromDevice) -> FileResponse:
    """A cache file for the device's seat, without what that seat may not see. The changes after its seq follow."""
    path, built = await hub_of(request).snapshots.get(caller.scope)
    headers = {
        "X-OrderDesk-Epoch": built.epoch,
        "X-OrderDesk-Seq": str(built.seq),
        "X-OrderDesk-Schema": built.schema,
        "X-OrderDesk-Sha256": built.sha256,
        "Cache-Control": "no-store",
    }
    return FileResponse(path, media_type="application/zstd", headers=headers)


@router.post("/v1/digest", responses=documented(400, 401, 403, 409, 410, 426))
async def compare(request: Request, body: Held, caller: FromDevice) -> Compared:
    """Tells where a workstation's documents differ from the hub's; a difference heals by a new snapshot."""
    unknown = sorted(set(body.kinds) - set(KINDS))
    if unknown:
        raise Problem(422, "request.malformed", facts={"where": "body.kinds", "why": f"unknown kind {unknown[0]}"})
    hub = hub_of(request)
    return await hub.work(_compare, hub, caller, body, body.since)


def _compare(hub: Hub, caller: DeviceCaller, body: Held, since: datetime) -> Compared:
    differ: list[Difference] = []
    with hub.store.read() as connection:
        head = changelog.read_head(connection)
        if body.epoch != head.epoch:
            raise Problem(409, "epoch", extra={"epoch": head.epoch})
        if not head.oldest <= body.cursor <= head.last:
            raise Problem(410, "ahead" if body.cursor > head.last else "too_old")
        table = log.change
        moved = connection.execute(select(table.c.kind, table.c.key).where(table.c.seq > body.cursor))
        unsure = {(row.kind, bucket_of(row.key)) for row in moved}
        extent = Extent(caller.scope, since)
        for kind, theirs in body.kinds.items():
            ours = digest(connection, kind, extent)
            differ += [
                Difference(kind=kind, bucket=place)
                for place in range(BUCKETS)
                if ours[place] != theirs[place] and (kind, place) not in unsure
            ]
    return Compared(head=head.last, differ=differ, unsure=len(unsure))
