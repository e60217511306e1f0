"""What a sheet lets through: only shipments that can be meant, amounts that can be right, and nothing typed is lost."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import select, update

from db.tables import customers, orders, work
from orderdesk.commands import AllocateOrder, CancelOrder, ReleaseExpired, ReviewOrder
from tests.screens.order_desk import (
    Desks,
    begin,
    exchange,
    in_two_warehouses,
    keys_of,
    sheet_of,
    stand,
    write,
)
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from ui.components.buttons import Button
from ui.components.text import Text
from ui.sales.actions.fields import AmountField, GoodsField, TimeField, WordsField
from ui.sales.actions.sheet import DeedSheet
from ui.sales.order_actions import OrderActions
from ui.sales.order_panel import OrderPanel
from ui.sales.short_sheet import ShortSheet


def offered(deeds: OrderActions, key: str) -> list[UUID]:
    """The shipments that a deed is offered for."""
    return [each.id for offer in deeds.offers() if offer.deed.key == key for each in offer.shipments]


# -- which shipment ------------------------------------------------------------------------------------------------


def test_only_our_own_shipments_are_picked_and_declared_short_at_the_desk(town: Town, seat: Desks) -> None:
    order_id, ours, _theirs = in_two_warehouses(town)
    assert offered(seat("supervisor", order_id), "start_picking") == [ours]


def test_what_the_wms_picks_is_neither_called_off_nor_declared_short_here(town: Town, seat: Desks) -> None:
    order_id, _ours, theirs = in_two_warehouses(town)
    stand(town, theirs, node="picking")
    with town.hub.store.write() as connection:
        lines = orders.shipment_line
        connection.execute(update(lines).where(lines.c.shipment_id == theirs).values(packed_quantity=0))
    assert not {"stop_picking", "declare_short"} & keys_of(seat("supervisor", order_id))


def test_only_the_shipment_that_turned_round_is_received(town: Town, seat: Desks) -> None:
    order_id, ours, theirs = in_two_warehouses(town)
    stand(town, ours, node="in_transit")
    stand(town, theirs, node="returning")
    assert offered(seat("supervisor", order_id), "receive_return") == [theirs]


def test_only_what_no_courier_brings_is_said_to_be_delivered(town: Town, seat: Desks) -> None:
    order_id, ours, theirs = in_two_warehouses(town)
    stand(town, ours, node="in_transit", delivery_method="own_van")
    stand(town, theirs, node="in_transit")
    assert offered(seat("supervisor", order_id), "deliver") == [ours]


def test_a_transfer_is_not_completed_but_received(town: Town, seat: Desks) -> None:
    order_id, ours, theirs = in_two_warehouses(town)
    for each in (ours, theirs):
        stand(town, each, node="delivered")
    with town.hub.store.write() as connection:
        to = {"order_kind": "TRANSFER", "to_warehouse_id": company.WMS_WAREHOUSE}
        connection.execute(update(orders.order).where(orders.order.c.id == order_id).values(to))
    assert "close" not in keys_of(seat("supervisor", order_id))


def test_a_transfer_is_neither_edited_nor_sent_back_nor_taken_apart(town: Town, seat: Desks) -> None:
    order_id = town.allocated()
    with town.hub.store.write() as connection:
        to = {"order_kind": "TRANSFER", "to_warehouse_id": company.WMS_WAREHOUSE}
        connection.execute(update(orders.order).where(orders.order.c.id == order_id).values(to))
    assert not {"edit", "return_to_review", "unallocate", "release"} & keys_of(seat("supervisor", order_id))


def test_goods_that_have_lapsed_are_not_let_go_again(town: Town, seat: Desks) -> None:
    order_id = town.place()
    town.clock.advance(minutes=31)
    town.run(ReleaseExpired(order_id=order_id))
    found = keys_of(seat("supervisor", order_id))
    assert ("release" in found, "review" in found) == (False, True)


def test_who_enters_orders_sees_why_one_is_short_and_moves_nothing(town: Town, seat: Desks) -> None:
    deeds = seat("sales", town.place(quantity=3 * company.STOCKED))
    begin(deeds, "why_short")
    (sheet,) = deeds._panel.window().findChildren(ShortSheet)
    assert [each.text() for each in sheet.findChildren(Button)] == ["Back   Esc"]


def test_whoever_approves_a_short_order_reads_what_is_missing(town: Town, seat: Desks) -> None:
    deeds = seat("supervisor", town.place(quantity=2 * company.STOCKED + 5_000))
    begin(deeds, "review")
    assert any("前刹车片 0 5." in each.text() for each in sheet_of(deeds).findChildren(Text))


def test_what_was_not_found_is_missing_until_the_back_order_has_it(town: Town, seat: Desks) -> None:
    order_id = town.allocated(quantity=3_000)
    deeds = seat("supervisor", order_id)
    begin(deeds, "start_picking")
    exchange(deeds)
    begin(deeds, "declare_short")
    write(deeds, missing="1")
    exchange(deeds)
    panel = deeds._panel
    assert isinstance(panel, OrderPanel)
    assert panel.detail is not None
    assert [each.code for each in panel.detail.checks if each.kind == "stock"] == ["stock.back_ordered"]
    begin(deeds, "review")
    assert any("前刹车片 0 1." in each.text() for each in sheet_of(deeds).findChildren(Text))
    write(deeds)
    exchange(deeds)
    assert [each.code for each in panel.detail.checks if each.kind == "stock"] == ["stock.reserved"]


# -- amounts -------------------------------------------------------------------------------------------------------


def returning(town: Town, *, paid_fen: int, quantity: int = 2_000) -> UUID:
    """An order whose goods come back as a whole, paid or not."""
    order_id = town.allocated(quantity=quantity)
    stand(town, town.order(order_id).shipments[0].id, node="returning")
    with town.hub.store.write() as connection:
        heads = orders.order
        connection.execute(update(heads).where(heads.c.id == order_id).values(paid_fen=paid_fen))
    return order_id


@pytest.mark.parametrize(("paid_fen", "most"), [(2_500, "25.00"), (1_000, "10.00")])
def test_no_more_is_given_back_than_came_back_and_was_paid(town: Town, seat: Desks, paid_fen: int, most: str) -> None:
    deeds = seat("supervisor", returning(town, paid_fen=paid_fen))
    begin(deeds, "receive_return")
    write(deeds, refund="25.01")
    sheet = sheet_of(deeds)
    field = sheet.field("refund")
    assert isinstance(field, AmountField)
    assert sheet.isVisible()
    assert most in field.entry.accessibleDescription()


def test_no_refund_is_asked_for_where_nothing_was_paid(town: Town, seat: Desks) -> None:
    deeds = seat("supervisor", returning(town, paid_fen=0))
    begin(deeds, "receive_return")
    assert "refund" not in {each.ask.key for each in sheet_of(deeds).fields}


def test_a_refund_follows_what_was_really_in_the_box(town: Town, seat: Desks) -> None:
    order_id = returning(town, paid_fen=2_500)
    deeds = seat("supervisor", order_id)
    begin(deeds, "receive_return")
    came, refund = sheet_of(deeds).field("came"), sheet_of(deeds).field("refund")
    assert isinstance(came, GoodsField)
    assert isinstance(refund, AmountField)
    came.rows[0].entries["good"].setText("1")
    refund.entry.setText("12.50")
    sheet_of(deeds).submit()
    assert sheet_of(deeds).isVisible(), "with a refund everything has to be there"
    came.rows[0].entries["missing"].setText("1")
    refund.entry.setText("25")
    sheet_of(deeds).submit()
    assert "12.50" in refund.entry.accessibleDescription()
    refund.entry.setText("12.50")
    sheet_of(deeds).submit()
    exchange(deeds)
    assert deeds._workplace.workstation.refusals() == []
    assert town.order(order_id).node == "closed"


@pytest.mark.parametrize("typed", ["0", "-5", "12.51"])
def test_a_payment_is_more_than_nothing_and_no_more_than_is_owed(town: Town, seat: Desks, typed: str) -> None:
    order_id = town.delivered()
    deeds = seat("finance", order_id)
    begin(deeds, "record_receipt")
    write(deeds, number="N-1", paid=typed)
    assert sheet_of(deeds).isVisible()
    write(deeds, paid="12.50")
    exchange(deeds)
    assert town.order(order_id).paid_fen == 1_250


def test_nobody_pays_for_what_was_cancelled(town: Town, seat: Desks) -> None:
    order_id = town.place()
    town.run(CancelOrder(order_id=order_id, reason="entered twice"))
    assert "record_receipt" not in keys_of(seat("finance", order_id))


def test_the_van_collects_what_its_own_shipment_has_to(town: Town, seat: Desks) -> None:
    order_id, ours, theirs = in_two_warehouses(town)
    stand(town, ours, node="in_transit", delivery_method="own_van", cod_fen=50_000)
    stand(town, theirs, node="in_transit", cod_fen=6_250)
    with town.hub.store.write() as connection:
        connection.execute(update(orders.order).where(orders.order.c.id == order_id).values(cod=True))
    deeds = seat("supervisor", order_id)
    begin(deeds, "deliver")
    field = sheet_of(deeds).field("paid")
    assert isinstance(field, AmountField)
    assert field.entry.text() == "500.00"


# -- nothing is lost -----------------------------------------------------------------------------------------------


def test_the_sheet_asks_again_for_what_is_missing_or_wrong(town: Town, seat: Desks) -> None:
    deeds = seat("supervisor", town.place())
    deeds.press("H")
    assert deeds.sheet is not None
    until = deeds.sheet.field("until")
    assert isinstance(until, TimeField)
    until.entry.setText("tomorrow")
    write(deeds)
    assert deeds.sheet.isVisible()
    until.entry.setText("2026-12-24")
    write(deeds, kind="address", reason="Which gate?")
    exchange(deeds)
    panel = deeds._panel
    assert isinstance(panel, OrderPanel)
    assert panel.detail is not None
    (hold,) = panel.detail.holds
    assert (hold.kind, hold.reason, hold.expires_at is not None) == ("address", "Which gate?", True)


def test_a_sheet_stays_with_everything_in_it_when_it_is_refused(town: Town, seat: Desks) -> None:
    order_id = town.delivered()
    deeds = seat("finance", order_id)
    begin(deeds, "record_receipt")
    write(deeds, number="20261102-7", at="2099-01-01 08:00")
    sheet = sheet_of(deeds)
    assert sheet.isVisible(), "nobody pays in the future"
    number = sheet.field("number")
    assert isinstance(number, WordsField)
    assert number.value() == "20261102-7"
    write(deeds, at="2026-11-02 09:05")
    assert not sheet_is_open(deeds)
    exchange(deeds)
    assert town.order(order_id).pay_state == "paid"


def sheet_is_open(deeds: OrderActions) -> bool:
    return any(each.isVisible() for each in deeds._panel.window().findChildren(DeedSheet))


def test_what_was_typed_is_there_again_after_escape(town: Town, seat: Desks) -> None:
    first, second = town.place(), town.place()
    deeds = seat("sales", first)
    begin(deeds, "cancel")
    reason = sheet_of(deeds).field("reason")
    assert isinstance(reason, WordsField)
    reason.put("He rang twice and")
    QTest.keyClick(sheet_of(deeds), Qt.Key.Key_Escape)
    assert not sheet_is_open(deeds)
    begin(deeds, "cancel")
    again = sheet_of(deeds).field("reason")
    assert isinstance(again, WordsField)
    assert again.value() == "He rang twice and"
    again.put("He rang twice")
    sheet_of(deeds).submit()
    exchange(deeds)
    assert town.order(first).close_reason == "cancelled"
    deeds._panel.show_order(second)  # type: ignore[attr-defined]  # the panel of an order
    begin(deeds, "cancel")
    other = sheet_of(deeds).field("reason")
    assert isinstance(other, WordsField)
    assert other.value() == "", "it was written for another order"


def test_why_an_order_was_cancelled_stands_in_its_panel(town: Town, seat: Desks) -> None:
    order_id = town.place()
    deeds = seat("sales", order_id)
    begin(deeds, "cancel")
    write(deeds, reason="Ordered at the other branch")
    exchange(deeds)
    words = [each.text() for each in deeds._panel.findChildren(Text)]
    assert "Cancelled · Ordered at the other branch" in words
    assert [(each.text, each.written_by) for each in town.order(order_id).notes] == [
        ("Ordered at the other branch", company.USERS["sales"])
    ]


def test_why_an_order_came_back_to_the_review_is_a_note_for_those_who_review_it(town: Town, seat: Desks) -> None:
    order_id = town.allocated()
    deeds = seat("supervisor", order_id)
    begin(deeds, "return_to_review")
    write(deeds, reason="The customer wants it next week")
    exchange(deeds)
    assert [each.text for each in town.order(order_id).notes] == ["The customer wants it next week"]


def test_whoever_lets_goods_go_unpaid_is_asked_why(town: Town, seat: Desks) -> None:
    with town.hub.store.write() as connection:
        terms = customers.customer_account
        connection.execute(update(terms).values(terms="prepaid"))
    order_id = town.place()
    town.run(ReviewOrder(order_id=order_id))
    deeds = seat("finance", order_id)
    panel = deeds._panel
    assert isinstance(panel, OrderPanel)
    assert panel.detail is not None
    first = deeds.buttons(panel.detail)[0]
    assert isinstance(first, Button)
    assert first.text().strip() == "Payment received"
    begin(deeds, "lift")
    write(deeds)
    assert sheet_is_open(deeds)
    write(deeds, reason="Transfer slip seen")
    exchange(deeds)
    assert deeds._workplace.workstation.refusals() == []
    assert not town.order(order_id).held


# -- transfers -----------------------------------------------------------------------------------------------------


def test_a_proposed_transfer_is_declined_with_a_reason(town: Town, seat: Desks) -> None:
    town.placed = 50  # numbers that the desk does not give out itself
    order_id = town.place(quantity=company.STOCKED + 5_000)
    town.run(ReviewOrder(order_id=order_id))
    town.run(AllocateOrder(order_id=order_id, warehouse_id=company.WMS_WAREHOUSE, back_order=True))
    deeds = seat("supervisor", order_id)
    begin(deeds, "decline_transfer")
    assert "5 of 前刹车片 0: from NB to SZ" in [each.text() for each in sheet_of(deeds).findChildren(Text)]
    write(deeds)
    assert sheet_of(deeds).isVisible(), "it has to be said why"
    write(deeds, reason="New goods come on Monday")
    exchange(deeds)
    assert deeds._workplace.workstation.refusals() == []
    with town.hub.store.read() as connection:
        case = connection.execute(select(work.case.c.state, work.case.c.verdict)).one()
    assert tuple(case) == ("closed", "declined")
    assert not {"accept_transfer", "decline_transfer"} & keys_of(deeds)
