"""Labels in the type sizes of the theme, and icons that stand beside them."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.components.icons import pixmap

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
CENTER = Qt.AlignmentFlag.AlignCenter


def repolish(widget: QWidget) -> None:
    """Makes the style sheet look at a widget's dynamic properties again.

    A widget that has not been shown will be polished anyway; doing it twice makes it forget its font.
    """
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Text(QLabel):
    """A label of one type kind and tint; it keeps both when the theme changes.

    Tints: secondary, tertiary, disabled, link, inverse, ok, warn, danger, accent, rail, railActive.
    """

    def __init__(
        self,
        text: str = "",
        kind: str = "body",
        tint: str = "",
        *,
        weight: int | None = None,
        wrap: bool = False,
        align: Qt.AlignmentFlag | None = None,
        width: int | None = None,
        selectable: bool = False,
    ) -> None:
        super().__init__(text)
        self._kind, self._weight = kind, weight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.set_tint(tint)
        if align is not None:
            self.setAlignment(align)
        if width is not None:
            self.setFixedWidth(width)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._refont()
        theme.appearance.theme_changed.connect(self._refont)

    def set_tint(self, tint: str) -> None:
        if self.property("tint") != tint:
            self.setProperty("tint", tint)
            repolish(self)

    def set_kind(self, kind: str) -> None:
        """Another type size of the theme."""
        if kind != self._kind:
            self._kind = kind
            self._refont()

    def _refont(self) -> None:
        look = theme.current()
        self.setFont(look.font(self._kind, self._weight))
        if not self.wordWrap():
            # The Chinese fall-back font makes a line up to 3 px taller; lines side by side must agree.
            self.setMinimumHeight(look.line(self._kind))


class Icon(QWidget):
    """An icon in a token's colour; a picture for the eye, silent for screen readers."""

    def __init__(self, name: str, token: str = "text.secondary", size: int = 16) -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(size, size)

    def show_icon(self, name: str, token: str) -> None:
        self._name, self._token = name, token
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).drawPixmap(0, 0, pixmap(self._name, self._token, self._size))
