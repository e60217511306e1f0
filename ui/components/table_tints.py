"""Rows of a table that are tinted for a moment: the one under the pointer, those that have just changed."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QTableView

from ui import theme
from ui.components.table_delegate import CellDelegate


class RowTints(QObject):
    """Tells the delegate which rows to tint and repaints those rows only."""

    def __init__(self, view: QTableView, cells: CellDelegate) -> None:
        super().__init__(view)
        self._view, self._cells = view, cells
        self._calm = QTimer(self, singleShot=True, interval=theme.current().duration("slow"))
        self._calm.timeout.connect(self._end_flash)

    def hover(self, row: int) -> None:
        """The pointer is on this row, or on none (-1)."""
        if row != self._cells.hovered_row:
            before, self._cells.hovered_row = self._cells.hovered_row, row
            self._refresh((before, row))

    def flash(self, rows: Sequence[int]) -> None:
        """These rows changed under the person's eyes."""
        if theme.appearance.has_motion:
            self._cells.flashing.update(rows)
            self._refresh(rows)
            self._calm.start()

    def _end_flash(self) -> None:
        rows = list(self._cells.flashing)
        self._cells.flashing.clear()
        self._refresh(rows)

    def _refresh(self, rows: Sequence[int]) -> None:
        viewport = self._view.viewport()
        for row in rows:
            if row >= 0:
                viewport.update(0, self._view.rowViewportPosition(row), viewport.width(), self._view.rowHeight(row))
