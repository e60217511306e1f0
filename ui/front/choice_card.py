"""A card to choose: icon, name, a sentence."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy
from typing_extensions import override

from ui import theme
from ui.components.icons import pixmap
from ui.components.painted import PaintedButton, paint_focus_ring, smooth
from ui.components.text import LEFT

_MARGIN = 16
_HEIGHT = 124


class ChoiceCard(PaintedButton):
    """One of several; the chosen one has a blue border and a tick."""

    def __init__(self, icon: str, title: str, sentence: str) -> None:
        super().__init__(title)
        self._icon, self._sentence = icon, sentence
        self.setCheckable(True)
        self.setAccessibleDescription(sentence)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        on = self.isChecked()
        area = QRectF(self.rect())
        with smooth(self) as painter:
            painter.setPen(QPen(look.color("accent" if on else "border.default"), 2 if on else 1))
            painter.setBrush(look.brush("accent.subtle" if on else "bg.hover" if self.is_hovered else "bg.surface"))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)
            if self.hasFocus() and not on:
                paint_focus_ring(painter, area, 8)
            ink = "accent" if on else "text.secondary"
            painter.drawPixmap(_MARGIN, _MARGIN, pixmap(f"{self._icon}-fill" if on else self._icon, ink, 20))
            if on:
                painter.drawPixmap(self.width() - _MARGIN - 18, _MARGIN, pixmap("check-circle-fill", "accent", 18))
            painter.setFont(look.font("bodyStrong"))
            painter.setPen(look.color("text.primary"))
            width = self.width() - 2 * _MARGIN
            painter.drawText(QRectF(_MARGIN, 44, width, 24), LEFT, self.text())
            painter.setFont(look.font("caption"))
            painter.setPen(look.color("text.secondary"))
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            painter.drawText(QRectF(_MARGIN, 68, width, _HEIGHT - 76), int(flags), self._sentence)
