"""What is kept of a person is emptied everywhere in the hub, on demand and by name; the chains go on holding."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import LargeBinary, Table, insert, select

from db.tables import log, metadata
from orderdesk.commands import AddNote, AttachPhoto, CancelOrder, HandOver, HoldOrder, LiftHold
from orderdesk.commands.work import Asker
from orderdesk.documents.document import SeatScope
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order
from orderdesk.errors import Refused
from orderdesk.hub.erasing import Erased, Eraser, erase_customer, erase_order
from orderdesk.hub.verify import verify_chains
from orderdesk.ids import new_id
from tests.hub.served_hub import ServedHub
from tests.hub.shop_floor import ShopFloor
from tests.sync import small_company as company

WAYBILL = "SF1385628716739"
SAID = "王小明 说门口有狗"
PICTURE = "ab" * 32


@pytest.fixture
def order(floor: ShopFloor) -> Order:
    """An order that was delivered; the receiver's name, phone and street have come into every corner."""
    found = floor.allocated()
    to = found.consignees[0]
    floor.do(AddNote(order_id=found.id, text=SAID), by="sales", at="A1")
    floor.do(HoldOrder(order_id=found.id, hold_kind="address", reason=SAID), by="sales", at="A1")
    hold_id = floor.order(found.id).holds[0].id
    floor.do(LiftHold(order_id=found.id, hold_id=hold_id, note=f"{to.name} {to.phone}"), by="sales", at="A1")
    photo = AttachPhoto(subject_kind="order", subject_id=found.id, sha256=PICTURE, caption=f"{to.name} {to.street}")
    floor.do(photo, by="sales", at="A1")
    parcel_id = floor.packed(found, WAYBILL)
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(found.id,)))
    event = floor.scan(WAYBILL, "3", found.id, minutes=5)
    floor.done(event.model_copy(update={"text": f"已签收，签收人 {to.name}，电话 {to.phone}"}))
    # What was refused was said all the same.
    late = HoldOrder(order_id=found.id, hold_kind="address", reason=f"again {to.phone}")
    assert floor.code(late, by="sales", at="A1") == "hold.too_late"
    keep_callback(floor, f"{WAYBILL} {to.name} {to.phone}".encode(), worked=True)
    keep_photo(floor)
    keep_message(floor, found, to.name)
    return floor.order(found.id)


def keep_callback(floor: ShopFloor, body: bytes, *, worked: bool) -> None:
    now = floor.clock.now()
    values: dict[str, Any] = {"id": new_id(now), "source": "kuaidi100", "dedupe_key": body.hex(), "body": body}
    with floor.store.write() as connection:
        connection.execute(
            insert(log.inbox).values(
                **values, headers={}, verdict="genuine", received_at=now, worked_at=now if worked else None
            )
        )


def keep_photo(floor: ShopFloor) -> None:
    values = {"sha256": PICTURE, "media_type": "image/jpeg", "size": 3, "content": b"jpg"}
    with floor.store.write() as connection:
        device = floor.devices["A1"]
        connection.execute(insert(log.upload).values(**values, device_id=device, received_at=floor.clock.now()))


def keep_message(floor: ShopFloor, order: Order, name: str) -> None:
    now = floor.clock.now()
    facts = {"order_no": order.order_no, "customer": name}
    payload = {"text": "shipped", "facts": facts, "order_id": str(order.id)}
    values: dict[str, Any] = {"id": new_id(now), "system": "message", "kind": "customers", "payload": payload}
    with floor.store.write() as connection:
        connection.execute(
            insert(log.job).values(
                **values,
                dedupe_key="message:x",
                order_key="message:x",
                state="done",
                run_at=now,
                attempts=1,
                made_at=now,
                done_at=now,
            )
        )


def by(reason: str = "letter of 22 November") -> Eraser:
    return Eraser(Asker(None, company.HUB_DEVICE, "HUB"), "orderdesk-hub", reason)


def erase(floor: ShopFloor, order: Order) -> Erased:
    floor.clock.advance(minutes=1)
    return erase_order(floor.store, floor.clock, order.id, by())


def where(floor: ShopFloor, *words: str) -> set[str]:
    """The tables in which a word stands, in whatever form."""
    found = set()
    with floor.store.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                if any(form in text for text in _texts(table, row) for word in words for form in _forms(word)):
                    found.add(table.name)
    return found


def _texts(table: Table, row: Any) -> list[str]:
    values = zip(table.columns, row, strict=True)
    return [
        bytes(value).decode(errors="replace") if isinstance(column.type, LargeBinary) and value else str(value)
        for column, value in values
        if value is not None
    ]


def _forms(word: str) -> tuple[str, str]:
    return word, word.encode("unicode-escape").decode()


def chain_faults(floor: ShopFloor) -> list[str]:
    with floor.store.read() as connection:
        return list(verify_chains(connection))


