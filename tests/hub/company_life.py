"""A whole company at work: a hub on either database, workstations with caches and journals of their own, lines that
fail.

A person says what their workstation lets them say of what it shows, which may be behind the hub by now.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Table, select

from db.cache import cache_tables
from db.engine import open_engine, parse_url
from db.store import Store
from db.tables import orders, parcels, people, work
from orderdesk.clock import SetClock
from orderdesk.commands import Command, OpenSession
from orderdesk.documents.document import Document, Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.parcels import Parcel
from orderdesk.documents.shelf import Shelf
from orderdesk.domain import numbers
from orderdesk.errors import Refused, Unreachable
from orderdesk.hub.execute import Executor
from orderdesk.ids import new_id
from orderdesk.sync import Workstation
from orderdesk.sync.transport import SignedIn
from tests.hub.commit_watch import CommitWatch
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub, NearTransport
from tests.sync.world import Place, enrolled

Thing = TypeVar("Thing")

#: The workstations: seat, warehouse and who works there.
SEATS: dict[str, tuple[str, UUID | None, tuple[str, ...]]] = {
    "C1": ("office", None, ("sales", "supervisor", "finance", "admin")),
    "D1": ("bench", company.BENCH_WAREHOUSE, ("packer",)),
    "D2": ("bench", company.BENCH_WAREHOUSE, ("packer2", "supervisor")),
}
USERS = {
    login: company.name(f"user:{login}") for login in ("sales", "supervisor", "finance", "admin", "packer", "packer2")
}


@dataclass(frozen=True)
class Beginning:
    """What every life starts from: a database with the company and its first orders, workstations that have them."""

    at: datetime
    folders: Path
    people: dict[str, dict[str, SignedIn]]


@dataclass(frozen=True, slots=True)
class Draw:
    """Three numbers that choose to what something is done. `fits`: to something for which it is about time."""

    first: int
    second: int
    third: int
    fits: bool = True

    def of(self, things: list[Thing]) -> Thing:
        """One of several."""
        return things[self.first % len(things)]


class View:
    """What somebody has before their eyes: a workstation's cache, or the hub's own tables."""

    def __init__(self, life: Life, connection: Connection, place: Place | None) -> None:
        self.life, self.place = life, place
        self.now = life.clock.now()
        self.connection = connection
        self._shelf = Shelf(connection, cached=place is not None)

    def table(self, hub_table: Table) -> Table:
        """The table as it is here."""
        return hub_table if self.place is None else cache_tables[hub_table.name]

    def load(self, kind: str, document_id: UUID) -> Document:
        """A document that is here."""
        found = self._shelf.load(Key(kind, document_id))
        assert found is not None
        return found

    def shipment(self, draw: Draw, *nodes: str, **wanted: Any) -> tuple[Order, Shipment] | None:
        """An order and one of its shipments: one at these nodes with these values,
        where the draw fits and there is one."""
        table = self.table(orders.shipment)
        rows = list(self.connection.execute(select(table).order_by(table.c.shipment_no, table.c.id)))
        fitting = [
            row
            for row in rows
            if (not nodes or row.node in nodes) and all(getattr(row, name) == value for name, value in wanted.items())
        ]
        found = fitting if draw.fits else rows
        if not found:
            return None
        row = draw.of(found)
        order = self.load("order", row.order_id)
        assert isinstance(order, Order)
        shipment = order.shipment(row.id)
        assert shipment is not None
        return order, shipment

    def order(self, draw: Draw, *nodes: str) -> Order | None:
        """An order with a shipment at one of these nodes, as `shipment` chooses it."""
        found = self.shipment(draw, *nodes)
        return None if found is None else found[0]

    def parcel(self, draw: Draw, state: str, suits: Callable[[Parcel], bool] = lambda parcel: True) -> Parcel | None:
        """A parcel: in this state and suiting, where the draw fits."""
        table = self.table(parcels.parcel)
        query = select(table.c.id).order_by(table.c.parcel_no)
        if draw.fits:
            query = query.where(table.c.state == state)
        boxes = [self.load("parcel", each) for each in self.connection.execute(query).scalars().all()]
        found = [each for each in boxes if isinstance(each, Parcel) and (not draw.fits or suits(each))]
        return draw.of(found) if found else None

    def waybill_ids(self, shipment: Shipment) -> tuple[UUID, ...]:
        """The waybills that travel with a shipment, as far as known here."""
        contents, bindings = self.table(parcels.parcel_content), self.table(parcels.binding)
        query = (
            select(bindings.c.waybill_id)
            .join(contents, contents.c.parcel_id == bindings.c.parcel_id)
            .where(contents.c.shipment_id == shipment.id, bindings.c.to_at.is_(None))
            .distinct()
        )
        return tuple(sorted(self.connection.execute(query).scalars(), key=lambda each: each.int))

    def task_id(self, draw: Draw) -> UUID | None:
        """A task, an open one where the draw fits."""
        table = self.table(work.task)
        query = select(table.c.id).order_by(table.c.opened_at, table.c.id)
        found = list(self.connection.execute(query.where(table.c.done_at.is_(None)) if draw.fits else query).scalars())
        return draw.of(found) if found else None

    def new_id(self) -> UUID:
        """A fresh id."""
        return new_id(self.now)

    def number(self, kind: str) -> str:
        """A fresh order or parcel number of this workstation."""
        assert self.place is not None
        make = numbers.order_no if kind == "order" else numbers.parcel_no
        return make(company.START.date(), self.place.code, self.life.count())


Move = Callable[[View, Draw], Command | None]


class Life:
    """The company while a history is played."""

    def __init__(self, beginning: Beginning, database_url: str, folder: Path) -> None:
        self.clock = SetClock(beginning.at)
        self.story: list[str] = []
        self.counter = 0
        store = Store(open_engine(parse_url(database_url), synchronous="NORMAL", pool_size=2))
        self.watch = CommitWatch(store)
        self.hub = NearHub(store, self.clock)
        self.hub.executor = Executor(store, self.clock, on_commit=self.watch.committed)
        shutil.copytree(beginning.folders, folder, dirs_exist_ok=True)
        self.places: list[Place] = []
        for code, people_here in beginning.people.items():
            place = Place(code, folder / code, SEATS[code][2], company.name(f"device:{code}"), people=dict(people_here))
            place.window = Workstation.open(place.folder, self.line_of(place), clock=self.clock)
            self.places.append(place)

    def line_of(self, place: Place) -> Callable[[], NearTransport]:
        """What carries a workstation's calls, as long as it is not cut off."""

        def fault(call: str) -> None:
            if place.cut_off:
                raise Unreachable("cut off")

        return lambda: NearTransport(lambda: self.hub, fault)

    def close(self) -> None:
        """Closes every file."""
        for place in self.places:
            self.window_of(place).close()
        self.hub.store.close()

    def window_of(self, place: Place) -> Workstation:
        """A workstation's program."""
        assert place.window is not None
        return place.window

    def count(self) -> int:
        """The next number."""
        self.counter += 1
        return self.counter

    # Saying

    def say(self, code: str, login: str, move: Move, draw: Draw) -> None:
        """Somebody says something at a workstation, of what is to be seen there; sent at once unless it is cut off."""
        place = next(each for each in self.places if each.code == code)
        window = self.window_of(place)
        who = place.people[login]
        window.assume(who)
        self.clock.advance(seconds=7)
        with window.reading() as connection:
            command = move(View(self, connection, place), draw)
        if command is None:
            return
        if isinstance(command, OpenSession):
            who = place.people[login] = replace(who, session_id=command.session_id)
            window.assume(who)
        try:
            spoken = window.say(command)
        except Refused as refusal:
            self._note(f"{code}: {login}", command, f"here {refusal.code}")
            return
        place.said[spoken.id] = command
        self.story.append(f"{code}: {login} says {command!r}")
        self.sync(place)

    def own(self, move: Move, draw: Draw) -> None:
        """The hub's own word, of what it has."""
        self.clock.advance(seconds=7)
        with self.hub.store.read() as connection:
            command = move(View(self, connection, None), draw)
        if command is not None:
            outcome = self.hub.executor.run_own(company.HUB_DEVICE, command)
            self._note("hub", command, outcome.code or "accepted")

    def _note(self, who: str, command: Command, result: str) -> None:
        self.story.append(f"{who} says {command!r}: {result}")

    def sync(self, place: Place) -> None:
        """A workstation exchanges with the hub what there is."""
        if not place.cut_off:
            self.window_of(place).sync_once()

    def settle(self) -> None:
        """Everybody is back, and everything is said and heard."""
        for place in self.places:
            place.cut_off = False
        for _ in range(2):
            for place in self.places:
                self.sync(place)


def begin(database_url: str, folder: Path, at: datetime) -> Beginning:
    """Enrols the workstations on a database with a company, and fetches what they are to hold."""
    store = Store(open_engine(parse_url(database_url), synchronous="NORMAL", pool_size=2))
    known: dict[str, dict[str, SignedIn]] = {}
    with store.write() as connection:
        for code, (seat, warehouse_id, logins) in SEATS.items():
            device_id = company.add_device(connection, code, seat, warehouse_id)
            known[code] = {login: company.open_session(connection, login, device_id) for login in logins}
            enrolled(folder / code, Shelf(connection).load(Key("device", device_id)))
    hub = NearHub(store, SetClock(at))
    for code in SEATS:
        window = Workstation.open(folder / code, lambda: NearTransport(lambda: hub), clock=SetClock(at))
        window.sync_once()
        window.close()
    with store.write() as connection:
        connection.execute(people.session.update().values(verified_at=at - timedelta(hours=1)))
    store.close()
    return Beginning(at, folder, known)
