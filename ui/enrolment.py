"""Taking this computer in at a hub, beside the window: one of the company, or one that is made here and now."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from errno import ENOSPC
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from orderdesk import own_hub
from orderdesk.clock import SystemClock
from orderdesk.errors import Refused, Unreachable
from orderdesk.own_hub import Founding, NewHub
from orderdesk.sync import Workstation
from orderdesk.sync.damage import storage_refusals
from orderdesk.sync.probe import HubFound, find_hub, full_address
from orderdesk.sync.transport import AccessDenied, SignInFailed, UpgradeNeeded
from ui.first_list import first_look
from ui.hub_trouble import version_trouble
from ui.refusals import refusal_text
from ui.tasks import Lane, Tasks, Ticket, reported

_JOINING = "joining"
CANCELLED = "own_hub.cancelled"
#: What makes a folder a workstation of one hub; settings of the window stay where they are.
_FILES = ("journal.db*", "cache-*.db*", "own-hub.json")


def take_in(folder: Path, address: str, code: str, name: str, is_wanted: Callable[[], bool] = lambda: True) -> None:
    """Enrols a folder and fetches its first snapshot.

    A folder that belongs to another hub is left as it was until the new one has taken it in; its files then lie in a
    folder of their own beside the new ones. It stays at its hub where by then nobody waits for it. Raises Refused
    `probe.…` and `hub_change.commands_wait`, SignInFailed, Unreachable, UpgradeNeeded.
    """
    look = first_look(folder, SystemClock().now())
    if not look.is_enrolled:
        try:
            _enrol(folder, address, code, name, look.ca_bundle)
        except Refused:
            # Taken in, but for its data: the sync side fetches them as soon as there is room.
            if not first_look(folder, SystemClock().now()).is_enrolled:
                raise
        return
    _require_nothing_open(folder)
    joining = folder / _JOINING
    shutil.rmtree(joining, ignore_errors=True)
    try:
        _enrol(joining, address, code, name, look.ca_bundle)
        if not is_wanted():
            return
        _set_aside(folder)
        _move(joining, folder)
    finally:
        shutil.rmtree(joining, ignore_errors=True)


def _enrol(folder: Path, address: str, code: str, name: str, ca_bundle: Path | None) -> None:
    try:
        with storage_refusals():
            _enrol_here(folder, full_address(address), code, name, ca_bundle)
    except OSError as error:
        raise Refused("storage.full" if error.errno == ENOSPC else "storage.unusable", why=error.strerror) from error
    except Unreachable:
        # Whoever enrols should read why: a certificate, another program, a name that nobody knows.
        find_hub(address, ca_bundle=ca_bundle)
        raise
    except UpgradeNeeded as error:
        raise version_trouble(address, ca_bundle) from error


def _enrol_here(folder: Path, address: str, code: str, name: str, ca_bundle: Path | None) -> None:
    workstation = Workstation.open(folder, address, ca_bundle=ca_bundle)
    try:
        workstation.enrol(code, name)
    finally:
        workstation.close()


def _require_nothing_open(folder: Path) -> None:
    workstation = Workstation.open(folder)
    try:
        status = workstation.status()
    finally:
        workstation.close()
    if status.queued:
        raise Refused("hub_change.commands_wait", n=status.queued, hub=status.hub)


def _set_aside(folder: Path) -> None:
    """What was said at the hub before stays: nobody else may have it."""
    number = 1
    while (folder / f"earlier-{number}").exists():
        number += 1
    _move(folder, folder / f"earlier-{number}")


def _move(source: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    for pattern in _FILES:
        for file in sorted(source.glob(pattern)):
            file.replace(target / file.name)


class Enrolment(QObject):
    """Enrols a folder. `done`, or `failed(sentence)`; `not_there(sentence)` when the address is to blame;
    before: `ended`."""

    done = Signal()
    ended = Signal()
    not_there = Signal(str)
    failed = Signal(str)

    def __init__(
        self, folder: Path, address: str, code: str, name: str, parent: QObject, *, tasks: Tasks | None = None
    ) -> None:
        super().__init__(parent)
        self._folder, self._address, self._code, self._name = folder, address, code, name
        self._tasks = tasks or Tasks(self)
        self._ticket = Ticket()

    def start(self) -> None:
        """Begins."""
        self._tasks.run(
            Lane.WRITE, self._enrol, lambda _none: self._on_done(), refused=self._on_failed, failed=self._on_failed,
            ticket=self._ticket,
        )  # fmt: skip

    def close(self) -> None:
        """The window goes: a folder that is at another hub stays there, and nothing is told; waits for that."""
        self._ticket.cancel()
        self.blockSignals(True)
        self._tasks.close()

    def _enrol(self) -> None:
        take_in(self._folder, self._address, self._code, self._name, lambda: self._ticket.is_wanted)
        if self._ticket.is_wanted:
            own_hub.forget(self._folder)

    def _on_done(self) -> None:
        self._end()
        self.done.emit()

    def _on_failed(self, error: Exception) -> None:
        self._end()
        is_address = isinstance(error, Unreachable) or (
            isinstance(error, Refused) and error.code.startswith(("probe.", "hub."))
        )
        (self.not_there if is_address else self.failed).emit(enrolment_problem(error))

    def _end(self) -> None:
        self._tasks.close()
        self.ended.emit()


class HubFounding(QObject):
    """Makes a hub on this computer and enrols a folder there. `stepped(step)`,
    then `done` or `failed(code, sentence)`."""

    done = Signal()
    failed = Signal(str, str)
    stepped = Signal(str)
    _told = Signal(str)

    def __init__(self, folder: Path, plan: NewHub, place: str, parent: QObject, *, tasks: Tasks | None = None) -> None:
        super().__init__(parent)
        self._folder, self._plan, self._place = folder, plan, place
        self._tasks = tasks or Tasks(self)
        self._founding = Founding(plan, self._told.emit)
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begins."""
        self._tasks.run(
            Lane.WRITE, self._found, lambda _none: self._end(self.done.emit), refused=self._fail, failed=self._fail
        )

    def cancel(self) -> None:
        """Ends it; nothing is left behind. `failed` follows with `own_hub.cancelled`, if it was not done already."""
        self._founding.cancel()

    def close(self) -> None:
        """The window goes: cancels, and waits until nothing is left."""
        self._founding.cancel()
        self._tasks.close()

    def _found(self) -> None:
        def enrol(address: str, code: str) -> None:
            take_in(self._folder, address, code, self._place)

        self._founding.found(enrol)
        own_hub.note(self._folder, self._plan.hub)

    @Slot(str)
    def _on_told(self, step: str) -> None:
        self.stepped.emit(step)

    def _fail(self, error: Exception) -> None:
        code, sentence = error.code if isinstance(error, Refused) else "", enrolment_problem(error)
        if self._founding.is_cancelled:
            code, sentence = CANCELLED, refusal_text(CANCELLED)
        self._end(lambda: self.failed.emit(code, sentence))

    def _end(self, tell: Callable[[], None]) -> None:
        self._tasks.close()
        tell()


