"""A hub's background without its threads, over the small company, with the sandbox as the outside world."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from uuid import UUID, uuid5

import httpx
from sqlalchemy import delete, select, update

from db.engine import open_engine, parse_url
from db.store import Store
from db.tables import log, stock
from orderdesk.clock import SetClock
from orderdesk.commands import AllocateOrder, Command, PlaceOrder, ReviewOrder
from orderdesk.config import FluxSection, HubConfig, Kuaidi100Section, Secret, U8Section, WeComSection
from orderdesk.connectors.ports import Outcome
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.background import Parts, make_parts
from orderdesk.hub.breaker import Limits
from orderdesk.hub.execute import Executor
from orderdesk.hub.execute import Outcome as Said
from orderdesk.hub.jobs import JobRunner, queue_job
from orderdesk.hub.own_device import HUB_DEVICE_ID, ensure_hub_device
from orderdesk.hub.systems import Systems, connect
from orderdesk.ids import new_id
from orderdesk.sandbox.app import SandboxSettings, create_sandbox
from tests.connectors.loopback import Served
from tests.sync import small_company

KNOWN = SandboxSettings()
UNHURRIED = Limits(calls_per_second=1e6, burst=1_000_000, failures=10**9)


@dataclass
class WorkingHub:
    """The parts of a hub that work in the background, and how to look at what they did."""

    store: Store
    clock: SetClock
    executor: Executor
    counter: int = 0

    def run(self, command: Command) -> Said:
        """Carries a command out as the hub itself; it must be accepted."""
        outcome = self.executor.run_own(HUB_DEVICE_ID, command)
        assert outcome.status == "accepted", (outcome.code, outcome.facts)
        return outcome

    def place(self, *, sku: int = 0, quantity: int = 1_000, carrier_code: str = "YTO") -> UUID:
        """A placed order; its id."""
        self.counter += 1
        order_id = new_id(self.clock.now())
        wanted = small_company.an_order(order_id, "A7", self.counter, sku=sku, quantity=quantity)
        self.run(PlaceOrder.model_validate(wanted.model_dump() | {"carrier_code": carrier_code}))
        return order_id

    def allocate(self, **wanted: Any) -> Order:
        """An order that was placed, reviewed and allocated."""
        order_id = self.place(**wanted)
        for command in (ReviewOrder(order_id=order_id), AllocateOrder(order_id=order_id)):
            self.clock.advance(seconds=1)
            self.run(command)
        return self.order(order_id)

    def order(self, order_id: UUID) -> Order:
        """The order as stored."""
        with self.store.read() as connection:
            found = Shelf(connection).load(Key("order", order_id))
        assert isinstance(found, Order)
        return found

    def rows(self, table: Any, *where: Any) -> list[Any]:
        """Rows of a table."""
        with self.store.read() as connection:
            return list(connection.execute(select(table).where(*where)))

    def jobs(self, system: str = "wms") -> list[Any]:
        """The jobs of a system, oldest first."""
        return sorted(self.rows(log.job, log.job.c.system == system), key=lambda row: (row.made_at, row.id))

    def queue(self, key: str, *, order_key: str = "one", system: str = "wms", **payload: Any) -> None:
        """Queues a job of kind `send`."""
        with self.store.write() as connection:
            assert queue_job(
                connection,
                system=system,
                kind="send",
                dedupe_key=key,
                order_key=order_key,
                payload=payload,
                at=self.clock.now(),
            )

    def runner(self, performers: dict[tuple[str, str], Any], worker: str = "test", **more: Any) -> JobRunner:
        """A runner of its own, with dice that always fall the same."""
        return JobRunner(more.pop("store", self.store), self.clock, performers, worker=worker, dice=Random(1), **more)

    def clone(self, order: Order, count: int) -> list[Order]:
        """Copies of an order as if each had been entered; written straight into the tables."""
        copies = [_copy(order, number) for number in range(1, count + 1)]
        with self.store.write() as connection:
            shelf = Shelf(connection)
            for each in copies:
                shelf.save(each)
        return copies

    def stock_lies(self, sku: int, warehouse_id: UUID, on_hand: int) -> None:
        """Sets what is there of a SKU in a warehouse."""
        table = stock.stock
        where = (table.c.sku_id == small_company.SKUS[sku], table.c.warehouse_id == warehouse_id)
        with self.store.write() as connection:
            connection.execute(update(table).where(*where).values(on_hand=on_hand))


def _copy(order: Order, number: int) -> Order:
    text = order.model_dump_json().replace(order.order_no, f"{order.order_no}.{number}")
    parts: list[list[Any]] = [
        order.lines,
        order.consignees,
        order.checks,
        order.steps,
        order.shipments,
        order.shipment_lines,
    ]
    for own in [order.id, *(row.id for rows in parts for row in rows)]:
        text = text.replace(str(own), str(uuid5(own, str(number))))
    return Order.model_validate_json(text)


@contextmanager
def working_hub(database_url: str, clock: SetClock) -> Iterator[WorkingHub]:
    """The small company in a migrated database; all its goods lie in the warehouse that a WMS runs, but for SKU 2."""
    store = Store(open_engine(parse_url(database_url)))
    with store.write() as connection:
        connection.execute(delete(log.log_head))
        small_company.create_company(connection)
    ensure_hub_device(store, clock)
    hub = WorkingHub(store, clock, Executor(store, clock))
    for sku in (0, 1):
        hub.stock_lies(sku, small_company.BENCH_WAREHOUSE, 0)
        hub.stock_lies(sku, small_company.WMS_WAREHOUSE, 10_000_000)
    yield hub
    store.close()


@dataclass
class World:
    """A working hub and the sandbox, which knows it by `hub_url`; both go by one clock."""

    hub: WorkingHub
    systems: Systems
    parts: Parts
    sandbox_url: str
    client: httpx.Client

    def steer(self, path: str, content: Any = None) -> Any:
        """One call to the sandbox's control plane."""
        answer = self.client.post(f"{self.sandbox_url}/__sim/{path}", json=content)
        answer.raise_for_status()
        return answer.json()

    def state(self) -> Any:
        """What the imitated systems know."""
        return self.client.get(f"{self.sandbox_url}/__sim/state").json()

    def log(self, operation: str) -> Any:
        """The calls of one operation as received or sent."""
        return self.client.get(f"{self.sandbox_url}/__sim/log", params={"operation": operation}).json()

    def fault(self, match: str, kind: str, **more: Any) -> None:
        """Plans one fault."""
        self.steer("faults", [{"match": match, "kind": kind, **more}])

    def settle(self, *, rounds: int = 40) -> None:
        """Works until nothing waits any more, moving the clock over every back-off."""
        for _ in range(rounds):
            self.parts.jobs.run_all()
            open_jobs = self.hub.rows(log.job, log.job.c.state.in_(("due", "running")))
            if not open_jobs:
                return
            later = min((row.lease_until or row.run_at) for row in open_jobs)
            self.hub.clock.set(max(later, self.hub.clock.now()))
            self.hub.clock.advance(seconds=1)
        raise AssertionError("jobs are still open")


