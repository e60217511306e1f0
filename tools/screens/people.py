"""The administrator's room: people, workstations, and what is asked and shown over them."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tools.screens.studio import LARGE, Studio
from ui.people.people_room import PEOPLE as USERS
from ui.people.people_room import WORKSTATIONS, PeopleRoom
from ui.people.told_once import CodeShown
from ui.program import Program
from ui.window import PEOPLE

_PASSWORD, _PIN, _CODE = "k7fd-x9mn-p2wq", "275904", "93DR6-VJSWC"


def draw_people(studio: Studio, program: Program) -> None:
    """Both lists, each sheet, and the lists while the hub is away."""
    window = program.window
    window.shell.open_room(PEOPLE)
    room = window.shell.page()
    assert isinstance(room, PeopleRoom)
    studio.wait(lambda: room.users.is_known and room.devices.is_known, "people")
    room.open_list(USERS)
    studio.shoot(window, "people")
    studio.shoot(window, "people", LARGE)
    studio.shoot(window, "people-new", opened=lambda: _over(room.user_deeds.add()))
    studio.shoot(window, "people-roles", opened=lambda: _over(room.user_deeds.change_roles()))
    studio.shoot(window, "people-password", opened=lambda: _told(room))
    room.open_list(WORKSTATIONS)
    studio.shoot(window, "workstations")
    studio.shoot(window, "workstations", LARGE)
    studio.shoot(window, "workstations-new", opened=lambda: _over(room.device_deeds.make_code()))
    studio.shoot(window, "workstations-code", opened=lambda: _code(program, window))


def _over(sheet: QObject | None) -> QWidget:
    assert isinstance(sheet, QWidget)
    return sheet


def _told(room: PeopleRoom) -> QWidget:
    deeds = room.user_deeds
    return deeds.tell_once("陈洁", [(deeds.tr("Password"), _PASSWORD), (deeds.tr("PIN of the badge"), _PIN)])


def _code(program: Program, window: QWidget) -> QWidget:
    found = CodeShown(_CODE, "https://hub.example.com", "4 号打包台", program.clock.now(), window)
    found.open()
    return found
