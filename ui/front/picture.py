"""The dark half beside every front page: what OrderDesk is for, as one order's way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.components.icons import pixmap
from ui.components.logo import paint_logo
from ui.components.nodes import node_text
from ui.components.painted import NO_PEN, smooth
from ui.components.text import LEFT

_LEFT = 64
_WIDTH = 520
_TOP = 300
_PITCH = 44
_NOW = 7
#: A day's way as an example: node and time of day.
_WAY = (
    ("pending_review", "08:12"),
    ("credit_review", "08:16"),
    ("stock_locked", "08:16"),
    ("allocated", "08:18"),
    ("picking", "09:00"),
    ("packed", "09:37"),
    ("staged", "10:45"),
    ("in_transit", "11:38"),
    ("delivered", ""),
    ("closed", ""),
)


class FrontPicture(QWidget):
    """A picture for the eye; it gives way in narrow windows."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFixedWidth(_WIDTH)
        self._say_name()

    def _say_name(self) -> None:
        self.setAccessibleName(self.tr("An order's way: entered, packed, on the road, received"))

    @override
    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, 600)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.named(theme.ThemeName.LIGHT)
        with smooth(self) as painter:
            painter.fillRect(self.rect(), look.color("rail.bg"))
            paint_logo(painter, QPointF(_LEFT, 64), 36)
            self._say(painter, 64, 36, "OrderDesk", "title", "rail.fgActive", left=_LEFT + 48)
            self._say(painter, 132, 36, self.tr("Every order: where it stands,"), "h2", "rail.fgActive")
            self._say(painter, 168, 36, self.tr("and whose hands it went through."), "h2", "rail.fgActive")
            self._say(
                painter,
                214,
                24,
                self.tr("Packs on while the line is down, and catches up by itself."),
                "body",
                "rail.fg",
            )
            for index, (node, at) in enumerate(_WAY):
                middle = _TOP + index * _PITCH
                if middle + 40 < self.height():
                    self._paint_step(painter, middle, index, node, at)

    def _paint_step(self, painter: QPainter, middle: int, index: int, node: str, at: str) -> None:
        look = theme.named(theme.ThemeName.LIGHT)
        is_now, passed = index == _NOW, index <= _NOW
        if index + 1 < len(_WAY):
            style = Qt.PenStyle.SolidLine if index < _NOW else Qt.PenStyle.DotLine
            painter.setPen(QPen(look.color("rail.fg"), 2 if index < _NOW else 1, style))
            painter.drawLine(QPointF(_LEFT + 14, middle + 14), QPointF(_LEFT + 14, middle + _PITCH - 14))
        painter.setPen(NO_PEN if passed else QPen(look.color("rail.fg"), 1, Qt.PenStyle.DotLine))
        painter.setBrush(look.brush("brand" if is_now else "rail.active"))
        painter.drawEllipse(QPointF(_LEFT + 14, middle), 14, 14)
        ink = "rail.fgActive" if passed else "rail.fg"
        painter.drawPixmap(_LEFT + 7, middle - 7, pixmap(look.node(node).icon, look.color(ink), 14))
        self._say(painter, middle - 12, 24, node_text(node), "bodyStrong" if is_now else "body", ink, left=_LEFT + 44)
        self._say(painter, middle - 12, 24, at, "bodyStrong" if is_now else "body", ink, left=_LEFT + 200)

    def _say(
        self, painter: QPainter, top: int, height: int, text: str, kind: str, token: str, *, left: int = _LEFT
    ) -> None:
        look = theme.named(theme.ThemeName.LIGHT)
        painter.setFont(look.font(kind))
        painter.setPen(look.color(token))
        painter.drawText(QRectF(left, top, _WIDTH - left - 24, height), LEFT, text)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._say_name()
            self.update()
        super().changeEvent(event)
