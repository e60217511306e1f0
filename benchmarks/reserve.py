"""200 clients at once for 100 units of one SKU; then an open loop of 20 orders a second on one SKU for 30 seconds."""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from benchmarks import figures
from benchmarks.caller import Load, drive
from benchmarks.company import COMPANY, SCARCE, SKUS, WAREHOUSES, Desk, fill
from benchmarks.databases import Database, opened, postgresql, sqlite
from benchmarks.figures import Asked, median, percentile, tell
from benchmarks.processes import hub_arguments, served
from db.store import Store
from db.tables import stock
from orderdesk.commands.ledger import stock_id

UNITS = 100
LOOP_CLIENTS = 20
GAP_S = 1.0


def measure(asked: Asked) -> dict[str, Any]:
    """Both parts on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        kinds = ("sqlite",) if asked.small else ("sqlite", "postgresql")
        found = {kind: _on(kind, Path(folder), asked) for kind in kinds}
    strays = [each["reserved"] for each in found.values() if each["reserved"] != UNITS]
    return {
        "reserved": strays[0] if strays else UNITS,
        "errors": sum(each["errors"] for each in found.values()),
        "p95_ms": max(each["p95_ms"] for each in found.values()),
        "held_ms": max(each["held_ms"] for each in found.values()),
        **found,
        "raw": {kind: each.pop("raw") for kind, each in found.items()},
    }


def _on(kind: str, folder: Path, asked: Asked) -> dict[str, Any]:
    clients, seconds = (120, 1) if asked.small else (200, 30)
    with _filled(kind, folder / kind, clients) as (database, desks), opened(database) as store:
        rush = [_rush(store, database, desks, folder / kind) for _ in range(asked.rounds)]
        loops = [_loop(store, database, desks, folder / kind, seconds) for _ in range(asked.rounds)]
    reserved = [each["reserved"] for each in rush]
    found = {
        "reserved": next((each for each in reserved if each != UNITS), UNITS),
        "errors": sum(each["errors"] for each in (*rush, *loops)),
        "rush_s": median(each["seconds"] for each in rush),
        "p50_ms": median(each["p50_ms"] for each in loops),
        "p95_ms": median(each["p95_ms"] for each in loops),
        "held_ms": median(each["held_ms"] for each in loops),
        "raw": {name: median(each["raw"][name] for each in loops) for name in loops[0]["raw"]},
    }
    tell(f"{kind}: {found}")
    return found


@contextmanager
def _filled(kind: str, folder: Path, clients: int) -> Iterator[tuple[Database, Sequence[Desk]]]:
    folder.mkdir()
    made: AbstractContextManager[Database] = sqlite(folder) if kind == "sqlite" else postgresql()
    with made as database:
        with opened(database) as store:
            desks = fill(store, clients)
        yield database, desks


def _rush(store: Store, database: Database, desks: Sequence[Desk], folder: Path) -> dict[str, Any]:
    before = _reserved(store)
    table = stock.stock
    with store.write() as connection:
        connection.execute(
            update(table).where(table.c.sku_id == SCARCE).values(on_hand=table.c.reserved + UNITS * 1_000)
        )
    with served(hub_arguments(database.url), folder) as hub:
        load = drive([hub.port], [[desk.say(desk.order(SCARCE))] for desk in desks])
    return {"reserved": _reserved(store) - before, "errors": _errors(load), "seconds": load.seconds}


def _loop(store: Store, database: Database, desks: Sequence[Desk], folder: Path, seconds: int) -> dict[str, Any]:
    notes = folder / "notes.json"
    rounds = int(seconds / GAP_S)
    raw = _raw_loop(store, max(1, seconds // 3))
    with served(hub_arguments(database.url, notes=notes), folder) as hub:
        drive([hub.port], [[desk.say(desk.order(SKUS[1])) for _ in range(2)] for desk in desks[:LOOP_CLIENTS]])
        warm = LOOP_CLIENTS * 2
        queues = [[desk.say(desk.order(SKUS[0])) for _ in range(rounds)] for desk in desks[:LOOP_CLIENTS]]
        load = drive([hub.port], queues, gap_s=GAP_S, stagger_s=GAP_S / LOOP_CLIENTS)
    held = json.loads(notes.read_text(encoding="utf-8"))["held_ms"][warm:]
    return {
        "errors": _errors(load),
        "p50_ms": percentile(load.latencies, 50) * 1000,
        "p95_ms": percentile(load.latencies, 95) * 1000,
        "held_ms": percentile(held, 95),
        "raw": raw,
    }


def _raw_loop(store: Store, seconds: int) -> dict[str, float]:
    """The same open loop with nothing but the guarded UPDATE and the commit."""
    table, row = stock.stock, stock_id(COMPANY, WAREHOUSES[0], SKUS[2])
    statement = update(table).where(table.c.id == row).values(reserved=table.c.reserved + 1_000)
    latencies: list[float] = []

    def client(number: int, begun: float) -> None:
        for place in range(seconds):
            due = begun + number * GAP_S / LOOP_CLIENTS + place * GAP_S
            time.sleep(max(0.0, due - time.perf_counter()))
            with store.write() as connection:
                connection.execute(statement)
            latencies.append(time.perf_counter() - due)

    begun = time.perf_counter()
    threads = [threading.Thread(target=client, args=(number, begun)) for number in range(LOOP_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"p50_ms": percentile(latencies, 50) * 1000, "p95_ms": percentile(latencies, 95) * 1000}


def _reserved(store: Store) -> int:
    """Units of the scarce SKU that are set aside: by its row, which must agree with the ledger."""
    table, ledger = stock.stock, stock.reservation
    with store.read() as connection:
        row = connection.execute(select(table.c.id, table.c.reserved).where(table.c.sku_id == SCARCE)).one()
        entered = connection.execute(select(func.sum(ledger.c.quantity)).where(ledger.c.stock_id == row.id)).scalar()
    if (entered or 0) != row.reserved:
        raise RuntimeError(f"the ledger says {entered}, the row {row.reserved}")
    return int(row.reserved) // 1_000


def _errors(load: Load) -> int:
    return sum(status != 200 or b'"status":"accepted"' not in body for status, body in load.answers)


if __name__ == "__main__":
    sys.exit(figures.run("reserve", measure, rounds=2))
