"""16 writers on the change log of one PostgreSQL while somebody follows it; against the naive way, a sequence.

With a sequence the numbers are taken in another order than the transactions commit: who reads up to number 12 while 11
is still open never sees 11. `lost`: changes that a follower by cursor never saw. `inversions`: changes that appeared
behind such a cursor.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, text

from benchmarks import figures
from benchmarks.databases import Database, opened, postgresql
from benchmarks.figures import Asked, median, tell
from db.store import Store
from orderdesk.hub import changelog, log_end

PROCESSES, THREADS = 4, 4
ROWS = 10
#: How far behind its cursor the follower still looks.
LOOK_BACK = 400
_BODY = '{"text":"' + "x" * 1_500 + '"}'
_NAIVE_TABLE = "CREATE TABLE naive_change (LIKE change INCLUDING ALL); CREATE SEQUENCE naive_seq"
_NAIVE_ROW = text(
    "INSERT INTO naive_change (seq, pos, at, kind, key, version, scope_after, body)"
    " VALUES (:seq, :pos, :at, :kind, :key, :version, '{}', :body)"
)

Write = Callable[[Connection, list[dict[str, Any]]], None]


@dataclass(slots=True)
class Follower:
    """Reads a table by cursor while others write. `behind`: what appeared behind the cursor."""

    table: str
    cursor: int
    followed: int = 0
    behind: set[tuple[int, int]] = field(default_factory=set)
    _near: set[tuple[int, int]] = field(default_factory=set)

    def poll(self, connection: Connection, *, is_first: bool = False) -> None:
        """Reads what is new, and looks back."""
        rows = connection.execute(
            text(f"SELECT seq, pos FROM {self.table} WHERE seq > :after ORDER BY seq, pos"),
            {"after": self.cursor - LOOK_BACK},
        ).all()
        found = {(row.seq, row.pos) for row in rows}
        if not is_first:
            self.behind |= {each for each in found - self._near if each[0] <= self.cursor}
            self.followed += sum(seq > self.cursor for seq, _ in found)
        newest = max((seq for seq, _ in found), default=self.cursor)
        self.cursor = max(self.cursor, newest)
        self._near |= found


def measure(asked: Asked) -> dict[str, Any]:
    """Each round writes a part of the changes in both ways."""
    processes = 2 if asked.small else PROCESSES
    transactions = 5 if asked.small else 200_000 // (asked.rounds * ROWS * processes * THREADS)
    rounds = []
    with postgresql() as database, opened(database) as store:
        with store.write() as connection:
            connection.exec_driver_sql(_NAIVE_TABLE)
        for _ in range(asked.rounds):
            naive = _run(database, store, "naive_change", processes, transactions)
            subject = _run(database, store, "change", processes, transactions)
            tell(f"one-row counter {subject} naive {naive}")
            rounds.append((subject, naive))
    return {
        "lost": sum(subject["lost"] for subject, _ in rounds),
        "inversions": sum(subject["inversions"] for subject, _ in rounds),
        "ratio": median(subject["per_second"] / naive["per_second"] for subject, naive in rounds),
        "per_second": median(subject["per_second"] for subject, _ in rounds),
        "changes": transactions * ROWS * processes * THREADS * asked.rounds,
        "raw": {
            "per_second": median(naive["per_second"] for _, naive in rounds),
            "lost": sum(naive["lost"] for _, naive in rounds),
            "inversions": sum(naive["inversions"] for _, naive in rounds),
        },
    }


def _run(database: Database, store: Store, table: str, processes: int, transactions: int) -> dict[str, Any]:
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(processes + 1)
    writers = [context.Process(target=write_many, args=(database, table, transactions, gate)) for _ in range(processes)]
    for writer in writers:
        writer.start()
    with store.read() as connection:
        before = connection.exec_driver_sql(f"SELECT coalesce(max(seq), 0), count(*) FROM {table}").one()
        follower = Follower(table, before[0])
        follower.poll(connection, is_first=True)
    gate.wait()
    begun = time.perf_counter()
    done = threading.Event()
    watching = threading.Thread(target=_watch, args=(store, follower, done))
    watching.start()
    gate.wait()
    seconds = time.perf_counter() - begun
    for writer in writers:
        writer.join()
    done.set()
    watching.join()
    with store.read() as connection:
        follower.poll(connection)
        count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
    written = count - before[1]
    return {
        "per_second": written / seconds,
        "lost": written - follower.followed,
        "inversions": len(follower.behind),
    }


def _watch(store: Store, follower: Follower, done: threading.Event) -> None:
    while not done.wait(0.02):
        with store.read() as connection:
            follower.poll(connection)


def write_many(database: Database, table: str, transactions: int, gate: Any) -> None:
    """One process of writers."""
    write = _write_log if table == "change" else _write_naive
    with opened(database) as store:

        def writer() -> None:
            for _ in range(transactions):
                rows = _rows()
                with store.write() as connection:
                    write(connection, rows)

        with store.read() as connection:
            changelog.read_head(connection)
        gate.wait()
        threads = [threading.Thread(target=writer) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        gate.wait()


def _write_log(connection: Connection, rows: list[dict[str, Any]]) -> None:
    log_end.end(connection, rows)


def _write_naive(connection: Connection, rows: list[dict[str, Any]]) -> None:
    seq = connection.exec_driver_sql("SELECT nextval('naive_seq')").scalar_one()
    connection.execute(_NAIVE_ROW, [{**row, "seq": seq} for row in rows])


def _rows() -> list[dict[str, Any]]:
    at = datetime.now(UTC)
    return [
        {
            "pos": place,
            "at": at,
            "kind": "order",
            "key": uuid4(),
            "version": 1,
            "scope_before": None,
            "scope_after": {},
            "body": _BODY,
            "command_id": None,
        }
        for place in range(ROWS)
    ]


if __name__ == "__main__":
    sys.exit(figures.run("change_log", measure, rounds=4))
