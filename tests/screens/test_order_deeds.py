"""Every command of an order's life has its place: who is offered what where, what the sheet asks, how it goes back."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update

from db.tables import orders, work
from orderdesk.commands import (
    AcceptTransfer,
    AddNote,
    AllocateOrder,
    BindWaybill,
    CancelShipment,
    CloseParcel,
    HandOver,
    OpenParcel,
    ReviewOrder,
    VerifyItem,
    verbs,
)
from orderdesk.documents.shelf import Shelf
from orderdesk.documents.work import Receipt, ReceiptAllocation
from orderdesk.domain import numbers
from orderdesk.ids import derived_id
from tests.screens.order_desk import Desks, begin, exchange, keys_of, write
from tests.storage.cached_company import WAYBILL, Town
from tests.sync import small_company as company
from ui import formats
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.text import Text
from ui.sales.actions.asks import Answers
from ui.sales.actions.fields import GoodsField, PictureField
from ui.sales.actions.table import TABLE
from ui.sales.mentions import MentionEntry, mentioned
from ui.sales.order_panel import NOTES, OrderPanel
from ui.sales.photo_store import decoded
from ui.sales.photo_strip import PhotoDialog, PhotoStrip

#: Verbs whose place is elsewhere: the bench, the bell, the short sheet, the hub itself, what comes from outside.
ELSEWHERE = {
    *("bind_waybill", "unbind_waybill", "open_parcel", "verify_item", "close_parcel", "reopen_parcel", "void_parcel"),
    *("clear_stop", "call_supervisor", "complete_task", "change_setting", "open_session"),
    *("lapse_holds", "release_expired", "review_reservations"),
    *("confirm_shipped", "record_courier_event", "record_warehouse_status", "state_stock"),
}


def test_every_verb_has_a_place() -> None:
    assert set(verbs()) - {deed.command.kind for deed in TABLE} <= ELSEWHERE
    assert len({deed.key for deed in TABLE}) == len(TABLE)


EVERYBODY = {"note", "photo"}
MONEY = EVERYBODY | {"record_receipt"}
#: Whoever enters orders can enter a further one like it.
ENTERING = EVERYBODY | {"copy"}
LEADING = ENTERING | MONEY
WHO_MAY_WHAT = {
    ("sales", "pending_review"): ENTERING | {"edit", "hold", "cancel"},
    ("finance", "pending_review"): MONEY | {"hold"},
    ("supervisor", "pending_review"): LEADING | {"review", "edit", "hold", "cancel", "release"},
    ("sales", "allocated"): ENTERING | {"hold", "cancel"},
    ("supervisor", "allocated"): LEADING | {"start_picking", "unallocate", "return_to_review", "hold", "cancel"},
    ("sales", "packed"): ENTERING | {"hold"},
    ("supervisor", "packed"): LEADING | {"stage", "hand_over", "hold", "cancel"},
    ("sales", "delivered"): ENTERING | {"return_order", "send_again"},
    ("finance", "delivered"): MONEY | {"close"},
    ("supervisor", "delivered"): LEADING | {"return_order", "send_again", "close"},
}


@pytest.mark.parametrize("node", ["pending_review", "allocated", "packed", "delivered"])
def test_only_what_somebody_may_do_there_is_offered(town: Town, seat: Desks, node: str) -> None:
    made = {
        "pending_review": town.place,
        "allocated": town.allocated,
        "packed": lambda: town.packed()[0],
        "delivered": town.delivered,
    }
    order_id = made[node]()
    for (login, where), expected in WHO_MAY_WHAT.items():
        if where == node:
            assert keys_of(seat(login, order_id)) == expected, login


def test_what_is_hindered_says_why(town: Town, seat: Desks) -> None:
    packed, _parcel_id = town.packed()
    found = {offer.deed.key: offer.hindered for offer in seat("sales", packed).offers()}
    assert found["cancel"] == "The bench has begun: only who leads it may"


def test_the_menu_is_narrowed_by_typing_and_taken_by_enter(town: Town, seat: Desks, qtbot: QtBot) -> None:
    deeds = seat("supervisor", town.place())
    assert deeds.press("m")
    assert deeds.menu is not None
    QTest.keyClicks(deeds.menu.entry, "guaqi")
    assert [offer.deed.key for offer in deeds.menu.shown()] == ["hold"]
    QTest.keyClick(deeds.menu.entry, Qt.Key.Key_Return)
    assert deeds.menu.isHidden()
    assert deeds.sheet is not None
    deeds.sheet.reject()
    assert not deeds.press("z")


def test_what_only_others_may_do_is_found_by_its_name_and_says_who_does_it(town: Town, seat: Desks) -> None:
    deeds = seat("sales", town.place())
    deeds.press("m")
    assert deeds.menu is not None
    assert "review" not in {offer.deed.key for offer in deeds.menu.shown()}
    QTest.keyClicks(deeds.menu.entry, "approve")
    assert [(offer.deed.key, offer.hindered) for offer in deeds.menu.shown()] == [("review", "Done by: Supervisor")]
    QTest.keyClick(deeds.menu.entry, Qt.Key.Key_Return)
    assert not deeds.menu.isHidden(), "it is not theirs to do"
    deeds.menu.leave()
    said: list[str] = []
    deeds.refused.connect(said.append)
    stock_locked = town.place()
    town.run(ReviewOrder(order_id=stock_locked))
    exchange(deeds)
    deeds._panel.show_order(stock_locked)  # type: ignore[attr-defined]  # the panel of an order
    assert deeds.press("a")
    assert said == ["Done by: Logistics, Supervisor"]


def test_goods_that_come_back_are_announced_and_received(town: Town, seat: Desks) -> None:
    order_id = town.delivered()
    deeds = seat("supervisor", order_id)
    begin(deeds, "return_order")
    write(deeds, goods="9", reason="Wrong goods")
    assert deeds.sheet is not None
    assert deeds.sheet.isVisible(), "nine were never sent"
    write(deeds, goods="1")
    exchange(deeds)
    workstation = deeds._workplace.workstation
    assert workstation.refusals() == []


def test_what_came_back_is_received_by_several_conditions_of_a_line_at_once(town: Town, seat: Desks) -> None:
    order_id = town.allocated(quantity=5_000)
    order = town.order(order_id)
    parcel_id, line = derived_id(order_id, "parcel"), order.shipment_lines[0]
    number = numbers.parcel_no(company.START.date(), "B1", 1)
    town.pack(OpenParcel(parcel_id=parcel_id, parcel_no=number, order_id=order_id, shipment_id=order.shipments[0].id))
    town.pack(VerifyItem(parcel_id=parcel_id, order_id=order_id, shipment_line_id=line.id, quantity=line.quantity))
    town.pack(BindWaybill(parcel_id=parcel_id, carrier_code="shunfeng", waybill_no=WAYBILL))
    town.pack(CloseParcel(parcel_id=parcel_id, order_ids=(order_id,)))
    town.pack(HandOver(parcel_ids=(parcel_id,), order_ids=(order_id,)))
    deeds = seat("supervisor", order_id)
    begin(deeds, "intercept")
    write(deeds, reason="The customer is closed")
    exchange(deeds)
    begin(deeds, "receive_return")
    assert deeds.sheet is not None
    field = deeds.sheet.field("came")
    assert isinstance(field, GoodsField)
    (row,) = field.rows
    assert {key: entry.text() for key, entry in row.entries.items()} == {"good": "5", "damaged": "", "missing": ""}
    row.entries["damaged"].setText("2")
    deeds.sheet.submit()
    assert deeds.sheet.isVisible(), "seven were never sent"
    row.entries["good"].setText("2")
    row.entries["missing"].setText("1")
    deeds.sheet.submit()
    exchange(deeds)
    came = town.order(order_id).returned_items
    assert sorted((each.condition, each.quantity) for each in came) == [
        ("damaged", 2_000),
        ("good", 2_000),
        ("missing", 1_000),
    ]
    assert deeds._workplace.workstation.refusals() == []


def test_a_hand_over_names_all_orders_of_its_parcels(town: Town, seat: Desks) -> None:
    order_id, parcel_id = town.packed()
    deeds = seat("supervisor", order_id)
    offer = next(each for each in deeds.offers() if each.deed.key == "hand_over")
    here = deeds._situation()
    assert here is not None
    command = offer.deed.make(here, offer.shipments[0], Answers(), deeds._workplace.workstation)
    assert command == HandOver(parcel_ids=(parcel_id,), order_ids=(order_id,))


def test_a_photo_goes_with_its_order(town: Town, seat: Desks, tmp_path: Path) -> None:
    deeds = seat("sales", town.place())
    begin(deeds, "photo")
    assert deeds.sheet is not None
    field = deeds.sheet.field("photo")
    assert isinstance(field, PictureField)
    path = tmp_path / "door.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 a door")
    field.put(path)
    write(deeds, caption="The back door")
    exchange(deeds)
    assert list(town.hub.uploads.values()) == [path.read_bytes()]
    assert deeds._workplace.workstation.refusals() == []


def test_photos_stand_small_beside_the_notes_and_open_large(town: Town, seat: Desks, tmp_path: Path) -> None:
    deeds = seat("sales", town.place())
    for name, colour in (("door", Qt.GlobalColor.red), ("ramp", Qt.GlobalColor.blue)):
        picture = QImage(80, 60, QImage.Format.Format_RGB32)
        picture.fill(colour)
        assert picture.save(str(tmp_path / f"{name}.png"))
        begin(deeds, "photo")
        assert deeds.sheet is not None
        field = deeds.sheet.field("photo")
        assert isinstance(field, PictureField)
        field.put(tmp_path / f"{name}.png")
        write(deeds, caption=f"The {name}")
        exchange(deeds)
    panel = deeds._panel
    assert isinstance(panel, OrderPanel)
    panel.open_tab(NOTES)
    strip = panel.findChildren(PhotoStrip)[-1]
    who = deeds._workplace.names.users[company.USERS["sales"]]
    assert [each.accessibleName().split(" · ")[:2] for each in strip.thumbnails] == [
        ["The ramp", who],
        ["The door", who],
    ]
    strip.thumbnails[1].click()
    dialog = panel.findChildren(PhotoDialog)[-1]
    assert dialog._picture.pixmap().toImage().pixelColor(5, 5) == QColor(Qt.GlobalColor.red)
    QTest.keyClick(dialog, Qt.Key.Key_Right)
    assert dialog._picture.pixmap().toImage().pixelColor(5, 5) == QColor(Qt.GlobalColor.blue)
    assert "Photo 1 of 2" in dialog.windowTitle()
    dialog.reject()


def test_a_paper_and_a_photo_on_its_way_say_that_they_cannot_be_shown(qapp: QApplication) -> None:
    assert decoded(b"%PDF-1.7").isNull()


def test_what_one_was_asked_to_see_to_is_ticked_off_beside_the_order(town: Town, seat: Desks) -> None:
    order_id = town.place()
    task_id = company.name("note")
    note = AddNote(order_id=order_id, text="ring him", note_id=task_id, mentions=(company.USERS["supervisor"],))
    town.pack(note)
    deeds = seat("supervisor", order_id)
    panel = deeds._panel
    banner = next(each for each in panel.findChildren(Banner) if "asks you to look: ring him" in each.accessibleName())
    banner.findChildren(Button)[0].click()
    exchange(deeds)
    with town.hub.store.read() as connection:
        task = connection.execute(select(work.task.c.done_by, work.task.c.result)).one()
    assert (task.done_by, task.result) == (company.USERS["supervisor"], "done")
    assert not [
        each for each in panel.findChildren(Banner) if each.isVisibleTo(panel) and "ring" in each.accessibleName()
    ]


def test_a_mention_is_completed_and_becomes_a_task(town: Town, seat: Desks, qtbot: QtBot) -> None:
    order_id = town.place()
    deeds = seat("sales", order_id)
    panel = deeds._panel
    assert isinstance(panel, OrderPanel)
    panel.open_tab(NOTES)
    entry = panel.findChildren(MentionEntry)[-1]
    names = deeds._workplace.names
    who = names.users[company.USERS["supervisor"]]
    QTest.keyClicks(entry, f"look @{who[:2]}")
    assert who in entry.offered()
    QTest.keyClick(entry, Qt.Key.Key_Tab)
    QTest.keyClicks(entry, "please")
    assert entry.text() == f"look @{who} please"
    assert mentioned(entry.text(), names) == (company.USERS["supervisor"],)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    exchange(deeds)
    with town.hub.store.read() as connection:
        task = connection.execute(select(work.task.c.task_kind, work.task.c.user_id)).one()
    assert (task.task_kind, task.user_id) == ("note.mention", company.USERS["supervisor"])


def proposed(town: Town) -> UUID:
    """An order of which a part lies in the other warehouse, so that a transfer is proposed."""
    town.placed = 50  # numbers that the desk does not give out itself
    order_id = town.place(quantity=company.STOCKED + 5_000)
    town.run(ReviewOrder(order_id=order_id))
    town.run(AllocateOrder(order_id=order_id, warehouse_id=company.WMS_WAREHOUSE, back_order=True))
    return order_id


def test_a_proposed_transfer_is_taken_up_once(town: Town, seat: Desks) -> None:
    deeds = seat("supervisor", proposed(town))
    begin(deeds, "accept_transfer")
    write(deeds)
    exchange(deeds)
    with town.hub.store.read() as connection:
        table = orders.order
        kinds = connection.execute(select(table.c.node).where(table.c.order_kind == "TRANSFER")).scalars().all()
    assert kinds == ["allocated"]
    assert "accept_transfer" not in keys_of(deeds)


def test_what_a_transfer_brings_is_received_where_it_was_sent_to(town: Town, seat: Desks) -> None:
    order_id, moved = proposed(town), company.name("order:moved")
    with town.hub.store.read() as connection:
        case_id = connection.execute(select(work.case.c.id).where(work.case.c.order_id == order_id)).scalar_one()
    number = numbers.order_no(company.START.date(), "A1", 60)
    town.run(AcceptTransfer(case_id=case_id, for_order_id=order_id, order_id=moved, order_no=number))
    with town.hub.store.write() as connection:
        table, shipments, lines = orders.order, orders.shipment, orders.shipment_line
        sent = {"node": "in_transit"}
        connection.execute(update(table).where(table.c.id == moved).values(sent))
        connection.execute(update(shipments).where(shipments.c.order_id == moved).values(sent))
        connection.execute(update(lines).where(lines.c.order_id == moved).values(packed_quantity=5_000))
    deeds = seat("supervisor", moved)
    assert "return_order" not in keys_of(deeds)
    begin(deeds, "receive_transfer")
    write(deeds)
    exchange(deeds)
    found = town.order(moved)
    assert (found.node, found.close_reason) == ("closed", "completed")
    came = [(item.quantity, item.condition, item.warehouse_id) for item in found.returned_items]
    assert came == [(5_000, "good", company.WMS_WAREHOUSE)]


def test_finance_notes_a_payment_and_confirms_what_is_to_be_given_back(town: Town, seat: Desks) -> None:
    order_id = town.delivered()
    deeds = seat("finance", order_id)
    begin(deeds, "record_receipt")
    write(deeds, number="20261102-1")
    exchange(deeds)
    assert (town.order(order_id).pay_state, town.order(order_id).paid_fen) == ("paid", 1_250)
    assert not {"record_receipt", "confirm_receipt"} & keys_of(deeds)


def test_what_waits_for_finance_is_confirmed_at_the_order(town: Town, seat: Desks) -> None:
    order_id = town.delivered()
    receipt = Receipt(
        id=derived_id(order_id, "receipt"),
        company_id=company.COMPANY,
        customer_id=company.CUSTOMERS[0],
        channel="cod",
        channel_no="SO1-1",
        receipt_kind="payment",
        amount_fen=1_250,
        fee_fen=0,
        state="to_confirm",
        received_at=town.clock.now(),
    )
    part = {"id": derived_id(order_id, "part"), "receipt_id": receipt.id, "order_id": order_id, "amount_fen": 1_250}
    receipt.allocations = [ReceiptAllocation.model_validate(part | {"allocated_at": town.clock.now()})]
    with town.hub.store.write() as connection:
        Shelf(connection).save(receipt)
    deeds = seat("finance", order_id)
    assert "record_receipt" not in keys_of(deeds), "it has been collected already"
    begin(deeds, "confirm_receipt")
    write(deeds)
    exchange(deeds)
    assert town.order(order_id).pay_state == "paid"
    assert "confirm_receipt" not in keys_of(deeds)


def test_an_order_of_which_a_part_was_cancelled_shows_what_it_costs_and_what_was_ordered(
    town: Town, seat: Desks
) -> None:
    order_id = town.place(quantity=company.STOCKED + 5_000)
    for command in (ReviewOrder(order_id=order_id), AllocateOrder(order_id=order_id)):
        town.run(command)
    first = town.order(order_id).shipments[0]
    town.run(CancelShipment(order_id=order_id, shipment_id=first.id, reason="客户取消"))
    order = town.order(order_id)
    ordered = sum(line.amount_fen or 0 for line in order.lines)
    deeds = seat("supervisor", order_id)
    words = {text.text() for text in deeds._panel.findChildren(Text)}
    assert order.amount_fen != ordered
    assert {formats.money(order.amount_fen or 0, sign=True), formats.money(ordered, sign=True)} <= words
