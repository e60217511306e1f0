"""The program's mark: a ticket with a tick, drawn."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.components.painted import NO_PEN, smooth

_GRID = 32
_LINES = (QRectF(7, 8, 18, 3.2), QRectF(7, 14.4, 11, 3.2), QRectF(7, 20.8, 7, 3.2))
_TICK = QPolygonF([QPointF(17.5, 21.5), QPointF(20.5, 24.5), QPointF(25.5, 17.5)])


def paint_logo(painter: QPainter, at: QPointF, size: float) -> None:
    """The mark with its top left corner at `at`. The painter must be smooth."""
    look = theme.named(theme.ThemeName.LIGHT)
    white = look.color("accent.on")
    painter.save()
    painter.translate(at)
    painter.scale(size / _GRID, size / _GRID)
    painter.setPen(NO_PEN)
    painter.setBrush(look.brush("brand"))
    painter.drawRoundedRect(QRectF(0, 0, _GRID, _GRID), 8, 8)
    painter.setBrush(white)
    for bar in _LINES:
        painter.drawRoundedRect(bar, 1.6, 1.6)
    painter.setPen(QPen(white, 3.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_TICK)
    painter.restore()


class Logo(QWidget):
    """The mark, `size` pixels wide and high."""

    def __init__(self, size: int = _GRID) -> None:
        super().__init__()
        self._edge = size
        self.setAccessibleName("OrderDesk")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._edge, self._edge)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with smooth(self) as painter:
            paint_logo(painter, QPointF(0, 0), self._edge)
