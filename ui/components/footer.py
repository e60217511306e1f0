"""The footer of a list: what the keys do, and where in the rows one is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from ui import theme
from ui.components.key_cap import key_caps
from ui.components.layout import clear, hbox
from ui.components.text import RIGHT, Text


class Footer(QFrame):
    """36 px below a list."""

    def __init__(self, keys: Sequence[tuple[str, str]] = (), note: str = "") -> None:
        super().__init__()
        self.setObjectName("footer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.current().px("footer"))
        self._keys: QHBoxLayout = hbox(gap=16)
        self._note = Text(note, "caption", "secondary", align=RIGHT)
        self.setLayout(hbox(self._keys, None, self._note, margins=(16, 0, 16, 0)))
        self.show_keys(keys)

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Replaces the keys: (("J+K", "next"), ("Enter", "open"))."""
        clear(self._keys)
        for combination, does in keys:
            self._keys.addLayout(hbox(*key_caps(combination), Text(does, "caption", "secondary"), gap=4))

    def show_note(self, note: str) -> None:
        self._note.setText(note)
