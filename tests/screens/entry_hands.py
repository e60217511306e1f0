"""What hands do in the entry form, and what eyes see there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.entries import Entry
from ui.components.text import Text
from ui.sales.entry_room import EntryRoom
from ui.sales.lookup import Lookup

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return


def look_up(field: Lookup, text: str) -> None:
    """Types and takes the first result."""
    QTest.keyClicks(field, text)
    QTest.keyClick(field, ENTER)


def cell(room: EntryRoom) -> QLineEdit:
    """The cell that is open."""
    field = room.lines.grid.field
    assert isinstance(field, Entry)
    return field


def type_in(room: EntryRoom, text: str, key: Qt.Key | None = ENTER) -> None:
    """Types over what stands in the open cell, and leaves it by a key."""
    cell(room).selectAll()
    QTest.keyClicks(cell(room), text)
    if key is not None:
        QTest.keyClick(cell(room), key)


def enter_order(room: EntryRoom, quantity: str = "2") -> None:
    """The first customer, with some of the second item."""
    look_up(room.customer.search, "C1")
    add_item(room, quantity)


def add_item(room: EntryRoom, quantity: str) -> None:
    """One line more."""
    look_up(room.lines.search, "bp-1")
    type_in(room, quantity)


def quantities(room: EntryRoom) -> list[int]:
    """Of all lines, in whole selling units."""
    return [line.unit_quantity // 1_000 for line in room.draft.lines]


def shown(room: EntryRoom, row: int, column: str) -> str:
    """What a cell of the grid shows."""
    place = [each.key for each in room.lines.grid.columns].index(column)
    found = room.lines.grid.rows.index(row, place).data()
    assert isinstance(found, str)
    return found


def paste(room: EntryRoom, text: str, into: QWidget | None = None) -> None:
    """Pastes into a field, else into the search."""
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(into or room.lines.search, Qt.Key.Key_V, CTRL)


def banners(widget: QWidget) -> list[Banner]:
    """Those that stand there below each other, also those that the next turn of the window will show."""
    layout = widget.layout()
    assert layout is not None
    found = [item.widget() for item in map(layout.itemAt, range(layout.count())) if item is not None]
    return [each for each in found if isinstance(each, Banner)]


def said(widget: QWidget) -> str:
    """What its banners say."""
    return " ".join(each.accessibleName() for each in banners(widget))


def words_of(widget: QWidget) -> str:
    """All its words."""
    return " ".join(text.text() for text in widget.findChildren(Text))


def press(widget: QWidget, words: str) -> None:
    """The button of a banner by its words."""
    buttons = [button for banner in banners(widget) for button in banner.findChildren(Button)]
    next(each for each in buttons if words in each.accessibleName()).click()
