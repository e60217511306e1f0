"""A scanner on a serial line, played by a pseudo terminal."""

import os
import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.scanner.serial_source import CodeSplitter, SerialScanner
from ui.scanner.settings import ScannerSetup


class Threads:
    """Runs what it is given beside the window, as the bridge of the program does."""

    def __init__(self) -> None:
        self.started: list[threading.Thread] = []

    def run(self, work: Callable[[], None]) -> None:
        self.started.append(threading.Thread(target=work))
        self.started[-1].start()

    def join(self) -> None:
        for thread in self.started:
            thread.join(5)


@pytest.fixture
def threads() -> Iterator[Threads]:
    made = Threads()
    yield made
    made.join()


def test_codes_are_cut_at_their_ends() -> None:
    splitter = CodeSplitter(prefix="~")
    assert splitter.feed(b"\x02~PK1") == []
    assert splitter.feed(b"23\r\n~SF9\tX") == ["PK123", "SF9"]
    assert splitter.feed(b"\r\r") == ["X"]


def test_noise_without_an_end_is_dropped() -> None:
    splitter = CodeSplitter()
    assert splitter.feed(b"x" * 600) == []
    assert splitter.feed(b"PK1\r") == ["PK1"]


def test_codes_of_a_port_arrive_in_the_window(threads: Threads, qtbot: QtBot) -> None:
    terminal, port = os.openpty()
    scanner = SerialScanner(ScannerSetup(os.ttyname(port), 115_200))
    codes: list[str] = []
    scanner.scanned.connect(lambda code, _at: codes.append(code))
    with qtbot.waitSignal(scanner.link_changed) as linked:
        scanner.start(threads.run)
    assert linked.args == [True, ""]
    os.write(terminal, b"PK2611210000017\rSF1486000203915\r")
    qtbot.waitUntil(lambda: len(codes) == 2)
    assert codes == ["PK2611210000017", "SF1486000203915"]
    scanner.stop()
    threads.join()
    os.close(terminal)
    os.close(port)


def test_a_port_that_is_not_there_is_said_and_tried_again(threads: Threads, qtbot: QtBot) -> None:
    scanner = SerialScanner(ScannerSetup("/dev/no-such-port"))
    with qtbot.waitSignal(scanner.link_changed) as linked:
        scanner.start(threads.run)
    assert linked.args == [False, "No such file or directory"]
    scanner.stop()
