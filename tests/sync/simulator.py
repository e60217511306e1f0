"""Random histories over the product's own workstation, handlers and files: only transport and clock are stand-ins.

A history is a seed. Three workstations (a desk, two benches), each with a window side and a sync side on one folder, work
against one hub while requests, answers and whole processes are lost, repeated, delayed and crashed at their commits.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from db.cache import cache_tables
from db.engine import open_engine, sqlite_url
from db.journal import said
from db.store import Store
from db.tables import log, orders, parcels, people, stock
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AddNote,
    AllocateOrder,
    BindWaybill,
    CancelOrder,
    CloseParcel,
    Command,
    ConfirmShipped,
    HandOver,
    OpenParcel,
    RecordCourierEvent,
    ReviewOrder,
    ShippedItem,
    ShippedParcel,
    UnbindWaybill,
    VerifyItem,
)
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Key, Scope
from orderdesk.documents.masters import Device
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Parcel
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Refused, Unreachable
from orderdesk.hub import changelog
from orderdesk.hub.execute import Outcome, Said
from orderdesk.ids import derived_id, new_id
from orderdesk.sync import Workstation
from orderdesk.sync.cache import Pristine, parse, write_meta
from orderdesk.sync.engine import Engine
from orderdesk.sync.journal import OpenCommand
from orderdesk.sync.rebase import closure, rebase
from orderdesk.sync.transport import BootstrapNeeded, Page, PageRow, Result, SignedIn
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub, NearTransport

WAYBILLS = tuple(f"SF13856287167{number:02}" for number in range(6))
FEWEST_STEPS = 8
MOST_STEPS = 30
PIECE = 1_000
READY_ORDERS = 3


class Crash(Exception):
    """A process dies here."""


class Broken(AssertionError):
    """A promise was not kept."""


@dataclass
class Bugs:
    """Defects that a run can be told to have, so that the oracle is proven. See tests/sync/test_planted_bugs.py."""

    no_deduplication: bool = False
    page_not_tied_to_cursor: bool = False
    overlay_dropped_at_answer: bool = False
    journal_before_cache: bool = False
    epoch_ignored: bool = False


@dataclass
class Faults:
    """What may go wrong, as chances per call."""

    lost: float = 0.12
    answer_lost: float = 0.12
    duplicated: float = 0.08
    stale: float = 0.12
    crash: float = 0.15
    upset: float = 0.10
    restore: int = 1
    between: float = 0.4


@dataclass
class Station:
    """One workstation: a window side that says and a sync side that moves, on one folder."""

    code: str
    folder: Path
    logins: tuple[str, ...]
    device_id: UUID
    window: Workstation | None = None
    sync: Workstation | None = None
    cut_off: bool = False
    people: dict[str, SignedIn] = field(default_factory=dict)
    reached: tuple[str, int] = ("", 0)
    said: dict[UUID, Command] = field(default_factory=dict)


@lru_cache(maxsize=1)
def template() -> Path:
    """A hub database of the small company with its devices and sessions, made once a process."""
    path = Path(mkdtemp(prefix="orderdesk-simulator-")) / "hub.db"
    store = Store(open_engine(sqlite_url(path), synchronous="NORMAL"))
    with store.write() as connection:
        company.create_company(connection)
        company.add_device(connection, "A1", "desk", None)
        company.add_device(connection, "B1", "bench", company.BENCH_WAREHOUSE)
        company.add_device(connection, "B2", "bench", company.BENCH_WAREHOUSE)
    hub = NearHub(store, SetClock(company.START))
    for number in range(READY_ORDERS):
        order = company.an_order(
            company.name(f"ready:{number}"), "00", number + 1, sku=number, quantity=(number + 1) * PIECE
        )
        asks = (order, ReviewOrder(order_id=order.order_id), AllocateOrder(order_id=order.order_id))
        assert all(hub.executor.run_own(company.HUB_DEVICE, ask).status == "accepted" for ask in asks)
    store.close()
    return path


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
        self._pages: dict[str, Page] = {}
        self._backup: Path | None = None
        self._counter = 0
        self.hub_path = folder / "hub.db"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(template(), self.hub_path)
        self.hub = self._open_hub()
        self.stations = [
            self._station("A1", ("sales", "supervisor")),
            self._station("B1", ("packer",)),
            self._station("B2", ("packer2",)),
        ]

    # The world

    def _open_hub(self) -> NearHub:
        hub = NearHub(Store(open_engine(sqlite_url(self.hub_path), synchronous="NORMAL")), self.clock)
        hub.minds_epoch = not self.bugs.epoch_ignored
        if self.bugs.no_deduplication:
            _forget_known(hub)
        return hub

    def _station(self, code: str, logins: tuple[str, ...]) -> Station:
        found = Station(code, self.folder / code, logins, company.name(f"device:{code}"))
        with self.hub.store.write() as connection:
            for login in logins:
                found.people[login] = company.open_session(connection, login, found.device_id)
        return found

    def _open(self, station: Station) -> Workstation:
        if not (station.folder / "journal.db").exists():
            self._enrol(station)
        opened = Workstation.open(
            station.folder, lambda: FaultyTransport(self, station), clock=self.clock, points=self._point
        )
        if self.bugs.overlay_dropped_at_answer:
            _drop_overlay_early(opened._engine)
        if self.bugs.page_not_tied_to_cursor:
            _untie_pages(opened._engine)
        if self.bugs.epoch_ignored:
            _ignore_epoch(opened._engine)
        if self.bugs.journal_before_cache:
            _journal_first(opened._engine)
        return opened

    def _enrol(self, station: Station) -> None:
        device = self._device(station)
        engine = Engine(station.folder, self.clock)
        with engine.journal.store.write() as journal:
            engine.journal.note(
                journal,
                device_id=str(station.device_id),
                device_code=station.code,
                device_name=station.code,
                secret="",
                seat=device.seat,
                warehouse_id=str(device.warehouse_id or ""),
                company_id=str(device.company_id or ""),
            )
        engine.close()

    def _device(self, station: Station) -> Device:
        with self.hub.store.read() as connection:
            found = Shelf(connection).load(Key("device", station.device_id))
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
                self._check_overlays()
            self._come_to_rest()
            self._check()
        except Broken as error:
            raise Broken(f"seed {self.seed}: {error}\n" + "\n".join(self.story)) from error
        finally:
            self.close()

    def close(self) -> None:
        """Closes every file."""
        for station in self.stations:
            for side in (station.window, station.sync):
                if side is not None:
                    side.close()
        self.hub.store.close()

    def _step(self, step: int) -> None:
        station = self.random.choice(self.stations)
        roll = self.random.random()
        if step < 3 or roll < 0.52:
            self._say(self.stations[0] if step < 3 else station)
        elif roll < 0.58:
            self._hub_says()
        elif roll < 0.58 + self.faults.upset:
            self._upset(station)
        else:
            self._sync(station)
        if self.random.random() < 0.5:
            self._sync(self.random.choice(self.stations))

    def _say(self, station: Station) -> None:
        window = self._window(station)
        if not window._engine.has_cache:
            self._sync(station)
            return
        login = self.random.choice(station.logins)
        window.assume(station.people[login])
        asks = list(self._menu(station, window, login))
        if not asks:
            return
        kind = self.random.choice(sorted({ask.kind for ask in asks}))
        command = self.random.choice([ask for ask in asks if ask.kind == kind])
        if self.random.random() < self.faults.crash:
            self._countdown = self.random.randrange(0, 4)
        elif self.random.random() < self.faults.between:
            self._between = lambda: self._interleave(station)
        try:
            spoken = window.say(command)
        except Refused as refusal:
            self.story.append(f"{station.code} refused here {command.kind} {refusal.code}")
        except Crash:
            self._lose_window(station)
        else:
            station.said[spoken.id] = command
            self.story.append(f"{station.code} says {spoken.n} {command.kind} ({login})")
        self._countdown = self._between = None

    def _interleave(self, station: Station) -> None:
        """The sync process gets its turn between two commits of the window's, if the files let it."""
        window = station.window
        assert window is not None
        probe = sqlite3.connect(window._engine.cache.path, timeout=0, isolation_level=None)
        try:
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return  # the window holds the cache, as it should
        finally:
            probe.close()
        self.story.append(f"{station.code} sync gets in between")
        sync = self._syncing(station)
        sync._engine.recover()

    def _lose_window(self, station: Station) -> None:
        if station.window is not None:
            station.window.close()
        station.window = None

    def _window(self, station: Station) -> Workstation:
        if station.window is None:
            station.window = self._open(station)
            self._collect(station)
        station.window.reopen()
        return station.window

    def _syncing(self, station: Station) -> Workstation:
        if station.sync is None:
            station.sync = self._open(station)
        return station.sync

    def _collect(self, station: Station) -> None:
        """What a window wrote down before it crashed counts as said, although it never heard so."""
        assert station.window is not None
        with station.window._engine.journal.store.read() as journal:
            for row in journal.execute(select(said)):
                if row.id not in station.said:
                    station.said[row.id] = _OTHER

    def _sync(self, station: Station) -> None:
        if self.random.random() < self.faults.crash and not self.quiet:
            self._countdown = self.random.randrange(0, 12)
        try:
            self._syncing(station).sync_once()
            self.story.append(f"{station.code} synced")
        except Unreachable:
            self.story.append(f"{station.code} found no hub")
        except BootstrapNeeded as error:
            self.story.append(f"{station.code} must bootstrap again: {error}")
        except Crash:
            if station.sync is not None:
                station.sync.close()
            station.sync = None
        self._countdown = None

    def _upset(self, station: Station) -> None:
        kind = self.random.choice((0, 1, 2, 4, 5, *((3,) * self.faults.restore)))
        if kind == 0:
            station.cut_off = not station.cut_off
            self.story.append(f"{station.code} {'cut off' if station.cut_off else 'back'}")
        elif kind == 1:
            self._bootstrap(station)
        elif kind == 2:
            self._back_up()
        elif kind == 3:
            self._restore()
        elif kind == 4:
            self._move_seat(self.random.choice(self.stations[1:]))
        else:
            self._move_shipment()

    def _bootstrap(self, station: Station) -> None:
        sync = self._syncing(station)
        self.story.append(f"{station.code} fetches a snapshot")
        try:
            sync._engine.bootstrap(sync._connect())
            if station.window is not None:
                station.window.reopen()
            sync._engine.sweep()
        except (Unreachable, BootstrapNeeded):
            return

    def _back_up(self) -> None:
        self._backup = self.folder / "backup.db"
        self.story.append("hub backed up")
        _copy_database(self.hub_path, self._backup)

    def _restore(self) -> None:
        if self._backup is None:
            self._back_up()
            return
        self.story.append("hub restored from backup")
        if self.random.random() < 0.5:  # somebody sleeps through it and wakes when the hub has moved on
            self.random.choice(self.stations).cut_off = True
        self.hub.store.close()
        _copy_database(self._backup, self.hub_path)
        self.hub = self._open_hub()
        with self.hub.store.write() as connection:
            connection.execute(update(log.log_head).values(epoch=f"epoch{self.random.randrange(10**6)}"))
            for station in self.stations:
                for login in station.logins:
                    known = select(people.session.c.id).where(people.session.c.id == station.people[login].session_id)
                    assert connection.execute(known).first() is not None

    def _move_seat(self, station: Station) -> None:
        device = self._device(station)
        there = company.WMS_WAREHOUSE if device.warehouse_id == company.BENCH_WAREHOUSE else company.BENCH_WAREHOUSE
        device.warehouse_id = there
        self.story.append(f"{station.code} moves to another warehouse")
        self._write(device, None)

    def _move_shipment(self) -> None:
        """Somebody at the hub moves a shipment to another warehouse: it leaves one bench's scope and enters another's."""
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
        asks = list(self._hub_menu())
        if asks:
            command = self.random.choice(asks)
            outcome = self.hub.executor.run_own(company.HUB_DEVICE, command)
            self.story.append(f"hub says {command.kind} {outcome.status} {outcome.code}")

    # What may be said

    def _menu(self, station: Station, window: Workstation, login: str) -> Iterator[Command]:
        with window.reading() as connection:
            shelf = Shelf(connection, cached=True)
            found = [shelf.load(Key("order", each)) for each in _ids(connection, "order")]
            boxes = [shelf.load(Key("parcel", each)) for each in _ids(connection, "parcel")]
        held = [each for each in found if isinstance(each, Order)]
        packed = [each for each in boxes if isinstance(each, Parcel)]
        if login == "sales":
            self._counter += 1
            quantity = self.random.choice((1, 1, 2, 3, 60)) * PIECE
            yield company.an_order(
                company.name(f"order:{self.seed}:{self._counter}"),
                station.code,
                self._counter,
                sku=self.random.randrange(3),
                quantity=quantity,
            )
        for order in held:
            yield AddNote(order_id=order.id, text=f"note {self.random.randrange(1000)}")
            if login == "supervisor":
                yield ReviewOrder(order_id=order.id)
                yield AllocateOrder(order_id=order.id)
            if login in ("sales", "supervisor") and self.random.random() < 0.2:
                yield CancelOrder(order_id=order.id, reason="customer")
        if login.startswith("packer"):
            yield from self._bench_menu(window, held, packed)

    def _bench_menu(self, window: Workstation, held: list[Order], packed: list[Parcel]) -> Iterator[Command]:
        for order in held:
            for shipment in order.shipments:
                yield OpenParcel(
                    parcel_id=window.new_id(),
                    parcel_no=window.next_parcel_no(),
                    order_id=order.id,
                    shipment_id=shipment.id,
                )
            for parcel in packed:
                for line in order.shipment_lines:
                    quantity = self.random.choice((1, 1, 2, -1)) * PIECE
                    yield VerifyItem(
                        parcel_id=parcel.id, order_id=order.id, shipment_line_id=line.id, quantity=quantity
                    )
        for parcel in packed:
            number = self.random.choice(WAYBILLS)
            yield BindWaybill(parcel_id=parcel.id, carrier_code="shunfeng", waybill_no=number)
            yield UnbindWaybill(parcel_id=parcel.id, carrier_code="shunfeng", waybill_no=number)
            if parcel.contents:
                inside = tuple(parcel.order_ids())
                yield CloseParcel(parcel_id=parcel.id, order_ids=inside)
                yield HandOver(parcel_ids=(parcel.id,), order_ids=inside)

    def _hub_menu(self) -> Iterator[Command]:
        with self.hub.store.read() as connection:
            shelf = Shelf(connection)
            for row in connection.execute(select(parcels.binding).where(parcels.binding.c.to_at.is_(None))).all():
                parcel = shelf.load(Key("parcel", row.parcel_id))
                if isinstance(parcel, Parcel) and parcel.contents:
                    yield RecordCourierEvent(
                        carrier_code=row.carrier_code,
                        waybill_no=row.waybill_no,
                        order_ids=tuple(parcel.order_ids()),
                        event_at=self.clock.now(),
                        code=self.random.choice(("103", "1002", "501", "3", "204")),
                        text="scan",
                        source="kuaidi100",
                    )
            waiting = select(orders.shipment).where(
                orders.shipment.c.node == "allocated", orders.shipment.c.warehouse_id == company.WMS_WAREHOUSE
            )
            for shipment in connection.execute(waiting).all():
                order = shelf.load(Key("order", shipment.order_id))
                assert isinstance(order, Order)
                items = tuple(
                    ShippedItem(shipment_line_id=line.id, quantity=line.quantity)
                    for line in order.lines_of(shipment.id)
                )
                shipped = ShippedParcel(
                    parcel_no=f"W{shipment.shipment_no}",
                    carrier_code="shunfeng",
                    waybill_no=f"SFW{shipment.shipment_no}",
                    items=items,
                )
                yield ConfirmShipped(
                    order_id=order.id,
                    shipment_id=shipment.id,
                    company_id=order.company_id,
                    occurred_at=self.clock.now(),
                    parcels=(shipped,),
                )

    # The end

    def _come_to_rest(self) -> None:
        self.quiet = True
        self.story.append("everything comes to rest")
        for station in self.stations:
            station.cut_off = False
        for _ in range(4):
            for station in self.stations:
                self._window(station)
                self._sync(station)
                self._window(station)

    def _check_overlays(self) -> None:
        """A note that its own workstation does not hold refused stands on its screen from the first moment on."""
        for station in self.stations:
            window = station.window
            if window is None or not window._engine.has_cache:
                continue
            window.reopen()
            self._check_cursor(station, window._engine)
            if station.sync is not None:
                self._check_shown(station, window._engine)
            with window._engine.journal.store.read() as journal:
                rows = journal.execute(
                    select(said.c.id, said.c.arguments, said.c.state, said.c.attention).where(said.c.kind == "add_note")
                )
                notes = [(row.id, UUID(row.arguments["order_id"]), row.state, row.attention) for row in rows]
            with window.reading() as connection:
                shelf = Shelf(connection, cached=True)
                for command_id, order_id, state, attention in notes:
                    order = shelf.load(Key("order", order_id))
                    if not isinstance(order, Order) or state in ("refused", "dismissed") or attention:
                        continue
                    times = sum(1 for note in order.notes if note.id == _note_id(command_id))
                    if times != 1:
                        raise Broken(f"{station.code} shows its own note {command_id} {times} times ({state})")

    def _check_cursor(self, station: Station, engine: Engine) -> None:
        """Within an epoch a workstation only ever moves on."""
        epoch, cursor = engine.epoch(), engine.cursor()
        if station.reached[0] == epoch and cursor < station.reached[1]:
            raise Broken(f"{station.code} went back from {station.reached[1]} to {cursor}")
        station.reached = (epoch, cursor)

    def _check_shown(self, station: Station, engine: Engine) -> None:
        """What is shown is the hub's documents with the open commands on top: running them again changes nothing."""
        try:
            with engine.cache.store.write() as connection, engine.journal.store.read() as journal:
                shelf = Shelf(connection, cached=True)
                keys = Pristine(connection, shelf).keys()
                if not keys:
                    return
                commands = engine.journal.open_commands(journal, engine.cursor_in(connection))
                touched = closure(keys, commands)
                shown = {key: shelf.load(key) for key in touched}
                rebase(connection, touched, commands, engine.here())
                for key in touched:
                    if _told(shown[key]) != _told(shelf.load(key)):
                        raise Broken(f"{station.code} shows {key} as its open commands do not make it")
                raise _NotForGood
        except _NotForGood:
            return

    def _check(self) -> None:
        self._check_log()
        for station in self.stations:
            self._check_station(station)
        self._check_stock()
        self._check_packed()

    def _check_log(self) -> None:
        with self.hub.store.read() as connection:
            head = changelog.read_head(connection)
            seqs = list(connection.execute(select(log.change.c.seq).distinct().order_by(log.change.c.seq)).scalars())
            if seqs != list(range(1, head.last + 1)):
                raise Broken("the log is not dense")
            versions: dict[Key, int] = {}
            rows = connection.execute(select(log.change).order_by(log.change.c.seq, log.change.c.pos))
            for row in rows:
                key = Key(row.kind, row.key)
                if row.version <= versions.get(key, 0):
                    raise Broken(f"{key} went back to version {row.version} at {row.seq}")
                versions[key] = row.version

    def _check_station(self, station: Station) -> None:
        window = self._window(station)
        with window._engine.journal.store.read() as journal:
            waiting = [row.n for row in journal.execute(select(said).where(said.c.state.in_(("queued", "sent"))))]
        if waiting:
            raise Broken(f"{station.code} still has {waiting} to send")
        with self.hub.store.read() as connection:
            done = {
                row.id: row
                for row in connection.execute(select(log.command).where(log.command.c.device_id == station.device_id))
            }
            last_n = connection.execute(
                select(people.device_state.c.last_n).where(people.device_state.c.device_id == station.device_id)
            ).scalar_one()
        if set(done) != set(station.said):
            lost, more = set(station.said) - set(done), set(done) - set(station.said)
            raise Broken(f"{station.code}: {len(lost)} commands lost, {len(more)} unknown ones at the hub")
        if sorted(row.n for row in done.values()) != list(range(1, last_n + 1)):
            raise Broken(f"{station.code}: the hub's numbers have a gap")
        self._check_cache(station, window)

    def _check_cache(self, station: Station, window: Workstation) -> None:
        seat = self.hub.seat_of(station.device_id)
        with window.reading() as mine, self.hub.store.read() as theirs:
            here, there = Shelf(mine, cached=True), Shelf(theirs)
            if Pristine(mine, here).keys():
                raise Broken(f"{station.code} keeps pristine documents with nothing open")
            for kind in KINDS.values():
                held = set(_ids(mine, kind.name))
                for document_id in theirs.execute(select(kind.table.c.id)).scalars():
                    document = there.load(Key(kind.name, document_id))
                    assert document is not None
                    copy = here.load(document.key)
                    held.discard(document_id)
                    if not seat.covers(document.scope()):
                        if copy is not None:
                            raise Broken(f"{station.code} holds {document.key} beyond its scope")
                        continue
                    wanted = parse(document.key, kind.mask(document.model_dump_json(), seat.seat))
                    if copy is None or copy.model_dump() != wanted.model_dump():
                        raise Broken(f"{station.code} differs from the hub on {document.key}")
                if held:
                    raise Broken(f"{station.code} holds {kind.name} that the hub does not have: {held}")

    def _check_stock(self) -> None:
        with self.hub.store.read() as connection:
            for row in connection.execute(select(stock.stock)):
                for table in (stock.reservation, stock.reservation_open):
                    total = connection.execute(
                        select(func.coalesce(func.sum(table.c.quantity), 0)).where(table.c.stock_id == row.id)
                    ).scalar_one()
                    if total != row.reserved:
                        raise Broken(f"{table.name} says {total}, the stock row {row.reserved}")
                if row.reserved > row.on_hand:
                    raise Broken("more is reserved than there is")

    def _check_packed(self) -> None:
        lines, contents = orders.shipment_line, parcels.parcel_content
        with self.hub.store.read() as connection:
            for row in connection.execute(select(lines)):
                inside = connection.execute(
                    select(func.coalesce(func.sum(contents.c.quantity), 0)).where(contents.c.shipment_line_id == row.id)
                ).scalar_one()
                if inside != row.packed_quantity or row.packed_quantity > row.quantity:
                    raise Broken(f"a line counts {row.packed_quantity} as packed, its parcels hold {inside}")


