"""The desk at the size it starts with: no button and no label is narrower than its words, in either language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from orderdesk.clock import SetClock
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.components.buttons import Button
from ui.components.painted import PaintedButton
from ui.components.text import Text
from ui.language import Language, tongue
from ui.life import Life
from ui.sales.entry_room import EntryRoom
from ui.sales.order_panel import LINES, LOGISTICS, NOTES, TIMELINE
from ui.scanner.listener import ScanListener
from ui.window import ENTRY, ORDERS, PLACE, MainWindow

_SIZE = (1366, 768)
#: A Full HD screen at 150 %.
_LOW = (1280, 720)
#: What is left of it beside a task bar, or of a smaller screen at 125 %: no smaller window can be made.
_SMALLEST = (1024, 640)
#: Sheets of other shapes: choices, words, quantities, a file.
_SHEETS = {"hold", "cancel", "photo", "split"}


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


def cut_words(window: QWidget) -> list[str]:
    """The labels of one line in view that have less room than their words need."""
    return [
        f"{each.text()}: {each.width()}"
        for each in window.findChildren(Text)
        if each.isVisibleTo(window)
        and not each.wordWrap()
        and each.width() < each.fontMetrics().horizontalAdvance(each.text())
    ]


def look(window: QWidget, qapp: QApplication) -> list[str]:
    """What is cut off by now."""
    qapp.processEvents()
    return cut_off(window) + cut_words(window) + crushed(window)


def crushed(window: QWidget) -> list[str]:
    """The fields that have less height than a line of text needs, or that end outside of what is to be seen."""
    fields = [each for kind in (QLineEdit, QComboBox) for each in window.findChildren(kind) if each.isVisibleTo(window)]
    return [
        f"{each.accessibleName()}: {each.width()} x {each.height()} of {each.visibleRegion().boundingRect()}"
        for each in fields
        if each.height() < each.minimumSizeHint().height() or _is_narrowed(each)
    ]


def _is_narrowed(field: QWidget) -> bool:
    seen = field.visibleRegion().boundingRect()
    # What is scrolled out of sight is not narrowed.
    return not seen.isEmpty() and seen.width() < field.width()


@pytest.mark.parametrize("login", ["supervisor", "sales"])
def test_nothing_of_the_desk_is_cut_off(
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
    window.orders.model.behind.emit(16)
    found = {"list": look(window, qapp)}
    life.open_order(order_id)
    panel = life.orders_panel()
    for size in (_LOW, _SMALLEST):
        window.resize(*size)
        found[f"panel at {size}"] = look(window, qapp)
        window.orders.close_order()
        found[f"list at {size}"] = look(window, qapp)
        window.orders.table.toggle_check(0)
        found[f"ticked at {size}"] = look(window, qapp)
        window.orders.table.toggle_check(0)
        life.open_order(order_id)
    window.resize(*_SIZE)
    for tab in (TIMELINE, LINES, LOGISTICS, NOTES):
        panel.open_tab(tab)
        found[f"tab {tab}"] = look(window, qapp)
    for offer in panel.deeds.offers():
        if not offer.hindered and offer.deed.key in _SHEETS:
            panel.deeds.begin(offer)
            assert panel.deeds.sheet is not None
            found[offer.deed.key] = look(panel.deeds.sheet, qapp)
            panel.deeds.sheet.reject()
    window.shell.open_room(ENTRY if login == "sales" else PLACE)
    found["room"] = look(window, qapp)
    page = window.shell.page()
    if isinstance(page, EntryRoom):
        fill(page)
        found["form"] = look(window, qapp)
        window.resize(*_LOW)
        found["form on a low screen"] = look(window, qapp)
    near.close()
    assert found == {key: [] for key in found}


def fill(page: EntryRoom) -> None:
    """A form in which everything is wrong that can be, with an answer to each."""
    page.customer.search.setText("C1")
    page.customer.search.asked.emit("C1")
    QTest.keyClick(page.customer.search, Qt.Key.Key_Return)
    page.customer._address.addItem("a very long address " * 8)
    page.take_rows("BP-1\t999\nno such\t1\n")
    page.next_problem()
    page.delivery.wanted.setText("soon")
    assert not page.delivery.check_day()
