"""The entry form in its states, from the empty one to the hub's answer, and an order that is changed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from orderdesk.domain.days import local_day
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.rows import OrderDetail
from tools.screens.studio import LARGE, Studio, life_of
from ui.components.entries import Entry
from ui.key_map import KeyMap
from ui.program import Program
from ui.sales.entry_line import PRICE, QUANTITY
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
    for text, quantity in (("刹车片 前", "24"), ("机油滤清器", "40"), ("蓄电池", "2"), ("火花塞", "9999")):
        _add(studio, entry, text, quantity)
    entry.lines.grid.edit_cell(1, PRICE)
    _type(entry, "30")
    entry.lines.add()
    studio.shoot(window, "entry-lines")
    studio.shoot(window, "entry-lines", LARGE)
    entry.lines.grid.edit_cell(2, QUANTITY)
    _type(entry, "2x")
    studio.shoot(window, "entry-cell")
    _key(entry, Qt.Key.Key_Escape)
    entry.next_problem()
    entry.lines.search.look_for("雨刮")
    studio.wait(entry.lines.search.is_open, "items")
    studio.shoot(window, "entry")
    studio.shoot(window, "entry", LARGE)
    entry.lines.clear_search()
    _draw_problems(studio, window, entry)
    placed: list[UUID] = []
    entry.placed.connect(lambda _number, order_id: placed.append(order_id))
    entry.submit()
    studio.wait(entry.outcome.isVisible, "the outcome")
    studio.settle(2.0)
    studio.shoot(window, "entry-outcome")
    _draw_edit(studio, program, entry, placed[0])


def _draw_problems(studio: Studio, window: QWidget, entry: EntryRoom) -> None:
    studio.shoot(window, "entry-why-short", opened=lambda: _why_short(window, entry))
    entry.take_rows(_ROWS)
    studio.wait(lambda: bool(entry.draft.unread), "pasted rows")
    studio.shoot(window, "entry-pasted")
    while entry.draft.problems():
        entry.lines.grid.mark(entry.draft.problems()[0].at)
        entry.drop_line()
    entry.delivery.wanted.setText("下周")
    entry.submit()
    studio.shoot(window, "entry-wrong-day")
    entry.delivery.wanted.clear()


def _draw_edit(studio: Studio, program: Program, entry: EntryRoom, order_id: UUID) -> None:
    window, workplace = program.window, life_of(program).workplace
    look_up(studio, entry.customer.search, "hz")
    studio.wait(lambda: entry.draft.customer is not None, "a customer")
    _add(studio, entry, "雨刮", "1")
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
    _draw_faster(studio, program, entry, detail)
    entry.discard()


def _draw_faster(studio: Studio, program: Program, entry: EntryRoom, detail: OrderDetail) -> None:
    """As if somebody else had changed the order at another desk meanwhile."""
    seen = replace(entry.draft, remark="周三上午送", requested_on=local_day(life_of(program).workplace.clock.now()))
    edited = entry._edited
    assert edited is not None
    entry._edited = replace(edited, detail=detail, seen=seen, clashes=("remark", "requested_on"))
    entry._show_clashes()
    studio.shoot(program.window, "entry-faster")


def look_up(studio: Studio, field: Lookup, text: str) -> None:
    """Types into a field that looks things up, and takes the first it finds."""
    field.setFocus()
    field.setText(text)
    field.textEdited.emit(text)
    studio.wait(field.is_open, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _add(studio: Studio, entry: EntryRoom, text: str, quantity: str) -> None:
    """One line more."""
    count = len(entry.draft.lines) + 1
    look_up(studio, entry.lines.search, text)
    studio.wait(lambda: len(entry.draft.lines) == count, text)
    _type(entry, quantity)


def _type(entry: EntryRoom, text: str) -> None:
    """What stands in the open cell from now on."""
    field = entry.lines.grid.field
    assert isinstance(field, Entry)
    field.setText(text)
    _key(entry, Qt.Key.Key_Return)


def _key(entry: EntryRoom, key: Qt.Key) -> None:
    """A key in the cell that is open."""
    field = entry.lines.grid.field
    assert field is not None
    QTest.keyClick(field, key)


def _shown(dialog: QWidget) -> QWidget:
    dialog.show()
    return dialog


def _why_short(window: QWidget, entry: EntryRoom) -> QWidget:
    entry.why_short()
    return window.findChildren(ShortSheet)[-1]


def _drafts(entry: EntryRoom) -> QWidget:
    menu = entry.drafts_menu()
    corner = QPoint(0, -menu.sizeHint().height() - 4)
    at = entry.begun.button.mapToGlobal(corner)
    menu.popup(at)
    menu.move(at)
    return menu


def _changes(entry: EntryRoom) -> QWidget:
    entry.submit()
    assert entry.changes is not None
    return entry.changes
