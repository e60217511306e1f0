"""Status pill and small tags: icon, word and one of three strengths."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.components.icons import pixmap
from ui.components.nodes import node_text
from ui.components.painted import NO_PEN, smooth
from ui.components.text import LEFT

_ICON = 14


def pill_width(key: str) -> int:
    look = theme.current()
    weight = 600 if look.node(key).is_strong else 400
    return look.metrics("caption", weight).horizontalAdvance(node_text(key)) + _ICON + 22


def paint_pill(painter: QPainter, rect: QRect, key: str) -> None:
    """A node's pill at the left of `rect`, in the middle of its height. The painter must be smooth."""
    look = theme.current()
    node = look.node(key)
    weight = 600 if node.is_strong else 400
    height = look.px("pill")
    # Whole pixels: the icon is a picture and blurs between them.
    top = rect.y() + (rect.height() - height) // 2
    area = QRectF(rect.x(), top, min(pill_width(key), rect.width()), height)
    painter.setPen(QPen(look.color("border.default"), 1) if node.emphasis == "ghost" else NO_PEN)
    painter.setBrush(node.tint)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), height / 2, height / 2)
    name = f"{node.icon}-fill" if node.emphasis == "solid" else node.icon
    painter.drawPixmap(QPoint(rect.x() + 8, top + (height - _ICON) // 2), pixmap(name, node.ink, _ICON))
    painter.setPen(node.ink)
    painter.setFont(look.font("caption", weight))
    painter.drawText(area.adjusted(_ICON + 13, 0, -2, 0), LEFT, node_text(key))


def tag_width(text: str, tone: str, icon: str = "") -> int:
    weight = 600 if tone in ("danger", "warn") else 400
    lead = 18 if icon else 0
    return theme.current().metrics("caption", weight).horizontalAdvance(text) + 12 + lead


def paint_tag(painter: QPainter, at: QPoint, text: str, tone: str, icon: str = "") -> None:
    """A word on a tint, 20 px high, with its top left corner at `at`. The painter must be smooth."""
    look = theme.current()
    ink, ground = ("text.secondary", "bg.sunken") if tone == "neutral" else (tone, f"{tone}.bg")
    area = QRectF(QPointF(at), QSize(tag_width(text, tone, icon), 20))
    painter.setPen(NO_PEN)
    painter.setBrush(look.brush(ground))
    painter.drawRoundedRect(area, 4, 4)
    lead = 0
    if icon:
        painter.drawPixmap(at + QPoint(5, 3), pixmap(icon, ink, _ICON))
        lead = 18
    painter.setFont(look.font("caption", 600 if tone in ("danger", "warn") else 400))
    painter.setPen(look.color(ink))
    painter.drawText(area.adjusted(6 + lead, 0, 0, 0), LEFT, text)


class Pill(QWidget):
    """The node an order is at."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._rename()
        theme.appearance.theme_changed.connect(self._rename)

    @property
    def key(self) -> str:
        return self._key

    def _rename(self) -> None:
        self.setAccessibleName(self.tr("Status: {node}").format(node=node_text(self._key)))
        self.updateGeometry()
        self.update()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._rename()
        super().changeEvent(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._key), theme.current().px("pill") + 2)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with smooth(self) as painter:
            paint_pill(painter, self.rect(), self._key)


class Tag(QWidget):
    """A word on a tint; tone is neutral, ok, warn, danger or info."""

    def __init__(self, text: str, tone: str = "neutral", icon: str = "") -> None:
        super().__init__()
        self._text, self._tone, self._icon = text, tone, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme.appearance.theme_changed.connect(self.updateGeometry)

    def say(self, text: str, tone: str) -> None:
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(tag_width(self._text, self._tone, self._icon), 20)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with smooth(self) as painter:
            paint_tag(painter, QPoint(0, (self.height() - 20) // 2), self._text, self._tone, self._icon)
