"""Entering an order: customer, lines, delivery, submit; and what the hub says to it as its answers come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.commands import PlaceOrder
from orderdesk.domain.days import local_day
from orderdesk.errors import Refused
from orderdesk.queries.customers import CustomerCard, CustomerChoice, company_for, customer_card, find_customers
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderDetail
from orderdesk.queries.skus import SkuCard, SkuChoice, find_skus, sku_card
from ui.alerts import MessageBar
from ui.components.buttons import Button
from ui.components.frames import Card, Ground, Rule
from ui.components.key_cap import key_caps, key_help
from ui.components.layout import clear, hbox, vbox
from ui.components.text import Text
from ui.refusals import refusal_text
from ui.sales.entry_cards import CustomerCardBox, FulfilmentBox, OutcomeBox, TotalBox
from ui.sales.entry_draft import Draft, DraftLine
from ui.sales.entry_lines import EntryLines, as_id
from ui.shell import RoomPage
from ui.tasks import Lane, Ticket
from ui.workplace import Workplace

_SIDE_WIDTH = 360
_SIDE_NARROW = 304
_ROOMY = 1_120


class EntryRoom(RoomPage):
    """`placed(order number, id)` when an order was written down, `order_wanted(id)` to look at it."""

    placed = Signal(str, object)
    order_wanted = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._draft = Draft()
        self._company_id = workplace.status.company_id
        self._placed_id: UUID | None = None
        self._tickets = {name: Ticket() for name in ("customer", "sku", "card")}
        self.customer, self.delivery = CustomerCardBox(), FulfilmentBox()
        self.total, self.outcome = TotalBox(), OutcomeBox()
        self.lines = EntryLines()
        self.messages = MessageBar()
        self._lines_title = Text("", "bodyStrong")
        self._keys = hbox(gap=16)
        self._submit = Button(self.tr("Submit order"), "primary", icon="check", keys="Ctrl+Enter")
        self._discard = Button(self.tr("Start over"), "ghost")
        self._build()
        self._connect()
        self._say_texts()
        self._show()

    def _build(self) -> None:
        head = hbox(self._lines_title, *key_caps("Alt+2"), None, gap=6)
        lines = Card(vbox(head, (self.lines, 1), gap=10, margins=16))
        left = vbox(self.messages, self.outcome, (lines, 1), gap=12)
        side = self._side = QWidget()
        side.setFixedWidth(_SIDE_WIDTH)
        side.setLayout(vbox(self.customer, self.delivery, None, self.total, gap=12))
        body = hbox((left, 1), side, gap=12, margins=(20, 16, 20, 12))
        bar = hbox(self._keys, None, self._discard, self._submit, gap=8, margins=(20, 8, 20, 8))
        self.setLayout(vbox((body, 1), Ground(vbox(Rule(), bar, gap=0), "surface"), gap=0))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._side.setFixedWidth(_SIDE_WIDTH if self.width() >= _ROOMY else _SIDE_NARROW)
        super().resizeEvent(event)

    def _connect(self) -> None:
        workplace = self._workplace
        self.customer.search.asked.connect(self._on_customer_asked)
        self.customer.search.picked.connect(self._on_customer_picked)
        self.customer.address_chosen.connect(self._on_address)
        self.lines.sku_asked.connect(self._on_sku_asked)
        self.lines.sku_wanted.connect(self._on_sku_wanted)
        self.lines.added.connect(self._on_added)
        self.lines.edited.connect(self._on_edited)
        self.delivery.changed.connect(self._on_delivery)
        self.outcome.open_wanted.connect(self._on_open_wanted)
        self._submit.clicked.connect(self.submit)
        self._discard.clicked.connect(self.discard)
        workplace.changed.connect(self._on_changed)
        workplace.names_changed.connect(lambda: self.delivery.use_names(workplace.names))
        self.delivery.use_names(workplace.names)
        for keys, work in (
            ("Ctrl+Return", self.submit),
            ("Ctrl+Enter", self.submit),
            ("Alt+1", self.customer.search.setFocus),
            ("Alt+2", self.lines.search.setFocus),
            ("Alt+3", self.delivery.method.setFocus),
            ("F2", lambda: self._on_edited(self.lines.selected())),
            ("Ctrl+Del", self._on_drop),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(work)

    @property
    def draft(self) -> Draft:
        """What has been entered."""
        return self._draft

    # -- customer ------------------------------------------------------------------------------------------------

    def _ask(self, name: str) -> Ticket:
        self._tickets[name].cancel()
        self._tickets[name] = Ticket()
        return self._tickets[name]

    def _on_customer_asked(self, text: str) -> None:
        def answer(found: tuple[CustomerChoice, ...]) -> None:
            self.customer.show_choices(text, found)

        self._workplace.ask(lambda connection: find_customers(connection, text), answer, ticket=self._ask("customer"))

    def _on_customer_picked(self, key: object) -> None:
        customer_id = as_id(key)
        fixed = self._workplace.status.company_id

        self._workplace.ask(
            lambda connection: _customer(connection, customer_id, fixed), self._on_customer, ticket=self._ask("card")
        )

    def _on_customer(self, found: tuple[UUID | None, CustomerCard | None]) -> None:
        self._company_id, card = found
        address = card.addresses[0] if card is not None and card.addresses else None
        self._draft = replace(self._draft, customer=card, address=address)
        self.customer.show_customer(card)
        self.messages.withdraw("problem")
        self.lines.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_address(self, index: int) -> None:
        card = self._draft.customer
        if card is not None and 0 <= index < len(card.addresses):
            self._draft = replace(self._draft, address=card.addresses[index])

    def _on_delivery(self) -> None:
        self._draft = replace(
            self._draft,
            delivery_method=self.delivery.method.value() or "courier",
            carrier_code=self.delivery.carrier_code(),
            cod=self.delivery.cod.isChecked(),
            remark=self.delivery.remark.text().strip(),
        )

    # -- lines ---------------------------------------------------------------------------------------------------

    def _on_sku_asked(self, text: str) -> None:
        known = self._company_id

        def answer(found: tuple[SkuChoice, ...]) -> None:
            self.lines.show_choices(text, found)

        self._workplace.ask(lambda connection: _skus(connection, text, known), answer, ticket=self._ask("sku"))

    def _on_sku_wanted(self, key: object) -> None:
        sku_id, known = as_id(key), self._company_id
        customer_id = None if self._draft.customer is None else self._draft.customer.id
        on = local_day(self._workplace.clock.now())

        def answer(card: SkuCard | None) -> None:
            if card is not None:
                self.lines.take_sku(card)

        self._workplace.ask(
            lambda connection: _sku(connection, sku_id, known, customer_id, on), answer, ticket=self._ask("card")
        )

    def _on_added(self, line: DraftLine) -> None:
        self.outcome.hide()
        self._draft = self._draft.with_line(line)
        self._show()

    def _on_edited(self, index: int) -> None:
        if 0 <= index < len(self._draft.lines):
            line = self._draft.lines[index]
            self._draft = self._draft.without_line(index)
            self._show()
            self.lines.take_line(line)

    def _on_drop(self) -> None:
        index = self.lines.selected()
        if 0 <= index < len(self._draft.lines):
            self._draft = self._draft.without_line(index)
            self._show()

    # -- submit --------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Writes the order down, or shows what is missing."""
        problem = self._draft.problem()
        if problem:
            self._show_problem(problem)
            return
        self._on_delivery()
        draft, workplace = self._draft, self._workplace
        company_id = self._company_id
        if company_id is None:
            return
        workstation = workplace.workstation
        order_id = workstation.new_id()

        def work() -> PlaceOrder:
            command = draft.command(order_id, workstation.next_order_no(), company_id)
            workstation.say(command)
            return command

        self._submit.setEnabled(False)
        workplace.tasks.run(Lane.WRITE, work, self._on_placed, refused=self._on_refused)

    def _on_placed(self, command: PlaceOrder) -> None:
        self._submit.setEnabled(True)
        self._placed_id = command.order_id
        self._workplace.said(command)
        self.discard()
        self._read_placed()
        self.placed.emit(command.order_no, command.order_id)

    def _on_refused(self, refusal: Refused) -> None:
        self._submit.setEnabled(True)
        self.messages.show_message("problem", refusal_text(refusal.code, refusal.facts), "danger")

    def _show_problem(self, problem: str) -> None:
        if problem == "customer":
            self.customer.ask_for()
            return
        text = (
            self.tr("Add at least one line")
            if problem == "lines"
            else self.tr("The customer has no address to ship to")
        )
        self.messages.show_message("problem", text, "danger")
        if problem == "lines":
            self.lines.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def discard(self) -> None:
        """An empty form."""
        self._draft = Draft()
        self.messages.withdraw("problem")
        self.customer.show_customer(None)
        self.delivery.clear()
        self.lines.clear()
        self._show()
        self.customer.search.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what the hub says ---------------------------------------------------------------------------------------

    def _on_changed(self, items: frozenset[tuple[str, UUID]] | None) -> None:
        if self._placed_id is not None and (items is None or ("order", self._placed_id) in items):
            self._read_placed()

    def _read_placed(self) -> None:
        order_id, now = self._placed_id, self._workplace.clock.now()
        if order_id is not None:
            self._workplace.ask(lambda connection: order_detail(connection, order_id, now), self._on_detail)

    def _on_detail(self, detail: OrderDetail | None) -> None:
        """An order that the hub refused is gone from here; the message bar of the window says why."""
        if detail is None:
            self.outcome.hide()
        elif not self._draft.lines:
            self.outcome.show_order(detail)

    def _on_open_wanted(self) -> None:
        if self._placed_id is not None:
            self.order_wanted.emit(self._placed_id)

    # -- words ---------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.lines.show_draft(self._draft)
        self.total.show_draft(self._draft)

    def _say_texts(self) -> None:
        self._lines_title.setText(self.tr("Lines"))
        self._submit.say(self.tr("Submit order"), "Ctrl+Enter")
        self._discard.say(self.tr("Start over"))
        clear(self._keys)
        self._keys.addLayout(key_help(self.keys()[:3]))

    @override
    def title(self) -> str:
        return self.tr("New order")

    @override
    def keys(self) -> list[tuple[str, str]]:
        return [
            ("Enter", self.tr("Take it, next field")),
            ("F2", self.tr("Change line")),
            ("Ctrl+Del", self.tr("Drop line")),
            ("Ctrl+Enter", self.tr("Submit order")),
            ("Alt+1", self.tr("Customer; 2 lines, 3 delivery")),
        ]

    @override
    def entered(self) -> None:
        first = self.customer.search if self._draft.customer is None else self.lines.search
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say_texts()
            self.customer.retranslate()
            self.delivery.retranslate()
            self.lines.retranslate(self._draft)
            self.total.show_draft(self._draft)
            self._read_placed()
        super().changeEvent(event)


def _customer(
    connection: Reading, customer_id: UUID, company_id: UUID | None
) -> tuple[UUID | None, CustomerCard | None]:
    company = company_id or company_for(connection, customer_id)
    return company, None if company is None else customer_card(connection, customer_id, company)


def _skus(connection: Reading, text: str, company_id: UUID | None) -> tuple[SkuChoice, ...]:
    company = company_id or company_for(connection, None)
    return () if company is None else find_skus(connection, text, company)


def _sku(
    connection: Reading, sku_id: UUID, company_id: UUID | None, customer_id: UUID | None, on: date
) -> SkuCard | None:
    company = company_id or company_for(connection, customer_id)
    if company is None:
        return None
    return sku_card(connection, sku_id, company_id=company, customer_id=customer_id, on=on)
