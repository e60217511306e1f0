"""The order list with its filters, and the order that is open beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.clock import Clock
from orderdesk.queries.rows import ListTotals, NodeCounts, OrderRow, OrderSort
from ui.components.buttons import Button
from ui.components.footer import Footer
from ui.components.frames import Ground
from ui.components.layout import vbox
from ui.components.side_panel import PanelHost, SidePanel
from ui.components.table import DataTable
from ui.models.order_cells import order_columns
from ui.models.order_model import OrderModel
from ui.sales.export_strip import ExportStrip
from ui.sales.list_bar import ListBar
from ui.sales.list_columns import ListColumns
from ui.sales.list_empty import why_empty
from ui.sales.list_news import ListNews
from ui.sales.order_chips import ALL, OrderChips
from ui.sales.saved_views import SavedViews
from ui.sales.selection_bar import SelectionBar
from ui.settings import Settings
from ui.shell import RoomPage

#: Moving along the list opens each order only when one stays on it.
_OPEN_PAUSE_MS = 80


class OrdersRoom(RoomPage):
    """Works with the first rows alone; the life behind it comes when `move_in` is called.

    `new_order_wanted` when somebody asks for the entry form, `export_wanted` for the list, or what is ticked, as a
    file.
    """

    new_order_wanted = Signal()
    order_wanted = Signal(object)
    filter_changed = Signal()
    sort_changed = Signal(str, bool)
    export_wanted = Signal()

    def __init__(self, clock: Clock, kept: Settings) -> None:
        super().__init__()
        self.may_enter = False
        #: What a key does to the order that is open; whether it did something.
        self.order_key: Callable[[str], bool] = lambda _text: False
        self.chips = OrderChips()
        self.model = OrderModel(clock.now, self)
        self.table = DataTable(order_columns(), name="")
        self.footer = Footer()
        self.table.setModel(self.model)
        self.views, self.columns = SavedViews(self, kept), ListColumns(self.table, kept)
        self.bar = ListBar(self.views, self.columns)
        self.selection = SelectionBar()
        self.exporting = ExportStrip()
        self._panel: SidePanel | None = None
        self._host: PanelHost | None = None
        self._early: UUID | None = None
        self._pause = QTimer(self, singleShot=True, interval=_OPEN_PAUSE_MS)
        self._build()
        self.news = ListNews(self.table, self.model)
        self._connect()
        self._say_texts()

    def _build(self) -> None:
        self.selection.setMinimumHeight(self.bar.minimumHeight())
        self.selection.hide()
        self.exporting.hide()
        head = vbox(self.chips, self.bar, self.selection, self.exporting, gap=8, margins=(16, 10, 16, 8))
        self._list = Ground(vbox(head, (self.table, 1), self.footer, gap=0), "surface")
        self._frame = vbox(self._list, gap=0)
        self.setLayout(self._frame)
        self.table.show_sort("placed_at", descending=True)

    def _connect(self) -> None:
        self.chips.chosen.connect(self._on_filter)
        self.bar.narrowed.connect(self._on_narrowed)
        self.bar.left.connect(self._on_filter_left)
        self.bar.sort_chosen.connect(lambda sort: self.sort_changed.emit(sort, True))
        self.bar.news_wanted.connect(self.filter_changed)
        self.bar.export_wanted.connect(self.export_wanted)
        self.selection.export_wanted.connect(self.export_wanted)
        self.selection.filter_wanted.connect(self._to_filter)
        self.news.wanted.connect(self.filter_changed)
        self.news.counted.connect(self.bar.show_news)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._on_opened)
        self.table.link_clicked.connect(self._on_link)
        self.table.sort_requested.connect(self.sort_changed)
        self.table.verticalScrollBar().valueChanged.connect(self._show_place)
        # Other rows come into view without scrolling when the table gets another height.
        self.table.verticalScrollBar().rangeChanged.connect(self._show_place)
        self.model.completed.connect(self._show_place)
        self.model.modelReset.connect(self._show_place)
        self.model.checks_changed.connect(self._show_head)
        self.model.rows_changed.connect(self.table.flash)
        self._pause.timeout.connect(self._open_current)

    # -- what is shown -------------------------------------------------------------------------------------------

    def show_first(self, orders: Sequence[OrderRow]) -> None:
        """The newest orders, before the rest is loaded."""
        self.model.show_first(orders)
        self._show_place()

    def take_panel(self, panel: SidePanel) -> None:
        """The panel that shows the order one has chosen."""
        self._panel = panel
        self._frame.removeWidget(self._list)
        self._host = PanelHost(self._list, panel)
        self._frame.addWidget(self._host)
        panel.closed.connect(self.close_order)
        if self._early is not None:
            self._open(self._early)

    def show_counts(self, counts: NodeCounts) -> None:
        """Numbers on the filters."""
        self.chips.show_counts(counts)

    def show_totals(self, totals: ListTotals) -> None:
        """How many orders the list has and what they are worth."""
        self.bar.show_totals(totals)

    def show_sort(self, sort: OrderSort, *, descending: bool, offered: frozenset[OrderSort]) -> None:
        """Marks how the list is sorted, and offers what this filter can be sorted by."""
        self.bar.offer_sorts(offered, sort)
        self.table.show_sort(str(sort), descending=descending)

    def open_order(self, order_id: UUID) -> None:
        """Opens an order beside the list, also one that the list does not show."""
        position = self.model.position_of(order_id)
        if position >= 0:
            self.table.setCurrentIndex(self.model.index(position, 1))
        self._open(order_id)

    def _open(self, order_id: UUID) -> None:
        # Before the panel is there, the last order that was wanted waits for it.
        self._early = order_id if self._host is None else None
        if self._host is not None:
            self.order_wanted.emit(order_id)
            self._host.open_panel()

    def close_order(self) -> None:
        """Takes the panel away; the list has the keyboard again."""
        self._pause.stop()
        if self._host is not None:
            self._host.close_panel()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_order_open(self) -> bool:
        """Whether the panel is there."""
        return self._host is not None and self._host.is_open()

    # -- gestures ------------------------------------------------------------------------------------------------

    def _on_filter(self, _key: str) -> None:
        self.bar.show_totals(None)
        self._say_empty()
        self.filter_changed.emit()

    def _on_narrowed(self, text: str) -> None:
        if text != self.model.question.text:
            self._on_filter(text)

    def _to_filter(self) -> None:
        """To the field that narrows the list; it stands there also while orders are ticked."""
        self._show_head(filters=True)
        self.bar.filter.entry.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.filter.entry.selectAll()

    def _on_filter_left(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.table.currentIndex().row() < 0 and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 1))
        self._show_head()

    def clear_filter(self) -> None:
        """Whatever was typed to narrow the list is gone."""
        self.bar.filter.clear()

    def _on_current(self, _row: int) -> None:
        self._show_place()
        if self.is_order_open():
            self._pause.start()

    def _open_current(self) -> None:
        self._on_opened(self.table.currentIndex().row())

    def _on_opened(self, row: int) -> None:
        order_id = self.model.order_id(row) if row >= 0 else None
        if order_id is not None:
            self._open(order_id)

    def _on_link(self, row: int, _column: str) -> None:
        self._on_opened(row)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.text():
            case "[":
                self.chips.step(-1)
            case "]":
                self.chips.step(1)
            case "n" | "N" if self.may_enter:
                self.new_order_wanted.emit()
            case "/":
                self._to_filter()
            case _ if event.key() == Qt.Key.Key_F5:
                self.filter_changed.emit()
            case _ if event.key() == Qt.Key.Key_Escape and self.is_order_open():
                self.close_order()
            case _ if event.key() == Qt.Key.Key_Escape and self.bar.filter.text():
                self.clear_filter()
            case text if self.is_order_open() and text.isprintable() and self.order_key(text):
                pass
            case _:
                super().keyPressEvent(event)

    # -- words ---------------------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return self.tr("Orders")

    @override
    def bar_buttons(self) -> list[QWidget]:
        if not self.may_enter:
            return []
        button = Button(self.tr("New order"), "primary", icon="plus")
        button.clicked.connect(self.new_order_wanted)
        return [button]

    @override
    def keys(self) -> list[tuple[str, str]]:
        found = [("J+K", self.tr("Next or previous order")), ("Enter", self.tr("Open")), ("/", self.tr("Filter"))]
        found += [("Space", self.tr("Select")), ("[+]", self.tr("Previous or next status"))]
        found += [("Esc", self.tr("Close the order, then clear the filter")), ("F5", self.tr("Refresh"))]
        found += [("M", self.tr("What can be done with the order"))]
        found += [("Ctrl+E", self.tr("Export the list, or what is selected"))]
        return [*found, ("N", self.tr("New order"))] if self.may_enter else found

    @override
    def entered(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_head(self, *, filters: bool = False) -> None:
        """The bar of the ticked orders stands where the list is narrowed and sorted, unless somebody goes there."""
        is_ticked = bool(self.model.checked_count()) and not filters
        self.selection.show_filter(self.bar.text())
        self.bar.setVisible(not is_ticked)
        self.selection.setVisible(is_ticked)

    def _show_place(self) -> None:
        count = self.model.rowCount()
        if not count:
            self.footer.show_note("")
            return
        first = max(0, self.table.rowAt(0)) + 1
        bottom = self.table.rowAt(self.table.viewport().height() - 1)
        last = count if bottom < 0 else bottom + 1
        note = self.tr("{first}–{last} of {count}")
        self.footer.show_note(note.format(first=f"{first:,}", last=f"{last:,}", count=f"{count:,}"))

    def _say_texts(self) -> None:
        self.table.setAccessibleName(self.tr("Orders"))
        self.views.retranslate()
        self.columns.retranslate()
        self.bar.offer_sorts(frozenset(OrderSort), self.model.question.sort)
        self.footer.show_keys(self.keys()[:4])
        self._say_empty()
        self._show_place()

    def _say_empty(self) -> None:
        self.table.set_empty(why_empty(self.bar.text(), self.chips.key(), self.clear_filter, self._on_every))

    def _on_every(self) -> None:
        self.chips.choose(ALL)
        self.filter_changed.emit()

    def refresh_words(self) -> None:
        """After somebody else signed in: other rights, other buttons."""
        self.footer.show_keys(self.keys()[:4])
        self.title_changed.emit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.model.retranslate()
            self.table.set_columns(self.model.columns)
            self.chips.retranslate()
            self._say_texts()
        super().changeEvent(event)
