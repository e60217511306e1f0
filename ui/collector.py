"""Garbage is collected in the GUI thread only: a widget that dies in another thread takes the program with it."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class Collector(QObject):
    """Does the interpreter's collecting as long as it is open. Python would do it in whatever thread allocates next."""

    _open = 0

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_open = True
        Collector._open += 1
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collects the generations that have grown past their thresholds, the oldest of them first."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def close(self) -> None:
        """There are no other threads any more: Python may collect by itself again."""
        if self._is_open:
            self._is_open = False
            self._timer.stop()
            Collector._open -= 1
            if not Collector._open:
                gc.enable()
