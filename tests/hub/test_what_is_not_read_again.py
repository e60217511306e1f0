"""A document that the hub has just committed is not read again part by part;
what was undone or changed elsewhere is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from db import prepared
from orderdesk.clock import SetClock
from orderdesk.commands import AddNote, StartPicking
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from tests.hub.shop_floor import ShopFloor, shop_floor


@pytest.fixture
def floor(company_url: str, clock: SetClock) -> Iterator[ShopFloor]:
    with shop_floor(company_url, clock) as found:
        yield found


@pytest.fixture
def parts_read() -> Iterator[list[str]]:
    """The statements that have read an order's notes."""
    found: list[str] = []

    def listen(_: Connection, text: str) -> None:
        if text.startswith("SELECT order_note."):
            found.append(text)

    prepared.listeners.append(listen)
    yield found
    prepared.listeners.remove(listen)


def test_the_next_command_on_an_order_reads_its_root_only(floor: ShopFloor, parts_read: list[str]) -> None:
    order = floor.allocated()
    parts_read.clear()
    floor.do(StartPicking(order_id=order.id, shipment_id=order.shipments[0].id))
    assert parts_read == []


def test_what_another_process_has_written_is_read(floor: ShopFloor, parts_read: list[str]) -> None:
    order = floor.allocated()
    with floor.store.write() as connection:
        shelf = Shelf(connection)
        found = shelf.load(Key("order", order.id))
        assert isinstance(found, Order)
        found.remark = "from elsewhere"
        shelf.save(found)
    parts_read.clear()
    floor.do(AddNote(order_id=order.id, text="seen"))
    assert len(parts_read) == 1
    assert floor.order(order.id).remark == "from elsewhere"


def test_what_a_refusal_has_undone_is_not_remembered(floor: ShopFloor) -> None:
    order = floor.allocated()
    parcel_id = floor.filled(order)
    before = floor.order(order.id)
    again = floor.opening(order, floor.new_id())
    # Refused only after the order has been changed and written.
    taken = again.model_copy(update={"parcel_no": floor.parcel(parcel_id).parcel_no})
    assert floor.code(taken) == "parcel.number_taken"
    floor.do(AddNote(order_id=order.id, text="after a refusal"))
    after = floor.order(order.id)
    assert after.shipments == before.shipments
    assert (after.version, [note.text for note in after.notes]) == (before.version + 1, ["after a refusal"])
    assert floor.faults() == []
