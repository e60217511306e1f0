"""Orders asked from the hub: look-up, search and trace, each for the eyes of who asks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from orderdesk.commands import AddNote, AllocateOrder, BindWaybill, OpenParcel, ReviewOrder, VerifyItem
from orderdesk.domain import numbers
from orderdesk.ids import new_id
from tests.hub.full_company import add_everything
from tests.hub.full_company import order_id as planted
from tests.hub.served_hub import Desk, ServedHub
from tests.sync.small_company import START, an_order

WAYBILL = "SF1390000000017"


def place(desk: Desk, counter: int = 1) -> tuple[UUID, str]:
    order_id = new_id(START)
    ask = an_order(order_id, desk.code, counter)
    assert desk.say(ask)["status"] == "accepted"
    return order_id, ask.order_no


def pack(hub: ServedHub, order_id: UUID) -> None:
    boss, bench = hub.desk_of("supervisor"), hub.desk_of("packer")
    for ask in (ReviewOrder(order_id=order_id), AllocateOrder(order_id=order_id)):
        assert boss.say(ask)["status"] == "accepted"
    order = boss.call("GET", f"/v1/orders/{order_id}").json()
    parcel_id, [shipment], [line] = new_id(START), order["shipments"], order["shipment_lines"]
    parcel_no = numbers.parcel_no(START.date(), bench.code, 1)
    for said in (
        OpenParcel(parcel_id=parcel_id, parcel_no=parcel_no, order_id=order_id, shipment_id=UUID(shipment["id"])),
        VerifyItem(
            parcel_id=parcel_id, order_id=order_id, shipment_line_id=UUID(line["id"]), quantity=line["quantity"]
        ),
        BindWaybill(parcel_id=parcel_id, carrier_code="shunfeng", waybill_no=WAYBILL),
    ):
        outcome = bench.say(said)
        assert outcome["status"] == "accepted", outcome


def find(desk: Desk, text: str, **more: Any) -> list[tuple[str, str]]:
    answer = desk.call("GET", "/v1/orders", params={"q": text, **more})
    assert answer.status_code == 200, answer.text
    return [(each["order_no"], each["found_by"]) for each in answer.json()["orders"]]


def test_an_order_is_found_by_everything_people_have_in_their_hands(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    order_id, order_no = place(desk)
    pack(hub, order_id)
    assert find(desk, order_no.lower()) == [(order_no, "number")]
    assert find(desk, order_no[-6:]) == [(order_no, "number_tail")]
    assert find(desk, WAYBILL) == [(order_no, "waybill")]
    assert find(desk, WAYBILL[-6:]) == [(order_no, "waybill_tail")]
    assert find(desk, "12345678") == [(order_no, "phone_tail")]
    assert find(desk, "顺驰") == [(order_no, "customer")]
    assert find(desk, "C0") == [(order_no, "customer")]
    assert find(desk, "nobody") == []


def test_an_order_is_found_by_the_numbers_that_others_gave_it(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    for counter, numbers_of_others in ((1, {"source_order_no": "U8-0017"}), (2, {"customer_po_no": "po 44"})):
        ask = an_order(new_id(START), desk.code, counter).model_copy(update=numbers_of_others)
        assert desk.say(ask)["status"] == "accepted"
        assert find(desk, *numbers_of_others.values()) == [(ask.order_no, "number")]


def test_signs_that_mean_something_to_a_database_mean_nothing_in_a_search(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    place(desk)
    for text in ("%%", "__", "顺_", "' OR 1=1", "\\\\"):
        assert find(desk, text) == []


def test_the_newest_orders_come_first_and_no_more_than_asked_for(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    with hub.hub.store.write() as connection:
        add_everything(connection)
    _, newest = place(desk)
    found = find(desk, "顺驰", limit=3)
    assert len(found) == 3
    assert found[0] == (newest, "customer")


def test_an_order_that_no_cache_holds_any_more_is_found_at_the_hub(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    with hub.hub.store.write() as connection:
        add_everything(connection)
    answer = desk.call("GET", f"/v1/orders/{planted('closed long ago')}")
    assert answer.json()["node"] == "closed"


def test_the_office_reads_the_whole_order(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    order_id, _ = place(desk)
    order = desk.call("GET", f"/v1/orders/{order_id}").json()
    assert order["amount_fen"] == 1250
    assert order["consignees"][0]["phone"] == "10012345678"


def test_a_bench_finds_only_what_it_packs_and_neither_by_phone_nor_with_prices(hub: ServedHub) -> None:
    desk, bench = hub.desk_of("sales"), hub.desk_of("packer")
    order_id, order_no = place(desk)
    assert find(bench, order_no) == []
    assert bench.call("GET", f"/v1/orders/{order_id}").json()["code"] == "order.unknown"
    pack(hub, order_id)
    assert find(bench, order_no) == [(order_no, "number")]
    assert find(bench, "12345678") == []
    [found] = bench.call("GET", "/v1/orders", params={"q": order_no}).json()["orders"]
    assert found["amount_fen"] is None
    order = bench.call("GET", f"/v1/orders/{order_id}").json()
    assert "amount_fen" not in order
    assert "phone" not in order["consignees"][0]


def test_an_administrator_in_the_office_sees_no_private_data_either(hub: ServedHub) -> None:
    order_id, _ = place(hub.desk_of("sales"))
    order = hub.desk_of("admin").call("GET", f"/v1/orders/{order_id}").json()
    assert "amount_fen" not in order
    assert "phone" not in order["consignees"][0]


def test_another_company_is_as_good_as_not_there(hub: ServedHub) -> None:
    desk = hub.desk_of("finance")
    with hub.hub.store.write() as connection:
        add_everything(connection)
    foreign = planted("of the other company")
    for path in (f"/v1/orders/{foreign}", f"/v1/orders/{foreign}/trace"):
        answer = desk.call("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (404, "order.unknown")


def test_the_trace_tells_who_did_what_when_and_where_in_a_chain_that_holds(hub: ServedHub) -> None:
    desk, boss = hub.desk_of("sales"), hub.desk_of("supervisor")
    order_id, order_no = place(desk)
    desk.say(AddNote(order_id=order_id, text="call before delivery"))
    boss.say(ReviewOrder(order_id=order_id))
    found = desk.call("GET", f"/v1/orders/{order_id}/trace").json()
    assert found["troubles"] == []
    assert [event["reason_code"] for event in found["events"]] == ["place_order", "add_note", "review_order"]
    assert [event["actor_name"] for event in found["events"]] == ["sales", "sales", "supervisor"]
    assert [event["workstation_id"] for event in found["events"]] == [desk.code, desk.code, boss.code]
    assert {event["order_no"] for event in found["events"]} == {order_no}
    assert found["events"][0]["amount_delta"] == 1250


def test_an_altered_event_is_told(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    order_id, order_no = place(desk)
    with hub.hub.store.write() as connection:
        connection.exec_driver_sql("UPDATE order_event SET actor_name = 'somebody else'")
    troubles = desk.call("GET", f"/v1/orders/{order_id}/trace").json()["troubles"]
    assert troubles == [f"order {order_no}: event 1 was altered in actor_name"]


def test_the_trace_of_a_bench_shows_no_amounts(hub: ServedHub) -> None:
    desk, bench = hub.desk_of("sales"), hub.desk_of("packer")
    order_id, _ = place(desk)
    pack(hub, order_id)
    events = bench.call("GET", f"/v1/orders/{order_id}/trace").json()["events"]
    assert {event["amount_delta"] for event in events} == {None}
    assert all("amount_fen" not in (event["change_set"] or {}) for event in events)
