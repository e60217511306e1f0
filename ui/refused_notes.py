"""What the hub has refused, as messages that stay over rooms and bench until somebody puts them away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from orderdesk.domain.bench_refused import NotTaken
from orderdesk.errors import Refused
from orderdesk.queries.refused import not_taken
from orderdesk.sync import Workstation
from orderdesk.sync.damage import NothingCachedError
from ui.alerts import MessageBar
from ui.refused_words import sentence
from ui.tasks import Lane
from ui.workplace import Workplace

_SHOWN = 3


class RefusedLook:
    """Looks for what the hub has refused; what it was about is looked up once. Belongs to one lane, it reads files."""

    def __init__(self, workstation: Workstation) -> None:
        self._workstation = workstation
        self._seen: tuple[tuple[UUID, ...], tuple[NotTaken, ...]] = ((), ())

    def look(self) -> tuple[NotTaken, ...]:
        """What nobody has put away, the oldest first."""
        rows = self._workstation.refusals()
        ids = tuple(row.id for row in rows)
        if ids != self._seen[0]:
            self._seen = (ids, _about(self._workstation, rows))
        return self._seen[1]


def refused_here(workstation: Workstation) -> tuple[NotTaken, ...]:
    """The same at one look."""
    return RefusedLook(workstation).look()


def _about(workstation: Workstation, rows: Sequence[Any]) -> tuple[NotTaken, ...]:
    if not rows:
        return ()
    openings = workstation.said("open_parcel") if any("parcel_id" in row.arguments for row in rows) else ()
    with suppress(NothingCachedError), workstation.reading() as connection:
        return not_taken(connection, rows, openings)
    return not_taken(None, rows, openings)


class RefusedNotes(QObject):
    """Shows them three at a time. `told(tuple of NotTaken)` after each look; `order_wanted(order id)`;
    `resume_wanted(command id)`: an edit that came too late shall be looked at again.

    `over_rooms`, `over_bench`: where they stand; the bench has none of what stops it: it says that itself.
    """

    told = Signal(object)
    order_wanted = Signal(object)
    resume_wanted = Signal(object)

    def __init__(
        self, workplace: Workplace, over_rooms: MessageBar, over_bench: Callable[[], MessageBar | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._rooms, self._bench = over_rooms, over_bench
        self._refused = RefusedLook(workplace.workstation)
        self._shown: dict[str, NotTaken] = {}
        workplace.changed.connect(lambda _items: self.read())

    def read(self) -> None:
        """Looks what there is."""
        self._workplace.tasks.run(Lane.READ, self._refused.look, self._on_read)

    def say_again(self) -> None:
        """Shows all of them anew: in another language, or over a bench that has just come."""
        for subject in list(self._shown):
            self._withdraw(subject)
        self.read()

    def put_away(self, subject: str) -> bool:
        """Whether this message is about something that was refused; then nobody is told of it any more."""
        found = self._shown.get(subject)
        if found is None:
            return False
        self._withdraw(subject)

        def dismiss() -> None:
            # A full disk: it is told again another time.
            with suppress(Refused):
                self._workplace.workstation.dismiss(*found.ids)

        self._workplace.tasks.run(Lane.WRITE, dismiss, lambda _none: self.read())
        return True

    def _on_read(self, found: tuple[NotTaken, ...]) -> None:
        standing = {str(each.ids[0]): each for each in found}
        for subject in [each for each in self._shown if each not in standing]:
            self._withdraw(subject)
        for subject, each in list(standing.items())[:_SHOWN]:
            if self._shown.get(subject) != each:
                self._show(subject, each)
        self.told.emit(found)

    def _show(self, subject: str, found: NotTaken) -> None:
        self._shown[subject] = found
        text, order_id = sentence(found), self._order_of(found)
        if order_id is None:
            self._rooms.show_message(subject, text, "danger")
        elif found.came_too_late:
            action, wanted = self.tr("Compare and send again"), partial(self.resume_wanted.emit, found.ids[0])
            self._rooms.show_message(subject, text, "danger", action=action, on_action=wanted)
        else:
            action = self.tr("Open {no}").format(no=found.order_no)
            wanted = partial(self.order_wanted.emit, order_id)
            self._rooms.show_message(subject, text, "danger", action=action, on_action=wanted)
        bench = self._bench()
        if bench is not None and not found.stops:
            bench.show_message(subject, text, "danger")

    def _order_of(self, found: NotTaken) -> UUID | None:
        # An order that the hub did not take cannot be opened.
        is_here = bool(found.order_no) and found.deed != "place_order"
        return found.order_ids[0] if found.order_ids and is_here else None

    def _withdraw(self, subject: str) -> None:
        self._shown.pop(subject, None)
        for bar in (self._rooms, self._bench()):
            if bar is not None:
                bar.withdraw(subject)
