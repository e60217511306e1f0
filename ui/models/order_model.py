"""The order list's model: a vector of row keys, rows read by the page, up to a million of them."""

from __future__ import annotations

import time
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from typing_extensions import override

from orderdesk.queries.rows import Names, OrderQuestion, OrderRow
from ui.components.cell_model import NOWHERE, CellModel
from ui.components.table_cells import Value
from ui.models.order_cells import order_cells, order_columns
from ui.tasks import Ticket

PAGE = 128
FIRST = 256
_PAGES_KEPT = 32
_GIVE_WAY_S = 0.001


class OrderSource(Protocol):
    """Where the model reads: row keys at once and in the background, rows by their keys."""

    def first(self, question: OrderQuestion, count: int) -> array[int]:
        """The first row keys, at once."""

    def all(self, question: OrderQuestion, ticket: Ticket, answer: Callable[[array[int]], None]) -> None:
        """All row keys, later; the ticket tells when nobody waits any more."""

    def page(self, rows: Sequence[int]) -> dict[int, OrderRow]:
        """Rows by key, at once."""

    def rows_of(self, order_ids: Iterable[UUID]) -> dict[UUID, int]:
        """Row keys of orders, at once."""


class OrderModel(CellModel):
    """`show` asks a question: the first rows stand at once, the rest of the vector follows by itself.

    Changed orders are painted again in their place; `behind` says that the list has orders it does not show yet.
    """

    completed = Signal(int)
    rows_changed = Signal(object)
    behind = Signal(int)

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(order_columns(), parent)
        self.names = Names()
        self.question = OrderQuestion()
        self._now = now
        self._source: OrderSource | None = None
        self._keys: array[int] = array("q")
        self._pages: OrderedDict[int, list[tuple[UUID, tuple[Value, ...]] | None]] = OrderedDict()
        #: Ticked orders by their row keys: they stay ticked whatever the list shows meanwhile.
        self._checked: dict[int, UUID] = {}
        self._ticket = Ticket()
        self._fresh: set[UUID] = set()
        self.is_complete = False

    # -- what is shown -------------------------------------------------------------------------------------------

    def show_first(self, orders: Sequence[OrderRow]) -> None:
        """Orders that were read before the source was there."""
        self._reset(array("q", [order.row for order in orders]))
        known = {order.row: order for order in orders}
        for number in range(0, len(orders), PAGE):
            self._pages[number // PAGE] = [self._cells(known.get(key)) for key in self._keys[number : number + PAGE]]

    def attach(self, source: OrderSource | None) -> None:
        """From now on rows come from here; what is shown already stays where it is until a question is shown."""
        self._ticket.cancel()
        self._source = source

    def show(self, question: OrderQuestion) -> None:
        """Shows the orders of a question."""
        is_same, self.question = question == self.question, question
        self._fresh.clear()
        self.behind.emit(0)
        if self._source is None:
            return
        self._ticket.cancel()
        first = self._source.first(question, FIRST)
        if self._goes_on(first, is_same=is_same):
            self._pages.clear()
            self._grow(first)
        else:
            self._reset(first)
        self.is_complete = len(first) < FIRST
        if self.is_complete:
            self.completed.emit(len(self._keys))
            return
        self._ticket = Ticket()
        self._source.all(question, self._ticket, self._on_all)

    def _goes_on(self, first: array[int], *, is_same: bool) -> bool:
        """Whether the rows that stand are right as far as is known: the list keeps its place then."""
        known = min(len(first), len(self._keys))
        if not known or first[:known] != self._keys[:known]:
            return False
        return len(self._keys) <= len(first) or (is_same and len(first) == FIRST)

    def _on_all(self, keys: array[int]) -> None:
        if keys[: len(self._keys)] != self._keys:
            self._reset(keys)
        else:
            self._grow(keys)
        self.is_complete = True
        self.completed.emit(len(self._keys))

    def _reset(self, keys: array[int]) -> None:
        self.beginResetModel()
        self._keys = keys
        self._pages.clear()
        self.endResetModel()

    def _grow(self, keys: array[int]) -> None:
        """One insertion at the end: each makes the view lay itself out anew."""
        if len(keys) > len(self._keys):
            self.beginInsertRows(NOWHERE, len(self._keys), len(keys) - 1)
            self._keys = keys
            last = max(self._pages, default=-1)
            self._pages.pop(last, None)
            self.endInsertRows()
        self._repaint_all()

    def retranslate(self) -> None:
        """Other words for the same rows."""
        self.columns = order_columns()
        self._pages.clear()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self._repaint_all()

    def use_names(self, names: Names) -> None:
        """Carriers by their names."""
        self.names = names
        self._pages.clear()
        self._repaint_all()

    def _repaint_all(self) -> None:
        if self._keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._keys) - 1, len(self.columns) - 1))

    # -- what changes --------------------------------------------------------------------------------------------

    def apply(self, order_ids: Iterable[UUID]) -> None:
        """Orders have changed: those on screen are read again, the others make the list `behind`."""
        if self._source is None:
            return
        rows = self._source.rows_of(order_ids)
        places = self._places(set(rows.values()))
        fresh = self._source.page([row for row in rows.values() if row in places])
        for key, place in places.items():
            page = self._pages[place // PAGE]
            page[place % PAGE] = self._cells(fresh.get(key))
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))
        if places:
            self.rows_changed.emit(sorted(places.values()))
        unknown = [order_id for order_id, row in rows.items() if row not in places and self._may_be_new(row)]
        if unknown:
            self._fresh.update(unknown)
            self.behind.emit(len(self._fresh))

    def _may_be_new(self, row: int) -> bool:
        """Newest row keys are the highest: a lower one is either listed further down or filtered out."""
        return not self._keys or row > max(self._keys[:FIRST])

    def _places(self, keys: set[int]) -> dict[int, int]:
        """Where orders stand among the pages that are loaded."""
        found = {}
        for number in self._pages:
            start = number * PAGE
            for offset, key in enumerate(self._keys[start : start + PAGE]):
                if key in keys:
                    found[key] = start + offset
        return found

    # -- rows ----------------------------------------------------------------------------------------------------

    def order_id(self, position: int) -> UUID | None:
        """The order in a row."""
        found = self.row_at(position)
        return None if found is None else found[0]

    def position_of(self, order_id: UUID) -> int:
        """Where an order stands among the rows that are loaded, or -1."""
        for number, page in self._pages.items():
            for offset, row in enumerate(page):
                if row is not None and row[0] == order_id:
                    return number * PAGE + offset
        return -1

    def checked_keys(self) -> list[int]:
        """The row keys of the ticked orders, in the order in which they were ticked."""
        return list(self._checked)

    def checked_ids(self) -> frozenset[UUID]:
        """The ticked orders."""
        return frozenset(self._checked.values())

    def checked_count(self) -> int:
        """How many are ticked."""
        return len(self._checked)

    def clear_checks(self) -> None:
        """Nothing is ticked any more."""
        self._checked.clear()
        self._repaint_all()
        self.checks_changed.emit()

    def find_checks(self) -> None:
        """The cache may be another one, in which the ticked orders have other rows; those that have gone are not ticked."""
        if not self._checked or self._source is None:
            return
        rows = self._source.rows_of(self._checked.values())
        self._checked = {rows[order_id]: order_id for order_id in self._checked.values() if order_id in rows}
        self._repaint_all()
        self.checks_changed.emit()

    @override
    def row_at(self, position: int) -> tuple[UUID, tuple[Value, ...]] | None:
        number, offset = divmod(position, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._load(number)
        elif len(self._pages) > 1:
            self._pages.move_to_end(number)
        return page[offset] if offset < len(page) else None

    def _load(self, number: int) -> list[tuple[UUID, tuple[Value, ...]] | None]:
        keys = self._keys[number * PAGE : (number + 1) * PAGE]
        orders = {} if self._source is None else self._source.page(keys)
        page = [self._cells(orders.get(key)) for key in keys]
        self._pages[number] = page
        if len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def _cells(self, order: OrderRow | None) -> tuple[UUID, tuple[Value, ...]] | None:
        return None if order is None else (order.id, order_cells(order, self.names, self._now()))

    # -- Qt ------------------------------------------------------------------------------------------------------

    @override
    def row_count(self) -> int:
        return len(self._keys)

    @override
    def is_ticked(self, position: int) -> bool:
        return self._keys[position] in self._checked

    @override
    def tick(self, position: int, *, on: bool) -> None:
        found = self.row_at(position)
        if on and found is not None:
            self._checked[self._keys[position]] = found[0]
        else:
            self._checked.pop(self._keys[position], None)


def gather(parts: Iterable[array[int]], ticket: Ticket) -> array[int]:
    """Puts the parts of a stream together, handing the interpreter to the window between them."""
    found: array[int] = array("q")
    for part in parts:
        if not ticket.is_wanted:
            break
        found.extend(part)
        time.sleep(_GIVE_WAY_S)
    return found