class _NotForGood(Exception):
    """Rolls a trial back."""


class FaultyTransport(NearTransport):
    """The near hub behind a bad line."""

    def __init__(self, history: History, station: Station) -> None:
        super().__init__(lambda: history.hub, self._maybe_lose)
        self._history = history
        self._station = station

    def push(self, epoch: str, commands: list[dict[str, object]]) -> tuple[Result, ...]:
        if self._unlucky(self._history.faults.duplicated):
            super().push(epoch, commands)
        return super().push(epoch, commands)

    def changes(self, epoch: str, after: int, *, limit: int, wait_s: float) -> Page:
        history, code = self._history, self._station.code
        if code in history._pages and self._unlucky(history.faults.stale):
            return history._pages[code]
        page = super().changes(epoch, after, limit=limit, wait_s=wait_s)
        if self._unlucky(0.3) or code not in history._pages:
            history._pages[code] = page
        return page

    def _maybe_lose(self, call: str) -> None:
        if self._station.cut_off:
            raise Unreachable("cut off")
        faults = self._history.faults
        if self._unlucky(faults.answer_lost if call.endswith("answered") else faults.lost):
            raise Unreachable(f"{call} lost")

    def _unlucky(self, chance: float) -> bool:
        return not self._history.quiet and self._history.random.random() < chance


