"""Hub and workstation of different releases: what the window says of it, over a real hub that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.hub import gate, routes_health
from orderdesk.release import VERSION
from tests.hub.served_hub import PASSWORD, ServedHub
from tests.screens.office import company_hub, office_at
from ui.components.banner import Banner
from ui.front.sign_in import SignInPage
from ui.life import Life
from ui.place.place_room import PlaceRoom
from ui.scanner.listener import ScanListener
from ui.settings import Settings
from ui.window import MainWindow
from ui.workplace import Workplace

NEWER, OLDER = "99.1.0", "0.0.1"


@pytest.fixture
def hub(sqlite_template: Path, clock: SetClock, tmp_path: Path) -> Iterator[ServedHub]:
    with company_hub(sqlite_template, tmp_path, clock) as served:
        yield served


@pytest.fixture
def workplace(hub: ServedHub, tmp_path: Path, qapp: QApplication) -> Iterator[Workplace]:
    with office_at(hub, tmp_path / "office", "supervisor") as found:
        yield found


@pytest.fixture
def window(workplace: Workplace, tmp_path: Path, show: Callable[[QWidget], QWidget], qapp: QApplication) -> MainWindow:
    """With everything that goes on behind it."""
    found = MainWindow(tmp_path / "office", workplace.clock)
    show(found)
    Life(found, workplace, ScanListener(qapp))
    return found


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (VERSION, f"{VERSION}, the same as here"),
        (NEWER, f"{NEWER}, newer than {VERSION} here: they work together; update OrderDesk here when it suits"),
        (OLDER, f"{OLDER}, older than {VERSION} here: they work together; have the hub updated"),
    ],
)
def test_another_release_that_understands_us_is_said_quietly_in_the_setup_room(
    there: str, words: str, workplace: Workplace, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes_health, "VERSION", there)
    room = PlaceRoom(workplace, Settings(tmp_path))
    qtbot.addWidget(room)
    room.entered()
    assert dict(room.standing())["Program of the hub"] == words


@pytest.mark.parametrize(
    ("there", "words", "step"),
    [
        (NEWER, "too old for the hub", "update OrderDesk here"),
        (OLDER, "is too old for this program", "have it updated"),
    ],
)
def test_a_hub_that_does_not_speak_our_protocol_is_named_with_both_versions_and_the_next_step(
    there: str,
    words: str,
    step: str,
    workplace: Workplace,
    window: MainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate, "PROTOCOLS", ("2",))
    monkeypatch.setattr(routes_health, "VERSION", there)
    workplace.workstation.start(lambda _keys: None)
    qtbot.waitUntil(lambda: workplace.workstation.status().error == "upgrade", timeout=30_000)
    workplace.workstation.stop()
    workplace._sync.link_turned.emit(False)
    (banner,) = window.shell.messages.findChildren(Banner)
    assert all(each in banner.accessibleName() for each in (there, VERSION, words, step))
    workplace.sign_out()
    page = window.page()
    assert isinstance(page, SignInPage)
    page.submitted.emit("supervisor", PASSWORD, False)
    said = str(page.secret.accessibleDescription())
    assert all(each in said for each in (there, VERSION, words, step))
    monkeypatch.undo()
    workplace._sync.link_turned.emit(True)
    assert window.shell.messages.subjects() == []
