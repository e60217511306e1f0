"""The narrowest path: place an order, add a note, pack and bind, seen at a second workstation."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from orderdesk.clock import SetClock
from orderdesk.commands import (
    AddNote,
    AllocateOrder,
    BindWaybill,
    CloseParcel,
    HandOver,
    OpenParcel,
    RecordCourierEvent,
    ReviewOrder,
    VerifyItem,
)
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Refused
from orderdesk.sync import Workstation
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub
from tests.sync.seated import hub_with, seated


@pytest.fixture
def hub(tmp_path: Path, clock: SetClock) -> NearHub:
    return hub_with(tmp_path, clock, A1="desk", B1="bench")


def order_at(found: Workstation, order_id: UUID) -> Order:
    with found.reading() as connection:
        order = Shelf(connection, cached=True).load(Key("order", order_id))
    assert isinstance(order, Order)
    return order


WAYBILL = "SF1385628716739"


def test_an_order_goes_from_the_desk_to_the_customer(hub: NearHub, tmp_path: Path) -> None:
    desk = seated(lambda: hub, tmp_path / "desk", "A1", "sales")
    bench = seated(lambda: hub, tmp_path / "bench", "B1", "packer")
    order_id = desk.new_id()
    place_and_allocate(hub, desk, order_id)
    bench.sync_once()
    pack_and_hand_over(bench, order_id)
    bench.sync_once()
    desk.sync_once()
    assert bench.refusals() == []
    assert order_at(desk, order_id).node == "in_transit"
    deliver(hub, order_id)
    desk.sync_once()
    delivered = order_at(desk, order_id)
    assert delivered.node == "delivered"
    assert [step.node for step in delivered.steps].count("delivered") == 1
    assert [note.text for note in delivered.notes] == ["易碎"]
    desk.close()
    bench.close()


def place_and_allocate(hub: NearHub, desk: Workstation, order_id: UUID) -> None:
    desk.say(company.an_order(order_id, "A1", 1))
    assert order_at(desk, order_id).node == "pending_review"
    desk.sync_once()
    assert {check.code for check in order_at(desk, order_id).checks} == {
        "price.as_listed",
        "credit.within_limit",
        "stock.reserved",
    }
    for command in (ReviewOrder(order_id=order_id), AllocateOrder(order_id=order_id)):
        assert hub.executor.run_own(company.HUB_DEVICE, command).status == "accepted"


def pack_and_hand_over(bench: Workstation, order_id: UUID) -> None:
    order = order_at(bench, order_id)
    assert order.node == "allocated"
    assert order.amount_fen is None
    assert order.consignees[0].phone is None
    parcel_id, shipment_id = bench.new_id(), order.shipments[0].id
    number = bench.next_parcel_no()
    bench.say(OpenParcel(parcel_id=parcel_id, parcel_no=number, order_id=order_id, shipment_id=shipment_id))
    line_id = order.shipment_lines[0].id
    item = VerifyItem(parcel_id=parcel_id, order_id=order_id, shipment_line_id=line_id, quantity=1_000)
    bench.say(item)
    with pytest.raises(Refused, match=r"item\.too_many"):
        bench.say(item)
    bench.say(BindWaybill(parcel_id=parcel_id, carrier_code="shunfeng", waybill_no=WAYBILL))
    bench.say(CloseParcel(parcel_id=parcel_id, order_ids=(order_id,)))
    assert order_at(bench, order_id).node == "packed"
    bench.say(HandOver(parcel_ids=(parcel_id,), order_ids=(order_id,)))
    bench.say(AddNote(order_id=order_id, text="易碎"))


def deliver(hub: NearHub, order_id: UUID) -> None:
    hub.executor.run_own(
        company.HUB_DEVICE,
        RecordCourierEvent(
            carrier_code="shunfeng",
            waybill_no=WAYBILL,
            order_ids=(order_id,),
            event_at=hub.clock.now(),
            code="3",
            text="已签收",
            source="kuaidi100",
        ),
    )


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_text_that_no_database_holds_is_refused_before_it_is_queued(hub: NearHub, tmp_path: Path, text: str) -> None:
    desk = seated(lambda: hub, tmp_path / "desk", "A1", "sales")
    order_id = desk.new_id()
    desk.say(company.an_order(order_id, "A1", 1))
    with pytest.raises(Refused, match=r"text\.unreadable"):
        desk.say(AddNote.model_construct(order_id=order_id, text=text))
    assert desk.status().queued == 1
    desk.close()
