"""Where somebody else was faster: what they have and what stands in the form, field by field, to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from ui import formats
from ui.components.buttons import Button
from ui.components.layout import clear, hbox, vbox
from ui.components.text import Icon, Text
from ui.sales.entry_edit import Change

_SHOWN = 3


class ClashBox(QFrame):
    """`theirs_taken(field)`, `mine_kept(field)`: somebody has chosen; until then nothing is sent."""

    theirs_taken = Signal(str)
    mine_kept = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("tone", "warn")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._clashes: tuple[Change, ...] = ()
        self._order_no = ""
        #: The two buttons of each choice: theirs, mine.
        self.choices: list[tuple[Button, Button]] = []
        self._rows = vbox(gap=6, margins=(12, 8, 8, 8))
        self.setLayout(self._rows)
        self.hide()

    def show_clashes(self, order_no: str, clashes: Sequence[Change]) -> None:
        """What both have changed: `was` is theirs, `to` is what stands in the form."""
        self._order_no, self._clashes = order_no, tuple(clashes)
        self.retranslate()

    def is_open(self) -> bool:
        """Whether something is still to be chosen."""
        return bool(self._clashes)

    def ask(self) -> None:
        """The keyboard goes to the first choice."""
        if self.choices:
            self.choices[0][0].setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """The same in the language of the window."""
        clear(self._rows)
        self.choices = []
        self.setVisible(bool(self._clashes))
        if not self._clashes:
            return
        text = self.tr("Order {no} was changed by somebody else meanwhile. Choose what shall stand:")
        words = text.format(no=self._order_no)
        self._rows.addLayout(hbox(Icon("warning", "warn", 18), (Text(words, "bodyStrong", wrap=True), 1), gap=8))
        self.setAccessibleName(words)
        for clash in self._clashes[:_SHOWN]:
            self._add(clash)
        more = len(self._clashes) - _SHOWN
        if more > 0:
            text = formats.counted(more, self.tr("1 more comes then"), self.tr("{n} more come then"))
            self._rows.addWidget(Text(text, "caption", "secondary"))

    def _add(self, clash: Change) -> None:
        text = self.tr("{what}: the other has “{theirs}”, you had “{mine}”")
        words = text.format(what=clash.what, theirs=clash.was, mine=clash.to)
        theirs, mine = Button(self.tr("Take theirs"), size="sm"), Button(self.tr("Keep mine"), size="sm")
        theirs.setAccessibleDescription(words)
        mine.setAccessibleDescription(words)
        theirs.clicked.connect(partial(self.theirs_taken.emit, clash.field))
        mine.clicked.connect(partial(self.mine_kept.emit, clash.field))
        self.choices.append((theirs, mine))
        self._rows.addLayout(hbox(26, (Text(words, wrap=True), 1), theirs, mine, gap=8))
