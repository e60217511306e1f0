"""Users and enrolment codes as rows, within the caller's transaction; who publishes them is the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, insert, select

from db.tables import people
from orderdesk.access import Role, same_login
from orderdesk.documents.masters import User, UserRole
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Refused
from orderdesk.hub.hashing import hash_password, hash_secret, new_enrolment_code, normal_code
from orderdesk.ids import new_id

SHORTEST_PASSWORD = 8
SHORTEST_PIN = 4
BADGE_LENGTHS = (3, 64)
CODE_LIVES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody who is to become a user. Secrets never show in a repr."""

    login: str
    name: str
    roles: tuple[str, ...]
    password: str = field(repr=False)
    badge: str | None = None
    pin: str | None = field(default=None, repr=False)


def hashed(person: NewUser) -> dict[str, str | None]:
    """What is kept of somebody's secrets. Raises Refused `user.unnamed`, `role.unknown`,
    `password.too_short`, `pin.too_short`."""
    if not person.name.strip():
        raise Refused("user.unnamed", login=person.login)
    read_roles(person.roles)
    require_length(person.password, SHORTEST_PASSWORD, "password.too_short")
    if person.pin is not None:
        require_length(person.pin, SHORTEST_PIN, "pin.too_short")
    pin_hash = None if person.pin is None else hash_password(person.pin)
    return {"password_hash": hash_password(person.password), "pin_hash": pin_hash}


def put_user(
    connection: Connection,
    person: NewUser,
    secret: dict[str, str | None],
    at: datetime,
    *,
    place: tuple[UUID | None, UUID | None] = (None, None),
) -> User:
    """Writes the user, who has still to be published; the roles hold in a company and a warehouse (None: all). Raises
    Refused `user.bad_login`, `user.login_taken`, `user.bad_badge`, `user.badge_taken`."""
    require_free(connection, person.login, person.badge)
    user = User(id=new_id(at), login=person.login, name=person.name, badge=person.badge)
    user.roles = [
        UserRole(id=new_id(at), user_id=user.id, role=role, company_id=place[0], warehouse_id=place[1])
        for role in read_roles(person.roles)
    ]
    Shelf(connection).save(user)
    connection.execute(insert(people.user_secret).values(user_id=user.id, failed=0, **secret))
    return user


def put_code(
    connection: Connection, seat: str, name: str, at: datetime, *, place: tuple[UUID | None, UUID | None]
) -> tuple[str, datetime]:
    """Writes an enrolment code for a company and a warehouse (None: all); returns it and when it lapses."""
    code = new_enrolment_code()
    connection.execute(
        insert(people.enrolment_code).values(
            id=new_id(at),
            code_hash=hash_secret(normal_code(code)),
            seat=seat,
            device_name=name,
            company_id=place[0],
            warehouse_id=place[1],
            uses_left=1,
            made_at=at,
            expires_at=at + CODE_LIVES,
        )
    )
    return code, at + CODE_LIVES


def read_roles(roles: Sequence[str]) -> list[str]:
    """The roles in order, each once. Raises Refused `role.unknown`."""
    known = {str(role) for role in Role} - {Role.SYSTEM}
    unknown = sorted(set(roles) - known)
    if unknown or not roles:
        raise Refused("role.unknown", role=", ".join(unknown), known=sorted(known))
    return sorted(set(roles))


def require_length(text: str, shortest: int, code: str) -> None:
    """Raises Refused `code` for a secret that is too short."""
    if len(text) < shortest:
        raise Refused(code, shortest=shortest)


def require_free(connection: Connection, login: str | None, badge: str | None) -> None:
    """Raises Refused `user.bad_login`, `.login_taken`, `.bad_badge`, `.badge_taken`."""
    users = people.user
    if login is not None:
        if not login or login != login.strip():
            raise Refused("user.bad_login", login=login)
        # Nobody tells hans from HANS over the telephone.
        wanted = same_login(login)
        for known in connection.execute(select(users.c.login)).scalars():
            if same_login(known) == wanted:
                raise Refused("user.login_taken", login=known)
    if badge is not None:
        _require_badge(badge)
    if badge is not None and connection.execute(select(users.c.id).where(users.c.badge == badge)).first() is not None:
        raise Refused("user.badge_taken", badge=badge)


def _require_badge(badge: str) -> None:
    """What a scanner sends for one barcode: printable ASCII without a blank."""
    shortest, longest = BADGE_LENGTHS
    if not shortest <= len(badge) <= longest or not all("!" <= each <= "~" for each in badge):
        raise Refused("user.bad_badge", badge=badge, shortest=shortest, longest=longest)


def known_login(connection: Connection, typed: str) -> str | None:
    """The login that somebody means who types it with other capitals or with blanks; None where there is none."""
    table = people.user
    exact = connection.execute(select(table.c.login).where(table.c.login == typed)).scalar()
    if exact is not None:
        return str(exact)
    # SQLite's lower() knows ASCII only, so Python compares; a company has some hundred users.
    wanted = same_login(typed)
    meant = [each for each in connection.execute(select(table.c.login)).scalars() if same_login(each) == wanted]
    # Where an old database has both Anna and anna, each has to be typed as it is.
    return meant[0] if len(meant) == 1 else None
