"""The order list's source: this workstation's copy of the data."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from orderdesk.queries.order_list import first_rows, page_of, rows_of, stream_rows
from orderdesk.queries.rows import OrderQuestion, OrderRow
from ui.models.order_model import gather
from ui.tasks import Ticket
from ui.workplace import Workplace


class CachedOrders:
    """Row keys and rows of orders through the workplace."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def first(self, question: OrderQuestion, count: int) -> array[int]:
        return self._workplace.ask_now(lambda connection: first_rows(connection, question, count))

    def all(self, question: OrderQuestion, ticket: Ticket, answer: Callable[[array[int]], None]) -> None:
        self._workplace.ask(lambda connection: gather(stream_rows(connection, question), ticket), answer, ticket=ticket)

    def page(self, rows: Sequence[int]) -> dict[int, OrderRow]:
        return self._workplace.ask_now(lambda connection: page_of(connection, rows))

    def rows_of(self, order_ids: Iterable[UUID]) -> dict[UUID, int]:
        wanted = list(order_ids)
        return self._workplace.ask_now(lambda connection: rows_of(connection, wanted))
