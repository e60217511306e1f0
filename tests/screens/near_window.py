"""A window's workplace on the small company: real hub, real workstation, the sync side moved by the test's hand."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from orderdesk.documents.document import Key
from orderdesk.sync import Workstation
from orderdesk.sync.transport import SignedIn, SignInFailed
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from tests.sync.near_hub import NearTransport
from ui.tasks import Tasks, TasksInPlace
from ui.workplace import Workplace

PASSWORD = "open sesame"


class DoorTransport(NearTransport):
    """Lets people of the small company in and out by one password, as the hub does over HTTP."""

    def __init__(self, town: Town, device_id: UUID) -> None:
        super().__init__(lambda: town.hub)
        self._town, self._at = town, device_id

    def sign_in(self, login: str, password: str) -> SignedIn:
        if password != PASSWORD or login not in company.USERS:
            raise SignInFailed("sign_in.wrong")
        with self._town.hub.store.write() as connection:
            return company.open_session(connection, login, self._at)

    def sign_out(self, token: str) -> None:
        """The session is left to lapse."""


class SyncByHand(QObject):
    """Exchanges with the hub when the test says so."""

    changed = Signal(object)
    switched = Signal()
    link_turned = Signal(bool)
    checked = Signal()

    def __init__(self, workstation: Workstation) -> None:
        super().__init__()
        self._workstation = workstation
        self.wakes = 0

    def wake(self) -> None:
        self.wakes += 1

    def compare(self) -> None:
        """Nothing is compared here."""

    def reopened(self) -> None:
        self._workstation.sweep()

    def stop(self) -> None:
        """Nothing runs."""

    def exchange(self) -> None:
        """Sends and takes everything, and tells the window what has changed."""
        touched: set[Key] = set()
        self._workstation._engine.touched = touched.update
        self._workstation.sync_once()
        self.changed.emit(frozenset((key.kind, key.id) for key in touched))
        self.link_turned.emit(True)


class Near:
    """A seat of the small company with somebody signed in."""

    def __init__(self, town: Town, folder: Path, code: str, login: str, *, tasks: Tasks | None = None) -> None:
        self.town = town
        device_id = company.name(f"device:{code}")
        workstation = Workstation.open(folder, lambda: DoorTransport(town, device_id), clock=town.clock)
        bench = code.startswith("B")
        engine = workstation._engine
        with engine.journal.store.write() as journal:
            engine.journal.note(
                journal,
                device_id=str(device_id),
                device_code=code,
                device_name=f"Desk {code}",
                secret="",
                seat="bench" if bench else "desk",
                company_id=str(company.COMPANY),
                warehouse_id=str(company.BENCH_WAREHOUSE) if bench else "",
                bench_mode="verify_known",
            )
        self.who = town.session
        if (code, login) != ("B1", "packer"):
            with town.hub.store.write() as connection:
                self.who = company.open_session(connection, login, device_id)
        workstation.assume(self.who)
        workstation.sync_once()
        self.sync = SyncByHand(workstation)
        self.workplace = Workplace(workstation, tasks or TasksInPlace(), self.sync, clock=town.clock)

    def close(self) -> None:
        """Ends it."""
        self.workplace.close()
