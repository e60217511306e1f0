"""A table model for sets small enough to hold: lines of an order, mappings, users."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QObject
from typing_extensions import override

from ui.components.cell_model import CellModel
from ui.components.table_cells import Column, Value

Row = tuple[Hashable, tuple[Value, ...]]


class RowsModel(CellModel):
    """Frozen rows keyed by id: `show_rows` for a new question, `apply` for one changed row.

    A check column is kept here: its values in the rows are ignored, `checked_ids` tells them.
    """

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row] = (), parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows: list[Row] = list(rows)
        self._checked: set[Hashable] = set()

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
        if self.check_column >= 0 and last >= first:
            self.dataChanged.emit(self.index(first, self.check_column), self.index(last, self.check_column))
        self.checks_changed.emit()

    @override
    def row_count(self) -> int:
        return len(self._rows)

    @override
    def row_at(self, position: int) -> Row:
        return self._rows[position]

    @override
    def is_ticked(self, position: int) -> bool:
        return self._rows[position][0] in self._checked

    @override
    def tick(self, position: int, *, on: bool) -> None:
        row_id = self._rows[position][0]
        if on:
            self._checked.add(row_id)
        else:
            self._checked.discard(row_id)
