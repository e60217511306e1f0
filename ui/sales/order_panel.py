"""The panel beside the order list: one order, what it is and what can be done with it."""

from __future__ import annotations

import itertools
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.access import Permission
from orderdesk.commands import CompleteTask
from orderdesk.errors import Refused
from orderdesk.queries.notices import Notice
from orderdesk.queries.photos import PhotoRow
from orderdesk.queries.rows import OrderDetail
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.layout import vbox
from ui.components.remade import Remade, key_stops
from ui.components.side_panel import SidePanel
from ui.components.skeleton import Skeleton
from ui.components.tabs import Tabs
from ui.refused_words import at_once
from ui.sales.notes_page import NotesPage
from ui.sales.order_actions import OrderActions
from ui.sales.order_facts import badges_of, facts_grid, facts_of, subtitle_of
from ui.sales.order_reader import FoundOrder, OrderReader
from ui.sales.order_story import latest_change
from ui.sales.order_trace import OrderTrace, OrderTraces
from ui.sales.panel_tabs import LinesPage, LogisticsPage, TimelinePage
from ui.sales.photo_store import PhotoStore
from ui.sales.trace_file import TraceFile
from ui.sales.trace_page import TracePage
from ui.task_texts import notice_text
from ui.workplace import Workplace

TIMELINE, LINES, LOGISTICS, NOTES, TRACE = range(5)

#: Who moves along the list asks the hub of no order that he does not stay at.
_TRACE_PAUSE_MS = 400


