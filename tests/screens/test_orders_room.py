"""The order list over the real workstation: rows, filters, changes, the panel beside it."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from orderdesk.queries.rows import OrderQuestion, OrderRow, OrderSort
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui import settings
from ui.components.buttons import Button
from ui.components.pill import Tag
from ui.components.table_cells import CELL_ROLE, CHECK_ROLE, ID_ROLE
from ui.components.text import Text
from ui.language import Language, tongue
from ui.models.order_model import FIRST, PAGE, OrderModel
from ui.sales.notes_page import NotesPage
from ui.sales.order_panel import LINES, LOGISTICS, NOTES, OrderPanel
from ui.sales.orders_life import OrdersLife
from ui.sales.orders_room import OrdersRoom
from ui.sales.saved_views import ViewNameDialog
from ui.settings import Settings
from ui.tasks import Ticket

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


class Heap:
    """A million orders that are only made when somebody looks at them."""

    def __init__(self, count: int) -> None:
        self.keys = array("q", range(count, 0, -1))
        self.pages = 0
        #: Orders that are not in the list's filter any more.
        self.left: set[int] = set()
        self.answers: list[tuple[Ticket, Callable[[array[int]], None]]] = []

    def first(self, question: OrderQuestion, count: int) -> array[int]:
        return self.keys[:count]

    def soon(self, question: OrderQuestion, count: int, ticket: Ticket, answer: Callable[[array[int]], None]) -> None:
        self.answers.append((ticket, lambda keys: answer(keys[:count])))

    def all(self, question: OrderQuestion, ticket: Ticket, answer: Callable[[array[int]], None]) -> None:
        self.answers.append((ticket, answer))

    def finish(self) -> None:
        """The whole vector arrives."""
        ticket, answer = self.answers.pop()
        if ticket.is_wanted:
            answer(self.keys)

    def page(self, rows: Sequence[int]) -> dict[int, OrderRow]:
        self.pages += 1
        return {row: an_order(row) for row in rows}

    def rows_of(self, order_ids: Iterable[UUID]) -> dict[UUID, int]:
        return {order_id: order_id.int for order_id in order_ids}

    def fitting(self, question: OrderQuestion, rows: Sequence[int]) -> frozenset[int]:
        return frozenset(row for row in rows if row not in self.left)


def an_order(row: int) -> OrderRow:
    return OrderRow(
        row, UUID(int=row), f"SO{row}", "客户", "picking", NOW, 100 * row, 1, NOW, "shunfeng", NOW, False, 0, 1
    )


@pytest.fixture
def near(town: Town, tmp_path: Path) -> Iterator[Near]:
    town.place()
    found = Near(town, tmp_path / "desk", "A1", "sales")
    yield found
    found.close()


@pytest.fixture
def room(near: Near, tmp_path: Path, show: Callable[[QWidget], QWidget]) -> OrdersRoom:
    found = OrdersRoom(near.town.clock, Settings(tmp_path))
    found.resize(1300, 700)
    show(found)
    OrdersLife(found, near.workplace, Settings(tmp_path))
    return found


def panel_of(room: OrdersRoom) -> OrderPanel:
    return room.findChildren(OrderPanel)[0]


def words_of(widget: QWidget) -> str:
    return " ".join(text.text() for text in widget.findChildren(Text))


def test_the_model_keeps_the_rules_of_models(qtbot: QtBot) -> None:
    heap = Heap(FIRST + PAGE)
    model = OrderModel(lambda: NOW)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.attach(heap)
    model.show(OrderQuestion())
    heap.finish()
    model.apply([UUID(int=FIRST)])
    model.retranslate()
    model.show(OrderQuestion(node="picking"))
    heap.finish()
    assert model.rowCount() == FIRST + PAGE
    del tester


def test_a_million_rows_open_with_the_first_page_and_end_with_all(qtbot: QtBot) -> None:
    heap = Heap(1_000_000)
    model = OrderModel(lambda: NOW)
    model.attach(heap)
    model.show(OrderQuestion())
    assert model.rowCount() == FIRST
    assert [each.is_wanted for each, _answer in heap.answers] == [True]
    heap.finish()
    assert model.rowCount() == 1_000_000
    before = heap.pages
    assert model.index(999_999, 1).data(CELL_ROLE) == "SO1"
    assert model.index(999_951, 1).data(CELL_ROLE) == "SO49"
    assert heap.pages == before + 1


def test_an_answer_to_an_older_question_is_dropped(qtbot: QtBot) -> None:
    heap = Heap(1_000)
    model = OrderModel(lambda: NOW)
    model.attach(heap)
    model.show(OrderQuestion())
    model.show(OrderQuestion(node="picking"))
    late = heap.answers.pop(0)
    assert not late[0].is_wanted


def test_rows_shown_before_the_source_stay_in_their_place(qtbot: QtBot) -> None:
    heap = Heap(500)
    model = OrderModel(lambda: NOW)
    model.show_first([an_order(row) for row in range(500, 440, -1)])
    with qtbot.assertNotEmitted(model.modelReset):
        model.attach(heap)
        model.show(OrderQuestion())
        heap.finish()
    assert model.rowCount() == 500


def test_a_changed_order_repaints_its_own_row_only(qtbot: QtBot) -> None:
    heap = Heap(500)
    model = OrderModel(lambda: NOW)
    model.attach(heap)
    model.show(OrderQuestion())
    heap.finish()
    assert model.index(3, 1).data(CELL_ROLE) == "SO497"
    with qtbot.waitSignal(model.dataChanged) as said:
        model.apply([UUID(int=497)])
    top, bottom = said.args[0], said.args[1]
    assert (top.row(), bottom.row()) == (3, 3)


def test_a_new_order_makes_the_list_behind(qtbot: QtBot) -> None:
    heap = Heap(300)
    model = OrderModel(lambda: NOW)
    model.attach(heap)
    model.show(OrderQuestion())
    heap.finish()
    with qtbot.waitSignal(model.behind) as said:
        model.apply([UUID(int=9_999)])
    assert said.args == [1]


def test_ticks_hold_while_pages_come_and_go(qtbot: QtBot) -> None:
    heap = Heap(PAGE * 40)
    model = OrderModel(lambda: NOW)
    model.attach(heap)
    model.show(OrderQuestion())
    heap.finish()
    model.setData(model.index(5, 0), Qt.CheckState.Checked, CHECK_ROLE)
    for page in range(40):
        model.index(page * PAGE, 1).data(CELL_ROLE)
    assert model.index(5, 0).data(CELL_ROLE) is True
    assert list(model.checked_ids()) == [model.index(5, 0).data(ID_ROLE)]


def test_the_list_shows_what_the_workstation_holds(room: OrdersRoom) -> None:
    assert room.model.rowCount() == 1
    assert room.model.index(0, 3).data() == "Pending review"


def test_an_order_placed_elsewhere_comes_in_without_moving_the_list(room: OrdersRoom, near: Near, qtbot: QtBot) -> None:
    near.town.place()
    with qtbot.waitSignal(room.model.behind):
        near.sync.exchange()
    assert room.model.rowCount() == 1
    room.filter_changed.emit()
    assert room.model.rowCount() == 2


def test_a_filter_shows_only_its_node(room: OrdersRoom, near: Near, qtbot: QtBot) -> None:
    near.town.allocated()
    with qtbot.waitSignal(near.workplace.changed):
        near.sync.exchange()
    room.chips.choose("allocated")
    room.filter_changed.emit()
    assert room.model.rowCount() == 1
    assert room.model.index(0, 3).data(CELL_ROLE) == "allocated"


def test_enter_opens_the_order_and_escape_gives_the_list_back(room: OrdersRoom, qtbot: QtBot) -> None:
    room.table.setCurrentIndex(room.model.index(0, 1))
    QTest.keyClick(room.table, Qt.Key.Key_Return)
    assert room.is_order_open()
    panel = panel_of(room)
    assert panel.detail is not None
    assert "SO261102" in words_of(panel)
    QTest.keyClick(room, Qt.Key.Key_Escape)
    assert not room.is_order_open()


def test_the_panel_tells_the_whole_way_of_an_order(room: OrdersRoom, near: Near, qtbot: QtBot) -> None:
    order_id = near.town.delivered()
    with qtbot.waitSignal(near.workplace.changed):
        near.sync.exchange()
    room.open_order(order_id)
    panel = panel_of(room)
    panel.open_tab(LINES)
    panel.open_tab(LOGISTICS)
    assert "SF1385628716739" in words_of(panel)
    assert "已签收" in words_of(panel)


def test_a_note_is_written_and_seen_at_once(room: OrdersRoom, near: Near, qtbot: QtBot) -> None:
    order_id = room.model.order_id(0)
    assert order_id is not None
    room.open_order(order_id)
    panel = panel_of(room)
    panel.open_tab(NOTES)
    page = panel.findChildren(NotesPage)[-1]
    page.line.setText("请走后门")
    with qtbot.waitSignal(near.workplace.changed):
        page.findChildren(Button)[0].click()
    assert "请走后门" in words_of(panel)
    near.sync.exchange()
    assert [note.text for note in near.town.order(order_id).notes] == ["请走后门"]


def test_a_saved_view_brings_filter_sort_and_columns_back(room: OrdersRoom) -> None:
    room.chips.step(2)
    room.sort_changed.emit("amount_fen", False)
    room.table.hide_column("carrier", hidden=True)
    room.views.save("待审核 & 大单")
    room.table.hide_column("carrier", hidden=False)
    room.chips.step(-2)
    room.sort_changed.emit("placed_at", True)
    (view,) = room.views.views()
    action = room.views.menu_now().actions()[0]
    assert action.text() == "待审核 && 大单"
    action.trigger()
    assert room.model.question == OrderQuestion(node="pending_review", sort=OrderSort.AMOUNT, descending=False)
    assert "carrier" in room.table.hidden_columns()
    room.views.forget(view.name)
    assert room.views.views() == []


def test_one_view_too_many_is_refused_and_none_is_lost(room: OrdersRoom) -> None:
    for number in range(20):
        room.views.save(f"view {number:02}")
    room.views._ask_name()
    (dialog,) = room.views.findChildren(ViewNameDialog)
    dialog.name.setText("another one")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert "20 views already" in words_of(dialog)
    dialog.name.setText("view 07")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert [view.name for view in room.views.views()] == [f"view {number:02}" for number in range(20)]


def test_views_of_a_newer_program_and_broken_ones_do_no_harm(room: OrdersRoom) -> None:
    room.views.save("mine")
    kept = json.loads(room.views._kept.text(settings.ORDER_VIEWS))
    newer = {**kept[0], "name": "newer", "colour": "red"}
    strange = {"name": "strange", "of": "another shape"}
    room.views._kept.keep(settings.ORDER_VIEWS, json.dumps([*kept, newer, strange, 7]))
    assert [view.name for view in room.views.views()] == ["mine", "newer"]
    room.views.save("more")
    left = json.loads(room.views._kept.text(settings.ORDER_VIEWS))
    assert newer in left
    assert strange in left


def test_what_the_hub_has_not_answered_is_marked_as_waiting(room: OrdersRoom, near: Near, qtbot: QtBot) -> None:
    order_id = room.model.order_id(0)
    assert order_id is not None
    room.open_order(order_id)
    panel = panel_of(room)
    assert "Waiting for the hub" not in tags_of(panel)
    with qtbot.waitSignal(near.workplace.changed):
        panel.deeds.note(order_id, "asked twice")
    qtbot.waitUntil(lambda: "Waiting for the hub" in tags_of(panel))
    with qtbot.waitSignal(near.workplace.changed):
        near.sync.exchange()
    qtbot.waitUntil(lambda: "Waiting for the hub" not in tags_of(panel))


def test_a_hold_stands_at_once_and_can_be_taken_back(room: OrdersRoom, near: Near, qtbot: QtBot) -> None:
    order_id = room.model.order_id(0)
    assert order_id is not None
    room.open_order(order_id)
    panel = panel_of(room)
    with qtbot.waitSignal(panel.deeds.undoable) as said:
        button_of(panel, "Put on hold").click()
    near.sync.exchange()
    assert near.town.order(order_id).held
    said.args[1]()
    near.sync.exchange()
    assert not near.town.order(order_id).held
    assert near.workplace.workstation.refusals() == []


def tags_of(widget: QWidget) -> list[str]:
    return [tag.accessibleName() for tag in widget.findChildren(Tag) if tag.isVisibleTo(widget)]


def button_of(widget: QWidget, name: str) -> Button:
    return [each for each in widget.findChildren(Button) if each.accessibleName() == name][-1]


def test_sales_may_cancel_but_not_approve(room: OrdersRoom) -> None:
    order_id = room.model.order_id(0)
    assert order_id is not None
    room.open_order(order_id)
    names = [offer.title for offer in panel_of(room).deeds.offers()]
    assert "Cancel order" in names
    assert "Approve order" not in names


def test_a_supervisor_approves_and_allocates(
    town: Town, tmp_path: Path, show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    order_id = town.place()
    near = Near(town, tmp_path / "desk", "A1", "supervisor")
    room = OrdersRoom(town.clock, Settings(tmp_path))
    show(room)
    OrdersLife(room, near.workplace, Settings(tmp_path))
    room.open_order(order_id)
    for name, node in (("Approve order", "stock_locked"), ("Allocate", "allocated")):
        buttons = [each for each in panel_of(room).findChildren(Button) if each.accessibleName() == name]
        buttons[-1].click()
        near.sync.exchange()
        assert town.order(order_id).node == node
        with qtbot.waitSignal(near.workplace.changed):
            near.sync.changed.emit(None)
    near.close()


def test_other_language_other_words_same_rows(room: OrdersRoom) -> None:
    from ui.language import tongue

    tongue.use("zh")
    assert room.model.rowCount() == 1
    assert room.model.index(0, 3).data() == "待审核"


def test_new_orders_are_told_in_the_language_of_the_window(room: OrdersRoom, qtbot: QtBot) -> None:
    room.model.behind.emit(16)
    told = next(each for each in room.findChildren(Button) if each.accessibleName() == "16 new orders")
    tongue.use(Language.CHINESE)
    try:
        qtbot.waitUntil(lambda: told.accessibleName() == "16 条新订单")
    finally:
        tongue.use(Language.ENGLISH)


def test_the_footer_counts_the_rows_that_a_taller_list_shows(room: OrdersRoom, town: Town) -> None:
    room.model.show_first([an_order(row) for row in range(60, 0, -1)])
    room.resize(1300, 500)
    room.table.rowAt(0)

    def told() -> str:
        table = room.table
        bottom = table.rowAt(table.viewport().height() - 1) + 1
        return f"1–{bottom} of 60"

    few = told()
    assert few in words_of(room.footer)
    room.resize(1300, 800)
    assert told() != few
    assert told() in words_of(room.footer)
