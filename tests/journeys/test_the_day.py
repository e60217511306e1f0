"""The main job over three real windows, their sync processes, a hub and the imitated outside, all in processes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.cache import cache_tables
from db.engine import open_engine, sqlite_url
from db.store import Store
from db.tables import log, people
from orderdesk.clock import SystemClock
from orderdesk.demo.company import Demo
from orderdesk.demo.day_plan import ARTICLES
from orderdesk.demo.seed import fill
from orderdesk.documents import KINDS
from orderdesk.documents.document import Key
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.doctor import examine
from orderdesk.sync import Workstation
from ui.day.play import Day
from ui.day.show import dress_for_pictures, write_summary
from ui.link_state import link_words

NODES = ["pending_review", "stock_locked", "allocated", "picking", "packed", "in_transit", "delivered"]


@pytest.fixture
def demo(tmp_path: Path, sqlite_template: Path) -> Iterator[Demo]:
    """A demo's folder that is filled already: with few articles, which all three windows have to fetch."""
    folder = tmp_path / "demo"
    folder.mkdir()
    copyfile(sqlite_template, folder / "hub.db")
    store = Store(open_engine(sqlite_url(folder / "hub.db")))
    # With this seed no other parcel waits at the bench for the same courier.
    fill(store, SystemClock(), orders=40, seed=4, skus=1_200)
    store.close()
    with Demo(folder, lives=False) as found:
        yield found


@pytest.mark.timeout(600)
def test_an_order_goes_its_whole_way_over_three_windows_while_the_hub_dies_and_comes_back(
    demo: Demo, tmp_path: Path, qtbot: QtBot
) -> None:
    dress_for_pictures()
    day = Day(demo.start(), tmp_path / "demo" / "day" / "pictures", demo.enrol)
    try:
        day.play(packing=without_the_hub(demo, day))
        everybody_holds_the_same(day)
        bench = day.seats["packer"].life.workplace.status.device_code
    finally:
        day.close()
        demo.stop()
    assert json.loads((write_summary(day).with_suffix(".json")).read_text(encoding="utf-8"))["order_no"]
    store = Store(open_engine(sqlite_url(tmp_path / "demo" / "hub.db")))
    try:
        the_hub_knows_who_did_what(store, day)
        nothing_was_lost_and_nothing_came_twice(store, bench)
    finally:
        store.close()


@contextmanager
def without_the_hub(demo: Demo, day: Day) -> Iterator[None]:
    """The hub's process dies before the bench begins and is started again when the parcel is closed."""
    hub = demo.child("hub").process
    hub.kill()
    hub.wait(30)
    day.wait(lambda: all(link(day, role) == "warn" for role in day.seats), "every window is offline")
    yield
    assert link(day, "packer") == "warn"
    assert not any(day.looks(role, lambda order: order.head.node == "packed") for role in ("sales", "supervisor"))
    assert demo.revive() == ("hub",)
    day.wait(lambda: all(link(day, role) == "ok" for role in day.seats), "every window is online and has said all")


def link(day: Day, role: str) -> str:
    """How a window shows its link to the hub."""
    workplace = day.seats[role].life.workplace
    return link_words(workplace.status, online=workplace.is_online, now=workplace.clock.now())[0]


def nothing_was_lost_and_nothing_came_twice(store: Store, bench: str) -> None:
    """What the bench said alone reached the hub once and in its order."""
    device = select(people.device.c.id).where(people.device.c.code == bench).scalar_subquery()
    with store.read() as connection:
        said = connection.execute(
            select(log.command).where(log.command.c.device_id == device).order_by(log.command.c.n)
        ).all()
    assert [row.n for row in said] == list(range(1, len(said) + 1))
    assert {row.status for row in said} == {"accepted"}
    kinds = Counter(row.kind for row in said)
    assert kinds == {
        "open_parcel": 1,
        "verify_item": sum(range(1, ARTICLES + 1)),
        "bind_waybill": 1,
        "close_parcel": 1,
        "hand_over": 1,
    }


def everybody_holds_the_same(day: Day) -> None:
    """The order, its parcel and its waybill, as far as each seat may see them; nothing is left to say."""
    stations: dict[str, Workstation] = {role: seat.life.workplace.workstation for role, seat in day.seats.items()}
    day.wait(lambda: all(each.status().queued == 0 for each in stations.values()), "everything is said")
    assert all(each.refusals() == [] for each in stations.values())
    heads = {each.status().cursor for each in stations.values()}
    day.wait(lambda: len({each.status().cursor for each in stations.values()}) == 1, f"everybody is as far: {heads}")
    held = {role: documents(each) for role, each in stations.items()}
    assert held["sales"] == held["supervisor"]
    assert set(held["packer"]) <= set(held["sales"])
    for key, body in held["packer"].items():
        seen = {name: value for name, value in held["sales"][key].items() if name in body}
        assert seen["version"] == body["version"]


def documents(station: Workstation) -> dict[Key, dict[str, object]]:
    """Orders, parcels and waybills of a cache."""
    found: dict[Key, dict[str, object]] = {}
    with station.reading() as connection:
        shelf = Shelf(connection, cached=True)
        for kind in ("order", "parcel", "waybill"):
            table = cache_tables[KINDS[kind].table.name]
            for document_id in connection.execute(select(table.c.id)).scalars():
                document = shelf.load(Key(kind, document_id))
                assert document is not None
                found[document.key] = document.model_dump()
    return found


def the_hub_knows_who_did_what(store: Store, day: Day) -> None:
    """Each event of the order has a node, an operator, a workstation and a time; the doctor finds nothing."""
    assert isinstance(day.order_id, UUID)
    table = log.order_event
    with store.read() as connection:
        events = connection.execute(select(table).where(table.c.order_id == day.order_id).order_by(table.c.chain)).all()
    reached = [event.node_to for event in events]
    assert list(dict.fromkeys(reached)) == NODES
    for event in events:
        assert event.occurred_at is not None
        assert event.workstation_id
        assert event.actor_name or event.actor_type == "system"
    with store.read() as connection:
        assert examine(connection) == []
