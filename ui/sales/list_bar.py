"""The row over the order list: narrow it, sort it, how much it is, what of it is shown, and out with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.queries.order_filter import SHORTEST_NUMBER, narrows
from orderdesk.queries.rows import ListTotals, OrderSort
from ui import formats
from ui.components.buttons import Button
from ui.components.choices import Select
from ui.components.layout import hbox
from ui.components.search_box import SearchBox
from ui.components.text import Text

_FILTER_WIDTHS = (132, 240)


class ListBar(QWidget):
    """`narrowed(text)` while somebody types, `left` when the list is to have the keyboard again; `sort_chosen(sort)`,
    `news_wanted`, `export_wanted`. `choices`: buttons for what of the list is shown."""

    narrowed = Signal(str)
    left = Signal()
    sort_chosen = Signal(str)
    news_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, *choices: QWidget) -> None:
        super().__init__()
        self.filter = SearchBox("", icon="funnel", width=None)
        self.sort = Select(name="")
        self.news = Button("", "link", icon="arrow-up", size="sm")
        self._export = Button("", "ghost", icon="export", size="sm")
        self._summary = Text("", "caption", "secondary")
        self._totals: ListTotals | None = None
        self._news_count = 0
        self._told = ""
        self.filter.setMinimumWidth(_FILTER_WIDTHS[0])
        self.filter.setMaximumWidth(_FILTER_WIDTHS[1])
        self.news.hide()
        parts = (self.sort, (self.filter, 3), self._summary, self.news, None, *choices, self._export)
        self.setLayout(hbox(*parts, gap=8))
        # The bar of the ticked orders takes its place, so that the rows stay where they are.
        self.setMinimumHeight(self.sizeHint().height())
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self.filter.searched.connect(self._on_searched)
        self.filter.entered.connect(lambda _text: self.left.emit())
        self.filter.left.connect(self.left)
        self.filter.below.connect(self.left)
        self.sort.currentIndexChanged.connect(lambda _index: self.sort_chosen.emit(self.sort.value()))
        self.news.clicked.connect(self.news_wanted)
        self._export.clicked.connect(self.export_wanted)

    def text(self) -> str:
        """What the list is narrowed by; empty while too little is typed to look for."""
        found = self.filter.text()
        return found if narrows(found) else ""

    def show_totals(self, totals: ListTotals | None) -> None:
        """How many orders the list has and what they are worth; None: not known yet."""
        self._totals = totals
        self._show_summary()

    def show_news(self, count: int) -> None:
        """How many orders wait to be shown."""
        self._news_count = count
        self.news.setVisible(count > 0)
        self.news.say(formats.counted(count, self.tr("1 new order"), self.tr("{n} new orders")))
        self._fit()

    def offer_sorts(self, offered: frozenset[OrderSort], chosen: OrderSort) -> None:
        """What the list can be sorted by, and what it is sorted by."""
        words = {
            OrderSort.PLACED: self.tr("Newest first"),
            OrderSort.UPDATED: self.tr("Last changed first"),
            OrderSort.AMOUNT: self.tr("Highest amount first"),
            OrderSort.PROMISED: self.tr("Latest promise first"),
        }
        self.sort.offer([(str(sort), text) for sort, text in words.items() if sort in offered])
        self.sort.blockSignals(True)
        self.sort.choose(str(chosen))
        self.sort.blockSignals(False)

    def _on_searched(self, _text: str) -> None:
        self._show_summary()
        self.narrowed.emit(self.text())

    def _show_summary(self) -> None:
        typed = self.filter.text()
        if typed and not narrows(typed):
            text = self.tr("{n} characters of a number, or a name").format(n=SHORTEST_NUMBER)
        elif self._totals is None:
            text = ""
        else:
            parts = [formats.counted(self._totals.count, self.tr("1 order"), self.tr("{n} orders"))]
            if self._totals.amount_fen is not None:
                parts.append(formats.money(self._totals.amount_fen, sign=True))
            text = " · ".join(parts)
        self._told = text
        self._fit()

    def _fit(self) -> None:
        """The sum goes first where there is no room for it; it is told under the pointer then."""
        count, _, amount = self._told.partition(" · ")
        self._summary.setText(self._told)
        self._summary.setToolTip("")
        if amount and self.minimumSizeHint().width() > self.width():
            self._summary.setText(count)
            self._summary.setToolTip(self._told)

    def retranslate(self) -> None:
        """The words of the window's language."""
        self.filter.entry.setPlaceholderText(self.tr("Filter this list") + "   /")
        self.filter.entry.setAccessibleName(self.tr("Filter this list"))
        self.filter.entry.setToolTip(self.tr("End of an order's, waybill's or phone number, or the customer's name"))
        self.sort.setAccessibleName(self.tr("Sorted by"))
        self._export.say(self.tr("Export"))
        self._export.setToolTip(self.tr("The list as a table (Ctrl+E)"))
        self.show_news(self._news_count)
        self._show_summary()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
