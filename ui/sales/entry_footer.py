"""What stands below the form: the keys, since when the draft is kept, and what is done with the order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.components.buttons import Button
from ui.components.frames import Ground, Rule
from ui.components.key_cap import key_help
from ui.components.layout import clear, hbox, vbox
from ui.sales.entry_begun import BegunDrafts

#: How many keys stand there at most, and the gaps around all that stands there.
_KEYS = 5
_GAPS = 56


class EntryFooter(Ground):
    """`submitted`, `set_aside`, `left`: its three buttons."""

    submitted = Signal()
    set_aside = Signal()
    left = Signal()

    def __init__(self, begun: BegunDrafts) -> None:
        column = vbox(Rule(), gap=0)
        super().__init__(column, "surface")
        self.submit = Button(self.tr("Submit order"), "primary", icon="check", keys="Ctrl+Enter")
        self._leave = Button(self.tr("Start over"), "ghost")
        self._aside = Button(self.tr("Keep as a draft"), keys="Ctrl+S")
        self._keys = hbox(gap=16)
        self._help: list[QWidget] = []
        self._parts = (begun.note, begun.button, self._leave, self._aside, self.submit)
        column.addLayout(hbox(self._keys, None, *self._parts, gap=8, margins=(20, 8, 20, 8)))
        self.submit.clicked.connect(self.submitted)
        self._leave.clicked.connect(self.left)
        self._aside.clicked.connect(self.set_aside)
        begun.changed.connect(self._fit)

    def say(self, keys: Sequence[tuple[str, str]], *, edits: bool) -> None:
        """Words of the window's language, for a new order or for one that is changed."""
        self.submit.say(self.tr("Save changes") if edits else self.tr("Submit order"), "Ctrl+Enter")
        self._leave.say(self.tr("Leave as it is") if edits else self.tr("Start over"))
        self._aside.say(self.tr("Keep as a draft"), "Ctrl+S")
        self._aside.setHidden(edits)
        clear(self._keys)
        self._help = [_help(pair) for pair in keys[:_KEYS]]
        for each in self._help:
            self._keys.addWidget(each)
        self._fit()

    def _fit(self) -> None:
        """As many keys as the buttons leave room for."""
        room = self.width() - _GAPS - sum(each.sizeHint().width() + 8 for each in self._parts if not each.isHidden())
        for each in self._help:
            room -= each.sizeHint().width() + 16
            each.setVisible(room >= 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _help(pair: tuple[str, str]) -> QWidget:
    """A key and what it does."""
    found = QWidget()
    found.setLayout(key_help([pair]))
    return found
