"""The lines of an order that is being entered, as a grid that is typed into: quantity,
unit and price in their cells."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QSizePolicy
from typing_extensions import override

from ui import theme
from ui.components.choices import Select
from ui.components.entries import Entry
from ui.components.table import DataTable
from ui.components.table_delegate import CellDelegate
from ui.sales.entry_cells import PLACES, columns, line_cells, row_cells, trouble_words
from ui.sales.entry_draft import Draft
from ui.sales.entry_editor import ABOVE, BEFORE, BELOW, NEXT, ON, CellField, EntryDelegate
from ui.sales.entry_line import CELLS, PRICE, QUANTITY, UNIT, DraftLine
from ui.sales.entry_model import EntryModel

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_EMPTIES = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
#: Keys that belong to the window: the key map, the search.
_OF_THE_WINDOW = "?/"
_ROWS_WHEN_EMPTY = 4
_FEWEST_ROWS = 2


class EntryGrid(DataTable):
    """`typed(row, cell, text)` as soon as a cell is left, `restored(row, line)` when Esc takes that back.

    `add_wanted`: the keyboard goes on below the last line; `search_typed(text)`: somebody types where no value stands;
    `look_wanted(row)`: a row that is no line yet is to be looked up; `rows_pasted(text)`.
    """

    typed = Signal(int, str, str)
    restored = Signal(int, object)
    add_wanted = Signal()
    search_typed = Signal(str)
    look_wanted = Signal(int)
    rows_pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__(columns(), name=self.tr("Lines of the new order"), two_lines=True)
        self.draft = Draft()
        self._before: DraftLine | None = None
        #: The line that has just been added: Enter in its quantity goes on to the next item.
        self._fresh = -1
        self.rows = EntryModel(self.columns, (), self)
        self.setModel(self.rows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.delegate.left.connect(self._on_left)
        self.delegate.committed.connect(self._commit)
        self.delegate.given_up.connect(self._on_given_up)
        self.delegate.rows_pasted.connect(self._on_rows_pasted)

    @override
    def new_delegate(self) -> CellDelegate:
        self.delegate = EntryDelegate(self.columns, self)
        return self.delegate

    def retranslate(self) -> None:
        """Words of the window's language."""
        self.rows.columns = columns()
        self.set_columns(self.rows.columns)
        self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.rows.columns) - 1)
        self.setAccessibleName(self.tr("Lines of the new order"))

    # -- what is shown -------------------------------------------------------------------------------------------

    def show_draft(self, draft: Draft) -> None:
        """The lines as they are now, and below them the rows that are none yet."""
        grown = len(draft.rows()) > self.rows.rowCount()
        self.draft = draft
        lines = [(place, line_cells(place, line)) for place, line in enumerate(draft.lines, start=1)]
        unread = [(place, row_cells(place, row)) for place, row in enumerate(draft.unread, start=len(lines) + 1)]
        self.rows.show_rows([*lines, *unread])
        self.updateGeometry()
        if grown:
            self.scrollToBottom()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height(self.rows.rowCount() or _ROWS_WHEN_EMPTY))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height(_FEWEST_ROWS))

    def _height(self, count: int) -> int:
        return theme.current().px("table.head") + count * self.row_height() + 2 * self.frameWidth()

    def line(self, row: int) -> DraftLine | None:
        """The line in a row; None for one that is none yet."""
        return self.draft.lines[row] if 0 <= row < len(self.draft.lines) else None

    def mark(self, row: int, cell: str = QUANTITY) -> None:
        """Puts the keyboard on a cell."""
        index = self.rows.index(row, PLACES[cell])
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The last line stays in sight while results below need room."""
        bar = self.verticalScrollBar()
        was_at_end = bar.value() == bar.maximum()
        super().resizeEvent(event)
        if was_at_end:
            self.scrollToBottom()

    # -- typing --------------------------------------------------------------------------------------------------

    def current_cell(self) -> str:
        """The column that the keyboard is on; empty for none."""
        index = self.currentIndex()
        return self.columns[index.column()].key if index.isValid() else ""

    def has_keyboard(self) -> bool:
        """Whether keys come here or into an open cell."""
        return self.hasFocus() or self.field is not None

    @property
    def field(self) -> CellField | None:
        """The field that is open over a cell."""
        return self.delegate.field

    def edit_cell(self, row: int, cell: str, text: str | None = None, *, fresh: bool = False) -> None:
        """Opens a cell: with what stands there, or with what has just been typed."""
        line = self.line(row)
        if line is None:
            self.look_wanted.emit(row)
            return
        self.settle()
        self.mark(row, cell)
        self._before, self._fresh = line, row if fresh else -1
        self.delegate.units = tuple(unit.unit for unit in line.sku.units)
        self.edit(self.rows.index(row, PLACES[cell]))
        field = self.field
        if isinstance(field, Select):
            field.choose(line.text(cell))
        elif isinstance(field, Entry):
            field.setText(line.text(cell) if text is None else text)
            if text is None:
                field.selectAll()
            self._say_trouble(row, cell)

    def edit_current(self) -> None:
        """Opens the cell that the keyboard is on, else the quantity of its line."""
        index = self.currentIndex()
        if index.isValid():
            key = self.columns[index.column()].key
            self.edit_cell(index.row(), key if key in CELLS else QUANTITY)

    def settle(self) -> None:
        """What is being typed goes into its line, readable or not, and its field is closed."""
        if self.field is not None:
            row, cell = self._place()
            self._commit(row, cell, self.delegate.text())
            self._close()

    def _place(self) -> tuple[int, str]:
        index = self.currentIndex()
        return index.row(), self.columns[index.column()].key

    def _commit(self, row: int, cell: str, text: str) -> None:
        line = self.line(row)
        if line is not None and text != line.text(cell):
            self.typed.emit(row, cell, text)

    def _close(self) -> None:
        if self.field is not None:
            self.closeEditor(self.field, QAbstractItemDelegate.EndEditHint.NoHint)
        self._before = None

    def _say_trouble(self, row: int, cell: str) -> bool:
        """Marks the open field while its text cannot be read; the line says why."""
        line, field = self.line(row), self.field
        wrong = "" if line is None else trouble_words(line, cell)
        if field is not None:
            field.set_state("error" if wrong else "")
            field.setAccessibleDescription(wrong)
        return bool(wrong)

    def _on_left(self, way: str) -> None:
        """A key leaves the field: what cannot be read keeps it open."""
        row, cell = self._place()
        self._commit(row, cell, self.delegate.text())
        if self._say_trouble(row, cell):
            if isinstance(self.field, Entry):
                self.field.selectAll()
            return
        is_fresh = self._fresh == row
        self._close()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        line = self.line(row)
        if is_fresh and way == ON and cell == QUANTITY and line is not None and line.slip(PRICE) is None:
            self.add_wanted.emit()
        else:
            self.step(way)

    def _on_given_up(self) -> None:
        before, (row, _cell) = self._before, self._place()
        now = self.line(row)
        self._close()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if before is not None and now is not None and before.slips != now.slips:
            self.restored.emit(row, before)

    def _on_rows_pasted(self, text: str) -> None:
        self.settle()
        self.rows_pasted.emit(text)

    # -- moving --------------------------------------------------------------------------------------------------

    def step(self, way: str) -> None:
        """Goes on from the cell that the keyboard is on; past the last one the next item is added."""
        row, key = self._place()
        cell = key if key in CELLS else QUANTITY
        count = self.rows.rowCount()
        if way in (BELOW, ABOVE):
            row += 1 if way == BELOW else -1
        elif key not in CELLS and way != BEFORE:
            # From the name of an item to its quantity.
            cell = QUANTITY
        else:
            row, cell = self._beside(row, cell, way)
        if row >= count:
            self.add_wanted.emit()
        elif row >= 0:
            self.mark(row, cell)

    def _beside(self, row: int, cell: str, way: str) -> tuple[int, str]:
        line = self.line(row)
        # Enter passes the unit by: it is seldom another one.
        has_units = way != ON and line is not None and len(line.sku.units) > 1
        order = CELLS if has_units else (QUANTITY, PRICE)
        at = order.index(cell) if cell in order else 0
        at += -1 if way == BEFORE else 1
        if 0 <= at < len(order):
            return row, order[at]
        return (row - 1, PRICE) if way == BEFORE else (row + 1, QUANTITY)

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from cell to cell, and leaves behind the last one and before the first."""
        row, key = self._place() if self.currentIndex().isValid() else (-1, "")
        is_first = row <= 0 and (key == QUANTITY or key not in CELLS)
        if row < 0 or (not next and is_first):
            return super().focusNextPrevChild(next)
        self.step(NEXT if next else BEFORE)
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, index = Qt.Key(event.key()), self.currentIndex()
        text = event.text()
        if not index.isValid() or event.modifiers() & _HELD:
            super().keyPressEvent(event)
        elif key in _ENTERS:
            self.step(ON) if self.line(index.row()) is not None else self.look_wanted.emit(index.row())
        elif key == Qt.Key.Key_Down and index.row() == self.rows.rowCount() - 1:
            self.add_wanted.emit()
        elif key in _EMPTIES:
            self._type("")
        elif text.strip() and text.isprintable() and text not in _OF_THE_WINDOW:
            self._type(text)
        elif text == " ":
            self.edit_current()
        else:
            super().keyPressEvent(event)

    def _type(self, text: str) -> None:
        row, key = self._place()
        if key not in CELLS or self.line(row) is None:
            self.search_typed.emit(text)
        elif key == UNIT:
            self.edit_cell(row, key)
        else:
            self.edit_cell(row, key, text)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.setCurrentIndex(index)
            self.edit_current()
