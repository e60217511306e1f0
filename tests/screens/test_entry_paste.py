"""Rows of a spreadsheet become lines of an order; what cannot be read stays until somebody has put it right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from orderdesk.queries.order_detail import order_detail
from tests.screens.entry_hands import (
    CTRL,
    ENTER,
    banners,
    cell,
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
from ui.components.choices import Select
from ui.components.text import Text
from ui.sales.entry_delivery import read_day
from ui.sales.entry_room import EntryRoom
from ui.sales.pasted_rows import PastedRow, read_rows

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("BP-1\t24\r\nOF-2\t5\t只\t14.50\n", [PastedRow("BP-1", "", "24"), PastedRow("OF-2", "", "5", "只", "14.50")]),
        ("编码\t名称\t数量\nBP-1\t刹车片\t1,200\n", [PastedRow("BP-1", "刹车片", "1200")]),
        ("BP-1\t２４箱\t¥1,138.00", [PastedRow("BP-1", "", "24", "箱", "1138.00")]),
        ("BP-1; 3; box\n\nBP 2 6", [PastedRow("BP-1", "", "3", "box"), PastedRow("BP 2", "", "6")]),
        ("brake pad\t\t\n", [PastedRow("brake pad")]),
        (" \n\t\n", []),
    ],
)
def test_rows_are_read_as_people_write_them(text: str, rows: list[PastedRow]) -> None:
    assert read_rows(text) == rows


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ("BP-2\t垫\t约20\t只\t35", PastedRow("BP-2", "垫", "约20", "只", "35")),
        ("BP-2\t垫\t1e9\t只\t35\t840", PastedRow("BP-2", "垫", "1e9", "只", "35")),
        ("BP-2\t垫\t\t只\t35", PastedRow("BP-2", "垫", "", "只", "35")),
        ("BP-2\t垫\tmany\t只\t", PastedRow("BP-2", "垫", "many", "只", "")),
        ("BP-2\t垫\t4\t只\t3o.5", PastedRow("BP-2", "垫", "4", "只", "3o.5")),
        ("BP-2\t4\t35", PastedRow("BP-2", "", "4", "", "35")),
        ("BP-2\t\t¥35", PastedRow("BP-2", "", "", "", "35")),
    ],
)
def test_a_price_is_never_taken_for_a_quantity_that_cannot_be_read(row: str, read: PastedRow) -> None:
    assert read_rows(f"BP-1\t片\t24\t箱\t12.50\n{row}\n")[1] == read


def test_a_price_alone_or_mistyped_is_no_quantity_and_no_list_price() -> None:
    assert read_rows("BP-1\t¥35") == [PastedRow("BP-1", price="35")]
    assert read_rows("BP-1\t24\t箱\t3o.5") == [PastedRow("BP-1", "", "24", "箱", "3o.5")]


def test_a_first_row_with_a_code_is_no_head_of_columns() -> None:
    assert [row.article for row in read_rows("BP-1\tmany\nBP-2\t3")] == ["BP-1", "BP-2"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("2027-02-03", date(2027, 2, 3)),
        ("11-22", TODAY),
        ("11.21", date(2026, 11, 21)),
        ("9-21", date(2027, 9, 21)),
        ("1231", date(2026, 12, 31)),
        ("2/29", date(2028, 2, 29)),
    ],
)
def test_a_day_without_a_year_is_the_next_such_day_or_the_one_that_has_just_passed(text: str, day: date | None) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["soon", "13-01", "2-30", "7", "2026-11-31"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_day(text, TODAY)


def test_rows_pasted_into_the_search_are_lines_at_once(room: EntryRoom, qtbot: QtBot) -> None:
    look_up(room.customer.search, "C1")
    with qtbot.waitSignal(room.undoable, timeout=30_000) as told:
        paste(room, "bp-1\t3\nBP-1\t2\tpiece\t11.00\n")
    assert [(line.unit_quantity, line.price_micro) for line in room.draft.lines] == [
        (3_000, 12_500_000),
        (2_000, 11_000_000),
    ]
    assert told.args is not None
    assert told.args[0] == "2 rows are lines now"
    assert room.lines.search.text() == ""


def test_a_paste_is_taken_back_with_all_its_rows(room: EntryRoom, qtbot: QtBot) -> None:
    look_up(room.customer.search, "C1")
    paste(room, "BP-1\t3\nXX-8\t1\n")
    with qtbot.waitSignal(room.undoable, timeout=30_000) as told:
        paste(room, "BP-2\t2\nXX-9\t4\nBP-2\tmany\n")
    assert (len(room.draft.lines), len(room.draft.unread)) == (3, 2)
    assert told.args is not None
    told.args[1]()
    assert [line.sku.code for line in room.draft.lines] == ["BP-1"]
    assert [row.row.article for row in room.draft.unread] == ["XX-8"]
    assert "could not be read" not in said(room.messages)


def test_no_digit_of_a_long_total_is_cut_off(room: EntryRoom, qtbot: QtBot) -> None:
    room.resize(1024, 640)
    look_up(room.customer.search, "C1")
    paste(room, "BP-1\t1\t\t12345678901\n")
    amount = next(each for each in room.total.findChildren(Text) if each.text().startswith("¥"))
    assert amount.text() == "¥12,345,678,901.00"
    qtbot.waitUntil(lambda: amount.fontMetrics().horizontalAdvance(amount.text()) <= amount.width(), timeout=30_000)


def test_a_single_word_is_pasted_into_its_field(room: EntryRoom) -> None:
    paste(room, "bp-1")
    assert (room.lines.search.text(), room.draft.unread) == ("bp-1", ())


def test_what_cannot_be_read_stays_in_its_cell_and_is_put_right_one_after_the_other(
    room: EntryRoom, near: Near, qtbot: QtBot
) -> None:
    look_up(room.customer.search, "C1")
    paste(room, "XX-9\t4\nBP-1\tmany\nBP-1\t6\tpallet\n")
    assert [each.problem for each in room.draft.unread] == ["unknown"]
    assert [line.slips[0].text for line in room.draft.lines] == ["many", "pallet"]
    assert (shown(room, 0, "quantity"), shown(room, 1, "unit")) == ("many", "pallet")
    assert "“many” is not a quantity" in shown(room, 0, "sku")
    assert room.bar_buttons()[0].accessibleName() == "3 problems"
    # Two of them are said, and how many more there are.
    assert len(banners(room.problems)) == 2
    assert "1 more: F8 goes there" in words_of(room.problems)
    room.submit()
    assert near.workplace.workstation.status().queued == 0
    type_in(room, "5")
    QTest.keyClick(room, Qt.Key.Key_F8)
    field = room.lines.grid.field
    assert isinstance(field, Select)
    field.choose("piece")
    QTest.keyClick(field, ENTER)
    # What is left is looked up by hand: what else the row says comes with the item.
    QTest.keyClick(room, Qt.Key.Key_F8)
    assert room.lines.search.text() == "XX-9"
    room.lines.search.clear()
    press(room.problems, "Look it up")
    room.lines.search.selectAll()
    look_up(room.lines.search, "bp-2")
    QTest.keyClick(cell(room), ENTER)
    assert quantities(room) == [5, 6, 4]
    assert room.draft.problems() == ()
    with qtbot.waitSignal(room.placed, timeout=30_000):
        room.submit()


def test_a_row_that_nobody_wants_is_dropped_like_a_line(room: EntryRoom) -> None:
    paste(room, "XX-9\t4\nXX-8\t1\n")
    room.lines.grid.mark(0)
    QTest.keyClick(room, Qt.Key.Key_Delete, CTRL)
    assert [each.row.article for each in room.draft.unread] == ["XX-8"]


def test_rows_that_are_no_lines_yet_are_kept_with_the_draft(
    room: EntryRoom, near: Near, show: Callable[[QWidget], QWidget]
) -> None:
    look_up(room.customer.search, "C1")
    paste(room, "XX-9\t4\n")
    QTest.keyClick(room, Qt.Key.Key_S, CTRL)
    assert (room.draft.unread, room.draft.customer) == ((), None)
    (action, *_forget) = room.drafts_menu().actions()
    action.trigger()
    assert [each.row for each in room.draft.unread] == [PastedRow("XX-9", "", "4")]


def test_the_day_and_the_number_of_the_customer_go_with_the_order_and_can_be_changed(
    room: EntryRoom, near: Near, qtbot: QtBot
) -> None:
    look_up(room.customer.search, "C1")
    paste(room, "BP-1\t2\n")
    room.delivery.wanted.setText("whenever")
    room.submit()
    assert "Write it like 12-31" in words_of(room.delivery)
    day = near.town.clock.now().date().replace(month=12, day=31)
    room.delivery.wanted.setText("12-31")
    room.delivery.po_no.setText("PO 77")
    with qtbot.waitSignal(room.placed) as placed:
        room.submit()
    near.sync.exchange()
    order_id = placed.args[1]
    order = near.town.order(order_id)
    assert (order.requested_on, order.customer_po_no) == (day, "PO 77")
    with near.workplace.workstation.reading() as connection:
        detail = order_detail(connection, order_id, near.town.clock.now())
    assert detail is not None
    room.edit(detail)
    assert (room.delivery.wanted.text(), room.delivery.po_no.text()) == (day.isoformat(), "PO 77")
    room.delivery.wanted.clear()
    room.delivery.po_no.setText("PO 78")
    room.submit()
    assert room.changes is not None
    assert "PO 78" in words_of(room.changes)
    room.changes.accept()
    near.sync.exchange()
    order = near.town.order(order_id)
    assert (order.requested_on, order.customer_po_no) == (None, "PO 78")
