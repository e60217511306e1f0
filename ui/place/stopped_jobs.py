"""The jobs for systems outside that have stopped, for whoever administers the hub."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from ui import formats
from ui.components.layout import vbox
from ui.components.rows_model import Row, RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Cell, Column, Kind, TwoLine
from ui.place.trouble_words import trouble_text
from ui.tasks import Ticket
from ui.workplace import Workplace

PATH = "/v1/jobs"
MOST = 8


class StoppedJobs(QWidget):
    """The ones that have waited longest; nothing at all while there are none, or for whoever may not ask."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._ticket = Ticket()
        columns = (
            Column("job", self.tr("Stopped job"), Kind.TWO_LINE, 240),
            Column("since", self.tr("Since"), Kind.SECONDARY, 104),
            Column("why", self.tr("Why")),
            Column("tries", self.tr("Tries"), Kind.NUMBER, 56),
        )
        self.model = RowsModel(columns, (), self)
        self.table = DataTable(columns, name=self.tr("Stopped jobs"), two_lines=True)
        self.table.setModel(self.model)
        self.setLayout(vbox(self.table))
        self.hide()

    def look(self) -> None:
        """Asks for them."""
        self._ticket.cancel()
        self._ticket = self._workplace.ask_hub(f"{PATH}?limit={MOST}", self._on_answer, self.hide)

    def leave(self) -> None:
        """Nobody looks any more."""
        self._ticket.cancel()

    def _on_answer(self, found: dict[str, Any]) -> None:
        rows = [self._row(each) for each in found["jobs"]]
        self.model.show_rows(rows)
        self.table.setFixedHeight(len(rows) * self.table.row_height() + self.table.horizontalHeader().height() + 4)
        self.setVisible(bool(rows))

    def _row(self, job: Mapping[str, Any]) -> Row:
        now = self._workplace.clock.now()
        since = "" if job["stopped_at"] is None else formats.moment(datetime.fromisoformat(job["stopped_at"]), now)
        why = trouble_text(job["code"]) + (f": {job['text']}" if job["text"] else "")
        doubt = self.tr("may have had its effect; sent again it asks first")
        told = Cell(f"{why} ({doubt})" if job["in_doubt"] else why, "danger")
        return (job["id"], (TwoLine(f"{job['system']} · {job['kind']}", job["key"]), since, told, str(job["attempts"])))
