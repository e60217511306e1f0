"""What is done with all ticked orders: one command an order, one after the other; what is refused is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from orderdesk.access import may
from orderdesk.commands.command import Command
from orderdesk.errors import Refused
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.order_list import page_of
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderRow
from ui import formats
from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.nodes import node_text
from ui.components.text import Text
from ui.language import tongue
from ui.refusals import refusal_text
from ui.sales.actions.asks import Answers
from ui.sales.actions.deed import Deed, Situation, say
from ui.sales.actions.desk_deeds import APPROVE, HOLD, hold_at_once
from ui.sales.actions.stock_deeds import ALLOCATE
from ui.sales.orders_room import OrdersRoom
from ui.tasks import Lane, Ticket
from ui.workplace import Workplace

#: More is not looked through while somebody waits.
MOST = 200
#: Ticking goes by several at a time.
_PAUSE_MS = 150

_TOO_MANY = QT_TRANSLATE_NOOP("Deeds", "At most {most} orders at a time")
_GONE = QT_TRANSLATE_NOOP("Deeds", "One of them is not here any more")
_ONE = QT_TRANSLATE_NOOP("Deeds", "{no}: {why}")
_SEVERAL = QT_TRANSLATE_NOOP("Deeds", "{first}; and {n} more")
_ELSEWHERE = QT_TRANSLATE_NOOP("Deeds", "stands at: {node}")
_ASKS = QT_TRANSLATE_NOOP("Deeds", "goods are missing; it has to be decided at the order")

BULK: tuple[Deed, ...] = (APPROVE[0], ALLOCATE[0], HOLD)


@dataclass(frozen=True, slots=True)
class _Found:
    rows: tuple[OrderRow, ...]
    here: tuple[Situation, ...]
    hindered: dict[str, str]


@dataclass(slots=True)
class _Run:
    """Orders that are being worked on, and what became of them."""

    deed: Deed
    left: list[Situation]
    count: int
    done: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


class BulkDeeds(QObject):
    """Serves the bar over the list. `told(sentence, tone)`: what came of it."""

    told = Signal(str, str)

    def __init__(self, room: OrdersRoom, workplace: Workplace) -> None:
        super().__init__(room)
        self._room, self._workplace = room, workplace
        self._found: _Found | None = None
        self._run: _Run | None = None
        self._ticket = Ticket()
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._look)
        bar = room.selection
        bar.deed_wanted.connect(self.do)
        bar.copy_wanted.connect(self._copy)
        bar.clear_wanted.connect(room.model.clear_checks)
        bar.stop_wanted.connect(self._stop)
        room.model.checks_changed.connect(self._on_checks)
        workplace.changed.connect(self._on_changed)
        tongue.language_changed.connect(self._soon.start)
        workplace.person_changed.connect(self._on_person)

    def _on_checks(self) -> None:
        self._found = None
        self._room.selection.show_deeds(())
        self._room.selection.show_sum(self._room.model.checked_count(), None)
        if self._room.model.checked_count():
            self._soon.start()

    def _on_changed(self, items: frozenset[tuple[str, UUID]] | None) -> None:
        ticked = self._room.model.checked_ids()
        if items is None or any(kind == "order" and key in ticked for kind, key in items):
            self._soon.start()

    def _on_person(self, _person: object) -> None:
        """Who comes next has ticked nothing."""
        self._stop()
        self._room.model.clear_checks()

    # -- what can be done ----------------------------------------------------------------------------------------

    def _look(self) -> None:
        keys, person = self._room.model.checked_keys(), self._workplace.person
        self._ticket.cancel()
        if not keys or person is None or self._workplace.is_closed:
            return
        names, now = self._workplace.names, self._workplace.clock.now()

        def question(connection: Reading) -> _Found:
            rows = page_of(connection, keys)
            ordered = tuple(rows[key] for key in keys if key in rows)
            details = [order_detail(connection, row.id, now) for row in ordered[:MOST]]
            here = tuple(Situation(each, person, names, now) for each in details if each is not None)
            return _Found(ordered, here, {deed.key: _hindered(deed, here, len(ordered)) for deed in BULK})

        self._ticket = self._workplace.ask(question, self._on_found)

    def _on_found(self, found: _Found) -> None:
        self._found = found
        amounts = [row.amount_fen for row in found.rows]
        total = sum(each or 0 for each in amounts) if all(each is not None for each in amounts) else None
        self._room.selection.show_sum(len(found.rows), total)
        person = self._workplace.person
        offered = [deed for deed in BULK if person is not None and may(person.roles, deed.needs)]
        self._room.selection.show_deeds(
            [(deed.key, self._title(deed), deed.icon, found.hindered[deed.key]) for deed in offered]
        )

    def _title(self, deed: Deed) -> str:
        titles = {"review": self.tr("Approve"), "hold": self.tr("Put on hold")}
        return titles.get(deed.key) or say(deed.title)

    # -- doing it ------------------------------------------------------------------------------------------------

    def do(self, key: str) -> None:
        """Begins with the first order; nothing while something is being done or does not fit all of them."""
        found = self._found
        if found is None or self._run is not None or found.hindered[key]:
            return
        deed = next(each for each in BULK if each.key == key)
        self._run = _Run(deed, list(found.here), len(found.here))
        self._next()

    def _stop(self) -> None:
        if self._run is not None:
            self._run.left.clear()

    def _next(self) -> None:
        run = self._run
        if run is None:
            return
        self._room.selection.show_progress(run.done, run.count)
        if not run.left:
            self._end(run)
            return
        here = run.left.pop(0)
        workstation, deed = self._workplace.workstation, run.deed
        reason = self.tr("{who} asked to wait").format(who=here.person.name)

        def work() -> Command:
            is_hold = deed is HOLD
            command = hold_at_once(here, reason) if is_hold else deed.make(here, None, Answers(), workstation)
            workstation.say(command)
            return command

        self._workplace.tasks.run(
            Lane.WRITE, work, self._on_said, refused=partial(self._on_refused, here), broken=self._on_broken
        )

    def _on_said(self, command: Command) -> None:
        self._workplace.said(command)
        self._went_on()

    def _on_refused(self, here: Situation, refusal: Refused) -> None:
        assert self._run is not None
        self._run.refused.append((here.detail.head.order_no, refusal_text(refusal.code, refusal.facts)))
        self._went_on()

    def _on_broken(self) -> None:
        """A report was made; nobody knows whether the next ones would go better."""
        self._stop()
        self._next()

    def _went_on(self) -> None:
        if self._run is not None:
            self._run.done += 1
        self._next()

    def _end(self, run: _Run) -> None:
        self._run = None
        self._room.selection.show_progress(0, 0)
        text = self.tr("{title}: {n} of {count} orders").format(
            title=self._title(run.deed), n=run.done - len(run.refused), count=run.count
        )
        self.told.emit(text, "warn" if run.refused else "ok")
        if run.refused:
            sheet = RefusedSheet(text, run.refused, self._room.window())
            sheet.finished.connect(sheet.deleteLater)
            sheet.open()
        self._soon.start()

    # -- numbers -------------------------------------------------------------------------------------------------

    def _copy(self) -> None:
        if self._found is not None:
            QGuiApplication.clipboard().setText("\n".join(row.order_no for row in self._found.rows))
            count = len(self._found.rows)
            one, many = self.tr("1 order number copied"), self.tr("{n} order numbers copied")
            self.told.emit(formats.counted(count, one, many), "ok")


class RefusedSheet(Dialog):
    """Which orders were refused, and why."""

    def __init__(self, title: str, refused: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(title, parent, icon="warning", token="warn")
        self.setMinimumWidth(560)
        for order_no, sentence in refused:
            self.body.addWidget(Text(f"{order_no}  {sentence}", "body", wrap=True, selectable=True))
        close = Button(self.tr("Close"), keys="Esc")
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)


def _hindered(deed: Deed, here: Sequence[Situation], count: int) -> str:
    """Why a deed cannot be done with all of them: the first order that it does not fit, and why; empty where it can."""
    if count > MOST:
        return say(_TOO_MANY, most=MOST)
    misfits = [(each.detail.head.order_no, why) for each in here if (why := _misfit(deed, each)) is not None]
    if not misfits and len(here) == count:
        return ""
    if not misfits:
        return say(_GONE)
    order_no, why = misfits[0]
    text = say(_ONE, no=order_no, why=why)
    return text if len(misfits) == 1 else say(_SEVERAL, first=text, n=len(misfits) - 1)


def _misfit(deed: Deed, here: Situation) -> str | None:
    """Why it cannot be done with one order; None where it can, without a question."""
    if (deed.nodes and not deed.shipments(here)) or not deed.fits(here):
        return say(_ELSEWHERE, node=node_text(here.detail.head.node))
    if why := deed.hindered(here):
        return why
    return None if deed is HOLD or not deed.asks(here, None) else say(_ASKS)
