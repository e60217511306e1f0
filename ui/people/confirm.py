"""Asks before what cannot be taken back, with what follows from it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.text import Text


class ConfirmSheet(Dialog):
    """The button that leaves all as it is has the keyboard."""

    def __init__(self, title: str, consequences: str, verb: str, parent: QWidget | None) -> None:
        super().__init__("", parent, icon="warning", token="danger")
        self.show_title(title)
        self.body.addWidget(Text(consequences, "body", "secondary", wrap=True))
        stay = Button(self.tr("Back"), keys="Esc")
        stay.clicked.connect(self.reject)
        self._do = Button(verb, "danger")
        self._do.clicked.connect(self.accept)
        self.buttons.addWidget(stay)
        self.buttons.addWidget(self._do)
        stay.setFocus(Qt.FocusReason.OtherFocusReason)
