"""Key caps, and rows of them with what each key does."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from ui import theme
from ui.components.layout import hbox
from ui.components.text import CENTER, Text


class KeyCap(QFrame):
    """One key as it stands on the keyboard."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setObjectName("keyCap")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(key)
        label = Text(key, "micro", "secondary", align=CENTER)
        label.setMinimumHeight(0)
        self.setLayout(hbox(label, margins=(5, 0, 5, 0)))
        self.setFixedHeight(theme.current().px("key"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


def key_caps(keys: str) -> list[KeyCap]:
    """The caps of a combination written as `Ctrl+K`."""
    return [KeyCap(key) for key in keys.split("+")]


def key_help(pairs: Sequence[tuple[str, str]], *, gap: int = 16) -> QHBoxLayout:
    """Combinations and what they do: (("J+K", "next"), ...)."""
    return hbox(*(hbox(*key_caps(keys), Text(does, "caption", "secondary"), gap=4) for keys, does in pairs), gap=gap)
