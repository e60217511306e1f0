"""A toast: a short note that may be missed, perhaps with a way back."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.components.buttons import Button
from ui.components.layout import hbox
from ui.components.text import Icon, Text

_ICONS = {
    "ok": "check-circle-fill",
    "info": "info-fill",
    "warn": "warning-fill",
    "danger": "warning-octagon-fill",
}


class Toast(QFrame):
    """Shows `text` for some seconds; the clock stands while the pointer or the keyboard is on it.

    With an action it stays 10 s, and the same action must be reachable elsewhere (Ctrl+Z, the history).
    """

    acted = Signal()
    gone = Signal()

    def __init__(
        self, text: str, tone: str = "ok", *, action: str = "", keys: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        parts: list[QWidget | int] = [Icon(_ICONS[tone], f"toast.{tone}", 18), Text(text, "body", "inverse")]
        if action:
            button = Button(action, "toast", size="sm")
            button.clicked.connect(self._on_acted)
            parts += [8, button]
            if keys:
                parts.append(Text(keys, "caption", "toastHint"))
        self.setLayout(hbox(*parts, margins=(12, 6, 16, 6)))
        self.setMinimumHeight(36)
        look = theme.current()
        self._clock = QTimer(self, singleShot=True, interval=look.duration("toast.undo" if action else "toast"))
        self._clock.timeout.connect(self.leave)
        self._clock.start()

    def leave(self) -> None:
        """Takes the note away and says `gone`."""
        self._clock.stop()
        self.hide()
        self.gone.emit()

    def seconds_stand_still(self) -> bool:
        """Whether the pointer keeps the note here."""
        return not self._clock.isActive()

    def _on_acted(self) -> None:
        self.acted.emit()
        self.leave()

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._clock.stop()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        if self.isVisible():
            self._clock.start()
        super().leaveEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.leave()
