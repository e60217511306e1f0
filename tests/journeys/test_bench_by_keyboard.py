"""A packer without a mouse: the real bench in a real window, with a scanner and a keyboard played by xdotool."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from tests.journeys.test_real_scanner import display

__all__ = ["display"]

# The bench of the small company; the window says what it shows whenever that changes, one JSON line each.
BENCH = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMainWindow
from sqlalchemy import update
from db.cache import cache_tables
from orderdesk.clock import SetClock
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from ui.components.sounds import Beeper
from ui.packing.bench_room import BenchRoom
from ui.program import new_application
from ui.scanner.listener import ScanListener
from ui.scanner.settings import ScanSettings

app = new_application()
folder, clock = Path(sys.argv[1]), SetClock(company.START)
town = Town(folder, clock)
order_no = town.order(town.allocated(quantity=24_000)).order_no
near = Near(town, folder / "bench", "B1", "packer")
with near.workplace.workstation._engine.cache.store.write() as connection:
    connection.execute(update(cache_tables["sku"]).values(type_above=10))
# The sender shares two processors with everything else here, so its keys may come further apart than a scanner's.
window = QMainWindow()
listener = ScanListener(app, ScanSettings(hold_ms=500, mean_gap_ms=120.0), home=window)
room = BenchRoom(near.workplace, listener, beeper=Beeper(player=[]))
shown = None

def tell():
    global shown
    clock.advance(seconds=1)
    view, active = room.bench.view, app.activeWindow()
    focus = type(app.focusWidget()).__name__
    now = {"phase": view.phase.value, "headline": view.headline, "line": view.subline, "warning": view.warning,
           "progress": view.progress, "history": len(view.history), "focus": focus, "window": type(active).__name__}
    if now != shown:
        shown = now
        print(json.dumps(now), flush=True)

timer = QTimer(interval=20)
timer.timeout.connect(tell)
window.setCentralWidget(room)
window.resize(1000, 700)
window.show()
room.begin()
print(json.dumps({"id": int(window.winId()), "order": order_no, "barcode": company.BARCODES[0]}), flush=True)
timer.start()
app.exec()
"""


@dataclass
class Bench:
    """A display with the bench on it."""

    environment: dict[str, str]
    output: IO[str]
    window: str = ""
    order_no: str = ""
    barcode: str = ""

    def press(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self.environment, check=True, timeout=30)

    def scan(self, code: str) -> None:
        self.press("type", "--delay", "2", f"{code}\n")

    def sees(self, done: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """What the window shows as soon as it shows this."""
        for line in self.output:
            shown: dict[str, Any] = json.loads(line)
            if done(shown):
                return shown
        raise AssertionError("the window ended before")

    def warns(self, words: str) -> None:
        """Waits for the line of what was typed."""
        self.sees(lambda shown: shown["warning"] == words)


@pytest.fixture
def unfocused(display: str, repository: Path, tmp_path: Path) -> Iterator[Bench]:
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(repository)}
    child = subprocess.Popen(
        [sys.executable, "-c", BENCH, str(tmp_path)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert child.stdout is not None
    made = Bench(environment, child.stdout)
    first = made.sees(lambda shown: "id" in shown)
    made.window, made.order_no, made.barcode = str(first["id"]), first["order"], first["barcode"]
    yield made
    child.terminate()
    child.wait(10)
    child.stdout.close()


@pytest.fixture
def bench(unfocused: Bench) -> Bench:
    """There is no window manager to give the keyboard away."""
    unfocused.press("windowfocus", "--sync", unfocused.window)
    return unfocused


def test_a_window_that_is_not_the_active_one_takes_bursts_for_scans(unfocused: Bench) -> None:
    # Nobody has clicked: the keys come to the window under the pointer.
    unfocused.press("mousemove", "--window", unfocused.window, "500", "300")
    unfocused.scan(unfocused.order_no)
    assert unfocused.sees(lambda shown: shown["history"] > 0 or bool(shown["warning"]))["progress"] == [0, 24]
    unfocused.scan(unfocused.barcode)
    seen = unfocused.sees(lambda shown: shown["history"] > 1 or bool(shown["warning"]))
    assert (seen["progress"], seen["window"]) == ([1, 24], "NoneType")


def test_a_parcel_is_counted_corrected_set_aside_and_taken_up_without_a_mouse(bench: Bench) -> None:
    bench.sees(lambda shown: shown["focus"] == "BenchScreen")
    bench.scan(bench.order_no)
    bench.sees(lambda shown: shown["progress"] == [0, 24])
    bench.scan(bench.barcode)
    bench.sees(lambda shown: shown["progress"] == [1, 24])
    for key, warning in (("2", "2 more, Enter"), ("3", "23 more, Enter")):
        bench.press("key", key)
        bench.warns(warning)
    bench.press("key", "Return")
    assert bench.sees(lambda shown: shown["progress"] == [24, 24])["headline"] == "Scan the courier label"
    bench.press("key", "F2")
    assert bench.sees(lambda shown: shown["progress"] == [1, 24])["line"] == "Undone"
    bench.press("key", "F5")
    assert "was set aside" in bench.sees(lambda shown: shown["phase"] == "waiting")["line"]
    bench.press("key", "F6")
    bench.sees(lambda shown: shown["focus"] == "CodeEntry")
    # A scan never lands in the field, and never vanishes: it is refused until the sheet is closed.
    bench.scan(bench.order_no)
    beside = bench.sees(lambda shown: shown["phase"] == "refused")
    assert (beside["headline"], beside["focus"]) == ("Sheet first", "CodeEntry")
    bench.press("key", "Escape")
    bench.sees(lambda shown: shown["focus"] == "BenchScreen")
    bench.scan(bench.order_no)
    bench.sees(lambda shown: shown["progress"] == [1, 24] and shown["focus"] == "BenchScreen")
    bench.press("key", "F6")
    bench.sees(lambda shown: shown["focus"] == "CodeEntry")
    bench.press("type", "--delay", "600", "X1")
    bench.press("key", "Return")
    refused = bench.sees(lambda shown: shown["phase"] == "refused" and shown["focus"] == "BenchScreen")
    assert refused["headline"] == "Unknown code"
    bench.press("key", "question")
    bench.sees(lambda shown: shown["window"] == "KeyMap")
    bench.press("key", "Escape")
    assert bench.sees(lambda shown: shown["focus"] == "BenchScreen")["phase"] == "refused"
    bench.press("key", "Escape")
    assert bench.sees(lambda shown: shown["phase"] == "verifying")["progress"] == [1, 24]
