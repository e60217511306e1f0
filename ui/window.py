"""The one window: front pages, the rooms of a desk, or the bench; and who sees which."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget
from typing_extensions import override

from orderdesk.clock import Clock
from ui import settings, theme
from ui.components.rail import Room
from ui.first_list import FirstLook
from ui.front.sign_in import SignInPage
from ui.key_map import KeyMap
from ui.language import tongue
from ui.sales.orders_room import OrdersRoom
from ui.settings import Settings
from ui.shell import Place, RoomPage, Shell, application_shortcut

ORDERS, ENTRY, PEOPLE, PLACE = "orders", "entry", "people", "place"
#: Rooms are laid out for 1280 by 720. A Full HD screen at 150 % leaves less beside its task bar, an older one at 125 %
#: less still: there the panel lies over the list, columns drop out, and nothing is cut off.
_SMALLEST = (1_024, 640)
_FIRST_SIZE = (1_366, 768)


class MainWindow(QMainWindow):
    """Shows one thing at a time. What it shows first needs nothing that is slow to load."""

    closing = Signal()

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__()
        self.folder, self.clock = folder, clock
        self.kept = Settings(folder)
        self.shell = Shell()
        self.orders = OrdersRoom(clock, self.kept)
        self._entry: RoomPage | None = None
        self._people: RoomPage | None = None
        self._place: RoomPage | None = None
        self._before_search: QWidget | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.shell)
        self.setCentralWidget(self._stack)
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_FIRST_SIZE)
        self._furnish()
        self._bind_keys()
        self.shell.bar.search.left.connect(self._back_from_search)
        self.orders.new_order_wanted.connect(lambda: self._open_room(ENTRY))
        state = QByteArray.fromBase64(QByteArray(self.kept.text(settings.GEOMETRY).encode()))
        if not state.isEmpty():
            self.restoreGeometry(state)
        self._name()

    def _bind_keys(self) -> None:
        for keys, work in (
            ("Ctrl+L", self.other_language),
            ("Ctrl+Shift+L", self.other_look),
            ("F11", self.toggle_full_screen),
            ("Ctrl+K", self._search),
        ):
            application_shortcut(keys, self).activated.connect(work)

    # -- pages ---------------------------------------------------------------------------------------------------

    def show_first(self, look: FirstLook) -> None:
        """What can be shown before the workstation is loaded: its newest orders, or the sign-in."""
        if look.orders and look.seat != "bench":
            self.orders.show_first(look.orders)
            self.show_shell()
        elif look.is_enrolled and not look.has_session:
            self.show_sign_in(look.device_name, look.hub)

    def show_shell(self) -> None:
        """The rooms of a desk."""
        self._stack.setCurrentWidget(self.shell)
        self.shell.page().entered()

    def show_sign_in(self, place: str, hub: str) -> SignInPage:
        """The sign-in; the same page when it is there already."""
        page = self._stack.currentWidget()
        if not isinstance(page, SignInPage):
            page = SignInPage(place, _host(hub), self.kept.text(settings.LAST_LOGIN))
            self.show_page(page)
        page.take_focus()
        return page

    def show_page(self, page: QWidget) -> None:
        """Any other page instead of the rooms; the one before is gone."""
        old = self._stack.currentWidget()
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None and old not in (page, self.shell) and not old.property("stays"):
            self._stack.removeWidget(old)
            old.deleteLater()

    def page(self) -> QWidget | None:
        """What is shown."""
        return self._stack.currentWidget()

    def add_entry(self, page: RoomPage) -> None:
        """The room in which orders are entered, for those who may."""
        self._entry = page
        self._furnish()

    def add_place(self, page: RoomPage) -> None:
        """The workstation's own room."""
        self._place = page
        self._furnish()

    def show_people(self, page: RoomPage | None) -> None:
        """The room in which people and workstations are administered, for those who may; None takes it away."""
        self._people = page
        self._furnish()

    def drop_entry(self) -> None:
        """Somebody is here who enters no orders."""
        self._entry = None
        self._furnish()

    def _furnish(self) -> None:
        rooms = self._rooms()
        places = [Place(rooms[ORDERS], self.orders)]
        if self._entry is not None:
            places.append(Place(rooms[ENTRY], self._entry))
        if self._people is not None:
            places.append(Place(rooms[PEOPLE], self._people))
        if self._place is not None:
            places.append(Place(rooms[PLACE], self._place))
        self.shell.furnish(*places)

    def _rooms(self) -> dict[str, Room]:
        return {
            ORDERS: Room(ORDERS, self.tr("Orders"), "list-bullets"),
            ENTRY: Room(ENTRY, self.tr("Enter"), "note-pencil"),
            PEOPLE: Room(PEOPLE, self.tr("People"), "users"),
            PLACE: Room(PLACE, self.tr("Setup"), "desktop"),
        }

    def _open_room(self, key: str) -> None:
        if key != ENTRY or self._entry is not None:
            self.shell.open_room(key)

    # -- keys ----------------------------------------------------------------------------------------------------

    def other_language(self) -> None:
        """Chinese or English."""
        tongue.toggle()
        self.kept.keep(settings.LANGUAGE, tongue.language)

    def other_look(self) -> None:
        """Light or dark."""
        dark = theme.current().name is theme.ThemeName.LIGHT
        name = theme.ThemeName.DARK if dark else theme.ThemeName.LIGHT
        theme.appearance.use(name, theme.current().density, motion=theme.appearance.has_motion)
        self.kept.keep(settings.LOOK, name)

    def toggle_full_screen(self) -> None:
        """The whole screen, or a window."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def come_to_front(self) -> None:
        """Somebody has started the program again."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    def _search(self) -> None:
        if self._stack.currentWidget() is self.shell:
            entry, here = self.shell.bar.search.entry, QApplication.focusWidget()
            if here is not entry:
                self._before_search = here
            self.shell.bar.search.entry.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.shell.bar.search.entry.selectAll()

    def _back_from_search(self) -> None:
        """Esc gives the keyboard back to whatever had it."""
        before, self._before_search = self._before_search, None
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.shell.page().entered()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?" and self._stack.currentWidget() is self.shell:
            page = self.shell.page()
            KeyMap(page.title(), page.keys(), self).open()
        elif event.text() == "/" and self._stack.currentWidget() is self.shell:
            self._search()
        else:
            super().keyPressEvent(event)

    # -- words, end ----------------------------------------------------------------------------------------------

    def _name(self) -> None:
        self.setWindowTitle("OrderDesk")

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.shell.rename(*self._rooms().values())
        super().changeEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        state = bytes(self.saveGeometry().toBase64().data()).decode()
        self.kept.keep(settings.GEOMETRY, state)
        # What is behind it may take seconds to end: nobody should see a window that answers to nothing.
        self.hide()
        self.closing.emit()
        super().closeEvent(event)


def _host(address: str) -> str:
    return address.partition("://")[2] or address
