"""The map of keys that `?` shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.key_cap import key_caps
from ui.components.layout import grid, hbox
from ui.components.text import Text

Keys = Sequence[tuple[str, str]]

_CAPS = 112


class KeyMap(Dialog):
    """Keys of the room and keys that work everywhere; a bench has no other rooms and one look."""

    def __init__(
        self, room: str, keys: Keys, parent: QWidget, *, has_rooms: bool = True, has_looks: bool = True
    ) -> None:
        super().__init__("", parent)
        self.show_title(self.tr("Keys"))
        between = [
            ("Ctrl+K", self.tr("Search orders")),
            ("Ctrl+1", self.tr("First room; Ctrl+2 the second")),
            ("Ctrl+Z", self.tr("Undo")),
        ]
        everywhere = [
            *(between if has_rooms else []),
            ("Ctrl+L", self.tr("Other language")),
            *([("Ctrl+Shift+L", self.tr("Light or dark"))] if has_looks else []),
            ("F11", self.tr("Full screen")),
            ("?", self.tr("This map")),
        ]
        for title, pairs in ((room, keys), (self.tr("Everywhere"), everywhere)):
            if pairs:
                self.body.addWidget(Text(title, "caption", "secondary", weight=600))
                self.body.addLayout(
                    grid([[_caps(keys), Text(does)] for keys, does in pairs], gap=(16, 6), shares=(0, 1))
                )
        close = Button(self.tr("Close"), keys="Esc")
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)


def _caps(keys: str) -> QWidget:
    found = QWidget()
    found.setLayout(hbox(*key_caps(keys), None, gap=4))
    # The words of all groups begin below each other.
    found.setMinimumWidth(_CAPS)
    return found
