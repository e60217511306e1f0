"""What has been begun before: the button with the list of drafts, and since when the present one is kept."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from orderdesk.sync.workstation import Draft as KeptDraft
from ui import formats
from ui.components.buttons import Button
from ui.components.layout import hbox
from ui.components.text import Icon, Text
from ui.sales.entry_drafts import DraftKeeper, draft_mark
from ui.workplace import Workplace


class BegunDrafts(QObject):
    """`taken(kept)`: somebody wants to go on with this one; `changed`: other words stand there."""

    taken = Signal(object)
    changed = Signal()

    def __init__(self, workplace: Workplace, keeper: DraftKeeper, parent: QWidget) -> None:
        super().__init__(parent)
        self._workplace, self._keeper, self._parent = workplace, keeper, parent
        self._kept: list[KeptDraft] = []
        self.button = Button(self.tr("Drafts"), "ghost", icon="files")
        self.button.hide()
        self.button.clicked.connect(self._on_button)
        self._words = Text("", "caption", "secondary")
        self.note = QWidget()
        self.note.setLayout(hbox(Icon("floppy-disk", "text.tertiary"), self._words, gap=6))
        self.note.setVisible(False)
        keeper.listed.connect(self._on_listed)
        keeper.kept.connect(self._say_kept)

    def retranslate(self) -> None:
        """Words of the window's language."""
        self._on_listed(self._kept)
        self._say_kept()

    def _say_kept(self) -> None:
        at = self._keeper.kept_at
        self.note.setVisible(at is not None)
        if at is not None:
            text = self.tr("Draft {mark} kept at {time}")
            self._words.setText(text.format(mark=self._keeper.mark(), time=formats.clock(at)))
        self.changed.emit()

    def _on_listed(self, drafts: list[KeptDraft]) -> None:
        self._kept = drafts
        self.button.setVisible(bool(drafts))
        self.button.say(self.tr("Drafts ({n})").format(n=len(drafts)))
        self.changed.emit()

    def menu(self) -> QMenu:
        """What there is: its mark, customer, lines, when; an edit that was refused by its order's number."""
        menu = QMenu(self._parent)
        for kept in self._kept:
            menu.addAction(self._words_of(kept)).triggered.connect(partial(self.taken.emit, kept))
        forget = menu.addMenu(self.tr("Forget"))
        for action, kept in zip(menu.actions(), self._kept, strict=False):
            forget.addAction(action.text()).triggered.connect(partial(self._keeper.drop, kept.id))
        return menu

    def _words_of(self, kept: KeptDraft) -> str:
        body, at = kept.body, formats.moment(kept.updated_at, self._workplace.clock.now())
        if "ask" in body:
            parts = [self.tr("Changes of {no}, not taken").format(no=body["order_no"]), at]
        else:
            lines = formats.counted(len(body["lines"]), self.tr("1 line"), self.tr("{n} lines"))
            parts = [draft_mark(kept.id), body["name"], lines, at]
        return " · ".join(part for part in parts if part).replace("&", "&&")

    def _on_button(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))
