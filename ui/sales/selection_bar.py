"""The bar over the list while orders are ticked: how many, what they are worth, what can be done with all of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui import formats
from ui.components.buttons import Button
from ui.components.layout import hbox
from ui.components.remade import Remade
from ui.components.text import Text

_FILTER_SHOWN = 10


class SelectionBar(QWidget):
    """`deed_wanted(key)`, `copy_wanted`, `export_wanted`, `clear_wanted`, `stop_wanted`; `filter_wanted`: somebody
    wants to see by what the list is narrowed."""

    deed_wanted = Signal(str)
    copy_wanted = Signal()
    export_wanted = Signal()
    clear_wanted = Signal()
    stop_wanted = Signal()
    filter_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._facts = Text("", "bodyStrong")
        self._sum: tuple[int, int | None] = (0, None)
        self._deeds = Remade(self, sideways=True, gap=8)
        self._progress = Text("", "body", "secondary")
        self._filter = Button(kind="ghost", icon="funnel", size="sm")
        self._filter.hide()
        self._stop = Button(kind="ghost", size="sm")
        self._copy = Button(kind="ghost", icon="copy", size="sm")
        self._export = Button(kind="ghost", icon="export", size="sm")
        self._clear = Button(kind="ghost", icon="x", size="sm")
        for button, signal in (
            (self._filter, self.filter_wanted),
            (self._stop, self.stop_wanted),
            (self._copy, self.copy_wanted),
            (self._export, self.export_wanted),
            (self._clear, self.clear_wanted),
        ):
            button.clicked.connect(signal)
        tail = (self._filter, self._copy, self._export, self._clear)
        self.setLayout(hbox(self._facts, self._deeds, self._progress, self._stop, None, *tail, gap=8))
        self.show_progress(0, 0)
        self.retranslate()

    def show_sum(self, count: int, sum_fen: int | None) -> None:
        """How many are ticked, and what they come to (fen; None: not known, or not for these eyes)."""
        self._sum = (count, sum_fen)
        parts = [self.tr("{n} selected").format(n=count)]
        if sum_fen is not None:
            parts.append(formats.money(sum_fen, sign=True))
        self._facts.setText(" · ".join(parts))

    def show_deeds(self, deeds: Sequence[tuple[str, str, str, str]]) -> None:
        """What can be done: key, words, icon, and why not (empty: it can)."""

        def make() -> list[QWidget]:
            found: list[QWidget] = []
            for key, title, icon, hindered in deeds:
                button = Button(title, icon=icon, size="sm")
                button.setEnabled(not hindered)
                button.setToolTip(hindered)
                button.setAccessibleDescription(hindered)
                button.clicked.connect(partial(self.deed_wanted.emit, key))
                found.append(button)
            return found

        self._deeds.show_for(tuple(deeds), make)

    def show_filter(self, text: str) -> None:
        """By what the list under it is narrowed; empty: by nothing."""
        self._filter.setVisible(bool(text))
        self._filter.say(text if len(text) <= _FILTER_SHOWN else f"{text[:_FILTER_SHOWN]}…")
        self._filter.setAccessibleDescription(text)

    def show_progress(self, done: int, count: int) -> None:
        """How far it has come; a count of 0: nothing is being done."""
        self._deeds.setVisible(not count)
        for part in (self._progress, self._stop):
            part.setVisible(bool(count))
        self._progress.setText(self.tr("{n} of {count} done").format(n=done, count=count))

    def retranslate(self) -> None:
        """The words of the window's language."""
        self._stop.say(self.tr("Stop"))
        self._copy.say(self.tr("Copy numbers"))
        self._export.say(self.tr("Export"), "Ctrl+E")
        self._clear.say(self.tr("Clear"))
        self.show_sum(*self._sum)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
