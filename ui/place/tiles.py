"""The first look at how things stand: one figure a tile, with what it is and what to do about it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.components.frames import Card
from ui.components.layout import hbox, vbox
from ui.components.text import Icon, Text


class Tile(Card):
    """An icon, a name, a figure and a line below it; the tint says whether somebody is needed."""

    def __init__(self, icon: str, label: str) -> None:
        self._icon = Icon(icon, "text.secondary", 20)
        self._label = label
        self._value = Text("", "h2")
        self._note = Text("", "caption", "secondary", wrap=True)
        words: list[QWidget | int] = [Text(label, "caption", "secondary"), self._value, self._note]
        super().__init__(hbox(self._icon, (vbox(*words, gap=2), 1), gap=12, margins=(14, 12, 14, 12)))
        self._shown = ("", "")

    @property
    def shown(self) -> tuple[str, str]:
        """The figure and the line below it."""
        return self._shown

    def show_figure(self, value: str, note: str = "", tint: str = "") -> None:
        """`tint`: ok, warn, danger or nothing."""
        self._shown = (value, note)
        self._value.setText(value)
        self._value.set_tint(tint)
        self._note.setText(note)
        self._note.set_tint(tint or "secondary")
        self.setAccessibleName(f"{self._label}: {value}. {note}")
