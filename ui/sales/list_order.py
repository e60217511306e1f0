"""What the order list asks: the filter that is chosen, in the order that was chosen here last."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from orderdesk.queries.order_sql import offered_sorts
from orderdesk.queries.rows import OrderQuestion, OrderSort
from ui import settings
from ui.sales.orders_room import OrdersRoom
from ui.settings import Settings


class ListOrder:
    """The sort of one room's list, kept in the settings."""

    def __init__(self, room: OrdersRoom, kept: Settings) -> None:
        self._room, self._settings = room, kept
        chosen = kept.text(settings.ORDER_SORT)
        self._sort = OrderSort(chosen) if chosen in set(OrderSort) else OrderSort.PLACED
        self._descending = room.model.question.descending

    def question(self, user_id: UUID | None) -> OrderQuestion:
        """The room's filter for somebody, sorted by what it can be sorted by; the room shows how."""
        question = self._room.chips.question(user_id)
        offered = offered_sorts(question)
        sort = self._sort if self._sort in offered else OrderSort.PLACED
        self._room.show_sort(sort, descending=self._descending, offered=offered)
        return replace(question, sort=sort, descending=self._descending, text=self._room.bar.text())

    def choose(self, sort: str, *, descending: bool) -> None:
        """Sorts by another column from now on."""
        self._sort, self._descending = OrderSort(sort), descending
        self._settings.keep(settings.ORDER_SORT, sort)
