"""The button that shows and hides columns of the order list; the choice is kept in this workstation's settings."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui import settings
from ui.components.buttons import Button
from ui.components.table import DataTable
from ui.settings import Settings


class ListColumns(Button):
    """Says itself what it is called; the table's columns are as they were left."""

    def __init__(self, table: DataTable, kept: Settings) -> None:
        super().__init__("", "ghost", icon="columns", size="sm")
        self._table, self._kept = table, kept
        found = kept.text(settings.ORDER_COLUMNS)
        if found:
            table.restore_columns(found)
        self.clicked.connect(self._on_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """The words of the window's language."""
        self.say(self.tr("Columns"))

    def menu_now(self) -> QMenu:
        """The columns that can be hidden, ticked while they are shown."""
        menu = QMenu(self)
        hidden = self._table.hidden_columns()
        for column in self._table.columns:
            if column.priority:
                action = QAction(column.title, menu, checkable=True)
                action.setChecked(column.key not in hidden)
                action.toggled.connect(partial(self._show, column.key))
                menu.addAction(action)
        return menu

    def _show(self, key: str, on: bool) -> None:
        self._table.hide_column(key, hidden=not on)
        self._kept.keep(settings.ORDER_COLUMNS, self._table.column_state())

    def _on_clicked(self) -> None:
        menu = self.menu_now()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
