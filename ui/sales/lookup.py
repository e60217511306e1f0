"""A field that looks things up while one types: results below it, arrows to move, Enter to take one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget
from typing_extensions import override

from ui.components.entries import Entry
from ui.components.layout import vbox
from ui.components.rows_model import Row, RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Column

Key = TypeVar("Key", bound=Hashable)

_DEBOUNCE_MS = 120
_ROWS = 8
#: Results with more than a name need room, however narrow the field is.
_WIDTH = 640
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Lookup(Entry):
    """`asked(text)` after a short pause; the owner answers with `offer`. `picked(id)` when one is taken.

    The results lie over what is below; with `in_place` the owner gives `results` a place of their own, in single lines,
    and says by `most_rows` how many there is room for. `left_above`: the keyboard goes up from the empty field.
    """

    asked = Signal(str)
    picked = Signal(object)
    left_above = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        placeholder: str = "",
        icon: str = "magnifying-glass",
        name: str = "",
        in_place: bool = False,
    ) -> None:
        super().__init__(placeholder=placeholder, icon=icon, name=name or placeholder)
        self._columns = tuple(columns)
        self._model = RowsModel(self._columns, (), self)
        self._in_place = in_place
        self.most_rows = _ROWS
        self._sheet: QFrame | None = None
        self._table: DataTable | None = None
        self._asked = ""
        self._takes_first = False
        self._pause = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._on_edited)
        self.installEventFilter(self)
        if in_place:
            self._make_sheet()

    @property
    def results(self) -> QWidget:
        """Where the results are shown, for an owner that gives them their place."""
        assert self._sheet is not None
        return self._sheet

    def look_for(self, text: str) -> None:
        """As if somebody had typed this."""
        self.setText(text)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.textEdited.emit(text)

    def offer(self, text: str, rows: Sequence[Row]) -> None:
        """Results for a text; too late when something else has been typed since."""
        if text != self.text().strip():
            return
        self._model.show_rows(rows)
        if not rows:
            self.close_results()
            return
        if self._takes_first:
            self._take(0)
            return
        self._open(len(rows))

    def show_text(self, text: str) -> None:
        """Shows a text without looking for it."""
        self._pause.stop()
        self._asked = text.strip()
        self.setText(text)
        # The code stands at the beginning: a long name behind it must not push it out of sight.
        self.setCursorPosition(0)
        self.close_results()

    def close_results(self) -> None:
        """Takes the results away."""
        if self._sheet is not None:
            self._sheet.hide()

    def is_open(self) -> bool:
        """Whether results are shown."""
        return self._sheet is not None and self._sheet.isVisible()

    def _on_edited(self) -> None:
        self._takes_first = False
        if self.text().strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._asked = ""
            self.close_results()

    def _ask(self) -> None:
        self._pause.stop()
        self._asked = self.text().strip()
        self.asked.emit(self._asked)

    def _open(self, count: int) -> None:
        if self._sheet is None:
            self._make_sheet()
        assert self._sheet is not None
        assert self._table is not None
        self._table.setFixedHeight(min(count, self.most_rows) * self._table.row_height() + 2)
        if not self._in_place:
            self._lay_over(self._sheet)
        self._sheet.show()
        self._sheet.raise_()
        self._table.setCurrentIndex(self._model.index(0, 0))

    def _lay_over(self, sheet: QFrame) -> None:
        host = sheet.parentWidget()
        assert isinstance(host, QWidget)
        sheet.setFixedWidth(max(self.width(), _WIDTH) if len(self._columns) > 1 else self.width())
        sheet.adjustSize()
        corner = self.mapTo(host, QPoint(0, self.height() + 4))
        over = corner.y() + sheet.height() > host.height() - 8
        above = self.mapTo(host, QPoint(0, -4 - sheet.height()))
        sheet.move(above if over else corner)

    def _make_sheet(self) -> None:
        self._sheet = QFrame() if self._in_place else QFrame(self.window())
        self._sheet.setProperty("card", "plain" if self._in_place else "dialog")
        self._sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._table = DataTable(self._columns, name=self.accessibleName(), two_lines=not self._in_place)
        self._table.setModel(self._model)
        self._table.horizontalHeader().hide()
        self._table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._table.clicked.connect(lambda index: self._take(index.row()))
        self._sheet.setLayout(vbox(self._table, margins=4))
        self._sheet.hide()

    def _take(self, row: int) -> None:
        self._takes_first = False
        if 0 <= row < self._model.rowCount():
            found = self._model.row_id(row)
            self.close_results()
            self.picked.emit(found)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            # A click on a result takes the focus first; it must still find the list there.
            QTimer.singleShot(150, self._close_if_left)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if key in _STEPS and self.is_open() and self._table is not None:
            self._table.move_by(_STEPS[key])
            return True
        if key in _TAKING and not held and self.text().strip():
            self._on_enter()
            return True
        if key == Qt.Key.Key_Up and not self.text():
            self.left_above.emit()
            return True
        if key == Qt.Key.Key_Escape and self.is_open():
            self.close_results()
            return True
        return False

    def _on_enter(self) -> None:
        """Takes the marked result; what is still being looked for is taken when it comes."""
        if self.is_open() and self._asked == self.text().strip() and self._table is not None:
            self._take(max(0, self._table.currentIndex().row()))
        else:
            self._takes_first = True
            self._ask()

    def _close_if_left(self) -> None:
        if not self.hasFocus():
            self.close_results()