def settings_for(sandbox_url: str, hub_url: str) -> HubConfig:
    """The sandbox's words as a hub's settings."""
    return HubConfig(
        public_url=hub_url,
        flux=FluxSection(
            base_url=f"{sandbox_url}/flux/datahub/FluxWmsJsonApi/",
            app_key=Secret(KNOWN.flux_app_key),
            app_token=Secret(KNOWN.flux_app_token),
            app_secret=Secret(KNOWN.flux_app_secret),
            callback_token=Secret(KNOWN.flux_callback_token),
        ),
        kuaidi100=Kuaidi100Section(
            base_url=f"{sandbox_url}/kuaidi100",
            customer=KNOWN.kuaidi100_customer,
            key=Secret(KNOWN.kuaidi100_key),
            master_secret=Secret("master-secret-of-the-tests"),
            callback_token=Secret("nobody-guesses-this"),
        ),
        u8=U8Section(
            base_url=f"{sandbox_url}/u8",
            from_account=KNOWN.u8_from_account,
            to_account=KNOWN.u8_to_account,
            app_key=Secret(KNOWN.u8_app_key),
            app_secret=Secret(KNOWN.u8_app_secret),
            warehouse_words={"U8-SZ": "SZ"},
        ),
        wecom=WeComSection(
            base_url=f"{sandbox_url}/wecom",
            key=Secret(KNOWN.wecom_keys[0]),
            customers_key=Secret(KNOWN.wecom_keys[1]),
        ),
    )


@contextmanager
def sandboxed(hub: WorkingHub, hub_url: str, **settings: Any) -> Iterator[World]:
    """The sandbox around a working hub."""
    app = create_sandbox(hub.clock, settings=SandboxSettings(hub_url=hub_url, speed=0.0, **settings))
    with Served(app) as sandbox, httpx.Client(trust_env=False, verify=False, timeout=30.0) as client:
        systems = connect(settings_for(sandbox.url, hub_url), clock=hub.clock, client=client)
        systems = replace(systems, limits=dict.fromkeys(systems.limits, UNHURRIED))
        parts = make_parts(hub.store, hub.clock, hub.executor, systems)
        yield World(hub, systems, parts, sandbox.url, client)


class Script:
    """A performer that answers as it was told to and notes what it was asked."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[Any] = []

    def __call__(self, job: Any) -> Outcome:
        self.asked.append(job)
        return self.outcomes.pop(0) if self.outcomes else Outcome.ok()
