"""How many parcels are to be packed at this bench in a day: set beside the scanner,
shown in the header and as a bar."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator

from ui import settings
from ui.components.entries import Entry
from ui.settings import Settings

_MOST = 9_999


class GoalEntry(Entry):
    """A number of parcels; empty or 0: no goal, and none is shown. What is typed counts at once and is kept.

    `goal_changed(parcels)`.
    """

    goal_changed = Signal(int)

    def __init__(self, kept: Settings) -> None:
        found = kept_goal(kept)
        super().__init__(str(found) if found else "")
        self._kept = kept
        self.setAccessibleName(self.tr("Parcels a day"))
        self.setPlaceholderText(self.tr("No goal"))
        self.setValidator(QIntValidator(0, _MOST, self))
        self.textEdited.connect(self._on_edited)

    def _on_edited(self, text: str) -> None:
        self._kept.keep(settings.BENCH_GOAL, text)
        self.goal_changed.emit(kept_goal(self._kept))


def kept_goal(kept: Settings) -> int:
    """The goal of this bench in parcels a day; 0 where none is set, or the file says nothing of use."""
    found = kept.text(settings.BENCH_GOAL)
    return min(int(found), _MOST) if found.isdecimal() and found.isascii() else 0
