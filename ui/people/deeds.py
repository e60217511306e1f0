"""How a change is told to the hub: at once, and said in words whatever comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from orderdesk.errors import Refused
from ui.people.confirm import ConfirmSheet
from ui.people.hub_list import HubList
from ui.people.sheets import AskSheet
from ui.refusals import refusal_text
from ui.workplace import Workplace


class Deeds(QObject):
    """`said(text)`, `undoable(text, back)` and `refused(text)` as the room passes them on.
    `seen` is looked at again after each change."""

    said = Signal(str)
    undoable = Signal(str, object)
    refused = Signal(str)

    def __init__(self, workplace: Workplace, seen: HubList, owner: QWidget) -> None:
        super().__init__(owner)
        self.workplace, self.owner = workplace, owner
        self._seen = seen

    def tell(
        self,
        path: str,
        body: dict[str, Any],
        done: Callable[[dict[str, Any]], None],
        sheet: AskSheet | None = None,
    ) -> None:
        """Has the hub do it. What it does not agree with is said in the sheet that asked, else over the room."""

        def say(sentence: str) -> None:
            # A sheet that was left meanwhile says nothing any more.
            if sheet is not None and shiboken6.isValid(sheet) and sheet.isVisible():
                sheet.wrong(sentence)
            else:
                self.refused.emit(sentence)

        def on_done(answer: dict[str, Any]) -> None:
            # Whoever asked may have signed out meanwhile.
            if not shiboken6.isValid(self):
                return
            if sheet is not None and shiboken6.isValid(sheet):
                sheet.accept()
                sheet.deleteLater()
            done(answer)
            self._seen.look()

        def on_refused(refusal: Refused) -> None:
            if shiboken6.isValid(self):
                say(refusal_text(refusal.code, refusal.facts))
                self._seen.look()

        def on_silent() -> None:
            if shiboken6.isValid(self):
                say(self.tr("The hub did not answer: look whether it was done, then try again"))
                self._seen.look()

        self.workplace.tell_hub(path, on_done, on_refused, on_silent, body=body)

    def confirm(self, title: str, words: str, verb: str, run: Callable[[], None]) -> ConfirmSheet:
        """Asks before what cannot be taken back."""
        dialog = ConfirmSheet(title, words, verb, self.owner)
        dialog.accepted.connect(run)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()
        return dialog
