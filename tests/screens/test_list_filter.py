"""The field over the order list narrows it while somebody types, and the list moves only when nobody is in its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.commands import AddNote, ReviewOrder
from orderdesk.queries.rows import ListTotals, OrderQuestion
from tests.screens.near_window import Near
from tests.storage.cached_company import WAYBILL, Town
from ui.components.buttons import Button
from ui.components.text import Text
from ui.sales.early_orders import EarlyOrders
from ui.sales.list_bar import ListBar
from ui.sales.orders_life import OrdersLife
from ui.sales.orders_room import OrdersRoom
from ui.settings import Settings
from ui.tasks import TasksInPlace


@pytest.fixture
def packed(town: Town) -> UUID:
    return town.packed()[0]


@pytest.fixture
def orders(town: Town, packed: UUID) -> list[UUID]:
    return [packed, town.place(), town.place(quantity=2_000)]


@pytest.fixture
def near(town: Town, orders: list[UUID], tmp_path: Path) -> Iterator[Near]:
    found = Near(town, tmp_path / "desk", "A1", "sales")
    yield found
    found.close()


@pytest.fixture
def room(near: Near, tmp_path: Path, show: Callable[[QWidget], QWidget]) -> OrdersRoom:
    found = OrdersRoom(near.town.clock, Settings(tmp_path))
    found.resize(1300, 700)
    show(found)
    OrdersLife(found, near.workplace, Settings(tmp_path))
    found.table.setFocus()
    return found


def type_in(room: OrdersRoom, text: str) -> None:
    """As somebody does who knows the key, and waits no longer than the field does."""
    if not room.bar.filter.entry.hasFocus():
        QTest.keyClick(room.table, Qt.Key.Key_Slash)
    assert room.bar.filter.entry.hasFocus()
    room.bar.filter.entry.setText(text)
    room.bar.filter._ask()


def shown(room: OrdersRoom) -> list[UUID | None]:
    return [room.model.order_id(row) for row in range(room.model.rowCount())]


def words_of(widget: QWidget) -> str:
    return " ".join(text.text() for text in widget.findChildren(Text) if text.isVisibleTo(widget))


def test_typing_narrows_the_list_and_count_and_sum_follow(room: OrdersRoom, orders: list[UUID], packed: UUID) -> None:
    assert "3 orders · ¥50.00" in words_of(room.bar)
    type_in(room, WAYBILL[-6:])
    assert shown(room) == [packed]
    assert "1 order · ¥12.50" in words_of(room.bar)
    type_in(room, "没有这家")
    assert shown(room) == []
    assert "0 orders" in words_of(room.bar)
    assert "Nothing here fits “没有这家”" in words_of(room.table)
    clear = next(each for each in room.table.findChildren(Button) if each.accessibleName() == "Clear filter")
    clear.click()
    assert set(shown(room)) == set(orders)
    assert room.bar.filter.text() == ""


def test_the_text_narrows_whatever_is_chosen_above_it(room: OrdersRoom, packed: UUID) -> None:
    type_in(room, "顺驰")
    assert room.model.rowCount() == 3
    room.chips.step(2)
    assert room.model.question == OrderQuestion(node="pending_review", text="顺驰")
    assert packed not in shown(room)
    assert room.model.rowCount() == 2


def test_too_little_narrows_nothing_and_says_so(room: OrdersRoom) -> None:
    type_in(room, "83")
    assert room.model.rowCount() == 3
    assert "4 characters of a number, or a name" in words_of(room.bar)


def test_escape_clears_the_field_then_leaves_it(room: OrdersRoom) -> None:
    type_in(room, WAYBILL)
    entry = room.bar.filter.entry
    QTest.keyClick(entry, Qt.Key.Key_Escape)
    assert (entry.text(), room.model.rowCount()) == ("", 3)
    QTest.keyClick(entry, Qt.Key.Key_Escape)
    assert room.table.hasFocus()
    type_in(room, WAYBILL)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert room.table.hasFocus()
    assert room.table.currentIndex().row() == 0
    QTest.keyClick(room.table, Qt.Key.Key_Escape)
    assert room.model.rowCount() == 3


def test_a_field_is_there_also_while_orders_are_ticked(room: OrdersRoom) -> None:
    room.table.toggle_check(0)
    assert not room.bar.isVisibleTo(room)
    type_in(room, WAYBILL)
    assert room.bar.isVisibleTo(room)
    QTest.keyClick(room.bar.filter.entry, Qt.Key.Key_Down)
    assert not room.bar.isVisibleTo(room)
    names = [each.accessibleName() for each in room.selection.findChildren(Button) if each.isVisibleTo(room)]
    assert f"{WAYBILL[:10]}…" in names
    assert room.model.checked_count() == 1


def test_a_view_brings_no_text_along_and_takes_what_was_typed_away(room: OrdersRoom) -> None:
    type_in(room, "顺驰")
    room.views.save("mine")
    (view,) = room.views.views()
    room.views.use(view)
    assert room.bar.filter.text() == ""
    assert room.model.question.text == ""


def test_the_list_can_be_narrowed_before_the_workstation_is_open(
    near: Near, packed: UUID, tmp_path: Path, show: Callable[[QWidget], QWidget]
) -> None:
    room = OrdersRoom(near.town.clock, Settings(tmp_path))
    show(room)
    engine = near.workplace.workstation._engine
    cache = next(engine.folder.glob("cache-*.db"))
    EarlyOrders(room, cache, None, TasksInPlace(), Settings(tmp_path))
    room.table.setFocus()
    type_in(room, WAYBILL)
    assert shown(room) == [packed]
    assert "1 order" in words_of(room.bar)


def test_an_order_that_comes_to_the_filter_is_told_and_one_that_leaves_it_goes(
    room: OrdersRoom, near: Near, orders: list[UUID]
) -> None:
    room.chips.choose("stock_locked")
    room.filter_changed.emit()
    assert shown(room) == []
    near.town.run(ReviewOrder(order_id=orders[1]))
    happen(near)
    assert "1 new order" in [each.accessibleName() for each in room.bar.findChildren(Button) if not each.isHidden()]
    room.chips.choose("pending_review")
    room.filter_changed.emit()
    assert not room.news.is_waiting()
    assert shown(room) == [orders[2]]
    near.town.run(ReviewOrder(order_id=orders[2]))
    happen(near)
    assert shown(room) == [orders[2]]
    assert room.news.is_waiting()
    room.news.look()
    assert shown(room) == []
    assert not room.news.is_waiting()


def test_news_wait_for_whoever_works_in_the_list(room: OrdersRoom, near: Near, orders: list[UUID]) -> None:
    room.table.setCurrentIndex(room.model.index(1, 1))
    new = near.town.place()
    happen(near)
    room.news.look()
    assert new not in shown(room)
    room.table.setCurrentIndex(room.model.index(0, 1))
    chosen = room.model.order_id(0)
    room.table.toggle_check(0)
    room.news.look()
    assert new not in shown(room)
    room.table.toggle_check(0)
    opened: list[UUID] = []
    room.order_wanted.connect(opened.append)
    room.news.look()
    assert shown(room)[0] == new
    assert room.table.currentIndex().row() == 1
    assert room.model.order_id(1) == chosen
    assert not opened


def test_only_what_looks_different_is_tinted(room: OrdersRoom, near: Near, orders: list[UUID], qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(room.model.rows_changed):
        near.workplace.changed.emit(frozenset({("order", orders[1])}))
    near.town.clock.advance(hours=3)
    near.town.pack(AddNote(order_id=orders[1], text="他会来电"))
    with qtbot.waitSignal(room.model.rows_changed) as said:
        happen(near)
    assert said.args == [[room.model.position_of(orders[1])]]


def test_the_field_says_what_it_is_for(room: OrdersRoom) -> None:
    bar = room.findChildren(ListBar)[0]
    assert bar.filter.entry.accessibleName() == "Filter this list"
    assert all(each.accessibleName() for each in bar.findChildren(Button))


def happen(near: Near) -> None:
    near.sync.exchange()
    near.workplace._tell()


def test_who_comes_next_finds_the_whole_list(room: OrdersRoom, near: Near) -> None:
    type_in(room, WAYBILL)
    near.workplace.sign_out()
    assert room.bar.filter.text() == ""
    assert room.model.rowCount() == 3


def test_the_sum_goes_before_a_figure_is_cut(room: OrdersRoom, qapp: QApplication) -> None:
    bar = room.bar
    bar.show_totals(ListTotals(430_000, 123_456_789_012))
    bar.show_news(16)
    assert "¥1,234,567,890.12" in words_of(bar)
    for width in (1_300, 1_040, 900):
        room.resize(width, 700)
        qapp.processEvents()
        texts = [each for each in bar.findChildren(Text) if each.isVisibleTo(bar)]
        assert [each.text() for each in texts if each.width() < each.fontMetrics().horizontalAdvance(each.text())] == []
    assert "430,000 orders" in words_of(bar)
    assert "¥" not in words_of(bar)
    assert any("¥1,234,567,890.12" in each.toolTip() for each in bar.findChildren(Text))
