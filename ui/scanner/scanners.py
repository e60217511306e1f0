"""The scanners of a workstation as they are set: those that type, and one on a serial line beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ui import settings
from ui.scanner.listener import ScanListener
from ui.scanner.serial_source import SerialScanner
from ui.scanner.settings import BAUDS, DOUBLE_FIRES_MS, ScannerSetup
from ui.settings import Settings


@dataclass(frozen=True)
class ScannerState:
    """How the serial scanner stands. `is_there` None: nobody knows yet; `reason`: what the system says."""

    port: str = ""
    is_there: bool | None = None
    reason: str = ""


class Scanners(QObject):
    """Reads the settings, listens, and hands every code to the same door as a scanner that types.

    `run_beside(work, name)` must run work in a thread of its own. `state_changed` when the port comes or goes.
    """

    state_changed = Signal()

    def __init__(
        self, listener: ScanListener, kept: Settings, run_beside: Callable[[Callable[[], None], str], None]
    ) -> None:
        super().__init__(listener)
        self._listener, self._kept, self._run_beside = listener, kept, run_beside
        self._serial: SerialScanner | None = None
        self.setup = ScannerSetup()
        self.state = ScannerState()

    def begin(self) -> None:
        """Listens as it is set now."""
        self._apply(_kept_setup(self._kept))

    def use(self, setup: ScannerSetup) -> None:
        """Listens in another way from now on, and remembers it."""
        for name, value in (
            (settings.SCANNER_PORT, setup.port),
            (settings.SCANNER_BAUD, str(setup.baud)),
            (settings.SCANNER_PREFIX, setup.prefix),
            (settings.SCANNER_SUFFIX, setup.suffix),
            (settings.SCANNER_DOUBLE_FIRE, str(setup.double_fire_ms)),
        ):
            self._kept.keep(name, value)
        self._apply(setup)

    def close(self) -> None:
        """Lets the port go."""
        if self._serial is not None:
            self._serial.stop()
            self._serial.link_changed.disconnect(self._on_link)
            self._serial.scanned.disconnect(self._listener.accept_code)
            self._serial = None

    def _apply(self, setup: ScannerSetup) -> None:
        self.close()
        self.setup, self.state = setup, ScannerState(setup.port)
        self._listener.configure(setup.typing())
        if setup.port:
            self._serial = SerialScanner(setup, self)
            self._serial.scanned.connect(self._listener.accept_code)
            self._serial.link_changed.connect(self._on_link)
            self._serial.start(lambda work: self._run_beside(work, "scanner"))
        self.state_changed.emit()

    def _on_link(self, is_there: bool, reason: str) -> None:
        state = ScannerState(self.setup.port, is_there, reason)
        if state != self.state:
            self.state = state
            self.state_changed.emit()


def _kept_setup(kept: Settings) -> ScannerSetup:
    baud, double_fire = kept.text(settings.SCANNER_BAUD), kept.text(settings.SCANNER_DOUBLE_FIRE)
    return ScannerSetup(
        port=kept.text(settings.SCANNER_PORT),
        baud=int(baud) if baud.isdecimal() else BAUDS[0],
        prefix=kept.text(settings.SCANNER_PREFIX),
        suffix=kept.text(settings.SCANNER_SUFFIX),
        double_fire_ms=int(double_fire) if double_fire.isdecimal() else DOUBLE_FIRES_MS[1],
    )
