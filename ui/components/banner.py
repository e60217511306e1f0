"""Banners: a sentence that stays where it matters until its cause is gone."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget
from typing_extensions import override

from ui.components.buttons import Button
from ui.components.layout import hbox
from ui.components.text import Icon, Text

TONE_ICONS = {"info": "info", "ok": "check-circle", "warn": "warning", "danger": "warning-octagon"}


class Banner(QFrame):
    """One sentence in a tone (info, ok, warn, danger), perhaps with the one action that settles it.

    `kind`: the size of its type; `keys`: what puts it away, shown beside the cross.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        text: str,
        tone: str = "info",
        *,
        action: str = "",
        closable: bool = False,
        kind: str = "body",
        keys: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("tone", tone)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = Text(text, kind, wrap=True)
        parts: list[QWidget] = []
        if action:
            button = Button(action, size="sm")
            button.clicked.connect(self.acted)
            parts.append(button)
        self._close = Button(kind="ghost", icon="x", size="sm")
        self._close.clicked.connect(self.closed)
        if closable and keys:
            parts.append(Text(keys, kind, "secondary"))
        self.setLayout(
            hbox(Icon(TONE_ICONS[tone], tone, 18), (self._label, 1), *parts, self._close, margins=(12, 6, 8, 6))
        )
        # Not before it lies in something: what is told to show by itself is a window of its own, and takes the
        # keyboard.
        self._close.setHidden(not closable)
        self.setMinimumHeight(40)
        self.setAccessibleName(text)
        self._name_close()

    def say(self, text: str) -> None:
        self._label.setText(text)
        self.setAccessibleName(text)

    def _name_close(self) -> None:
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.setToolTip(self.tr("Close this message"))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name_close()
        super().changeEvent(event)
