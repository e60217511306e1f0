"""What Ctrl+K finds: a list under the search field, moved along with the arrow keys."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget
from typing_extensions import override

from orderdesk.queries.rows import FoundOrder, SearchResult
from orderdesk.queries.search import search_orders
from ui import formats
from ui.components.layout import vbox
from ui.components.rows_model import RowsModel
from ui.components.search_box import SearchBox
from ui.components.table import DataTable
from ui.components.table_cells import Column, Kind, TwoLine
from ui.components.text import Text
from ui.tasks import Ticket
from ui.words import word
from ui.workplace import Workplace

_WIDTH = 520
_ROWS = 8
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class SearchResults(QFrame):
    """Searches for what stands in the field. `chosen(order id)` when somebody picks a result."""

    chosen = Signal(object)

    def __init__(self, box: SearchBox, workplace: Workplace, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("card", "dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._box, self._workplace, self._window = box, workplace, window
        self._ticket = Ticket()
        self._result = SearchResult(())
        self._wants_first = False
        columns = (Column("order", self.tr("Order"), Kind.TWO_LINE), Column("node", self.tr("Status"), Kind.PILL, 120))
        self._model = RowsModel(columns, (), self)
        self._table = DataTable(columns, name=self.tr("Search results"), two_lines=True)
        self._table.setModel(self._model)
        self._table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._table.horizontalHeader().hide()
        self._table.clicked.connect(lambda index: self._choose(index.row()))
        self._note = Text("", "caption", "tertiary")
        self.setLayout(vbox(self._table, self._note, gap=4, margins=8))
        self.hide()
        box.searched.connect(self._on_searched)
        box.entered.connect(self._on_entered)
        box.left.connect(self.hide)
        box.entry.installEventFilter(self)

    def found(self) -> tuple[FoundOrder, ...]:
        """What is listed."""
        return self._result.orders

    def _on_searched(self, text: str) -> None:
        self._ticket.cancel()
        self._wants_first = False
        if not text:
            self.hide()
            return
        self._ticket = self._workplace.ask(lambda connection: search_orders(connection, text), self._show)

    def _show(self, result: SearchResult) -> None:
        self._result = result
        self._model.show_rows([(order.id, self._cells(order)) for order in result.orders])
        if not result.orders:
            self._note.setText(self.tr("Nothing found: try the end of the number, the waybill or the customer's name"))
        elif result.is_cut:
            self._note.setText(self.tr("Only the newest are shown: type more to narrow it down"))
        self._note.setVisible(not result.orders or result.is_cut)
        self._place()
        if result.orders:
            self._table.setCurrentIndex(self._model.index(0, 0))
            if self._wants_first:
                self._choose(0)

    def _cells(self, order: FoundOrder) -> tuple[TwoLine, str]:
        why = word("found", order.by)
        # Whoever searches by the end of a phone number needs no more of it than to know it again.
        found = formats.masked_phone(order.match) if order.by == "phone" else order.match
        match = "" if found in (order.order_no, order.customer_name) else f" {found}"
        return TwoLine(f"{order.order_no}   {order.customer_name}", f"{why}{match}"), order.node

    def _place(self) -> None:
        shown = min(len(self._result.orders), _ROWS)
        self._table.setVisible(shown > 0)
        self._table.setFixedHeight(shown * self._table.row_height() + 2)
        self.setFixedWidth(_WIDTH)
        self.adjustSize()
        corner = self._box.mapTo(self._window, QPoint(0, self._box.height() + 4))
        left = min(corner.x(), self._window.width() - _WIDTH - 8)
        self.move(max(8, left), corner.y())
        self.show()
        self.raise_()

    def _on_entered(self, text: str) -> None:
        """Enter takes the marked result; with an answer still on its way, the first one of that."""
        if not text:
            return
        if self.isVisible() and self._result.orders and not self._wants_first:
            self._choose(max(0, self._table.currentIndex().row()))
        else:
            self._wants_first = True

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._result.orders):
            order_id: UUID = self._result.orders[row].id
            self.hide()
            self._box.clear()
            self.chosen.emit(order_id)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.isVisible():
            self._show(self._result)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.isVisible():
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self._table.move_by(step)
                return True
        if event.type() == QEvent.Type.FocusOut:
            # A click on a result takes the focus first; it must still find the list there.
            QTimer.singleShot(150, self._hide_if_left)
        return False

    def _hide_if_left(self) -> None:
        if not self._box.entry.hasFocus():
            self.hide()
