"""What is shown once: a password, a PIN, a code with which a computer is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import formats, theme
from ui.components.barcode import code128_modules, paint_code128
from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.layout import hbox, vbox
from ui.components.text import Text

_WIDTH = 480
_SPACING = 1
_MODULE, _BARS_HEIGHT = 2, 72


class Barcode(QWidget):
    """Code 128 for a scanner that reads from the screen; white also where the theme is dark."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Barcode of {text}").format(text=text))

    @override
    def sizeHint(self) -> QSize:
        return QSize(code128_modules(self._text) * _MODULE, _BARS_HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_code128(painter, QRectF(self.rect()), self._text, _MODULE)
        painter.end()


class Told(Text):
    """One secret in large letters, to be read out or copied by hand."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, "metric", selectable=True)
        self.setAccessibleName(f"{name}: {text}")

    @override
    def _refont(self) -> None:
        font = QFont(theme.current().font("metric"))
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, _SPACING)
        self.setFont(font)


class ToldOnce(Dialog):
    """Secrets by name, each large; they are nowhere else to be had."""

    def __init__(self, title: str, hint: str, told: Sequence[tuple[str, str]], parent: QWidget | None) -> None:
        super().__init__("", parent, icon="key", token="accent")
        self.setMinimumWidth(_WIDTH)
        self.show_title(title)
        self.told = list(told)
        if hint:
            self.body.addWidget(Text(hint, "body", "secondary", wrap=True))
        for name, text in told:
            self.body.addLayout(vbox(Text(name, "caption", "secondary"), Told(text, name), gap=2))
        self._copy = Button(self.tr("Copy"), icon="copy")
        self._copy.clicked.connect(self._on_copy)
        self._seen = Button(self.tr("I have written it down"), "primary", keys="Enter")
        self._seen.setDefault(True)
        self._seen.clicked.connect(self.accept)
        self.buttons.addWidget(self._copy)
        self.buttons.addWidget(self._seen)
        self._seen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(text for _name, text in self.told))
        self._copy.say(self.tr("Copied"))


class CodeShown(ToldOnce):
    """The code of a new workstation: as text and bars, with the address to enter beside it and when it lapses."""

    def __init__(self, code: str, hub: str, place: str, until: datetime, parent: QWidget | None) -> None:
        super().__init__("", "", [], parent)
        self.show_title(self.tr("Code for {place}").format(place=place))
        name = self.tr("Code")
        self.told = [(name, code)]
        self._seen.say(self.tr("Done"), "Enter")
        steps = self.tr(
            "Start OrderDesk on that computer, enter the address of the hub and this code; a scanner can read it"
            " from here."
        )
        lapses = self.tr("valid once, until {time}").format(time=formats.clock(until))
        self.body.addWidget(Text(steps, "body", "secondary", wrap=True))
        self.body.addLayout(vbox(Text(name, "caption", "secondary"), Told(code, name), gap=2))
        self.body.addLayout(hbox(Barcode(code), None))
        self.body.addWidget(Text(lapses, "bodyStrong"))
        self.body.addLayout(
            vbox(Text(self.tr("Address of the hub"), "caption", "secondary"), Text(hub, "body", selectable=True), gap=2)
        )
