"""When the order list moves by itself: never under the hands of somebody who works in it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from typing_extensions import override

from ui.components.table import DataTable
from ui.models.order_model import OrderModel

#: Nothing is put in another order while somebody moves or points in it.
_IDLE_MS = 2_000


class ListNews(QObject):
    """Keeps back what the list does not show yet. `wanted`: it may be asked anew; `counted(n)`: so many orders wait.

    They come in by themselves once nobody has pointed, scrolled or moved for two seconds, at the top of the list, with
    nothing ticked and at most its first order chosen; the chosen order stays chosen. Otherwise they wait to be called.
    """

    wanted = Signal()
    counted = Signal(int)

    def __init__(self, table: DataTable, model: OrderModel) -> None:
        super().__init__(table)
        self._table, self._model = table, model
        self._count, self._is_astray = 0, False
        self._chosen: tuple[int, UUID | None] = (-1, None)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self.look)
        model.behind.connect(self._on_behind)
        model.astray.connect(self._on_astray)
        model.checks_changed.connect(self.stir)
        model.modelAboutToBeReset.connect(self._remember)
        model.renewed.connect(self._choose_again)
        table.verticalScrollBar().valueChanged.connect(self.stir)
        table.current_changed.connect(self.stir)
        table.viewport().installEventFilter(self)

    def is_waiting(self) -> bool:
        """Whether the list is not as it would be if it were asked now."""
        return self._count > 0 or self._is_astray

    def stir(self) -> None:
        """Somebody does something in the list."""
        if self.is_waiting():
            self._idle.start()

    def look(self) -> None:
        """Has the list asked anew if nobody is in its way."""
        at_top = self._table.verticalScrollBar().value() == 0
        is_free = at_top and self._table.currentIndex().row() <= 0 and not self._model.checked_count()
        if self.is_waiting() and is_free and len(self._table.selected_rows()) <= 1:
            self.wanted.emit()

    def _on_behind(self, count: int) -> None:
        # The list is asked anew: whatever stood wrongly is put right with it.
        self._is_astray = self._is_astray and count > 0
        self._count = count
        self.counted.emit(count)
        self._wait()

    def _on_astray(self) -> None:
        self._is_astray = True
        self._wait()

    def _wait(self) -> None:
        # Where something comes in every second nobody would ever be done waiting.
        if self.is_waiting() and not self._idle.isActive():
            self._idle.start()

    def _remember(self) -> None:
        row = self._table.currentIndex().row()
        self._chosen = (row, self._model.order_id(row) if row >= 0 else None)

    def _choose_again(self) -> None:
        """The same order, wherever it stands now; one that has left the list leaves the place before its own."""
        row, order_id = self._chosen
        if order_id is None:
            return
        place = self._model.find(order_id)
        place = place if place >= 0 else min(row, self._model.rowCount()) - 1
        if place >= 0:
            # Nobody has chosen another order: none is to be opened.
            self._table.blockSignals(True)
            self._table.setCurrentIndex(self._model.index(place, 1))
            self._table.blockSignals(False)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress):
            self.stir()
        return False
