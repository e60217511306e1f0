"""The desk at the size it starts with: no button is narrower than its words, in either language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from orderdesk.clock import SetClock
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.components.buttons import Button
from ui.components.painted import PaintedButton
from ui.language import Language, tongue
from ui.life import Life
from ui.scanner.listener import ScanListener
from ui.window import ENTRY, ORDERS, PLACE, MainWindow

_SIZE = (1366, 768)


@pytest.fixture(params=[Language.ENGLISH, Language.CHINESE])
def language(request: pytest.FixtureRequest) -> Iterator[Language]:
    tongue.use(request.param)
    yield request.param
    tongue.use(Language.ENGLISH)


def needed(button: QAbstractButton) -> int:
    """The width of its words and its picture alone, in pixels, whatever the button itself asks for."""
    picture = 0 if button.icon().isNull() else button.iconSize().width()
    return max(button.fontMetrics().horizontalAdvance(button.text()) + picture, button.sizeHint().width())


def cut_off(window: QWidget) -> list[str]:
    """The buttons in view that have less room than their words need."""
    buttons = [*window.findChildren(Button), *window.findChildren(PaintedButton)]
    return [
        f"{each.accessibleName()}: {each.width()} of {needed(each)}"
        for each in buttons
        if each.isVisibleTo(window) and each.width() < needed(each)
    ]


@pytest.mark.parametrize("login", ["supervisor", "sales"])
def test_no_button_of_the_desk_is_cut_off(
    language: Language,
    login: str,
    tmp_path: Path,
    clock: SetClock,
    qapp: QApplication,
    show: Callable[[QWidget], QWidget],
) -> None:
    town = Town(tmp_path, clock)
    order_id = town.place()
    near = Near(town, tmp_path / "desk", "A1", login)
    window = MainWindow(tmp_path / "desk", clock)
    window.resize(*_SIZE)
    show(window)
    life = Life(window, near.workplace, ScanListener(qapp))
    window.shell.open_room(ORDERS)
    window.orders._on_behind(16)
    life.open_order(order_id)
    qapp.processEvents()
    found = cut_off(window)
    window.shell.open_room(ENTRY if login == "sales" else PLACE)
    qapp.processEvents()
    found += cut_off(window)
    near.close()
    assert found == []
