"""An allocated order through the warehouse and to its consignee: pick, pack, bind, stage, hand over, delivered.

Every gesture is an HTTP request of its own, the courier is the sandbox: it takes the subscription and sends signed
pushes. `cpu_ms_per_order`: CPU time of the hub and of its database's backends from the first gesture until the last
order is delivered, the worse of both databases. Raw: a bare route that writes a step, its event, a change and a
command, once for each gesture.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import func, insert, select

from benchmarks import figures
from benchmarks.caller import drive, request
from benchmarks.company import PASSWORD, WAREHOUSES, Desk, enrol, fill, name
from benchmarks.databases import Database, opened, postgresql, sqlite
from benchmarks.figures import Asked, median, percentile, tell
from benchmarks.processes import Server, await_snapshots, cpu_seconds, served
from db.store import Store
from db.tables import log, orders, people
from orderdesk.clock import SystemClock
from orderdesk.commands import (
    AllocateOrder,
    BindWaybill,
    CloseParcel,
    Command,
    HandOver,
    OpenParcel,
    ReviewOrder,
    StageShipment,
    StartPicking,
    VerifyItem,
)
from orderdesk.documents.document import Key
from orderdesk.documents.masters import User, UserRole
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.domain import numbers
from orderdesk.domain.nodes import Node
from orderdesk.hub.execute import Executor, Said
from orderdesk.hub.hashing import hash_password
from orderdesk.hub.own_device import ensure_hub_device
from orderdesk.ids import new_id

CARRIER, COURIER = "SF", "shunfeng"
_DELIVERED_WITHIN_S = 120.0
_BENCH = name("user:bench")


@dataclass(frozen=True, slots=True)
class Ground:
    """One database with its hub, the courier, the bare route and the bench that works."""

    database: Database
    store: Store
    hub: Server
    sandbox: Server
    bare: Server
    bench: Desk
    seller: Desk


def measure(asked: Asked) -> dict[str, Any]:
    """All rounds on both databases; a small run is content with one."""
    kinds = ("sqlite",) if asked.small else ("sqlite", "postgresql")
    with tempfile.TemporaryDirectory() as folder:
        found = {kind: _on(kind, Path(folder) / kind, asked) for kind in kinds}
    return {
        "cpu_ms_per_order": max(each["cpu_ms_per_order"] for each in found.values()),
        "ratio": min(each["ratio"] for each in found.values()),
        **found,
        "raw": {kind: each.pop("raw") for kind, each in found.items()},
    }


def _on(kind: str, folder: Path, asked: Asked) -> dict[str, Any]:
    count = 3 if asked.small else 60
    with _ground(kind, folder) as ground:
        _round(ground, 2)  # warm up: statements, pools
        rounds = [_round(ground, count) for _ in range(asked.rounds)]
    found = {key: median(each[key] for each in rounds) for key in rounds[0]}
    tell(f"{kind}: {found}")
    return {**found, "raw": {"cpu_ms_per_order": found.pop("bare_cpu_ms_per_order")}}


def _round(ground: Ground, count: int) -> dict[str, float]:
    ready = [_allocated(ground) for _ in range(count)]
    gestures = [_gestures(ground.bench, order) for order in ready]
    waybills = [_waybill_no(order) for order in ready]
    asked = [ground.bench.say(each) for commands in gestures for each in commands]
    pids = [ground.hub.pid, *ground.database.pids]
    before, begun = cpu_seconds(pids), time.perf_counter()
    load = drive([ground.hub.port], [asked])
    for status, body in load.answers:
        if status != 200 or b'"status":"accepted"' not in body:
            raise RuntimeError(f"the hub answered {status} {body.decode()}")
    _deliver(ground, waybills, [order.id for order in ready])
    seconds, cpu_ms = time.perf_counter() - begun, (cpu_seconds(pids) - before) * 1000 / count
    pids = [ground.bare.pid, *ground.database.pids]
    before = cpu_seconds(pids)
    drive([ground.bare.port], [[request("POST", "/steps", {})] * len(asked)])
    bare_ms = (cpu_seconds(pids) - before) * 1000 / count
    return {
        "cpu_ms_per_order": cpu_ms,
        "gesture_p50_ms": percentile(load.latencies, 50) * 1000,
        "gesture_p95_ms": percentile(load.latencies, 95) * 1000,
        "gestures_per_order": len(asked) / count,
        "orders_per_s": count / seconds,
        "ratio": bare_ms / cpu_ms,
        "bare_cpu_ms_per_order": bare_ms,
    }


def _allocated(ground: Ground) -> Order:
    """An order ready to be picked, made without HTTP: its making is not what is measured."""
    clock = SystemClock()
    executor, own = Executor(ground.store, clock), ensure_hub_device(ground.store, clock)
    order = ground.seller.order()
    ground.seller.n += 1
    now = datetime.now(UTC)
    said = Said(
        ground.seller.n, new_id(now), order.kind, order.version, order.arguments(), ground.seller.session_id, now
    )
    found = [executor.run(ground.seller.id, said)]
    following: tuple[Command, ...] = (ReviewOrder(order_id=order.order_id), AllocateOrder(order_id=order.order_id))
    found += [executor.run_own(own, each) for each in following]
    for outcome in found:
        if outcome.status != "accepted":
            raise RuntimeError(f"the hub refused {outcome}")
    with ground.store.read() as connection:
        document = Shelf(connection).load(Key("order", order.order_id))
    assert isinstance(document, Order)
    return document


def _gestures(bench: Desk, order: Order) -> Iterator[Command]:
    """What people do with one order, one parcel a shipment."""
    for shipment in order.shipments:
        bench.counter += 1
        at = datetime.now(UTC)
        parcel_id, own = new_id(at), {"order_id": order.id, "shipment_id": shipment.id}
        yield StartPicking(**own)
        yield OpenParcel(parcel_id=parcel_id, parcel_no=numbers.parcel_no(at.date(), bench.code, bench.counter), **own)
        for line in order.lines_of(shipment.id):
            yield VerifyItem(parcel_id=parcel_id, order_id=order.id, shipment_line_id=line.id, quantity=line.quantity)
        yield BindWaybill(parcel_id=parcel_id, carrier_code=CARRIER, waybill_no=_waybill_no(order))
        yield CloseParcel(parcel_id=parcel_id, order_ids=(order.id,))
        yield StageShipment(lane="A1", **own)
        yield HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,), carrier_code=CARRIER)


def _waybill_no(order: Order) -> str:
    return f"SF{order.id.int % 10**13:013}"


def _deliver(ground: Ground, waybills: Sequence[str], order_ids: Sequence[UUID]) -> None:
    """The courier takes, carries and delivers each parcel; waits until the hub has seen all of it."""
    _wait(lambda: _subscribed(ground) >= set(waybills), "the subscriptions")
    with httpx.Client(base_url=ground.sandbox.url, trust_env=False) as client:
        for waybill_no in waybills:
            for code in ("1", "0", "3"):
                scan = {"com": COURIER, "number": waybill_no, "code": code, "text": ""}
                client.post("/__sim/kuaidi100/scan", json=scan).raise_for_status()
    _wait(lambda: _delivered(ground, order_ids) == len(order_ids), "the deliveries")


def _subscribed(ground: Ground) -> set[str]:
    with ground.store.read() as connection:
        rows = connection.execute(
            select(log.job.c.payload).where(log.job.c.system == "courier", log.job.c.state == "done")
        )
        return {str(payload.get("waybill_no")) for (payload,) in rows}


def _delivered(ground: Ground, order_ids: Sequence[UUID]) -> int:
    table = orders.order
    query = select(func.count()).where(table.c.id.in_(order_ids), table.c.node == Node.DELIVERED)
    with ground.store.read() as connection:
        return int(connection.execute(query).scalar_one())


def _wait(until: Any, what: str) -> None:
    end = time.monotonic() + _DELIVERED_WITHIN_S
    while not until():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not come within {_DELIVERED_WITHIN_S:.0f} s")
        # Each look is a question to the database whose CPU time is measured.
        time.sleep(0.5)


@contextmanager
def _ground(kind: str, folder: Path) -> Iterator[Ground]:
    folder.mkdir()
    made: AbstractContextManager[Database] = sqlite(folder) if kind == "sqlite" else postgresql()
    # The courier's own limit is not what is measured.
    os.environ["ORDERDESK_KUAIDI100_CALLS_PER_SECOND"] = "10000"
    with made as database, opened(database) as store, ExitStack() as stack:
        seller, pattern = fill(store, 2)
        bench = _add_bench(store)
        port = _free_port()
        sandbox = stack.enter_context(
            served(
                ["orderdesk.hub.cli", "sandbox", "--port", "0", "--speed", "0.001", "--hub", f"http://127.0.0.1:{port}"],
                folder, log="sandbox.log",
            )
        )  # fmt: skip
        serve = ["orderdesk.hub.cli", "serve", "--database", database.url, "--port", str(port)]
        hub = stack.enter_context(served([*serve, "--sandbox", sandbox.url], folder, log="hub.log"))
        drive([hub.port], [[pattern.say(pattern.order())]])
        # One for each kind of place.
        await_snapshots(folder, 2)
        bare = stack.enter_context(served(["benchmarks.bare_route", database.url], folder, log="bare.log"))
        yield Ground(database, store, hub, sandbox, bare, bench, seller)


def _add_bench(store: Store) -> Desk:
    """A bench of the first warehouse and who works there: one person for all gestures."""
    with store.write() as connection:
        roles = [UserRole(id=name(f"role:bench:{each}"), user_id=_BENCH, role=each) for each in ("packer", "logistics")]
        Shelf(connection).save(User(id=_BENCH, login="bench", name="李四", badge="B-3", roles=roles))
        connection.execute(
            insert(people.user_secret).values(user_id=_BENCH, password_hash=hash_password(PASSWORD), failed=0)
        )
        epoch = connection.execute(select(log.log_head.c.epoch)).scalar_one()
        return enrol(connection, 900, epoch, user_id=_BENCH, seat="bench", warehouse_id=WAREHOUSES[0])


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


if __name__ == "__main__":
    sys.exit(figures.run("fulfil", measure, rounds=3))
