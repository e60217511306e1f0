"""The child process of `ui_gap`: the product's window, and a timer that notes how late it comes."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from benchmarks.figures import percentile
from ui.dress import dress
from ui.instance import Instance
from ui.program import Program, new_application
from ui.settings import Settings

_TICK_MS = 4
#: A window that has just come up still reads and imports.
_SETTLE_S = 2.0
#: How often the cache's cursor is looked at, in ticks.
_LOOK = 25


class Watch(QObject):
    """Notes the gaps between the timer's turns; first of an idle window, then until the cache has reached a seq."""

    told = Signal(int)

    def __init__(self, folder: Path, application: QApplication, program: Program, idle_s: float) -> None:
        super().__init__()
        self._folder, self._application, self._program = folder, application, program
        self._idle_s = idle_s
        self._gaps: list[float] = []
        self._idle: list[float] = []
        self._last = self._begun = time.monotonic()
        self._target: int | None = None
        self._turns = 0
        self._told_at = 0.0
        self._timer = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()
        self.told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    def _on_tick(self) -> None:
        now = time.monotonic()
        gap, self._last = now - self._last, now
        self._turns += 1
        if self._program.life is None:
            self._begun = now
        elif self._target is None:
            self._watch_idle(now - self._begun, gap)
        else:
            self._watch_flood(now, gap)

    def _watch_idle(self, passed: float, gap: float) -> None:
        if passed < _SETTLE_S:
            return
        self._idle.append(gap)
        if passed > _SETTLE_S + self._idle_s:
            self._timer.stop()
            print("idle", flush=True)
            threading.Thread(target=lambda: self.told.emit(int(sys.stdin.readline())), daemon=True).start()

    def _on_told(self, target: int) -> None:
        self._target = target
        self._last = self._told_at = time.monotonic()
        self._timer.start()

    def _watch_flood(self, now: float, gap: float) -> None:
        self._gaps.append(gap)
        if self._turns % _LOOK == 0 and self._target is not None and self._cursor() >= self._target:
            self._timer.stop()
            self._report(now - self._told_at)

    def _report(self, seconds: float) -> None:
        gaps, idle = [1000 * gap for gap in self._gaps], [1000 * gap for gap in self._idle]
        told = {
            "p50_ms": percentile(gaps, 50), "p99_ms": percentile(gaps, 99), "max_ms": max(gaps), "seconds": seconds,
            "idle_p99_ms": percentile(idle, 99), "idle_max_ms": max(idle),
        }  # fmt: skip
        print(json.dumps(told), flush=True)
        self._program.window.close()
        self._application.quit()

    def _cursor(self) -> int:
        (path,) = self._folder.glob("cache-*.db")
        with closing(sqlite3.connect(path)) as file:
            row = file.execute("SELECT value FROM cache_meta WHERE name = 'cursor'").fetchone()
        return int(row[0])


def main(folder: Path, idle_s: float) -> None:
    """Opens the window of a workstation's folder and watches it."""
    application = new_application()
    instance = Instance(folder)
    instance.take()
    dress(Settings(folder))
    program = Program(folder)
    watch = Watch(folder, application, program, idle_s)
    program.show()
    application.exec()
    watch.deleteLater()
    program.close()
    instance.release()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
