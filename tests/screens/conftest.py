"""What every screen test gets: the light theme, English, a window that has the keyboard, a small company,
a desk where orders are entered, and the panel of an order at anybody's desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from tests.screens.near_window import Near
from tests.screens.order_desk import Desks, Show
from tests.storage.cached_company import Town
from ui import theme
from ui.language import Language, tongue
from ui.sales.entry_room import EntryRoom
from ui.scanner.listener import ScanListener, ScanMode


@pytest.fixture(autouse=True)
def light_and_english(qapp: QApplication) -> None:
    """Each test starts from the same look and language."""
    theme.appearance.use(theme.ThemeName.LIGHT, motion=False)
    tongue.use(Language.ENGLISH)


@pytest.fixture(autouse=True)
def nobody_listens_on(qapp: QApplication) -> Iterator[None]:
    """A listener belongs to the application: one that a test has left would swallow the keys of the next."""
    yield
    for left in qapp.findChildren(ScanListener):
        left.set_mode(ScanMode.OFF)
        left.setParent(None)
        left.deleteLater()


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Shows a widget as the active window and takes it away after the test."""

    def _show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.show()
        qtbot.waitUntil(lambda: _is_active(widget), timeout=30_000)
        return widget

    return _show


def _is_active(widget: QWidget) -> bool:
    # Asked for again each time: the news that the window of the test before is gone may take the focus away late.
    if not widget.isActiveWindow():
        widget.activateWindow()
    return widget.isActiveWindow()


@pytest.fixture
def town(tmp_path: Path, clock: SetClock) -> Town:
    """The small company: its hub, and what a workstation's cache holds of it."""
    return Town(tmp_path, clock)


@pytest.fixture
def seat(town: Town, tmp_path: Path, show: Show) -> Iterator[Desks]:
    """The panel of one order at somebody's desk."""
    desks = Desks(town, tmp_path, show)
    yield desks
    desks.close()


@pytest.fixture
def near(town: Town, tmp_path: Path) -> Iterator[Near]:
    """A desk of the small company at which somebody of sales works."""
    found = Near(town, tmp_path / "desk", "A1", "sales")
    yield found
    found.close()


@pytest.fixture
def room(near: Near, show: Callable[[QWidget], QWidget]) -> EntryRoom:
    """The empty form, with the keyboard in it."""
    found = EntryRoom(near.workplace)
    found.resize(1280, 720)
    show(found)
    found.entered()
    return found
