"""How a cell of the lines is edited in its place: the field that opens over it, and the keys that leave it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget
from typing_extensions import override

from ui.components.choices import Select
from ui.components.entries import Entry
from ui.components.painted import paint_focus_ring
from ui.components.table_cells import Column
from ui.components.table_delegate import CellDelegate, Index
from ui.components.text import RIGHT
from ui.sales.entry_line import UNIT
from ui.sales.pasted_rows import is_rows

_KEY = Qt.Key
#: Which way a key leaves a cell: on as Enter does, to the next one or the one before, to the row below or above.
ON, NEXT, BEFORE, BELOW, ABOVE = "on", "next", "before", "below", "above"
_WAYS = {
    _KEY.Key_Return: ON, _KEY.Key_Enter: ON, _KEY.Key_Tab: NEXT, _KEY.Key_Backtab: BEFORE,
    _KEY.Key_Down: BELOW, _KEY.Key_Up: ABOVE,
}  # fmt: skip
#: Keys of the form that a field would take for its own: Ctrl+Del and Ctrl+D delete in it.
_OF_THE_FORM = frozenset({_KEY.Key_Delete, _KEY.Key_D})
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_PASTE = QKeySequence.StandardKey.Paste

CellField = Entry | Select


def is_for_the_form(event: QEvent) -> bool:
    """Whether a key that a field asks for belongs to the form around it."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return event.key() in _OF_THE_FORM and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def pasted_rows(event: QEvent) -> str:
    """The rows of a table that a key pastes; empty for anything else."""
    if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.matches(_PASTE):
        text = QGuiApplication.clipboard().text()
        return text if is_rows(text) else ""
    return ""


class EntryDelegate(CellDelegate):
    """Paints the lines, with a ring around the cell that the keyboard is on, and opens fields over them.

    `left(way)`: a key leaves the field; `committed(row, cell, text)`: it was left for something else in the window;
    `given_up`: Esc leaves it, and what stood there before stays; `rows_pasted(text)`: more than a value was pasted.
    """

    left = Signal(str)
    committed = Signal(int, str, str)
    given_up = Signal()
    rows_pasted = Signal(str)

    def __init__(self, columns: tuple[Column, ...], view: QAbstractItemView) -> None:
        super().__init__(columns, view)
        self._view = view
        #: The field that is open, and what a unit can be.
        self.field: CellField | None = None
        self.units: tuple[str, ...] = ()

    def text(self) -> str:
        """What stands in the open field."""
        if self.field is None:
            return ""
        return self.field.value() if isinstance(self.field, Select) else self.field.text()

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self.columns[index.column()]
        name = f"{column.title} {index.row() + 1}"
        if column.key == UNIT:
            self.field = Select([(unit, unit) for unit in self.units], name=name)
        else:
            self.field = Entry(name=name)
            self.field.setProperty("cell", True)
            self.field.setAlignment(RIGHT)
        self.field.setParent(parent)
        return self.field

    @override
    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.field:
            self.field = None
        super().destroyEditor(editor, index)

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Nothing: news of the row does not write over what is being typed."""

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if editor is self.field:
            self.committed.emit(index.row(), self.columns[index.column()].key, self.text())

    @override
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect
        height = min(rect.height() - 1, max(32, editor.sizeHint().height()))
        editor.setGeometry(rect.x(), rect.y() + (rect.height() - height) // 2, rect.width(), height)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            paint_focus_ring(painter, option.rect.adjusted(0, 0, 0, -1).toRectF(), 4)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    @override
    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if is_for_the_form(event):
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._on_key(event):
            return True
        return super().eventFilter(editor, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = _KEY(event.key())
        rows = pasted_rows(event)
        if rows:
            self.rows_pasted.emit(rows)
            return True
        if event.modifiers() & _HELD or (isinstance(self.field, Select) and key in (_KEY.Key_Down, _KEY.Key_Up)):
            return False
        if key == _KEY.Key_Escape:
            self.given_up.emit()
            return True
        way = _WAYS.get(key)
        if way is not None:
            self.left.emit(way)
        return way is not None
