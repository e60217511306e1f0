"""300,000 orders into a new workstation from a snapshot that the hub has ready.

`seconds`: from the enrolment code to a cache in use. Raw: a bare script that downloads the same snapshot, hashes and
decompresses it, flushes it to disk and has SQLite check it. `build_s`: how long the hub took to build the snapshot.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import zstandard

from benchmarks import figures
from benchmarks.caller import drive
from benchmarks.company import Desk, fill
from benchmarks.databases import Database, opened, sqlite
from benchmarks.figures import Asked, median, tell
from benchmarks.order_copies import multiply
from benchmarks.processes import Server, hub_arguments, served
from orderdesk.clock import SystemClock
from orderdesk.hub.accounts import Accounts
from orderdesk.sync.workstation import Workstation

_PATTERNS = 20
_CHUNK = 1 << 20


def measure(asked: Asked) -> dict[str, Any]:
    """Fills the hub's database once, then takes the snapshot in turns."""
    orders = 500 if asked.small else 300_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with sqlite(folder) as database:
            with opened(database) as store:
                desk, *_ = fill(store, 1)
            with served(hub_arguments(database.url), folder) as hub:
                drive([hub.port], [[desk.say(desk.order()) for _ in range(_PATTERNS)]])
            multiply(folder / "hub.db", orders)
            with served(hub_arguments(database.url), folder) as hub:
                begun = time.perf_counter()
                _download(hub, desk, folder / "first")
                build_s = time.perf_counter() - begun
                tell(f"{orders} orders, snapshot built and fetched in {build_s:.1f} s")
                rounds = [_round(database, hub, desk, folder / f"round-{each}") for each in range(asked.rounds)]
    return {
        "seconds": median(own for own, _ in rounds),
        "ratio": median(own / raw for own, raw in rounds),
        "build_s": build_s,
        "orders": orders,
        "raw": {"seconds": median(raw for _, raw in rounds)},
    }


def _round(database: Database, hub: Server, desk: Desk, folder: Path) -> tuple[float, float]:
    folder.mkdir()
    begun = time.perf_counter()
    plain = _download(hub, desk, folder / "raw")
    with closing(sqlite3.connect(plain)) as file:
        if file.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise RuntimeError("the snapshot is damaged")
    raw = time.perf_counter() - begun
    size = plain.stat().st_size
    plain.unlink()
    with opened(database) as store:
        accounts = Accounts(store, SystemClock())
        code = accounts.make_enrolment_code(seat="desk", name="new", company="01", warehouse=None)[0]
    workstation = Workstation.open(folder / "workstation", hub.url)
    begun = time.perf_counter()
    workstation.enrol(code, "new")
    own = time.perf_counter() - begun
    workstation.close()
    for path in (folder / "workstation").iterdir():
        path.unlink()
    tell(f"workstation {own:.2f} s, bare script {raw:.2f} s, {size / 1e6:.0f} MB")
    return own, raw


def _download(hub: Server, desk: Desk, target: Path) -> Path:
    """The bare script: a stream of bytes through a hash and a decompressor into a file on disk."""
    connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=600)
    connection.request("GET", "/v1/snapshot", headers=dict(desk.headers))
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"the hub answered {answer.status}")
    digest, unpack = hashlib.sha256(), zstandard.ZstdDecompressor().decompressobj()
    with target.open("wb") as file:
        while chunk := answer.read(_CHUNK):
            plain = unpack.decompress(chunk)
            digest.update(plain)
            file.write(plain)
        file.flush()
        os.fsync(file.fileno())
    connection.close()
    if digest.hexdigest() != answer.headers["X-OrderDesk-Sha256"]:
        raise RuntimeError("the snapshot was cut short")
    return target


if __name__ == "__main__":
    sys.exit(figures.run("bootstrap", measure, rounds=3))
