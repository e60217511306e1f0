"""Recognises scans whatever has the focus, and keeps them out of it."""

from collections.abc import Callable
from enum import Enum

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from ui.scanner.burst import Action, Burst
from ui.scanner.event_clock import EventClock, monotonic_ms
from ui.scanner.keys import HeldKey, Meaning, meaning
from ui.scanner.settings import ScanSettings

# A tick that comes this late ran over keys that still wait in the queue.
_LATE_MS = 15


class ScanMode(Enum):
    """BENCH holds every key back for some 50 ms; FORMS only what follows the scanner's prefix; OFF nothing."""

    BENCH = "bench"
    FORMS = "forms"
    OFF = "off"


class ScanListener(QObject):
    """Hears every key of this program's windows before their widgets do.

    `scanned(code, at_ms)` for a scan, with the time of its last key in milliseconds of the monotonic clock;
    `misread(text, at_ms)` for a broken burst or a code of no known pattern: ask to scan again;
    `input_method_used(count)` when an input method wrote text on a bench: ask to switch it off.

    It filters the windows and the focus object instead of the application, because a filter on the application costs
    a Python call for every event there is. With a `home` it hears that window and its dialogs only. A window need not
    be the active one: where nobody gives the keyboard away, keys come to whatever lies under the pointer.
    """

    scanned = Signal(str, object)
    misread = Signal(str, object)
    input_method_used = Signal(int)

    def __init__(
        self,
        app: QGuiApplication,
        settings: ScanSettings | None = None,
        *,
        mode: ScanMode = ScanMode.OFF,
        now_ms: Callable[[], int] = monotonic_ms,
        home: QWidget | None = None,
    ) -> None:
        super().__init__(app)
        self._home = home
        #: Whether a burst without the scanner's prefix is a scan; one that is not goes into the field it was meant for.
        self.is_scan: Callable[[str], bool] = lambda _code: True
        self._settings = settings or ScanSettings()
        self._mode = mode
        self._burst = Burst(self._settings)
        self._held: list[HeldKey] = []
        self._swallow: list[int] = []
        self._target: QWindow | None = None
        self._watched: dict[int, QObject] = {}
        self._now_ms = now_ms
        self._clock = EventClock(now_ms)
        self._commits = 0
        self._armed_at = 0
        self._is_rearmed = False
        self._hold = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._hold.timeout.connect(self._on_quiet)
        app.focusWindowChanged.connect(self.watch)
        app.focusObjectChanged.connect(self.watch)
        if home is not None:
            home.installEventFilter(self)
        self.set_mode(mode)

    @property
    def mode(self) -> ScanMode:
        return self._mode

    def set_mode(self, mode: ScanMode) -> None:
        """Other screen, other mode; keys held back go on their way first."""
        self._release()
        self._mode = mode
        self._burst = Burst(self._settings, is_timed=mode is ScanMode.BENCH)
        self._commits = 0
        self.watch()

    def configure(self, settings: ScanSettings) -> None:
        """Takes over how the scanners of this workstation are programmed."""
        self._settings = settings
        self.set_mode(self._mode)

    def accept_code(self, code: str, at_ms: int) -> None:
        """A code from another source, such as a serial scanner or a typed one; checked like any other."""
        (self.scanned if code and self._settings.accepts(code) else self.misread).emit(code, at_ms)

    # -- where to listen -----------------------------------------------------------------------------------------

    def watch(self, _changed: object = None) -> None:
        """Looks again which windows there are: to be called when one is shown that may not become the active one."""
        wanted: dict[int, QObject] = {_place(window): window for window in self._windows()}
        focused, window = QGuiApplication.focusObject(), QGuiApplication.focusWindow()
        if focused is not None and window is not None and _place(window) in wanted:
            wanted[_place(focused)] = focused
        for place, old in self._watched.items():
            if place not in wanted and shiboken6.isValid(old) and old is not self._home:
                old.removeEventFilter(self)
        for place, new in wanted.items():
            # A window that is gone may have left its place to another one.
            if place not in self._watched or not shiboken6.isValid(self._watched[place]):
                new.installEventFilter(self)
        self._watched = wanted

    def _windows(self) -> list[QWindow]:
        if self._home is None:
            return [window for window in QGuiApplication.topLevelWindows() if shiboken6.isValid(window)]
        if not shiboken6.isValid(self._home):
            return []
        handles = [widget.windowHandle() for widget in QApplication.topLevelWidgets() if self._is_at_home(widget)]
        # A menu that has just gone may still be listed with a window that is no more.
        return [handle for handle in handles if handle is not None and shiboken6.isValid(handle)]

    def _is_at_home(self, widget: QWidget | None) -> bool:
        # isAncestorOf ends at the edge of a window: a dialog is no descendant to it.
        while widget is not None and widget is not self._home:
            widget = widget.parentWidget()
        return widget is not None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Show and watched is self._home:
            self.watch()
        if self._mode is ScanMode.OFF:
            return False
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._keep_from_shortcuts(event)
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            self._count_commits(event)
            return False
        # Widgets get a key a second time, and what we send again is not spontaneous: only windows' own keys count.
        if not (isinstance(watched, QWindow) and isinstance(event, QKeyEvent) and event.spontaneous()):
            return False
        if kind == QEvent.Type.KeyPress:
            return self._on_press(watched, event)
        if kind == QEvent.Type.KeyRelease:
            return self._on_release(event)
        return False

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        """Shortcuts are asked before the window: a scanned J must not move the selection."""
        sense = meaning(event, self._settings)
        ours = sense is Meaning.PREFIX or (self._burst.is_holding and sense in (Meaning.CHARACTER, Meaning.TERMINATOR))
        if ours or (sense is Meaning.CHARACTER and self._mode is ScanMode.BENCH):
            event.accept()
            return True
        return False

    def _count_commits(self, event: QInputMethodEvent) -> None:
        if self._mode is ScanMode.BENCH and event.commitString():
            self._commits += 1
            self.input_method_used.emit(self._commits)

    # -- keys ----------------------------------------------------------------------------------------------------

    def _on_press(self, window: QWindow, event: QKeyEvent) -> bool:
        at = event.timestamp() or self._now_ms()
        sense = meaning(event, self._settings)
        if sense is Meaning.SILENT:
            return False
        if sense is Meaning.PREFIX:
            action = self._burst.prefix(at)
        elif sense is Meaning.CHARACTER:
            action = self._burst.character(event.text(), at, repeated=event.isAutoRepeat())
        elif sense is Meaning.TERMINATOR:
            action = self._burst.terminator(at)
        else:
            action = self._burst.interrupted()
        return self._act(action, window, event)

    def _act(self, action: Action, window: QWindow, event: QKeyEvent) -> bool:
        if action in (Action.REPLAY_HOLD, Action.REPLAY_PASS):
            self._replay()
        if action in (Action.HOLD, Action.REPLAY_HOLD):
            self._held.append(HeldKey.of(event))
            self._target = window
            self._arm()
            return True
        if action in (Action.SCAN, Action.FRAGMENT):
            if not self._burst.is_prefixed and not self.is_scan(self._burst.text):
                self._burst.clear()
                self._replay()
                return False
            self._finish(action, event)
            return True
        return False

    def _finish(self, action: Action, event: QKeyEvent) -> None:
        """All held keys belong to the scan; their releases that are still to come belong to it too."""
        code = self._burst.text
        released = [key.key for key in self._held if key.kind == QEvent.Type.KeyRelease]
        for key in self._held:
            if key.kind == QEvent.Type.KeyPress and not key.repeated:
                if key.key in released:
                    released.remove(key.key)
                else:
                    self._swallow.append(key.key)
        self._swallow.append(event.key())
        self._held.clear()
        self._hold.stop()
        self._burst.clear()
        at_ms = self._clock.at(event.timestamp())
        if action is Action.SCAN:
            self.accept_code(code, at_ms)
        else:
            self.misread.emit(code, at_ms)

    def _on_release(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in self._swallow:
            if not event.isAutoRepeat():
                self._swallow.remove(key)
            return True
        if any(held.key == key for held in self._held):
            self._held.append(HeldKey.of(event))
            return True
        return False

    # -- holding back --------------------------------------------------------------------------------------------

    def _arm(self) -> None:
        wait = self._settings.prefix_hold_ms if self._burst.is_prefixed else self._settings.hold_ms
        self._armed_at = self._now_ms() + wait
        self._is_rearmed = False
        self._hold.start(wait)

    def _on_quiet(self) -> None:
        if self._now_ms() - self._armed_at > _LATE_MS and not self._is_rearmed:
            self._is_rearmed = True
            self._armed_at = self._now_ms() + self._settings.hold_ms
            self._hold.start(self._settings.hold_ms)
            return
        self._release()

    def _release(self) -> None:
        self._burst.interrupted()
        self._replay()

    def _replay(self) -> None:
        """Sends the held keys on in their order, to the window they were typed into."""
        self._hold.stop()
        held, self._held = self._held, []
        window = self._target
        if window is None:
            return
        for key in held:
            if shiboken6.isValid(window):
                QCoreApplication.sendEvent(window, key.event())


def _place(found: QObject) -> int:
    """Where Qt's own object lies: two objects of Python may stand for the same window."""
    return int(shiboken6.getCppPointer(found)[0])
