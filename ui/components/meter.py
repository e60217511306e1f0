"""A bar that shows how much of something is used up."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.components.painted import NO_PEN, smooth

_HIGH = 6


class Meter(QWidget):
    """Two shares of a whole, one behind the other: what is used already, and what would come to it.

    Over the whole it is full and in the colour of a warning. The words for it stand beside it; its name says them too.
    """

    def __init__(self) -> None:
        super().__init__()
        self._used = self._more = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.appearance.theme_changed.connect(self.update)

    def show_shares(self, used: float, more: float, words: str) -> None:
        """`used` and `more` as shares of the whole, 1.0 being all of it."""
        self._used, self._more = max(0.0, used), max(0.0, more)
        self.setAccessibleName(words)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, _HIGH)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, area = theme.current(), QRectF(self.rect())
        over = self._used + self._more > 1
        both = min(1.0, self._used + self._more)
        with smooth(self) as painter:
            painter.setPen(NO_PEN)
            for share, token in ((1.0, "bg.sunken"), (both, "warn.solid" if over else "accent"), (self._used, "")):
                if share <= 0 or (over and not token):
                    continue
                painter.setBrush(look.brush(token or "text.tertiary"))
                width = max(float(_HIGH), area.width() * min(1.0, share))
                painter.drawRoundedRect(QRectF(0, 0, width, _HIGH), _HIGH / 2, _HIGH / 2)
