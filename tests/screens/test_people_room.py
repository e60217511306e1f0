"""The administrator's room over a real hub: what is asked there is done there, and what the hub refuses is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.fresh_secrets import new_password, new_pin
from orderdesk.sync import Workstation
from orderdesk.sync.transport import SignInFailed
from tests.hub.served_hub import PASSWORD, ServedHub
from tests.screens.office import company_hub, office_at
from ui.components.rail import RailButton
from ui.components.table_cells import TagCell, TwoLine
from ui.language import Language, tongue
from ui.life import Life
from ui.people.people_room import PEOPLE, WORKSTATIONS, PeopleRoom
from ui.people.sheets import CodeSheet, PersonSheet
from ui.people.told_once import CodeShown, ToldOnce
from ui.scanner.listener import ScanListener
from ui.window import MainWindow
from ui.workplace import Workplace

Shown = TypeVar("Shown", bound=QDialog)


@pytest.fixture
def hub(sqlite_template: Path, clock: SetClock, tmp_path: Path) -> Iterator[ServedHub]:
    with company_hub(sqlite_template, tmp_path, clock) as served:
        yield served


@pytest.fixture
def workplace(hub: ServedHub, tmp_path: Path, qapp: QApplication) -> Iterator[Workplace]:
    with office_at(hub, tmp_path / "office", "admin") as found:
        yield found


@pytest.fixture
def room(workplace: Workplace, show: Callable[[QWidget], QWidget]) -> Iterator[PeopleRoom]:
    found = PeopleRoom(workplace)
    found.resize(1_200, 700)
    show(found)
    workplace._sync.link_turned.emit(True)
    found.entered()
    assert found.users.is_known
    yield found
    for sheet in found.findChildren(QDialog):
        sheet.close()


def user(room: PeopleRoom, login: str) -> dict[str, Any]:
    """Chooses somebody."""
    found = next(each for each in room.users._records.values() if each["login"] == login)
    room.users.choose(str(found["id"]))
    return dict(found)


def state(room: PeopleRoom, login: str) -> str:
    cell = room.users.model.row_at(room.users.model.position(user(room, login)["id"]))[1][4]
    assert isinstance(cell, TagCell)
    return cell.text


def sheet_of(room: PeopleRoom, kind: type[Shown]) -> Shown:
    """The one that is open."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    (found,) = (each for each in room.findChildren(kind) if each.isVisible())
    return found


def told(room: PeopleRoom) -> dict[str, str]:
    shown = sheet_of(room, ToldOnce)
    secrets = dict(shown.told)
    shown.accept()
    return secrets


def said(room: PeopleRoom) -> list[str]:
    found: list[str] = []
    room.said.connect(found.append)
    room.refused.connect(found.append)
    room.undoable.connect(lambda text, _back: found.append(text))
    return found


@pytest.mark.parametrize(("login", "has_room"), [("admin", True), ("supervisor", False)])
def test_the_rail_leads_there_only_for_who_administers(
    login: str, has_room: bool, hub: ServedHub, tmp_path: Path, show: Callable[[QWidget], QWidget], qapp: QApplication
) -> None:
    with office_at(hub, tmp_path / "office", login) as office:
        window = MainWindow(tmp_path / "office", office.clock)
        show(window)
        Life(window, office, ScanListener(qapp))
        assert bool(window.shell.findChildren(PeopleRoom)) is has_room
        names = [each.text() for each in window.shell.findChildren(RailButton) if each.isVisible()]
        assert ("People" in names) is has_room


def test_everybody_stands_there_with_roles_and_state(room: PeopleRoom) -> None:
    own = room.users.model.row_at(room.users.model.position(user(room, "admin")["id"]))[1]
    assert own[0] == TwoLine("admin", "admin · you", "user", "")
    assert (state(room, "sales"), own[5]) == ("Active", "the office")
    (mine,) = (each for each in room.devices._records.values() if each["is_own"])
    cells = room.devices.model.row_at(room.devices.model.position(mine["id"]))[1]
    assert isinstance(cells[3], TagCell)
    assert (cells[1], cells[3].text) == ("Office", "Connected")


