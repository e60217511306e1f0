"""The parts a history is made of: places, faults, the bad line, and the hub everybody starts from."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection

from db.cache import cache_tables
from db.engine import open_engine, sqlite_url
from db.store import Store
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AllocateOrder,
    Command,
    ReviewOrder,
)
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Key
from orderdesk.documents.masters import Device
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Unreachable
from orderdesk.sync import Workstation
from orderdesk.sync.engine import Engine
from orderdesk.sync.transport import Page, Result, SignedIn
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub, NearTransport, all_ids

if TYPE_CHECKING:
    from tests.sync.simulator import History

WAYBILLS = tuple(f"SF13856287167{number:02}" for number in range(6))
FEWEST_STEPS = 8
MOST_STEPS = 30
PIECE = 1_000
#: The workstations: seat, warehouse and who works there.
SEATS: dict[str, tuple[str, UUID | None, tuple[str, ...]]] = {
    "A1": ("desk", None, ("sales", "supervisor")),
    "B1": ("bench", company.BENCH_WAREHOUSE, ("packer",)),
    "B2": ("bench", company.BENCH_WAREHOUSE, ("packer2",)),
}
READY_ORDERS = 3


class Crash(Exception):
    """A process dies here."""


class Broken(AssertionError):
    """A promise was not kept."""


@dataclass
class Bugs:
    """Defects that a run can be told to have, so that the oracle is proven. See tests/sync/test_planted_bugs.py."""

    no_deduplication: bool = False
    page_not_tied_to_cursor: bool = False
    overlay_dropped_at_answer: bool = False
    journal_before_cache: bool = False
    epoch_ignored: bool = False


@dataclass
class Faults:
    """What may go wrong, as chances per call."""

    lost: float = 0.12
    answer_lost: float = 0.12
    duplicated: float = 0.08
    stale: float = 0.12
    crash: float = 0.15
    upset: float = 0.10
    restore: int = 1
    between: float = 0.4


@dataclass
class Place:
    """One workstation: a window side that says and a sync side that moves, on one folder."""

    code: str
    folder: Path
    logins: tuple[str, ...]
    device_id: UUID
    window: Workstation | None = None
    sync: Workstation | None = None
    cut_off: bool = False
    #: Something may have changed in its files since they were last checked.
    stirred: bool = True
    people: dict[str, SignedIn] = field(default_factory=dict)
    reached: tuple[str, int] = ("", 0)
    said: dict[UUID, Command] = field(default_factory=dict)


@dataclass(frozen=True)
class Beginning:
    """What every history starts from: copied, because making it takes as long as a history."""

    hub: Path
    journals: dict[str, Path]
    people: dict[str, dict[str, SignedIn]]


@lru_cache(maxsize=1)
def beginning() -> Beginning:
    """The small company with its devices, sessions and three orders, and the enrolled journals; made once a process."""
    # Among what pytest gives a run of its own, also in a child process: it clears that away however the run has ended.
    caches = Path(os.environ["XDG_CACHE_HOME"])
    caches.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix="simulator-", dir=caches))
    path = folder / "hub.db"
    store = Store(open_engine(sqlite_url(path), synchronous="NORMAL"))
    people: dict[str, dict[str, SignedIn]] = {}
    journals: dict[str, Path] = {}
    with store.write() as connection:
        company.create_company(connection)
        for code, (seat, warehouse_id, logins) in SEATS.items():
            device_id = company.add_device(connection, code, seat, warehouse_id)
            people[code] = {login: company.open_session(connection, login, device_id) for login in logins}
            journals[code] = enrolled(folder / code, Shelf(connection).load(Key("device", device_id)))
    hub = NearHub(store, SetClock(company.START))
    for number in range(READY_ORDERS):
        order = company.an_order(
            company.name(f"ready:{number}"), "00", number + 1, sku=number, quantity=(number + 1) * PIECE
        )
        asks = (order, ReviewOrder(order_id=order.order_id), AllocateOrder(order_id=order.order_id))
        assert all(hub.executor.run_own(company.HUB_DEVICE, ask).status == "accepted" for ask in asks)
    store.close()
    return Beginning(path, journals, people)


def enrolled(folder: Path, device: Document | None) -> Path:
    """The journal of a workstation that was taken in as this device."""
    assert isinstance(device, Device)
    engine = Engine(folder, SetClock(company.START))
    with engine.journal.store.write() as journal:
        engine.journal.note(
            journal,
            device_id=str(device.id),
            device_code=device.code,
            device_name=device.code,
            secret="",
            seat=device.seat,
            warehouse_id=str(device.warehouse_id or ""),
            company_id=str(device.company_id or ""),
        )
    engine.close()
    return folder / "journal.db"


class FaultyTransport(NearTransport):
    """The near hub behind a bad line."""

    def __init__(self, history: History, place: Place) -> None:
        super().__init__(lambda: history.hub, self._maybe_lose)
        self._history = history
        self._place = place

    def push(self, epoch: str, commands: list[dict[str, object]]) -> tuple[Result, ...]:
        if self._unlucky(self._history.faults.duplicated):
            super().push(epoch, commands)
        return super().push(epoch, commands)

    def changes(self, epoch: str, after: int, *, limit: int, wait_s: float) -> Page:
        history, code = self._history, self._place.code
        if code in history.pages and self._unlucky(history.faults.stale):
            return history.pages[code]
        page = super().changes(epoch, after, limit=limit, wait_s=wait_s)
        if self._unlucky(0.3) or code not in history.pages:
            history.pages[code] = page
        return page

    def _maybe_lose(self, call: str) -> None:
        if self._place.cut_off:
            raise Unreachable("cut off")
        faults = self._history.faults
        if self._unlucky(faults.answer_lost if call.endswith("answered") else faults.lost):
            raise Unreachable(f"{call} lost")

    def _unlucky(self, chance: float) -> bool:
        return not self._history.quiet and self._history.random.random() < chance


class Other(Command):
    """Stands for a command that was written down in a window that died before it could say so."""


OTHER = Other()


def ids(connection: Connection, kind: str) -> list[UUID]:
    """The documents of a kind that a cache holds."""
    return [row.id for row in all_ids(cache_tables[KINDS[kind].table.name]).all(connection, {})]


def copy_database(source: Path, target: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    with sqlite3.connect(source) as here, sqlite3.connect(target) as there:
        here.backup(there)
    here.close()
    there.close()
