"""Taking this computer in at a hub, beside the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from orderdesk.errors import Refused, Unreachable
from orderdesk.sync import Workstation
from orderdesk.sync.probe import HubFound, find_hub, full_address
from orderdesk.sync.transport import SignInFailed
from ui.refusals import refusal_text
from ui.tasks import Lane, Tasks


class Enrolment(QObject):
    """Enrols a folder and fetches its first snapshot. `done`, or `failed(sentence)`; `not_there(sentence)` when the address is
    to blame."""

    done = Signal()
    not_there = Signal(str)
    failed = Signal(str)

    def __init__(
        self, folder: Path, address: str, code: str, name: str, parent: QObject, *, tasks: Tasks | None = None
    ) -> None:
        super().__init__(parent)
        self._folder, self._address, self._code, self._name = folder, address, code, name
        self._tasks = tasks or Tasks(self)

    def start(self) -> None:
        """Begins."""
        self._tasks.run(
            Lane.WRITE, self._enrol, lambda _none: self._on_done(), refused=self._on_failed, failed=self._on_failed
        )

    def _enrol(self) -> None:
        workstation = Workstation.open(self._folder, full_address(self._address))
        try:
            workstation.enrol(self._code, self._name)
        finally:
            workstation.close()

    def _on_done(self) -> None:
        self._tasks.close()
        self.done.emit()

    def _on_failed(self, error: Exception) -> None:
        self._tasks.close()
        if isinstance(error, SignInFailed):
            self.failed.emit(refusal_text(error.code))
        elif isinstance(error, Unreachable):
            self.not_there.emit(refusal_text("hub.away"))
        elif isinstance(error, Refused):
            (self.not_there if error.code.startswith("probe.") else self.failed).emit(
                refusal_text(error.code, error.facts)
            )
        else:
            self.failed.emit(refusal_text("enrol.failed", {"why": str(error)}))


class Probe(QObject):
    """Asks whether a hub is at an address, beside the window. `found(address, version)` or `missing(address, why)`."""

    found = Signal(str, str)
    missing = Signal(str, str)

    def __init__(self, parent: QObject, *, tasks: Tasks | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks or Tasks(self)

    def look(self, address: str) -> None:
        """Begins."""

        def told(hub: HubFound) -> None:
            self.found.emit(address, hub.version)

        def refused(why: Refused) -> None:
            self.missing.emit(address, refusal_text(why.code, why.facts))

        self._tasks.run(Lane.HUB, lambda: find_hub(address), told, refused=refused)

    def close(self) -> None:
        """Waits for a question that is under way."""
        self._tasks.close()
