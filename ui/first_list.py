"""The order list by plain SQLite before the heavy imports: the one place of the window that may read it so."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from orderdesk.queries import order_sql
from orderdesk.queries.rows import ListTotals, NodeCounts, OrderQuestion, OrderRow
from ui.models.order_source import gather
from ui.tasks import Lane, Tasks, Ticket

FIRST_ROWS = 64

_FACTS = "SELECT name, value FROM fact"
_WAIT_S = 0.2


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the folder tells before anything else is loaded. `cache`: the file of somebody whose shift goes on;
    `ca_bundle`: the certificates it trusts instead of the public authorities'; `is_unreadable`: there is a journal, but
    nothing could be read of it."""

    is_enrolled: bool
    seat: str
    hub: str
    device_name: str
    user_id: UUID | None
    cache: Path | None
    orders: tuple[OrderRow, ...]
    ca_bundle: Path | None = None
    is_unreadable: bool = False

    @property
    def has_session(self) -> bool:
        """Whether somebody is signed in here."""
        return self.user_id is not None


def first_look(folder: Path, now: datetime) -> FirstLook:
    """Reads identity and, for somebody whose shift goes on, the newest orders of a workstation's folder."""
    facts = _facts(folder / "journal.db")
    session = json.loads(facts.get("session") or "{}")
    # Whoever starts the program without being signed in must not see anybody's orders.
    is_here = bool(session) and datetime.fromisoformat(session["expires_at"]) > now
    cache = folder / facts["cache"] if is_here and facts.get("cache") else None
    return FirstLook(
        is_enrolled="device_id" in facts,
        seat=facts.get("seat", ""),
        hub=facts.get("hub", ""),
        device_name=facts.get("device_name", ""),
        user_id=UUID(session["user_id"]) if is_here else None,
        cache=cache,
        orders=() if cache is None else _newest(cache),
        ca_bundle=Path(facts["ca_bundle"]) if facts.get("ca_bundle") else None,
        is_unreadable=not facts and (folder / "journal.db").is_file(),
    )


class FirstOrders:
    """The order list's source until the workstation is opened. What cannot be read is not there: it will say why."""

    def __init__(self, cache: Path, tasks: Tasks) -> None:
        self._path, self._tasks = cache, tasks

    def first(self, question: OrderQuestion, count: int) -> array[int]:
        with suppress(sqlite3.Error), _opened(self._path) as cache:
            return order_sql.first_rows(cache, question, count)
        return array("q")

    def soon(self, question: OrderQuestion, count: int, ticket: Ticket, answer: Callable[[array[int]], None]) -> None:
        self._tasks.run(Lane.READ, lambda: self.first(question, count), answer, ticket=ticket)

    def all(self, question: OrderQuestion, ticket: Ticket, answer: Callable[[array[int]], None]) -> None:
        def work() -> array[int]:
            with suppress(sqlite3.Error), _opened(self._path) as cache:
                return gather(order_sql.stream_rows(cache, question), ticket)
            ticket.cancel()
            return array("q")

        self._tasks.run(Lane.READ, work, answer, ticket=ticket)

    def page(self, rows: Sequence[int]) -> dict[int, OrderRow]:
        with suppress(sqlite3.Error), _opened(self._path) as cache:
            return order_sql.page_of(cache, rows)
        return {}

    def rows_of(self, order_ids: Iterable[UUID]) -> dict[UUID, int]:
        with suppress(sqlite3.Error), _opened(self._path) as cache:
            return order_sql.rows_of(cache, order_ids)
        return {}

    def fitting(self, question: OrderQuestion, rows: Sequence[int]) -> frozenset[int]:
        with suppress(sqlite3.Error), _opened(self._path) as cache:
            return order_sql.fitting(cache, question, rows)
        return frozenset()

    def count(
        self,
        question: OrderQuestion,
        user_id: UUID | None,
        answer: Callable[[tuple[NodeCounts, ListTotals] | None], None],
    ) -> None:
        """Counts on the reader lane what the filters and the list have."""

        def work() -> tuple[NodeCounts, ListTotals] | None:
            with suppress(sqlite3.Error), _opened(self._path) as cache:
                return order_sql.node_counts(cache, user_id), order_sql.totals(cache, question)
            return None

        self._tasks.run(Lane.READ, work, answer)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True, timeout=_WAIT_S)
    try:
        yield connection
    finally:
        connection.close()


def _facts(journal: Path) -> dict[str, str]:
    # An older or half-made file: the workstation itself will say what is wrong with it, a moment later.
    with suppress(sqlite3.Error), _opened(journal) as connection:
        return dict(connection.execute(_FACTS).fetchall())
    return {}


def _newest(path: Path) -> tuple[OrderRow, ...]:
    with suppress(sqlite3.Error), _opened(path) as cache:
        rows = order_sql.first_rows(cache, OrderQuestion(), FIRST_ROWS)
        found = order_sql.page_of(cache, rows)
        return tuple(found[row] for row in rows if row in found)
    return ()
