"""A table of what only the hub knows: asked each time somebody looks, and never shown older than the line is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.components.empty_state import EmptyState
from ui.components.layout import vbox
from ui.components.rows_model import Row, RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Column
from ui.tasks import Ticket
from ui.workplace import Workplace


class HubList(QWidget):
    """Rows of one route of the hub; subclasses say which and how a record reads.

    `told` when the hub has answered, or has not: `is_known` tells which. `choice_changed` when another row is meant.
    """

    told = Signal()
    choice_changed = Signal()
    opened = Signal()

    def __init__(self, workplace: Workplace, path: str, name: str, columns: Sequence[Column]) -> None:
        super().__init__()
        self.workplace = workplace
        self._path = path
        self._ticket = Ticket()
        self._records: dict[str, Mapping[str, Any]] = {}
        self._wanted = ""
        self.is_known = False
        self.answer: Mapping[str, Any] = {}
        self.model = RowsModel(columns, (), self)
        self.table = DataTable(columns, name=name, two_lines=True)
        self.table.setModel(self.model)
        self.table.setSelectionMode(DataTable.SelectionMode.SingleSelection)
        self.table.current_changed.connect(lambda _row: self.choice_changed.emit())
        self.table.opened.connect(lambda _row: self.opened.emit())
        self.empty = EmptyState("clock", "")
        self.setLayout(vbox(self.table))

    def look(self) -> None:
        """Asks the hub."""
        self._ticket.cancel()
        if not self.is_known:
            self._say("clock", self.tr("The hub is being asked"))
        self._ticket = self.workplace.ask_hub(self._path, self._on_answer, self._on_silent)

    def leave(self) -> None:
        """Nobody looks any more: an answer that is still to come is of no use."""
        self._ticket.cancel()

    def chosen(self) -> Mapping[str, Any] | None:
        """The record that is meant."""
        row = self.table.currentIndex().row()
        return self._records.get(str(self.model.row_id(row))) if 0 <= row < self.model.row_count() else None

    def choose(self, record_id: str) -> None:
        """Means this record, if it is there."""
        place = self.model.position(record_id)
        if place >= 0:
            self.table.move_by(place - self.table.currentIndex().row())

    def choose_when_told(self, record_id: str) -> None:
        """Means this record once the hub has told of it."""
        self._wanted = record_id

    def count(self) -> int:
        """How many records there are."""
        return len(self._records)

    def records(self, answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """The records of an answer."""
        raise NotImplementedError

    def cells(self, record: Mapping[str, Any]) -> Row:
        """How a record reads."""
        raise NotImplementedError

    def _on_answer(self, answer: dict[str, Any]) -> None:
        meant = self.chosen()
        wanted = self._wanted or ("" if meant is None else str(meant["id"]))
        self.is_known, self.answer = True, answer
        found = self.records(answer)
        self._records = {str(each["id"]): each for each in found}
        self.model.show_rows([self.cells(each) for each in found])
        if wanted in self._records:
            self._wanted = ""
            self.choose(wanted)
        elif found:
            self.table.move_by(1)
        self.told.emit()
        self.choice_changed.emit()

    def _on_silent(self) -> None:
        """What is older than the line is not shown: it would be taken for the present state, and changed."""
        self.is_known, self.answer, self._records = False, {}, {}
        self.model.show_rows(())
        if self.workplace.is_online:
            self._say(
                "lock-simple",
                self.tr("The hub does not let you see this"),
                self.tr("Your sign-in has ended there, or you administer no longer: sign in again"),
            )
        else:
            self._say(
                "cloud-slash",
                self.tr("The hub does not answer"),
                self.tr("People and workstations are kept there alone: shown and changed as soon as it is back"),
            )
        self.told.emit()
        self.choice_changed.emit()

    def _say(self, icon: str, headline: str, reason: str = "") -> None:
        self.empty = EmptyState(icon, headline, reason)
        self.table.set_empty(self.empty)

    def take_focus(self) -> None:
        """The table has the keyboard."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
