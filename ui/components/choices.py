"""Choices: drop-down list, check box."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QComboBox
from typing_extensions import override

from ui import theme
from ui.components.icons import pixmap
from ui.components.painted import paint_focus_ring, smooth
from ui.components.text import LEFT, repolish

_BOX = 18
_TICK = ((4.5, 9.5), (7.8, 12.6), (13.5, 5.8))


def paint_check_box(painter: QPainter, rect: QRectF, *, checked: bool, enabled: bool = True) -> None:
    """A box of the size of `rect`, with a tick when checked."""
    look = theme.current()
    fill = "accent" if checked and enabled else "bg.sunken" if not enabled else "bg.surface"
    painter.setPen(QPen(look.color("accent" if checked and enabled else "border.input"), 1))
    painter.setBrush(look.brush(fill))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if checked:
        ink = look.color("accent.on" if enabled else "text.disabled")
        painter.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        scale = rect.width() / _BOX
        points = [QPointF(rect.x() + x * scale, rect.y() + y * scale) for x, y in _TICK]
        painter.drawPolyline(QPolygonF(points))


class Check(QCheckBox):
    """A check box that draws its tick, because a style sheet can only show an image file there."""

    def __init__(self, text: str = "", *, checked: bool = False) -> None:
        super().__init__(text)
        self.setChecked(checked)
        self.setMinimumHeight(24)
        self._refont()
        theme.appearance.theme_changed.connect(self._refont)

    def _refont(self) -> None:
        self.setFont(theme.current().font("body"))

    @override
    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(_BOX + 4 + (8 + width if self.text() else 0), 24)

    @override
    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        with smooth(self) as painter:
            box = QRectF(2, (self.height() - _BOX) / 2, _BOX, _BOX)
            if self.hasFocus():
                paint_focus_ring(painter, box.adjusted(-2, -2, 2, 2), 5)
            paint_check_box(painter, box, checked=self.isChecked(), enabled=self.isEnabled())
            painter.setFont(self.font())
            painter.setPen(look.color("text.primary" if self.isEnabled() else "text.disabled"))
            painter.drawText(self.rect().adjusted(_BOX + 10, 0, 0, 0), LEFT, self.text())


class Select(QComboBox):
    """A drop-down list of (value, text); it paints its own caret in the theme's colour."""

    def __init__(self, options: Sequence[tuple[str, str]] = (), *, value: str = "", name: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("state", "")
        self._refont()
        theme.appearance.theme_changed.connect(self._refont)
        self.offer(options)
        if value:
            self.choose(value)

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Replaces the options and keeps the chosen value when it is still offered."""
        kept = self.value()
        self.blockSignals(True)
        self.clear()
        for value, text in options:
            self.addItem(text, value)
        self.setCurrentIndex(max(0, self.findData(kept)))
        self.blockSignals(False)

    def value(self) -> str:
        found = self.currentData()
        return found if isinstance(found, str) else ""

    def choose(self, value: str) -> None:
        index = self.findData(value)
        if index >= 0:
            self.setCurrentIndex(index)

    def set_state(self, state: str) -> None:
        """Marks the list: error, warn or nothing."""
        self.setProperty("state", state)
        repolish(self)

    def _refont(self) -> None:
        self.setFont(theme.current().font("body"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        token = "text.secondary" if self.isEnabled() else "text.disabled"
        painter.drawPixmap(self.width() - 22, (self.height() - 12) // 2, pixmap("caret-down", token, 12))
        painter.end()
