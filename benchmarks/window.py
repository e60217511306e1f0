"""The child process of `startup`: the product's window or a bare one, which tells when it was painted, and ends."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from typing_extensions import override

_POLL_MS = 5


class FirstPaint(QObject):
    """Calls once, right after a widget has been painted for the first time."""

    def __init__(self, widget: QWidget, painted: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget, self._painted = widget, painted
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False


def product(folder: Path, begun: float) -> None:
    """What `orderdesk` does when it starts, watched from outside."""
    from benchmarks.processes import resident_mb
    from ui.dress import dress
    from ui.instance import Instance
    from ui.program import Program, new_application
    from ui.settings import Settings

    application = new_application()
    instance = Instance(folder)
    instance.take()
    dress(Settings(folder))
    program = Program(folder)
    told: dict[str, float] = {}

    def painted() -> None:
        told["window_s"] = time.monotonic() - begun

    def poll() -> None:
        if "window_s" not in told:
            return
        if "usable_s" not in told and _is_usable(program):
            told["usable_s"] = time.monotonic() - begun
        if "usable_s" not in told or program.life is None:
            return
        timer.stop()
        told["ready_s"] = time.monotonic() - begun
        told["rss_mb"] = resident_mb(os.getpid())
        program.window.close()
        application.quit()

    timer = QTimer(interval=_POLL_MS)
    timer.timeout.connect(poll)
    timer.start()
    FirstPaint(program.window.orders, painted)
    program.show()
    application.exec()
    program.close()
    instance.release()
    print(json.dumps(told))


def _is_usable(program: object) -> bool:
    from ui.first_list import FIRST_ROWS
    from ui.program import Program

    assert isinstance(program, Program)
    # More rows than the first look read: the whole list is there, and its filters have been counted.
    model = program.window.orders.model
    return model.is_complete and model.rowCount() > FIRST_ROWS


def bare(folder: Path, begun: float) -> None:
    """One table of 64 rows."""
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QTableView

    application = QApplication(sys.argv[:1])
    window, table, model = QMainWindow(), QTableView(), QStandardItemModel()
    with closing(sqlite3.connect(next(folder.glob("cache-*.db")))) as file:
        for row in file.execute('SELECT order_no, customer_name, node FROM "order" ORDER BY placed_at DESC LIMIT 64'):
            model.appendRow([QStandardItem(str(value)) for value in row])
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1_366, 768)

    def painted() -> None:
        print(json.dumps({"window_s": time.monotonic() - begun}))
        application.quit()

    FirstPaint(table.viewport(), painted)
    window.show()
    application.exec()


if __name__ == "__main__":
    (product if sys.argv[1] == "product" else bare)(Path(sys.argv[2]), float(sys.argv[3]))
