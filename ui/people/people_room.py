"""The room of whoever administers: people and workstations, asked from the hub and changed there at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from typing_extensions import override

from orderdesk.sync.workstation import Status
from ui.components.buttons import Button
from ui.components.layout import clear, hbox, vbox
from ui.components.tabs import Tabs
from ui.components.text import Text
from ui.people.deeds import Deeds
from ui.people.device_deeds import DeviceDeeds
from ui.people.hub_list import HubList
from ui.people.lists import DeviceList, UserList
from ui.people.user_deeds import UserDeeds
from ui.shell import RoomPage
from ui.workplace import Workplace

PEOPLE, WORKSTATIONS = 0, 1


@dataclass(frozen=True, slots=True)
class Gesture:
    """One thing to do: its key, its words, and whether somebody has to be chosen for it."""

    key: str
    text: str
    icon: str
    run: Callable[[], object]
    is_for_chosen: bool = True


class PeopleRoom(RoomPage):
    """`said(text)` and `undoable(text, back)` when something has been done,
    `refused(text)` when the hub does not agree."""

    said = Signal(str)
    undoable = Signal(str, object)
    refused = Signal(str)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._was_online: bool | None = None
        self._open = PEOPLE
        self._all = vbox(gap=12, margins=(20, 12, 20, 16))
        self.setLayout(self._all)
        self.lists: list[HubList] = []
        self._buttons: list[tuple[Gesture, Button]] = []
        self._make()
        workplace.changed.connect(self._on_changed)
        workplace.status_changed.connect(self._on_status)

    # -- parts ---------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        for each in self.lists:
            each.leave()
        for old in self.findChildren(Deeds):
            old.deleteLater()
        clear(self._all)
        self.users, self.devices = UserList(self._workplace), DeviceList(self._workplace)
        self.lists = [self.users, self.devices]
        self.user_deeds = UserDeeds(self._workplace, self.users, self)
        self.device_deeds = DeviceDeeds(self._workplace, self.users, self.devices, self)
        for deeds in (self.user_deeds, self.device_deeds):
            deeds.said.connect(self.said)
            deeds.undoable.connect(self.undoable)
            deeds.refused.connect(self.refused)
        self.tabs = Tabs(self._labels(), active=self._open)
        self.tabs.changed.connect(self.open_list)
        self._pages = QStackedWidget()
        self._bar = hbox(gap=8)
        for each in self.lists:
            self._pages.addWidget(each)
            each.told.connect(self._on_told)
            each.choice_changed.connect(self._show_choice)
        self.users.opened.connect(self.user_deeds.change_roles)
        self._note = Text("", "caption", "secondary", wrap=True)
        self._all.addWidget(self.tabs)
        self._all.addLayout(self._bar)
        self._all.addWidget(self._note)
        self._all.addWidget(self._pages, 1)
        self._show_list()

    def _labels(self) -> list[str | tuple[str, int]]:
        names = (self.tr("People"), self.tr("Workstations"))
        return [(name, each.count()) if each.is_known else name for name, each in zip(names, self.lists, strict=True)]

    def _gestures(self) -> list[Gesture]:
        users, devices = self.user_deeds, self.device_deeds
        if self._open == WORKSTATIONS:
            return [
                Gesture("N", self.tr("New workstation"), "plus", devices.make_code, is_for_chosen=False),
                Gesture("O", self.tr("Revoke"), "prohibit", devices.shut_out),
            ]
        chosen = self.users.chosen()
        is_on = chosen is None or bool(chosen["active"])
        switch = self.tr("Switch off") if is_on else self.tr("Switch on")
        return [
            Gesture("N", self.tr("New person"), "user-plus", users.add, is_for_chosen=False),
            Gesture("R", self.tr("Roles"), "user", users.change_roles),
            Gesture("P", self.tr("New password"), "key", users.give_password),
            Gesture("I", self.tr("New PIN"), "hash", users.give_pin),
            Gesture("B", self.tr("Badge"), "identification-badge", users.give_badge),
            Gesture("E", self.tr("End sign-in"), "sign-out", users.end_sessions),
            Gesture("O", switch, "prohibit" if is_on else "check-circle", users.switch),
        ]

    def _show_list(self) -> None:
        self._pages.setCurrentIndex(self._open)
        clear(self._bar)
        self._buttons = []
        for gesture in self._gestures():
            kind = "default" if gesture.is_for_chosen else "primary"
            button = Button(gesture.text, kind, icon=gesture.icon, keys=gesture.key, size="sm")
            button.clicked.connect(gesture.run)
            self._bar.addWidget(button)
            self._buttons.append((gesture, button))
        self._bar.addStretch(1)
        self._show_choice()

    # -- what is shown -------------------------------------------------------------------------------------------

    def open_list(self, place: int) -> None:
        """People or workstations."""
        self._open = place
        self.tabs.open(place)
        self._show_list()
        self.lists[place].take_focus()

    def look(self) -> None:
        """Asks the hub how things are now."""
        for each in self.lists:
            each.look()

    def _on_told(self) -> None:
        self.tabs.relabel(self._labels())

    def _show_choice(self) -> None:
        """Which gestures there are now; the last one changes its words with whoever is chosen."""
        here = self.lists[self._open]
        chosen = here.chosen()
        may_change = chosen is not None and bool(chosen.get("is_changeable", True))
        fresh = self._gestures()
        for place, (_before, button) in enumerate(self._buttons):
            gesture = fresh[place]
            self._buttons[place] = (gesture, button)
            button.say(gesture.text, gesture.key)
            button.show_icon(gesture.icon)
            button.setEnabled(here.is_known and (may_change or not gesture.is_for_chosen))
        elsewhere = self.tr(
            "{name} works for other companies too: changed at a workstation of all companies, or with"
            " “orderdesk-hub user”"
        )
        is_elsewhere = chosen is not None and not may_change
        self._note.setText(elsewhere.format(name=chosen["name"]) if chosen is not None and is_elsewhere else "")
        self._note.setVisible(is_elsewhere)

    def _on_changed(self, items: frozenset[tuple[str, object]] | None) -> None:
        if self.isVisible() and (items is None or any(kind in ("user", "device") for kind, _id in items)):
            self.look()

    def _on_status(self, _status: Status) -> None:
        """The line turned: what is shown must not be older than it."""
        online = self._workplace.is_online
        if online is not self._was_online:
            self._was_online = online
            if self.isVisible():
                self.look()

    # -- words and keys ------------------------------------------------------------------------------------------

    @override
    def title(self) -> str:
        return self.tr("People and workstations")

    @override
    def bar_buttons(self) -> list[QWidget]:
        again = Button(self.tr("Refresh"), icon="arrows-clockwise", size="sm")
        again.clicked.connect(self.look)
        return [again]

    @override
    def keys(self) -> list[tuple[str, str]]:
        moves = [("J, K", self.tr("Next, previous row")), ("Tab", self.tr("Next part"))]
        return [*moves, ("← →", self.tr("The other list, from the tabs")), *((g.key, g.text) for g in self._gestures())]

    @override
    def entered(self) -> None:
        self.look()
        self.lists[self._open].take_focus()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        for each in self.lists:
            each.leave()
        super().hideEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not held:
            for gesture, button in self._buttons:
                if event.text().upper() == gesture.key and button.isEnabled():
                    button.click()
                    return
        super().keyPressEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            had_keyboard = self.isAncestorOf(QApplication.focusWidget() or self)
            self._make()
            if self.isVisible():
                self.look()
            if had_keyboard:
                self.lists[self._open].take_focus()
            self.title_changed.emit()
