"""The entry form in its states, from the empty one to the hub's answer, and an order that is changed again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from orderdesk.domain.days import local_day
from orderdesk.queries.order_detail import order_detail
from tools.screens.studio import LARGE, Studio, life_of
from ui.key_map import KeyMap
from ui.program import Program
from ui.sales.entry_room import EntryRoom
from ui.sales.lookup import Lookup
from ui.sales.short_sheet import ShortSheet
from ui.window import ENTRY

_ROWS = "BP-FR-AD01-CE\t12\nOF-EL-AD01-CE\t很多\n没有这种\t6\t箱\n机油滤清器\t5\n"


def draw_entry(studio: Studio, program: Program) -> None:
    """An order as it is typed, pasted, submitted and changed."""
    window = program.window
    window.shell.open_room(ENTRY)
    entry = window.shell.page()
    assert isinstance(entry, EntryRoom)
    entry.discard()
    studio.shoot(window, "entry-empty")
    studio.shoot(window, "entry-keys", opened=lambda: _shown(KeyMap(entry.title(), entry.keys(), window)))
    look_up(studio, entry.customer.search, "nbbl")
    studio.wait(lambda: entry.draft.customer is not None, "a customer")
    for count, (text, quantity) in enumerate((("刹车片 前", "24"), ("机油滤清器", "40"), ("火花塞", "9999")), start=1):
        look_up(studio, entry.lines.search, text)
        studio.wait(entry.lines.quantity.isEnabled, text)
        entry.lines.quantity.setText(quantity)
        QTest.keyClick(entry.lines.quantity, Qt.Key.Key_Return)
        _wait_for_lines(studio, entry, count)
    studio.shoot(window, "entry-lines")
    studio.shoot(window, "entry-lines", LARGE)
    _look_for(studio, entry, "雨刮")
    studio.shoot(window, "entry")
    entry.lines.clear()
    _draw_problems(studio, window, entry)
    placed: list[UUID] = []
    entry.placed.connect(lambda _number, order_id: placed.append(order_id))
    entry.submit()
    studio.wait(entry.outcome.isVisible, "the outcome")
    studio.settle(2.0)
    studio.shoot(window, "entry-outcome")
    _draw_edit(studio, program, entry, placed[0])


def _draw_problems(studio: Studio, window: QWidget, entry: EntryRoom) -> None:
    entry.next_problem()
    studio.shoot(window, "entry-short")
    studio.shoot(window, "entry-why-short", opened=lambda: _why_short(window, entry))
    entry.take_rows(_ROWS)
    studio.wait(lambda: bool(entry.draft.unread), "pasted rows")
    entry.lines.mark(len(entry.draft.lines) - 1)
    entry.next_problem()
    studio.shoot(window, "entry-pasted")
    while entry.draft.unread:
        entry.lines.mark(len(entry.draft.lines))
        entry.drop_line()
    entry.delivery.wanted.setText("下周")
    entry.submit()
    studio.shoot(window, "entry-wrong-day")
    entry.delivery.wanted.clear()


def _draw_edit(studio: Studio, program: Program, entry: EntryRoom, order_id: UUID) -> None:
    window, workplace = program.window, life_of(program).workplace
    look_up(studio, entry.customer.search, "hz")
    studio.wait(lambda: entry.draft.customer is not None, "a customer")
    look_up(studio, entry.lines.search, "雨刮")
    studio.wait(entry.lines.quantity.isEnabled, "an item")
    QTest.keyClick(entry.lines.quantity, Qt.Key.Key_Return)
    _wait_for_lines(studio, entry, 1)
    entry.set_aside()
    studio.wait(lambda: len(entry.drafts_menu().actions()) > 1, "the draft")
    studio.shoot(window, "entry-drafts", opened=lambda: _drafts(entry))
    now = workplace.clock.now()
    detail = workplace.ask_now(lambda connection: order_detail(connection, order_id, now))
    assert detail is not None
    entry.edit(detail)
    studio.wait(lambda: len(entry.draft.lines) == len(detail.lines), "the order in the form")
    entry.delivery.wanted.setText((local_day(now) + timedelta(days=5)).isoformat())
    entry.delivery.remark.setText("走后门")
    studio.shoot(window, "entry-edit")
    studio.shoot(window, "entry-changes", opened=lambda: _changes(entry))
    entry.discard()


def look_up(studio: Studio, field: Lookup, text: str) -> None:
    """Types into a field that looks things up, and takes the first it finds."""
    field.setFocus()
    field.setText(text)
    field.textEdited.emit(text)
    studio.wait(field.is_open, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _look_for(studio: Studio, entry: EntryRoom, text: str) -> None:
    entry.lines.search.setFocus()
    entry.lines.search.setText(text)
    entry.lines.search.textEdited.emit(text)
    studio.wait(entry.lines.search.is_open, "items")


def _wait_for_lines(studio: Studio, entry: EntryRoom, count: int) -> None:
    studio.wait(lambda: len(entry.draft.lines) == count, "a line")


def _shown(dialog: QWidget) -> QWidget:
    dialog.show()
    return dialog


def _why_short(window: QWidget, entry: EntryRoom) -> QWidget:
    entry.why_short()
    return window.findChildren(ShortSheet)[-1]


def _drafts(entry: EntryRoom) -> QWidget:
    menu = entry.drafts_menu()
    corner = QPoint(0, -menu.sizeHint().height() - 4)
    at = entry.drafts_button.mapToGlobal(corner)
    menu.popup(at)
    menu.move(at)
    return menu


def _changes(entry: EntryRoom) -> QWidget:
    entry.submit()
    assert entry.changes is not None
    return entry.changes
