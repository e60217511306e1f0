"""The table every list is shown in."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from ui import theme
from ui.components.table_cells import CELL_ROLE, CHECK_ROLE, Column, Kind
from ui.components.table_columns import ColumnFit
from ui.components.table_delegate import CellDelegate, Index
from ui.components.table_header import TableHeader
from ui.components.table_tints import RowTints

_STEPS = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
_TOGGLES = (Qt.Key.Key_Space, Qt.Key.Key_X)
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DataTable(QTableView):
    """A themed view of a model that answers `CELL_ROLE`; rows have one height, columns drop out by priority.

    J/K or the arrows move, Enter opens, Space or X ticks, Shift extends. The owner keeps `column_state` and gives
    it back with `restore_columns`.
    """

    opened = Signal(int)
    current_changed = Signal(int)
    link_clicked = Signal(int, str)
    sort_requested = Signal(str, bool)

    def __init__(self, columns: Sequence[Column], *, name: str, two_lines: bool = False) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._two_lines = two_lines
        self._empty: QWidget | None = None
        self._cells = self.new_delegate()
        self._header = TableHeader(self.columns, self)
        self._fit = ColumnFit(self._header, self.columns)
        self._tints = RowTints(self, self._cells)
        self.setAccessibleName(name)
        self._set_up()
        self._connect()
        self._restyle()
        theme.appearance.theme_changed.connect(self._restyle)

    def _set_up(self) -> None:
        self.setHorizontalHeader(self._header)
        self.setItemDelegate(self._cells)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Qt shifts the pixels of an opaque viewport when it scrolls (2 ms instead of 20); then we paint its ground.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._header.setSectionsClickable(True)

    def new_delegate(self) -> CellDelegate:
        """What paints the cells; a table that is typed into has one of its own."""
        return CellDelegate(self.columns, self)

    def _connect(self) -> None:
        self._header.sectionClicked.connect(self._on_header_clicked)
        self.doubleClicked.connect(self._on_double_clicked)
        self._cells.nobody = self.tr("Unassigned")

    # -- what is shown -------------------------------------------------------------------------------------------

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._place_empty)
            model.rowsInserted.connect(self._place_empty)
            model.rowsRemoved.connect(self._place_empty)
            self._fit.measure(self.viewport().width())
            self._place_empty()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns, or the same ones in another language; the model must already know them."""
        self.columns = tuple(columns)
        self._cells.columns = self._header.columns = self._fit.columns = self.columns
        self._cells.nobody = self.tr("Unassigned")
        self._fit.measure(self.viewport().width())
        self.viewport().update()

    def set_empty(self, widget: QWidget | None) -> None:
        """What stands there while the model has no rows."""
        if self._empty is not None and self._empty is not widget:
            self._empty.hide()
            self._empty.deleteLater()
        self._empty = widget
        if widget is not None:
            widget.setParent(self.viewport())
        self._place_empty()

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Marks the column that the rows are sorted by."""
        self._header.sort_key, self._header.descending = key, descending
        self._header.viewport().update()

    def flash(self, rows: Sequence[int]) -> None:
        """Tints rows that changed under the person's eyes, once and shortly."""
        self._tints.flash(rows)

    def row_height(self) -> int:
        return theme.current().px("row.two" if self._two_lines else "row")

    def selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    # -- columns -------------------------------------------------------------------------------------------------

    def hide_column(self, key: str, *, hidden: bool = True) -> None:
        """The person's own choice of columns; it outlives a change of the window's width."""
        (self._fit.hidden_by_user.add if hidden else self._fit.hidden_by_user.discard)(key)
        self._fit.fit(self.viewport().width())

    def hidden_columns(self) -> frozenset[str]:
        return frozenset(self._fit.hidden_by_user)

    def chosen_columns(self) -> tuple[Column, ...]:
        """The columns somebody wants to see, in the order in which they stand;
        also those that a narrow window drops."""
        places = sorted(range(len(self.columns)), key=self._header.visualIndex)
        return tuple(each for place in places if (each := self.columns[place]).key not in self._fit.hidden_by_user)

    def column_state(self) -> str:
        """Order, widths and hidden columns as a text to keep in the settings."""
        return self._fit.state()

    def restore_columns(self, state: str) -> None:
        """Takes back a `column_state`, also one of an older version with other columns."""
        self._fit.restore(state)
        self._fit.fit(self.viewport().width())

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self._header.setFixedHeight(theme.current().px("table.head"))
        self._fit.fit(self.viewport().width())
        self.viewport().update()

    # -- gestures ------------------------------------------------------------------------------------------------

    def move_by(self, step: int, *, extend: bool = False) -> None:
        """Moves the current row; `extend` keeps what is selected."""
        model = self.model()
        if model is None or not model.rowCount():
            return
        row = min(model.rowCount() - 1, max(0, self.currentIndex().row() + step))
        index = model.index(row, self._header.logicalIndexAt(0))
        flag = self.selectionModel().SelectionFlag
        mode = flag.Select | flag.Rows if extend else flag.ClearAndSelect | flag.Rows
        self.selectionModel().setCurrentIndex(index, mode)

    def toggle_check(self, *rows: int) -> None:
        """Ticks rows, or unticks them where all of them are ticked; the model decides what that means."""
        for index, column in enumerate(self.columns):
            if column.kind is Kind.CHECK:
                cells = [self.model().index(row, index) for row in rows]
                ticked = all(cell.data(CELL_ROLE) is True for cell in cells)
                for cell in cells:
                    self.model().setData(cell, Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked, CHECK_ROLE)
                return

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        held = event.modifiers()
        row = self.currentIndex().row()
        if held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif key in _STEPS:
            self.move_by(_STEPS[key], extend=bool(held & Qt.KeyboardModifier.ShiftModifier))
        elif key in _OPENS and row >= 0:
            self.opened.emit(row)
        elif key in _TOGGLES and row >= 0:
            self.toggle_check(*(self.selected_rows() or [row]))
        elif event.text().isprintable() and event.text():
            # Qt would look for a row that begins so; `?` and `/` belong to the window.
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        column = self.columns[index.column()]
        if column.kind is Kind.CHECK:
            self.toggle_check(index.row())
        elif column.kind is Kind.LINK:
            self.link_clicked.emit(index.row(), column.key)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._tints.hover(self.rowAt(round(event.position().y())))
        super().mouseMoveEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._tints.hover(-1)
        super().leaveEvent(event)

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.current_changed.emit(current.row())

    def _on_double_clicked(self, index: Index) -> None:
        self.opened.emit(index.row())

    def _on_header_clicked(self, section: int) -> None:
        column = self.columns[section]
        if column.sortable:
            turned = column.key == self._header.sort_key and not self._header.descending
            self.sort_requested.emit(column.key, turned)

    # -- painting ------------------------------------------------------------------------------------------------

    def _place_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().rect())
            self._empty.setVisible(self.model() is None or not self.model().rowCount())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit.fit(self.viewport().width())
        self._place_empty()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.current().color("bg.surface"))
        painter.end()
        super().paintEvent(event)
