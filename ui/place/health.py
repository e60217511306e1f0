"""How everything stands: this workstation's queue, the ERP's news, the systems outside, and what to do about it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from orderdesk.access import Permission, may
from orderdesk.sync.workstation import Status
from ui import formats
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.layout import clear, hbox, vbox
from ui.link_state import link_words
from ui.place.stopped_jobs import StoppedJobs
from ui.place.systems import LIMIT_S, Outside, SystemsTable
from ui.place.tiles import Tile
from ui.place.trouble_words import trouble_text
from ui.workplace import Workplace

_TINTS = {"ok": "ok", "warn": "warn"}


class Health(QWidget):
    """Looks when it is told to; the queue of this workstation follows by itself."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self.link = Tile("cloud-check", self.tr("Hub"))
        self.queue = Tile("upload-simple", self.tr("This workstation has to send"))
        self.erp = Tile("database", self.tr("ERP data as of"))
        self.stopped = Tile("hand-palm", self.tr("Stopped jobs"))
        self._above: QVBoxLayout = vbox(gap=6)
        self.systems = SystemsTable(workplace)
        self.systems.looked.connect(self._on_looked)
        self.systems.silent.connect(self._on_silent)
        self.jobs = StoppedJobs(workplace)
        self.jobs.settled.connect(self.look)
        again = Button(self.tr("Refresh"), icon="arrows-clockwise", size="sm")
        again.clicked.connect(self.look)
        tiles = hbox((self.link, 1), (self.queue, 1), (self.erp, 1), (self.stopped, 1), gap=12)
        self.setLayout(vbox(self._above, tiles, self.systems, self.jobs, hbox(again, None), gap=12))
        for tile in (self.erp, self.stopped):
            tile.show_figure(formats.NOTHING)
        self.show_status(workplace.status)

    def look(self) -> None:
        """Asks the hub how things are now."""
        self.systems.look()
        person = self._workplace.person
        if person is not None and may(person.roles, Permission.ADMINISTER):
            self.jobs.look()

    def leave(self) -> None:
        """Nobody looks any more."""
        self.systems.leave()
        self.jobs.leave()

    def show_status(self, status: Status) -> None:
        """The line and the queue of this workstation."""
        now, online = self._workplace.clock.now(), self._workplace.is_online
        state, words = link_words(status, online=online, now=now)
        heard = self.tr("heard {at}").format(at=formats.moment(status.contact_at, now, seconds=True))
        self.link.show_figure(words.partition(" · ")[0], heard, _TINTS.get(state, ""))
        if not status.queued or status.oldest_queued is None:
            self.queue.show_figure("0", self.tr("Everything is at the hub"))
            return
        since = formats.spent(status.oldest_queued.total_seconds())
        waits = self.tr("the oldest for {time}").format(time=since)
        note = waits if online else self.tr("{waits}; sent by itself when the hub is back").format(waits=waits)
        self.queue.show_figure(str(status.queued), note, "" if online else "warn")

    def _on_looked(self, found: Outside) -> None:
        self._show_erp(found)
        count = sum(found.stopped.values())
        none = self.tr("Nothing waits for a person")
        where = ", ".join(f"{name} {n}" for name, n in found.stopped.items())
        self.stopped.show_figure(str(count), where or none, "danger" if count else "")
        clear(self._above)
        if count:
            text = self.tr(
                "{where}: stopped until somebody repairs the cause. Then the administrator has them sent again, below"
                " or with “orderdesk-hub jobs”; nothing is lost meanwhile."
            )
            self._above.addWidget(Banner(text.format(where=where), "danger"))
        if found.year is not None:
            text = self.tr(
                "Nobody has told this hub the public holidays of {year} yet: promises are reckoned with the days that"
                " the law names. Update OrderDesk, or see “Holidays” in docs/operation.md."
            )
            self._above.addWidget(Banner(text.format(year=found.year), "warn"))

    def _show_erp(self, found: Outside) -> None:
        now = self._workplace.clock.now()
        if found.as_of is None:
            self.erp.show_figure(formats.NOTHING, self.tr("No ERP is asked"))
            return
        is_late = (now - found.as_of).total_seconds() >= LIMIT_S
        note = trouble_text(found.trouble) if found.trouble else self.tr("orders and stock of before are here")
        self.erp.show_figure(
            formats.moment(found.as_of, now), note, "danger" if found.trouble else "warn" if is_late else ""
        )

    def _on_silent(self) -> None:
        unknown = self.tr("only the hub knows")
        self.erp.show_figure(formats.NOTHING, unknown)
        self.stopped.show_figure(formats.NOTHING, unknown)
        clear(self._above)
