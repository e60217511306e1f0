"""Reads one order for its panel, and again whenever something of it has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from orderdesk.documents.document import Key
from orderdesk.queries.notices import Notice, notices_of
from orderdesk.queries.order_detail import order_detail
from orderdesk.queries.photos import PhotoRow, belongs_to, photos_of
from orderdesk.queries.reading import Reading
from orderdesk.queries.rows import OrderDetail
from ui.tasks import Ticket
from ui.workplace import Workplace


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """What was found: the order (None: it is not here), what this person is asked to see to, its photos."""

    detail: OrderDetail | None = None
    asked: tuple[Notice, ...] = ()
    photos: tuple[PhotoRow, ...] = ()


class OrderReader(QObject):
    """`found(FoundOrder)`; `waiting(fields)`: what of it the hub has not answered yet."""

    found = Signal(object)
    waiting = Signal(object)

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._ticket = Ticket()
        self._last = FoundOrder()
        self.order_id: UUID | None = None
        workplace.changed.connect(self._on_changed)

    def read(self, order_id: UUID | None) -> None:
        """Reads an order, from now on this one; None: none at all."""
        self._ticket.cancel()
        if order_id != self.order_id:
            self._last = FoundOrder()
        self.order_id = order_id
        if order_id is None:
            return
        now, person = self._workplace.clock.now(), self._workplace.person

        def question(connection: Reading) -> FoundOrder:
            asked = () if person is None else notices_of(connection, person.user_id, person.roles)
            mine = tuple(each for each in asked if each.order_id == order_id)
            return FoundOrder(order_detail(connection, order_id, now), mine, photos_of(connection, order_id))

        self._ticket = self._workplace.ask(question, self._on_found)
        self._workplace.ask_waiting(self._on_waiting, ticket=self._ticket)

    def again(self) -> None:
        """Reads the same order once more."""
        self.read(self.order_id)

    def _on_found(self, found: FoundOrder) -> None:
        self._last = found
        self.found.emit(found)

    def _on_waiting(self, found: Mapping[Key, frozenset[str]]) -> None:
        if self.order_id is not None:
            self.waiting.emit(found.get(Key("order", self.order_id), frozenset()))

    def _on_changed(self, items: frozenset[tuple[str, UUID]] | None) -> None:
        if self.order_id is None:
            return
        if items is None or ("order", self.order_id) in items or any(kind == "task" for kind, _key in items):
            self.again()
            return
        found = {kind: {key for each, key in items if each == kind} for kind in ("parcel", "waybill", "photo")}
        if any(found.values()):
            self._read_if_own(self.order_id, found)

    def _read_if_own(self, order_id: UUID, changed: dict[str, set[UUID]]) -> None:
        """All day other orders' parcels are closed and their photos come in: those change nothing here."""
        parcels = () if self._last.detail is None else self._last.detail.parcels
        known = {each.id for each in parcels} | {bound.id for each in parcels for bound in each.waybills}
        known |= {each.id for each in self._last.photos}
        if any(ids & known for ids in changed.values()):
            self.again()
            return

        def question(connection: Reading) -> bool:
            return any(ids and belongs_to(connection, order_id, kind, ids) for kind, ids in changed.items())

        self._workplace.ask(question, lambda is_own: self.again() if is_own else None)
