"""Who says a command: the device, the session that it names, the user of that session and their roles, at one look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from db.prepared import Prepared
from db.tables import people
from orderdesk.access import Role, Seat
from orderdesk.commands.work import Asker

#: A queue that drains after the shift still belongs to its session; the workstation's clock may be a little off.
CLOCK_SLACK = timedelta(minutes=15)


class Known(NamedTuple):
    """Who asks, the user's name for the records, and where the device stands.

    `company_id` None: it works for all of them; `warehouse_id`: that of a bench, None at any other seat; `has_ended`:
    the session was over before this was said.
    """

    asker: Asker
    name: str | None
    company_id: UUID | None
    warehouse_id: UUID | None = None
    has_ended: bool = False


def of_session(connection: Connection, device_id: UUID, session_id: UUID | None, said_at: datetime) -> Known:
    """The user of a session of this device with the roles that hold there; none when it ended before that was said."""
    rows = _OF_SESSION.all(connection, {"device": device_id, "session": session_id})
    first = rows[0]
    if first.user_id is None:
        return Known(Asker(None, device_id, first.code), None, *_stands(first))
    lasted = said_at <= _lasts_until(first.closed_at, first.expires_at)
    asker = Asker(first.user_id, device_id, first.code, _roles(rows) if lasted else ())
    return Known(asker, first.name, *_stands(first), not lasted)


def _lasts_until(closed_at: datetime | None, expires_at: datetime) -> datetime:
    if closed_at == expires_at:
        # The hub has ended it, by its own clock: another password, another PIN.
        return closed_at
    return (closed_at or expires_at) + CLOCK_SLACK


def of_user(connection: Connection, device_id: UUID, user_id: UUID) -> Known:
    """A user who is about to open a session at this device."""
    rows = _OF_USER.all(connection, {"device": device_id, "user": user_id})
    return Known(Asker(user_id, device_id, rows[0].code, _roles(rows)), rows[0].name, *_stands(rows[0]))


def of_hub(connection: Connection, device_id: UUID) -> Known:
    """The hub itself, which acts as a device of its own."""
    code = _CODE.all(connection, {"device": device_id})[0].code
    return Known(Asker(None, device_id, code, (Role.SYSTEM,)), None, None)


def _stands(row: Any) -> tuple[UUID | None, UUID | None]:
    return row.company_id, row.warehouse_id if row.seat == Seat.BENCH else None


def _roles(rows: Sequence[Any]) -> tuple[str, ...]:
    return tuple(row.role for row in rows if row.role is not None)


#: A role may be limited to a company or a warehouse; a device that belongs to none is there for all of them.
_HOLDS_HERE = and_(
    people.user_role.c.user_id == people.user.c.id,
    people.user.c.active,
    *(
        or_(limit.is_(None), here.is_(None), limit == here)
        for limit, here in (
            (people.user_role.c.company_id, people.device.c.company_id),
            (people.user_role.c.warehouse_id, people.device.c.warehouse_id),
        )
    ),
)

_STANDS = tuple(people.device.c[name] for name in ("company_id", "warehouse_id", "seat"))

_CODE = Prepared(select(people.device.c.code).where(people.device.c.id == bindparam("device")))


def _of_session() -> Select[Any]:
    devices, sessions, users, roles = people.device, people.session, people.user, people.user_role
    mine = and_(sessions.c.id == bindparam("session"), sessions.c.device_id == devices.c.id)
    found = devices.outerjoin(sessions, mine).outerjoin(users, users.c.id == sessions.c.user_id)
    found = found.outerjoin(roles, _HOLDS_HERE)
    columns = (
        devices.c.code,
        *_STANDS,
        sessions.c.user_id,
        sessions.c.closed_at,
        sessions.c.expires_at,
        users.c.name,
        roles.c.role,
    )
    return select(*columns).select_from(found).where(devices.c.id == bindparam("device"))


def _of_user() -> Select[Any]:
    devices, users, roles = people.device, people.user, people.user_role
    found = devices.outerjoin(users, users.c.id == bindparam("user"))
    found = found.outerjoin(roles, _HOLDS_HERE)
    columns = (devices.c.code, *_STANDS, users.c.name, roles.c.role)
    return select(*columns).select_from(found).where(devices.c.id == bindparam("device"))


_OF_SESSION = Prepared(_of_session())
_OF_USER = Prepared(_of_user())
