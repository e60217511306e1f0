"""Real key events: an X server, a window, and a scanner played by xdotool."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

NEEDED = ("Xvfb", "xdotool")
# The window says what it hears, one JSON line each; it starts with its own id.
WINDOW = """
import json, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QPushButton, QWidget
from ui.scanner.listener import ScanListener, ScanMode
from ui.scanner.settings import ScanSettings

def say(**facts):
    print(json.dumps(facts), flush=True)

app = QApplication([])
window, line, button = QWidget(), QLineEdit(), QPushButton("Delete")
layout = QVBoxLayout(window)
layout.addWidget(line)
layout.addWidget(button)
# The sender shares two processors with everything else here, so its keys may come further apart than a scanner's.
listener = ScanListener(app, ScanSettings(hold_ms=600, mean_gap_ms=120.0), mode=ScanMode.BENCH)
listener.scanned.connect(lambda code, at: say(scan=code))
listener.misread.connect(lambda text, at: say(misread=text))
line.textChanged.connect(lambda text: say(text=text))
button.clicked.connect(lambda: say(clicked=True))
app.focusWindowChanged.connect(lambda focused: say(focused=focused is not None))
# A window that is busy most of the time must not lose a key: stamps count, not arrivals.
busy = QTimer(interval=270)
busy.timeout.connect(lambda: time.sleep(0.12))
busy.start()
window.show()
QTimer.singleShot(0, lambda: say(window=int(window.winId())))
app.exec()
"""


@dataclass
class Screen:
    """A display with one window on it."""

    environment: dict[str, str]
    window: str
    output: IO[str]

    def press(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self.environment, check=True, timeout=30)

    def hear(self, kind: str) -> object:
        """The next thing the window says, which must be of this kind: a scan leaves no text and clicks nothing."""
        for line in self.output:
            said: dict[str, object] = json.loads(line)
            if kind in said:
                return said[kind]
            assert set(said) == {"focused"}, said
        raise AssertionError(f"the window ended before it said {kind}")


@pytest.fixture
def display() -> Iterator[str]:
    """An X server on a free display number that it chooses itself."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    assert not missing, f"install {' and '.join(missing)} to test with real key events"
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1000x700x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as number:
        chosen = number.readline().strip()
    assert chosen, "Xvfb did not start"
    yield f":{chosen}"
    server.terminate()
    server.wait(10)


@pytest.fixture
def screen(display: str, repository: Path) -> Iterator[Screen]:
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(repository)}
    child = subprocess.Popen(
        [sys.executable, "-c", WINDOW], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert child.stdout is not None
    screen = Screen(environment, "", child.stdout)
    screen.window = str(screen.hear("window"))
    # There is no window manager to give the keyboard away.
    screen.press("windowfocus", "--sync", screen.window)
    yield screen
    child.terminate()
    child.wait(10)
    child.stdout.close()


def test_scans_by_real_keys_reach_the_listener_and_no_field(screen: Screen) -> None:
    for code in ("SF1486000203915", "PK2611210000017", "JD0000111122223333", "~CMD-UNDO"):
        screen.press("type", "--delay", "2", f"{code}\n")
        assert screen.hear("scan") == code


def test_typing_by_real_keys_reaches_the_field(screen: Screen) -> None:
    screen.press("type", "--delay", "800", "abc")
    assert [screen.hear("text") for _ in range(3)] == ["a", "ab", "abc"]
    screen.press("key", "Tab", "space")
    assert screen.hear("clicked") is True
