"""How far a file has come that is being written while one works on, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui import formats
from ui.components.buttons import Button
from ui.components.layout import hbox
from ui.components.meter import Meter
from ui.components.text import Text

_METER = 160


class ExportStrip(QWidget):
    """One line over the list; `cancelled` by its button."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = Text("", "caption", "secondary")
        self._meter = Meter()
        self._meter.setFixedWidth(_METER)
        self._cancel = Button(kind="ghost", size="sm")
        self._cancel.clicked.connect(self.cancelled)
        self._come = (0, 0, 0.0)
        self.setLayout(hbox(self._text, self._meter, self._cancel, None, gap=8))
        self.retranslate()

    def show_progress(self, done: int, count: int, seconds: float) -> None:
        """So many of so many rows are written, after so many seconds."""
        self._come = (done, count, seconds)
        text = self.tr("Exporting: {n} of {count}").format(n=f"{done:,}", count=f"{count:,}")
        if done and seconds > 1:
            left = formats.spent(max(1, round(seconds / done * (count - done))))
            text = self.tr("{text} · about {time} left").format(text=text, time=left)
        self._text.setText(text)
        self._meter.show_shares(done / max(1, count), 0, text)

    def retranslate(self) -> None:
        """The words of the window's language."""
        self._cancel.say(self.tr("Cancel export"))
        self.show_progress(*self._come)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
