"""Whoever works by ear: everything that is painted or takes the keyboard says what it is, on every page,
in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from orderdesk.clock import SetClock
from orderdesk.commands import AttachPhoto
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.components.frames import Card, Rule
from ui.components.sounds import Beeper
from ui.components.text import Icon, Text
from ui.front.first_run import FirstRunPage
from ui.front.role_chooser import RoleChooser
from ui.front.sign_in import SignInPage
from ui.key_map import KeyMap
from ui.language import tongue
from ui.life import Life
from ui.packing.bench_room import BenchRoom
from ui.sales.entry_room import EntryRoom
from ui.sales.order_panel import LINES, LOGISTICS, NOTES, TIMELINE, TRACE
from ui.sales.photo_strip import PhotoStrip
from ui.scanner.event_clock import monotonic_ms
from ui.scanner.listener import ScanListener
from ui.scanner.scanners import Scanners
from ui.settings import Settings
from ui.window import ENTRY, ORDERS, PLACE, MainWindow

Show = Callable[[QWidget], QWidget]

#: They stand beside what they explain, or are words themselves.
_SILENT = (Icon, Card, Rule, Text)


@pytest.fixture
def life(tmp_path: Path, clock: SetClock, show: Show, qapp: QApplication) -> Iterator[Life]:
    town = Town(tmp_path, clock)
    town.delivered()
    near = Near(town, tmp_path / "desk", "A1", "sales")
    window = MainWindow(tmp_path / "desk", clock)
    show(window)
    yield Life(window, near.workplace, ScanListener(qapp))
    near.close()


def nameless(page: QWidget) -> set[str]:
    """What is there to be seen or used and has no name."""
    return {
        type(part).__name__
        for part in [page, *page.findChildren(QWidget)]
        if part.isVisibleTo(page) and _needs_name(part) and not _name(part)
    }


def _needs_name(part: QWidget) -> bool:
    if not type(part).__module__.startswith("ui.") or isinstance(part, _SILENT):
        return False
    takes_keys = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and part.focusProxy() is None
    return takes_keys or ("paintEvent" in type(part).__dict__ and not part.findChildren(QWidget))


def _name(part: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_room_of_a_desk_says_what_is_in_it(life: Life, language: str) -> None:
    tongue.use(language)
    shell = life.window.shell
    found = {}
    for room in (ENTRY, PLACE, ORDERS):
        shell.open_room(room)
        found[room] = nameless(life.window)
    order_id = life.window.orders.model.order_id(0)
    assert order_id is not None
    life.open_order(order_id)
    for tab in (TIMELINE, LINES, LOGISTICS, NOTES, TRACE):
        life.orders_panel().open_tab(tab)
        found[f"tab {tab}"] = nameless(life.window)
    assert found == {key: set() for key in found}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_menus_sheets_and_the_filled_form_of_a_desk_say_what_is_in_them(
    life: Life, language: str, tmp_path: Path
) -> None:
    tongue.use(language)
    window, panel, workplace = life.window, life.orders_panel(), life.workplace
    order_id = window.orders.model.order_id(0)
    assert order_id is not None
    life.open_order(order_id)
    picture = QImage(8, 6, QImage.Format.Format_RGB32)
    assert picture.save(str(tmp_path / "door.png"))
    sha256 = workplace.workstation.keep_photo(tmp_path / "door.png")
    workplace.say(AttachPhoto(subject_kind="order", subject_id=order_id, sha256=sha256))
    workplace._tell()
    panel.open_tab(NOTES)
    found = {"photos": nameless(window)}
    panel.findChildren(PhotoStrip)[-1].open(0)
    found["photo"] = _in_the_open_one(window)
    for offer in panel.deeds.offers():
        if offer.hindered or offer.deed.key in ("edit", "copy", "note"):
            continue
        before = panel.deeds.sheet
        panel.deeds.begin(offer)
        if panel.deeds.sheet is not None and panel.deeds.sheet is not before:
            found[offer.deed.key] = nameless(panel.deeds.sheet)
            panel.deeds.sheet.reject()
    panel.deeds.open_menu()
    found["deeds"] = nameless(window)
    KeyMap("", window.orders.keys(), window).open()
    found["keys"] = _in_the_open_one(window)
    found |= _filled_form(life)
    assert {"return_order", "photo"} <= set(found)
    assert found == {key: set() for key in found}


def _filled_form(life: Life) -> dict[str, set[str]]:
    life.window.shell.open_room(ENTRY)
    entry = life.window.shell.page()
    assert isinstance(entry, EntryRoom)
    entry.customer.search.setText("C1")
    entry.customer.search.asked.emit("C1")
    QTest.keyClick(entry.customer.search, Qt.Key.Key_Return)
    entry.take_rows("BP-1\t999\nno such\t1\n")
    entry.next_problem()
    entry.delivery.wanted.setText("soon")
    assert not entry.delivery.check_day()
    return {"form": nameless(life.window)}


def _in_the_open_one(window: QWidget) -> set[str]:
    dialog = next(each for each in reversed(window.findChildren(QDialog)) if each.isVisible())
    found = nameless(dialog)
    dialog.reject()
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_packing_bench_and_the_sheets_over_it_say_what_they_are(
    tmp_path: Path, clock: SetClock, show: Show, qapp: QApplication, language: str
) -> None:
    tongue.use(language)
    town = Town(tmp_path, clock)
    order_no = town.order(town.allocated()).order_no
    near, kept = Near(town, tmp_path / "bench", "B1", "packer"), Settings(tmp_path)
    listener = ScanListener(qapp)
    scanners = Scanners(listener, kept, near.workplace.tasks.run_beside)
    room = BenchRoom(near.workplace, listener, scanners=scanners, beeper=Beeper(player=[]), kept=kept)
    show(room)
    room.begin()
    found = {}
    for code in ("", order_no, "0000000"):
        if code:
            room.take_scan(code, monotonic_ms())
        found[f"scanned {code}"] = nameless(room)
        assert room.bench.accessibleDescription()
    for key in (Qt.Key.Key_F6, Qt.Key.Key_F8, "?", Qt.Key.Key_F12):
        if isinstance(key, str):
            QTest.keyClicks(room.bench, key)
        else:
            QTest.keyClick(room.bench, key)
        sheet = next(each for each in room.findChildren(QDialog) if each.isVisible())
        found[type(sheet).__name__] = nameless(sheet)
    assert found == {key: set() for key in found}
    assert len(found) == 7
    room.pause()
    near.close()
    listener.deleteLater()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_front_page_says_what_is_on_it(show: Show, language: str) -> None:
    tongue.use(language)
    pages = [FirstRunPage(""), SignInPage("desk", "hub"), RoleChooser({"packer": "陈洁", "sales": "林晓雨"})]
    found = {type(page).__name__: nameless(show(page)) for page in pages}
    assert found == {key: set() for key in found}
