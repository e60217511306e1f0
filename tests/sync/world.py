"""The parts a history is made of: stations, faults, the bad line, and the hub everybody starts from."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, select

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
from orderdesk.errors import Unreachable
from orderdesk.sync import Workstation
from orderdesk.sync.transport import Page, Result, SignedIn
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub, NearTransport

if TYPE_CHECKING:
    from tests.sync.simulator import History

WAYBILLS = tuple(f"SF13856287167{number:02}" for number in range(6))
FEWEST_STEPS = 8
MOST_STEPS = 30
PIECE = 1_000
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
class Station:
    """One workstation: a window side that says and a sync side that moves, on one folder."""

    code: str
    folder: Path
    logins: tuple[str, ...]
    device_id: UUID
    window: Workstation | None = None
    sync: Workstation | None = None
    cut_off: bool = False
    people: dict[str, SignedIn] = field(default_factory=dict)
    reached: tuple[str, int] = ("", 0)
    said: dict[UUID, Command] = field(default_factory=dict)


@lru_cache(maxsize=1)
def template() -> Path:
    """A hub database of the small company with its devices and sessions, made once a process."""
    path = Path(mkdtemp(prefix="orderdesk-simulator-")) / "hub.db"
    store = Store(open_engine(sqlite_url(path), synchronous="NORMAL"))
    with store.write() as connection:
        company.create_company(connection)
        company.add_device(connection, "A1", "desk", None)
        company.add_device(connection, "B1", "bench", company.BENCH_WAREHOUSE)
        company.add_device(connection, "B2", "bench", company.BENCH_WAREHOUSE)
    hub = NearHub(store, SetClock(company.START))
    for number in range(READY_ORDERS):
        order = company.an_order(
            company.name(f"ready:{number}"), "00", number + 1, sku=number, quantity=(number + 1) * PIECE
        )
        asks = (order, ReviewOrder(order_id=order.order_id), AllocateOrder(order_id=order.order_id))
        assert all(hub.executor.run_own(company.HUB_DEVICE, ask).status == "accepted" for ask in asks)
    store.close()
    return path


class FaultyTransport(NearTransport):
    """The near hub behind a bad line."""

    def __init__(self, history: History, station: Station) -> None:
        super().__init__(lambda: history.hub, self._maybe_lose)
        self._history = history
        self._station = station

    def push(self, epoch: str, commands: list[dict[str, object]]) -> tuple[Result, ...]:
        if self._unlucky(self._history.faults.duplicated):
            super().push(epoch, commands)
        return super().push(epoch, commands)

    def changes(self, epoch: str, after: int, *, limit: int, wait_s: float) -> Page:
        history, code = self._history, self._station.code
        if code in history.pages and self._unlucky(history.faults.stale):
            return history.pages[code]
        page = super().changes(epoch, after, limit=limit, wait_s=wait_s)
        if self._unlucky(0.3) or code not in history.pages:
            history.pages[code] = page
        return page

    def _maybe_lose(self, call: str) -> None:
        if self._station.cut_off:
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
    table = cache_tables[KINDS[kind].table.name]
    return list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars())


def copy_database(source: Path, target: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    with sqlite3.connect(source) as here, sqlite3.connect(target) as there:
        here.backup(there)
    here.close()
    there.close()
