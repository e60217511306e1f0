"""The rail on the left: the rooms of the program."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame
from typing_extensions import override

from ui import theme
from ui.components.icons import pixmap
from ui.components.layout import hbox, vbox
from ui.components.logo import Logo
from ui.components.painted import NO_PEN, PaintedButton, paint_focus_ring, smooth
from ui.components.text import CENTER


@dataclass(frozen=True)
class Room:
    """One entry of the rail; `text` is two to four Chinese characters or one English word."""

    key: str
    text: str
    icon: str


class RailButton(PaintedButton):
    """A room: icon above its name."""

    def __init__(self, room: Room) -> None:
        super().__init__(room.text)
        self.room = room
        self.setCheckable(True)
        self.setToolTip(room.text)
        self.setAccessibleName(room.text)

    @override
    def sizeHint(self) -> QSize:
        look = theme.current()
        return QSize(look.px("rail"), look.px("rail.item"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        width, height = self.width(), self.height()
        active = self.isChecked()
        ink = "rail.fgActive" if active or self.is_hovered else "rail.fg"
        with smooth(self) as painter:
            pane = QRectF(6, 2, width - 12, height - 4)
            if active:
                painter.setPen(NO_PEN)
                painter.setBrush(look.brush("rail.active"))
                painter.drawRoundedRect(pane, 8, 8)
            if self.hasFocus():
                paint_focus_ring(painter, pane, 8)
            name = f"{self.room.icon}-fill" if active else self.room.icon
            painter.drawPixmap((width - 20) // 2, 9, pixmap(name, ink, 20))
            painter.setFont(look.font("micro", 600 if active else 400))
            painter.setPen(look.color(ink))
            painter.drawText(QRect(0, 31, width, 18), CENTER, self.text())


class Rail(QFrame):
    """The rooms below the mark. `chosen(key)` when a person picks one."""

    chosen = Signal(str)

    def __init__(self, rooms: Sequence[Room]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.current().px("rail"))
        self._buttons = {room.key: self._button(room) for room in rooms}
        self.setLayout(vbox(12, hbox(None, Logo(), None), 16, *self._buttons.values(), None, gap=0))

    def choose(self, key: str) -> None:
        """Marks a room without telling anyone."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    def _button(self, room: Room) -> RailButton:
        button = RailButton(room)
        button.clicked.connect(lambda: self._on_clicked(room.key))
        return button

    def _on_clicked(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)
