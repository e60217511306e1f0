"""The jobs for systems outside that have stopped, for whoever administers the hub: looked at, and sent again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from orderdesk.errors import Refused
from ui import formats
from ui.components.buttons import Button
from ui.components.layout import hbox, vbox
from ui.components.rows_model import Row, RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Cell, Column, Kind, TwoLine
from ui.components.text import Text
from ui.place.trouble_words import trouble_text
from ui.refusals import refusal_text
from ui.tasks import Ticket
from ui.workplace import Workplace

PATH = "/v1/jobs"
MOST = 8


class StoppedJobs(QWidget):
    """The ones that have waited longest; nothing at all while there are none, or for whoever may not ask.

    `settled` when one of them waits no longer: how everything stands is another.
    """

    settled = Signal()

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
        self._jobs: dict[str, Mapping[str, Any]] = {}
        self.again = Button(self.tr("Send again"), icon="arrows-clockwise", size="sm")
        self.again.clicked.connect(self.send_again)
        self.table.current_changed.connect(lambda _row: self._name_again())
        self.said = Text("", "caption", "danger", wrap=True)
        self.setLayout(vbox(self.table, hbox(self.again, (self.said, 1), gap=12), gap=8))
        self.hide()

    def look(self) -> None:
        """Asks for them."""
        self._ticket.cancel()
        self._ticket = self._workplace.ask_hub(f"{PATH}?limit={MOST}", self._on_answer, self.hide)

    def leave(self) -> None:
        """Nobody looks any more."""
        self._ticket.cancel()

    def _on_answer(self, found: dict[str, Any]) -> None:
        self._jobs = {str(each["id"]): each for each in found["jobs"]}
        rows = [self._row(each) for each in found["jobs"]]
        self.model.show_rows(rows)
        self.table.setFixedHeight(len(rows) * self.table.row_height() + self.table.horizontalHeader().height() + 4)
        self._name_again()
        self.setVisible(bool(rows))

    def _chosen(self) -> Mapping[str, Any] | None:
        row = self.table.currentIndex().row()
        return self._jobs.get(str(self.model.row_id(row))) if 0 <= row < self.model.row_count() else None

    def _name_again(self) -> None:
        """What the button would do, in its words: there is no way back from it."""
        job = self._chosen()
        self.again.setEnabled(job is not None)
        if job is None:
            self.again.say(self.tr("Choose a job to send it again"))
        elif job["in_doubt"]:
            self.again.say(self.tr("Ask what became of {job}, else send it again").format(job=job["key"]))
        else:
            self.again.say(self.tr("Send {job} again").format(job=job["key"]))

    def send_again(self) -> None:
        """Lets the chosen job try again; its cause should have been repaired, else it stops again."""
        job = self._chosen()
        if job is None:
            return
        self.again.setEnabled(False)
        self.said.setText("")
        path = f"{PATH}/{job['id']}/resend"
        self._workplace.tell_hub(path, lambda _answer: self.settled.emit(), self._on_refused, self._on_unheard)

    def _on_refused(self, refusal: Refused) -> None:
        # Somebody else has settled it meanwhile.
        self.said.setText(refusal_text(refusal.code, refusal.facts))
        self.settled.emit()

    def _on_unheard(self) -> None:
        self.said.setText(self.tr("The hub did not answer: look again before you send it again"))
        self._name_again()

    def _row(self, job: Mapping[str, Any]) -> Row:
        now = self._workplace.clock.now()
        since = "" if job["stopped_at"] is None else formats.moment(datetime.fromisoformat(job["stopped_at"]), now)
        why = trouble_text(job["code"]) + (f": {job['text']}" if job["text"] else "")
        doubt = self.tr("may have had its effect; sent again it asks first")
        told = Cell(f"{why} ({doubt})" if job["in_doubt"] else why, "danger")
        return (job["id"], (TwoLine(f"{job['system']} · {job['kind']}", job["key"]), since, told, str(job["attempts"])))
