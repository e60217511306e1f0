"""Drawing on the bench screen: shapes and texts in the light theme, sized to be read from two metres."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from ui import theme
from ui.components.icons import paint_icon
from ui.components.painted import NO_PEN
from ui.components.text import CENTER, LEFT, RIGHT

__all__ = ["CENTER", "LEFT", "RIGHT", "Canvas"]

# What has to be read from two metres is never smaller than the first, all else never than the second; a longer text
# is cut instead.
_SMALLEST, _SMALLEST_BESIDE = 32, 22
_MUST_READ = frozenset({"far.verdict", "far.hero", "far.title"})
# A sentence on which something depends is never cut: of a very long one the letters get as small as that.
_SMALLEST_WRAPPED = 24
_STRIPE = 44.0


def bench_theme() -> theme.Theme:
    """The bench is always light: halls are bright, and dark screens mirror."""
    return theme.named(theme.ThemeName.LIGHT)


@lru_cache(maxsize=512)
def _fitted(text: str, kind: str, weight: int, width: int) -> tuple[QFont, str]:
    """The font that makes a text fit, smaller if it must be, and the text, cut if even that is too long."""
    font = QFont(bench_theme().font(kind, weight))
    advance = QFontMetricsF(font).horizontalAdvance(text)
    if advance > width > 0:
        smallest = _SMALLEST if kind in _MUST_READ else _SMALLEST_BESIDE
        font.setPixelSize(max(smallest, int(font.pixelSize() * width / advance)))
        # In the middle: articles are told apart by how their names end.
        text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideMiddle, width)
    return font, text


# Putting flags together in Python takes longer than drawing a short word.
_FLAGS = {int(each): int(each) | int(Qt.TextFlag.TextDontClip) for each in (LEFT, CENTER, RIGHT)}
_WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)


@lru_cache(maxsize=256)
def _wrapped(text: str, kind: str, weight: int, width: int, height: int) -> QFont:
    """The largest font, down to the smallest, in which a text broken into lines fits a rectangle."""
    font = QFont(bench_theme().font(kind, weight))
    for size in range(font.pixelSize(), _SMALLEST_WRAPPED - 1, -2):
        font.setPixelSize(size)
        if QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 10_000), _WRAPPED, text).height() <= height:
            break
    return font


@dataclass(frozen=True)
class Canvas:
    """A painter scaled to the 1920 x 1080 the screen is designed for; `scale` is device pixels per unit.

    `seen` is what has to be painted: large letters are drawn as outlines, so what lies outside is skipped.
    """

    painter: QPainter
    scale: float
    seen: tuple[QRectF, ...]

    def shows(self, rect: QRectF) -> bool:
        """Whether any of it has to be painted."""
        return any(part.intersects(rect) for part in self.seen)

    def color(self, token: str) -> QColor:
        return bench_theme().color(token)

    def slab(self, rect: QRectF, token: str, *, radius: float = 16, border: str = "") -> None:
        """A filled area; a border is 4 units wide and lies inside."""
        pen = QPen(self.color(border), 4) if border else NO_PEN
        self.painter.setPen(pen)
        self.painter.setBrush(self.color(token))
        self.painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2) if border else rect, radius, radius)

    def card(self, rect: QRectF) -> None:
        self.painter.setPen(QPen(self.color("border.subtle"), 1.5))
        self.painter.setBrush(self.color("bg.surface"))
        self.painter.drawRoundedRect(rect, 8, 8)

    def rule(self, left: float, top: float, width: float) -> None:
        self.painter.fillRect(QRectF(left, top, width, 1.5), self.color("border.subtle"))

    def icon(self, name: str, rect: QRectF, token: str) -> None:
        paint_icon(self.painter, name, rect, self.color(token))

    def stamp(self, spot: QPointF, picture: QPixmap) -> None:
        """A picture, pixel by pixel, where its left upper corner comes nearest to a pixel's."""
        ratio = self.painter.device().devicePixelRatio()
        corner = self.painter.worldTransform().map(spot)
        picture.setDevicePixelRatio(ratio)
        self.painter.save()
        self.painter.resetTransform()
        self.painter.drawPixmap(QPointF(round(corner.x() * ratio), round(corner.y() * ratio)) / ratio, picture)
        self.painter.restore()

    def text(
        self,
        rect: QRectF,
        text: str,
        kind: str,
        token: str = "text.primary",
        *,
        weight: int | None = None,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        """One line, made smaller until it fits the width."""
        strength = weight or bench_theme().font(kind).weight()
        font, shown = _fitted(text, kind, int(strength), int(rect.width()))
        self.painter.setFont(font)
        self.painter.setPen(self.color(token))
        self.painter.drawText(rect, _FLAGS[int(align)], shown)

    def paragraph(
        self,
        rect: QRectF,
        text: str,
        kind: str,
        token: str = "text.primary",
        *,
        weight: int | None = None,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        """Lines that are made smaller until all of them fit: a sentence on which something depends is never cut."""
        strength = int(weight or bench_theme().font(kind).weight())
        self.painter.setFont(_wrapped(text, kind, strength, int(rect.width()), int(rect.height())))
        self.painter.setPen(self.color(token))
        self.painter.drawText(rect, int(align) | int(Qt.TextFlag.TextWordWrap), text)

    def width(self, text: str, kind: str, weight: int | None = None) -> float:
        return QFontMetricsF(bench_theme().font(kind, weight)).horizontalAdvance(text)

    def meter(self, rect: QRectF, fraction: float, token: str = "accent", track: str = "bg.sunken") -> None:
        radius = rect.height() / 2
        self.painter.setPen(NO_PEN)
        self.painter.setBrush(self.color(track))
        self.painter.drawRoundedRect(rect, radius, radius)
        if fraction > 0:
            filled = QRectF(rect)
            filled.setWidth(max(rect.height(), rect.width() * min(fraction, 1.0)))
            self.painter.setBrush(self.color(token))
            self.painter.drawRoundedRect(filled, radius, radius)

    def stop_sign(self, rect: QRectF) -> None:
        """White octagon with a palm: the shape says stop without its colour."""
        corner = rect.width() * 0.293
        left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
        self.painter.setPen(NO_PEN)
        self.painter.setBrush(self.color("bench.on"))
        self.painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(left + corner, top),
                    QPointF(right - corner, top),
                    QPointF(right, top + corner),
                    QPointF(right, bottom - corner),
                    QPointF(right - corner, bottom),
                    QPointF(left + corner, bottom),
                    QPointF(left, bottom - corner),
                    QPointF(left, top + corner),
                ]
            )
        )
        inset = rect.width() * 0.1
        self.icon("hand-palm", rect.adjusted(inset, inset, -inset, -inset), "bench.stop")

    def hazard(self, rect: QRectF) -> None:
        """Diagonal stripes along the upper and lower edge."""
        for top in (rect.top(), rect.bottom() - _STRIPE):
            band = QRectF(rect.left(), top, rect.width(), _STRIPE)
            self.painter.save()
            self.painter.setClipRect(band, Qt.ClipOperation.IntersectClip)
            self.painter.fillRect(band, self.color("bench.amber"))
            self.painter.setPen(NO_PEN)
            self.painter.setBrush(self.color("bench.ink"))
            left = rect.left() - 2 * _STRIPE
            while left < rect.right():
                points = ((0, _STRIPE), (_STRIPE, 0), (2 * _STRIPE, 0), (_STRIPE, _STRIPE))
                self.painter.drawPolygon(QPolygonF([QPointF(left + x, top + y) for x, y in points]))
                left += 2 * _STRIPE
            self.painter.restore()
