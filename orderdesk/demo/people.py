"""Who works at the demo company, and the workstations they sit at.

Every role has one person whose password is known (`accounts`); the others are there for the history only and nobody
can sign in as them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from db.tables import people
from orderdesk.access import Role, Seat
from orderdesk.demo.accounts import ACCOUNTS, PIN
from orderdesk.demo.company_rows import Firm
from orderdesk.demo.dice import Ids
from orderdesk.demo.rows import Batch
from orderdesk.domain.numbers import device_code
from orderdesk.hub.hashing import hash_password
from orderdesk.hub.own_device import HUB_DEVICE_CODE, HUB_DEVICE_ID

# login, name, role, warehouse (index into the firm's)
_OTHERS: tuple[tuple[str, str, Role, int | None], ...] = (
    ("wangjing", "王㛃", Role.PACKER, 0),
    ("zhengwei", "郑玮", Role.PACKER, 0),
    ("fanting", "范𬱖", Role.PACKER, 1),
    ("hejun", "何俊", Role.PACKER, 1),
    ("yaolin", "姚琳", Role.PICKER, 1),
    ("shenyi", "沈怡", Role.SALES, None),
    ("luqiang", "卢强", Role.SALES, None),
    ("tangli", "唐丽", Role.SALES, None),
    ("guobin", "郭斌", Role.SALES, None),
    ("dingxue", "丁雪", Role.SALES, None),
    ("maoning", "毛宁", Role.SERVICE, None),
    ("jiangtao", "蒋涛", Role.SUPERVISOR, None),
)
_HAVE_BADGES = frozenset({Role.PACKER, Role.PICKER, Role.LOGISTICS, Role.SUPERVISOR})

# name, seat, warehouse (index)
_DEVICES: tuple[tuple[str, Seat, int | None], ...] = (
    ("宁波打包台 1", Seat.BENCH, 0),
    ("宁波打包台 2", Seat.BENCH, 0),
    ("宁波打包台 3", Seat.BENCH, 0),
    ("杭州打包台 1", Seat.BENCH, 1),
    ("杭州打包台 2", Seat.BENCH, 1),
    ("销售 1", Seat.DESK, None),
    ("销售 2", Seat.DESK, None),
    ("主管", Seat.OFFICE, None),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the history."""

    id: UUID
    name: str
    role: Role
    warehouse_id: UUID | None


@dataclass(frozen=True, slots=True)
class Place:
    """A workstation of the history; its code is part of the numbers made there."""

    id: UUID
    code: str
    seat: Seat
    warehouse_id: UUID | None


@dataclass(frozen=True, slots=True)
class Staff:
    """The people and their workstations."""

    people: tuple[Person, ...]
    places: tuple[Place, ...]
    hub: Place

    def of(self, role: Role, warehouse_id: UUID | None = None) -> tuple[Person, ...]:
        """Those of a role; with a warehouse only those who work there."""
        return tuple(each for each in self.people if each.role is role and warehouse_id in (None, each.warehouse_id))

    def at(self, seat: Seat, warehouse_id: UUID | None = None) -> tuple[Place, ...]:
        """The workstations of a kind; with a warehouse only those there."""
        return tuple(each for each in self.places if each.seat is seat and warehouse_id in (None, each.warehouse_id))


def fill_people(connection: Connection, seed: int, at: datetime, firm: Firm) -> Staff:
    """Writes users with roles, badges and secrets, and the devices."""
    ids, batch = Ids(seed, "people"), Batch(connection)
    passwords = {account.login: account.password for account in ACCOUNTS.values()}
    known = [
        (account.login, account.person, role, 0 if account.seat == Seat.BENCH else None)
        for role, account in ACCOUNTS.items()
    ]
    pin_hash = hash_password(PIN)
    persons, places = [], []
    for number, (login, name, role, where) in enumerate((*known, *_OTHERS), start=1):
        warehouse_id = None if where is None else firm.warehouses[where].id
        person = Person(ids.next(at), name, role, warehouse_id)
        persons.append(person)
        badge = f"~BDG-{number:04d}" if role in _HAVE_BADGES else None
        batch.add(
            people.user,
            {"id": person.id, "login": login, "name": name, "badge": badge, "active": True, "version": 1},
        )
        batch.add(
            people.user_role,
            {
                "id": ids.next(at),
                "user_id": person.id,
                "company_id": None,
                "warehouse_id": warehouse_id,
                "role": str(role),
            },
        )
        if login in passwords:
            batch.add(
                people.user_secret,
                {
                    "user_id": person.id,
                    "password_hash": hash_password(passwords[login]),
                    "pin_hash": pin_hash if badge else None,
                    "failed": 0,
                    "blocked_until": None,
                },
            )
    for serial, (name, seat, where) in enumerate(_DEVICES):
        warehouse_id = None if where is None else firm.warehouses[where].id
        place = Place(ids.next(at), device_code(serial), seat, warehouse_id)
        places.append(place)
        _add_device(batch, place, name, at)
    batch.flush()
    hub = Place(HUB_DEVICE_ID, HUB_DEVICE_CODE, Seat.OFFICE, None)
    return Staff(tuple(persons), tuple(places), hub)


def _add_device(batch: Batch, place: Place, name: str, at: datetime) -> None:
    batch.add(
        people.device,
        {
            "id": place.id,
            "code": place.code,
            "name": name,
            "seat": str(place.seat),
            "company_id": None,
            "warehouse_id": place.warehouse_id,
            "bench_mode": "verify_known",
            "enrolled_at": at,
            "revoked_at": None,
            "version": 1,
        },
    )
    batch.add(
        people.device_state,
        {
            "device_id": place.id,
            # No secret has this hash: nobody can pass for a workstation of the history.
            "secret_hash": bytes(32),
            "last_n": 0,
            "program": "demo",
            "cursor": 0,
            "seen_at": None,
        },
    )
