"""The frame around the rooms of a desk: rail, top bar, messages, the room that is open."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from ui.alerts import Alerts, MessageBar
from ui.components.frames import Ground
from ui.components.layout import hbox, vbox
from ui.components.rail import Rail, Room
from ui.components.top_bar import TopBar


class RoomPage(QWidget):
    """What stands in a room: says its title, its buttons in the top bar, and its keys."""

    title_changed = Signal()

    def title(self) -> str:
        """The name over the room."""
        return ""

    def crumb(self) -> str:
        """The room it was opened from, if it is not one of the rail's."""
        return ""

    def bar_buttons(self) -> list[QWidget]:
        """Fresh buttons for the top bar."""
        return []

    def keys(self) -> list[tuple[str, str]]:
        """Its keys and what they do, for the map on `?`."""
        return []

    def entered(self) -> None:
        """The room has been opened."""


@dataclass(frozen=True)
class Place:
    """A room with its page."""

    room: Room
    page: RoomPage


class Shell(Ground):
    """One window of a desk."""

    def __init__(self) -> None:
        self.bar = TopBar()
        self.messages = MessageBar()
        self._pages = QStackedWidget()
        self._rail = Rail(())
        self._column = vbox(self.bar, self.messages, (self._pages, 1), gap=0)
        self._frame = hbox(self._rail, (self._column, 1), gap=0)
        super().__init__(self._frame, "app")
        self.alerts = Alerts(self)
        self._places: dict[str, Place] = {}
        self._open = ""
        for number in range(1, 10):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(lambda index=number - 1: self._open_by_number(index))

    # -- rooms ---------------------------------------------------------------------------------------------------

    def furnish(self, *places: Place) -> None:
        """Puts the rooms in; the first one is opened. Pages that stay keep what they show."""
        kept = {place.page for place in places}
        for old in self._places.values():
            if old.page not in kept:
                self._pages.removeWidget(old.page)
                old.page.deleteLater()
        self._places = {place.room.key: place for place in places}
        for place in places:
            if self._pages.indexOf(place.page) < 0:
                self._pages.addWidget(place.page)
                place.page.title_changed.connect(self._on_title)
        self._new_rail()
        self.open_room(self._open if self._open in self._places else next(iter(self._places)))

    def rename(self, *rooms: Room) -> None:
        """The same rooms in another language."""
        for room in rooms:
            if room.key in self._places:
                self._places[room.key] = Place(room, self._places[room.key].page)
        self._new_rail()
        self._rail.choose(self._open)
        self._show_bar()

    def open_room(self, key: str) -> None:
        """Shows a room."""
        place = self._places[key]
        self._open = key
        self._rail.choose(key)
        self._pages.setCurrentWidget(place.page)
        self._show_bar()
        place.page.entered()

    def page(self) -> RoomPage:
        """The page that is open."""
        return self._places[self._open].page

    def _new_rail(self) -> None:
        rail = Rail([place.room for place in self._places.values()])
        rail.chosen.connect(self.open_room)
        self._frame.replaceWidget(self._rail, rail)
        self._rail.hide()
        self._rail.deleteLater()
        self._rail = rail
        rail.show()

    def _open_by_number(self, index: int) -> None:
        keys = list(self._places)
        if index < len(keys):
            self.open_room(keys[index])

    def _on_title(self) -> None:
        if self._open:
            self._show_bar()

    def _show_bar(self) -> None:
        page = self.page()
        self.bar.show_title(page.title(), page.crumb())
        self.bar.show_actions(*page.bar_buttons())

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._open:
            self._show_bar()
        super().changeEvent(event)


def application_shortcut(keys: str, owner: QWidget) -> QShortcut:
    """A key that works wherever in the window the focus is."""
    shortcut = QShortcut(QKeySequence(keys), owner)
    shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
    return shortcut
