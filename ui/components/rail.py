"""The rail on the left: the rooms of the program, with what waits in them."""

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
    """A room: icon above its name, a red count of what waits."""

    def __init__(self, room: Room) -> None:
        super().__init__(room.text)
        self.room = room
        self._badge = ""
        self.setCheckable(True)
        self.setToolTip(room.text)
        self.show_badge(0)

    def show_badge(self, count: int) -> None:
        self._badge = "" if count <= 0 else "99+" if count > 99 else str(count)
        self.setAccessibleName(f"{self.text()} {self._badge}".strip())
        self.update()

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
            if self._badge:
                badge = max(18, look.metrics("micro", 600).horizontalAdvance(self._badge) + 8)
                area = QRectF(40, 4, badge, 16)
                painter.setPen(NO_PEN)
                painter.setBrush(look.brush("badge"))
                painter.drawRoundedRect(area, 8, 8)
                painter.setFont(look.font("micro", 600))
                painter.setPen(look.color("badge.on"))
                painter.drawText(area, CENTER, self._badge)


class Rail(QFrame):
    """The rooms below the mark; those of `foot` stand at the bottom. `chosen(key)` when a person picks one."""

    chosen = Signal(str)

    def __init__(self, rooms: Sequence[Room], foot: Sequence[Room] = ()) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(theme.current().px("rail"))
        self._buttons = {room.key: self._button(room) for room in (*rooms, *foot)}
        upper = [self._buttons[room.key] for room in rooms]
        lower = [self._buttons[room.key] for room in foot]
        self.setLayout(vbox(12, hbox(None, Logo(), None), 16, *upper, None, *lower, 8, gap=0))

    def choose(self, key: str) -> None:
        """Marks a room without telling anyone."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    def show_badge(self, key: str, count: int) -> None:
        """How many things wait in a room; 0 takes the count away."""
        self._buttons[key].show_badge(count)

    def _button(self, room: Room) -> RailButton:
        button = RailButton(room)
        button.clicked.connect(lambda: self._on_clicked(room.key))
        return button

    def _on_clicked(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)
