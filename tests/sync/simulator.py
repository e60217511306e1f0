"""Random histories over the product's own workstation, handlers and files: only transport and clock are stand-ins.

A history is a seed. Three workstations (a desk, two benches), each with a window side and a sync side on one folder,
work against one hub while requests, answers and whole processes are lost, repeated, delayed and crashed at their
commits.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select, update

from db.engine import open_engine, sqlite_url
from db.journal import said
from db.prepared import Prepared
from db.store import Store
from db.tables import log, orders, people
from orderdesk.clock import SetClock
from orderdesk.documents.document import Document, Key, Scope
from orderdesk.documents.masters import Device
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Refused, Unreachable
from orderdesk.hub import changelog
from orderdesk.sync import Workstation
from orderdesk.sync.transport import BootstrapNeeded, Page
from tests.sync import asks, planted, promises
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub
from tests.sync.world import (
    FEWEST_STEPS,
    MOST_STEPS,
    OTHER,
    SEATS,
    Broken,
    Bugs,
    Crash,
    Faults,
    FaultyTransport,
    Place,
    beginning,
    copy_database,
)

_SAID = Prepared(select(said.c.id))


class History:
    """One seeded run. `run` raises Broken with the seed's story when a promise is not kept."""

    def __init__(self, seed: int, folder: Path, *, bugs: Bugs | None = None, faults: Faults | None = None) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.folder = folder
        self.bugs = bugs or Bugs()
        self.faults = faults or Faults()
        self.quiet = False
        self.clock = SetClock(company.START)
        self.story: list[str] = []
        self._countdown: int | None = None
        self._between: Callable[[], None] | None = None
        self.pages: dict[str, Page] = {}
        self._backup: Path | None = None
        self.counter = 0
        self.hub_path = folder / "hub.db"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(beginning().hub, self.hub_path)
        self.hub = self._open_hub()
        self.places = [self._place(code) for code in SEATS]

    # The world

    def _open_hub(self) -> NearHub:
        hub = NearHub(Store(open_engine(sqlite_url(self.hub_path), synchronous="NORMAL")), self.clock)
        hub.minds_epoch = not self.bugs.epoch_ignored
        if self.bugs.no_deduplication:
            planted.forget_known(hub)
        return hub

    def _place(self, code: str) -> Place:
        start = beginning()
        folder = self.folder / code
        folder.mkdir()
        shutil.copyfile(start.journals[code], folder / "journal.db")
        known = start.people[code]
        return Place(code, folder, tuple(known), company.name(f"device:{code}"), people=dict(known))

    def _open(self, place: Place) -> Workstation:
        opened = Workstation.open(
            place.folder, lambda: FaultyTransport(self, place), clock=self.clock, points=self._point
        )
        if self.bugs.overlay_dropped_at_answer:
            planted.drop_overlay_early(opened._engine)
        if self.bugs.page_not_tied_to_cursor:
            planted.untie_pages(opened._engine)
        if self.bugs.epoch_ignored:
            planted.ignore_epoch(opened._engine)
        if self.bugs.journal_before_cache:
            planted.journal_first(opened._engine)
        return opened

    def _device(self, place: Place) -> Device:
        with self.hub.store.read() as connection:
            found = Shelf(connection).load(Key("device", place.device_id))
        assert isinstance(found, Device)
        return found

    def _point(self, name: str) -> None:
        """A commit point of some process: here it may die, or the other process of the workstation may get its turn."""
        if self._between is not None and name == "journal.after":
            between, self._between = self._between, None
            between()
        if self._countdown is not None:
            self._countdown -= 1
            if self._countdown < 0:
                self._countdown = None
                self.story.append(f"crash at {name}")
                raise Crash(name)

    # Running

    def run(self) -> None:
        """Plays the history, then lets everything come to rest, and checks the promises."""
        try:
            for step in range(self.random.randint(FEWEST_STEPS, MOST_STEPS)):
                self.clock.advance(seconds=self.random.randrange(1, 40))
                self._step(step)
                promises.check_step(self)
            self._come_to_rest()
            promises.check_end(self)
        except Broken as error:
            raise Broken(f"seed {self.seed}: {error}\n" + "\n".join(self.story)) from error
        finally:
            self.close()

    def close(self) -> None:
        """Closes every file."""
        for place in self.places:
            for side in (place.window, place.sync):
                if side is not None:
                    side.close()
        self.hub.store.close()

    def _step(self, step: int) -> None:
        place = self.random.choice(self.places)
        roll = self.random.random()
        if step < 3 or roll < 0.52:
            self._say(self.places[0] if step < 3 else place)
        elif roll < 0.58:
            self._hub_says()
        elif roll < 0.58 + self.faults.upset:
            self._upset(place)
        else:
            self._sync(place)
        if self.random.random() < 0.5:
            self._sync(self.random.choice(self.places))

    def _say(self, place: Place) -> None:
        window = self.window_of(place)
        if not window._engine.has_cache:
            self._sync(place)
            return
        login = self.random.choice(place.logins)
        window.assume(place.people[login])
        possible = list(asks.place_menu(self, place, window, login))
        if not possible:
            return
        kind = self.random.choice(sorted({ask.kind for ask in possible}))
        command = self.random.choice([ask for ask in possible if ask.kind == kind])
        if self.random.random() < self.faults.crash:
            self._countdown = self.random.randrange(0, 4)
        elif self.random.random() < self.faults.between:
            self._between = lambda: self._interleave(place)
        try:
            spoken = window.say(command)
        except Refused as refusal:
            self.story.append(f"{place.code} refused here {command.kind} {refusal.code}")
        except Crash:
            self._lose_window(place)
        else:
            place.said[spoken.id] = command
            self.story.append(f"{place.code} says {spoken.n} {command.kind} ({login})")
        self._countdown = self._between = None

    def _interleave(self, place: Place) -> None:
        """The sync process gets its turn between two commits of the window's, if the files let it."""
        window = place.window
        assert window is not None
        probe = sqlite3.connect(window._engine.cache.path, timeout=0, isolation_level=None)
        try:
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return  # the window holds the cache, as it should
        finally:
            probe.close()
        self.story.append(f"{place.code} sync gets in between")
        sync = self._syncing(place)
        sync._engine.recover()

    def _lose_window(self, place: Place) -> None:
        if place.window is not None:
            place.window.close()
        place.window = None

    def window_of(self, place: Place) -> Workstation:
        place.stirred = True
        if place.window is None:
            place.window = self._open(place)
            self._collect(place)
        place.window.reopen()
        return place.window

    def _syncing(self, place: Place) -> Workstation:
        place.stirred = True
        if place.sync is None:
            place.sync = self._open(place)
        return place.sync

    def _collect(self, place: Place) -> None:
        """What a window wrote down before it crashed counts as said, although it never heard so."""
        assert place.window is not None
        with place.window._engine.journal.store.read() as journal:
            for row in _SAID.all(journal, {}):
                if row.id not in place.said:
                    place.said[row.id] = OTHER

    def _sync(self, place: Place) -> None:
        if self.random.random() < self.faults.crash and not self.quiet:
            self._countdown = self.random.randrange(0, 12)
        try:
            self._syncing(place).sync_once()
            self.story.append(f"{place.code} synced")
        except Unreachable:
            self.story.append(f"{place.code} found no hub")
        except BootstrapNeeded as error:
            self.story.append(f"{place.code} must bootstrap again: {error}")
        except Crash:
            if place.sync is not None:
                place.sync.close()
            place.sync = None
        self._countdown = None

    def _upset(self, place: Place) -> None:
        kind = self.random.choice((0, 1, 2, 4, 5, *((3,) * self.faults.restore)))
        if kind == 0:
            place.cut_off = not place.cut_off
            self.story.append(f"{place.code} {'cut off' if place.cut_off else 'back'}")
        elif kind == 1:
            self._bootstrap(place)
        elif kind == 2:
            self._back_up()
        elif kind == 3:
            self._restore()
        elif kind == 4:
            self._move_seat(self.random.choice(self.places[1:]))
        else:
            self._move_shipment()

    def _bootstrap(self, place: Place) -> None:
        sync = self._syncing(place)
        self.story.append(f"{place.code} fetches a snapshot")
        try:
            sync._engine.bootstrap(sync._line.connect())
            if place.window is not None:
                place.window.reopen()
            sync._engine.sweep()
        except (Unreachable, BootstrapNeeded):
            return

    def _back_up(self) -> None:
        self._backup = self.folder / "backup.db"
        self.story.append("hub backed up")
        copy_database(self.hub_path, self._backup)

    def _restore(self) -> None:
        if self._backup is None:
            self._back_up()
            return
        self.story.append("hub restored from backup")
        if self.random.random() < 0.5:  # somebody sleeps through it and wakes when the hub has moved on
            self.random.choice(self.places).cut_off = True
        self.hub.store.close()
        copy_database(self._backup, self.hub_path)
        self.hub = self._open_hub()
        with self.hub.store.write() as connection:
            connection.execute(update(log.log_head).values(epoch=f"epoch{self.random.randrange(10**6)}"))
            for place in self.places:
                for login in place.logins:
                    known = select(people.session.c.id).where(people.session.c.id == place.people[login].session_id)
                    assert connection.execute(known).first() is not None

    def _move_seat(self, place: Place) -> None:
        device = self._device(place)
        there = company.WMS_WAREHOUSE if device.warehouse_id == company.BENCH_WAREHOUSE else company.BENCH_WAREHOUSE
        device.warehouse_id = there
        self.story.append(f"{place.code} moves to another warehouse")
        self._write(device, None)

    def _move_shipment(self) -> None:
        """Somebody at the hub moves a shipment to another warehouse: out of one bench's scope and into another's."""
        with self.hub.store.read() as connection:
            found = connection.execute(
                select(orders.shipment.c.order_id).where(orders.shipment.c.node == "allocated").limit(1)
            ).scalar()
            order = None if found is None else Shelf(connection).load(Key("order", found))
        if not isinstance(order, Order):
            return
        before = order.scope()
        for shipment in order.shipments:
            other = shipment.warehouse_id == company.BENCH_WAREHOUSE
            shipment.warehouse_id = company.WMS_WAREHOUSE if other else company.BENCH_WAREHOUSE
        self.story.append("a shipment moves to another warehouse")
        self._write(order, before)

    def _write(self, document: Document, before: Scope | None) -> None:
        with self.hub.store.write() as connection:
            Shelf(connection).save(document)
            entry = changelog.Entry(document, before)
            rows = changelog.prepare([entry], at=self.clock.now(), command_id=None)
            changelog.append(connection, changelog.take_seq(connection), rows)

    def _hub_says(self) -> None:
        possible = list(asks.hub_menu(self))
        if possible:
            command = self.random.choice(possible)
            outcome = self.hub.executor.run_own(company.HUB_DEVICE, command)
            self.story.append(f"hub says {command.kind} {outcome.status} {outcome.code}")

    def _come_to_rest(self) -> None:
        self.quiet = True
        self.story.append("everything comes to rest")
        for place in self.places:
            place.cut_off = False
        for _ in range(4):
            for place in self.places:
                self.window_of(place)
                self._sync(place)
                self.window_of(place)
            if all(promises.is_level(self, place) for place in self.places):
                return
