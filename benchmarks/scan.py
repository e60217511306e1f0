"""From a scan's last key to its verdict on the screen, while the sync process applies 50 documents a second.

The bench in its window, the workstation, its sync process and the hub are the product's own; the keys come through Qt.
Between key and paint lie the look-up, the decision, the command on the cache and the journal's commit (FULL). Raw: a
bare widget that parses the same keys, commits four statements and repaints a label.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks import bench_town, figures
from benchmarks.caller import Caller
from benchmarks.company import Desk
from benchmarks.figures import Asked, percentile, tell
from benchmarks.processes import Server
from orderdesk.commands import AddNote

DOCUMENTS_PER_S = 50
#: In a round; four rounds are the thousand.
SCANS = 250


def measure(asked: Asked) -> dict[str, Any]:
    """A part of the 1,000 scans each round, and raw ones after them."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from benchmarks import scan_window

    scans, others = (6, 10) if asked.small else (SCANS, bench_town.OTHERS)
    taken: list[float] = []
    raw: list[float] = []
    documents_per_s = 0.0
    for _ in range(asked.rounds):
        with tempfile.TemporaryDirectory() as name, bench_town.built(Path(name), scans=scans, others=others) as town:
            with _noted(town.hub, town.desk, town.others) as counted:
                found = scan_window.pack(town, scans=scans)
            documents_per_s = counted[0] / counted[1]
            taken += found.seconds
            raw += scan_window.pack_bare(Path(name), scans=max(scans // 4, 10))
            tell(f"{len(found.seconds)} scans, {found.shown} documents came in beside them, verdicts {found.verdicts}")
    return {
        "p50_ms": percentile(taken, 50) * 1000,
        "p95_ms": percentile(taken, 95) * 1000,
        "p99_ms": percentile(taken, 99) * 1000,
        "max_ms": max(taken) * 1000,
        "scans": len(taken),
        "documents_per_s": documents_per_s,
        "ratio": percentile(taken, 50) / percentile(raw, 50),
        "raw": {"p50_ms": percentile(raw, 50) * 1000, "p99_ms": percentile(raw, 99) * 1000},
    }


@contextmanager
def _noted(hub: Server, desk: Desk, orders: list[UUID]) -> Iterator[list[float]]:
    """Notes on other orders of the warehouse, pushed ten at a time; afterwards how many in how many seconds."""
    stop, counted = threading.Event(), [0.0, 1.0]

    def note() -> None:
        begun, count = time.monotonic(), 0
        with Caller(hub.port) as caller:
            while not stop.wait(max(0.0, begun + count / DOCUMENTS_PER_S - time.monotonic())):
                commands = [
                    AddNote(order_id=orders[(count + each) % len(orders)], text=f"{datetime.now(UTC):%H:%M:%S}")
                    for each in range(10)
                ]
                status, body = caller.call(desk.say_all(commands))
                if status != 200 or body.count(b'"status":"accepted"') != len(commands):
                    raise RuntimeError(f"the hub answered {status} {body.decode()}")
                count += len(commands)
        counted[:] = [count, time.monotonic() - begun]

    thread = threading.Thread(target=note)
    thread.start()
    try:
        yield counted
    finally:
        stop.set()
        thread.join()


if __name__ == "__main__":
    sys.exit(figures.run("scan", measure, rounds=4))