class OrderPanel(SidePanel):
    """Shows an order and keeps it up to date; what can be done with it is in `deeds`. `done(sentence)` is a note,
    `order_wanted(order id)`: one that this one has to do with is to be shown."""

    done = Signal(str)
    order_wanted = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self.deeds = OrderActions(workplace, self)
        self.deeds.note_wanted.connect(lambda: self.open_tab(NOTES))
        self._traces = OrderTraces(workplace, self)
        self._traces.changed.connect(self._on_trace)
        self.trace_file = TraceFile(self)
        self.trace_file.done.connect(self.done)
        self._trace_soon = QTimer(self, singleShot=True, interval=_TRACE_PAUSE_MS)
        self._trace_soon.timeout.connect(self._want_trace)
        self.reader = OrderReader(workplace, self)
        self.reader.found.connect(self._on_found)
        self.reader.waiting.connect(self._on_waiting)
        self._detail: OrderDetail | None = None
        self._tab = TIMELINE
        self._copy = Button(kind="ghost", icon="copy")
        self._copy.clicked.connect(self._on_copy)
        self._skeleton, self._content = Skeleton(), QWidget()
        self._facts, self._tasks = Remade(self._content), Remade(self._content)
        self._tabs = Tabs(("",) * 5)
        self._tabs.changed.connect(self.open_tab)
        self._page, self._notes = Remade(self._content), NotesPage(self._content)
        self._notes.written.connect(self._on_written)
        self._deeds_for: tuple[object, ...] | None = None
        self._waiting: frozenset[str] = frozenset()
        self._asked: tuple[Notice, ...] = ()
        self._photos: tuple[PhotoRow, ...] = ()
        self._pictures = PhotoStore(workplace, self)
        self._content.setLayout(vbox(self._facts, self._tasks, self._tabs, self._page, self._notes))
        self.show_tools(self._copy)
        self.show_body(self._content, self._skeleton)
        self._say_texts()
        workplace.person_changed.connect(self._redraw)
        workplace.names_changed.connect(self._redraw)

    @property
    def order_id(self) -> UUID | None:
        """The order that is shown."""
        return self.reader.order_id

    @property
    def detail(self) -> OrderDetail | None:
        """The order as it is shown."""
        return self._detail

    @property
    def photos(self) -> tuple[PhotoRow, ...]:
        """Its photos, the newest first."""
        return self._photos

    def show_order(self, order_id: UUID) -> None:
        """Shows another order; what it says comes a moment later."""
        if order_id != self.order_id:
            self._waiting = frozenset()
            self.to_top()
        self._show_parts()
        self.reader.read(order_id)

    def forget(self) -> None:
        """Shows nothing."""
        self._detail = None
        self.reader.read(None)
        self._show_parts()

    def _show_parts(self) -> None:
        self._skeleton.setVisible(self._detail is None)
        self._content.setVisible(self._detail is not None)

    def open_tab(self, tab: int) -> None:
        """Opens the timeline, the lines, the logistics, the notes or the trace."""
        if tab != self._tabs.active():
            self._tabs.open(tab)
            return
        self._tab = tab
        if tab == TRACE:
            self._want_trace(anew=True)
        if tab == NOTES:
            self._pictures.again()
        self._redraw()

    def _want_trace(self, *, anew: bool = False) -> None:
        if self.order_id is not None:
            self._traces.want(self.order_id, anew=anew)

    def _on_trace(self, order_id: UUID) -> None:
        if order_id == self.order_id:
            self._redraw()

    def _on_waiting(self, waiting: frozenset[str]) -> None:
        """What the hub has not answered yet is marked so until it has."""
        if waiting != self._waiting:
            self._waiting = waiting
            self._redraw()

    def _on_found(self, found: FoundOrder) -> None:
        self._detail, self._asked, self._photos = found.detail, found.asked, found.photos
        if found.detail is None:
            self.closed.emit()
            return
        if self._tab == TRACE:
            self._want_trace()
        elif self._workplace.is_online is not False:
            self._trace_soon.start()
        self._redraw()

    # -- what is shown -------------------------------------------------------------------------------------------

    def _redraw(self, _ignored: object = None) -> None:
        detail = self._detail
        if detail is None:
            return
        now = self._workplace.clock.now()
        badges = badges_of(detail, is_waiting=bool(self._waiting))
        self.show_title(detail.head.order_no, subtitle_of(detail.head), *badges)
        self._show_parts()
        facts = facts_of(detail, self._workplace.names, now, self._waiting)
        self._facts.show_for(facts, lambda: [facts_grid(facts, self.order_wanted.emit)])
        self._tasks.show_for(self._asked, self._banners)
        self._tabs.relabel(self._labels(detail))
        self._show_page(detail)
        if self._deeds_for != (found := self.deeds.look_at(detail)):
            self._deeds_for = found
            self.show_actions(*self.deeds.buttons(detail))
        self._order_keys()

    def _order_keys(self) -> None:
        """The Tab key goes as one reads, whichever part was made last."""
        areas = (self._tasks, self._page, self._notes, self._action_bar)
        tasks, page, notes, deeds = (key_stops(area) for area in areas)
        stops = [self._copy, *key_stops(self._facts), *tasks, self._tabs, *page, *notes, *deeds]
        for before, after in itertools.pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _labels(self, detail: OrderDetail) -> list[str | tuple[str, int]]:
        count = len(detail.notes) + len(self._photos)
        notes: str | tuple[str, int] = (self.tr("Notes"), count) if count else self.tr("Notes")
        return [
            self.tr("Timeline"),
            (self.tr("Lines"), len(detail.lines)),
            self.tr("Logistics"),
            notes,
            self.tr("Trace"),
        ]

    def _show_page(self, detail: OrderDetail) -> None:
        names, now = self._workplace.names, self._workplace.clock.now()
        person = self._workplace.person
        self._notes.setVisible(self._tab == NOTES)
        writer = person.user_id if person is not None and self.deeds.may(Permission.NOTE) else None
        self._notes.show_notes(detail, names, now, writer=writer, photos=self._photos, store=self._pictures)
        trace = self._traces.find(detail.head.id) if self._tab in (TIMELINE, TRACE) else None
        told = None if trace is None else trace.told
        changed = "" if told is None or self._tab == TRACE else latest_change(told.events, now)
        if self._tab == TIMELINE:
            trace = None
        # The timeline counts minutes.
        minute = now.replace(second=0, microsecond=0)
        what = (self._tab, detail, names, trace, changed, minute)
        self._page.show_for(what, lambda: self._new_page(detail, trace, changed))

    def _new_page(self, detail: OrderDetail, trace: OrderTrace | None, changed: str) -> list[QWidget]:
        names, now = self._workplace.names, self._workplace.clock.now()
        if self._tab == NOTES:
            return []
        if self._tab == LINES:
            return [LinesPage(detail.lines)]
        if self._tab == LOGISTICS:
            return [LogisticsPage(detail, names, now)]
        if self._tab == TRACE:
            page = TracePage(trace, now)
            page.save_wanted.connect(partial(self.trace_file.ask, trace, detail.head.order_no))
            page.again.connect(lambda: self._want_trace(anew=True))
            return [page]
        timeline = TimelinePage(detail, names, now, changed)
        timeline.all_events_wanted.connect(lambda: self.open_tab(LOGISTICS))
        return [timeline]

    def _on_written(self, text: str) -> None:
        if self._detail is not None:
            self.deeds.note(self._detail.head.id, text)

    def _banners(self) -> list[QWidget]:
        """What somebody asks this person to see to here, to be ticked off."""
        found: list[QWidget] = []
        for notice in self._asked:
            banner = Banner(notice_text(notice, self._workplace.names), "info", action=self.tr("Done"))
            banner.acted.connect(partial(self._complete, notice.id))
            found.append(banner)
        return found

    def _complete(self, task_id: UUID) -> None:
        self._workplace.say(
            CompleteTask(task_id=task_id), lambda _spoken: self.reader.again(), refused=self._on_refused
        )

    def _on_refused(self, refusal: Refused) -> None:
        self.deeds.refused.emit(at_once(CompleteTask.kind, refusal))
        self.reader.again()

    def _on_copy(self) -> None:
        if self._detail is not None:
            QGuiApplication.clipboard().setText(self._detail.head.order_no)
            self.done.emit(self.tr("Order number copied"))

    def _say_texts(self) -> None:
        self._copy.setAccessibleName(self.tr("Copy the order number"))
        self._copy.setToolTip(self._copy.accessibleName())
        self._deeds_for = None

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say_texts()
            self._redraw()
