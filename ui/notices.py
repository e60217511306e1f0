"""The bell: what concerns the person who is here, that is their tasks and what the hub has refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from orderdesk.commands import CompleteTask
from orderdesk.domain.bench_refused import NotTaken
from orderdesk.errors import Refused
from orderdesk.queries.notices import Notice, notices_of
from ui import formats, refused_words, settings
from ui.components.top_bar import TopBar
from ui.settings import Settings
from ui.task_texts import notice_text
from ui.tasks import Ticket
from ui.workplace import Workplace

_WIDEST = 72


class Notices(QObject):
    """Keeps the bell's number; `order_wanted(id)` when a line of its list is chosen, `refused(sentence)`."""

    order_wanted = Signal(object)
    refused = Signal(str)

    def __init__(self, bar: TopBar, workplace: Workplace, kept: Settings) -> None:
        super().__init__(bar)
        self._bar, self._workplace, self._kept = bar, workplace, kept
        self._notices: tuple[Notice, ...] = ()
        self._refused: Sequence[NotTaken] = ()
        self._ticket = Ticket()
        bar.bell_clicked.connect(self.open)
        workplace.changed.connect(self._on_changed)
        workplace.person_changed.connect(lambda _person: self.read())
        self.read()

    def read(self) -> None:
        """Asks what there is for the person who is here."""
        person = self._workplace.person
        self._ticket.cancel()
        if person is None:
            self._on_notices(())
            return
        user_id, roles = person.user_id, person.roles
        self._ticket = self._workplace.ask(lambda connection: notices_of(connection, user_id, roles), self._on_notices)

    def show_refused(self, refused: Sequence[NotTaken]) -> None:
        """What the hub has refused and nobody has put away."""
        self._refused = refused
        self._count()

    def open(self) -> None:
        """The list under the bell."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._bar.mapToGlobal(QPoint(self._bar.width() - menu.sizeHint().width() - 8, self._bar.height())))

    def menu(self) -> QMenu:
        """What there is, the newest first; it counts as read from now on."""
        menu = QMenu(self._bar)
        menu.setAccessibleName(self.tr("Notes"))
        for refused in self._refused:
            line = menu.addAction(_short(refused_words.short(refused)))
            line.setEnabled(bool(refused.order_ids) and bool(refused.order_no) and refused.deed != "place_order")
            line.triggered.connect(partial(self._on_chosen, refused.order_ids[0] if refused.order_ids else None))
        if self._refused and self._notices:
            menu.addSeparator()
        for notice in self._notices:
            action = QAction(_short(self._words(notice)), menu)
            action.triggered.connect(partial(self._on_chosen, notice.order_id))
            action.setEnabled(bool(notice.order_no))
            menu.addAction(action)
        if self._notices:
            done = menu.addMenu(self.tr("Done"))
            for notice in self._notices:
                done.addAction(_short(self._words(notice))).triggered.connect(partial(self.complete, notice.id))
        if menu.isEmpty():
            menu.addAction(self.tr("Nothing waits for you")).setEnabled(False)
        if self._notices:
            self._kept.keep(settings.NOTES_READ, self._notices[0].opened_at.isoformat())
        self._count()
        return menu

    def complete(self, task_id: UUID) -> None:
        """Says that what was asked for is done; the line goes away at once."""
        self._workplace.say(CompleteTask(task_id=task_id), lambda _spoken: self.read(), refused=self._on_refused)

    def _on_refused(self, refusal: Refused) -> None:
        self.refused.emit(refused_words.at_once(CompleteTask.kind, refusal))
        self.read()

    def _words(self, notice: Notice) -> str:
        text = notice_text(notice, self._workplace.names)
        at = formats.moment(notice.opened_at, self._workplace.clock.now())
        return " · ".join(part for part in (at, notice.order_no, text) if part)

    def _on_chosen(self, order_id: UUID | None) -> None:
        if order_id is not None:
            self.order_wanted.emit(order_id)

    def _on_changed(self, items: frozenset[tuple[str, object]] | None) -> None:
        if items is None or any(kind == "task" for kind, _key in items):
            self.read()

    def _on_notices(self, found: tuple[Notice, ...]) -> None:
        self._notices = found
        self._count()

    def _count(self) -> None:
        read_to = _moment(self._kept.text(settings.NOTES_READ))
        unread = sum(1 for each in self._notices if read_to is None or each.opened_at > read_to)
        self._bar.show_bell(unread + len(self._refused))


def _moment(kept: str) -> datetime | None:
    """When the list was read last, aware; None where the file says nothing of use."""
    try:
        found = datetime.fromisoformat(kept)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _short(text: str) -> str:
    # An ampersand would be taken for the mark of a key.
    plain = text.replace("&", "&&")
    return plain if len(plain) <= _WIDEST else f"{plain[: _WIDEST - 1]}…"
