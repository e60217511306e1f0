"""The menu of everything that can be done: typing narrows it, arrows move, Enter takes one, Esc leaves it.

What only others may do is not among it until somebody types its name: then it says by whom.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget
from typing_extensions import override

from ui.components.entries import Entry
from ui.components.layout import vbox
from ui.components.rows_model import Row, RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Cell, Column, Kind, TagCell
from ui.components.text import Text
from ui.sales.actions.deed import Offer

_WIDTH = 380
_ROWS = 9
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DeedMenu(QFrame):
    """`chosen(offer)` for what can be done; what is hindered stays in grey with its reason. `left` when it goes."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("card", "dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._offers: tuple[Offer, ...] = ()
        self._of_others: tuple[Offer, ...] = ()
        self._shown: list[Offer] = []
        self.entry = Entry(icon="magnifying-glass")
        columns = (Column("deed", "", Kind.TEXT), Column("keys", "", Kind.TAG, 44))
        self._model = RowsModel(columns, (), self)
        self.table = DataTable(columns, name="")
        self.table.setModel(self._model)
        self.table.horizontalHeader().hide()
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.clicked.connect(lambda index: self._take(index.row()))
        self._why = Text("", "caption", "secondary", wrap=True)
        self.setLayout(vbox(self.entry, self.table, self._why, gap=6, margins=8))
        self.entry.textEdited.connect(self._narrow)
        self.entry.installEventFilter(self)
        selection = self.table.selectionModel()
        selection.currentChanged.connect(self._on_current)
        self.hide()

    def open(self, offers: Sequence[Offer], over: QWidget, of_others: Sequence[Offer] = ()) -> None:
        """Shows what can be done, above the button that asked for it."""
        self._of_others = tuple(of_others)
        self.entry.setPlaceholderText(self.tr("What shall be done?"))
        self.entry.setAccessibleName(self.tr("What shall be done?"))
        self.table.setAccessibleName(self.tr("What can be done"))
        self._offers = tuple(sorted(offers, key=lambda offer: bool(offer.hindered)))
        self.entry.clear()
        self._narrow("")
        self.setFixedWidth(_WIDTH)
        self.adjustSize()
        host = self.parentWidget()
        assert isinstance(host, QWidget)
        corner = over.mapTo(host, QPoint(over.width() - self.width(), -4 - self.height()))
        self.move(max(8, min(corner.x(), host.width() - self.width() - 8)), max(8, corner.y()))
        self.show()
        self.raise_()
        self.entry.setFocus(Qt.FocusReason.PopupFocusReason)

    def shown(self) -> list[Offer]:
        """What is listed now."""
        return list(self._shown)

    def leave(self) -> None:
        """Goes away; nothing is done."""
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        listed = (*self._offers, *self._of_others) if words else self._offers
        self._shown = [each for each in listed if all(word in _searched(each) for word in words)]
        self._model.show_rows([_row(each) for each in self._shown])
        self.table.setFixedHeight(max(1, min(len(self._offers), _ROWS)) * self.table.row_height() + 2)
        self.table.setCurrentIndex(self._model.index(0, 0))
        self._say_why(0)

    def _on_current(self) -> None:
        self._say_why(self.table.currentIndex().row())

    def _say_why(self, row: int) -> None:
        offer = self._shown[row] if 0 <= row < len(self._shown) else None
        text = self.tr("Nothing here is called so") if offer is None else offer.hindered
        self._why.setText(text)
        self._why.setVisible(bool(text))
        self.entry.setAccessibleDescription("" if offer is None else f"{offer.title} {offer.hindered}".strip())

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._shown) and not self._shown[row].hindered:
            offer = self._shown[row]
            self.leave()
            self.chosen.emit(offer)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            # A click on a row takes the focus first; it must still find the list there.
            QTimer.singleShot(150, self._leave_if_left)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.table.move_by(_STEPS[key])
        elif key in _TAKING:
            self._take(self.table.currentIndex().row())
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True

    def _leave_if_left(self) -> None:
        if not self.entry.hasFocus():
            self.leave()


def _searched(offer: Offer) -> str:
    return f"{offer.title} {offer.deed.words} {offer.deed.key.replace('_', ' ')}".casefold()


def _row(offer: Offer) -> Row:
    grey = "text.disabled" if offer.hindered else "danger" if offer.deed.danger else ""
    name = f"{offer.title} — {offer.hindered}" if offer.hindered else offer.title
    keys = TagCell(offer.deed.keys) if offer.deed.keys and not offer.hindered else None
    return (offer.deed.key, (Cell(name, grey, offer.deed.icon), keys))
