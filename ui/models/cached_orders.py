"""The order list's source: this workstation's copy of the data."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from uuid import UUID

from orderdesk.queries.order_list import first_rows, fitting, page_of, rows_of, stream_rows
from orderdesk.queries.rows import OrderQuestion, OrderRow
from orderdesk.sync.damage import NothingCachedError
from ui.models.order_source import gather
from ui.tasks import Ticket
from ui.workplace import Workplace


class CachedOrders:
    """Row keys and rows of orders through the workplace; none before the first snapshot has come."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def first(self, question: OrderQuestion, count: int) -> array[int]:
        with suppress(NothingCachedError):
            return self._workplace.ask_now(lambda connection: first_rows(connection, question, count))
        return array("q")

    def soon(self, question: OrderQuestion, count: int, ticket: Ticket, answer: Callable[[array[int]], None]) -> None:
        self._workplace.ask(lambda connection: first_rows(connection, question, count), answer, ticket=ticket)

    def all(self, question: OrderQuestion, ticket: Ticket, answer: Callable[[array[int]], None]) -> None:
        self._workplace.ask(lambda connection: gather(stream_rows(connection, question), ticket), answer, ticket=ticket)

    def page(self, rows: Sequence[int]) -> dict[int, OrderRow]:
        with suppress(NothingCachedError):
            return self._workplace.ask_now(lambda connection: page_of(connection, rows))
        return {}

    def rows_of(self, order_ids: Iterable[UUID]) -> dict[UUID, int]:
        wanted = list(order_ids)
        with suppress(NothingCachedError):
            return self._workplace.ask_now(lambda connection: rows_of(connection, wanted))
        return {}

    def fitting(self, question: OrderQuestion, rows: Sequence[int]) -> frozenset[int]:
        with suppress(NothingCachedError):
            return self._workplace.ask_now(lambda connection: fitting(connection, question, rows))
        return frozenset()
