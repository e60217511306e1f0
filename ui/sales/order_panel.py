"""The panel beside the order list: one order, what it is and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.access import Permission
from orderdesk.commands import CompleteTask
from orderdesk.documents.document import Key
from orderdesk.domain.nodes import Node
from orderdesk.errors import Refused
from orderdesk.queries.notices import Notice, notices_of
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.photos import PhotoRow, photos_of
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderDetail
from ui import formats
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.layout import grid, hbox, vbox
from ui.components.pill import Pill, Tag
from ui.components.side_panel import SidePanel
from ui.components.skeleton import Skeleton
from ui.components.tabs import Tabs
from ui.components.text import LEFT, Text
from ui.models.order_cells import carrier_name, on_time
from ui.refusals import reason_text, refusal_text
from ui.sales.order_actions import OrderActions
from ui.sales.order_trace import OrderTraces
from ui.sales.panel_tabs import LinesPage, LogisticsPage, NotesPage, TimelinePage
from ui.sales.photo_store import PhotoStore
from ui.sales.photo_strip import PhotoStrip
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
        self._page: QWidget | None = None
        self._waiting: frozenset[str] = frozenset()
        self._asked: tuple[Notice, ...] = ()
        self._photos: tuple[PhotoRow, ...] = ()
        self._pictures = PhotoStore(workplace, self)
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
        if self._detail is None:
            self.show_body(Skeleton())
        self._order_id = order_id
        self._read()

    def forget(self) -> None:
        """Shows nothing."""
        self._order_id = self._detail = None
        self._ticket.cancel()

    def open_tab(self, tab: int) -> None:
        """Opens the timeline, the lines, the logistics, the notes or the trace."""
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
        if (
            items is None
            or ("order", self._order_id) in items
            or any(kind in ("parcel", "waybill", "task", "photo") for kind, _ in items)
        ):
            self._read()

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
        if head.shipments_total > 1:
            badges.append(Tag(f"{head.shipments_total - head.shipments_done}/{head.shipments_total}", "neutral"))
        if self._waiting:
            badges.append(Tag(self.tr("Waiting for the hub"), "info", "clock"))
        badges += [Tag(self.tr("On hold"), "warn", "hand-palm") for _hold in detail.holds[:1]]
        self.show_title(head.order_no, " · ".join(facts), *badges)
        copy = Button(kind="ghost", icon="copy", hint=self.tr("Copy the order number"))
        copy.clicked.connect(self._on_copy)
        self.show_tools(copy)
        kept = self._page if isinstance(self._page, NotesPage) else None
        draft, writing = (kept.draft(), kept.has_focus()) if kept is not None else ("", False)
        self._page = self._new_page(detail)
        tabs = Tabs(self._labels(detail), active=self._tab)
        tabs.changed.connect(self.open_tab)
        self.show_body(self._facts(detail), *self._tasks(), tabs, self._page)
        self.show_actions(*self.deeds.buttons(detail))
        if isinstance(self._page, NotesPage) and kept is not None:
            self._page.keep_draft(draft)
            if writing:
                self._page.take_focus()

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

    def _new_page(self, detail: OrderDetail) -> QWidget:
        names, now = self._workplace.names, self._workplace.clock.now()
        if self._tab == LINES:
            return LinesPage(detail.lines)
        if self._tab == LOGISTICS:
            return LogisticsPage(detail, names, now)
        if self._tab == NOTES:
            photos = PhotoStrip(self._photos, names, now, self._pictures) if self._photos else None
            notes = NotesPage(detail, names, now, may_write=self.deeds.may(Permission.NOTE), photos=photos)
            notes.written.connect(lambda text: self.deeds.note(detail.head.id, text))
            return notes
        if self._tab == TRACE:
            trace = TracePage(self._traces.find(detail.head.id), detail.head.order_no, now)
            trace.saved.connect(self.done)
            trace.again.connect(lambda: self._want_trace(anew=True))
            return trace
        timeline = TimelinePage(detail, names, now)
        timeline.all_events_wanted.connect(lambda: self.open_tab(LOGISTICS))
        return timeline

    def _facts(self, detail: OrderDetail) -> QWidget:
        head, names, now = detail.head, self._workplace.names, self._workplace.clock.now()
        rows: list[list[QWidget]] = []
        to = detail.receiver
        if to is not None:
            person = f"{to.name} {formats.masked_phone(to.phone)}".strip()
            place = f"{to.city}{to.district}{to.street or ''}"
            rows.append(self._fact(self.tr("Ship to"), self._or_waiting(f"{person} · {place}", "consignee")))
        bound = [each for parcel in detail.parcels for each in parcel.waybills if each.to_at is None]
        carrier = carrier_name(names, head.carrier_code) or word("method", head.delivery_method)
        number = "" if not bound else f" {bound[0].number}"
        if len(bound) > 1:
            number += self.tr(" and {n} more").format(n=len(bound) - 1)
        rows.append(self._fact(self.tr("Courier"), self._or_waiting(carrier + number, "carrier_code")))
        kept = on_time(head.node, head.node_at, head.promised_at, now)
        promised = formats.moment(head.promised_at, now)
        tag = None
        if head.promised_at is not None:
            is_kept = head.node == Node.DELIVERED and head.node_at <= head.promised_at
            tag = Tag(kept.text, "ok" if is_kept else kept.token or "neutral")
        rows.append(self._fact(self.tr("Promised"), self._or_waiting(promised, "promised_at"), tag=tag))
        if head.amount_fen is not None:
            paid = self._or_waiting(formats.money(head.amount_fen, sign=True), "pay_state", "amount_fen")
            state = Tag(word("pay", head.pay_state), _PAID.get(head.pay_state, "neutral"))
            rows.append(self._fact(self.tr("Payment"), paid, tag=state))
            ordered = sum(line.amount_fen or 0 for line in detail.lines)
            if ordered != head.amount_fen:
                # Some of it will not be delivered: the amount is that of the rest.
                rows.append(self._fact(self.tr("Ordered"), formats.money(ordered, sign=True)))
        rows += [self._fact(self.tr("On hold"), reason_text(hold.reason), "warn") for hold in detail.holds]
        if head.close_reason is not None:
            rows.append(self._fact(self.tr("Closed"), word("close", head.close_reason)))
        facts = QWidget()
        facts.setLayout(vbox(grid(rows, gap=(16, 4), shares=(0, 1))))
        return facts

    def _tasks(self) -> list[QWidget]:
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

    def _fact(self, label: str, text: str, tint: str = "", *, tag: Tag | None = None) -> list[QWidget]:
        # What wraps begins beside its label; a tag is higher than a line, and both stand in its middle.
        align = Qt.AlignmentFlag.AlignTop if tag is None else LEFT
        name = Text(label, "body", "tertiary", width=72, align=align)
        words = Text(text, "body", tint, wrap=tag is None, selectable=True, align=align)
        if tag is None:
            return [name, words]
        value = QWidget()
        value.setLayout(hbox(words, tag, None, gap=8))
        return [name, value]

    def _on_copy(self) -> None:
        if self._detail is not None:
            QGuiApplication.clipboard().setText(self._detail.head.order_no)
            self.done.emit(self.tr("Order number copied"))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._redraw()
