"""Tabs with counts, moved along with the arrow keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.components.painted import NO_PEN, smooth
from ui.components.text import CENTER, LEFT

_GAP = 20
_HEIGHT = 36


class Tabs(QWidget):
    """Names of pages, one of them open; `changed(index)` says that the person chose another."""

    changed = Signal(int)

    def __init__(self, labels: Sequence[str | tuple[str, int]], *, active: int = 0) -> None:
        super().__init__()
        self._labels: list[tuple[str, int | None]] = []
        self._active = active
        self._hovered = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.relabel(labels)
        theme.appearance.theme_changed.connect(self.updateGeometry)

    def relabel(self, labels: Sequence[str | tuple[str, int]]) -> None:
        """New names or counts; the open tab stays open."""
        self._labels = [(label, None) if isinstance(label, str) else label for label in labels]
        self._name()
        self.updateGeometry()
        self.update()

    def active(self) -> int:
        return self._active

    def open(self, index: int) -> None:
        """Opens a tab; says `changed` when it was another one."""
        if index != self._active and 0 <= index < len(self._labels):
            self._active = index
            self._name()
            self.update()
            self.changed.emit(index)

    def _name(self) -> None:
        label = self._labels[self._active][0] if self._labels else ""
        self.setAccessibleName(self.tr("Tab: {label}").format(label=label))

    def _width(self, index: int) -> int:
        look = theme.current()
        label, count = self._labels[index]
        width = look.metrics("body", 600).horizontalAdvance(label)
        return width if count is None else width + 6 + self._count_width(count)

    @staticmethod
    def _count_width(count: int) -> int:
        return theme.current().metrics("caption", 600).horizontalAdvance(str(count)) + 10

    def _rects(self) -> list[QRect]:
        rects, left = [], 0
        for index in range(len(self._labels)):
            width = self._width(index)
            rects.append(QRect(left, 0, width, _HEIGHT))
            left += width + _GAP
        return rects

    def _index_at(self, x: int) -> int:
        margin = _GAP // 2
        return next((i for i, r in enumerate(self._rects()) if r.left() - margin <= x <= r.right() + margin), -1)

    @override
    def sizeHint(self) -> QSize:
        rects = self._rects()
        return QSize(rects[-1].right() + 1 if rects else 0, _HEIGHT)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.open(self._index_at(round(event.position().x())))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._index_at(round(event.position().x()))
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.open((self._active + step) % len(self._labels))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with smooth(self) as painter:
            painter.fillRect(0, _HEIGHT - 1, self.width(), 1, theme.current().color("border.subtle"))
            for index, rect in enumerate(self._rects()):
                self._paint_tab(painter, index, rect)

    def _paint_tab(self, painter: QPainter, index: int, rect: QRect) -> None:
        look = theme.current()
        label, count = self._labels[index]
        is_open = index == self._active
        painter.setFont(look.font("body", 600 if is_open else 400))
        painter.setPen(look.color("text.primary" if is_open or index == self._hovered else "text.secondary"))
        painter.drawText(rect.adjusted(0, 0, 0, -2), LEFT, label)
        if count is not None:
            width = self._count_width(count)
            badge = QRectF(rect.right() + 1 - width, (_HEIGHT - 19) // 2, width, 17)
            painter.setPen(NO_PEN)
            painter.setBrush(look.brush("bg.sunken"))
            painter.drawRoundedRect(badge, 8, 8)
            painter.setFont(look.font("caption", 600))
            painter.setPen(look.color("text.secondary"))
            painter.drawText(badge, CENTER, str(count))
        if is_open:
            thick = 3 if self.hasFocus() else 2
            painter.fillRect(rect.x(), _HEIGHT - thick, rect.width(), thick, look.color("accent"))
