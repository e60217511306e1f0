"""A whole cache for a workstation, and the comparison of what it holds with what it should."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field
from sqlalchemy import select

from db.tables import log
from orderdesk.documents import KINDS
from orderdesk.documents.digest import BUCKETS, bucket_of, digest
from orderdesk.documents.extent import Extent
from orderdesk.documents.samples import Sample, differing
from orderdesk.hub import changelog
from orderdesk.hub.auth import DeviceCaller
from orderdesk.hub.gate import FromDevice
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.hub.wire import Body, Count, Hex64, Moment, ShortText

router = APIRouter(tags=["snapshot"])

_log = logging.getLogger("orderdesk.hub.snapshots")

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


class SampleBody(Body):
    """A document as a whole: the SHA-256 of all that the seat may see of it."""

    kind: ShortText
    key: UUID
    version: Count
    content: Hex64


class Busy(Body):
    """A bucket with documents that the workstation's own open commands have changed."""

    kind: ShortText
    bucket: Annotated[int, Field(ge=0, lt=BUCKETS)]


class Held(Body):
    """What a workstation holds at its cursor, as checksums by kind, and some documents as a whole; `since`: what was
    done before it has left out."""

    epoch: ShortText
    cursor: Count
    since: Moment
    kinds: dict[ShortText, Annotated[list[_Sum], Field(min_length=BUCKETS, max_length=BUCKETS)]]
    samples: list[SampleBody] = Field(default_factory=list, max_length=100)
    busy: list[Busy] = Field(default_factory=list, max_length=len(KINDS) * BUCKETS)


class Difference(BaseModel):
    """A bucket (the last byte of the ids in it) whose documents are not the hub's."""

    kind: str
    bucket: int


class Compared(BaseModel):
    """The buckets that differ; `unsure`: how many were left out, for they changed after the cursor or are busy;
    `documents`: how many of the samples have another content, their buckets are among those that differ."""

    head: int
    differ: list[Difference]
    unsure: int
    documents: int


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
    named = (*body.kinds, *(each.kind for each in body.samples), *(each.kind for each in body.busy))
    unknown = sorted(set(named) - set(KINDS))
    if unknown:
        raise Problem(422, "request.malformed", facts={"where": "body", "why": f"unknown kind {unknown[0]}"})
    hub = hub_of(request)
    found = await hub.work(_compare, hub, caller, body, body.since)
    for each in found.differ:
        hub.metrics.differences.labels(caller.code, each.kind).inc()
    return found


def _compare(hub: Hub, caller: DeviceCaller, body: Held, since: datetime) -> Compared:
    with hub.store.read() as connection:
        head = changelog.read_head(connection)
        if body.epoch != head.epoch:
            raise Problem(409, "epoch", extra={"epoch": head.epoch})
        if not head.oldest <= body.cursor <= head.last:
            raise Problem(410, "ahead" if body.cursor > head.last else "too_old")
        table = log.change
        moved = connection.execute(select(table.c.kind, table.c.key).where(table.c.seq > body.cursor))
        unsure = {(row.kind, bucket_of(row.key)) for row in moved}
        unsure |= {(each.kind, each.bucket) for each in body.busy}
        extent = Extent(caller.scope, since)
        differ: set[tuple[str, int]] = set()
        for kind, theirs in body.kinds.items():
            ours = digest(connection, kind, extent)
            differ |= {(kind, place) for place in range(BUCKETS) if ours[place] != theirs[place]}
        samples = [Sample(each.kind, each.key, each.version, each.content) for each in body.samples]
        others = differing(connection, samples, extent, caller.scope.seat)
    differ -= unsure
    # A document that was changed after the cursor has another version: its content counts in any bucket.
    differ |= {(each.kind, bucket_of(each.key)) for each in others}
    if differ:
        # What the workstation finds wrong it mends by itself; why it was wrong somebody has to find out.
        _log.error(
            "cache differs device=%s seat=%s cursor=%d buckets=%s documents=%s",
            caller.code,
            caller.scope.seat,
            body.cursor,
            dict(sorted(Counter(kind for kind, _ in differ).items())),
            [f"{each.kind}:{each.key}@{each.version}" for each in others],
        )
    found = [Difference(kind=kind, bucket=place) for kind, place in sorted(differ)]
    return Compared(head=head.last, differ=found, unsure=len(unsure), documents=len(others))
