"""What the people of the day do at their windows: keys, scans, buttons, and patience."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.components.buttons import Button
from ui.day.seats import DayFailed, Seat, since
from ui.packing.bench_room import BenchRoom
from ui.sales.order_panel import OrderPanel

PATIENCE_S = 60.0
_LOOK_MS = 5
_PULLS = 5
#: So long the tail of a torn burst counts for nothing, and a little.
_TORN_MS = 1_000

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

        Unlike a scanner's, these keys wait for the machine: a burst that a stall has torn is scanned again. One that
        was heard is never, however long its answer takes: it would count twice.
        """
        for _ in range(_PULLS):
            before = {record.id for record in room.work.state.history}
            if self._pull(room, code):
                self.wait(partial(_has_answered, room, code, before), f"{code} is answered")
                return
            self.wait(lambda: since(self._scanned_at) > _TORN_MS, "a torn burst is over")
        raise DayFailed(f"{code} could not be scanned")

    def _pull(self, room: BenchRoom, code: str) -> bool:
        """The keys of one scan; whether the bench has heard the code. The last key decides that at once."""
        heard: list[str] = []

        def note(text: str, _at_ms: int) -> None:
            heard.append(text)

        room.listener.scanned.connect(note)
        handle = room.window().windowHandle()
        for character in code:
            QTest.keyClick(handle, character)  # type: ignore[call-overload]  # the stubs lack characters
        self._scanned_at = time.monotonic()
        QTest.keyClick(handle, Qt.Key.Key_Return)
        room.listener.scanned.disconnect(note)
        return code in heard

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


def _has_answered(room: BenchRoom, code: str, before: set[UUID]) -> bool:
    """Whether a scan of this code stands in the list that was not there before."""
    return any(record.text.strip() == code for record in room.work.state.history if record.id not in before)
