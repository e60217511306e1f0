"""Fills an empty hub database with the demo company and a year of its orders."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update

from db.store import Store
from db.tables import log, masters
from db.tables import orders as order_tables
from orderdesk.clock import Clock, SetClock
from orderdesk.demo.catalogue import SKUS, fill_catalogue
from orderdesk.demo.company_rows import fill_companies
from orderdesk.demo.customers import demand, fill_customers
from orderdesk.demo.dice import Ids, stream
from orderdesk.demo.hands import Hands
from orderdesk.demo.histories import History
from orderdesk.demo.lingering import waiting
from orderdesk.demo.people import fill_people
from orderdesk.demo.price_lists import fill_prices
from orderdesk.demo.stock_rows import fill_stock, state_stock
from orderdesk.demo.today import Today, points
from orderdesk.demo.waybill_numbers import WaybillNumbers
from orderdesk.demo.world import World
from orderdesk.errors import OrderDeskError
from orderdesk.hub.own_device import ensure_hub_device

#: From how many orders on a day looks like a day of the whole company.
FULL_SIZE = 700

_AGE = timedelta(days=425)


class NotEmpty(OrderDeskError):
    """The database holds something already; demo data are only ever put into an empty one."""


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What was made: how many orders (`by_handlers` of them through commands), and for each label which ones."""

    seed: int
    at: datetime
    orders: int
    by_handlers: int
    labels: dict[str, list[UUID]]

    def write_labels(self, path: Path) -> None:
        """Writes the labels as JSON: {"seed", "at", "labels": {label: [order id, …]}}."""
        labels = {name: [str(each) for each in found] for name, found in sorted(self.labels.items())}
        body = {"seed": self.seed, "at": self.at.isoformat(), "labels": labels}
        path.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")


def fill(
    store: Store,
    clock: Clock,
    *,
    orders: int,
    seed: int,
    skus: int = SKUS,
    progress: Callable[[int, int], None] | None = None,
) -> SeedReport:
    """Fills an empty, migrated database; the same seed at the same moment gives the same documents.

    `progress(done, all)` is called after each batch; `skus` makes a smaller company. A very small number of orders is
    exceeded, so that there is at least one of everything. Raises NotEmpty.
    """
    now = clock.now().replace(microsecond=0)
    with store.read() as connection:
        _require_empty(connection)
    with _quick(store):
        ensure_hub_device(store, SetClock(now - _AGE))
        with store.write() as connection:
            world = _fill_masters(connection, seed, now, skus)
        return _fill_orders(store, world, orders, seed, progress or (lambda done, whole: None))


@contextmanager
def _quick(store: Store) -> Iterator[None]:
    """SQLite need not reach the disk with every commit: a database that was half filled is thrown away anyway."""
    _set_synchronous(store, "NORMAL")
    try:
        yield
    finally:
        _set_synchronous(store, "FULL")


def _set_synchronous(store: Store, level: str) -> None:
    if not store.is_sqlite:
        return
    raw = store.engine.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA synchronous = {level}")
    finally:
        raw.close()


def _fill_orders(
    store: Store, world: World, orders: int, seed: int, tell_progress: Callable[[int, int], None]
) -> SeedReport:
    scale = min(1.0, orders / FULL_SIZE)
    by_hand, still = list(points(scale)), list(waiting(scale))
    history = History(store, world, seed)
    for done in history.write(max(0, orders - len(by_hand) - len(still))):
        tell_progress(done, orders)
    history.write_waiting(still)
    made = _make_today(store, world, seed, by_hand)
    with store.write() as connection:
        state_stock(connection, world.now)
        _start_log(connection)
        count = int(connection.execute(select(func.count()).select_from(order_tables.order)).scalar_one())
    tell_progress(count, count)
    return SeedReport(seed, world.now, count, made, world.labels)


def _make_today(store: Store, world: World, seed: int, by_hand: list[tuple[str, int]]) -> int:
    hands = Hands(store, Ids(seed, "hands"), world.staff.hub, world.now - timedelta(days=4), world.now)
    today, made = Today(world, hands), 0
    for point, warehouse in by_hand:
        for order_id in today.make(point, warehouse):
            world.label(f"today.{point}", order_id)
            made += 1
    return made


def _require_empty(connection: Connection) -> None:
    for table in (masters.company, order_tables.order):
        if connection.execute(select(table.c.id).limit(1)).first() is not None:
            raise NotEmpty("the database already holds a company; demo data need an empty one")


def _fill_masters(connection: Connection, seed: int, now: datetime, skus: int) -> World:
    founded = now - _AGE
    firm = fill_companies(connection, seed, founded)
    staff = fill_people(connection, seed, founded, firm)
    articles = fill_catalogue(connection, seed, founded, skus=skus)
    buyers = fill_customers(connection, seed, founded, firm, staff)
    prices = fill_prices(connection, seed, founded, firm, articles, buyers)
    shelves = fill_stock(connection, seed, now, firm, articles)
    return World(
        now=now,
        firm=firm,
        staff=staff,
        buyers=buyers,
        demand=tuple(demand(buyers, company) for company in range(len(firm.companies))),
        prices=prices,
        shelves=shelves,
        dice=stream(seed, "history"),
        ids=Ids(seed, "history"),
        waybills=WaybillNumbers(stream(seed, "waybills")),
    )


def _start_log(connection: Connection) -> None:
    """Lets the change log begin here: workstations start from a snapshot."""
    connection.execute(delete(log.change))
    head = log.log_head
    connection.execute(update(head).where(head.c.id == 1).values(last=head.c.last + 1, oldest=head.c.last + 1))
