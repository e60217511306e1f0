"""Scanners on a serial line."""

import logging
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from ui.scanner.event_clock import monotonic_ms
from ui.scanner.settings import ScannerSetup

if TYPE_CHECKING:
    from serial import Serial

_LOG = logging.getLogger("orderdesk.scanner")
_READ_TIMEOUT_S = 0.2
_REOPEN_STEPS = 10
_MAX_LENGTH = 512
_ENDS = b"\r\n\t\x03"
_FRAME = "\x02\x03\r\n "


class CodeSplitter:
    """Bytes in, whole codes out. `ends`: each of these bytes ends a code; none: what ends a line."""

    def __init__(self, prefix: str = "", ends: bytes = b"") -> None:
        self._prefix, self._ends = prefix, ends or _ENDS
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[str]:
        """The codes that these bytes complete; noise without an end is dropped at 512 bytes."""
        codes = []
        for byte in data:
            if byte not in self._ends:
                self._rest.append(byte)
                continue
            # A scanner may frame its codes, and one that ends them by Tab may still send the end of a line.
            text = self._rest.decode("utf-8", "replace").strip(_FRAME).removeprefix(self._prefix.strip(_FRAME))
            self._rest.clear()
            if text:
                codes.append(text)
        if len(self._rest) > _MAX_LENGTH:
            self._rest.clear()
        return codes


class SerialScanner(QObject):
    """Reads one port in the background and gives codes to the window's thread.

    `start` is handed a function that runs until `stop`; it must run it in a thread of its own. A port that goes
    away is tried again every two seconds; `link_changed(open, reason)` says so, with what the system says.
    """

    scanned = Signal(str, object)
    link_changed = Signal(bool, str)
    _arrived = Signal(str, object)
    _linked = Signal(bool, str)

    def __init__(self, setup: ScannerSetup, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._setup = setup
        self._stopped = False
        queued = Qt.ConnectionType.QueuedConnection
        self._arrived.connect(self._on_arrived, queued)
        self._linked.connect(self._on_linked, queued)

    def start(self, run: Callable[[Callable[[], None]], object]) -> None:
        self._stopped = False
        run(self._read)

    def stop(self) -> None:
        """The reader ends within a fifth of a second."""
        self._stopped = True

    def _read(self) -> None:
        from serial import Serial, SerialException

        while not self._stopped:
            try:
                with Serial(self._setup.port, self._setup.baud, timeout=_READ_TIMEOUT_S) as line:
                    self._linked.emit(True, "")
                    self._follow(line)
            except (SerialException, OSError) as trouble:
                _LOG.warning("scanner port lost port=%s reason=%s", self._setup.port, trouble)
                self._linked.emit(False, _reason(trouble))
                self._pause()

    def _pause(self) -> None:
        for _step in range(_REOPEN_STEPS):
            if not self._stopped:
                time.sleep(_READ_TIMEOUT_S)

    def _follow(self, line: "Serial") -> None:
        splitter = CodeSplitter(self._setup.sent_first(), self._setup.sent_last())
        while not self._stopped:
            data = line.read(1)
            if data:
                waiting = line.in_waiting
                for code in splitter.feed(data + (line.read(waiting) if waiting else b"")):
                    self._arrived.emit(code, monotonic_ms())

    @Slot(str, object)
    def _on_arrived(self, code: str, at_ms: object) -> None:
        self.scanned.emit(code, at_ms)

    @Slot(bool, str)
    def _on_linked(self, is_open: bool, reason: str) -> None:
        self.link_changed.emit(is_open, reason)


def _reason(trouble: OSError) -> str:
    """What the system says; pyserial wraps it into a sentence of its own."""
    return os.strerror(trouble.errno) if trouble.errno else str(trouble)
