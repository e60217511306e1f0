"""Users and enrolment codes, as an administrator makes and changes them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select, update

from db.store import Store
from db.tables import masters, people
from orderdesk.access import Role, Seat
from orderdesk.clock import Clock
from orderdesk.documents.document import Key
from orderdesk.documents.masters import User, UserRole
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Refused
from orderdesk.hub.administrators import (
    has_other_administrator,
    has_several_companies,
    hold_administrators,
    reach_of,
)
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

_log = logging.getLogger("orderdesk.hub.people")

#: Who has done what was asked for at the command line.
TERMINAL = "orderdesk-hub"


@dataclass(frozen=True, slots=True)
class Account:
    """A user as the list of the command line shows it."""

    login: str
    name: str
    roles: tuple[str, ...]
    badge: str | None
    active: bool


class Accounts:
    """Makes and changes users and enrolment codes. Refused codes: user.*, password.*, pin.*, role.*, seat.*.

    A user is meant by login or by id. `by`: who asks, for the hub's log. `within`: the company to which whoever asks is
    held; people who work for others too are refused with `access.other_company`, unless there is no other. `own`: the
    account of whoever asks, which is neither switched off nor made less here (`user.own_account`).
    """

    def __init__(
        self, store: Store, clock: Clock, *, by: str = TERMINAL, within: UUID | None = None, own: UUID | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._by = by
        self._within = within
        self._own = own

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
        warehouse: str | None = None,
    ) -> UUID:
        """Makes a user who may work at once. The roles hold in every warehouse unless one is named by its code."""
        person = NewUser(login, name, tuple(roles), password, badge=badge, pin=pin)
        # Hashing takes a tenth of a second on purpose: never while the database waits.
        secret = hashed(person)
        now = self._clock.now()
        with self._store.write() as connection:
            place = self._place(connection, warehouse)
            user = put_user(connection, person, secret, now, place=place)
            publish(connection, [(user, None)], at=now)
        self._note("made", user.login, roles=",".join(sorted(roles)))
        return user.id

    def set_password(self, whom: str | UUID, password: str) -> None:
        """Gives a user another password, ends the sessions and lifts a block."""
        require_length(password, SHORTEST_PASSWORD, "password.too_short")
        self._set_secret(whom, "password", password_hash=hash_password(password))

    def set_pin(self, whom: str | UUID, pin: str) -> None:
        """Gives a user another PIN for the badge, ends the sessions and lifts a block."""
        require_length(pin, SHORTEST_PIN, "pin.too_short")
        self._set_secret(whom, "pin", pin_hash=hash_password(pin))

    def end_sessions(self, whom: str | UUID) -> None:
        """Ends what somebody has signed in to; they may sign in again."""
        with self._store.write() as connection:
            user = self._require(connection, whom)
            _end_sessions(connection, user.id, self._clock.now())
        self._note("sessions ended", user.login)

    def set_roles(self, whom: str | UUID, roles: Sequence[str], *, warehouse: str | None = None) -> None:
        """Replaces the roles of a user; they hold in every warehouse unless one is named by its code."""
        granted = read_roles(roles)
        now = self._clock.now()

        def change(connection: Connection, user: User) -> None:
            company_id, warehouse_id = self._place(connection, warehouse)
            if Role.ADMIN not in granted:
                self._require_another_administrator(connection, user)
            user.roles = [
                UserRole(id=new_id(now), user_id=user.id, role=role, company_id=company_id, warehouse_id=warehouse_id)
                for role in granted
            ]

        self._change_user(whom, change, now, "roles", to=",".join(granted), warehouse=warehouse)

    def set_badge(self, whom: str | UUID, badge: str | None) -> None:
        """Gives a user another badge or takes it away."""

        def change(connection: Connection, user: User) -> None:
            if badge is not None and badge != user.badge:
                require_free(connection, None, badge)
            user.badge = badge

        self._change_user(whom, change, self._clock.now(), "badge", given=badge is not None)

    def set_active(self, whom: str | UUID, *, active: bool) -> None:
        """Lets a user work or not; what a user did stays. Raises Refused `user.own_account`, `.last_administrator`."""

        def change(connection: Connection, user: User) -> None:
            if not active:
                self._require_another_administrator(connection, user, is_leaving=True)
            user.active = active

        self._change_user(whom, change, self._clock.now(), "switched on" if active else "switched off")

    def make_enrolment_code(
        self,
        *,
        seat: str,
        name: str,
        company: str | None = None,
        warehouse: str | None = None,
    ) -> tuple[str, datetime]:
        """A code with which one workstation may enrol within ten minutes, and when it lapses. A bench needs its
        warehouse; `company` and `warehouse` are codes. Where none is named the company is meant to which whoever asks
        is held; another one is refused with `access.other_company`.
        """
        if seat not in set(Seat):
            raise Refused("seat.unknown", seat=seat, known=[str(each) for each in Seat])
        if seat == Seat.BENCH and warehouse is None:
            raise Refused("seat.needs_warehouse", seat=seat)
        with self._store.write() as connection:
            own = None if self._within is None else _company_code(connection, self._within)
            if own is not None and company not in (None, own):
                raise Refused("access.other_company", company=company)
            place = _find_place(connection, company or own, warehouse)
            made = put_code(connection, seat, name, self._clock.now(), place=place)
        _log.info("enrolment code made seat=%s name=%s by=%s", seat, name, self._by)
        return made

    def _set_secret(self, whom: str | UUID, what: str, **values: str) -> None:
        secrets = people.user_secret
        now = self._clock.now()
        with self._store.write() as connection:
            user = self._require(connection, whom)
            connection.execute(
                update(secrets).where(secrets.c.user_id == user.id).values(failed=0, blocked_until=None, **values)
            )
            _end_sessions(connection, user.id, now)
        self._note(what, user.login)

    def _change_user(
        self,
        whom: str | UUID,
        change: Callable[[Connection, User], None],
        now: datetime,
        what: str,
        **facts: object,
    ) -> None:
        with self._store.write() as connection:
            # One after the other: two administrators must not switch each other off at the same time.
            hold_administrators(connection)
            user = self._require(connection, whom)
            before = user.scope()
            change(connection, user)
            if Shelf(connection).save(user):
                publish(connection, [(user, before)], at=now)
        self._note(what, user.login, **facts)

    def _require(self, connection: Connection, whom: str | UUID) -> User:
        """The user, locked, if whoever asks may change them."""
        user_id = whom if isinstance(whom, UUID) else _user_id(connection, whom)
        user = Shelf(connection).load(Key("user", user_id), lock=True)
        if not isinstance(user, User):
            raise Refused("user.unknown", login=str(whom))
        if not reach_of(connection, self._within).may_change(user.roles):
            raise Refused("access.other_company", login=user.login)
        return user

    def _require_another_administrator(self, connection: Connection, user: User, *, is_leaving: bool = False) -> None:
        mine = [role for role in user.roles if role.role == Role.ADMIN]
        if user.id == self._own and (mine or is_leaving):
            raise Refused("user.own_account", login=user.login)
        if mine and user.active and not has_other_administrator(connection, user.id, mine):
            raise Refused("user.last_administrator", login=user.login)

    def _place(self, connection: Connection, warehouse: str | None) -> tuple[UUID | None, UUID | None]:
        """Where roles hold that are given now: company and warehouse, None for all."""
        within = self._within if self._within is not None and has_several_companies(connection) else None
        if warehouse is None:
            return within, None
        own = None if self._within is None else _company_code(connection, self._within)
        return within, _find_place(connection, own, warehouse)[1]

    def _note(self, what: str, login: str, **facts: object) -> None:
        told = "".join(f" {name}={value}" for name, value in facts.items() if value is not None)
        _log.info("user %s login=%s by=%s%s", what, login, self._by, told)


def _end_sessions(connection: Connection, user_id: UUID, now: datetime) -> None:
    sessions = people.session
    connection.execute(
        update(sessions)
        .where(sessions.c.user_id == user_id, sessions.c.closed_at.is_(None), sessions.c.expires_at > now)
        # Both: what is said from now on is no longer theirs, however slow a clock may be.
        .values(closed_at=now, expires_at=now)
    )


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
