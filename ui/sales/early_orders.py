"""The order list alone, in the moment between the first paint and the opened workstation: scrolls, filters, sorts."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject

from orderdesk.queries.rows import ListTotals, NodeCounts
from ui.first_list import FirstOrders
from ui.sales.list_order import ListOrder
from ui.sales.orders_room import OrdersRoom
from ui.settings import Settings
from ui.tasks import Tasks


class EarlyOrders(QObject):
    """Answers the room's filters until `leave`; whatever needs the workstation waits for it."""

    def __init__(self, room: OrdersRoom, cache: Path, user_id: UUID | None, tasks: Tasks, kept: Settings) -> None:
        super().__init__(room)
        self._room, self._user_id = room, user_id
        self._order = ListOrder(room, kept)
        self._source = FirstOrders(cache, tasks)
        room.filter_changed.connect(self.ask)
        room.sort_changed.connect(self._on_sort)
        room.model.attach(self._source)
        self.ask()

    def ask(self) -> None:
        """Shows what the filters ask now."""
        question = self._order.question(self._user_id)
        self._room.model.show(question)
        self._source.count(question, self._user_id, self._on_counted)

    def leave(self) -> None:
        """From now on somebody else answers."""
        self._room.filter_changed.disconnect(self.ask)
        self._room.sort_changed.disconnect(self._on_sort)
        self._room.model.attach(None)
        self.deleteLater()

    def _on_sort(self, sort: str, descending: bool) -> None:
        self._order.choose(sort, descending=descending)
        self.ask()

    def _on_counted(self, found: tuple[NodeCounts, ListTotals] | None) -> None:
        if found is not None:
            self._room.show_counts(found[0])
            self._room.show_totals(found[1])
