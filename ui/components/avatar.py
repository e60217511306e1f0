"""A person as the first character of the name in a circle."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui import theme
from ui.components.painted import NO_PEN
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
