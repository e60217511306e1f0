"""The log is trimmed from its beginning; who comes too late for it takes a new snapshot."""

from __future__ import annotations

from sqlalchemy import func, select

from db.tables import metadata
from orderdesk.commands import AddNote
from orderdesk.hub import changelog
from orderdesk.hub.retention import Retention
from orderdesk.ids import new_id
from tests.hub.served_hub import EPOCH, ServedHub
from tests.hub.shop_floor import ShopFloor
from tests.sync.small_company import START, an_order


def count(floor: ShopFloor, table: str) -> int:
    with floor.store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one())


def head(floor: ShopFloor) -> changelog.Head:
    with floor.store.read() as connection:
        return changelog.read_head(connection)


def test_changes_go_after_30_days_and_commands_after_90(floor: ShopFloor) -> None:
    order_id = floor.place()
    for number in range(5):
        floor.do(AddNote(order_id=order_id, text=f"note {number}"))
    before = head(floor)
    retention = Retention(floor.store, floor.clock, portion=2)
    assert not retention.trim()
    floor.clock.advance(days=31)
    floor.do(AddNote(order_id=order_id, text="a month later"))
    portions = 0
    while retention.trim():
        portions += 1
    assert portions >= 3
    assert head(floor) == changelog.Head(before.epoch, before.last + 1, before.last)
    assert count(floor, "change") == 1
    assert count(floor, "command") == 7
    assert floor.faults() == []
    floor.clock.advance(days=60)
    while retention.trim():
        portions += 1
    assert count(floor, "command") == 1
    assert count(floor, "order_event") == 7
    assert floor.faults() == []
    floor.do(AddNote(order_id=order_id, text="the device's counter is still known"))


def test_two_who_trim_at_once_do_not_set_the_log_back(floor: ShopFloor) -> None:
    floor.place()
    floor.clock.advance(days=31)
    one, other = (Retention(floor.store, floor.clock) for _ in range(2))
    assert one.trim()
    oldest = head(floor).oldest
    assert not other.trim()
    assert head(floor).oldest == oldest > 0


def test_a_cursor_before_the_oldest_change_is_told_and_bootstraps(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    cursor = desk.head()
    assert desk.say(an_order(new_id(START), desk.code, 1))["status"] == "accepted"
    hub.clock.advance(days=31)
    assert desk.changes(cursor)["rows"]
    while Retention(hub.hub.store, hub.clock).trim():
        pass
    hub.forget_window()
    for path in ("/v1/changes", "/v1/stream"):
        answer = desk.call("GET", path, params={"epoch": EPOCH, "after": cursor})
        assert (answer.status_code, answer.json()["code"]) == (410, "too_old")
    snapshot = desk.call("GET", "/v1/snapshot")
    assert int(snapshot.headers["X-OrderDesk-Seq"]) == desk.head()
    assert desk.changes(desk.head())["rows"] == []
