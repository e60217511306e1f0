"""The entry form in its states."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tools.screens.studio import Studio
from ui.program import Program
from ui.sales.entry_room import EntryRoom
from ui.sales.lookup import Lookup
from ui.window import ENTRY


def draw_entry(studio: Studio, program: Program) -> None:
    """The entry form while a third item is looked for, and the hub's answer."""
    window = program.window
    window.shell.open_room(ENTRY)
    entry = window.shell.page()
    assert isinstance(entry, EntryRoom)
    look_up(studio, entry.customer.search, "nbbl")
    studio.wait(lambda: entry.draft.customer is not None, "a customer")
    for count, (text, quantity) in enumerate((("刹车片 前", "24"), ("机油滤清器", "40"), ("火花塞", "9999")), start=1):
        look_up(studio, entry.lines.search, text)
        studio.wait(entry.lines.quantity.isEnabled, text)
        entry.lines.quantity.setText(quantity)
        QTest.keyClick(entry.lines.quantity, Qt.Key.Key_Return)
        _wait_for_lines(studio, entry, count)
    entry.lines.search.insert("雨刮")
    entry.lines.search.textEdited.emit("雨刮")
    studio.wait(entry.lines.search.is_open, "items")
    studio.shoot(window, "entry")
    entry.lines.clear()
    entry.submit()
    studio.wait(entry.outcome.isVisible, "the outcome")
    studio.settle(2.0)
    studio.shoot(window, "entry-outcome")


def look_up(studio: Studio, field: Lookup, text: str) -> None:
    """Types into a field that looks things up, and takes the first it finds."""
    field.setFocus()
    field.setText(text)
    field.textEdited.emit(text)
    studio.wait(field.is_open, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _wait_for_lines(studio: Studio, entry: EntryRoom, count: int) -> None:
    studio.wait(lambda: len(entry.draft.lines) == count, "a line")