def test_nothing_of_the_receiver_stays_in_any_table(floor: ShopFloor, order: Order) -> None:
    to = order.consignees[0]
    words = (to.phone or "", to.street or "", SAID)
    assert {"consignee", "order_note", "order_event", "command", "change", "inbox", "photo"} <= where(
        floor, *words, to.name
    )
    done = erase(floor, order)
    assert (done.orders, done.waiting, done.notes_kept) == (1, 0, 0)
    # The customer's address book is another matter.
    assert where(floor, *words) <= {"address"}
    assert where(floor, to.name) <= {"address"}
    assert (chain_faults(floor), floor.faults()) == ([], [])
    with floor.store.read() as connection:
        assert connection.execute(select(log.upload)).all() == []


def test_what_is_no_ones_business_but_ours_stays(floor: ShopFloor, order: Order) -> None:
    erase(floor, order)
    found = floor.order(order.id)
    to = found.consignees[0]
    assert (to.name, to.phone, to.street, to.district) == ("", "", "", "")
    assert (to.province, to.city) == (order.consignees[0].province, order.consignees[0].city)
    assert to.erased_at == floor.clock.now()
    assert (found.amount_fen, found.node, found.lines) == (order.amount_fen, order.node, order.lines)
    assert [note.written_by for note in found.notes] == [note.written_by for note in order.notes]


def test_the_chain_tells_who_asked_for_it_and_why(floor: ShopFloor, order: Order) -> None:
    erase(floor, order)
    table = log.order_event
    with floor.store.read() as connection:
        rows = connection.execute(select(table).where(table.c.order_id == order.id).order_by(table.c.chain)).all()
    last = rows[-1]
    assert (last.reason_code, last.actor_name, last.note) == (
        "erase_personal_data",
        "orderdesk-hub",
        "letter of 22 November",
    )
    assert (last.order_revision, last.chain) == (floor.order(order.id).version, len(rows))
    assert all(row.note is None or row.note.startswith("sha256:") for row in rows[:-1])


def test_an_open_order_needs_its_receiver(floor: ShopFloor) -> None:
    order = floor.allocated()
    with pytest.raises(Refused, match=r"erase\.still_open"):
        erase(floor, order)
    with pytest.raises(Refused, match=r"erase\.still_open"):
        erase_customer(floor.store, floor.clock, order.customer_id, by())


def test_what_was_emptied_is_not_emptied_twice(floor: ShopFloor, order: Order) -> None:
    erase(floor, order)
    version = floor.order(order.id).version
    again = erase(floor, order)
    assert (again.documents, again.records) == (0, 0)
    assert floor.order(order.id).version == version


def test_a_callback_that_is_still_to_be_worked_is_told(floor: ShopFloor, order: Order) -> None:
    keep_callback(floor, b"{" + WAYBILL.encode() + b"} later", worked=False)
    assert erase(floor, order).waiting == 1


def test_a_customer_goes_with_the_address_book_and_all_orders(floor: ShopFloor, order: Order) -> None:
    before = floor.load(Customer, order.customer_id)
    words = [before.name, order.consignees[0].name, order.consignees[0].phone or "?"]
    words += [each.phone or "?" for each in before.addresses]
    floor.clock.advance(minutes=1)
    erase_customer(floor.store, floor.clock, order.customer_id, by())
    after = floor.load(Customer, order.customer_id)
    assert (after.name, after.active, after.version) == (before.code, False, before.version + 1)
    assert floor.order(order.id).customer_name == before.code
    assert {(each.name, each.phone, each.street, each.label) for each in after.addresses} == {("", "", "", "")}
    # Other customers of the small company live at the same place.
    assert where(floor, *words) <= {"address"}
    assert (chain_faults(floor), floor.faults()) == ([], [])


def test_a_workstation_gets_the_emptied_order(hub: ServedHub) -> None:
    desk, admin = hub.desk_of("sales"), hub.desk_of("admin")
    order_id = new_id(company.START)
    assert desk.say(company.an_order(order_id, desk.code, 1))["status"] == "accepted"
    path = f"/v1/orders/{order_id}/erase"
    assert admin.call("POST", path, json={"reason": "a letter"}).json()["code"] == "erase.still_open"
    close(hub, order_id)
    assert desk.call("POST", path, json={"reason": "a letter"}).status_code == 403
    made, _ = hub.hub.snapshots.build(SeatScope("desk"))
    assert made.exists()
    done = admin.call("POST", path, json={"reason": "a letter"})
    # It was made before and still held what is erased.
    assert not made.exists()
    assert (done.status_code, done.json()["orders"]) == (200, 1)
    assert desk.call("GET", f"/v1/orders/{order_id}").json()["consignees"][0]["phone"] == ""
    last = desk.call("GET", f"/v1/orders/{order_id}/trace").json()
    assert (last["events"][-1]["actor_name"], last["troubles"]) == ("admin", [])


def close(hub: ServedHub, order_id: UUID) -> None:
    assert hub.desk_of("supervisor").say(CancelOrder(order_id=order_id, reason="gone"))["status"] == "accepted"
