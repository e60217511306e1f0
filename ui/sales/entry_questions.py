"""What the entry form asks of the data that lie here: customers, items with price and stock, pasted rows, credit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from orderdesk.domain.days import local_day
from orderdesk.domain.order_kinds import OrderKind
from orderdesk.queries.customers import (
    CustomerCard,
    CustomerChoice,
    company_for,
    customer_card,
    find_customers,
    open_orders_fen,
)
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.order_list import first_rows, page_of
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderQuestion
from orderdesk.queries.skus import SkuCard, find_skus, sku_card
from ui.sales.entry_edit import as_copy, as_draft
from ui.sales.entry_line import DraftLine
from ui.sales.entry_lines import Offer
from ui.sales.entry_paste import Pasted, resolve
from ui.sales.pasted_rows import PastedRow
from ui.tasks import Ticket
from ui.workplace import Workplace

Company = UUID | None
#: Among so many of a customer's newest orders the last sale is looked for; others are returns and transfers.
_LAST = 8


class EntryQuestions:
    """Asks on the reader lane; a newer question of a kind takes the place of the one before."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._tickets: dict[str, Ticket] = {}

    def _ticket(self, kind: str) -> Ticket:
        if kind in self._tickets:
            self._tickets[kind].cancel()
        self._tickets[kind] = Ticket()
        return self._tickets[kind]

    def today(self) -> date:
        """The day in Shanghai."""
        return local_day(self._workplace.clock.now())

    def customers(self, text: str, answer: Callable[[tuple[CustomerChoice, ...]], None]) -> None:
        """Those that fit a text."""
        self._workplace.ask(
            lambda connection: find_customers(connection, text), answer, ticket=self._ticket("customers")
        )

    def customer(self, customer_id: UUID, answer: Callable[[tuple[Company, CustomerCard | None]], None]) -> None:
        """A customer with its terms, and the company that sells to it."""
        fixed = self._workplace.status.company_id

        def question(connection: Reading) -> tuple[Company, CustomerCard | None]:
            company = fixed or company_for(connection, customer_id)
            return company, None if company is None else customer_card(connection, customer_id, company)

        self._workplace.ask(question, answer, ticket=self._ticket("customer"))

    def offers(
        self, text: str, company_id: Company, customer_id: UUID | None, answer: Callable[[tuple[Offer, ...]], None]
    ) -> None:
        """Items that fit a text, with what they cost the customer."""
        on = self.today()

        def question(connection: Reading) -> tuple[Offer, ...]:
            company = company_id or company_for(connection, customer_id)
            if company is None:
                return ()
            found = find_skus(connection, text, company)
            cards = [(each, _card(connection, each.id, company, customer_id, on)) for each in found]
            return tuple(Offer(choice, card) for choice, card in cards if card is not None)

        self._workplace.ask(question, answer, ticket=self._ticket("offers"))

    def cards(
        self,
        sku_ids: Sequence[UUID],
        company_id: Company,
        customer_id: UUID | None,
        answer: Callable[[dict[UUID, SkuCard]], None],
    ) -> None:
        """These items as they are now."""
        on, wanted = self.today(), set(sku_ids)

        def question(connection: Reading) -> dict[UUID, SkuCard]:
            company = company_id or company_for(connection, customer_id)
            if company is None:
                return {}
            found = {each: _card(connection, each, company, customer_id, on) for each in wanted}
            return {key: card for key, card in found.items() if card is not None}

        self._workplace.ask(question, answer, ticket=self._ticket("cards"))

    def rows(
        self,
        rows: Sequence[PastedRow],
        company_id: Company,
        customer_id: UUID | None,
        answer: Callable[[Pasted | None], None],
    ) -> None:
        """What pasted rows mean; None where nothing is sold at all."""
        on = self.today()

        def question(connection: Reading) -> Pasted | None:
            company = company_id or company_for(connection, customer_id)
            return None if company is None else resolve(connection, rows, company, customer_id, on)

        # Not in the place of another one: what is pasted twice in a row is wanted twice.
        self._workplace.ask(question, answer)

    def last_lines(self, customer_id: UUID, company_id: UUID, answer: Callable[[tuple[DraftLine, ...]], None]) -> None:
        """What the customer ordered last, at the prices of today; nothing where no such order lies here."""
        now, on = self._workplace.clock.now(), self.today()

        def question(connection: Reading) -> tuple[DraftLine, ...]:
            rows = first_rows(connection, OrderQuestion(customer_id=customer_id), _LAST)
            found = page_of(connection, rows)
            for row in rows:
                detail = order_detail(connection, found[row].id, now) if row in found else None
                if detail is None or detail.head.order_kind != OrderKind.SALE or detail.head.company_id != company_id:
                    continue
                draft = as_draft(connection, detail, on)
                if draft is not None and draft.lines:
                    return as_copy(draft).lines
            return ()

        self._workplace.ask(question, answer, ticket=self._ticket("last"))

    def open_orders(self, customer_id: UUID, company_id: UUID, answer: Callable[[int], None]) -> None:
        """What the customer's open orders come to (fen), as far as this workstation holds them."""
        self._workplace.ask(lambda connection: open_orders_fen(connection, customer_id, company_id), answer)


def _card(connection: Reading, sku_id: UUID, company_id: UUID, customer_id: UUID | None, on: date) -> SkuCard | None:
    return sku_card(connection, sku_id, company_id=company_id, customer_id=customer_id, on=on)
