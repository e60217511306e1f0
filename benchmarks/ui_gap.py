"""How long the window's event loop stands still while 50,000 rows arrive.

The window, its sync process and the hub are the product's own; the rows are those of orders that change all at once, as
after an import at the hub. A timer of 4 ms in the window's process notes the time between its turns from the first new
row in the cache to the last. Raw: the same window when nothing arrives.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from benchmarks import figures
from benchmarks.caller import drive
from benchmarks.company import LOGIN, PASSWORD, fill
from benchmarks.databases import opened, sqlite
from benchmarks.figures import Asked, median, tell
from benchmarks.order_copies import multiply
from benchmarks.processes import hub_arguments, served
from db.store import Store
from db.tables import orders
from orderdesk.clock import SystemClock
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.hub import changelog, log_end
from orderdesk.hub.accounts import Accounts
from orderdesk.sync.workstation import Workstation

ROWS = 50_000
#: Changed in one transaction, as an import commits them.
_TOGETHER = 100
_REPOSITORY = Path(__file__).resolve().parent.parent

#: The ids of one transaction's orders and the log rows that publish them.
Portion = tuple[list[UUID], list[dict[str, Any]]]


def measure(asked: Asked) -> dict[str, Any]:
    """Lets the rows arrive once a round, each time as new versions of the same orders."""
    rows, idle_s = (1_000, 0.5) if asked.small else (ROWS, 3.0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with sqlite(folder) as database:
            with opened(database) as store:
                desk, *_ = fill(store, 1)
                code, _ = Accounts(store, SystemClock()).make_enrolment_code(
                    seat="desk", name="desk", company="01", warehouse=None
                )
            with served(hub_arguments(database.url), folder) as hub:
                drive([hub.port], [[desk.say(desk.order()) for _ in range(20)]])
            multiply(folder / "hub.db", rows // 10)
            with served(hub_arguments(database.url), folder) as hub, opened(database) as store:
                _make_workstation(folder / "workstation", hub.url, code)
                rounds = [_round(store, folder, rows, idle_s) for _ in range(asked.rounds)]
    found = {key: median(each[key] for each in rounds) for key in rounds[0]}
    return {
        **{key: found[key] for key in ("p50_ms", "p99_ms", "max_ms", "seconds", "rows")},
        "ratio": found["p99_ms"] / found["idle_p99_ms"],
        "raw": {"p99_ms": found["idle_p99_ms"], "max_ms": found["idle_max_ms"]},
    }


def _make_workstation(folder: Path, hub: str, code: str) -> None:
    workstation = Workstation.open(folder, hub)
    workstation.enrol(code, "desk")
    workstation.sign_in(LOGIN, PASSWORD)
    workstation.sync_once()
    workstation.close()


def _round(store: Store, folder: Path, rows: int, idle_s: float) -> dict[str, float]:
    """One window; it says `idle` when it has settled, and waits until the cache stands where the flood ends."""
    portions = list(_prepared(store, rows))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder)}
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.gap_window", str(folder / "workstation"), str(idle_s)],
        cwd=_REPOSITORY, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as window:  # fmt: skip
        assert window.stdin is not None
        assert window.stdout is not None
        if window.stdout.readline().strip() != "idle":
            raise RuntimeError("the window did not come up")
        head = _head(store)
        window.stdin.write(f"{head + len(portions)}\n")
        window.stdin.flush()
        for portion in portions:
            _publish(store, portion)
        found: dict[str, float] = json.loads(window.stdout.readline())
    found["rows"] = sum(_rows_of(row["body"]) for _, changes in portions for row in changes)
    tell(f"{found}")
    return found


def _prepared(store: Store, rows: int) -> Iterator[Portion]:
    """New versions of as many orders as make so many rows, ready to be published."""
    with store.read() as connection:
        shelf, at, entries, counted = Shelf(connection), datetime.now(UTC), [], 0
        for order_id in connection.execute(select(orders.order.c.id).order_by(orders.order.c.id)).scalars():
            order = shelf.load(Key("order", order_id))
            assert isinstance(order, Order)
            order.version, order.remark, order.updated_at = order.version + 1, f"{at:%H:%M:%S}", at
            entries.append(changelog.Entry(order, order.scope()))
            counted += _rows_of(order.model_dump_json())
            if len(entries) == _TOGETHER or counted >= rows:
                yield [entry.document.id for entry in entries], changelog.prepare(entries, at=at, command_id=None)
                entries = []
            if counted >= rows:
                return
    raise RuntimeError(f"{counted} rows are not enough")


def _rows_of(body: str) -> int:
    """The rows that a document takes in the cache: its own and those of its parts."""
    return 1 + sum(len(value) for value in json.loads(body).values() if isinstance(value, list))


def _publish(store: Store, portion: Portion) -> None:
    ids, rows = portion
    table = orders.order
    written = json.loads(rows[0]["body"])
    with store.write() as connection:
        connection.execute(
            update(table)
            .where(table.c.id.in_(ids))
            .values(version=table.c.version + 1, remark=written["remark"], updated_at=rows[0]["at"])
        )
        log_end.end(connection, rows)


def _head(store: Store) -> int:
    with store.read() as connection:
        return changelog.read_head(connection).last


if __name__ == "__main__":
    sys.exit(figures.run("ui_gap", measure, rounds=3))
