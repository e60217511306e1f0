"""Fills an empty hub database with the demo company and a year of its orders."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update

from db.store import Store
from db.tables import log, masters, orders as order_tables
from orderdesk.clock import Clock
from orderdesk.demo.calendar import moment_of, spread
from orderdesk.demo.catalogue import fill_catalogue
from orderdesk.demo.company_rows import fill_companies
from orderdesk.demo.customers import demand, fill_customers
from orderdesk.demo.dice import Ids, stream
from orderdesk.demo.order_rows import write_story
from orderdesk.demo.payments import Cashbox, fill_credit
from orderdesk.demo.people import fill_people
from orderdesk.demo.price_lists import fill_prices
from orderdesk.demo.rows import Batch
from orderdesk.demo.stock_rows import fill_stock, state_stock
from orderdesk.demo.stories import begin, live
from orderdesk.demo.waybill_numbers import WaybillNumbers
from orderdesk.demo.world import World
from orderdesk.domain.days import local_day
from orderdesk.errors import OrderDeskError

BATCH_ORDERS = 500
MONTHS_DAYS = 365


class NotEmpty(OrderDeskError):
    """The database holds something already; demo data are only ever put into an empty one."""


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What was made: counts by table, and for each label the orders that were planted as such a case."""

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
    store: Store, clock: Clock, *, orders: int, seed: int, progress: Callable[[int, int], None] | None = None
) -> SeedReport:
    """Fills an empty, migrated database; the same seed at the same moment gives the same documents.

    `progress(done, all)` is called after each batch. Raises NotEmpty.
    """
    tell = progress or (lambda done, whole: None)
    now = clock.now().replace(microsecond=0)
    with store.write() as connection:
        _require_empty(connection)
        world = _fill_masters(connection, seed, now)
    done = 0
    batch_cashbox: Cashbox | None = None
    moments = _moments(world.dice, orders, now)
    while chunk := list(islice(moments, BATCH_ORDERS)):
        with store.write() as connection:
            batch = Batch(connection)
            cashbox = batch_cashbox or Cashbox(world, batch, seed)
            cashbox.use(batch)
            for moment in chunk:
                story = begin(world, moment)
                live(world, story)
                write_story(world, batch, cashbox, story)
            batch.flush()
            batch_cashbox = cashbox
        done += len(chunk)
        tell(done, orders)
    with store.write() as connection:
        batch = Batch(connection)
        if batch_cashbox is not None:
            batch_cashbox.use(batch)
            batch_cashbox.close()
        batch.flush()
        world.shelves.write_reserved(connection)
        fill_credit(connection, seed, world)
    with store.write() as connection:
        state_stock(connection, seed, now)
        _start_log(connection)
        count = int(connection.execute(select(func.count()).select_from(order_tables.order)).scalar_one())
    return SeedReport(seed, now, count, 0, world.labels)


def _require_empty(connection: Connection) -> None:
    for table in (masters.company, order_tables.order):
        if connection.execute(select(table.c.id).limit(1)).first() is not None:
            raise NotEmpty("the database already holds a company; demo data need an empty one")


def _fill_masters(connection: Connection, seed: int, now: datetime) -> World:
    founded = now - timedelta(days=MONTHS_DAYS + 60)
    firm = fill_companies(connection, seed, founded)
    staff = fill_people(connection, seed, founded, firm)
    articles = fill_catalogue(connection, seed, founded)
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


def _moments(dice: random.Random, orders: int, now: datetime) -> Iterator[datetime]:
    """The moments at which the orders of twelve months were placed, day by day, each day sorted."""
    last = local_day(now)
    for day, count in spread(orders, last - timedelta(days=MONTHS_DAYS), last):
        found = [moment_of(day, dice) for _ in range(count)]
        if day == last:
            earliest = min(now - timedelta(hours=8), now - timedelta(minutes=5))
            found = [moment if moment < now else earliest + (now - earliest) * dice.random() for moment in found]
        yield from sorted(found)


def _start_log(connection: Connection) -> None:
    """Lets the change log begin here: workstations start from a snapshot."""
    connection.execute(delete(log.change))
    head = log.log_head
    connection.execute(update(head).where(head.c.id == 1).values(last=head.c.last + 1, oldest=head.c.last + 1))
