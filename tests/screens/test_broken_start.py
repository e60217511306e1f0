"""A workstation that cannot be opened says why and what to do;
a fault of the program has a number wherever one works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.errors import Refused
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.text import Text
from ui.front.broken_page import BrokenPage
from ui.front.first_run import FirstRunPage
from ui.life import Life
from ui.packing.bench_room import BenchRoom
from ui.program import Program
from ui.scanner.listener import ScanListener
from ui.window import MainWindow


def words(page: BrokenPage) -> str:
    return " ".join(text.text() for text in page.findChildren(Text))


def press(page: BrokenPage | Banner, name: str) -> None:
    next(each for each in page.findChildren(Button) if each.accessibleName() == name).click()


@pytest.fixture
def bench(tmp_path: Path, clock: SetClock) -> Iterator[Near]:
    found = Near(Town(tmp_path, clock), tmp_path / "bench", "B1", "packer")
    yield found
    found.close()


def test_a_damaged_journal_is_no_first_run_and_is_left_as_it_is(tmp_path: Path, qtbot: QtBot) -> None:
    journal = tmp_path / "journal.db"
    journal.write_bytes(b"no database at all, but somebody's work may be in it" * 100)
    before = journal.read_bytes()
    program = Program(tmp_path)
    qtbot.addWidget(program.window)
    program.show()
    qtbot.waitUntil(lambda: isinstance(program.window.page(), BrokenPage), timeout=30_000)
    page = program.window.page()
    assert isinstance(page, BrokenPage)
    assert "keep a copy of the folder" in words(page)
    press(page, "Copy a report")
    assert "JournalDamagedError" in QGuiApplication.clipboard().text()
    assert journal.read_bytes() == before
    program.close()


def test_a_journal_without_a_hub_in_it_begins_with_the_first_run(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "journal.db").write_bytes(b"")
    program = Program(tmp_path)
    qtbot.addWidget(program.window)
    program.show()
    qtbot.waitUntil(lambda: isinstance(program.window.page(), FirstRunPage), timeout=30_000)
    program.close()


def test_a_full_disk_at_the_start_is_said_with_the_next_step(tmp_path: Path, qtbot: QtBot) -> None:
    page = BrokenPage(tmp_path, Refused("storage.full"), is_damaged=False)
    qtbot.addWidget(page)
    assert "Make room" in words(page)
    other = BrokenPage(tmp_path, RuntimeError("start the newer OrderDesk"), is_damaged=False)
    qtbot.addWidget(other)
    assert "The reason: start the newer OrderDesk" in words(other)


def test_a_fault_of_the_program_has_its_number_over_the_bench_too(
    bench: Near, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    window = MainWindow(tmp_path / "bench", bench.town.clock)
    qtbot.addWidget(window)
    life = Life(window, bench.workplace, ScanListener(qapp))
    room = window.page()
    assert isinstance(room, BenchRoom)
    bench.workplace.tasks.broke.emit(41)
    (banner,) = room.messages.findChildren(Banner)
    assert "report 41" in banner.accessibleName()
    press(banner, "Copy the report")
    assert QGuiApplication.clipboard().text().startswith("OrderDesk report 41\n")
    del life
