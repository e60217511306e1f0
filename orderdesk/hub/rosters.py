"""Who works here and at which workstations, as an administrator sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from db.tables import masters, people
from orderdesk.documents.masters import UserRole
from orderdesk.hub.administrators import reach_of
from orderdesk.hub.auth import TOKEN_LIVES
from orderdesk.hub.own_device import HUB_DEVICE_ID

_USER, _SESSION, _DEVICE, _STATE = people.user, people.session, people.device, people.device_state


@dataclass(frozen=True, slots=True)
class GrantedRole:
    """A role and the warehouse in which alone it holds (None: in all)."""

    role: str
    warehouse_id: UUID | None


@dataclass(frozen=True, slots=True)
class ListedUser:
    """A user. `signed_in_at`: the names of the workstations with an open session; `seen_at`: when one of them was heard
    last; `is_changeable`: whether who asks may change this user; `is_own`: it is who asks."""

    id: UUID
    login: str
    name: str
    roles: tuple[GrantedRole, ...]
    has_badge: bool
    has_pin: bool
    active: bool
    blocked_until: datetime | None
    signed_in_at: tuple[str, ...]
    seen_at: datetime | None
    is_changeable: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class ListedWarehouse:
    """A warehouse for which roles or a workstation may be given."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ListedDevice:
    """A workstation. `program`: name and version as it said itself; `seen_at`: when it was heard last; `is_following`:
    its stream is open at this hub process; `is_own`: it is the one that asks."""

    id: UUID
    code: str
    name: str
    seat: str
    warehouse_id: UUID | None
    enrolled_at: datetime
    revoked_at: datetime | None
    seen_at: datetime | None
    program: str
    is_following: bool
    is_own: bool


def list_users(connection: Connection, now: datetime, *, within: UUID | None, own: UUID) -> list[ListedUser]:
    """All users by login; at a workstation of one company those who work for it."""
    granted = _roles(connection)
    reach = reach_of(connection, within)
    seen, places = _seen(connection), _open_places(connection, now)
    secrets = {row.user_id: row for row in connection.execute(select(people.user_secret))}
    found = []
    for row in connection.execute(select(_USER).order_by(_USER.c.login)):
        roles = granted[row.id]
        if not reach.may_see(roles):
            continue
        found.append(
            ListedUser(
                id=row.id,
                login=row.login,
                name=row.name,
                roles=tuple(GrantedRole(role.role, role.warehouse_id) for role in roles),
                has_badge=row.badge is not None,
                has_pin=row.id in secrets and secrets[row.id].pin_hash is not None,
                active=row.active,
                blocked_until=_block(secrets.get(row.id), now),
                signed_in_at=tuple(places[row.id]),
                seen_at=seen.get(row.id),
                is_changeable=reach.may_change(roles),
                is_own=row.id == own,
            )
        )
    return found


def list_warehouses(connection: Connection, within: UUID | None) -> list[ListedWarehouse]:
    """The warehouses by code; at a workstation of one company its own."""
    table = masters.warehouse
    query = select(table.c.id, table.c.code, table.c.name).order_by(table.c.code)
    if within is not None:
        query = query.where(table.c.company_id == within)
    return [ListedWarehouse(*row) for row in connection.execute(query)]


def list_devices(
    connection: Connection, *, within: UUID | None, own: UUID, following: Mapping[UUID, int]
) -> list[ListedDevice]:
    """The workstations by code, also those that were shut out; at one of a company that company's. `following`:
    how many streams each has open."""
    query = (
        select(_DEVICE, _STATE.c.seen_at, _STATE.c.program)
        .join(_STATE, _STATE.c.device_id == _DEVICE.c.id)
        .where(_DEVICE.c.id != HUB_DEVICE_ID)
        .order_by(_DEVICE.c.code)
    )
    if within is not None:
        query = query.where(_DEVICE.c.company_id == within)
    return [
        ListedDevice(
            id=row.id,
            code=row.code,
            name=row.name,
            seat=row.seat,
            warehouse_id=row.warehouse_id,
            enrolled_at=row.enrolled_at,
            revoked_at=row.revoked_at,
            seen_at=row.seen_at,
            program=row.program,
            is_following=following.get(row.id, 0) > 0,
            is_own=row.id == own,
        )
        for row in connection.execute(query)
    ]


def _roles(connection: Connection) -> defaultdict[UUID, list[UserRole]]:
    table = people.user_role
    found: defaultdict[UUID, list[UserRole]] = defaultdict(list)
    for row in connection.execute(select(table).order_by(table.c.role, table.c.id)):
        found[row.user_id].append(UserRole.model_validate(dict(row._mapping)))
    return found


def _block(secret: Row[Any] | None, now: datetime) -> datetime | None:
    until: datetime | None = None if secret is None else secret.blocked_until
    return until if until is not None and until > now else None


def _seen(connection: Connection) -> dict[UUID, datetime]:
    """When each user was at work last: their token lapses a quarter of an hour after it was prolonged;
    who signs out leaves none."""
    signed_out = _SESSION.c.token_expires_at.is_(None)
    query = select(
        _SESSION.c.user_id,
        func.max(_SESSION.c.opened_at).label("opened"),
        func.max(_SESSION.c.token_expires_at).label("lapses"),
        func.max(_SESSION.c.closed_at).filter(signed_out).label("closed"),
    ).group_by(_SESSION.c.user_id)
    found = {}
    for row in connection.execute(query):
        prolonged = None if row.lapses is None else row.lapses - TOKEN_LIVES
        found[row.user_id] = max(each for each in (row.opened, prolonged, row.closed) if each is not None)
    return found


def _open_places(connection: Connection, now: datetime) -> defaultdict[UUID, list[str]]:
    query = (
        select(_SESSION.c.user_id, _DEVICE.c.name)
        .join(_DEVICE, _DEVICE.c.id == _SESSION.c.device_id)
        .where(_SESSION.c.closed_at.is_(None), _SESSION.c.expires_at > now)
        .distinct()
        .order_by(_DEVICE.c.name)
    )
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.user_id].append(row.name)
    return found
