"""Signing in and out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response, Security
from pydantic import BaseModel

from orderdesk.hub.auth import DeviceCaller
from orderdesk.hub.gate import FromDevice, session_scheme
from orderdesk.hub.hashing import hash_password
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.hub.wire import Body, FilledText, program_of

router = APIRouter(tags=["sessions"])

_Token = Annotated[str | None, Security(session_scheme)]


class ByPassword(Body):
    """Login and password."""

    login: FilledText
    password: FilledText


class ByBadge(Body):
    """A scanned badge and its bearer's PIN."""

    badge: FilledText
    pin: FilledText


class SessionBody(BaseModel):
    """A session: the token goes into the header X-OrderDesk-Session and is prolonged by /v1/refresh."""

    session_id: UUID
    user_id: UUID
    name: str
    roles: tuple[str, ...]
    token: str
    token_expires_at: datetime
    expires_at: datetime


class SignedIn(SessionBody):
    """A new session. `offline_hash`: an argon2 hash against which the device may check the same secret offline."""

    offline_hash: str


@router.post("/v1/sign-in", responses=documented(400, 401, 403, 426, 429))
async def sign_in(request: Request, body: ByPassword | ByBadge, caller: FromDevice) -> SignedIn:
    """Opens a session of twelve hours at this device. Five wrong tries block the user for a quarter of an hour."""
    hub = hub_of(request)
    return await hub.hashing(_sign_in, hub, caller, body, program_of(request))


def _sign_in(hub: Hub, caller: DeviceCaller, body: ByPassword | ByBadge, program: str) -> SignedIn:
    if isinstance(body, ByPassword):
        session, secret = hub.sign_in.with_password(caller, body.login, body.password, program), body.password
    else:
        session, secret = hub.sign_in.with_badge(caller, body.badge, body.pin, program), body.pin
    return SignedIn.model_validate({**asdict(session), "offline_hash": hash_password(secret)})


@router.post("/v1/refresh", responses=documented(401, 403, 426))
async def refresh(request: Request, caller: FromDevice, token: _Token = None) -> SessionBody:
    """Prolongs the token by a quarter of an hour, also when it has just expired, until the shift is over."""
    hub = hub_of(request)
    session = await hub.work(hub.sign_in.refresh, caller, _given(token), program_of(request))
    return SessionBody.model_validate(asdict(session))


@router.post("/v1/sign-out", status_code=204, responses=documented(401, 403, 426))
async def sign_out(request: Request, caller: FromDevice, token: _Token = None) -> Response:
    """Closes the session; commands said in it before still count."""
    hub = hub_of(request)
    await hub.work(hub.sign_in.sign_out, caller, _given(token))
    return Response(status_code=204)


def _given(token: str | None) -> str:
    if token is None:
        raise Problem(401, "session.unknown")
    return token
