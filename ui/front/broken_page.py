"""The workstation cannot be opened: what is wrong, what stays safe, and the next step."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLayout, QWidget

from orderdesk.errors import Refused
from ui.components.buttons import Button
from ui.components.frames import Card
from ui.components.layout import hbox, vbox
from ui.components.text import Icon, Text
from ui.front.page import FrontPage
from ui.place.reports import report_text
from ui.refusals import refusal_text

_CARD_WIDTH = 520


class BrokenPage(FrontPage):
    """`is_damaged`: a file is, and nobody may touch it; else something stands in the way that can be put right."""

    def __init__(self, folder: Path, error: Exception, *, is_damaged: bool) -> None:
        super().__init__()
        self._folder, self._error, self._is_damaged = folder, error, is_damaged
        self.rebuild()

    def compose(self) -> QLayout:
        copy = Button(self.tr("Copy a report"), icon="copy")
        copy.clicked.connect(self._on_copy)
        show = Button(self.tr("Show the folder"), icon="folder-open")
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))))
        headline = Text(self.tr("This workstation cannot be opened"), "h2", wrap=True)
        parts: list[QWidget | QLayout | int] = [
            hbox(Icon("warning-octagon", "danger", 24), (headline, 1), gap=12),
            Text(self._cause(), "body", wrap=True),
            Text(self._next_step(), "body", wrap=True),
            Text(str(self._folder), "caption", "tertiary", wrap=True, selectable=True),
            4,
            hbox(show, copy, None, gap=8),
        ]
        card = Card(vbox(*parts, gap=10, margins=32), "dialog")
        card.setFixedWidth(_CARD_WIDTH)
        return hbox(None, card, None)

    def _cause(self) -> str:
        if self._is_damaged:
            return self.tr("A file in which it is written down what was said here is damaged.")
        if isinstance(self._error, Refused):
            return refusal_text(self._error.code, self._error.facts)
        return self.tr("The reason: {why}").format(why=self._error)

    def _next_step(self) -> str:
        if self._is_damaged:
            return self.tr(
                "Nothing has been changed. Close the program and keep a copy of the folder: it may hold what nobody"
                " else has. Then ask whoever looks after OrderDesk."
            )
        return self.tr(
            "Put that right and start the program again, or send the report to whoever looks after OrderDesk."
        )

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(report_text([("Folder", str(self._folder)), ("Error", repr(self._error))]))
