"""A hub that comes back from a backup: nothing said is lost, nothing is done twice, every cache follows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from db.engine import open_engine, sqlite_url
from db.schema import new_epoch
from db.store import Store
from db.tables import log, parcels
from orderdesk.clock import SetClock
from orderdesk.commands import AddNote, AllocateOrder, OpenParcel, ReviewOrder
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.execute import GATHERING
from orderdesk.sync import Workstation
from orderdesk.sync.transport import SignedIn
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub
from tests.sync.seated import seated
from tests.sync.world import beginning


def _restart(path: Path, clock: SetClock, *, epoch: str | None = None) -> NearHub:
    hub = NearHub(Store(open_engine(sqlite_url(path))), clock)
    if epoch is not None:
        with hub.store.write() as connection:
            connection.execute(update(log.log_head).values(epoch=epoch))
    return hub


def _notes(found: Workstation) -> list[str]:
    with found.reading() as connection:
        order = Shelf(connection, cached=True).load(Key("order", company.name("ready:0")))
    assert isinstance(order, Order)
    return sorted(note.text for note in order.notes)


@pytest.mark.parametrize("others_move_on", [False, True])
def test_what_was_said_after_the_backup_is_said_again(tmp_path: Path, clock: SetClock, others_move_on: bool) -> None:
    path = tmp_path / "hub.db"
    shutil.copy(beginning().hub, path)
    hubs = [_restart(path, clock)]
    people = beginning().people
    sessions = {"A1": people["A1"]["sales"], "B1": people["B1"]["packer"]}
    desks = {}
    for code, who in sessions.items():
        desks[code] = seated(lambda: hubs[-1], tmp_path / code, code)
        desks[code].assume(who)
    order_id = company.name("ready:0")
    desks["A1"].say(AddNote(order_id=order_id, text="before"))
    desks["A1"].sync_once()
    hubs[0].store.close()
    shutil.copy(path, tmp_path / "backup.db")
    hubs.append(_restart(path, clock))
    desks["A1"].say(AddNote(order_id=order_id, text="after 1"))
    desks["A1"].say(AddNote(order_id=order_id, text="after 2"))
    desks["A1"].sync_once()
    hubs[-1].store.close()
    shutil.copy(tmp_path / "backup.db", path)
    hubs.append(_restart(path, clock, epoch="second"))
    expected = ["after 1", "after 2", "before"]
    if others_move_on:
        for number in range(3):
            desks["B1"].say(AddNote(order_id=order_id, text=f"other {number}"))
        desks["B1"].sync_once()
        expected += ["other 0", "other 1", "other 2"]
    desks["A1"].sync_once()
    desks["B1"].sync_once()
    assert _notes(desks["A1"]) == sorted(expected)
    assert _notes(desks["B1"]) == sorted(expected)
    assert {desk._engine.epoch() for desk in desks.values()} == {"second"}
    for desk in desks.values():
        assert desk.status().queued == 0
        desk.close()
    hubs[-1].store.close()


@dataclass
class Restored:
    """A desk and a bench whose hub is back from before their order."""

    clock: SetClock
    desk: Workstation
    bench: Workstation
    order_id: UUID
    parcel_id: UUID

    def parcels_at_the_hub(self, hub: NearHub) -> list[str]:
        with hub.store.read() as connection:
            return [each.state for each in connection.execute(select(parcels.parcel)).all()]


@pytest.fixture
def restored(tmp_path: Path, clock: SetClock) -> Iterator[tuple[Restored, NearHub]]:
    path = tmp_path / "hub.db"
    shutil.copy(beginning().hub, path)
    hubs = [_restart(path, clock)]
    people = beginning().people
    desk = seated(lambda: hubs[-1], tmp_path / "A1", "A1")
    bench = seated(lambda: hubs[-1], tmp_path / "B1", "B1")
    bench.assume(people["B1"]["packer"])
    order_id, parcel_id = company.name("later"), company.name("box")
    desk.assume(people["A1"]["sales"])
    desk.say(company.an_order(order_id, "A1", 77))
    desk.assume(people["A1"]["supervisor"])
    desk.say(ReviewOrder(order_id=order_id))
    desk.sync_once()
    desk.say(AllocateOrder(order_id=order_id, warehouse_id=company.BENCH_WAREHOUSE))
    desk.sync_once()
    bench.sync_once()
    with bench.reading() as connection:
        order = Shelf(connection, cached=True).load(Key("order", order_id))
    assert isinstance(order, Order)
    shipment_id = order.shipments[0].id
    parcel_no = bench.next_parcel_no()
    bench.say(OpenParcel(parcel_id=parcel_id, parcel_no=parcel_no, order_id=order_id, shipment_id=shipment_id))
    bench.sync_once()
    hubs[-1].store.close()
    shutil.copy(beginning().hub, path)
    clock.advance(seconds=60)
    hubs.append(_restart(path, clock, epoch=new_epoch(clock.now())))
    clock.advance(seconds=1)
    yield Restored(clock, desk, bench, order_id, parcel_id), hubs[-1]
    desk.close()
    bench.close()
    hubs[-1].store.close()


def test_a_bench_that_is_back_before_the_desk_waits_for_its_orders(restored: tuple[Restored, NearHub]) -> None:
    here, hub = restored
    here.bench.sync_once()
    assert (here.bench.status().queued, list(here.bench.refusals())) == (1, [])
    here.desk.sync_once()
    here.bench.sync_once()
    assert here.bench.status().queued == 0
    assert list(here.bench.refusals()) == []
    assert here.parcels_at_the_hub(hub) == ["open"]


def test_nobody_waits_for_a_desk_that_stays_away(restored: tuple[Restored, NearHub]) -> None:
    here, hub = restored
    here.bench.sync_once()
    here.clock.advance(seconds=GATHERING.total_seconds())
    here.bench.sync_once()
    assert [refused.code for refused in here.bench.refusals()] == ["order.unknown"]
    assert here.parcels_at_the_hub(hub) == []


@dataclass
class Lost:
    """A desk at which somebody signed in and spoke after the backup; the database that knew of it is lost."""

    clock: SetClock
    desk: Workstation
    hub: NearHub

    def verify(self, login: str, shift: str) -> SignedIn:
        """Somebody signs in at the desk's hub."""
        with self.hub.store.write() as connection:
            return company.open_session(connection, login, company.name("device:A1"), shift)