def test_a_new_person_gets_a_password_and_a_pin_that_are_shown_once_and_work(
    room: PeopleRoom, hub: ServedHub, tmp_path: Path
) -> None:
    QTest.keyClick(room.users.table, Qt.Key.Key_N)
    sheet = sheet_of(room, PersonSheet)
    sheet.submit()
    assert sheet.isVisible()
    sheet.name.setText("Bo")
    sheet.login.setText("bo")
    sheet.badge.setText("~bdg-88")
    sheet.fields.checks["packer"].setChecked(True)
    sheet.fields.where.choose("NB")
    sheet._do.click()
    secrets = told(room)
    assert set(secrets) == {"Password", "PIN of the badge"}
    chosen = room.users.chosen()
    assert chosen is not None
    assert (chosen["login"], chosen["has_badge"]) == ("bo", True)
    bench = Workstation.open(tmp_path / "bench", hub.url, clock=hub.clock)
    bench.enrol(hub.code("bench"), "a bench")
    assert bench.sign_in("bo", secrets["Password"]).roles == ("packer",)
    assert bench.sign_in("~BDG-88", secrets["PIN of the badge"]).roles == ("packer",)
    bench.close()


def test_a_sheet_stays_open_with_what_the_hub_does_not_agree_with(room: PeopleRoom) -> None:
    sheet = room.user_deeds.add()
    sheet.name.setText("Another")
    sheet.login.setText("Sales")
    sheet.fields.checks["sales"].setChecked(True)
    sheet.submit()
    assert sheet.isVisible()
    assert sheet._wrong.text() == "This login is taken"
    sheet.badge.setText("4711")
    sheet.submit()
    assert "~BDG-" in sheet._wrong.text()


def test_roles_are_changed_and_taken_back(room: PeopleRoom, qtbot: QtBot) -> None:
    user(room, "sales")
    sheet = room.user_deeds.change_roles()
    assert sheet is not None
    sheet.fields.checks["service"].setChecked(True)
    with qtbot.waitSignal(room.undoable, timeout=30_000) as signal:
        sheet.submit()
    assert [role["role"] for role in user(room, "sales")["roles"]] == ["sales", "service"]
    assert signal.args is not None
    signal.args[1]()
    assert [role["role"] for role in user(room, "sales")["roles"]] == ["sales"]


def test_a_new_password_is_asked_for_first_and_ends_what_is_open(
    room: PeopleRoom, workplace: Workplace, hub: ServedHub, tmp_path: Path
) -> None:
    desk = Workstation.open(tmp_path / "desk", hub.url, clock=hub.clock)
    desk.enrol(hub.code("desk"), "a desk")
    desk.sign_in("sales", PASSWORD)
    room.look()
    assert user(room, "sales")["signed_in_at"] == ["a desk"]
    dialog = room.user_deeds.give_password()
    assert dialog is not None
    dialog.accept()
    (password,) = told(room).values()
    assert user(room, "sales")["signed_in_at"] == []
    with pytest.raises(SignInFailed):
        desk.sign_in("sales", PASSWORD)
    desk.sign_in("sales", password)
    room.look()
    user(room, "sales")
    words = said(room)
    ending = room.user_deeds.end_sessions()
    assert ending is not None
    ending.accept()
    assert words == ["sales is signed in nowhere any more"]
    assert room.user_deeds.end_sessions() is None
    assert words[1:] == ["sales is signed in nowhere"]
    desk.close()


