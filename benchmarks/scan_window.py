"""The window of the scan benchmark: the product's bench, worked by real key events,
and a bare widget to compare with."""

from __future__ import annotations

import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from typing_extensions import override

from benchmarks.bench_town import PIECES, Town
from orderdesk.clock import SystemClock
from orderdesk.sync.workstation import Workstation
from ui.components.sounds import Beeper
from ui.packing.bench_room import BenchRoom
from ui.program import new_application
from ui.scanner.listener import ScanListener, ScanMode
from ui.scanner.settings import ScanSettings
from ui.sync_process import SyncProcess
from ui.tasks import Tasks
from ui.workplace import Workplace

#: How fast is fast is not the question here: a starved machine must not break a burst.
_PATIENT = ScanSettings(hold_ms=4000, mean_gap_ms=4000.0, repeat_gap_ms=4000)
#: Two scans of one code closer than 300 ms are one pull of the trigger.
_PAUSE_MS, _LONG_PAUSE_MS = 160, 420
_PATIENCE_MS = 20_000
_CODE = re.compile(r"[0-9A-Z]{6,40}")


@dataclass
class Packed:
    """Seconds from last key to painted verdict, how many documents changed meanwhile, verdicts by kind."""

    seconds: list[float] = field(default_factory=list)
    shown: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)


class Painted(QObject):
    """Leaves a loop right after the bench has been painted with a verdict that was not there before."""

    def __init__(self, room: BenchRoom, loop: QEventLoop) -> None:
        super().__init__(room)
        self._room, self._loop = room, loop
        self._before: UUID | None = None
        self._waits = False
        room.bench.installEventFilter(self)

    def expect(self) -> None:
        """From now on the next verdict counts."""
        self._before, self._waits = self.newest(), True

    def newest(self) -> UUID | None:
        """The scan whose verdict the screen was given last."""
        history = self._room._picture.state.history
        return history[-1].id if history else None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._waits and self.newest() != self._before:
            self._waits = False
            QTimer.singleShot(0, self._loop.quit)
        return False


def pack(town: Town, *, scans: int) -> Packed:
    """Packs the town's orders."""
    application = new_application()
    workstation = Workstation.open(town.folder)
    workstation.resume()
    tasks = Tasks(application)
    sync = SyncProcess(town.folder, application)
    workplace = Workplace(workstation, tasks, sync, clock=SystemClock())
    packed = Packed()
    workplace.changed.connect(lambda items: _count(packed, items))
    listener = ScanListener(application, _PATIENT, mode=ScanMode.OFF)
    room = BenchRoom(workplace, listener, beeper=Beeper(player=[]))
    room.resize(1_366, 768)
    room.show()
    room.activateWindow()
    room.begin()
    sync.start()
    until = time.monotonic() + _PATIENCE_MS / 1000
    while not workplace.is_online:
        if time.monotonic() > until:
            raise RuntimeError("the sync process does not find its hub")
        _wait(50)
    _wait(200)
    loop = QEventLoop()
    painted = Painted(room, loop)
    for code, pause_ms in _shift(town, scans):
        _wait(pause_ms)
        packed.seconds.append(_scan(room, painted, loop, code))
        packed.verdicts[str(room.work.state.history[-1].verdict.kind)] += 1
    room.close()
    workplace.close()
    application.processEvents()
    return packed


def _count(packed: Packed, items: object) -> None:
    packed.shown += len(items) if isinstance(items, frozenset) else 0


def _shift(town: Town, scans: int) -> Iterator[tuple[str, int]]:
    """The codes of a shift in their order, with the pause before each."""
    left = scans
    for number, order_no in enumerate(town.order_nos):
        waybill = f"SF{1_000_000_000_000 + number * 7_919:013}"
        pieces = [town.barcodes[each % 2] for each in range(2 * PIECES)]
        codes = [(order_no, _PAUSE_MS), *((code, _PAUSE_MS) for code in pieces)]
        for code, pause_ms in (*codes, (waybill, _PAUSE_MS), (waybill, _LONG_PAUSE_MS)):
            if left == 0:
                return
            left -= 1
            yield code, pause_ms


def _scan(room: BenchRoom, painted: Painted, loop: QEventLoop, code: str) -> float:
    window = room.window().windowHandle()
    for character in code:
        QTest.keyClick(window, character)  # type: ignore[call-overload]  # the stubs lack characters
    painted.expect()
    begun = time.perf_counter()
    QTest.keyClick(window, Qt.Key.Key_Return)
    guard = QTimer(singleShot=True, interval=_PATIENCE_MS)
    guard.timeout.connect(lambda: loop.exit(1))
    guard.start()
    if loop.exec():
        raise RuntimeError(f"no verdict for {code}")
    return time.perf_counter() - begun


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class BareBench(QWidget):
    """Takes keys, parses, commits and repaints a label: nothing else."""

    def __init__(self, file: sqlite3.Connection, loop: QEventLoop) -> None:
        super().__init__()
        self.resize(1_366, 768)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._file, self._loop, self._text = file, loop, ""
        self._label = QLabel("", self)
        self._label.resize(1_366, 768)
        self._label.installEventFilter(self)
        self._shows = False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Return:
            self._text += event.text()
            return
        code, self._text = self._text, ""
        fits = _CODE.fullmatch(code) is not None
        self._file.execute("BEGIN IMMEDIATE")
        count = self._file.execute("SELECT count FROM piece WHERE id = 1").fetchone()[0]
        self._file.execute("UPDATE piece SET count = ? WHERE id = 1", (count + 1,))
        self._file.execute("INSERT INTO said (code) VALUES (?)", (code,))
        self._file.execute("INSERT INTO kept (code) VALUES (?)", (code,))
        self._file.execute("COMMIT")
        self._label.setText(f"{code} {fits} {count}")
        self._shows = True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._shows and isinstance(event, QPaintEvent):
            self._shows = False
            QTimer.singleShot(0, self._loop.quit)
        return False


def pack_bare(folder: Path, *, scans: int) -> list[float]:
    """Seconds from last key to repaint of the bare widget."""
    taken = []
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = FULL")
        file.execute("CREATE TABLE IF NOT EXISTS piece (id INTEGER PRIMARY KEY, count INTEGER)")
        for table in ("said", "kept"):
            file.execute(f"CREATE TABLE IF NOT EXISTS {table} (id INTEGER PRIMARY KEY, code TEXT)")
        file.execute("INSERT OR IGNORE INTO piece VALUES (1, 0)")
        loop = QEventLoop()
        bench = BareBench(file, loop)
        bench.show()
        bench.activateWindow()
        bench.setFocus()
        _wait(100)
        for number in range(scans):
            for character in f"SF{number:013}":
                QTest.keyClick(bench, character)  # type: ignore[call-overload]  # the stubs lack characters
            begun = time.perf_counter()
            QTest.keyClick(bench, Qt.Key.Key_Return)
            loop.exec()
            taken.append(time.perf_counter() - begun)
            _wait(10)
        bench.close()
    QApplication.processEvents()
    return taken
