"""From the hub's commit to the commit in a full workstation's cache, with 1, 50 and 200 workstations on the stream.

One workstation is the product's own, in a process of its own; the others are thin readers that only take the bytes.
Raw: a page of the same size over a bare socket into a bare SQLite table, committed.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import socket
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks import figures
from benchmarks.caller import Caller, request
from benchmarks.company import Desk, fill
from benchmarks.databases import Database, opened, sqlite
from benchmarks.figures import Asked, percentile, tell
from benchmarks.processes import Server, cpu_seconds, hub_arguments, served
from orderdesk.clock import SystemClock
from orderdesk.documents.document import Key
from orderdesk.hub.accounts import Accounts
from orderdesk.sync.workstation import Workstation

STATIONS = (1, 50, 200)
GAP_S = 0.2
SETTLE_S = 3.0
PATIENCE_S = 30.0
_PAGE = "x" * 6_000
_context = multiprocessing.get_context("spawn")


def measure(asked: Asked) -> dict[str, Any]:
    """All numbers of workstations."""
    commits, settle_s = (5, 0.0) if asked.small else (300, SETTLE_S)
    found: dict[str, Any] = {}
    for stations in STATIONS[:1] if asked.small else STATIONS:
        latencies: list[float] = []
        cpu: list[float] = []
        for _ in range(asked.rounds):
            with tempfile.TemporaryDirectory() as folder:
                took, hub_cpu = _with_stations(Path(folder), stations, commits, settle_s)
            latencies += took
            cpu.append(hub_cpu)
        found[f"stations_{stations}"] = {
            **_spread(latencies), "commits": len(latencies), "cpu_ms_hub_per_commit": figures.median(cpu)
        }  # fmt: skip
        tell(f"{stations}: {found[f'stations_{stations}']}")
    with tempfile.TemporaryDirectory() as folder:
        return {**found, "raw": _spread(_raw(Path(folder), commits))}


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    return {
        "p50_ms": percentile(seconds, 50) * 1000,
        "p99_ms": percentile(seconds, 99) * 1000,
        "max_ms": max(seconds) * 1000,
    }


def _with_stations(folder: Path, stations: int, commits: int, settle_s: float) -> tuple[list[float], float]:
    notes = folder / "notes.json"
    with sqlite(folder) as database:
        code, desks = _prepare(database, stations)
        with (
            served(hub_arguments(database.url, notes=notes), folder) as hub,
            _workstation(folder / "workstation", hub, code, commits) as applied,
            _thin_readers(hub, desks[1:]),
        ):
            before = cpu_seconds([hub.pid])
            pushed = _push(hub, desks[0], commits)
            time.sleep(settle_s)
            cpu_ms = (cpu_seconds([hub.pid]) - before) * 1000 / commits
        committed = json.loads(notes.read_text(encoding="utf-8"))["commits"][-commits:]
    # A commit that never arrived would raise a KeyError here: it must not be left out of the figures.
    return [applied[order_id] - at for order_id, at in zip(pushed, committed, strict=True)], cpu_ms


def _prepare(database: Database, stations: int) -> tuple[str, list[Desk]]:
    with opened(database) as store:
        desks = fill(store, stations)
        accounts = Accounts(store, SystemClock())
        return accounts.make_enrolment_code(seat="desk", name="full", company="01", warehouse=None)[0], desks


def _push(hub: Server, desk: Desk, commits: int) -> list[UUID]:
    pushed: list[UUID] = []
    with Caller(hub.port) as caller:
        begun = time.monotonic()
        for number in range(commits):
            order = desk.order()
            ready = desk.say(order)
            time.sleep(max(0.0, begun + number * GAP_S - time.monotonic()))
            status, body = caller.call(ready)
            if status != 200 or b'"status":"accepted"' not in body:
                raise RuntimeError(f"the hub answered {status} {body.decode()}")
            pushed.append(order.order_id)
    return pushed


@contextmanager
def _workstation(folder: Path, hub: Server, code: str, commits: int) -> Iterator[dict[UUID, float]]:
    """A full workstation; when it has ended, the dictionary tells when each order was committed in its cache."""
    stop, (mine, theirs) = _context.Event(), _context.Pipe()
    process = _context.Process(target=follow, args=(folder, hub.url, code, commits, stop, theirs))
    process.start()
    mine.recv()
    applied: dict[UUID, float] = {}
    yield applied
    stop.set()
    applied.update(mine.recv())
    process.join()


def follow(folder: Path, hub: str, code: str, commits: int, stop: Event, pipe: Pipe) -> None:
    """The process of the full workstation; it ends when it is told to and so many orders have come."""
    applied: dict[UUID, float] = {}
    up, complete = threading.Event(), threading.Event()

    def note(keys: set[Key]) -> None:
        now = time.monotonic()
        for key in keys:
            if key.kind == "order":
                applied.setdefault(key.id, now)
        if len(applied) >= commits:
            complete.set()

    workstation = Workstation.open(folder, hub)
    workstation.enrol(code, "full")
    workstation.start(note, lambda online: up.set() if online else None)
    up.wait(30)
    pipe.send("ready")
    stop.wait()
    complete.wait(PATIENCE_S)
    workstation.close()
    pipe.send(applied)


@contextmanager
def _thin_readers(hub: Server, desks: Sequence[Desk]) -> Iterator[None]:
    if not desks:
        yield
        return
    stop, ready = _context.Event(), _context.Event()
    process = _context.Process(target=read_thinly, args=(hub.port, list(desks), stop, ready))
    process.start()
    ready.wait(60)
    yield
    stop.set()
    process.join()


def read_thinly(port: int, desks: Sequence[Desk], stop: Event, ready: Event) -> None:
    """The process of the thin readers."""
    asyncio.run(_read_all(port, desks, stop, ready))


async def _read_all(port: int, desks: Sequence[Desk], stop: Event, ready: Event) -> None:
    readers = [asyncio.create_task(_read(port, desk)) for desk in desks]
    await asyncio.sleep(SETTLE_S)
    ready.set()
    while not stop.is_set():
        await asyncio.sleep(0.1)
    for reader in readers:
        reader.cancel()
    for outcome in await asyncio.gather(*readers, return_exceptions=True):
        if not isinstance(outcome, asyncio.CancelledError):
            raise RuntimeError(f"a thin reader ended: {outcome}")


async def _read(port: int, desk: Desk) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request("GET", f"/v1/stream?epoch={desk.epoch}&after=0", headers=desk.headers))
    while await reader.read(65_536):
        pass
    raise ConnectionError("the hub hung up")


def _raw(folder: Path, pages: int) -> list[float]:
    listener = socket.create_server(("127.0.0.1", 0))
    mine, theirs = _context.Pipe()
    process = _context.Process(target=take_pages, args=(listener.getsockname()[1], folder / "raw.db", pages, theirs))
    process.start()
    connection, _ = listener.accept()
    sent = []
    for _ in range(pages):
        sent.append(time.monotonic())
        connection.sendall(_PAGE.encode() + b"\n")
        time.sleep(min(GAP_S, 0.02))
    arrived: list[float] = mine.recv()
    process.join()
    connection.close()
    listener.close()
    return [there - here for here, there in zip(sent, arrived, strict=True)]


def take_pages(port: int, path: Path, pages: int, pipe: Pipe) -> None:
    """The process that keeps the raw pages."""
    file = sqlite3.connect(path, isolation_level=None)
    file.execute("PRAGMA journal_mode = WAL")
    file.execute("PRAGMA synchronous = NORMAL")
    file.execute("CREATE TABLE page (body TEXT)")
    arrived = []
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("r") as lines:
        for _ in range(pages):
            file.execute("INSERT INTO page VALUES (?)", (lines.readline(),))
            arrived.append(time.monotonic())
    file.close()
    pipe.send(arrived)


if __name__ == "__main__":
    sys.exit(figures.run("fanout", measure, rounds=1))
