"""A line of some points that shows how something went; what it says in words stands beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui import theme

_WIDE = 1.5
_DOT = 1.5


def paint_sparkline(painter: QPainter, area: QRectF, shares: Sequence[float | None], token: str) -> None:
    """Shares from 0 at the bottom to 1 at the top of `area`; where there was nothing the line is broken."""
    look = theme.current()
    painter.setPen(QPen(look.color(token), _WIDE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(look.brush(token))
    step = area.width() / max(len(shares) - 1, 1)
    for run in _runs(shares):
        points = [
            QPointF(area.x() + place * step, area.bottom() - min(max(share, 0.0), 1.0) * area.height())
            for place, share in run
        ]
        if len(points) == 1:
            painter.drawEllipse(points[0], _DOT, _DOT)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))


def _runs(shares: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """What stands together without a gap."""
    found: list[list[tuple[int, float]]] = []
    before: float | None = None
    for place, share in enumerate(shares):
        if share is not None:
            if before is None:
                found.append([])
            found[-1].append((place, share))
        before = share
    return found
