"""A receiver who was erased at the hub is gone at the workstation too, but for what was said there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orderdesk.clock import SetClock
from orderdesk.commands import AddNote, CancelOrder
from orderdesk.commands.work import Asker
from orderdesk.hub.erasing import Eraser, erase_order
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub
from tests.sync.seated import hub_with, seated, take_in

PHONE = "10012345678"


@pytest.fixture
def hub(tmp_path: Path, clock: SetClock) -> NearHub:
    return hub_with(tmp_path, clock, A1="desk", A2="desk")


def tables_with(path: Path, word: str) -> set[str]:
    """The tables of a file in which a word stands."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name
            for name in names
            if any(word in str(value) for row in connection.execute(f'SELECT * FROM "{name}"') for value in row)
        }


def test_a_workstation_loses_an_erased_receiver_also_below_its_own_open_commands(hub: NearHub, tmp_path: Path) -> None:
    here, there = (
        seated(lambda: hub, tmp_path / name, code, "supervisor") for name, code in (("here", "A1"), ("there", "A2"))
    )
    order_id = here.new_id()
    here.say(company.an_order(order_id, "A1", 1))
    here.say(CancelOrder(order_id=order_id, reason="gone"))
    here.sync_once()
    there.sync_once()
    there.say(AddNote(order_id=order_id, text="not sent yet"))
    (beside,) = (tmp_path / "there").glob("cache-*.db")
    assert {"consignee", "pristine"} <= tables_with(beside, PHONE)
    by = Eraser(Asker(None, company.HUB_DEVICE, "HUB"), "orderdesk-hub", "letter 17")
    erase_order(hub.store, hub.clock, order_id, by)
    here.sync_once()
    take_in(hub, there)
    here.close()
    there.close()
    caches = [path for name in ("here", "there") for path in (tmp_path / name).glob("cache-*.db")]
    assert len(caches) == 2
    # Other customers of the small company have this phone in their address books.
    assert {name for path in caches for name in tables_with(path, PHONE)} <= {"address"}
    assert tables_with(tmp_path / "there" / "journal.db", PHONE) == set()
    assert tables_with(tmp_path / "here" / "journal.db", PHONE) == {"said"}
