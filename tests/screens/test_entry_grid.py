"""The lines are typed into their cells: keys that begin, leave and move, what cannot be read, what is taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.screens.entry_hands import (
    CTRL,
    ENTER,
    SHIFT,
    add_item,
    banners,
    cell,
    enter_order,
    look_up,
    paste,
    press,
    quantities,
    said,
    shown,
    type_in,
    words_of,
)
from tests.screens.near_window import Near
from ui.components.table_cells import CELL_ROLE
from ui.sales.entry_room import EntryRoom

KEY = Qt.Key


@pytest.fixture
def two(room: EntryRoom) -> EntryRoom:
    """A form with lines of 2 and of 5."""
    enter_order(room)
    add_item(room, "5")
    return room


@pytest.fixture
def undos(room: EntryRoom) -> list[tuple[str, Callable[[], None]]]:
    """What can be taken back, the last one last."""
    found: list[tuple[str, Callable[[], None]]] = []
    room.undoable.connect(lambda text, undo: found.append((text, undo)))
    return found


def grid_key(room: EntryRoom, key: Any, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(room.lines.grid, key, held)


def at(room: EntryRoom) -> tuple[int, str]:
    return room.lines.selected(), room.lines.grid.current_cell()


def test_an_item_is_a_line_at_once_with_the_keyboard_in_its_quantity(room: EntryRoom) -> None:
    look_up(room.lines.search, "bp-1")
    assert (quantities(room), cell(room).selectedText(), room.lines.search.text()) == ([1], "1", "")
    type_in(room, "12")
    assert quantities(room) == [12]
    assert room.lines.search.hasFocus()


def test_typing_replaces_what_stands_in_a_cell_and_f2_goes_on_with_it(two: EntryRoom) -> None:
    two.lines.grid.mark(0)
    QTest.keyClicks(two.lines.grid, "7")
    assert cell(two).text() == "7"
    QTest.keyClick(cell(two), ENTER)
    assert (quantities(two), at(two)) == ([7, 5], (0, "price"))
    two.lines.grid.mark(1)
    QTest.keyClick(two, KEY.Key_F2)
    assert cell(two).selectedText() == "5"
    QTest.keyClick(cell(two), KEY.Key_End)
    QTest.keyClicks(cell(two), "0")
    QTest.keyClick(cell(two), ENTER)
    assert quantities(two) == [7, 50]


def test_enter_goes_from_cell_to_cell_and_at_the_end_to_the_next_item(two: EntryRoom) -> None:
    two.lines.grid.mark(0)
    seen = []
    for _each in range(4):
        seen.append(at(two))
        grid_key(two, ENTER)
    assert seen == [(0, "quantity"), (0, "price"), (1, "quantity"), (1, "price")]
    assert two.lines.search.hasFocus()


def test_tab_goes_there_and_back_and_leaves_the_lines_at_both_ends(two: EntryRoom) -> None:
    two.lines.grid.mark(1)
    seen = []
    for _each in range(3):
        seen.append(at(two))
        grid_key(two, KEY.Key_Tab, SHIFT)
    assert seen == [(1, "quantity"), (0, "price"), (0, "quantity")]
    assert not two.lines.grid.hasFocus()
    two.lines.grid.mark(1, "price")
    grid_key(two, KEY.Key_Tab)
    assert two.lines.search.hasFocus()


def test_a_key_in_an_open_cell_takes_its_value_and_goes_its_way(two: EntryRoom) -> None:
    two.edit_line(0)
    type_in(two, "3", KEY.Key_Down)
    assert (quantities(two), at(two)) == ([3, 5], (1, "quantity"))
    two.edit_line(1)
    type_in(two, "4", KEY.Key_Tab)
    assert (quantities(two), at(two)) == ([3, 4], (1, "price"))


def test_arrows_go_between_the_lines_and_the_search(two: EntryRoom) -> None:
    QTest.keyClick(two.lines.search, KEY.Key_Up)
    assert at(two) == (1, "quantity")
    grid_key(two, KEY.Key_Down)
    assert two.lines.search.hasFocus()


@pytest.mark.parametrize(
    ("text", "why"), [("zwei", "“zwei” is not a quantity"), ("1.5", "1.5 piece cannot be packed"), ("", "is missing")]
)
def test_what_is_no_quantity_keeps_its_cell_open_with_the_reason_in_the_line(
    two: EntryRoom, text: str, why: str
) -> None:
    two.edit_line(0)
    cell(two).clear()
    type_in(two, text)
    field = cell(two)
    assert (field.text(), field.property("state"), field.hasFocus()) == (text, "error", True)
    assert why in shown(two, 0, "sku")
    assert why in field.accessibleDescription()
    assert two.draft.amount_fen == 6_250
    QTest.keyClick(field, KEY.Key_Escape)
    assert (quantities(two), two.draft.lines[0].slips) == ([2, 5], ())


def test_what_is_left_unreadable_stands_there_until_somebody_has_put_it_right(two: EntryRoom, near: Near) -> None:
    two.edit_line(0)
    QTest.keyClicks(cell(two), "9x")
    two.delivery.remark.setFocus()
    assert two.lines.grid.field is None
    assert shown(two, 0, "quantity") == "9x"
    value = two.lines.grid.rows.index(0, 2).data(CELL_ROLE)
    assert value.ground == "danger.bg"
    assert "Line 1, 前刹车片 1: “9x” is not a quantity" in said(two.problems)
    two.submit()
    assert near.workplace.workstation.status().queued == 0
    assert cell(two).text() == "9x"
    type_in(two, "9")
    assert (quantities(two), banners(two.problems)) == ([9, 5], [])


def test_an_open_cell_goes_with_the_order(two: EntryRoom, near: Near, qtbot: QtBot) -> None:
    two.edit_line(1)
    type_in(two, "6", None)
    with qtbot.waitSignal(two.placed, timeout=30_000) as placed:
        QTest.keyClick(cell(two), ENTER, CTRL)
    near.sync.exchange()
    assert [line.unit_quantity for line in near.town.order(placed.args[1]).lines] == [2_000, 6_000]


def test_a_line_is_taken_out_and_brought_back(two: EntryRoom, undos: list[tuple[str, Callable[[], None]]]) -> None:
    two.edit_line(0)
    QTest.keyClick(cell(two), KEY.Key_Delete, CTRL)
    assert quantities(two) == [5]
    text, undo = undos[-1]
    assert text == "Line 1, 前刹车片 1, is taken out"
    undo()
    assert quantities(two) == [2, 5]


def test_a_line_is_not_brought_back_into_another_order(
    two: EntryRoom, undos: list[tuple[str, Callable[[], None]]]
) -> None:
    two.lines.grid.mark(0)
    grid_key(two, KEY.Key_Delete, CTRL)
    two.submit()
    undos[-1][1]()
    assert two.draft.lines == ()
    assert "another order stands in the form" in said(two.messages)


def test_ctrl_d_takes_what_stands_above_and_in_the_search_the_last_line_once_more(two: EntryRoom) -> None:
    two.lines.grid.mark(1)
    grid_key(two, KEY.Key_D, CTRL)
    assert quantities(two) == [2, 2]
    two.lines.add()
    QTest.keyClick(two.lines.search, KEY.Key_D, CTRL)
    type_in(two, "8")
    assert quantities(two) == [2, 2, 8]
    assert two.lines.search.hasFocus()


def test_what_the_customer_ordered_last_comes_once_more_and_can_be_left_out_again(
    room: EntryRoom, near: Near, undos: list[tuple[str, Callable[[], None]]]
) -> None:
    near.town.place(quantity=3_000)
    near.sync.exchange()
    QTest.keyClick(room, KEY.Key_D, CTRL | SHIFT)
    assert "Who orders?" in words_of(room.customer)
    look_up(room.customer.search, "C0")
    QTest.keyClick(room, KEY.Key_D, CTRL | SHIFT)
    assert quantities(room) == [3]
    assert room.draft.lines[0].line_id is None
    undos[-1][1]()
    assert quantities(room) == []
    QTest.keyClick(room, KEY.Key_1, Qt.KeyboardModifier.AltModifier)
    look_up(room.customer.search, "C1")
    QTest.keyClick(room, KEY.Key_D, CTRL | SHIFT)
    assert "No order of this customer lies here" in said(room.messages)


def test_rows_pasted_into_an_open_cell_are_lines(two: EntryRoom) -> None:
    two.edit_line(0)
    type_in(two, "3", None)
    paste(two, "bp-2\t4\n", cell(two))
    assert quantities(two) == [3, 5, 4]
    two.edit_line(0)
    paste(two, "6", cell(two))
    assert cell(two).text() == "6"


def test_the_list_price_follows_the_quantity_until_another_one_is_typed(two: EntryRoom) -> None:
    two.lines.grid.mark(0, "price")
    QTest.keyClicks(two.lines.grid, "1")
    type_in(two, "11.00")
    assert shown(two, 0, "listed") == "Below list 12.50"
    two.edit_line(0)
    type_in(two, "4")
    assert two.draft.lines[0].price_micro == 11_000_000
    assert "11.00 is below the valid 12.50; a supervisor has to approve that" in said(two.problems)
    assert two.bar_buttons()[0].accessibleName() == "1 notice"
    press(two.problems, "Take the list price")
    assert two.draft.problems() == ()


def test_f8_goes_to_a_short_line_takes_the_way_out_and_goes_on(
    two: EntryRoom, undos: list[tuple[str, Callable[[], None]]]
) -> None:
    two.edit_line(1)
    type_in(two, "100")
    two.lines.grid.edit_cell(0, "price")
    type_in(two, "9")
    assert two.bar_buttons()[0].accessibleName() == "1 problem · 1 notice"
    assert "Line 2, 前刹车片 1: 22 piece short" in said(two.problems)
    QTest.keyClick(two, KEY.Key_F8)
    assert at(two) == (1, "quantity")
    assert quantities(two) == [2, 100]
    QTest.keyClick(two, KEY.Key_F8)
    assert quantities(two) == [2, 78]
    # The notice comes next; F8 leaves it as it is.
    assert at(two) == (0, "price")
    QTest.keyClick(two, KEY.Key_F8)
    assert two.draft.lines[0].price_micro == 9_000_000
    undos[-1][1]()
    assert quantities(two) == [2, 100]
    QTest.keyClick(two, KEY.Key_F8, SHIFT)
    QTest.keyClick(two, KEY.Key_F8, SHIFT)
    assert quantities(two) == [2, 100]


def test_f8_says_where_there_is_nothing_to_do(two: EntryRoom) -> None:
    QTest.keyClick(two, KEY.Key_F8)
    assert "Nothing has to be put right" in said(two.messages)


def test_the_field_for_the_next_item_lies_under_the_last_line_and_its_results_over_no_button(
    two: EntryRoom, qtbot: QtBot
) -> None:
    for _each in range(12):
        paste(two, "bp-2\t1\n")
    QTest.keyClicks(two.lines.search, "b")
    qtbot.waitUntil(two.lines.search.is_open, timeout=30_000)
    results = two.lines.search.results
    qtbot.waitUntil(lambda: results.height() > 100, timeout=30_000)
    below = results.mapTo(two, QPoint(0, results.height())).y()
    assert below <= two._submit.mapTo(two, QPoint(0, 0)).y()
    assert results.mapTo(two, QPoint(0, 0)).y() >= two.lines.search.mapTo(two, QPoint(0, 0)).y()
    last = two.lines.grid.visualRect(two.lines.grid.rows.index(13, 0))
    qtbot.waitUntil(lambda: two.lines.grid.viewport().rect().intersects(last), timeout=30_000)


def test_results_say_what_can_be_promised_and_what_it_costs_this_customer(room: EntryRoom, qtbot: QtBot) -> None:
    look_up(room.customer.search, "C1")
    QTest.keyClicks(room.lines.search, "bp-1")
    qtbot.waitUntil(room.lines.search.is_open, timeout=30_000)
    row = [room.lines.search._model.index(0, place).data() for place in range(5)]
    assert row == ["前刹车片 1", "BP-1", "", "80 available", "12.50"]
