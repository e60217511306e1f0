"""How the hub stands with the systems outside, as a table: what waits, what has stopped, what went wrong last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from ui import formats
from ui.components.empty_state import EmptyState
from ui.components.layout import clear, vbox
from ui.components.rows_model import Row, RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Cell, Column, Kind, TagCell, TwoLine
from ui.tasks import Ticket
from ui.workplace import Workplace

PATH = "/v1/health/systems"
_EMPTY_HEIGHT = 140


class SystemsTable(QWidget):
    """Asks the hub each time it is told to `look`; without the hub it says so."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._ticket = Ticket()
        self._instead = vbox(gap=0)
        columns = (
            Column("system", self.tr("System"), Kind.TWO_LINE),
            Column("state", self.tr("State"), Kind.TAG, 128),
            Column("queued", self.tr("Queued"), Kind.NUMBER, 72),
            Column("stopped", self.tr("Stopped"), Kind.NUMBER, 72),
            Column("oldest", self.tr("Oldest waits"), Kind.SECONDARY, 104),
            Column("last_ok", self.tr("Last success"), Kind.SECONDARY, 112),
            Column("trouble", self.tr("Last trouble"), Kind.TEXT, 120),
        )
        self.model = RowsModel(columns, (), self)
        self.table = DataTable(columns, name=self.tr("Systems outside"), two_lines=True)
        self.table.setModel(self.model)
        self.table.hide()
        self.setLayout(vbox(self._instead, self.table, gap=0))
        self.empty: EmptyState | None = None

    def look(self) -> None:
        """Asks how things are now."""
        self._ticket.cancel()
        if not self.model.row_count():
            self._say("clock", self.tr("The hub is being asked"))
        self._ticket = self._workplace.ask_hub(PATH, self._on_answer, self._on_silent)

    def leave(self) -> None:
        """Nobody looks any more: an answer that is still to come is of no use."""
        self._ticket.cancel()

    def _say(self, icon: str, headline: str, reason: str = "") -> None:
        self.table.hide()
        clear(self._instead)
        self.empty = EmptyState(icon, headline, reason)
        self.empty.setFixedHeight(_EMPTY_HEIGHT)
        self._instead.addWidget(self.empty)

    def _on_silent(self) -> None:
        self.model.show_rows(())
        self._say(
            "cloud-slash", self.tr("The hub does not answer"), self.tr("Only it knows how the systems outside stand")
        )

    def _on_answer(self, found: dict[str, Any]) -> None:
        rows = [self._system(each) for each in found["systems"]] + [self._feed(each) for each in found["feeds"]]
        self.model.show_rows(rows)
        if not rows:
            self._say("hard-drives", self.tr("No system outside is linked"), self.tr("Links are set up at the hub"))
            return
        clear(self._instead)
        self.empty = None
        height = len(rows) * self.table.row_height() + self.table.horizontalHeader().height() + 4
        self.table.setFixedHeight(height)
        self.table.show()

    def _system(self, health: Mapping[str, Any]) -> Row:
        key, stopped = str(health["system"]), int(health["stopped"])
        if health["held_back"]:
            state = TagCell(self.tr("Held back"), "warn", "pause")
        elif stopped:
            state = TagCell(self.tr("Needs somebody"), "danger", "warning")
        elif health["running"] or health["queued"]:
            state = TagCell(self.tr("At work"), "info")
        else:
            state = TagCell(self.tr("Idle"), "ok")
        waits = "" if health["oldest_age_s"] is None else formats.spent(health["oldest_age_s"])
        counted = Cell(str(stopped), "danger", strong=True) if stopped else "0"
        queued = str(health["queued"] + health["running"])
        trouble = Cell(health["last_error"], "danger") if health["last_error"] else ""
        name = TwoLine(self._name(key), key)
        return (key, (name, state, queued, counted, waits, self._moment(health["last_ok_at"]), trouble))

    def _feed(self, health: Mapping[str, Any]) -> Row:
        subjects = {"orders": self.tr("New orders"), "stock": self.tr("Stock levels")}
        subject, system = str(health["subject"]), str(health["system"])
        trouble = health["trouble"]
        state = TagCell(self.tr("Cannot be asked"), "danger", "warning") if trouble else TagCell(self.tr("Fresh"), "ok")
        name = TwoLine(subjects.get(subject, subject), self.tr("asked from {system}").format(system=system))
        told = Cell(trouble, "danger") if trouble else ""
        return (f"{system}:{subject}", (name, state, "", "", "", self._moment(health["as_of"]), told))

    def _name(self, system: str) -> str:
        return {
            "wms": self.tr("Warehouse system"),
            "courier": self.tr("Courier service"),
            "erp": self.tr("Accounting (ERP)"),
            "message": self.tr("Messages"),
            "inbox": self.tr("Messages that came in"),
        }.get(system, system)

    def _moment(self, text: str | None) -> str:
        return "" if text is None else formats.moment(datetime.fromisoformat(text), self._workplace.clock.now())
