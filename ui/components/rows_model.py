"""A table model for sets small enough to hold: lines of an order, mappings, users."""

from collections.abc import Hashable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from ui.components.table_cells import (
    ACCESSIBLE_ROLE,
    CELL_ROLE,
    CHECK_ROLE,
    DISPLAY_ROLE,
    ID_ROLE,
    Column,
    Kind,
    Value,
    spoken,
)

Index = QModelIndex | QPersistentModelIndex
Row = tuple[Hashable, tuple[Value, ...]]
_NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel):
    """Frozen rows keyed by id: `show_rows` for a new question, `apply` for one changed row.

    A check column is kept here: its values in the rows are ignored, `checked_ids` tells them.
    """

    checks_changed = Signal()

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[Row] = list(rows)
        self._checked: set[Hashable] = set()
        self._check_column = next((i for i, c in enumerate(self.columns) if c.kind is Kind.CHECK), -1)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replaces everything; ticks of rows that are still there stay."""
        self.beginResetModel()
        self._rows = list(rows)
        self._checked &= {row_id for row_id, _cells in self._rows}
        self.endResetModel()

    def apply(self, row_id: Hashable, cells: tuple[Value, ...]) -> int:
        """Changes one row in its place and says exactly which cells differ; returns its position or -1."""
        position = self.position(row_id)
        if position < 0:
            return -1
        before = self._rows[position][1]
        self._rows[position] = (row_id, cells)
        for column, (old, new) in enumerate(zip(before, cells, strict=True)):
            if old != new:
                index = self.index(position, column)
                self.dataChanged.emit(index, index)
        return position

    def position(self, row_id: Hashable) -> int:
        return next((place for place, (key, _cells) in enumerate(self._rows) if key == row_id), -1)

    def row_id(self, position: int) -> Hashable:
        return self._rows[position][0]

    def checked_ids(self) -> list[Hashable]:
        """Ids of the ticked rows in the order of the table."""
        return [row_id for row_id, _cells in self._rows if row_id in self._checked]

    def clear_checks(self) -> None:
        self._checked.clear()
        self._say_checks(0, len(self._rows) - 1)

    def _say_checks(self, first: int, last: int) -> None:
        if self._check_column >= 0 and last >= first:
            self.dataChanged.emit(self.index(first, self._check_column), self.index(last, self._check_column))
        self.checks_changed.emit()

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY_ROLE) -> Any:
        if role == DISPLAY_ROLE and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title
        return None

    @override
    def data(self, index: Index, role: int = DISPLAY_ROLE) -> Any:
        if not index.isValid():
            return None
        row_id, cells = self._rows[index.row()]
        column = index.column()
        ticks = column == self._check_column
        if role == CELL_ROLE:
            return row_id in self._checked if ticks else cells[column]
        if role in (DISPLAY_ROLE, ACCESSIBLE_ROLE):
            value: Value = row_id in self._checked if ticks else cells[column]
            return spoken(value, self.columns[column].kind)
        if role == ID_ROLE:
            return row_id
        if role == CHECK_ROLE and ticks:
            return Qt.CheckState.Checked if row_id in self._checked else Qt.CheckState.Unchecked
        return None

    @override
    def setData(self, index: Index, value: Any, role: int = DISPLAY_ROLE) -> bool:
        if role != CHECK_ROLE or index.column() != self._check_column:
            return False
        row_id = self._rows[index.row()][0]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._checked.add(row_id)
        else:
            self._checked.discard(row_id)
        self._say_checks(index.row(), index.row())
        return True
