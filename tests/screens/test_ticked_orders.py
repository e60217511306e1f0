"""What is done with ticked orders: the bar over the list, its deeds, numbers and the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from orderdesk.commands import CancelOrder, ReviewOrder
from orderdesk.queries.rows import OrderQuestion
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui import formats
from ui.components.buttons import Button
from ui.components.text import Text
from ui.language import Language, tongue
from ui.models.order_model import OrderModel
from ui.sales.bulk_deeds import RefusedSheet
from ui.sales.csv_cells import guarded
from ui.sales.orders_life import OrdersLife
from ui.sales.orders_room import OrdersRoom
from ui.settings import Settings


@pytest.fixture
def orders(town: Town) -> list[UUID]:
    return [town.place() for _each in range(3)]


@pytest.fixture
def near(town: Town, orders: list[UUID], tmp_path: Path) -> Iterator[Near]:
    found = Near(town, tmp_path / "desk", "A1", "supervisor")
    yield found
    found.close()


@pytest.fixture
def life(near: Near, tmp_path: Path, show: Callable[[QWidget], QWidget]) -> OrdersLife:
    room = OrdersRoom(near.town.clock, Settings(tmp_path))
    room.resize(1300, 700)
    show(room)
    return OrdersLife(room, near.workplace, Settings(tmp_path))


@pytest.fixture
def room(life: OrdersLife) -> OrdersRoom:
    return life._room


def tick(room: OrdersRoom, orders: list[UUID]) -> None:
    for order_id in orders:
        room.table.setCurrentIndex(room.model.index(room.model.position_of(order_id), 1))
        QTest.keyClick(room.table, Qt.Key.Key_Space)


def deed(room: OrdersRoom, title: str, qtbot: QtBot) -> Button:
    """The button, once it is known what can be done."""

    def buttons() -> list[Button]:
        found = room.selection.findChildren(Button)
        return [each for each in found if each.accessibleName() == title and each.isVisibleTo(room)]

    qtbot.waitUntil(lambda: len(buttons()) == 1, timeout=30_000)
    return buttons()[0]


def words_of(widget: QWidget) -> str:
    return " ".join(text.text() for text in widget.findChildren(Text) if text.isVisibleTo(widget))


def test_all_ticked_orders_are_approved_each_by_its_own_command(
    life: OrdersLife, room: OrdersRoom, near: Near, orders: list[UUID], qtbot: QtBot
) -> None:
    told: list[tuple[str, str]] = []
    life.bulk.told.connect(lambda *what: told.append(what))
    tick(room, orders[:2])
    approve = deed(room, "Approve", qtbot)
    assert "2 selected · ¥25.00" in words_of(room.selection)
    approve.click()
    assert told == [("Approve: 2 of 2 orders", "ok")]
    near.sync.exchange()
    nodes = [near.town.order(each).node for each in orders]
    assert nodes[0] == nodes[1] != nodes[2] == "pending_review"


def test_what_does_not_fit_all_of_them_says_why(room: OrdersRoom, near: Near, orders: list[UUID], qtbot: QtBot) -> None:
    near.town.run(ReviewOrder(order_id=orders[0]))
    near.sync.exchange()
    near.workplace._tell()
    tick(room, orders)
    approve = deed(room, "Approve", qtbot)
    assert not approve.isEnabled()
    assert near.town.order(orders[0]).order_no in approve.toolTip()
    assert "stands at" in approve.toolTip()
    assert deed(room, "Put on hold", qtbot).isEnabled()


def test_refusals_are_listed_and_the_others_go_on(
    room: OrdersRoom, near: Near, orders: list[UUID], qtbot: QtBot
) -> None:
    tick(room, orders[:2])
    approve = deed(room, "Approve", qtbot)
    near.town.run(CancelOrder(order_id=orders[0], reason="he does not want it"))
    near.sync.exchange()
    approve.click()
    (sheet,) = room.window().findChildren(RefusedSheet)
    assert near.town.order(orders[0]).order_no in words_of(sheet)
    assert near.workplace.workstation.status().queued == 1
    sheet.reject()


def test_ticks_stay_while_the_list_shows_something_else(room: OrdersRoom, orders: list[UUID]) -> None:
    tick(room, orders[:2])
    room.sort_changed.emit("placed_at", False)
    room.sort_changed.emit("placed_at", True)
    assert room.model.checked_ids() == frozenset(orders[:2])
    ticked = {room.model.order_id(place) for place in range(len(orders)) if room.model.is_ticked(place)}
    assert ticked == set(orders[:2])


def test_a_range_is_ticked_at_once(room: OrdersRoom, orders: list[UUID]) -> None:
    room.table.setCurrentIndex(room.model.index(0, 1))
    for _each in range(2):
        QTest.keyClick(room.table, Qt.Key.Key_J, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(room.table, Qt.Key.Key_Space)
    assert room.model.checked_ids() == frozenset(orders)
    QTest.keyClick(room.table, Qt.Key.Key_Space)
    assert not room.model.checked_ids()


def test_in_another_cache_the_same_orders_are_ticked(orders: list[UUID], room: OrdersRoom) -> None:
    tick(room, orders[:2])

    class Moved:
        """The same orders at other places, one of them gone."""

        def rows_of(self, order_ids: object) -> dict[UUID, int]:
            return {orders[1]: 77}

    model: OrderModel = room.model
    model._source = Moved()  # type: ignore[assignment]  # all that is asked
    model.find_checks()
    assert (model.checked_keys(), model.checked_ids()) == ([77], frozenset({orders[1]}))
    model._source = None
    model.show(OrderQuestion())


def test_numbers_are_copied(room: OrdersRoom, near: Near, orders: list[UUID], qtbot: QtBot) -> None:
    tick(room, orders[:2])
    deed(room, "Approve", qtbot)
    deed(room, "Copy numbers", qtbot).click()
    numbers = [near.town.order(each).order_no for each in orders[:2]]
    assert QGuiApplication.clipboard().text().splitlines() == numbers


@pytest.mark.parametrize("text", ["=1", "+1-2", "-1+2", "@x", "\t=1", "\r=1", " =1", "-x"])
def test_what_a_spreadsheet_would_calculate_is_a_text(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_plain_texts_and_numbers_stay_as_they_are() -> None:
    assert guarded("78712345678901") == "'78712345678901"
    assert [guarded(each) for each in ("-12.50", "+3", "刹车片", "", "a=b")] == ["-12.50", "+3", "刹车片", "", "a=b"]


@pytest.mark.parametrize(
    ("phone", "shown"), [("13812346021", "138****6021"), ("8765432", "****32"), ("110", "****10"), ("", ""), (None, "")]
)
def test_of_a_phone_number_the_middle_is_hidden_and_of_a_short_one_nearly_all(phone: str | None, shown: str) -> None:
    assert formats.masked_phone(phone) == shown


def test_the_bar_speaks_the_language_of_the_window(room: OrdersRoom, orders: list[UUID], qtbot: QtBot) -> None:
    tick(room, orders[:2])
    deed(room, "Approve", qtbot)
    tongue.use(Language.CHINESE)
    try:
        deed(room, "审核通过", qtbot)
        assert "已选 2 单" in words_of(room.selection)
    finally:
        tongue.use(Language.ENGLISH)
