"""The panel beside the order list: one order, what it is and what can be done with it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from orderdesk.access import Permission
from orderdesk.commands import CompleteTask
from orderdesk.documents.document import Key
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import OrderKind
from orderdesk.errors import Refused
from orderdesk.queries.notices import Notice, notices_of
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.photos import PhotoRow, belongs_to, photos_of
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderDetail
from ui import formats
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.layout import grid, hbox, vbox
from ui.components.pill import Pill, Tag
from ui.components.remade import Remade, key_stops
from ui.components.side_panel import SidePanel
from ui.components.skeleton import Skeleton
from ui.components.tabs import Tabs
from ui.components.text import LEFT, Text
from ui.models.order_cells import carrier_name, on_time
from ui.refusals import reason_text, refusal_text
from ui.sales.order_actions import OrderActions
from ui.sales.order_trace import OrderTrace, OrderTraces, as_csv, as_json
from ui.sales.panel_tabs import LinesPage, LogisticsPage, NotesPage, TimelinePage
from ui.sales.photo_store import PhotoStore
from ui.sales.trace_page import TracePage
from ui.task_texts import notice_text
from ui.tasks import Ticket
from ui.words import word
from ui.workplace import Workplace

_PAID = {"paid": "ok", "partly": "warn", "partly_paid": "warn", "refunded": "info"}

TIMELINE, LINES, LOGISTICS, NOTES, TRACE = range(5)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for the panel: the order, what this person is asked to see to, its photos."""

    detail: OrderDetail | None
    asked: tuple[Notice, ...]
    photos: tuple[PhotoRow, ...]


@dataclass(frozen=True, slots=True)
class _Fact:
    """One line of facts, perhaps with a tag behind it."""

    label: str
    text: str
    tint: str = ""
    tag: str = ""
    tone: str = ""


