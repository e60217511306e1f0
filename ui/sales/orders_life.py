"""What moves in the order list: answers to its filters, changes as they come, the panel's news."""

from __future__ import annotations

from array import array
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from orderdesk.access import Permission, may
from orderdesk.queries.order_list import amount_of, node_counts, totals
from orderdesk.queries.rows import ListTotals
from ui.models.cached_orders import CachedOrders
from ui.sales.bulk_deeds import BulkDeeds
from ui.sales.list_export import ListExport
from ui.sales.list_order import ListOrder
from ui.sales.order_panel import OrderPanel
from ui.sales.orders_room import OrdersRoom
from ui.settings import Settings
from ui.tasks import Ticket
from ui.workplace import Workplace

#: Counting a million orders takes a tenth of a second of the reader: not for every single change.
_COUNT_PAUSE_MS = 500
_SUMMED = 5_000


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
        self.export = ListExport(room, workplace)
        room.order_wanted.connect(self.panel.show_order)
        self.panel.order_wanted.connect(room.open_order)
        room.take_panel(self.panel)
        room.order_key = self.panel.deeds.press
        room.filter_changed.connect(self.ask)
        room.sort_changed.connect(self._on_sort)
        workplace.changed.connect(self._on_changed)
        workplace.names_changed.connect(self._on_names)
        workplace.person_changed.connect(self._on_person)
        room.model.names = workplace.names
        room.model.attach(CachedOrders(workplace))
        room.model.completed.connect(self._on_completed)
        self._on_person(workplace.person)
        self.ask()

    def ask(self) -> None:
        """Shows what the filters ask now."""
        if self._workplace.is_closed:
            return
        person = self._workplace.person
        question = self._order.question(None if person is None else person.user_id)
        self._summing.cancel()
        self._room.model.show(question)
        if not question.text:
            self._summing = self._workplace.ask(lambda connection: totals(connection, question), self._room.show_totals)
        self._count()

    def _on_completed(self, _count: int) -> None:
        """What was typed may fit half of all orders: they are summed up in parts,
        and whoever goes on typing stops it."""
        if self._room.model.question.text:
            self._sum_up(self._room.model.keys(), 0, 0)

    def _sum_up(self, keys: array[int], start: int, sum_fen: int | None) -> None:
        if start >= len(keys):
            self._room.show_totals(ListTotals(len(keys), sum_fen if keys else None))
            return
        part = keys[start : start + _SUMMED]

        def answer(amount_fen: int | None) -> None:
            whole = None if sum_fen is None or amount_fen is None else sum_fen + amount_fen
            self._sum_up(keys, start + _SUMMED, whole)

        self._summing = self._workplace.ask(lambda connection: amount_of(connection, part), answer)

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

    def close(self) -> None:
        """The window goes: nothing is left half done."""
        self.export.cancel()

    def _on_names(self) -> None:
        self._room.model.use_names(self._workplace.names)

    def _on_person(self, _person: object) -> None:
        person = self._workplace.person
        if person is None:
            # Who comes next looks for something else.
            self._room.clear_filter()
        self._room.may_enter = person is not None and may(person.roles, Permission.ENTER)
        self._room.refresh_words()
