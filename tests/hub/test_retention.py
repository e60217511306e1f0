"""The log is trimmed from its beginning; who comes too late for it takes a new snapshot."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Table, func, insert, select, update

from db.tables import log, metadata, stock
from orderdesk.commands import AddNote, AttachPhoto
from orderdesk.commands.statements import StatedItem, StateStock
from orderdesk.hub import changelog
from orderdesk.hub.jobs import queue_job
from orderdesk.hub.retention import Retention
from orderdesk.ids import new_id
from tests.hub.served_hub import EPOCH, ServedHub
from tests.hub.shop_floor import ShopFloor
from tests.sync.small_company import BENCH_WAREHOUSE, COMPANY, SKUS, START, an_order


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


def rest(floor: ShopFloor) -> Retention:
    """Forgets whatever can be forgotten now, at two rows at a time."""
    retention = Retention(floor.store, floor.clock, portion=2)
    for _ in range(30):
        retention.trim()
    return retention


def all_of(floor: ShopFloor, table: Table) -> list[Any]:
    with floor.store.read() as connection:
        return list(connection.execute(select(table)))


def test_jobs_that_leave_nothing_outside_go_after_90_days_and_locks_stay(floor: ShopFloor) -> None:
    systems = ("inbox", "courier", "message", "erp", "wms")
    for system in systems:
        for state in ("done", "parked"):
            key = f"{system} {state}"
            with floor.store.write() as connection:
                names: dict[str, Any] = {"dedupe_key": key, "order_key": key, "kind": "x", "payload": {}}
                assert queue_job(connection, system=system, at=floor.clock.now(), **names)
                connection.execute(update(log.job).where(log.job.c.dedupe_key == key).values(state=state))
    floor.clock.advance(days=89)
    rest(floor)
    assert count(floor, "job") == 10
    floor.clock.advance(days=2)
    rest(floor)
    kept = {row.dedupe_key for row in all_of(floor, log.job)}
    assert kept == {f"{system} parked" for system in systems} | {"erp done", "wms done"}


def test_what_came_in_loses_its_words_after_90_days_and_is_still_known(floor: ShopFloor) -> None:
    came_at = floor.clock.now()
    for number in range(5):
        row = {"id": new_id(came_at), "source": "flux", "dedupe_key": f"{number}", "headers": {"a": "b"}}
        said = {"body": b"a caller", "verdict": "genuine", "received_at": came_at, "outcome": {"said": "done"}}
        with floor.store.write() as connection:
            connection.execute(insert(log.inbox).values(**row, **said, worked_at=came_at if number else None))
    floor.clock.advance(days=89)
    retention = rest(floor)
    assert [bytes(row.body) for row in all_of(floor, log.inbox)] == [b"a caller"] * 5
    floor.clock.advance(days=2)
    while retention.trim():
        pass
    waiting, *worked = sorted(all_of(floor, log.inbox), key=lambda row: row.dedupe_key)
    assert (bytes(waiting.body), waiting.headers) == (b"a caller", {"a": "b"})
    digest = hashlib.sha256(b"a caller").hexdigest()
    assert [(bytes(row.body), row.headers, row.outcome) for row in worked] == [
        (b"", {}, {"said": "done", "sha256": digest})
    ] * 4


def test_a_picture_that_no_photo_names_goes_after_a_month(floor: ShopFloor) -> None:
    order_id, here = floor.place(), floor.devices["A1"]
    shown, nobody_s = "ab" * 32, ["cd" * 32, "ef" * 32, "12" * 32]
    for sha256 in (shown, *nobody_s):
        values = {"sha256": sha256, "media_type": "image/jpeg", "size": 3, "content": b"jpg", "device_id": here}
        with floor.store.write() as connection:
            connection.execute(insert(log.upload).values(**values, received_at=floor.clock.now()))
    floor.do(AttachPhoto(subject_kind="order", subject_id=order_id, sha256=shown), by="sales", at="A1")
    floor.clock.advance(days=29)
    rest(floor)
    assert count(floor, "upload") == 4
    floor.clock.advance(days=2)
    rest(floor)
    assert [row.sha256 for row in all_of(floor, log.upload)] == [shown]


def test_of_old_statements_only_the_one_by_which_a_row_counts_stays(floor: ShopFloor) -> None:
    for day in range(4):
        item = StatedItem(sku_id=SKUS[0], on_hand=1_000 * day)
        said: dict[str, Any] = {
            "company_id": COMPANY,
            "warehouse_id": BENCH_WAREHOUSE,
            "source": "u8",
            "items": (item,),
        }
        floor.clock.advance(days=1)
        floor.done(StateStock(**said, as_of=floor.clock.now()))
    rest(floor)
    assert sorted(row.on_hand for row in all_of(floor, stock.stock_statement)) == [0, 1_000, 2_000, 3_000]
    floor.clock.advance(days=91)
    rest(floor)
    assert [row.on_hand for row in all_of(floor, stock.stock_statement)] == [3_000]
    assert floor.stock()[0] == 3_000
    assert floor.faults() == []


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
