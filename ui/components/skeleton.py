"""Grey bars in the shape of rows that are on their way."""

from PySide6.QtCore import QEasingCurve, QEvent, QRectF, QSize, QTimer, QVariantAnimation
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.components.painted import NO_PEN, smooth

_SHARES = (0.42, 0.55, 0.36, 0.48)
_BAR = 12


class Skeleton(QWidget):
    """Rows to come. Nothing shows for the first 300 ms: what is quick must not flicker."""

    def __init__(self, rows: int = 4) -> None:
        super().__init__()
        self._rows = rows
        self._opacity = 1.0
        self._waited = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._name()
        look = theme.current()
        self._delay = QTimer(self, singleShot=True, interval=look.duration("skeleton.delay"))
        self._delay.timeout.connect(self.appear)
        self._breath = QVariantAnimation(self, duration=look.duration("skeleton"))
        self._breath.setLoopCount(-1)
        self._breath.setKeyValues([(0.0, 1.0), (0.5, 0.5), (1.0, 1.0)])
        self._breath.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._breath.valueChanged.connect(self._on_breath)

    def appear(self) -> None:
        """Shows the bars now."""
        self._waited = True
        if theme.appearance.has_motion and self.isVisible():
            self._breath.start()
        self.update()

    def _on_breath(self, value: object) -> None:
        if isinstance(value, float):
            self._opacity = value
            self.update()

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Loading"))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
        super().changeEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._waited = False
        self._delay.start()
        super().showEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._delay.stop()
        self._breath.stop()
        super().hideEvent(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, self._rows * theme.current().px("row"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._waited:
            return
        look = theme.current()
        pitch = self.height() / self._rows
        with smooth(self) as painter:
            painter.setOpacity(self._opacity)
            painter.setPen(NO_PEN)
            painter.setBrush(look.brush("bg.sunken"))
            for row in range(self._rows):
                top = row * pitch + (pitch - _BAR) / 2
                painter.drawRoundedRect(QRectF(16, top - 2, 16, 16), 4, 4)
                share = _SHARES[row % len(_SHARES)]
                painter.drawRoundedRect(QRectF(44, top, self.width() * share, _BAR), 4, 4)
                painter.drawRoundedRect(QRectF(self.width() - 72, top, 56, _BAR), 4, 4)