def test_a_pin_and_a_badge_are_given_and_the_badge_taken_away(room: PeopleRoom) -> None:
    user(room, "packer")
    dialog = room.user_deeds.give_pin()
    assert dialog is not None
    dialog.accept()
    assert re.fullmatch(r"\d{6}", told(room)["PIN of the badge"])
    sheet = room.user_deeds.give_badge()
    assert sheet is not None
    assert sheet._do.accessibleName() == "Take the badge away"
    sheet.submit()
    assert not user(room, "packer")["has_badge"]
    again = room.user_deeds.give_badge()
    assert again is not None
    QTest.keyClicks(again.badge, "~BDG-99")
    QTest.keyClick(again.badge, Qt.Key.Key_Return)
    assert user(room, "packer")["has_badge"]


def test_somebody_is_switched_off_and_on_again_but_not_the_own_account(room: PeopleRoom, qtbot: QtBot) -> None:
    user(room, "sales")
    with qtbot.waitSignal(room.undoable, timeout=30_000) as signal:
        QTest.keyClick(room.users.table, Qt.Key.Key_O)
    assert (state(room, "sales"), room._buttons[-1][1].accessibleName()) == ("Switched off", "Switch on")
    assert signal.args is not None
    signal.args[1]()
    assert state(room, "sales") == "Active"
    user(room, "admin")
    words = said(room)
    room.user_deeds.switch()
    assert len(words) == 1
    assert words[0].startswith("This is your own account")


def test_a_code_for_a_bench_takes_a_computer_in_and_one_is_shut_out(
    room: PeopleRoom, workplace: Workplace, hub: ServedHub, tmp_path: Path
) -> None:
    room.open_list(WORKSTATIONS)
    QTest.keyClick(room.devices.table, Qt.Key.Key_N)
    sheet = sheet_of(room, CodeSheet)
    sheet.submit()
    assert sheet.isVisible()
    sheet.name.setText("Bench 4")
    sheet.seat.choose("bench")
    sheet.where.choose("NB")
    sheet.submit()
    shown = sheet_of(room, CodeShown)
    (code,) = dict(shown.told).values()
    bench = Workstation.open(tmp_path / "bench", hub.url, clock=hub.clock)
    bench.enrol(code, "")
    bench.close()
    shown.accept()
    workplace.changed.emit(frozenset({("device", None)}))
    (mine,) = (each for each in room.devices._records.values() if each["name"] == "Bench 4")
    assert mine["seat"] == "bench"
    room.devices.choose(str(mine["id"]))
    words = said(room)
    dialog = room.device_deeds.shut_out()
    assert dialog is not None
    dialog.accept()
    assert words == ["Bench 4 is revoked"]
    room.devices.choose(str(mine["id"]))
    assert room.device_deeds.shut_out() is None
    assert words[1:] == ["Bench 4 is revoked already"]


def test_without_the_hub_nothing_is_shown_and_the_cause_is_said(room: PeopleRoom, workplace: Workplace) -> None:
    workplace.workstation.sign_out()
    room.look()
    assert room.users.empty.accessibleName().startswith("The hub does not let you see this")
    assert (room.users.model.row_count(), room.users.chosen()) == (0, None)
    assert not any(button.isEnabled() for _gesture, button in room._buttons)
    workplace._sync.link_turned.emit(False)
    room.look()
    assert room.users.empty.accessibleName().startswith("The hub does not answer")


def test_another_language_leaves_the_list_and_the_keyboard_where_they_were(room: PeopleRoom, qtbot: QtBot) -> None:
    room.open_list(WORKSTATIONS)
    tongue.use(Language.CHINESE)
    try:
        qtbot.waitUntil(lambda: room.devices.table.accessibleName() == "工作站", timeout=30_000)
        assert room.tabs.active() == WORKSTATIONS
        assert room.devices.is_known
        qtbot.waitUntil(room.devices.table.hasFocus, timeout=30_000)
    finally:
        tongue.use(Language.ENGLISH)
    qtbot.waitUntil(lambda: room.devices.table.accessibleName() == "Workstations", timeout=30_000)
    room.open_list(PEOPLE)
    assert room.title() == "People and workstations"


def test_made_up_secrets_are_long_enough_and_never_the_same() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", each) for each in made)
    assert all(re.fullmatch(r"\d{6}", new_pin()) for _ in range(50))
