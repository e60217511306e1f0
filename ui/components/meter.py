"""A bar that fills up."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.components.painted import NO_PEN, smooth


class Meter(QWidget):
    """A share from 0 to 1; `name` says of what, the token is its colour."""

    def __init__(self, fraction: float, *, name: str, height: int = 6, token: str = "accent") -> None:
        super().__init__()
        self._thick, self._label = height, name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_share(fraction, token)

    def show_share(self, fraction: float, token: str = "accent") -> None:
        self._fraction, self._token = min(1.0, max(0.0, fraction)), token
        self.setAccessibleName(f"{self._label} {round(self._fraction * 100)} %")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, self._thick)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        radius = self._thick / 2
        with smooth(self) as painter:
            painter.setPen(NO_PEN)
            painter.setBrush(look.brush("bg.sunken"))
            painter.drawRoundedRect(QRectF(0, 0, self.width(), self._thick), radius, radius)
            if self._fraction:
                width = max(self._thick, self.width() * self._fraction)
                painter.setBrush(look.brush(self._token))
                painter.drawRoundedRect(QRectF(0, 0, width, self._thick), radius, radius)
