"""What all painted widgets share: smooth painters, focus rings, keys that click."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintDevice, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy
from typing_extensions import override

from ui import theme

NO_PEN = QPen(Qt.PenStyle.NoPen)
_CLICKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@contextmanager
def smooth(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter with antialiasing that is closed at the end, also when painting fails."""
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield painter
    finally:
        painter.end()


def paint_focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The 2 px ring that shows where the keyboard is."""
    painter.setPen(QPen(theme.current().color("border.focus"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)


class PaintedButton(QAbstractButton):
    """A button that paints itself: knows hover, takes Enter as well as Space, and re-measures on a theme change."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.is_hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.appearance.theme_changed.connect(self._remeasure)

    def _remeasure(self) -> None:
        self.updateGeometry()
        self.update()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self.is_hovered = True
        self.update()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.is_hovered = False
        self.update()
        super().leaveEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _CLICKING:
            self.click()
        else:
            super().keyPressEvent(event)
