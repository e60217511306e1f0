"""People: who may work here, and what an administrator changes about them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

from orderdesk.access import Role
from orderdesk.hub.accounts import Accounts
from orderdesk.hub.auth import UserCaller
from orderdesk.hub.gate import FromAdministrator
from orderdesk.hub.problems import documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.hub.rosters import ListedUser, ListedWarehouse, list_users, list_warehouses
from orderdesk.hub.wire import Body, FilledText

router = APIRouter(tags=["people"])

_CHANGED = documented(400, 401, 403, 426)
#: Never in a repr nor in what is said of a call that was not understood.
_Secret = Annotated[SecretStr, Field(min_length=1, max_length=200)]
_Roles = Annotated[tuple[Role, ...], Field(min_length=1, max_length=len(Role))]


class UserList(BaseModel):
    """Everybody by login, and the warehouses there are."""

    users: list[ListedUser]
    warehouses: list[ListedWarehouse]


class NewUserBody(Body):
    """Somebody who is to work here. The roles hold in one warehouse if its code is named; `badge` and `pin` go together
    at a bench."""

    login: FilledText
    name: FilledText
    roles: _Roles
    warehouse: FilledText | None = None
    password: _Secret
    badge: FilledText | None = None
    pin: _Secret | None = None


class UserMade(BaseModel):
    """The id of the new user."""

    user_id: UUID


class GivenRoles(Body):
    """The roles that somebody has from now on, in one warehouse if its code is named."""

    roles: _Roles
    warehouse: FilledText | None = None


class GivenPassword(Body):
    """Another password, of at least 8 characters."""

    password: _Secret


class GivenPin(Body):
    """Another PIN, of at least 4 characters."""

    pin: _Secret


class GivenBadge(Body):
    """Another badge; null takes it away."""

    badge: FilledText | None


class GivenState(Body):
    """Whether somebody may work."""

    active: bool


@router.get("/v1/users", responses=documented(401, 403, 426))
async def users(request: Request, caller: FromAdministrator) -> UserList:
    """Everybody who works here or did. At a workstation of one company those who work for it."""
    hub = hub_of(request)
    return await hub.work(_users, hub, caller)


@router.post("/v1/users", status_code=201, responses=_CHANGED)
async def add_user(request: Request, body: NewUserBody, caller: FromAdministrator) -> UserMade:
    """Makes a user who may work at once. 422 with what is wrong: `user.…`, `password.…`, `pin.…`, `warehouse.…`."""
    hub = hub_of(request)
    user_id = await hub.hashing(
        _accounts(hub, caller).create_user,
        body.login,
        body.name,
        roles=body.roles,
        password=body.password.get_secret_value(),
        badge=body.badge,
        pin=None if body.pin is None else body.pin.get_secret_value(),
        warehouse=body.warehouse,
    )
    hub.tail.wake()
    return UserMade(user_id=user_id)


@router.post("/v1/users/{user_id}/roles", status_code=204, responses=_CHANGED)
async def set_roles(request: Request, user_id: UUID, body: GivenRoles, caller: FromAdministrator) -> Response:
    """Other roles; they count with the next command. 422 `user.own_account` or `user.last_administrator` for whoever
    must go on administering."""
    hub = hub_of(request)
    await hub.work(_accounts(hub, caller).set_roles, user_id, body.roles, warehouse=body.warehouse)
    return _done(hub)


@router.post("/v1/users/{user_id}/password", status_code=204, responses=_CHANGED)
async def set_password(request: Request, user_id: UUID, body: GivenPassword, caller: FromAdministrator) -> Response:
    """Another password; it ends the sessions and lifts a block."""
    hub = hub_of(request)
    await hub.hashing(_accounts(hub, caller).set_password, user_id, body.password.get_secret_value())
    return _done(hub)


@router.post("/v1/users/{user_id}/pin", status_code=204, responses=_CHANGED)
async def set_pin(request: Request, user_id: UUID, body: GivenPin, caller: FromAdministrator) -> Response:
    """Another PIN for the badge; it ends the sessions and lifts a block."""
    hub = hub_of(request)
    await hub.hashing(_accounts(hub, caller).set_pin, user_id, body.pin.get_secret_value())
    return _done(hub)


@router.post("/v1/users/{user_id}/badge", status_code=204, responses=_CHANGED)
async def set_badge(request: Request, user_id: UUID, body: GivenBadge, caller: FromAdministrator) -> Response:
    """Another badge, or none. 422 `user.badge_taken` for one that somebody has."""
    hub = hub_of(request)
    await hub.work(_accounts(hub, caller).set_badge, user_id, body.badge)
    return _done(hub)


@router.post("/v1/users/{user_id}/active", status_code=204, responses=_CHANGED)
async def set_active(request: Request, user_id: UUID, body: GivenState, caller: FromAdministrator) -> Response:
    """Lets somebody work or not; what they did stays. 422 `user.own_account` or `user.last_administrator`."""
    hub = hub_of(request)
    await hub.work(_accounts(hub, caller).set_active, user_id, active=body.active)
    return _done(hub)


@router.post("/v1/users/{user_id}/end-sessions", status_code=204, responses=documented(401, 403, 426))
async def end_sessions(request: Request, user_id: UUID, caller: FromAdministrator) -> Response:
    """Ends what somebody has signed in to; what is said from now on is not taken."""
    hub = hub_of(request)
    await hub.work(_accounts(hub, caller).end_sessions, user_id)
    return _done(hub)


def _accounts(hub: Hub, caller: UserCaller) -> Accounts:
    return Accounts(
        hub.store, hub.clock, by=str(caller.user_id), within=caller.device.scope.company_id, own=caller.user_id
    )


def _done(hub: Hub) -> Response:
    hub.tail.wake()
    return Response(status_code=204)


def _users(hub: Hub, caller: UserCaller) -> UserList:
    within = caller.device.scope.company_id
    with hub.store.read() as connection:
        found = list_users(connection, hub.clock.now(), within=within, own=caller.user_id)
        warehouses = list_warehouses(connection, within)
    return UserList(users=found, warehouses=warehouses)