def _lost(folder: Path, clock: SetClock, login: str) -> Lost:
    path = folder / "hub.db"
    shutil.copy(beginning().hub, path)
    hubs = [_restart(path, clock)]
    found = Lost(clock, seated(lambda: hubs[-1], folder / "A1", "A1"), hubs[0])
    found.desk.assume(found.verify(login, "late"))
    found.desk.say(AddNote(order_id=company.name("ready:0"), text="said after the backup"))
    found.desk.sync_once()
    hubs[0].store.close()
    shutil.copy(beginning().hub, path)
    clock.advance(seconds=60)
    hubs.append(_restart(path, clock, epoch=new_epoch(clock.now())))
    found.hub = hubs[-1]
    clock.advance(seconds=1)
    found.desk.sync_once()
    return found


def _close(lost: Lost) -> None:
    lost.desk.close()
    lost.hub.store.close()


def test_what_was_said_in_a_session_of_the_lost_database_counts_for_who_was_verified_there(
    tmp_path: Path, clock: SetClock
) -> None:
    lost = _lost(tmp_path, clock, "sales")
    assert (lost.desk.status().queued, list(lost.desk.refusals())) == (0, [])
    assert _notes(lost.desk) == ["said after the backup"]
    _close(lost)


def test_who_was_never_verified_there_signs_in_once_and_then_counts_too(tmp_path: Path, clock: SetClock) -> None:
    lost = _lost(tmp_path, clock, "finance")
    assert lost.desk.status().queued == 1
    lost.verify("finance", "next")
    lost.desk.sync_once()
    assert (lost.desk.status().queued, list(lost.desk.refusals())) == (0, [])
    assert _notes(lost.desk) == ["said after the backup"]
    _close(lost)


def test_nobody_speaks_for_somebody_whom_the_hub_has_never_verified_there(tmp_path: Path, clock: SetClock) -> None:
    lost = _lost(tmp_path, clock, "finance")
    clock.advance(seconds=GATHERING.total_seconds())
    lost.desk.sync_once()
    assert [refused.code for refused in lost.desk.refusals()] == ["access.denied"]
    assert _notes(lost.desk) == []
    _close(lost)
