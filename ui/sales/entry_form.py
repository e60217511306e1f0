"""The form in which orders are entered: customer, lines, delivery, with what is known of them here at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.queries.customers import CustomerCard
from orderdesk.queries.skus import SkuCard
from ui.alerts import MessageBar
from ui.components.buttons import Button
from ui.sales.entry_cards import OutcomeBox, TotalBox
from ui.sales.entry_customer import CustomerCardBox
from ui.sales.entry_delivery import FulfilmentBox
from ui.sales.entry_draft import Draft
from ui.sales.entry_lines import EntryLines, as_id
from ui.sales.entry_problems import EntryProblems
from ui.sales.entry_questions import EntryQuestions
from ui.shell import RoomPage
from ui.workplace import Workplace

_SIDE_WIDTH = 360
_SIDE_NARROW = 304
_ROOMY = 1_120
_PREPAID, _COD = "prepaid", "cod"
_OTHER = Qt.FocusReason.OtherFocusReason


class EntryForm(RoomPage):
    """The fields and the draft that they make; whoever is built on it says what becomes of the draft."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._draft = Draft()
        self._company_id = workplace.status.company_id
        self._questions = EntryQuestions(workplace)
        self._open_fen: int | None = None
        self._is_loading = False
        #: Another one for each order that stands in the form.
        self._filling = object()
        self.customer = CustomerCardBox()
        self.delivery = FulfilmentBox(self._questions.today)
        self.total, self.outcome = TotalBox(), OutcomeBox()
        self.lines = EntryLines()
        self.messages = MessageBar()
        self.problems = EntryProblems()
        self.side = QWidget()
        self.side.setFixedWidth(_SIDE_WIDTH)
        self.short_button = Button(self.tr("Why short?"), "ghost", icon="question", keys="F4")
        self.short_button.hide()
        self._connect_fields()

    def _connect_fields(self) -> None:
        self.customer.search.asked.connect(self._on_customer_asked)
        self.customer.search.picked.connect(self._on_customer_picked)
        self.customer.address_chosen.connect(self._on_address)
        self.delivery.changed.connect(self._on_delivery)
        # A bound method, not a lambda: that would outlive this form.
        self._workplace.names_changed.connect(self._use_names)
        self._use_names()

    def _use_names(self) -> None:
        self.delivery.use_names(self._workplace.names)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.side.setFixedWidth(_SIDE_WIDTH if self.width() >= _ROOMY else _SIDE_NARROW)
        super().resizeEvent(event)

    @property
    def draft(self) -> Draft:
        """What has been entered."""
        return self._draft

    def _keep(self) -> None:
        """The draft is another one now."""

    def _put(self, draft: Draft) -> None:
        """Shows a draft in the whole form."""
        self._is_loading = True
        self.outcome.hide()
        self.customer.show_customer(draft.customer)
        self.customer.choose_address(draft.address)
        self.delivery.show_draft(draft)
        self._draft = draft
        self._is_loading = False
        self._show()
        self._ask_open_orders()

    def _empty(self) -> None:
        """Nothing stands in any field any more."""
        self._filling = object()
        self._draft = Draft()
        self.customer.show_customer(None)
        self.delivery.clear()
        self.lines.clear_search()
        self._ask_open_orders()
        self._show()

    def _show(self) -> None:
        self.lines.show_draft(self._draft)
        self.total.show_draft(self._draft)
        self.problems.show_draft(self._draft)
        self.short_button.setVisible(any(line.missing for line in self._draft.lines))
        self._show_credit()
        self._keep()

    # -- customer ------------------------------------------------------------------------------------------------

    def _customer_id(self) -> UUID | None:
        return None if self._draft.customer is None else self._draft.customer.id

    def _on_customer_asked(self, text: str) -> None:
        self._questions.customers(text, partial(self.customer.show_choices, text))

    def _on_customer_picked(self, key: object) -> None:
        self._questions.customer(as_id(key), self._on_customer)

    def _on_customer(self, found: tuple[UUID | None, CustomerCard | None]) -> None:
        self._company_id, card = found
        before = self._draft.customer
        address = card.addresses[0] if card is not None and card.addresses else None
        self._draft = replace(self._draft, customer=card, address=address)
        self.customer.show_customer(card)
        self._keep()
        if _COD in (card and card.terms, before and before.terms):
            # Who has agreed to pay at the door does; nobody else by having been chosen next.
            self.delivery.cod.setChecked(card is not None and card.terms == _COD)
        self._ask_open_orders()
        self._ask_cards()
        self.messages.withdraw("problem")
        self.lines.add()

    def _on_address(self, index: int) -> None:
        card = self._draft.customer
        if card is not None and 0 <= index < len(card.addresses):
            self._draft = replace(self._draft, address=card.addresses[index])
            self._keep()

    def _on_delivery(self) -> None:
        was_cod = self._draft.cod
        self._draft = replace(
            self._draft,
            delivery_method=self.delivery.method.value() or "courier",
            carrier_code=self.delivery.carrier_code(),
            cod=self.delivery.cod.isChecked(),
            remark=self.delivery.remark.text().strip(),
            requested_on=self.delivery.requested_on(),
            po_no=self.delivery.po_no.text().strip(),
        )
        self._keep()
        if self._draft.cod != was_cod:
            self._ask_open_orders()

    def _ask_open_orders(self) -> None:
        """What the customer's open orders come to, as far as this workstation holds them; what is paid before the goods
        are given uses no credit."""
        card, company_id = self._draft.customer, self._company_id
        is_paid_first = self._draft.cod or (card is not None and card.terms == _PREPAID)
        self._open_fen = None
        self._show_credit()
        if card is not None and company_id is not None and card.credit_limit_fen is not None and not is_paid_first:
            self._questions.open_orders(card.id, company_id, partial(self._on_open_orders, card.id))

    def _on_open_orders(self, customer_id: UUID, used_fen: int) -> None:
        # Meanwhile the order may have been submitted, and the form be empty again, or be paid at the door after all.
        if self._customer_id() == customer_id and not self._draft.cod:
            self._open_fen = max(0, used_fen - self._counted_fen())
            self._show_credit()

    def _show_credit(self) -> None:
        card, used = self._draft.customer, self._open_fen
        limit = None if card is None else card.credit_limit_fen
        known = limit is not None and used is not None
        self.customer.credit.show_figures((limit or 0, used or 0, self._draft.amount_fen) if known else None)

    def _counted_fen(self) -> int:
        """What of the form's amount is among the customer's open orders already (fen)."""
        return 0

    def _ask_cards(self) -> None:
        """Prices and stock of the lines as they are now, for this customer."""
        wanted = [line.sku.id for line in self._draft.lines]
        if wanted:
            self._questions.cards(wanted, self._company_id, self._customer_id(), self._on_cards)

    def _on_cards(self, cards: dict[UUID, SkuCard]) -> None:
        lines = tuple(line.with_card(cards.get(line.sku.id, line.sku)) for line in self._draft.lines)
        if lines != self._draft.lines:
            self._draft = replace(self._draft, lines=lines)
            self._show()
