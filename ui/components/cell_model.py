"""What every table model here has in common: columns, values by the delegate's roles, ticks in a check column."""

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
NOWHERE = QModelIndex()

_ROLES = frozenset({DISPLAY_ROLE, ACCESSIBLE_ROLE, CELL_ROLE, CHECK_ROLE, ID_ROLE})


class CellModel(QAbstractTableModel):
    """Answers for the rows that a kind of model holds; `checks_changed` when a row was ticked or is no longer."""

    checks_changed = Signal()

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.check_column = next((place for place, each in enumerate(self.columns) if each.kind is Kind.CHECK), -1)

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row_at(self, position: int) -> tuple[Hashable, tuple[Value, ...]] | None:
        """The id and the values of a row; None where it has gone."""
        raise NotImplementedError

    def is_ticked(self, position: int) -> bool:
        """Whether a row is ticked."""
        raise NotImplementedError

    def tick(self, position: int, *, on: bool) -> None:
        """Ticks a row, or no longer."""
        raise NotImplementedError

    @override
    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self.row_count()

    @override
    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY_ROLE) -> Any:
        if role == DISPLAY_ROLE and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title
        return None

    @override
    def data(self, index: Index, role: int = DISPLAY_ROLE) -> Any:
        if not index.isValid() or role not in _ROLES:
            return None
        position, column = index.row(), index.column()
        if column == self.check_column and role != ID_ROLE:
            return self._check_value(position, role)
        found = self.row_at(position)
        if role == ID_ROLE:
            return None if found is None else found[0]
        if role == CHECK_ROLE:
            return None
        value: Value = "" if found is None else found[1][column]
        return value if role == CELL_ROLE else spoken(value, self.columns[column].kind)

    def _check_value(self, position: int, role: int) -> Any:
        is_on = self.is_ticked(position)
        if role == CHECK_ROLE:
            return Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked
        return is_on if role == CELL_ROLE else spoken(is_on, Kind.CHECK)

    @override
    def setData(self, index: Index, value: Any, role: int = DISPLAY_ROLE) -> bool:
        if role != CHECK_ROLE or index.column() != self.check_column:
            return False
        self.tick(index.row(), on=Qt.CheckState(value) == Qt.CheckState.Checked)
        self.dataChanged.emit(index, index)
        self.checks_changed.emit()
        return True
