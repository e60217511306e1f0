"""Grounds that other parts stand on: cards, coloured areas, hair lines."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout

from ui.components.layout import hbox, vbox
from ui.components.text import Text


class Card(QFrame):
    """A bordered area; kind is plain, flat or dialog."""

    def __init__(self, layout: QLayout, kind: str = "plain") -> None:
        super().__init__()
        self.setProperty("card", kind)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setLayout(layout)


class Section(Card):
    """A card with a title, and a note beside it."""

    def __init__(self, title: str, body: QLayout, note: str = "") -> None:
        head = hbox(Text(title, "title"), Text(note, "caption", "tertiary"), None)
        super().__init__(vbox(head, (body, 1), gap=12, margins=(16, 12, 16, 16)))
        self.setAccessibleName(title)


class Ground(QFrame):
    """A plain area: app, surface or subtle."""

    def __init__(self, layout: QLayout, ground: str = "app", name: str = "") -> None:
        super().__init__()
        self.setProperty("ground", ground)
        if name:
            self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setLayout(layout)


class Rule(QFrame):
    """A hair line, lying or standing."""

    def __init__(self, direction: str = "h") -> None:
        super().__init__()
        self.setProperty("line", direction)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
