"""The scanners of a workstation: settings make them,
one on a serial line comes in by the same door as one that types."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui import settings
from ui.components.choices import Select
from ui.components.sounds import Beeper
from ui.components.text import Text
from ui.packing.bench_room import BenchRoom
from ui.packing.view_model import Phase
from ui.scanner.event_clock import monotonic_ms
from ui.scanner.listener import ScanListener, ScanMode
from ui.scanner.scanners import Scanners
from ui.scanner.serial_source import CodeSplitter
from ui.scanner.settings import ScannerSetup
from ui.scanner.setup_dialog import ScannerDialog, ports_there
from ui.settings import Settings
from ui.tasks import Lane, Tasks


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """A pseudo terminal: what is written to the first is read from the port of that name."""
    terminal, port = os.openpty()
    yield terminal, os.ttyname(port)
    os.close(terminal)
    os.close(port)


@pytest.fixture
def kept(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


@pytest.fixture
def listener(qapp: QApplication) -> Iterator[ScanListener]:
    found = ScanListener(qapp)
    yield found
    found.set_mode(ScanMode.OFF)
    found.deleteLater()


@pytest.fixture
def scanners(listener: ScanListener, kept: Settings) -> Iterator[Scanners]:
    tasks = Tasks()
    found = Scanners(listener, kept, tasks.run_beside)
    yield found
    found.close()
    tasks.close()


def test_a_scanner_on_a_serial_line_starts_from_the_settings_and_comes_in_by_the_same_door(
    scanners: Scanners, listener: ScanListener, kept: Settings, line: tuple[int, str], qtbot: QtBot
) -> None:
    terminal, port = line
    for name, value in (
        (settings.SCANNER_PORT, port),
        (settings.SCANNER_PREFIX, "~"),
        (settings.SCANNER_SUFFIX, "tab"),
    ):
        kept.keep(name, value)
    codes: list[str] = []
    listener.scanned.connect(lambda code, _at: codes.append(code))
    scanners.begin()
    qtbot.waitUntil(lambda: scanners.state.is_there is True)
    os.write(terminal, b"~PK2611210000017\t~SF1486000203915\t")
    qtbot.waitUntil(lambda: len(codes) == 2)
    assert codes == ["PK2611210000017", "SF1486000203915"]


def test_without_a_port_nothing_is_opened(scanners: Scanners) -> None:
    scanners.begin()
    assert (scanners.state.port, scanners.state.is_there) == ("", None)


def test_another_port_takes_the_place_of_the_first_and_is_remembered(
    scanners: Scanners, kept: Settings, line: tuple[int, str], qtbot: QtBot
) -> None:
    scanners.use(ScannerSetup("/dev/no-such-port"))
    qtbot.waitUntil(lambda: scanners.state.is_there is False)
    assert scanners.state.reason == "No such file or directory"
    scanners.use(ScannerSetup(line[1], 19_200, suffix="enter"))
    qtbot.waitUntil(lambda: scanners.state.is_there is True)
    assert (kept.text(settings.SCANNER_PORT), kept.text(settings.SCANNER_BAUD)) == (line[1], "19200")


def test_a_setup_says_how_scanners_type_and_send() -> None:
    typed = ScannerSetup(prefix="\\x02", suffix="TAB")
    assert (typed.typing().prefix, typed.typing().suffixes) == ("\x02", frozenset({"tab"}))
    assert (typed.sent_first(), typed.sent_last()) == ("\x02", b"\t")
    named = ScannerSetup(prefix="F13", suffix=";")
    assert (named.typing().prefix, named.sent_first(), named.sent_last()) == ("F13", "", b";")
    assert ScannerSetup().typing().suffixes == frozenset({"enter", "tab"})
    assert CodeSplitter(";", b"#").feed(b";A\rB#\n;C#") == ["A\rB", "C"]


@pytest.mark.parametrize(
    ("prefix", "fits"), [("", True), ("~", True), ("\\x02", True), ("F13", True), ("F25", False), ("ABC", False)]
)
def test_a_scanner_that_types_is_known_by_one_key(prefix: str, fits: bool) -> None:
    assert ScannerSetup(prefix=prefix).prefix_fits() is fits
    assert bool(ScannerSetup(prefix=prefix).typing().prefix) is (fits and bool(prefix))
    assert ScannerSetup(port="/dev/x", prefix=prefix).prefix_fits()


# -- at the bench ------------------------------------------------------------------------------------------------------


@pytest.fixture
def room(
    tmp_path: Path,
    clock: SetClock,
    listener: ScanListener,
    scanners: Scanners,
    show: Callable[[QWidget], QWidget],
) -> Iterator[BenchRoom]:
    near = Near(Town(tmp_path, clock), tmp_path / "bench", "B1", "packer")
    found = BenchRoom(near.workplace, listener, scanners=scanners, beeper=Beeper(player=[]))
    found.resize(1280, 720)
    show(found)
    found.begin()
    yield found
    near.close()


def test_the_bench_shows_whether_its_scanner_is_there(
    room: BenchRoom, scanners: Scanners, line: tuple[int, str], qtbot: QtBot
) -> None:
    assert room.bench.view.scanner == ""
    scanners.use(ScannerSetup("/dev/no-such-port"))
    qtbot.waitUntil(lambda: not room.bench.view.is_scanner_there)
    assert room.bench.view.scanner == "No scanner on /dev/no-such-port"
    scanners.use(ScannerSetup(line[1]))
    qtbot.waitUntil(lambda: room.bench.view.scanner == f"Scanner on {line[1]}")
    assert room.bench.view.is_scanner_there
    os.write(line[0], b"0000000\r")
    qtbot.waitUntil(lambda: room.bench.view.phase is Phase.REFUSED)
    assert room.bench.view.history[0].text == "0000000"


def test_how_soon_the_same_code_counts_again_is_set_here(room: BenchRoom, scanners: Scanners) -> None:
    for milliseconds, last in ((300, "0000000"), (1_500, "0000000")):
        scanners.use(ScannerSetup(double_fire_ms=milliseconds))
        clock = room._workplace.clock
        assert isinstance(clock, SetClock)
        for _ in range(2):
            clock.advance(seconds=1)
            room.take_scan(last, monotonic_ms())
    notes = [row.note for row in room.bench.view.history]
    assert notes == ["Read twice, counted once", "Read twice, counted once", "Unknown code", "Unknown code"]


def test_the_ports_are_looked_for_beside_the_window(room: BenchRoom, scanners: Scanners, qtbot: QtBot) -> None:
    scanners.use(ScannerSetup("/dev/no-such-port"))
    gate, tasks = threading.Event(), Tasks()
    tasks.run(Lane.READ, gate.wait)
    dialog = ScannerDialog(scanners, room.listener, room, tasks)
    ports = next(each for each in dialog.findChildren(Select) if each.accessibleName() == "Port")
    assert (ports.count(), ports.value()) == (2, "/dev/no-such-port")
    gate.set()
    asked: list[bool] = []
    tasks.run(Lane.READ, lambda: True, asked.append)
    qtbot.waitUntil(lambda: asked == [True])
    assert ports.count() == 2 + len(ports_there())
    assert ports.value() == "/dev/no-such-port"
    dialog.reject()
    tasks.close()


def test_the_scanner_is_set_with_the_keyboard_and_says_what_it_hears(
    room: BenchRoom, scanners: Scanners, line: tuple[int, str], qtbot: QtBot
) -> None:
    scanners.use(ScannerSetup("/dev/no-such-port"))
    QTest.keyClick(room.bench, Qt.Key.Key_F12)
    (dialog,) = room.findChildren(ScannerDialog)

    def words() -> str:
        return " ".join(text.text() for text in dialog.findChildren(Text))

    qtbot.waitUntil(lambda: "No scanner on /dev/no-such-port: No such file or directory" in words())
    scanners.use(ScannerSetup(line[1]))
    qtbot.waitUntil(lambda: f"Scanner on {line[1]}" in words())
    os.write(line[0], b"PK2611210000017\r")
    qtbot.waitUntil(lambda: "Heard: PK2611210000017" in words())
    assert dialog.isVisible()
    dialog._port.addItem(line[1], line[1])
    dialog._port.choose(line[1])
    dialog._port.choose("")
    dialog._prefix.setText("ABC")
    dialog._on_use()
    assert "a key from F1 to F24" in words()
    assert scanners.setup.prefix == ""
    dialog._port.choose(line[1])
    dialog._prefix.setText("~")
    dialog._on_use()
    assert (scanners.setup.prefix, scanners.setup.port) == ("~", line[1])
    assert "In use from now on" in words()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
