"""Changes come down in pages and over the stream: in order, only what the seat may see, without a gap."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from db.tables import log
from orderdesk.commands import AllocateOrder, ReviewOrder
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Device
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.publishing import publish
from orderdesk.ids import new_id
from tests.hub.served_hub import EPOCH, Desk, ServedHub
from tests.sync.small_company import START, an_order, name


def place(desk: Desk, counter: int = 1) -> UUID:
    order_id = new_id(START)
    assert desk.say(an_order(order_id, desk.code, counter))["status"] == "accepted"
    return order_id


def body_of(page: dict[str, Any], key: UUID) -> dict[str, Any]:
    [row] = [row for row in page["rows"] if row["key"] == str(key)]
    found: dict[str, Any] = json.loads(row["body"])
    return found


def next_page(events: Any) -> dict[str, Any]:
    """The next page that holds something for this seat."""
    for event, data in events:
        if event == "page" and json.loads(data)["rows"]:
            found: dict[str, Any] = json.loads(data)
            return found
    raise AssertionError("the stream ended")


def test_pages_follow_each_other_without_gap_up_to_the_head(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    for counter in range(1, 8):
        place(desk, counter)
    whole = desk.changes(0)
    cursor, rows = 0, []
    while cursor < desk.head():
        page = desk.changes(cursor, limit=3)
        assert page["from"] == cursor
        cursor = page["to"]
        rows += page["rows"]
    assert rows == whole["rows"]
    assert whole["to"] == whole["head"] == desk.head()


def test_a_transaction_is_never_torn_between_two_pages(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    before = desk.head()
    place(desk)
    page = desk.changes(before, limit=1)
    assert len(page["rows"]) > 1
    assert {row["seq"] for row in page["rows"]} == {page["to"]}


def test_a_window_that_is_gone_from_memory_is_read_from_the_database(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    place(desk)
    expected = desk.changes(0)["rows"]
    hub.forget_window()
    assert desk.changes(0)["rows"] == expected


def test_a_wait_ends_when_something_happens(hub: ServedHub) -> None:
    desk, sender = hub.desk_of("service"), hub.desk_of("sales")
    before = desk.head()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(desk.changes, before, wait=20)
        order_id = place(sender)
        assert body_of(waiting.result(), order_id)["order_no"]


def test_a_wait_for_nothing_ends_with_an_empty_page(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    page = desk.changes(desk.head(), wait=0.05)
    assert page["rows"] == []
    assert page["from"] == page["to"]


def test_another_epoch_a_lost_past_and_a_future_cursor_are_told_apart(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    place(desk)
    with hub.hub.store.write() as connection:
        connection.execute(delete(log.change).where(log.change.c.seq < desk.head()))
        connection.execute(update(log.log_head).values(oldest=desk.head() - 1))
    hub.forget_window()
    for path in ("/v1/changes", "/v1/stream"):
        found = []
        for query in ({"epoch": "other", "after": 0}, {"epoch": EPOCH, "after": 0}, {"epoch": EPOCH, "after": 10**9}):
            answer = desk.call("GET", path, params=query)
            found.append((answer.status_code, answer.json()["code"]))
        assert found == [(409, "epoch"), (410, "too_old"), (410, "ahead")]
    assert desk.changes(desk.head() - 1)["rows"]


def test_the_stream_brings_each_change_once_and_in_order(hub: ServedHub) -> None:
    desk, sender = hub.desk_of("service"), hub.desk_of("sales")
    cursor = desk.head()
    with desk.stream(cursor) as events:
        for counter in range(1, 6):
            order_id = place(sender, counter)
            found = False
            while not found:
                page = next_page(events)
                assert page["from"] == cursor
                cursor = page["to"]
                found = str(order_id) in {row["key"] for row in page["rows"]}


def test_a_bench_sees_an_order_when_it_is_allocated_there_without_prices_and_phones(hub: ServedHub) -> None:
    bench, sender, boss = hub.desk("bench"), hub.desk_of("sales"), hub.desk_of("supervisor")
    cursor = bench.head()
    order_id = place(sender)
    boss.say(ReviewOrder(order_id=order_id))
    assert bench.changes(cursor)["rows"] == []
    assert boss.say(AllocateOrder(order_id=order_id))["status"] == "accepted"
    order = body_of(bench.changes(cursor), order_id)
    assert order["consignees"][0]["city"] == "宁波市"
    hidden = {"amount_fen", "tax_fen", "paid_fen"}
    assert hidden.isdisjoint(order)
    assert {"unit_price_micro", "amount_fen", "price_source"}.isdisjoint(order["lines"][0])
    assert {"phone", "street"}.isdisjoint(order["consignees"][0])


def test_what_leaves_a_seat_is_evicted_there(hub: ServedHub) -> None:
    bench, sender, boss = hub.desk("bench"), hub.desk_of("sales"), hub.desk_of("supervisor")
    order_id = place(sender)
    for ask in (ReviewOrder(order_id=order_id), AllocateOrder(order_id=order_id)):
        assert boss.say(ask)["status"] == "accepted"
    cursor = bench.head()
    with hub.hub.store.write() as connection:
        shelf = Shelf(connection)
        order = shelf.load(Key("order", order_id))
        assert order is not None
        before = order.scope()
        for shipment in order.shipments:  # type: ignore[attr-defined]  # it is an order
            shipment.warehouse_id = name("warehouse:S")
        shelf.save(order)
        publish(connection, [(order, before)], at=START)
    [row] = bench.changes(cursor)["rows"]
    assert (row["op"], row["key"], row["body"]) == ("evict", str(order_id), None)


def test_empty_pages_keep_the_cursor_moving(hub: ServedHub) -> None:
    bench, sender = hub.desk("bench"), hub.desk_of("sales")
    cursor = bench.head()
    place(sender)
    page = bench.changes(cursor)
    assert page["rows"] == []
    assert page["to"] == sender.head()
    with bench.stream(cursor) as events:
        moved = next(json.loads(data) for event, data in events if event == "page")
    assert (moved["rows"], moved["to"]) == ([], sender.head())


def test_a_revoked_device_loses_its_stream(hub: ServedHub) -> None:
    desk, admin = hub.desk("desk"), hub.desk_of("admin")
    with desk.stream(desk.head()) as events:
        assert next(events) == ("", "ok")
        admin.call("POST", f"/v1/devices/{desk.device_id}/revoke")
        assert ("reset", '{"code":"device"}') in list(events)


def test_a_device_that_moves_to_another_seat_loses_its_stream_and_sees_what_the_new_seat_sees(hub: ServedHub) -> None:
    desk, sender = hub.desk("desk"), hub.desk_of("sales")
    with desk.stream(desk.head()) as events:
        assert next(events) == ("", "ok")
        with hub.hub.store.write() as connection:
            device = Shelf(connection).load(Key("device", desk.device_id))
            assert isinstance(device, Device)
            device.seat, device.warehouse_id = "bench", name("warehouse:N")
            Shelf(connection).save(device)
            publish(connection, [(device, device.scope())], at=START)
        assert ("reset", '{"code":"device"}') in list(events)
    cursor = desk.head()
    place(sender)
    assert desk.changes(cursor)["rows"] == []


def test_a_restored_hub_resets_every_stream(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    with desk.stream(desk.head()) as events:
        assert next(events) == ("", "ok")
        with hub.hub.store.write() as connection:
            connection.execute(update(log.log_head).values(epoch="after the restore"))
        assert ("reset", '{"code":"epoch"}') in list(events)


def test_a_quiet_stream_gives_signs_of_life(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    object.__setattr__(hub.hub.settings, "heartbeat_s", 0.05)
    with desk.stream(desk.head()) as events:
        assert [next(events) for _ in range(3)] == [("", "ok"), ("", "hb"), ("", "hb")]


def test_a_stream_tells_its_rhythm_and_the_hubs_time(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    asked = {"epoch": EPOCH, "after": str(desk.head())}
    with hub.client.stream("GET", "/v1/stream", params=asked, headers=desk.headers) as answer:
        told = answer.headers
    assert (told["X-OrderDesk-Heartbeat"], told["X-OrderDesk-Now"]) == ("5.0", hub.clock.now().isoformat())


def test_a_workstation_that_hangs_up_leaves_nothing_behind(hub: ServedHub, caplog: pytest.LogCaptureFixture) -> None:
    desk = hub.desk("desk")
    with desk.stream(desk.head()) as events:
        assert next(events) == ("", "ok")
    while b"orderdesk_streams 0.0" not in hub.client.get("/metrics").content:
        assert hub.hub.tail.followers <= 1
    assert [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


def test_three_hundred_open_streams_leave_the_hub_answering_and_all_get_the_change(hub: ServedHub) -> None:
    desk, sender = hub.desk("desk"), hub.desk_of("sales")
    cursor = desk.head()
    with ExitStack() as stack:
        streams = [stack.enter_context(desk.stream(cursor)) for _ in range(300)]
        for events in streams:
            assert next(events) == ("", "ok")
        assert hub.client.get("/healthz").json() == {"status": "ok"}
        assert b"orderdesk_streams 300.0" in hub.client.get("/metrics").content
        order_id = place(sender)
        pages = [next_page(events) for events in streams]
        assert hub.client.get("/healthz").json() == {"status": "ok"}
    assert all(body_of(page, order_id) for page in pages)
