"""The demo's door: as whom shall it be today?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from ui.components.layout import grid, hbox, vbox
from ui.components.text import Text
from ui.front.choice_card import ChoiceCard
from ui.front.page import FrontPage
from ui.words import word

_WIDTH = 720
_ICONS = {
    "packer": "barcode",
    "sales": "note-pencil",
    "supervisor": "warning-circle",
    "logistics": "truck",
    "finance": "scales",
    "service": "headset",
}


class RoleChooser(FrontPage):
    """`chosen(role)`. `people` names who each role is."""

    chosen = Signal(str)

    def __init__(self, people: Mapping[str, str]) -> None:
        super().__init__()
        self._people = people
        self._state = ""
        self.rebuild()

    def say(self, sentence: str) -> None:
        """What is going on, for instance that data is being fetched."""
        self._state = sentence
        self._note.setText(sentence)

    def compose(self) -> QLayout:
        cards = [self._card(role) for role in _ICONS if role in self._people]
        rows: Sequence[list[QWidget | QLayout | None]] = [list(cards[at : at + 3]) for at in range(0, len(cards), 3)]
        self._note = Text(self._state, "caption", "secondary")
        column = vbox(
            Text(self.tr("As whom do you want to look around?"), "h2"),
            Text(self.tr("Each role has its own workstation; all work on the same live company."), "body", "secondary"),
            8,
            grid(rows, gap=(12, 12), shares=(1, 1, 1)),
            self._note,
        )
        holder = QWidget()
        holder.setFixedWidth(_WIDTH)
        holder.setLayout(column)
        outer = QVBoxLayout()
        outer.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
        return hbox(None, outer, None)

    def _card(self, role: str) -> ChoiceCard:
        does = {
            "packer": self.tr("Scan, check, bind the waybill, hand over."),
            "sales": self.tr("Enter orders and follow them."),
            "supervisor": self.tr("Approve, allocate, decide."),
            "logistics": self.tr("Allocate orders and watch the couriers."),
            "finance": self.tr("See orders with their money."),
            "service": self.tr("Find any order within a second."),
        }
        card = ChoiceCard(_ICONS[role], word("role", role), f"{self._people[role]} · {does[role]}")
        card.clicked.connect(lambda: self._on_card(card, role))
        return card

    def _on_card(self, card: ChoiceCard, role: str) -> None:
        card.setChecked(True)
        self.chosen.emit(role)
