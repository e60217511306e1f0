"""A hub that comes back from a backup: nothing said is lost, nothing is done twice, every cache follows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import update

from db.engine import open_engine, sqlite_url
from db.store import Store
from db.tables import log
from orderdesk.clock import SetClock
from orderdesk.commands import AddNote
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.sync import Workstation
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub, NearTransport
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
        found = Workstation.open(tmp_path / code, lambda: NearTransport(lambda: hubs[-1]), clock=clock)
        with found._engine.journal.store.write() as journal:
            found._engine.journal.note(
                journal, device_id=str(company.name(f"device:{code}")), device_code=code, secret=""
            )
        found.assume(who)
        found.sync_once()
        desks[code] = found
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
