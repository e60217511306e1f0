"""Entering an order with the keyboard alone, over the real workstation and hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from orderdesk.queries.order_detail import order_detail
from tests.screens.entry_hands import CTRL, ENTER, enter_order, look_up, shown, type_in, words_of
from tests.screens.near_window import Near
from ui.sales.entry_room import EntryRoom
from ui.sales.lookup import Lookup

Show = Callable[[QWidget], QWidget]


def count(room: EntryRoom) -> int:
    return len(room.draft.lines)


def test_customer_item_quantity_and_submit_by_keyboard(room: EntryRoom, near: Near, qtbot: QtBot) -> None:
    enter_order(room)
    assert room.draft.customer is not None
    assert room.draft.amount_fen == 2_500
    with qtbot.waitSignal(room.placed) as said:
        QTest.keyClick(room, ENTER, CTRL)
    number, order_id = said.args
    near.sync.exchange()
    order = near.town.order(order_id)
    assert (order.order_no, order.amount_fen, order.lines[0].price_source) == (number, 2_500, "STD/1")
    # Without a carrier no bench could pack it.
    assert (order.delivery_method, order.carrier_code) == ("courier", "shunfeng")
    assert room.draft.lines == ()
    assert room.customer.credit.isHidden()


@pytest.mark.parametrize(
    ("terms", "is_cod", "is_foretold"), [("prepaid", False, False), ("cod", True, False), ("monthly", False, True)]
)
def test_credit_is_foretold_only_where_the_hub_counts_it_and_who_pays_at_the_door_has_that_ticked(
    room: EntryRoom, terms: str, is_cod: bool, is_foretold: bool
) -> None:
    look_up(room.customer.search, "C1")
    card = room.draft.customer
    assert card is not None
    room._on_customer((room._company_id, replace(card, terms=terms, credit_limit_fen=0)))
    assert (room.draft.cod, room.delivery.cod.isChecked()) == (is_cod, is_cod)
    assert room.customer.credit.isHidden() is not is_foretold
    room._on_customer((room._company_id, replace(card, terms="monthly", credit_limit_fen=0)))
    assert (room.draft.cod, room.customer.credit.isHidden()) == (False, False)


def test_the_card_says_who_gets_it_on_what_terms_and_what_the_order_does_to_the_credit(room: EntryRoom) -> None:
    enter_order(room)
    card = words_of(room.customer)
    assert "王小明  100****5678" in card
    assert "Default address" in card
    assert "Monthly · 30 days" in card
    assert "¥0 used + ¥25 / ¥1,000,000" in card
    assert "¥999,975.00 left after this order (99 %)" in card
    found = room.draft.customer
    assert found is not None
    room._on_customer((room._company_id, replace(found, credit_limit_fen=1_000)))
    assert "About ¥15.00 over the limit" in words_of(room.customer)


def test_the_hubs_findings_appear_as_they_come(room: EntryRoom, near: Near, qtbot: QtBot) -> None:
    enter_order(room)
    room.submit()
    assert words_of(room.outcome).count("the hub is checking") == 3
    with qtbot.waitSignal(near.workplace.changed):
        near.sync.exchange()
    qtbot.waitUntil(lambda: "All goods are reserved" in words_of(room.outcome))
    assert "Prices as listed" in words_of(room.outcome)


def test_more_than_the_stock_has_is_shown_before_submitting(room: EntryRoom) -> None:
    enter_order(room, quantity="100")
    assert (shown(room, 0, "stock"), shown(room, 0, "held")) == ("Short of 20", "Cannot all be set aside")


def test_goods_of_two_warehouses_are_told_apart(room: EntryRoom) -> None:
    enter_order(room, quantity="50")
    assert shown(room, 0, "stock") == "NB 40 + SZ 10"
    assert shown(room, 0, "held") == "Comes from several warehouses"


def test_what_is_missing_is_asked_for_and_nothing_is_sent(room: EntryRoom, near: Near) -> None:
    room.submit()
    assert "Who orders?" in words_of(room)
    look_up(room.customer.search, "C0")
    room.submit()
    assert "Add at least one line" in words_of(room)
    assert near.workplace.workstation.status().queued == 0


def test_nothing_that_fits_is_said(room: EntryRoom, qtbot: QtBot) -> None:
    QTest.keyClicks(room.lines.search, "nothing like this")
    qtbot.waitUntil(lambda: "No item fits" in words_of(room.lines))


def test_what_was_begun_is_there_again_after_a_restart(room: EntryRoom, near: Near, show: Show) -> None:
    enter_order(room, quantity="3")
    room.delivery.remark.setText("ring twice")
    room.keeper.flush()
    later = EntryRoom(near.workplace)
    show(later)
    later.entered()
    (action, *_forget) = later.drafts_menu().actions()
    assert "1 line" in action.text()
    action.trigger()
    assert (later.draft.amount_fen, later.draft.remark) == (3_750, "ring twice")
    later.submit()
    assert near.workplace.workstation.drafts("order") == []


def test_an_order_is_changed_field_by_field_before_it_is_released(room: EntryRoom, near: Near, qtbot: QtBot) -> None:
    enter_order(room)
    with qtbot.waitSignal(room.placed) as said:
        room.submit()
    near.sync.exchange()
    order_id = said.args[1]
    with near.workplace.workstation.reading() as connection:
        detail = order_detail(connection, order_id, near.town.clock.now())
    assert detail is not None
    room.edit(detail)
    room.submit()
    assert "Nothing is different yet" in words_of(room)
    room.edit_line(0)
    type_in(room, "5")
    room.delivery.remark.setText("to the back door")
    room.submit()
    assert room.changes is not None
    shown = words_of(room.changes)
    assert "2 piece × 12.50" in shown
    assert "5 piece × 12.50" in shown
    with qtbot.waitSignal(room.order_wanted):
        room.changes.accept()
    near.sync.exchange()
    order = near.town.order(order_id)
    assert (order.remark, order.amount_fen, len(order.lines)) == ("to the back door", 6_250, 1)
    assert near.workplace.workstation.refusals() == []


def test_a_copy_is_a_new_order_with_the_same_customer_and_lines(room: EntryRoom, near: Near, qtbot: QtBot) -> None:
    enter_order(room, quantity="3")
    with qtbot.waitSignal(room.placed) as first:
        room.submit()
    near.sync.exchange()
    with near.workplace.workstation.reading() as connection:
        detail = order_detail(connection, first.args[1], near.town.clock.now())
    assert detail is not None
    room.copy(detail)
    assert room.title() == "New order"
    assert [(line.quantity, line.line_id) for line in room.draft.lines] == [(3_000, None)]
    with qtbot.waitSignal(room.placed) as second:
        room.submit()
    near.sync.exchange()
    original, copied = near.town.order(first.args[1]), near.town.order(second.args[1])
    assert copied.id != original.id
    assert (copied.customer_id, copied.amount_fen) == (original.customer_id, 3_750)


def test_a_chosen_item_shows_its_code_which_stands_first(qtbot: QtBot) -> None:
    lookup = Lookup((), name="item")
    qtbot.addWidget(lookup)
    lookup.show_text("BP-1001  " + "a long name " * 20)
    assert lookup.cursorPosition() == 0
