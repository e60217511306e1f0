"""Another hub for a workstation, and what keeps it from the one it has: said in words, until it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.commands import AddNote
from orderdesk.release import VERSION
from orderdesk.sync import probe
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.front.first_run import FirstRunPage
from ui.front.sign_in import SignInPage
from ui.key_map import KeyMap
from ui.language import Language, tongue
from ui.life import Life
from ui.program import Desktop
from ui.scanner.listener import ScanListener
from ui.window import MainWindow


@pytest.fixture
def desk(clock: SetClock, tmp_path: Path) -> Iterator[Near]:
    town = Town(tmp_path, clock)
    town.delivered()
    found = Near(town, tmp_path / "desk", "A1", "sales")
    yield found
    found.close()


@pytest.fixture
def window(desk: Near, tmp_path: Path, show: Callable[[QWidget], QWidget]) -> MainWindow:
    found = MainWindow(tmp_path / "desk", desk.town.clock)
    show(found)
    return found


@pytest.fixture
def life(window: MainWindow, desk: Near, qapp: QApplication) -> Life:
    return Life(window, desk.workplace, ScanListener(qapp))


def test_another_hub_is_only_for_a_workstation_with_nothing_left_to_send(
    life: Life, window: MainWindow, desk: Near, qtbot: QtBot
) -> None:
    order_id = window.orders.model.order_id(0)
    assert order_id is not None
    desk.workplace.say(AddNote(order_id=order_id, text="Customer called"))
    qtbot.waitUntil(lambda: desk.workplace.status.queued == 1)
    desk.workplace.sign_out()
    page = window.page()
    assert isinstance(page, SignInPage)
    change = next(each for each in page.findChildren(Button) if each.accessibleName() == "Change hub")
    with qtbot.assertNotEmitted(life.hub_change_wanted):
        change.click()
    (banner,) = page.findChildren(Banner)
    assert banner.accessibleName().startswith("1 things said here still wait")
    desk.sync.exchange()
    qtbot.waitUntil(lambda: desk.workplace.status.queued == 0)
    with qtbot.waitSignal(life.hub_change_wanted):
        change.click()


def test_the_way_to_another_hub_leads_back_to_the_present_one(desk: Near, tmp_path: Path, qtbot: QtBot) -> None:
    desktop = Desktop(tmp_path / "desk")
    desktop.open(changes_hub=True)
    program = desktop.program
    assert program is not None
    qtbot.addWidget(program.window)
    page = program.window.page()
    assert isinstance(page, FirstRunPage)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desktop.program is not program, timeout=30_000)
    fresh = desktop.program
    assert fresh is not None
    qtbot.addWidget(fresh.window)
    qtbot.waitUntil(lambda: isinstance(fresh.window.page(), SignInPage), timeout=30_000)
    desktop.end()


@pytest.mark.parametrize(
    ("noted", "there", "words"),
    [
        ("device.revoked", "", "does not know this workstation any more"),
        ("upgrade", "9.0.0", "too old for the hub"),
        ("upgrade", "0.0.1", "have it updated"),
        ("request.malformed", "0.0.1", "have it updated"),
        ("snapshot.unusable", VERSION, "do not understand each other"),
    ],
)
def test_what_does_not_pass_by_itself_stands_over_the_rooms_and_the_sign_in_until_it_is_over(
    noted: str, there: str, words: str, life: Life, window: MainWindow, desk: Near, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "find_hub", lambda _address, **_more: probe.HubFound(there))
    desk.sync.link_turned.emit(False)
    desk.workplace._on_status(replace(desk.workplace.status, error=noted))
    (banner,) = window.shell.messages.findChildren(Banner)
    assert words in banner.accessibleName()
    tongue.use(Language.CHINESE)
    assert words not in window.shell.messages.findChildren(Banner)[-1].accessibleName()
    tongue.use(Language.ENGLISH)
    desk.workplace.sign_out()
    page = window.page()
    assert isinstance(page, SignInPage)
    assert [words in each.accessibleName() for each in page.findChildren(Banner)] == [True]
    desk.sync.link_turned.emit(True)
    assert window.shell.messages.subjects() == []


def test_the_keyboard_comes_back_to_its_field_after_the_map_of_keys(
    show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    page = FirstRunPage("")
    show(page)
    page.code.setFocus()
    QTest.keyClick(page.code, Qt.Key.Key_F1)
    (keys,) = page.findChildren(KeyMap)
    keys.reject()
    qtbot.waitUntil(page.code.hasFocus, timeout=30_000)


def test_nobody_goes_back_to_the_present_hub_while_another_one_takes_this_computer_in(
    show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    page = FirstRunPage("", present="https://hub.example")
    show(page)
    wanted: list[str] = []
    page.connect_wanted.connect(lambda *_what: wanted.append("hub"))
    page.back_wanted.connect(lambda: wanted.append("back"))
    page.address.setText("hub.example")
    page.code.setText("ABC")
    QTest.keyClick(page.code, Qt.Key.Key_Return)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    tongue.use(Language.CHINESE)
    tongue.use(Language.ENGLISH)
    (back,) = (each for each in page.findChildren(Button) if each.accessibleName() == "Back" and each.isVisible())
    assert not back.isEnabled()
    page.refuse("The code is wrong")
    assert back.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert wanted == ["hub", "back"]


def test_a_window_that_is_closed_is_gone_before_what_is_behind_it_ends(window: MainWindow) -> None:
    seen: list[bool] = []
    window.closing.connect(lambda: seen.append(window.isVisible()))
    window.close()
    assert seen == [False]
