"""What moves in the order list: answers to its filters, changes as they come, the panel's news."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from orderdesk.access import Permission, may
from orderdesk.queries.order_list import node_counts, totals
from ui.models.cached_orders import CachedOrders
from ui.sales.bulk_deeds import BulkDeeds
from ui.sales.list_order import ListOrder
from ui.sales.order_panel import OrderPanel
from ui.sales.orders_room import OrdersRoom
from ui.settings import Settings
from ui.tasks import Ticket
from ui.workplace import Workplace

#: Counting a million orders takes a tenth of a second of the reader: not for every single change.
_COUNT_PAUSE_MS = 500


class OrdersLife(QObject):
    """Connects the room with the workplace once both are there."""

    def __init__(self, room: OrdersRoom, workplace: Workplace, kept: Settings) -> None:
        super().__init__(room)
        self._room, self._workplace = room, workplace
        self._order = ListOrder(room, kept)
        self.panel = OrderPanel(workplace)
        self._counting, self._summing = Ticket(), Ticket()
        self._count_soon = QTimer(self, singleShot=True, interval=_COUNT_PAUSE_MS)
        self._count_soon.timeout.connect(self._count)
        self.bulk = BulkDeeds(room, workplace)
        room.order_wanted.connect(self.panel.show_order)
        room.take_panel(self.panel)
        room.order_key = self.panel.deeds.press
        room.filter_changed.connect(self.ask)
        room.sort_changed.connect(self._on_sort)
        workplace.changed.connect(self._on_changed)
        workplace.names_changed.connect(self._on_names)
        workplace.person_changed.connect(self._on_person)
        room.model.names = workplace.names
        room.model.attach(CachedOrders(workplace))
        self._on_person(workplace.person)
        self.ask()

    def ask(self) -> None:
        """Shows what the filters ask now."""
        if self._workplace.is_closed:
            return
        person = self._workplace.person
        question = self._order.question(None if person is None else person.user_id)
        self._room.model.show(question)
        self._summing.cancel()
        self._summing = self._workplace.ask(lambda connection: totals(connection, question), self._room.show_totals)
        self._count()

    def _on_sort(self, sort: str, descending: bool) -> None:
        self._order.choose(sort, descending=descending)
        self.ask()

    def _count(self) -> None:
        person = self._workplace.person
        user_id = None if person is None else person.user_id
        self._counting.cancel()
        self._counting = self._workplace.ask(
            lambda connection: node_counts(connection, user_id), self._room.show_counts
        )

    def _on_changed(self, items: frozenset[tuple[str, UUID]] | None) -> None:
        if items is None:
            self._room.model.find_checks()
            self.ask()
            return
        orders = [key for kind, key in items if kind == "order"]
        if orders:
            self._room.model.apply(orders)
            if not self._count_soon.isActive():
                self._count_soon.start()

    def _on_names(self) -> None:
        self._room.model.use_names(self._workplace.names)

    def _on_person(self, _person: object) -> None:
        person = self._workplace.person
        self._room.may_enter = person is not None and may(person.roles, Permission.ENTER)
        self._room.refresh_words()
