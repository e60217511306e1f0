"""The form in which orders are entered: customer, lines, delivery, with what is known of them here at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.domain.days import local_day
from orderdesk.queries.customers import (
    CustomerCard,
    CustomerChoice,
    company_for,
    customer_card,
    find_customers,
    open_orders_fen,
)
from orderdesk.queries.reading import Reading
from orderdesk.queries.skus import SkuCard, SkuChoice, find_skus, sku_card
from ui import formats
from ui.alerts import MessageBar
from ui.components.buttons import Button
from ui.sales.entry_cards import CustomerCardBox, OutcomeBox, TotalBox
from ui.sales.entry_delivery import FulfilmentBox
from ui.sales.entry_draft import Draft, DraftLine, UnreadRow
from ui.sales.entry_lines import EntryLines, as_id
from ui.sales.entry_paste import Pasted, resolve
from ui.sales.entry_problems import EntryProblems
from ui.sales.pasted_rows import MOST_ROWS, read_rows
from ui.sales.short_sheet import ShortSheet
from ui.shell import RoomPage
from ui.tasks import Ticket
from ui.workplace import Workplace

_SIDE_WIDTH = 360
_SIDE_NARROW = 304
_ROOMY = 1_120
_PREPAID, _COD = "prepaid", "cod"


class EntryForm(RoomPage):
    """The fields and the draft that they make; whoever is built on it says what becomes of the draft."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._draft = Draft()
        #: The line or row whose content stands in the fields; it stays in the draft until another takes its place.
        self._taken: DraftLine | UnreadRow | None = None
        self._company_id = workplace.status.company_id
        self._tickets = {name: Ticket() for name in ("customer", "sku", "card", "paste")}
        self.customer = CustomerCardBox()
        self.delivery = FulfilmentBox(lambda: local_day(workplace.clock.now()))
        self.total, self.outcome = TotalBox(), OutcomeBox()
        self.lines = EntryLines()
        self.messages = MessageBar()
        self.problems = EntryProblems(self.messages, self)
        self.side = QWidget()
        self.side.setFixedWidth(_SIDE_WIDTH)
        self.short_button = Button(self.tr("Why short?"), "ghost", icon="question", keys="F4")
        self.short_button.hide()
        self._connect_fields()

    def _connect_fields(self) -> None:
        workplace = self._workplace
        self.customer.search.asked.connect(self._on_customer_asked)
        self.customer.search.picked.connect(self._on_customer_picked)
        self.customer.address_chosen.connect(self._on_address)
        self.lines.sku_asked.connect(self._on_sku_asked)
        self.lines.sku_wanted.connect(self._on_sku_wanted)
        self.lines.added.connect(self._on_added)
        self.lines.edited.connect(self.edit_line)
        self.lines.pasted.connect(self.take_rows)
        self.problems.chosen.connect(self.lines.mark)
        self.problems.fixed.connect(self._on_fixed)
        self.problems.look_wanted.connect(self.edit_line)
        self.delivery.changed.connect(self._on_delivery)
        self.short_button.clicked.connect(self.why_short)
        self.lines.left.connect(self.leave_line)
        # A bound method, not a lambda: that would outlive this form.
        workplace.names_changed.connect(self._use_names)
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

    def _show(self) -> None:
        self.lines.show_draft(self._draft)
        self.total.show_draft(self._draft)
        self.problems.show_draft(self._draft)
        self.short_button.setVisible(any(line.missing for line in self._draft.lines))
        self._keep()

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
        before = self._draft.customer
        address = card.addresses[0] if card is not None and card.addresses else None
        self._draft = replace(self._draft, customer=card, address=address)
        self.customer.show_customer(card)
        self._keep()
        if _COD in (card and card.terms, before and before.terms):
            # Who has agreed to pay at the door does; nobody else by having been chosen next.
            self.delivery.cod.setChecked(card is not None and card.terms == _COD)
        self._ask_open_orders()
        self.messages.withdraw("problem")
        self.lines.search.setFocus(Qt.FocusReason.OtherFocusReason)

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
        self._draft = self._draft.with_line(line, instead_of=self._taken)
        self._taken = None
        self._show()

    def edit_line(self, index: int) -> None:
        """Puts a line, from 0, into the fields again; what stood there of another line is put back first."""
        rows = self._draft.rows()
        if not 0 <= index < len(rows) or not self.put_back():
            return
        # It may have been put right by what was put back.
        found = self._draft.rows()[index] if index < len(self._draft.rows()) else rows[index]
        self._taken = found
        if isinstance(found, DraftLine):
            self.lines.take_line(found)
        else:
            self.lines.take_row(found.row)
        self.lines.say_taken(index + 1)

    def leave_line(self) -> None:
        """The fields are empty again; a line that was taken up stays as it was."""
        self._taken = None
        self.lines.clear()

    def put_back(self) -> bool:
        """Puts what stands in the fields in its place; whether nothing stands there any more.

        An item that is no line yet is never put in by itself: the person is asked to add it or to leave it out.
        """
        if not self.lines.is_filled():
            if self._taken is not None:
                self.leave_line()
            return True
        if self._taken is not None:
            return self.lines.put_in()
        text = self.tr("The item in the fields is no line yet: Enter adds it")
        self.messages.show_message("problem", text, "warn", action=self.tr("Leave it out"), on_action=self._on_left_out)
        self.lines.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
        return False

    def _on_left_out(self) -> None:
        self.messages.withdraw("problem")
        self.leave_line()

    def drop_line(self) -> None:
        """Takes the marked line out."""
        index, rows = self.lines.selected(), self._draft.rows()
        if 0 <= index < len(rows):
            if rows[index] is self._taken:
                self.leave_line()
            count = len(self._draft.lines)
            if index < count:
                self._draft = self._draft.without_line(index)
            else:
                self._draft = self._draft.without_unread(index - count)
        self._show()

    def repeat_line(self) -> None:
        """Puts the marked line, else the last one, into the fields once more: a further line of the same."""
        lines = self._draft.lines
        if lines and self.put_back():
            lines = self._draft.lines
            marked = self.lines.selected()
            line = lines[marked] if 0 <= marked < len(lines) else lines[-1]
            self.lines.take_line(replace(line, line_id=None, held=0))

    def next_problem(self) -> None:
        """Goes to the next line in which something has to be put right."""
        self.problems.step(self.lines.selected())

    def _on_fixed(self, index: int, line: DraftLine) -> None:
        lines = self._draft.lines
        if lines[index] is self._taken:
            self.leave_line()
        self._draft = replace(self._draft, lines=(*lines[:index], line, *lines[index + 1 :]))
        self._show()

    # -- pasted rows ---------------------------------------------------------------------------------------------

    def paste(self) -> None:
        """Takes the rows that lie on the clipboard."""
        self.take_rows(QGuiApplication.clipboard().text())

    def take_rows(self, text: str) -> None:
        """Rows of a spreadsheet as lines; what cannot be read stays below them until it is put right."""
        found = read_rows(text)
        if not found:
            self.messages.show_message("paste", self.tr("There are no rows on the clipboard"), "warn")
            return
        room = MOST_ROWS - len(self._draft.lines) - len(self._draft.unread)
        rows, left_out = found[:room], len(found) - max(room, 0)
        customer_id = None if self._draft.customer is None else self._draft.customer.id
        known, on = self._company_id, local_day(self._workplace.clock.now())

        def question(connection: Reading) -> Pasted | None:
            company = known or company_for(connection, customer_id)
            return None if company is None else resolve(connection, rows, company, customer_id, on)

        self._workplace.ask(question, lambda pasted: self._on_resolved(pasted, left_out), ticket=self._ask("paste"))

    def _on_resolved(self, pasted: Pasted | None, left_out: int) -> None:
        if pasted is None:
            return
        self.outcome.hide()
        draft = self._draft
        self._draft = replace(draft, lines=(*draft.lines, *pasted.lines), unread=(*draft.unread, *pasted.unread))
        self._show()
        lines = formats.counted(len(pasted.lines), self.tr("1 row is a line now"), self.tr("{n} rows are lines now"))
        if pasted.unread:
            lines += " · " + self.tr("{n} could not be read").format(n=len(pasted.unread))
        if left_out > 0:
            lines += " · " + self.tr("{n} were left out: an order has at most {most} lines").format(
                n=left_out, most=MOST_ROWS
            )
        tone = "warn" if pasted.unread or left_out > 0 else "ok"
        action = self.tr("Next problem F8") if pasted.unread else ""
        self.messages.show_message("paste", lines, tone, action=action, on_action=self.next_problem)

    # -- what is known here --------------------------------------------------------------------------------------

    def _ask_open_orders(self) -> None:
        """What the customer's open orders come to, as far as this workstation holds them; what is paid before the goods
        are given uses no credit."""
        card, company_id = self._draft.customer, self._company_id
        is_paid_first = self._draft.cod or (card is not None and card.terms == _PREPAID)
        if card is None or company_id is None or card.credit_limit_fen is None or is_paid_first:
            self.total.show_credit(None, 0)
            return
        customer_id, limit = card.id, card.credit_limit_fen
        self._workplace.ask(
            lambda connection: open_orders_fen(connection, customer_id, company_id),
            lambda used: self._on_open_orders(customer_id, limit, used),
        )

    def _on_open_orders(self, customer_id: UUID, limit_fen: int, used_fen: int) -> None:
        # Meanwhile the order may have been submitted, and the form be empty again, or be paid at the door after all.
        if self._draft.customer is not None and self._draft.customer.id == customer_id and not self._draft.cod:
            self.total.show_credit(limit_fen, max(0, used_fen - self._counted_fen()))

    def _counted_fen(self) -> int:
        """What of the form's amount is among the customer's open orders already (fen)."""
        return 0

    def why_short(self) -> None:
        """What holds the goods of the marked line, else of the first one that is short."""
        short = [line for line in self._draft.lines if line.missing]
        if short:
            marked = self.lines.selected()
            line = self._draft.lines[marked] if 0 <= marked < len(self._draft.lines) else short[0]
            sheet = ShortSheet(self._workplace, line.sku.id, f"{line.sku.code} {line.sku.name}", self.window())
            sheet.finished.connect(sheet.deleteLater)
            sheet.open()


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
