"""The rows of the lines that are being entered: what changes is repainted, whatever is typed beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from ui.components.rows_model import Row, RowsModel
from ui.sales.entry_line import CELLS

Index = QModelIndex | QPersistentModelIndex


class EntryModel(RowsModel):
    """The lines by their place; a change of one repaints its cells, whatever is being typed into another."""

    @override
    def show_rows(self, rows: Sequence[Row]) -> None:
        before, now = len(self._rows), len(rows)
        for place, row in enumerate(rows[:before]):
            was, self._rows[place] = self._rows[place][1], row
            for column, (old, new) in enumerate(zip(was, row[1], strict=True)):
                if old != new:
                    index = self.index(place, column)
                    self.dataChanged.emit(index, index)
        if now > before:
            self.beginInsertRows(QModelIndex(), before, now - 1)
            self._rows.extend(rows[before:])
            self.endInsertRows()
        elif now < before:
            self.beginRemoveRows(QModelIndex(), now, before - 1)
            del self._rows[now:]
            self.endRemoveRows()

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        is_typed = index.isValid() and self.columns[index.column()].key in CELLS
        return found | Qt.ItemFlag.ItemIsEditable if is_typed else found
