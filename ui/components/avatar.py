"""A person as the first character of the name in a circle."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.components.painted import NO_PEN, smooth
from ui.components.text import CENTER


def paint_avatar(painter: QPainter, rect: QRectF, name: str) -> None:
    """The circle for a name. The painter must be smooth."""
    look = theme.current()
    painter.setPen(NO_PEN)
    painter.setBrush(look.brush("accent.subtle"))
    painter.drawEllipse(rect)
    painter.setFont(look.font("micro", 600))
    painter.setPen(look.color("accent.subtleOn"))
    painter.drawText(rect, CENTER, name[:1].upper())


class Avatar(QWidget):
    """Who: a circle of `size` pixels; the whole name is its accessible name and tool tip."""

    def __init__(self, name: str, size: int = 24) -> None:
        super().__init__()
        self._edge = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_person(name)

    def show_person(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._edge, self._edge)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with smooth(self) as painter:
            paint_avatar(painter, QRectF(0, 0, self._edge, self._edge), self._name)
