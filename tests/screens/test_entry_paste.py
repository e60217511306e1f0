"""Rows of a spreadsheet become lines of an order; what cannot be read stays until somebody has put it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.queries.order_detail import order_detail
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.components.buttons import Button
from ui.components.text import Text
from ui.sales.entry_delivery import read_day
from ui.sales.entry_room import EntryRoom
from ui.sales.lookup import Lookup
from ui.sales.pasted_rows import PastedRow, read_rows

CTRL = Qt.KeyboardModifier.ControlModifier
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


@pytest.fixture
def near(tmp_path: Path, clock: SetClock) -> Iterator[Near]:
    found = Near(Town(tmp_path, clock), tmp_path / "desk", "A1", "sales")
    yield found
    found.close()


@pytest.fixture
def room(near: Near, show: Callable[[QWidget], QWidget]) -> EntryRoom:
    found = EntryRoom(near.workplace)
    found.resize(1280, 720)
    show(found)
    found.entered()
    return found


def look_up(field: Lookup, text: str) -> None:
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def paste(room: EntryRoom, text: str, into: QWidget | None = None) -> None:
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(into or room.lines.search, Qt.Key.Key_V, CTRL)


def said(room: EntryRoom) -> str:
    """The messages over the form, also those that the next turn of the window will show."""
    return " ".join(banner.accessibleName() for banner in room.messages._banners.values())


def words_of(widget: QWidget) -> str:
    return " ".join(text.text() for text in widget.findChildren(Text))


def press(room: EntryRoom, words: str) -> None:
    banners = list(room.messages._banners.values())
    next(each for each in banners[-1].findChildren(Button) if words in each.accessibleName()).click()


def test_rows_pasted_into_the_search_are_lines_at_once(room: EntryRoom) -> None:
    look_up(room.customer.search, "C1")
    paste(room, "bp-1\t3\nBP-1\t2\tpiece\t11.00\n")
    assert [(line.unit_quantity, line.price_micro) for line in room.draft.lines] == [
        (3_000, 12_500_000),
        (2_000, 11_000_000),
    ]
    assert "2 rows are lines now" in said(room)
    assert room.lines.search.text() == ""


def test_a_single_word_is_pasted_into_its_field(room: EntryRoom) -> None:
    paste(room, "bp-1")
    assert (room.lines.search.text(), room.draft.unread) == ("bp-1", ())


def test_what_cannot_be_read_stays_and_is_put_right_one_after_the_other(
    room: EntryRoom, near: Near, qtbot: QtBot
) -> None:
    look_up(room.customer.search, "C1")
    paste(room, "XX-9\t4\nBP-1\tmany\nBP-1\t6\tpallet\nBP-1\t999\n")
    assert [each.problem for each in room.draft.unread] == ["unknown", "quantity", "unit"]
    assert room.bar_buttons()[0].accessibleName() == "4 problems"
    room.submit()
    assert near.workplace.workstation.status().queued == 0
    assert "999 short" not in said(room)
    QTest.keyClick(room, Qt.Key.Key_F8)
    assert "Row “XX-9” is no line yet: no item is called so" in said(room)
    # The second one is looked up by hand: what else the row says comes with the item.
    QTest.keyClick(room, Qt.Key.Key_F8)
    press(room, "Look it up")
    QTest.keyClick(room.lines.search, Qt.Key.Key_Return)
    qtbot.waitUntil(room.lines.quantity.isEnabled, timeout=30_000)
    room.lines.quantity.setText("5")
    QTest.keyClick(room.lines.quantity, Qt.Key.Key_Return)
    assert len(room.draft.unread) == 2
    for _ in range(2):
        room.lines.mark(len(room.draft.lines))
        QTest.keyClick(room, Qt.Key.Key_Delete, CTRL)
    assert not room.draft.unread


def test_a_line_that_is_short_can_be_cut_to_what_is_there(room: EntryRoom) -> None:
    look_up(room.customer.search, "C1")
    paste(room, "BP-1\t100\n", room.lines.table)
    QTest.keyClick(room, Qt.Key.Key_F8)
    assert "20 short" in said(room)
    press(room, "Change to 80 piece")
    assert [line.unit_quantity for line in room.draft.lines] == [80_000]
    QTest.keyClick(room, Qt.Key.Key_F8)
    assert "Nothing has to be put right" in said(room)


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


def test_ctrl_d_makes_a_further_line_of_the_same(room: EntryRoom) -> None:
    look_up(room.customer.search, "C1")
    paste(room, "BP-1\t7\n")
    QTest.keyClick(room, Qt.Key.Key_D, CTRL)
    QTest.keyClick(room.lines.quantity, Qt.Key.Key_Return)
    assert [line.unit_quantity for line in room.draft.lines] == [7_000, 7_000]


def test_the_day_and_the_number_of_the_customer_go_with_the_order_and_can_be_changed(
    room: EntryRoom, near: Near, qtbot: QtBot
) -> None:
    look_up(room.customer.search, "C1")
    paste(room, "BP-1\t2\n")
    room.delivery.wanted.setText("whenever")
    room.submit()
    assert "Write it so: 12-31" in words_of(room.delivery)
    day = near.town.clock.now().date().replace(month=12, day=31)
    room.delivery.wanted.setText("12-31")
    room.delivery.po_no.setText("PO 77")
    with qtbot.waitSignal(room.placed) as said:
        room.submit()
    near.sync.exchange()
    order_id = said.args[1]
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
