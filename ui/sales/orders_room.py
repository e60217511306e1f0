"""The order list with its filters, and the order that is open beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget
from typing_extensions import override

from orderdesk.clock import Clock
from orderdesk.queries.rows import ListTotals, NodeCounts, OrderRow, OrderSort
from ui import formats, settings
from ui.components.buttons import Button
from ui.components.choices import Select
from ui.components.empty_state import EmptyState
from ui.components.footer import Footer
from ui.components.frames import Ground
from ui.components.layout import hbox, vbox
from ui.components.side_panel import PanelHost, SidePanel
from ui.components.table import DataTable
from ui.components.text import Text
from ui.models.order_cells import order_columns
from ui.models.order_model import OrderModel
from ui.sales.order_chips import ALL, MINE, OrderChips
from ui.sales.saved_views import SavedViews
from ui.sales.selection_bar import SelectionBar
from ui.settings import Settings
from ui.shell import RoomPage

#: Moving along the list opens each order only when one stays on it.
_OPEN_PAUSE_MS = 80
#: Nothing is put in another order while somebody looks at it.
_IDLE_MS = 2_000


class OrdersRoom(RoomPage):
    """Works with the first rows alone; the life behind it comes when `move_in` is called.

    `new_order_wanted` when somebody asks for the entry form.
    """

    new_order_wanted = Signal()
    order_wanted = Signal(object)
    filter_changed = Signal()
    sort_changed = Signal(str, bool)

    def __init__(self, clock: Clock, kept: Settings) -> None:
        super().__init__()
        self._settings = kept
        self.may_enter = False
        #: What a key does to the order that is open; whether it did something.
        self.order_key: Callable[[str], bool] = lambda _text: False
        self.chips = OrderChips()
        self.model = OrderModel(clock.now, self)
        self.table = DataTable(order_columns(), name="")
        self.footer = Footer()
        self._totals: ListTotals | None = None
        self._sort = Select(name="")
        self.selection = SelectionBar()
        self._tools = QWidget()
        self._summary = Text("", "caption", "secondary")
        self._behind_by = 0
        self._behind = Button(self.tr("1 new order"), "link", icon="arrow-up", size="sm")
        self.columns_button = Button(self.tr("Columns"), "ghost", icon="columns", size="sm")
        self.views = SavedViews(self, kept)
        self._panel: SidePanel | None = None
        self._host: PanelHost | None = None
        self._early: UUID | None = None
        self._pause = QTimer(self, singleShot=True, interval=_OPEN_PAUSE_MS)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._build()
        self._connect()
        self._say_texts()

    def _build(self) -> None:
        self.table.setModel(self.model)
        self._behind.hide()
        self._tools.setLayout(
            hbox(self._sort, self._summary, self._behind, None, self.views, self.columns_button, gap=8)
        )
        # The bar takes their place, so that the rows stay where they are; a new order is told when it goes again.
        self._tools.setMinimumHeight(self._tools.sizeHint().height())
        self.selection.setMinimumHeight(self._tools.minimumHeight())
        self.selection.hide()
        head = vbox(self.chips, self._tools, self.selection, gap=8, margins=(16, 10, 16, 8))
        self._list = Ground(vbox(head, (self.table, 1), self.footer, gap=0), "surface")
        self._frame = vbox(self._list, gap=0)
        self.setLayout(self._frame)
        kept = self._settings.text(settings.ORDER_COLUMNS)
        if kept:
            self.table.restore_columns(kept)
        self.table.show_sort("placed_at", descending=True)

    def _connect(self) -> None:
        self.chips.chosen.connect(self._on_filter)
        self._sort.currentIndexChanged.connect(self._on_sort_chosen)
        self.columns_button.clicked.connect(self._on_columns)
        self._behind.clicked.connect(self.filter_changed)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._on_opened)
        self.table.link_clicked.connect(self._on_link)
        self.table.sort_requested.connect(self.sort_changed)
        self.table.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        # Other rows come into view without scrolling when the table gets another height.
        self.table.verticalScrollBar().rangeChanged.connect(self._show_place)
        self.model.completed.connect(self._on_completed)
        self.model.checks_changed.connect(self._on_checks)
        self.model.behind.connect(self._on_behind)
        self.model.rows_changed.connect(self.table.flash)
        self._pause.timeout.connect(self._open_current)
        self._idle.timeout.connect(self._on_idle)

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
        self._totals = totals
        self._show_summary()

    def show_sort(self, sort: OrderSort, *, descending: bool, offered: frozenset[OrderSort]) -> None:
        """Marks how the list is sorted, and offers what this filter can be sorted by."""
        self._offer_sorts(offered, sort)
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
        self._totals = None
        self._say_empty()
        self.filter_changed.emit()

    def _on_sort_chosen(self, _index: int) -> None:
        self.sort_changed.emit(self._sort.value(), True)

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

    def _on_scrolled(self) -> None:
        self._show_place()
        self._idle.start()

    def _on_behind(self, count: int) -> None:
        self._behind.setVisible(count > 0)
        self._behind_by = count
        self._say_behind()
        if count:
            self._idle.start()

    def _say_behind(self) -> None:
        self._behind.say(formats.counted(self._behind_by, self.tr("1 new order"), self.tr("{n} new orders")))

    def _on_idle(self) -> None:
        """At the top of the list, and only there, new orders come in by themselves."""
        at_top = self.table.verticalScrollBar().value() == 0
        if at_top and not self._behind.isHidden() and self.table.currentIndex().row() <= 0:
            self.filter_changed.emit()

    def _on_columns(self) -> None:
        menu = self.columns_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.columns_button.mapToGlobal(QPoint(0, self.columns_button.height() + 4)))

    def columns_menu(self) -> QMenu:
        """The columns that can be hidden, ticked while they are shown."""
        menu = QMenu(self)
        hidden = self.table.hidden_columns()
        for column in self.table.columns:
            if column.priority:
                action = QAction(column.title, menu, checkable=True)
                action.setChecked(column.key not in hidden)
                action.toggled.connect(lambda on, key=column.key: self._show_column(key, on))
                menu.addAction(action)
        return menu

    def _show_column(self, key: str, on: bool) -> None:
        self.table.hide_column(key, hidden=not on)
        self._settings.keep(settings.ORDER_COLUMNS, self.table.column_state())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.text():
            case "[":
                self.chips.step(-1)
            case "]":
                self.chips.step(1)
            case "n" | "N" if self.may_enter:
                self.new_order_wanted.emit()
            case _ if event.key() == Qt.Key.Key_Escape and self.is_order_open():
                self.close_order()
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
        found = [("J+K", self.tr("Next or previous order")), ("Enter", self.tr("Open")), ("Space", self.tr("Select"))]
        found += [("[+]", self.tr("Previous or next filter")), ("Esc", self.tr("Close the order"))]
        found += [("M", self.tr("What can be done with the order")), ("Ctrl+E", self.tr("Export what is selected"))]
        return [*found, ("N", self.tr("New order"))] if self.may_enter else found

    @override
    def entered(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_completed(self, _count: int) -> None:
        self._show_place()
        self._show_summary()

    def _on_checks(self) -> None:
        is_any = bool(self.model.checked_count())
        self._tools.setVisible(not is_any)
        self.selection.setVisible(is_any)

    def _show_summary(self) -> None:
        parts = []
        if self._totals is not None:
            parts.append(formats.counted(self._totals.count, self.tr("1 order"), self.tr("{n} orders")))
            if self._totals.amount_fen is not None:
                parts.append(formats.money(self._totals.amount_fen, sign=True))
        self._summary.setText(" · ".join(parts))

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

    def _offer_sorts(self, offered: frozenset[OrderSort], chosen: OrderSort) -> None:
        words = {
            OrderSort.PLACED: self.tr("Newest first"),
            OrderSort.UPDATED: self.tr("Last changed first"),
            OrderSort.AMOUNT: self.tr("Highest amount first"),
            OrderSort.PROMISED: self.tr("Latest promise first"),
        }
        self._sort.offer([(str(sort), text) for sort, text in words.items() if sort in offered])
        self._sort.blockSignals(True)
        self._sort.choose(str(chosen))
        self._sort.blockSignals(False)

    def _say_texts(self) -> None:
        self.table.setAccessibleName(self.tr("Orders"))
        self._sort.setAccessibleName(self.tr("Sorted by"))
        self.columns_button.say(self.tr("Columns"))
        self._say_behind()
        self.views.retranslate()
        self._offer_sorts(frozenset(OrderSort), self.model.question.sort)
        self.footer.show_keys(self.keys()[:4])
        self._say_empty()
        self._show_place()
        self._show_summary()

    def _say_empty(self) -> None:
        """Why there is nothing, and the one way on; without a filter there is none."""
        clear = Button(self.tr("Show all orders"), size="sm")
        clear.clicked.connect(self._on_clear)
        key = self.chips.key()
        why = {
            ALL: self.tr(
                "No order has been entered yet. Articles, customers, prices and stock come in by orderdesk-hub import"
            ),
            MINE: self.tr("None of the orders is yours"),
        }
        text = why.get(key) or self.tr("No order stands at this status now")
        ways = [] if key == ALL else [clear]
        self.table.set_empty(EmptyState("tray", self.tr("No orders here"), text, *ways))

    def _on_clear(self) -> None:
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
