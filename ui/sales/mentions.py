"""Mentions in a note: after @ the names of those who work here are offered, and what was written is read again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame
from typing_extensions import override

from orderdesk.queries.rows import Names
from ui.components.entries import Entry
from ui.components.layout import vbox
from ui.components.rows_model import RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Column, Kind

_BEGUN = re.compile(r"(?:^|\s)@(\S*)$")
_SHOWN = 8
_WIDTH = 260
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


def mentioned(text: str, names: Names) -> tuple[UUID, ...]:
    """The people whose names stand behind an @ in the text; of two names that fit, the longer one."""
    found: dict[UUID, None] = {}
    known = sorted(((names.users[key], key) for key in names.active), key=lambda each: -len(each[0]))
    for place in (match.end() for match in re.finditer(r"(?:^|\s)@", text)):
        for name, key in known:
            rest = text[place + len(name) :]
            if text.startswith(name, place) and not re.match(r"[0-9A-Za-z]", rest):
                found[key] = None
                break
    return tuple(found)


class MentionEntry(Entry):
    """A line of text in which @ offers the names of people: arrows move, Enter or Tab takes one, Esc leaves them."""

    def __init__(self, names: Iterable[str], *, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder)
        self._names = sorted(names)
        self._sheet: QFrame | None = None
        columns = (Column("name", "", Kind.TEXT),)
        self._model = RowsModel(columns, (), self)
        self._table = DataTable(columns, name=self.tr("People"))
        self._table.setModel(self._model)
        self._table.horizontalHeader().hide()
        self._table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._table.clicked.connect(lambda index: self.complete(str(self._model.row_id(index.row()))))
        self.textEdited.connect(self._on_edited)
        self.destroyed.connect(self._table.deleteLater)

    def use_names(self, names: Iterable[str]) -> None:
        """The names of those who work here now."""
        self._names = sorted(names)

    def offered(self) -> list[str]:
        """The names that fit what stands behind the @ now."""
        begun = _BEGUN.search(self.text()[: self.cursorPosition()])
        if begun is None:
            return []
        part = begun.group(1).casefold()
        fitting = [name for name in self._names if part in name.casefold()]
        return sorted(fitting, key=lambda name: not name.casefold().startswith(part))[:_SHOWN]

    def complete(self, name: str) -> None:
        """Writes the name where it was begun."""
        before, after = self.text()[: self.cursorPosition()], self.text()[self.cursorPosition() :]
        begun = _BEGUN.search(before)
        if begun is not None:
            kept = f"{before[: begun.start(1)]}{name} "
            self.setText(kept + after.lstrip())
            self.setCursorPosition(len(kept))
        self._leave()

    def _is_open(self) -> bool:
        return self._sheet is not None and self._sheet.isVisible()

    def _leave(self) -> None:
        if self._sheet is not None:
            self._sheet.hide()

    def _on_edited(self) -> None:
        names = self.offered()
        if not names:
            self._leave()
            return
        if self._sheet is None:
            self._sheet = QFrame(self.window())
            self._sheet.setProperty("card", "dialog")
            self._sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._sheet.setLayout(vbox(self._table, margins=4))
            self.destroyed.connect(self._sheet.deleteLater)
        self._model.show_rows([(name, (name,)) for name in names])
        self._table.setFixedHeight(len(names) * self._table.row_height() + 2)
        self._sheet.setFixedWidth(min(self.width(), _WIDTH))
        self._sheet.adjustSize()
        self._sheet.move(self.mapTo(self.window(), QPoint(0, self.height() + 4)))
        self._sheet.show()
        self._sheet.raise_()
        self._table.setCurrentIndex(self._model.index(0, 0))

    @override
    def event(self, event: QEvent) -> bool:
        # Tab would leave the field before keyPressEvent sees it.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._is_open():
            key = Qt.Key(event.key())
            if key in _STEPS:
                self._table.move_by(_STEPS[key])
                return True
            if key in _TAKING:
                self.complete(str(self._model.row_id(max(0, self._table.currentIndex().row()))))
                return True
            if key == Qt.Key.Key_Escape:
                self._leave()
                return True
        return super().event(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # A click on a name takes the focus first; it must still find the list there.
        QTimer.singleShot(150, self, self._leave)
