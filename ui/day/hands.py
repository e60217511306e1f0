"""What the people of the day do at their windows: keys, scans, buttons, and patience."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from orderdesk.domain.bench_state import BenchState
from ui.components.buttons import Button
from ui.day.seats import DayFailed, Seat, since
from ui.packing.bench_room import BenchRoom
from ui.sales.order_panel import OrderPanel

PATIENCE_S = 60.0
_LOOK_MS = 5
_PULLS = 5
_UNHEARD_MS = 1_000

#: The same code within 300 ms counts as one pull of the trigger.
_TRIGGER_MS = 350

Kind = TypeVar("Kind", bound=QWidget)


class Hands:
    """One pair of hands that goes from window to window."""

    def __init__(self) -> None:
        self._scanned_at = 0.0

    def take(self, seat: Seat) -> None:
        """Somebody turns to this window."""
        seat.program.window.activateWindow()
        self.wait(lambda: QApplication.activeWindow() is seat.program.window, f"the window of {seat.role} is active")

    def write(self, text: str) -> None:
        """Types into whatever has the focus."""
        QTest.keyClicks(_focused(), text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key for the window that is in front."""
        QTest.keyClick(_focused(), key, modifier)

    def scan(self, room: BenchRoom, code: str) -> None:
        """A wedge scanner: a burst of keys to the window, whatever has the focus there.

        Unlike a scanner's, these keys wait for the machine: a burst that a stall has torn is scanned again.
        """
        handle = room.window().windowHandle()
        for _ in range(_PULLS):
            before = room.work.state
            for character in code:
                QTest.keyClick(handle, character)  # type: ignore[call-overload]  # the stubs lack characters
            self._scanned_at = time.monotonic()
            QTest.keyClick(handle, Qt.Key.Key_Return)
            self.wait(partial(_has_answered, room, before, self._scanned_at), f"{code} is answered")
            if room.work.state.last_text == code:
                return
        raise DayFailed(f"{code} could not be scanned")

    def button(self, seat: Seat, words: str) -> Button:
        """A button of the order's panel by its English words."""
        wanted = QApplication.translate("Deeds", words)
        panel = self.find(seat, OrderPanel)

        def found() -> list[Button]:
            return [
                each
                for each in panel.window().findChildren(Button)
                if wanted in each.accessibleName() and each.isVisible()
            ]

        self.wait(lambda: bool(found()), f"{words} is offered")
        return found()[0]

    def find(self, seat: Seat, kind: type[Kind]) -> Kind:
        """A part of a seat's window; waits until it is there."""
        self.wait(lambda: seat.program.window.findChild(kind) is not None, f"{kind.__name__} is there")
        found = seat.program.window.findChild(kind)
        assert found is not None
        return found

    def let_go(self) -> None:
        """Waits until the next pull of the scanner's trigger counts as one of its own."""
        self.wait(lambda: since(self._scanned_at) > _TRIGGER_MS, "the trigger is let go")

    def wait(self, wanted: Callable[[], bool], what: str, *, again: Callable[[], None] | None = None) -> None:
        """Lets the program run until `wanted`; raises DayFailed after a minute."""
        began = time.monotonic()
        tries = 0
        while not wanted():
            if time.monotonic() - began > PATIENCE_S:
                raise DayFailed(f"not seen within {PATIENCE_S:.0f} s: {what}")
            loop = QEventLoop()
            QTimer.singleShot(_LOOK_MS, loop.quit)
            loop.exec()
            tries += 1
            if again is not None and tries % 100 == 0:
                again()


def _focused() -> QWidget:
    found = QApplication.focusWidget() or QApplication.activeWindow()
    if found is None:
        raise DayFailed("no window has the keyboard")
    return found


def _has_answered(room: BenchRoom, before: BenchState, scanned_at: float) -> bool:
    """Whether the bench has said something, or will not say anything of this any more."""
    return room.work.state is not before or since(scanned_at) > _UNHEARD_MS