def enrolment_problem(error: Exception) -> str:
    """Why this computer could not be taken in, as a sentence; what nobody foresaw by the number of its report."""
    if isinstance(error, SignInFailed):
        return refusal_text(error.code)
    if isinstance(error, Unreachable):
        return refusal_text("hub.away")
    if isinstance(error, Refused):
        return refusal_text(error.code, error.facts)
    if isinstance(error, AccessDenied):
        return refusal_text("device.revoked")
    return refusal_text("program.broke", {"n": reported(error)})


class Probe(QObject):
    """Asks whether a hub is at an address, beside the window. `found(address, version)` or `missing(address, why)`."""

    found = Signal(str, str)
    missing = Signal(str, str)

    def __init__(self, folder: Path, parent: QObject, *, tasks: Tasks | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._tasks = tasks or Tasks(self)

    def look(self, address: str) -> None:
        """Begins."""

        def ask() -> HubFound:
            return find_hub(address, ca_bundle=first_look(self._folder, SystemClock().now()).ca_bundle)

        def told(hub: HubFound) -> None:
            self.found.emit(address, hub.version)

        def refused(why: Refused) -> None:
            self.missing.emit(address, refusal_text(why.code, why.facts))

        self._tasks.run(Lane.HUB, ask, told, refused=refused)

    def close(self) -> None:
        """Waits for a question that is under way."""
        self._tasks.close()
