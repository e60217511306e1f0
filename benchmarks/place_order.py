"""An order with three lines through the hub over HTTP, against a bare route that writes as many rows.

`ratio`: orders per second of the hub to those of the bare route, one client each, the worse of both databases.
`cpu_ms_per_order`: CPU time of the hub and of its database's backends with 16 clients, the worse of both databases.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import figures
from benchmarks.caller import Load, drive, request
from benchmarks.company import CUSTOMERS, PRICE_MICRO, SKUS, Desk, fill
from benchmarks.databases import Database, opened, postgresql, sqlite
from benchmarks.figures import Asked, median, percentile, tell
from benchmarks.processes import Server, await_snapshots, cpu_seconds, hub_arguments, served

CLIENTS = 16
HUBS = {"sqlite": 1, "postgresql": 2}


@dataclass(frozen=True, slots=True)
class Ground:
    """What is measured on one database: its hubs, the bare route and the desks."""

    database: Database
    hubs: Sequence[Server]
    bare: Server
    desks: Sequence[Desk]


@dataclass(frozen=True, slots=True)
class Taken:
    """One measurement: how quick it was and what it cost."""

    load: Load
    cpu_ms: float


def measure(asked: Asked) -> dict[str, Any]:
    """All rounds on both databases; a small run is content with the one that may have two hubs."""
    kinds = ("postgresql",) if asked.small else ("sqlite", "postgresql")
    with tempfile.TemporaryDirectory() as folder:
        found = {kind: _on(kind, Path(folder), asked) for kind in kinds}
    worst = min(found.values(), key=lambda each: each["ratio"])
    return {
        "ratio": worst["ratio"],
        "cpu_ms_per_order": max(each["cpu_ms_per_order"] for each in found.values()),
        "clients_16_vs_1": found[kinds[0]]["clients_16_vs_1"],
        "hubs_2_vs_1": found["postgresql"]["hubs_2_vs_1"],
        **found,
        "raw": {kind: each.pop("raw") for kind, each in found.items()},
    }


def _on(kind: str, folder: Path, asked: Asked) -> dict[str, Any]:
    alone, together = (5, 1) if asked.small else (60, 8)
    with _ground(kind, folder / kind) as ground:
        _hub_takes(ground, ground.hubs, clients=CLIENTS, each=1 if asked.small else 5)  # warm up: statements, pools
        rounds = [_round(ground, alone, together) for _ in range(asked.rounds)]
    found = {name: median(each[name] for each in rounds) for name in rounds[0]}
    tell(f"{kind}: {found}")
    hub = {name: value for name, value in found.items() if not name.startswith("bare_")}
    return {**hub, "raw": {name: value for name, value in found.items() if name.startswith("bare_")}}


def _round(ground: Ground, alone: int, together: int) -> dict[str, float]:
    one_hub = ground.hubs[:1]
    bare_1 = _bare_takes(ground, clients=1, each=alone)
    hub_1 = _hub_takes(ground, one_hub, clients=1, each=alone)
    bare_16 = _bare_takes(ground, clients=CLIENTS, each=together)
    hub_16 = _hub_takes(ground, one_hub, clients=CLIENTS, each=together)
    found = {
        "ratio": hub_1.load.per_second / bare_1.load.per_second,
        "ratio_16": hub_16.load.per_second / bare_16.load.per_second,
        "cpu_ms_per_order": hub_16.cpu_ms,
        "clients_16_vs_1": hub_16.load.per_second / hub_1.load.per_second,
        "per_second_1": hub_1.load.per_second,
        "per_second_16": hub_16.load.per_second,
        "p50_ms_1": percentile(hub_1.load.latencies, 50) * 1000,
        "bare_per_second_1": bare_1.load.per_second,
        "bare_per_second_16": bare_16.load.per_second,
        "bare_p50_ms_1": percentile(bare_1.load.latencies, 50) * 1000,
        "bare_cpu_ms_per_order": bare_16.cpu_ms,
    }
    if len(ground.hubs) > 1:
        two = _hub_takes(ground, ground.hubs, clients=CLIENTS, each=together)
        found["hubs_2_vs_1"] = two.load.per_second / hub_16.load.per_second
    return found


def _hub_takes(ground: Ground, hubs: Sequence[Server], *, clients: int, each: int) -> Taken:
    queues = [[desk.say(desk.order()) for _ in range(each)] for desk in ground.desks[:clients]]
    pids = [*(hub.pid for hub in hubs), *ground.database.pids]
    found = _take([hub.port for hub in hubs], queues, pids)
    for status, body in found.load.answers:
        if status != 200 or b'"status":"accepted"' not in body:
            raise RuntimeError(f"the hub answered {status} {body.decode()}")
    return found


def _bare_takes(ground: Ground, *, clients: int, each: int) -> Taken:
    lines = [{"sku": str(sku), "quantity": 1_000, "price_micro": PRICE_MICRO} for sku in SKUS[:3]]
    queues = [
        [request("POST", "/orders", {"customer_id": str(CUSTOMERS[number]), "lines": lines})] * each
        for number in range(clients)
    ]
    found = _take([ground.bare.port], queues, [ground.bare.pid, *ground.database.pids])
    for status, body in found.load.answers:
        if status != 200:
            raise RuntimeError(f"the bare route answered {status} {body.decode()}")
    return found


def _take(ports: Sequence[int], queues: Sequence[Sequence[bytes]], pids: Sequence[int]) -> Taken:
    before = cpu_seconds(pids)
    load = drive(ports, queues)
    return Taken(load, (cpu_seconds(pids) - before) * 1000 / len(load.answers))


@contextmanager
def _ground(kind: str, folder: Path) -> Iterator[Ground]:
    folder.mkdir()
    made: AbstractContextManager[Database] = sqlite(folder) if kind == "sqlite" else postgresql()
    with made as database, ExitStack() as stack:
        with opened(database) as store:
            # The last desk's order is the bare route's pattern: it moves that device's counter.
            *desks, pattern = fill(store, CLIENTS + 1)
        hubs = [
            stack.enter_context(served(hub_arguments(database.url), folder, log=f"hub-{number}.log"))
            for number in range(HUBS[kind])
        ]
        drive([hubs[0].port], [[pattern.say(pattern.order())]])
        await_snapshots(folder, 1)
        bare = stack.enter_context(served(["benchmarks.bare_route", database.url], folder, log="bare.log"))
        yield Ground(database, hubs, bare, desks)


if __name__ == "__main__":
    sys.exit(figures.run("place_order", measure, rounds=5))
