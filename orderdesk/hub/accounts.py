"""Users and enrolment codes, as an administrator makes and changes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update

from db.store import Store
from db.tables import masters, people
from orderdesk.access import Seat
from orderdesk.clock import Clock
from orderdesk.documents.document import Key
from orderdesk.documents.masters import User, UserRole
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Refused
from orderdesk.hub.hashing import hash_password
from orderdesk.hub.newcomers import (
    SHORTEST_PASSWORD,
    SHORTEST_PIN,
    NewUser,
    hashed,
    known_login,
    put_code,
    put_user,
    read_roles,
    require_free,
    require_length,
)
from orderdesk.hub.publishing import publish
from orderdesk.ids import new_id


@dataclass(frozen=True, slots=True)
class Account:
    """A user as the list shows it."""

    login: str
    name: str
    roles: tuple[str, ...]
    badge: str | None
    active: bool


class Accounts:
    """Makes and changes users and enrolment codes. Refused codes: user.*, password.*, pin.*, role.*, seat.*."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def users(self) -> list[Account]:
        """All users by login."""
        users, roles = people.user, people.user_role
        with self._store.read() as connection:
            granted: dict[UUID, list[str]] = {}
            for row in connection.execute(select(roles.c.user_id, roles.c.role).order_by(roles.c.role)):
                granted.setdefault(row.user_id, []).append(row.role)
            return [
                Account(row.login, row.name, tuple(granted.get(row.id, ())), row.badge, row.active)
                for row in connection.execute(select(users).order_by(users.c.login))
            ]

    def create_user(
        self,
        login: str,
        name: str,
        *,
        roles: Sequence[str],
        password: str,
        badge: str | None = None,
        pin: str | None = None,
    ) -> UUID:
        """Makes a user who may work at once. The roles hold in every company."""
        person = NewUser(login, name, tuple(roles), password, badge=badge, pin=pin)
        # Hashing takes a tenth of a second on purpose: never while the database waits.
        secret = hashed(person)
        now = self._clock.now()
        with self._store.write() as connection:
            user = put_user(connection, person, secret, now)
            publish(connection, [(user, None)], at=now)
        return user.id

    def set_password(self, login: str, password: str) -> None:
        """Gives a user another password, ends the sessions and lifts a block."""
        require_length(password, SHORTEST_PASSWORD, "password.too_short")
        self._set_secret(login, password_hash=hash_password(password))

    def set_pin(self, login: str, pin: str) -> None:
        """Gives a user another PIN for the badge."""
        require_length(pin, SHORTEST_PIN, "pin.too_short")
        self._set_secret(login, pin_hash=hash_password(pin))

    def set_roles(self, login: str, roles: Sequence[str]) -> None:
        """Replaces the roles of a user."""
        granted = read_roles(roles)
        now = self._clock.now()

        def change(user: User) -> None:
            user.roles = [UserRole(id=new_id(now), user_id=user.id, role=role) for role in granted]

        self._change_user(login, change, now)

    def set_badge(self, login: str, badge: str | None) -> None:
        """Gives a user another badge or takes it away."""

        def change(user: User) -> None:
            user.badge = badge

        self._change_user(login, change, self._clock.now(), badge=badge)

    def set_active(self, login: str, *, active: bool) -> None:
        """Lets a user work or not; what a user did stays."""

        def change(user: User) -> None:
            user.active = active

        self._change_user(login, change, self._clock.now())

    def make_enrolment_code(
        self,
        *,
        seat: str,
        name: str,
        company: str | None = None,
        warehouse: str | None = None,
        within: UUID | None = None,
    ) -> tuple[str, datetime]:
        """A code with which one workstation may enrol within ten minutes, and when it lapses. A bench needs its
        warehouse; `company` and `warehouse` are codes.

        `within`: the company to which whoever asks is held; it is meant where none is named. Refused
        `access.other_company` for another one.
        """
        if seat not in set(Seat):
            raise Refused("seat.unknown", seat=seat, known=[str(each) for each in Seat])
        if seat == Seat.BENCH and warehouse is None:
            raise Refused("seat.needs_warehouse", seat=seat)
        with self._store.write() as connection:
            own = None if within is None else _company_code(connection, within)
            if own is not None and company not in (None, own):
                raise Refused("access.other_company", company=company)
            place = _find_place(connection, company or own, warehouse)
            return put_code(connection, seat, name, self._clock.now(), place=place)

    def _set_secret(self, login: str, **values: str) -> None:
        secrets, sessions = people.user_secret, people.session
        now = self._clock.now()
        with self._store.write() as connection:
            user_id = _user_id(connection, login)
            connection.execute(
                update(secrets).where(secrets.c.user_id == user_id).values(failed=0, blocked_until=None, **values)
            )
            connection.execute(
                update(sessions)
                .where(sessions.c.user_id == user_id, sessions.c.closed_at.is_(None), sessions.c.expires_at > now)
                # Both: what is said from now on is no longer theirs, however slow a clock may be.
                .values(closed_at=now, expires_at=now)
            )

    def _change_user(self, login: str, change: Any, now: datetime, *, badge: str | None = None) -> None:
        with self._store.write() as connection:
            user_id = _user_id(connection, login)
            if badge is not None:
                require_free(connection, None, badge)
            shelf = Shelf(connection)
            user = shelf.load(Key("user", user_id), lock=True)
            assert isinstance(user, User)
            before = user.scope()
            change(user)
            if shelf.save(user):
                publish(connection, [(user, before)], at=now)


def _user_id(connection: Connection, login: str) -> UUID:
    known = known_login(connection, login)
    found: UUID | None = connection.execute(select(people.user.c.id).where(people.user.c.login == known)).scalar()
    if found is None:
        raise Refused("user.unknown", login=login)
    return found


def _company_code(connection: Connection, company_id: UUID) -> str:
    table = masters.company
    code: str = connection.execute(select(table.c.code).where(table.c.id == company_id)).scalar_one()
    return code


def _find_place(connection: Connection, company: str | None, warehouse: str | None) -> tuple[UUID | None, UUID | None]:
    companies, warehouses = masters.company, masters.warehouse
    company_id: UUID | None = None
    if company is not None:
        company_id = connection.execute(select(companies.c.id).where(companies.c.code == company)).scalar()
        if company_id is None:
            raise Refused("company.unknown", company=company)
    if warehouse is None:
        return company_id, None
    query = select(warehouses.c.id, warehouses.c.company_id).where(warehouses.c.code == warehouse)
    if company_id is not None:
        query = query.where(warehouses.c.company_id == company_id)
    found = connection.execute(query).all()
    if len(found) != 1:
        raise Refused("warehouse.unknown" if not found else "warehouse.ambiguous", warehouse=warehouse)
    return found[0].company_id, found[0].id