class _Other(Command):
    """Stands for a command that was written down in a window that died before it could say so."""


_OTHER = _Other()


def _told(document: Document | None) -> object:
    """What a person sees of a document: its version is the hub's to count."""
    return None if document is None else document.model_dump(exclude={"version"})


def _note_id(command_id: UUID) -> UUID:
    return derived_id(command_id, "note")


def _ids(connection: Connection, kind: str) -> list[UUID]:
    table = cache_tables[KINDS[kind].table.name]
    return list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars())


def _copy_database(source: Path, target: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    with sqlite3.connect(source) as here, sqlite3.connect(target) as there:
        here.backup(there)
    here.close()
    there.close()


# Planted defects: each replaces one rule of the product.


def _forget_known(hub: NearHub) -> None:
    """The hub neither looks for a known id nor minds the number."""
    executor = hub.executor

    def execute(connection: Connection, device_id: UUID, said: Said) -> Outcome:
        executor._lock_device(connection, device_id)
        last = select(func.max(log.command.c.n)).where(log.command.c.device_id == device_id)
        n = max(said.n, (connection.execute(last).scalar() or 0) + 1)
        again = connection.execute(select(log.command.c.id).where(log.command.c.id == said.id)).first() is not None
        command_id = derived_id(said.id, f"again {n}") if again else said.id
        done = executor._carry_out(connection, device_id, replace(said, n=n, id=command_id), own=False)
        return replace(done, id=said.id, n=said.n)

    executor._execute = execute  # type: ignore[method-assign]  # a planted defect


def _drop_overlay_early(engine: Engine) -> None:
    """A command counts as shown as soon as it is answered, not when the cursor has passed it."""
    original = engine.journal.open_commands

    def open_commands(connection: Connection, cursor: int) -> list[OpenCommand]:
        return original(connection, 1 << 60)

    engine.journal.open_commands = open_commands  # type: ignore[method-assign]


def _untie_pages(engine: Engine) -> None:
    """A page is taken in wherever it starts."""
    original = engine._apply

    def apply(page: Page, rows: Sequence[PageRow], end: int) -> bool:
        with engine.cache.store.write() as connection:
            write_meta(connection, cursor=str(page.start if not rows else min(page.start, rows[0].seq - 1)))
        return original(replace(page, start=engine.cursor()), rows, end)

    engine._apply = apply  # type: ignore[method-assign]


def _ignore_epoch(engine: Engine) -> None:
    """The workstation goes on with its cursor whatever epoch the hub names."""
    original = engine._apply

    def apply(page: Page, rows: Sequence[PageRow], end: int) -> bool:
        return original(replace(page, epoch=engine.epoch()), rows, end)

    engine._apply = apply  # type: ignore[method-assign]


def _journal_first(engine: Engine) -> None:
    """The command is written down before the cache is taken."""

    def say(command: Command, who: SignedIn) -> tuple[int, UUID, bool]:
        now = engine.clock.now()
        command_id = new_id(now)
        with engine.cache.store.write() as connection:
            savepoint = connection.begin_nested()
            engine._try(connection, command, command_id, now, who, engine.here())
            savepoint.rollback()
        with engine.journal.store.write() as journal:
            n = engine.journal.append(journal, command, command_id, who, now)
        with engine.cache.store.write() as connection:
            try:
                applied = engine._try(connection, command, command_id, now, who, engine.here())
            except Refused:
                applied = False
            write_meta(connection, applied=str(n))
        return n, command_id, applied

    engine.say = say  # type: ignore[method-assign]
