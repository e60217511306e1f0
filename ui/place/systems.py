"""How the hub stands with the systems outside, as a table: what waits, what has stopped, what went wrong last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui import formats
from ui.components.empty_state import EmptyState
from ui.components.layout import clear, vbox
from ui.components.rows_model import Row, RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Bar, Cell, Column, Kind, TagCell, Trend, TwoLine
from ui.place.trouble_words import trouble_text
from ui.tasks import Ticket
from ui.workplace import Workplace

PATH = "/v1/health/systems"
_EMPTY_HEIGHT = 140
#: What waits longer than that is late; a feed is asked every five minutes at most.
LIMIT_S = 600
_SLOW = 0.5
#: A line of shorter times lies low: differences of some milliseconds are no mountains.
_LEAST_S = 1.0
_ERP = "u8"
_ICONS = {"wms": "house-line", "courier": "truck", "erp": "database", "message": "chat-circle-dots", "inbox": "tray"}


@dataclass(frozen=True, slots=True)
class Outside:
    """What the hub says of the systems outside. `stopped`: jobs that wait for a person, by system; `as_of`: up to when
    the ERP's news is known, None where none is asked for; `year`: of which the public holidays are not known yet."""

    stopped: Mapping[str, int]
    as_of: datetime | None
    trouble: str
    year: int | None = None


class SystemsTable(QWidget):
    """Asks the hub each time it is told to `look`; without the hub it says so.

    `looked(Outside)` when it has answered, `silent` when it has not.
    """

    looked = Signal(object)
    silent = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._ticket = Ticket()
        self._instead = vbox(gap=0)
        columns = (
            Column("system", self.tr("System"), Kind.TWO_LINE, 240),
            Column("state", self.tr("State"), Kind.TAG, 124),
            Column("last_ok", self.tr("Last success"), Kind.SECONDARY, 104),
            Column("lag", self.tr("Oldest waits (limit 10 min)"), Kind.BAR),
            Column("hour", self.tr("Last hour, 95% within"), Kind.TREND, 176, priority=1),
            Column("queued", self.tr("Queued"), Kind.NUMBER, 64),
            Column("stopped", self.tr("Stopped"), Kind.NUMBER, 72),
            Column("trouble", self.tr("Last trouble"), Kind.TEXT, 184),
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
        self.silent.emit()
        self._say(
            "cloud-slash", self.tr("The hub does not answer"), self.tr("Only it knows how the systems outside stand")
        )

    def _on_answer(self, found: dict[str, Any]) -> None:
        rows = [self._system(each) for each in found["systems"]] + [self._feed(each) for each in found["feeds"]]
        self.model.show_rows(rows)
        self.looked.emit(self._summary(found))
        if not rows:
            reason = self.tr("Links are set up at the hub: see “Settings” in docs/operation.md")
            self._say("hard-drives", self.tr("No system outside is linked"), reason)
            return
        clear(self._instead)
        self.empty = None
        height = len(rows) * self.table.row_height() + self.table.horizontalHeader().height() + 4
        self.table.setFixedHeight(height)
        self.table.show()

    def _summary(self, found: dict[str, Any]) -> Outside:
        stopped = {self._name(each["system"]): int(each["stopped"]) for each in found["systems"] if each["stopped"]}
        feeds = [each for each in found["feeds"] if str(each["system"]).startswith(_ERP)]
        oldest = min((datetime.fromisoformat(each["as_of"]) for each in feeds), default=None)
        trouble = next((str(each["trouble"]) for each in feeds if each["trouble"]), "")
        return Outside(stopped, oldest, trouble, found.get("holidays_missing"))

    def _system(self, health: Mapping[str, Any]) -> Row:
        key, stopped = str(health["system"]), int(health["stopped"])
        # A hub of the release before does not say it.
        is_set_up = bool(health.get("is_set_up", True))
        age = health["oldest_age_s"] if is_set_up else None
        counted = Cell(str(stopped), "danger", strong=True) if stopped else "0"
        error = health["last_error"]
        cells = (
            TwoLine(
                self._name(key), self._carries(key) if is_set_up else self._how_to(), _ICONS.get(key, "hard-drives")
            ),
            self._state(health, is_set_up=is_set_up),
            self._moment(health["last_ok_at"]),
            Bar(0.0, formats.NOTHING) if age is None else _bar(int(age)),
            self._hour(health),
            str(health["queued"] + health["running"]),
            counted,
            Cell(trouble_text(error), "danger", "warning") if error else "",
        )
        return (key, cells)

    def _state(self, health: Mapping[str, Any], *, is_set_up: bool) -> TagCell:
        if health["held_back"]:
            return TagCell(self.tr("Held back"), "warn", "pause")
        if health["stopped"]:
            return TagCell(self.tr("Needs somebody"), "danger", "warning")
        if not is_set_up:
            return TagCell(self.tr("Not set up"), "neutral")
        if health["running"] or health["queued"]:
            return TagCell(self.tr("At work"), "info")
        return TagCell(self.tr("Idle"), "ok")

    def _how_to(self) -> str:
        """What is meant for it waits, and goes out by itself once it is set up: nobody has to hurry."""
        return self.tr("How to: docs/connectors.md")

    def _hour(self, health: Mapping[str, Any]) -> Trend | None:
        p95 = health.get("p95_s")
        if p95 is None:
            return Trend((), formats.NOTHING, self.tr("Nothing was done in the last hour"))
        trend = [None if each is None else float(each) for each in health["trend_s"]]
        known = [each for each in trend if each is not None]
        most = max(*known, _LEAST_S)
        told = self.tr("95 of 100 done within {time}; at worst {worst}, last {last}").format(
            time=formats.spent(p95), worst=formats.spent(max(known)), last=formats.spent(known[-1])
        )
        return Trend(tuple(None if each is None else each / most for each in trend), formats.spent(p95), told)

    def _feed(self, health: Mapping[str, Any]) -> Row:
        subjects = {"orders": self.tr("New orders"), "stock": self.tr("Stock levels")}
        subject, system = str(health["subject"]), str(health["system"])
        trouble = health["trouble"]
        state = TagCell(self.tr("Cannot be asked"), "danger", "warning") if trouble else TagCell(self.tr("Fresh"), "ok")
        as_of = datetime.fromisoformat(health["as_of"])
        lag = _bar(max(int((self._workplace.clock.now() - as_of).total_seconds()), 0))
        name = TwoLine(subjects.get(subject, subject), self._source(system), "arrows-clockwise")
        told = Cell(trouble_text(trouble), "danger", "warning") if trouble else ""
        return (f"{system}:{subject}", (name, state, self._moment(health["as_of"]), lag, None, "", "", told))

    def _source(self, system: str) -> str:
        # After the colon stands whose books they are.
        names = {_ERP: self.tr("Accounting (ERP)")}
        asked = system.partition(":")[0]
        return self.tr("asked from {system}").format(system=names.get(asked, asked))

    def _carries(self, system: str) -> str:
        return {
            "wms": self.tr("Shipments out, stock, what was shipped"),
            "courier": self.tr("Waybills followed, tracks"),
            "erp": self.tr("Sales orders, deliveries, receipts"),
            "message": self.tr("To staff and customers"),
            "inbox": self.tr("What the systems outside told us"),
        }.get(system, system)

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


def _bar(seconds: int) -> Bar:
    """How long something waits, against the limit."""
    share = min(seconds / LIMIT_S, 1.0)
    token = "danger" if share >= 1 else "warn" if share >= _SLOW else "accent"
    return Bar(share, formats.spent(seconds), token)