class OrderPanel(SidePanel):
    """Shows an order and keeps it up to date; what can be done with it is in `deeds`. `done(sentence)` is a note."""

    done = Signal(str)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self.deeds = OrderActions(workplace, self)
        self.deeds.note_wanted.connect(lambda: self.open_tab(NOTES))
        self._traces = OrderTraces(workplace, self)
        self._traces.changed.connect(self._on_trace)
        self._order_id: UUID | None = None
        self._detail: OrderDetail | None = None
        self._ticket = Ticket()
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
        workplace.changed.connect(self._on_changed)
        workplace.person_changed.connect(self._redraw)
        workplace.names_changed.connect(self._redraw)

    @property
    def order_id(self) -> UUID | None:
        """The order that is shown."""
        return self._order_id

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
        if order_id != self._order_id:
            self._waiting = frozenset()
            self.to_top()
        self._order_id = order_id
        self._show_parts()
        self._read()

    def forget(self) -> None:
        """Shows nothing."""
        self._order_id = self._detail = None
        self._ticket.cancel()
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
        if self._order_id is not None:
            self._traces.want(self._order_id, anew=anew)

    def _on_trace(self, order_id: UUID) -> None:
        if self._tab == TRACE and order_id == self._order_id:
            self._redraw()

    def _read(self) -> None:
        order_id = self._order_id
        if order_id is None:
            return
        self._ticket.cancel()
        now, person = self._workplace.clock.now(), self._workplace.person

        def question(connection: Reading) -> _Found:
            asked = () if person is None else notices_of(connection, person.user_id, person.roles)
            mine = tuple(each for each in asked if each.order_id == order_id)
            return _Found(order_detail(connection, order_id, now), mine, photos_of(connection, order_id))

        self._ticket = self._workplace.ask(question, self._on_found)
        self._workplace.ask_waiting(self._on_waiting, ticket=self._ticket)

    def _on_waiting(self, found: Mapping[Key, frozenset[str]]) -> None:
        """What the hub has not answered yet is marked so until it has."""
        if self._order_id is None:
            return
        waiting = found.get(Key("order", self._order_id), frozenset())
        if waiting != self._waiting:
            self._waiting = waiting
            self._redraw()

    def _on_found(self, found: _Found) -> None:
        detail, self._asked, self._photos = found.detail, found.asked, found.photos
        self._detail = detail
        if detail is None:
            self.closed.emit()
            return
        if self._tab == TRACE:
            self._want_trace()
        self._redraw()

    def _on_changed(self, items: frozenset[tuple[str, UUID]] | None) -> None:
        if self._order_id is None:
            return
        if items is None or ("order", self._order_id) in items or any(kind == "task" for kind, _key in items):
            self._read()
            return
        found = {kind: {key for each, key in items if each == kind} for kind in ("parcel", "waybill", "photo")}
        if any(found.values()):
            self._read_if_own(self._order_id, found)

    def _read_if_own(self, order_id: UUID, found: dict[str, set[UUID]]) -> None:
        """All day other orders' parcels are closed and their photos come in: those change nothing here."""
        parcels = () if self._detail is None else self._detail.parcels
        known = {each.id for each in parcels} | {bound.id for each in parcels for bound in each.waybills}
        known |= {each.id for each in self._photos}
        if any(ids & known for ids in found.values()):
            self._read()
            return

        def question(connection: Reading) -> bool:
            return any(ids and belongs_to(connection, order_id, kind, ids) for kind, ids in found.items())

        self._workplace.ask(question, lambda is_own: self._read() if is_own else None)

    # -- what is shown -------------------------------------------------------------------------------------------

    def _redraw(self, _ignored: object = None) -> None:
        detail = self._detail
        if detail is None:
            return
        head = detail.head
        facts = [head.customer_name, formats.counted(head.line_count, self.tr("1 line"), self.tr("{n} lines"))]
        if head.amount_fen is not None:
            facts.append(formats.money(head.amount_fen, sign=True))
        badges: list[QWidget] = [Pill(head.node)]
        if detail.head.order_kind != OrderKind.SALE:
            badges.append(Tag(word("kind", detail.head.order_kind), "neutral"))
        if head.shipments_total > 1:
            badges.append(Tag(f"{head.shipments_total - head.shipments_done}/{head.shipments_total}", "neutral"))
        if self._waiting:
            badges.append(Tag(self.tr("Waiting for the hub"), "info", "clock"))
        badges += [Tag(self.tr("On hold"), "warn", "hand-palm") for _hold in detail.holds[:1]]
        self.show_title(head.order_no, " · ".join(facts), *badges)
        self._show_parts()
        words = tuple(self._fact_rows(detail))
        self._facts.show_for(words, lambda: [self._grid_of(words)])
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
        stops = [self._copy, *tasks, self._tabs, *page, *notes, *deeds]
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
        trace = self._traces.find(detail.head.id) if self._tab == TRACE else None
        # The timeline counts minutes.
        minute = now.replace(second=0, microsecond=0)
        self._page.show_for((self._tab, detail, names, trace, minute), lambda: self._new_page(detail, trace))

    def _new_page(self, detail: OrderDetail, trace: OrderTrace | None) -> list[QWidget]:
        names, now = self._workplace.names, self._workplace.clock.now()
        if self._tab == NOTES:
            return []
        if self._tab == LINES:
            return [LinesPage(detail.lines)]
        if self._tab == LOGISTICS:
            return [LogisticsPage(detail, names, now)]
        if self._tab == TRACE:
            page = TracePage(trace, now)
            page.save_wanted.connect(lambda: self._ask_file(trace, detail.head.order_no))
            page.again.connect(lambda: self._want_trace(anew=True))
            return [page]
        timeline = TimelinePage(detail, names, now)
        timeline.all_events_wanted.connect(lambda: self.open_tab(LOGISTICS))
        return [timeline]

    def _on_written(self, text: str) -> None:
        if self._detail is not None:
            self.deeds.note(self._detail.head.id, text)

    def _fact_rows(self, detail: OrderDetail) -> Iterator[_Fact]:
        head, names, now = detail.head, self._workplace.names, self._workplace.clock.now()
        for relation in detail.relations:
            yield _Fact(word("relation", relation.kind), relation.other_order_no or formats.NOTHING)
        to = detail.receiver
        if to is not None:
            person = f"{to.name} {formats.masked_phone(to.phone)}".strip()
            place = f"{to.city}{to.district}{to.street or ''}"
            yield _Fact(self.tr("Ship to"), self._or_waiting(f"{person} · {place}", "consignee"))
        bound = [each for parcel in detail.parcels for each in parcel.waybills if each.to_at is None]
        carrier = carrier_name(names, head.carrier_code) or word("method", head.delivery_method)
        number = "" if not bound else f" {bound[0].number}"
        if len(bound) > 1:
            number += self.tr(" and {n} more").format(n=len(bound) - 1)
        yield _Fact(self.tr("Courier"), self._or_waiting(carrier + number, "carrier_code"))
        kept = on_time(head.node, head.node_at, head.promised_at, now)
        tag, tone = "", ""
        if head.promised_at is not None:
            is_kept = head.node == Node.DELIVERED and head.node_at <= head.promised_at
            tag, tone = kept.text, "ok" if is_kept else kept.token or "neutral"
        promised = self._or_waiting(formats.moment(head.promised_at, now), "promised_at")
        yield _Fact(self.tr("Promised"), promised, tag=tag, tone=tone)
        if head.amount_fen is not None:
            paid = self._or_waiting(formats.money(head.amount_fen, sign=True), "pay_state", "amount_fen")
            tone = _PAID.get(head.pay_state, "neutral")
            yield _Fact(self.tr("Payment"), paid, tag=word("pay", head.pay_state), tone=tone)
            ordered = sum(line.amount_fen or 0 for line in detail.lines)
            if ordered != head.amount_fen:
                # Some of it will not be delivered: the amount is that of the rest.
                yield _Fact(self.tr("Ordered"), formats.money(ordered, sign=True))
        for hold in detail.holds:
            yield _Fact(self.tr("On hold"), reason_text(hold.reason), "warn")
        if head.close_reason is not None:
            why = "" if detail.closing is None else detail.closing.text
            closed = " · ".join(part for part in (word("close", head.close_reason), why) if part)
            yield _Fact(self.tr("Closed"), closed)

    def _grid_of(self, found: tuple[_Fact, ...]) -> QWidget:
        facts = QWidget()
        facts.setLayout(vbox(grid([_fact_parts(each) for each in found], gap=(16, 4), shares=(0, 1))))
        return facts

    def _banners(self) -> list[QWidget]:
        """What somebody asks this person to see to here, to be ticked off."""
        found: list[QWidget] = []
        for notice in self._asked:
            banner = Banner(notice_text(notice, self._workplace.names), "info", action=self.tr("Done"))
            banner.acted.connect(partial(self._complete, notice.id))
            found.append(banner)
        return found

    def _complete(self, task_id: UUID) -> None:
        self._workplace.say(CompleteTask(task_id=task_id), lambda _spoken: self._read(), refused=self._on_refused)

    def _on_refused(self, refusal: Refused) -> None:
        self.deeds.refused.emit(refusal_text(refusal.code, refusal.facts))
        self._read()

    def _or_waiting(self, text: str, *fields: str) -> str:
        """The text, marked where the hub may still say otherwise."""
        return self.tr("{text} · waiting").format(text=text) if self._waiting & set(fields) else text

    def _ask_file(self, trace: OrderTrace | None, order_no: str) -> None:
        # The page may be another one by the time a place is chosen: nothing of it is held here.
        if trace is not None:
            dialog = QFileDialog(self.window(), self.tr("Save the trace"), f"{order_no}-trace.csv")
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilter(self.tr("Table (*.csv);;JSON (*.json)"))
            dialog.setDefaultSuffix("csv")
            dialog.fileSelected.connect(lambda chosen: self.save_trace(trace, Path(chosen)))
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def save_trace(self, trace: OrderTrace, path: Path) -> None:
        """Writes the file, JSON where its name says so, and tells with `done` what became of it."""
        try:
            path.write_bytes(as_json(trace) if path.suffix.lower() == ".json" else as_csv(trace))
        except OSError as error:
            self.done.emit(self.tr("Not saved: {why}").format(why=error.strerror or str(error)))
            return
        self.done.emit(self.tr("Saved as {file}").format(file=path.name))

    def _on_copy(self) -> None:
        if self._detail is not None:
            QGuiApplication.clipboard().setText(self._detail.head.order_no)
            self.done.emit(self.tr("Order number copied"))

    def _say_texts(self) -> None:
        self._copy.setAccessibleName(self.tr("Copy the order number"))
        self._copy.setToolTip(self._copy.accessibleName())
        for part in (self._facts, self._tasks, self._page):
            part.forget()
        self._deeds_for = None

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say_texts()
            self._redraw()


def _fact_parts(fact: _Fact) -> list[QWidget]:
    # What wraps begins beside its label; a tag is higher than a line, and both stand in its middle.
    align = LEFT if fact.tag else Qt.AlignmentFlag.AlignTop
    name = Text(fact.label, "body", "tertiary", width=72, align=align)
    words = Text(fact.text, "body", fact.tint, wrap=not fact.tag, selectable=True, align=align)
    if not fact.tag:
        return [name, words]
    value = QWidget()
    value.setLayout(hbox(words, Tag(fact.tag, fact.tone), None, gap=8))
    return [name, value]
