"""Somebody else was faster to change an order: nothing of either is overwritten, and what was typed is not lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.commands import EditOrder, PlacedLine, ReviewOrder
from orderdesk.commands.edit import LineEdit, LineTerms, TextEdit
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.rows import OrderDetail
from tests.screens.entry_hands import CTRL, ENTER, add_item, cell, quantities, said, type_in, words_of
from tests.screens.near_window import Near
from tests.sync import small_company as company
from ui.components.buttons import Button
from ui.life import Life
from ui.refused_notes import refused_here
from ui.sales.entry_room import EntryRoom
from ui.scanner.listener import ScanListener
from ui.window import ENTRY, MainWindow


def detail_of(near: Near, order_id: UUID) -> OrderDetail:
    with near.workplace.workstation.reading() as connection:
        found = order_detail(connection, order_id, near.town.clock.now())
    assert found is not None
    return found


@pytest.fixture
def order_id(near: Near) -> UUID:
    """An order of one, that nobody has released."""
    found = near.town.place()
    near.sync.exchange()
    return found


def others(near: Near, order_id: UUID, *, remark: str = "", quantity: int = 0) -> None:
    """Somebody else changes the order at the hub."""
    line = near.town.order(order_id).lines[0]
    was = LineTerms(unit=line.unit, unit_quantity=line.unit_quantity, unit_price_micro=company.PRICE_MICRO)
    to = was.model_copy(update={"unit_quantity": quantity})
    near.town.run(
        EditOrder(
            order_id=order_id,
            remark=TextEdit(was=near.town.order(order_id).remark, to=remark) if remark else None,
            lines=(LineEdit(line_id=line.id, was=was, to=to),) if quantity else (),
        )
    )


def choose(room: EntryRoom, what: str) -> None:
    """Theirs or mine, for the first of what both have changed."""
    button = room.clashes.choices[0][("theirs", "mine").index(what)]
    button.setFocus()
    QTest.keyClick(button, ENTER)


def save(room: EntryRoom) -> None:
    room.submit()
    assert room.changes is not None
    room.changes.accept()


def test_what_only_the_others_have_changed_comes_into_the_form_beside_what_is_typed(
    room: EntryRoom, near: Near, order_id: UUID, qtbot: QtBot
) -> None:
    room.edit(detail_of(near, order_id))
    room.edit_line(0)
    type_in(room, "3")
    add_item(room, "4")
    others(near, order_id, remark="to the back door")
    near.sync.exchange()
    qtbot.waitUntil(lambda: room.draft.remark == "to the back door", timeout=30_000)
    assert room.delivery.remark.text() == "to the back door"
    assert quantities(room) == [3, 4]
    assert "was changed by somebody else meanwhile" in said(room.messages)
    assert not room.clashes.is_open()
    save(room)
    near.sync.exchange()
    order = near.town.order(order_id)
    assert (order.remark, [line.unit_quantity for line in order.lines]) == ("to the back door", [3_000, 4_000])


def test_news_that_change_nothing_here_leave_an_open_cell_open(room: EntryRoom, near: Near, order_id: UUID) -> None:
    room.edit(detail_of(near, order_id))
    room.edit_line(0)
    type_in(room, "3", None)
    near.workplace.changed.emit(None)
    assert cell(room).text() == "3"
    others(near, order_id, remark="to the back door")
    near.sync.exchange()
    near.workplace.changed.emit(None)
    assert (room.lines.grid.field, quantities(room), room.draft.remark) == (None, [3], "to the back door")


def test_what_both_have_changed_is_shown_with_both_values_and_chosen(
    room: EntryRoom, near: Near, order_id: UUID, qtbot: QtBot
) -> None:
    room.edit(detail_of(near, order_id))
    room.edit_line(0)
    type_in(room, "3")
    room.delivery.remark.setText("mine")
    others(near, order_id, remark="theirs", quantity=7_000)
    near.sync.exchange()
    qtbot.waitUntil(room.clashes.is_open, timeout=30_000)
    shown = words_of(room.clashes)
    assert "Remark: the other has “theirs”, you had “mine”" in shown
    assert "the other has “7 piece × 12.50”, you had “3 piece × 12.50”" in shown
    room.submit()
    assert room.changes is None
    choose(room, "theirs")
    assert room.delivery.remark.text() == "theirs"
    # The keyboard stays with what is to be chosen, then goes back to the lines.
    qtbot.waitUntil(room.clashes.choices[0][0].hasFocus, timeout=30_000)
    choose(room, "mine")
    assert not room.clashes.is_open()
    assert room.lines.grid.hasFocus()
    save(room)
    near.sync.exchange()
    order = near.town.order(order_id)
    assert (order.remark, order.lines[0].unit_quantity) == ("theirs", 3_000)
    assert near.workplace.workstation.refusals() == []


def test_a_line_that_the_others_took_out_can_be_kept_or_let_go(
    room: EntryRoom, near: Near, order_id: UUID, qtbot: QtBot
) -> None:
    added = PlacedLine(sku_id=company.SKUS[1], unit="piece", unit_quantity=2_000, unit_price_micro=company.PRICE_MICRO)
    near.town.run(EditOrder(order_id=order_id, added=(added,)))
    near.sync.exchange()
    room.edit(detail_of(near, order_id))
    room.edit_line(1)
    type_in(room, "5")
    second = near.town.order(order_id).lines[1]
    was = LineTerms(unit=second.unit, unit_quantity=2_000, unit_price_micro=company.PRICE_MICRO)
    near.town.run(EditOrder(order_id=order_id, lines=(LineEdit(line_id=second.id, was=was, to=None),)))
    near.sync.exchange()
    qtbot.waitUntil(room.clashes.is_open, timeout=30_000)
    assert "the other has “—”, you had “5 piece × 12.50”" in words_of(room.clashes)
    choose(room, "mine")
    save(room)
    near.sync.exchange()
    assert [line.unit_quantity for line in near.town.order(order_id).lines if line.quantity] == [1_000, 5_000]


@pytest.fixture
def life(near: Near, tmp_path: Path, qapp: QApplication, show: Callable[[QWidget], QWidget]) -> Life:
    """The whole window of the desk."""
    window = MainWindow(tmp_path / "desk", near.town.clock)
    show(window)
    return Life(window, near.workplace, ScanListener(qapp))


def test_an_edit_that_comes_too_late_is_kept_and_sent_again_on_the_new_version(
    near: Near, order_id: UUID, life: Life, qtbot: QtBot
) -> None:
    life.window.shell.open_room(ENTRY)
    room = life.window.shell.page()
    assert isinstance(room, EntryRoom)
    room.edit(detail_of(near, order_id))
    room.delivery.remark.setText("mine")
    room.edit_line(0)
    type_in(room, "3")
    save(room)
    # Said, but not sent yet: the other one arrives at the hub first.
    others(near, order_id, remark="theirs")
    near.sync.exchange()
    bar = life.window.shell.messages
    qtbot.waitUntil(lambda: "changed this meanwhile" in said(bar), timeout=30_000)
    assert (near.town.order(order_id).remark, near.town.order(order_id).lines[0].unit_quantity) == ("theirs", 1_000)
    (kept,) = near.workplace.workstation.drafts("order")
    assert kept.body["ask"]["remark"]["to"] == "mine"
    action = next(each for each in bar.findChildren(Button) if "Compare" in each.accessibleName())
    action.click()
    assert "you had “mine”" in words_of(room.clashes)
    assert (room.delivery.remark.text(), quantities(room)) == ("mine", [3])
    assert near.workplace.workstation.refusals() == []
    choose(room, "mine")
    save(room)
    near.sync.exchange()
    assert (near.town.order(order_id).remark, near.town.order(order_id).lines[0].unit_quantity) == ("mine", 3_000)
    assert near.workplace.workstation.drafts("order") == []


def test_an_edit_that_came_too_late_stands_under_the_drafts_until_somebody_wants_it(
    room: EntryRoom, near: Near, order_id: UUID, qtbot: QtBot
) -> None:
    room.edit(detail_of(near, order_id))
    room.delivery.remark.setText("mine")
    save(room)
    others(near, order_id, remark="theirs")
    near.sync.exchange()
    room.keep_refused(refused_here(near.workplace.workstation))
    (action, *_forget) = room.drafts_menu().actions()
    assert "not taken" in action.text()
    action.trigger()
    assert "the other has “theirs”, you had “mine”" in words_of(room.clashes)
    room.start_over()
    assert near.workplace.workstation.drafts("order") == []
    assert near.town.order(order_id).remark == "theirs"


def test_an_order_that_is_released_meanwhile_is_not_changed_any_more(
    room: EntryRoom, near: Near, order_id: UUID, qtbot: QtBot
) -> None:
    room.edit(detail_of(near, order_id))
    near.town.run(ReviewOrder(order_id=order_id))
    with qtbot.waitSignal(near.workplace.changed):
        near.sync.exchange()
    assert "has been released meanwhile" in said(room.messages)
    QTest.keyClick(room, ENTER, CTRL)
    assert room.changes is None
