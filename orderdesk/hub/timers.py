"""What falls due by itself: looked for every few seconds, done by commands, once however many hubs look."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from sqlalchemy import func, select

from db.store import Store
from db.tables import orders, stock
from orderdesk.clock import Clock
from orderdesk.commands import LapseHolds, ReleaseExpired, ReviewReservations
from orderdesk.domain.days import local_day
from orderdesk.hub.execute import Executor
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.hub.year_ahead import missing_year, missing_year_text

_log = logging.getLogger("orderdesk.hub.timers")

#: How often somebody has to look; a soft reservation is gone within 60 s after it fell due.
EVERY = timedelta(seconds=5)
_AT_ONCE = 200


class Timers:
    """Does what is due. Several hubs may do so at the same time: each command looks again before it acts."""

    def __init__(self, store: Store, clock: Clock, executor: Executor) -> None:
        self._store = store
        self._clock = clock
        self._executor = executor
        self._looked_on: date | None = None

    def run_due(self) -> int:
        """Does everything that is due now; returns how many orders were concerned."""
        self._look_ahead()
        return self._release_expired() + self._review_firm() + self._lapse_holds()

    def _look_ahead(self) -> None:
        """Once a day the log says that the coming year's holidays are not known."""
        now = self._clock.now()
        today = local_day(now)
        if today == self._looked_on:
            return
        self._looked_on = today
        with self._store.read() as connection:
            year = missing_year(connection, now)
        if year is not None:
            _log.warning("%s", missing_year_text(year))

    def _release_expired(self) -> int:
        table = stock.reservation_open
        query = (
            select(table.c.order_id)
            .where(table.c.firmness == "soft", table.c.due_at <= self._clock.now())
            .group_by(table.c.order_id)
            .order_by(func.min(table.c.due_at), table.c.order_id)
            .limit(_AT_ONCE)
        )
        with self._store.read() as connection:
            due = list(connection.execute(query).scalars())
        for order_id in due:
            self._executor.run_own(HUB_DEVICE_ID, ReleaseExpired(order_id=order_id))
        return len(due)

    def _review_firm(self) -> int:
        table, order = stock.reservation_open, orders.order
        first = func.min(table.c.due_at, type_=table.c.due_at.type).label("due_at")
        query = (
            select(table.c.order_id, order.c.company_id, first)
            .join(order, order.c.id == table.c.order_id)
            .where(table.c.firmness == "firm", table.c.due_at <= self._clock.now())
            .group_by(table.c.order_id, order.c.company_id)
            .order_by(first, table.c.order_id)
            .limit(_AT_ONCE)
        )
        with self._store.read() as connection:
            due = list(connection.execute(query))
        for row in due:
            ask = ReviewReservations(order_id=row.order_id, company_id=row.company_id, due_on=row.due_at.date())
            self._executor.run_own(HUB_DEVICE_ID, ask)
        return len(due)

    def _lapse_holds(self) -> int:
        table = orders.order_hold
        query = (
            select(table.c.order_id)
            .where(table.c.lifted_at.is_(None), table.c.expires_at <= self._clock.now())
            .group_by(table.c.order_id)
            .order_by(func.min(table.c.expires_at), table.c.order_id)
            .limit(_AT_ONCE)
        )
        with self._store.read() as connection:
            due = list(connection.execute(query).scalars())
        for order_id in due:
            self._executor.run_own(HUB_DEVICE_ID, LapseHolds(order_id=order_id))
        return len(due)
