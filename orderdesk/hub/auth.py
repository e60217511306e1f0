"""Who calls: devices by their secret, people by password or badge and PIN, sessions by an opaque token."""

from __future__ import annotations

import hmac
import re
import secrets
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, case, insert, literal, or_, select, update

from db.store import Store
from db.tables import people
from db.types import UtcTime
from orderdesk.access import Permission, may, may_sit
from orderdesk.clock import Clock
from orderdesk.documents.document import SeatScope
from orderdesk.hub.hashing import hash_password, hash_secret, password_fits
from orderdesk.hub.newcomers import known_login
from orderdesk.hub.problems import Problem
from orderdesk.ids import new_id

TOKEN_LIVES = timedelta(minutes=15)
SHIFT = timedelta(hours=12)
BLOCK_AFTER = 5
BLOCKED_FOR = timedelta(minutes=15)

_CREDENTIALS = re.compile(r"Device ([0-9a-f]{32}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class DeviceCaller:
    """A workstation that proved who it is."""

    id: UUID
    code: str
    scope: SeatScope


@dataclass(frozen=True, slots=True)
class UserCaller:
    """Somebody signed in at a device. `roles` are those that hold at its company and warehouse."""

    device: DeviceCaller
    session_id: UUID
    user_id: UUID
    roles: tuple[str, ...]

    @property
    def seat_seen(self) -> str:
        """Whose eyes documents are masked for: never more than the seat, and without the right to private data less."""
        return self.device.scope.seat if may(self.roles, Permission.READ_PRIVATE) else "bench"


@dataclass(frozen=True, slots=True)
class Session:
    """A session as the workstation learns of it."""

    session_id: UUID
    user_id: UUID
    name: str
    roles: tuple[str, ...]
    token: str
    token_expires_at: datetime
    expires_at: datetime


class DeviceBook:
    """Knows devices by their credentials, and believes each for a few seconds without asking again. Thread-safe."""

    def __init__(self, store: Store, *, believes_s: float) -> None:
        self._store = store
        self._believes_s = believes_s
        self._believed: dict[str, tuple[DeviceCaller, float]] = {}
        self._lock = threading.Lock()

    def believed(self, authorization: str) -> DeviceCaller | None:
        """The device that gave exactly this header a moment ago."""
        found = self._believed.get(authorization)
        return found[0] if found is not None and found[1] > time.monotonic() else None

    def prove(self, authorization: str) -> DeviceCaller:
        """The device of an Authorization header. Raises Problem `device.unknown`, `device.revoked`."""
        match = _CREDENTIALS.fullmatch(authorization)
        if match is None:
            raise Problem(401, "device.unknown")
        devices, states = people.device, people.device_state
        query = (
            select(devices, states.c.secret_hash)
            .join(states, states.c.device_id == devices.c.id)
            .where(devices.c.id == UUID(match[1]))
        )
        with self._store.read() as connection:
            row = connection.execute(query).first()
        if row is None or not hmac.compare_digest(bytes(row.secret_hash), hash_secret(match[2])):
            raise Problem(401, "device.unknown")
        if row.revoked_at is not None:
            raise Problem(403, "device.revoked")
        caller = DeviceCaller(row.id, row.code, SeatScope(row.seat, row.company_id, row.warehouse_id))
        with self._lock:
            self._believed[authorization] = (caller, time.monotonic() + self._believes_s)
        return caller

    def forget(self, device_id: UUID) -> None:
        """Asks the database again the next time: the device's document has changed."""
        with self._lock:
            for header in [header for header, (caller, _) in self._believed.items() if caller.id == device_id]:
                del self._believed[header]


class SignIn:
    """Opens, prolongs and closes sessions."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def with_password(self, device: DeviceCaller, login: str, password: str, program: str = "") -> Session:
        """A new session. Raises Problem `sign_in.wrong`, `sign_in.blocked`, `sign_in.wrong_seat`.

        `program`: what the workstation says of its program and version.
        """
        with self._store.read() as connection:
            known = known_login(connection, login)
        who = people.user.c.login == known
        return self._sign_in(device, who, people.user_secret.c.password_hash, password, program)

    def with_badge(self, device: DeviceCaller, badge: str, pin: str, program: str = "") -> Session:
        """A new session for the bearer of a badge. Raises as `with_password`."""
        return self._sign_in(device, people.user.c.badge == badge, people.user_secret.c.pin_hash, pin, program)

    def _sign_in(self, device: DeviceCaller, who: Any, hashed: Any, secret: str, program: str) -> Session:
        users, kept = people.user, people.user_secret
        now = self._clock.now()
        query = select(users.c.id, users.c.name, hashed.label("hash")).join(kept, kept.c.user_id == users.c.id)
        with self._store.write() as connection:
            found = connection.execute(query.where(who, users.c.active)).first()
            if found is not None:
                _count_try(connection, found.id, now)
        # Hashing takes its time on purpose: never while the database waits.
        stored = None if found is None else found.hash
        if not password_fits(stored or _nobody(), secret) or found is None or stored is None:
            raise Problem(401, "sign_in.wrong")
        with self._store.write() as connection:
            connection.execute(update(kept).where(kept.c.user_id == found.id).values(failed=0, blocked_until=None))
            session = _open(connection, device, found, now)
            note_seen(connection, device.id, now, program)
        if session is None:
            raise Problem(403, "sign_in.wrong_seat", facts={"seat": device.scope.seat})
        return session

    def refresh(self, device: DeviceCaller, token: str, program: str = "") -> Session:
        """Prolongs the token within its shift. Raises Problem `session.unknown`, `session.expired`.

        The token stays the same: an answer that is lost on the way must not end the session, and a token is worth
        nothing without the device's secret.
        """
        sessions = people.session
        now = self._clock.now()
        with self._store.write() as connection:
            row = _session_row(connection, device, token)
            if row.expires_at <= now:
                raise Problem(401, "session.expired")
            until = min(now + TOKEN_LIVES, row.expires_at)
            # The device first, as commands do.
            note_seen(connection, device.id, now, program)
            connection.execute(update(sessions).where(sessions.c.id == row.id).values(token_expires_at=until))
            roles = _roles_at(connection, row.user_id, device.scope)
        return Session(row.id, row.user_id, row.name, roles, token, until, row.expires_at)

    def sign_out(self, device: DeviceCaller, token: str) -> None:
        """Closes the session. Raises Problem `session.unknown`."""
        sessions = people.session
        with self._store.write() as connection:
            row = _session_row(connection, device, token)
            connection.execute(
                update(sessions)
                .where(sessions.c.id == row.id)
                .values(closed_at=self._clock.now(), token_hash=None, token_expires_at=None)
            )

    def user_of(self, device: DeviceCaller, token: str) -> UserCaller:
        """Who works under this token. Raises Problem `session.unknown`, `session.expired`."""
        with self._store.read() as connection:
            row = _session_row(connection, device, token)
            if row.token_expires_at is None or row.token_expires_at <= self._clock.now():
                raise Problem(401, "session.expired")
            return UserCaller(device, row.id, row.user_id, _roles_at(connection, row.user_id, device.scope))


def note_seen(connection: Connection, device_id: UUID, at: datetime, program: str) -> None:
    """Writes down that a workstation was heard, and with which program; it does so every two minutes while somebody
    works there, and when its stream begins."""
    states = people.device_state
    said = {"program": program} if program else {}
    connection.execute(update(states).where(states.c.device_id == device_id).values(seen_at=at, **said))


def _count_try(connection: Connection, user_id: UUID, now: datetime) -> None:
    """Counts before the secret is looked at, so that many tries at once count too; the fifth one blocks."""
    table = people.user_secret
    last = table.c.failed + 1 >= BLOCK_AFTER
    counted = connection.execute(
        update(table)
        .where(table.c.user_id == user_id, or_(table.c.blocked_until.is_(None), table.c.blocked_until <= now))
        .values(
            failed=case((last, 0), else_=table.c.failed + 1),
            blocked_until=case((last, literal(now + BLOCKED_FOR, UtcTime)), else_=None),
        )
    )
    if not counted.rowcount:
        raise Problem(429, "sign_in.blocked", headers={"Retry-After": str(int(BLOCKED_FOR.total_seconds()))})


def _open(connection: Connection, device: DeviceCaller, user: Row[Any], now: datetime) -> Session | None:
    roles = _roles_at(connection, user.id, device.scope)
    if not may_sit(roles, device.scope.seat):
        return None
    session = Session(
        session_id=new_id(now),
        user_id=user.id,
        name=user.name,
        roles=roles,
        token=secrets.token_hex(32),
        token_expires_at=now + TOKEN_LIVES,
        expires_at=now + SHIFT,
    )
    connection.execute(
        insert(people.session).values(
            id=session.session_id,
            user_id=user.id,
            device_id=device.id,
            opened_at=now,
            offline=False,
            verified_at=now,
            expires_at=session.expires_at,
            token_hash=hash_secret(session.token),
            token_expires_at=session.token_expires_at,
        )
    )
    return session


def _session_row(connection: Connection, device: DeviceCaller, token: str) -> Row[Any]:
    sessions, users = people.session, people.user
    query = (
        select(sessions, users.c.name)
        .join(users, users.c.id == sessions.c.user_id)
        .where(
            sessions.c.token_hash == hash_secret(token),
            sessions.c.device_id == device.id,
            sessions.c.closed_at.is_(None),
            users.c.active,
        )
    )
    row = connection.execute(query).first()
    if row is None:
        raise Problem(401, "session.unknown")
    return row


def _roles_at(connection: Connection, user_id: UUID, scope: SeatScope) -> tuple[str, ...]:
    table = people.user_role
    query = select(table.c.role).where(
        table.c.user_id == user_id,
        *(or_(column.is_(None), column == here) for column, here in _limits(scope) if here is not None),
    )
    return tuple(sorted(set(connection.execute(query).scalars())))


def _limits(scope: SeatScope) -> tuple[tuple[Any, UUID | None], ...]:
    table = people.user_role
    return ((table.c.company_id, scope.company_id), (table.c.warehouse_id, scope.warehouse_id))


@cache
def _nobody() -> str:
    """Compared with when there is no such user, so that the answer takes as long."""
    return hash_password("nobody")
