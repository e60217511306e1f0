"""Icons: outlines of the icon font as paths and as cached pictures."""

from functools import cache, lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPainterPath, QPixmap, QRawFont, QTransform

from ui import theme
from ui.assets import icon_codes, icon_font

_EM = 100.0


class UnknownIcon(KeyError):
    """No icon of this name is in the font; a test asks for every name the screens use."""


@cache
def _raw_font() -> QRawFont:
    return QRawFont(str(icon_font()), _EM)


@cache
def outline(name: str) -> QPainterPath:
    """The shape of an icon in a 100 x 100 box with its origin at the top left.

    Raises UnknownIcon.
    """
    code = icon_codes().get(name)
    if code is None:
        raise UnknownIcon(name)
    font = _raw_font()
    path = font.pathForGlyph(font.glyphIndexesForString(chr(int(code, 16)))[0])
    path.setFillRule(Qt.FillRule.WindingFill)
    # Glyphs stand on a baseline; the font's box is one em from 0 up to its ascent.
    return QTransform.fromTranslate(0, font.ascent()).map(path)


def paint_icon(painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
    """Fills the outline into a square; sharp at any scale, for large marks."""
    size = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center().x() - size / 2, rect.center().y() - size / 2)
    painter.scale(size / _EM, size / _EM)
    painter.fillPath(outline(name), color)
    painter.restore()


@lru_cache(maxsize=1024)
def _pixmap(name: str, rgba: int, size: int, ratio: float) -> QPixmap:
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_icon(painter, name, QRectF(0, 0, size, size), QColor.fromRgba(rgba))
    painter.end()
    return picture


def pixmap(name: str, color: QColor | str, size: int = 16) -> QPixmap:
    """An icon as a picture in a token's colour, for cells and small widgets."""
    ink = theme.current().color(color) if isinstance(color, str) else color
    return _pixmap(name, ink.rgba(), size, _ratio())


def icon(name: str, color: QColor | str, *, disabled: str = "text.disabled", size: int = 16) -> QIcon:
    """A QIcon for stock widgets; it keeps the colours of the moment, so its owner makes it anew on a theme change."""
    found = QIcon(pixmap(name, color, size))
    found.addPixmap(pixmap(name, disabled, size), QIcon.Mode.Disabled)
    return found


def _ratio() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
