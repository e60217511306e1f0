"""The order list's model: a vector of row keys, rows read by the page, up to a million of them."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from typing_extensions import override

from orderdesk.queries.rows import Names, OrderQuestion, OrderRow, OrderSort
from ui.components.cell_model import NOWHERE, CellModel
from ui.components.table_cells import Value
from ui.models.order_cells import order_cells, order_columns
from ui.models.order_source import OrderSource, holds
from ui.tasks import Ticket

PAGE = 128
FIRST = 256
_PAGES_KEPT = 32
#: Looking for more than these one by one takes longer than a table of all.
_MANY = 20


class OrderModel(CellModel):
    """`show` asks a question: the first rows stand at once, the rest of the vector follows by itself.

    Changed orders are painted again in their place (`rows_changed`); `behind(count)` says that the list has orders it
    does not show yet, `astray` that some it shows stand elsewhere now, or in another list. `renewed`: the same question
    was asked again, and its rows are other ones.
    """

    completed = Signal(int)
    rows_changed = Signal(object)
    behind = Signal(int)
    astray = Signal()
    renewed = Signal()

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
        #: Row keys grow: a higher one is of an order that came later.
        self._newest = 0
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
        """Shows the orders of a question; those of the one before stand until the first of them are known."""
        is_same, self.question = question == self.question, question
        self._fresh.clear()
        self.behind.emit(0)
        if self._source is None:
            return
        self._ticket.cancel()
        ticket = self._ticket = Ticket()
        self.is_complete = False
        if question.text:
            self._source.soon(question, FIRST, ticket, lambda first: self._on_first(first, is_same=is_same))
        else:
            self._on_first(self._source.first(question, FIRST), is_same=is_same)

    def _on_first(self, first: array[int], *, is_same: bool) -> None:
        if self._goes_on(first, is_same=is_same):
            self._pages.clear()
            self._grow(first)
        else:
            self._reset(first, is_same=is_same)
        if len(first) < FIRST:
            self._complete()
        elif self._source is not None:
            self._source.all(self.question, self._ticket, lambda keys: self._on_all(keys, is_same=is_same))

    def _goes_on(self, first: array[int], *, is_same: bool) -> bool:
        """Whether the rows that stand are right as far as is known: the list keeps its place then."""
        known = min(len(first), len(self._keys))
        if not known or first[:known] != self._keys[:known]:
            return False
        return len(self._keys) <= len(first) or (is_same and len(first) == FIRST)

    def _on_all(self, keys: array[int], *, is_same: bool) -> None:
        if keys[: len(self._keys)] != self._keys:
            self._reset(keys, is_same=is_same)
        else:
            self._grow(keys)
        self._complete()

    def _complete(self) -> None:
        self.is_complete = True
        self._newest = max(self._keys, default=0)
        self.completed.emit(len(self._keys))

    def _reset(self, keys: array[int], *, is_same: bool = False) -> None:
        self.beginResetModel()
        self._keys = keys
        self._newest = max(keys[:FIRST], default=0)
        self._pages.clear()
        self.endResetModel()
        if is_same:
            self.renewed.emit()

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
        """Orders have changed: those on screen are read again, of the others some may belong to the list now."""
        if self._source is None:
            return
        rows = self._source.rows_of(order_ids)
        places = self._places(set(rows.values()))
        self._refresh(self._source, places)
        fresh = self._arrived(self._source, [row for row in rows.values() if row not in places])
        if fresh:
            self._fresh.update(order_id for order_id, row in rows.items() if row in fresh)
            self.behind.emit(len(self._fresh))

    def _refresh(self, source: OrderSource, places: dict[int, int]) -> None:
        """Reads rows again and repaints those that look different."""
        found = source.page(list(places))
        changed = {}
        for key, place in places.items():
            page, cells = self._pages[place // PAGE], self._cells(found.get(key))
            if page[place % PAGE] != cells:
                changed[key] = place
            page[place % PAGE] = cells
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))
        if not changed:
            return
        self.rows_changed.emit(sorted(changed.values()))
        if self.question.sort is not OrderSort.PLACED or len(source.fitting(self.question, list(changed))) < len(
            changed
        ):
            self.astray.emit()

    def _arrived(self, source: OrderSource, rows: list[int]) -> frozenset[int]:
        """Which of these orders belong to the list and are not in it: new ones, and those that came to its filter."""
        question = self.question
        is_whole = question == OrderQuestion(sort=question.sort, descending=question.descending)
        if is_whole:
            return frozenset(row for row in rows if row > self._newest)
        fitting = source.fitting(question, rows) if rows else frozenset()
        if len(fitting) > _MANY:
            return fitting.difference(self._keys)
        return frozenset(row for row in fitting if row > self._newest or not holds(self._keys, row))

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

    def find(self, order_id: UUID) -> int:
        """Where an order stands among the first rows, or -1."""
        row = None if self._source is None else self._source.rows_of([order_id]).get(order_id)
        first = self._keys[:FIRST]
        return first.index(row) if row is not None and row in first else -1

    def keys(self) -> array[int]:
        """The row keys of all orders of the list, as far as they are known, in its order."""
        return self._keys[:]

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
        """The cache may be another one, in which the ticked orders have other rows;
        those that have gone are not ticked."""
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
