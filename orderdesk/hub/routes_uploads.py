"""Photos and papers: kept by the SHA-256 of their content."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response
from pydantic import BaseModel
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from db.tables import log
from orderdesk.hub.auth import DeviceCaller
from orderdesk.hub.gate import FromDevice, FromReader
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of

router = APIRouter(tags=["uploads"])

#: What is taken, and how its content begins: the name of a type alone proves nothing.
TYPES: dict[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
    "application/pdf": (b"%PDF-",),
}

_Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the content, hex")]
_CONTENT = {name: {"schema": {"type": "string", "format": "binary"}} for name in TYPES}


class Uploaded(BaseModel):
    """The content is kept."""

    sha256: str
    size: int


@router.put(
    "/v1/uploads/{sha256}",
    status_code=201,
    responses={200: {"model": Uploaded, "description": "It was there already"}, **documented(400, 401, 403, 415, 426)},
    openapi_extra={"requestBody": {"content": _CONTENT, "required": True}},
)
async def upload(
    request: Request,
    response: Response,
    sha256: _Sha256,
    caller: FromDevice,
    content_type: Annotated[str, Header(include_in_schema=False)] = "",
) -> Uploaded:
    """Keeps a photo or paper; sending it again does nothing. 422 where the content is not what its name says."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in TYPES:
        raise Problem(415, "upload.type", facts={"types": sorted(TYPES)})
    hub = hub_of(request)
    content = await _read(request, hub.settings.max_upload_bytes)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Problem(422, "upload.damaged")
    if not content.startswith(TYPES[media_type]):
        raise Problem(422, "upload.not_its_type", facts={"type": media_type})
    is_new = await hub.work(_keep, hub, caller, sha256, media_type, content)
    response.status_code = 201 if is_new else 200
    return Uploaded(sha256=sha256, size=len(content))


@router.get(
    "/v1/uploads/{sha256}",
    response_class=Response,
    responses={200: {"content": _CONTENT}, **documented(401, 403, 404, 426)},
)
async def download(request: Request, sha256: _Sha256, caller: FromReader) -> Response:
    """The content as it was sent."""
    hub = hub_of(request)
    media_type, content = await hub.work(_load, hub, sha256)
    headers = {
        "Cache-Control": "private, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "attachment",
    }
    return Response(content, media_type=media_type, headers=headers)


async def _read(request: Request, limit: int) -> bytes:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > limit:
            raise Problem(413, "upload.too_large", facts={"limit": limit})
    return bytes(content)


def _keep(hub: Hub, caller: DeviceCaller, sha256: str, media_type: str, content: bytes) -> bool:
    table = log.upload
    values = {
        "sha256": sha256,
        "media_type": media_type,
        "size": len(content),
        "content": content,
        "device_id": caller.id,
        "received_at": hub.clock.now(),
    }
    try:
        with hub.store.write() as connection:
            if connection.execute(select(table.c.sha256).where(table.c.sha256 == sha256)).first() is not None:
                return False
            connection.execute(insert(table).values(values))
    except IntegrityError:
        # The same photo came twice at once; the other one is committed.
        return False
    return True


def _load(hub: Hub, sha256: str) -> tuple[str, bytes]:
    table = log.upload
    with hub.store.read() as connection:
        row = connection.execute(select(table.c.media_type, table.c.content).where(table.c.sha256 == sha256)).first()
    if row is None:
        raise Problem(404, "upload.unknown")
    return row.media_type, bytes(row.content)
