"""The demo lives: orders arrive, a supervisor reviews and allocates a part of them, through the hub's own protocol.

Runs as a process of its own beside the demo's hub; it ends when it is told to, when its parent has gone, or when it has
made as many orders as it may.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import signal
import sys
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from uuid import UUID

from db.engine import open_engine, sqlite_url
from db.store import Store
from orderdesk.access import Role
from orderdesk.clock import Clock, SystemClock
from orderdesk.commands import AllocateOrder, PlaceOrder, RecordReceipt, ReviewOrder
from orderdesk.demo.accounts import ACCOUNTS
from orderdesk.demo.erp_desk import ErpDesk
from orderdesk.demo.hub_line import HubLine, NotAnswered
from orderdesk.demo.shop import Shop
from orderdesk.domain.days import local_day
from orderdesk.domain.numbers import MAX_COUNTER, order_no
from orderdesk.ids import new_id
from orderdesk.logs import log_to_stderr

_log = logging.getLogger("orderdesk.demo.living")

EVERY_S = 15.0
ENTERED_IN_ERP = 0.25
ORDERS_AT_MOST = 1_000
REVIEWED_SHARE = 0.7
ALLOCATED_SHARE = 0.8
PAID_SHARE = 0.9


class Living:
    """Places an order with every step and reviews, pays or allocates an earlier one. Belongs to one thread."""

    def __init__(
        self, line: HubLine, shop: Shop, clock: Clock, dice: random.Random, erp: ErpDesk | None = None
    ) -> None:
        self._erp = erp
        self._line = line
        self._shop = shop
        self._clock = clock
        self._dice = dice
        self._to_review: deque[UUID] = deque()
        self._to_allocate: deque[UUID] = deque()
        self.placed = 0

    def step(self) -> None:
        """One order comes in, and what came in before goes on. Raises NotAnswered when the hub is away."""
        if self._to_allocate:
            self._line.say(Role.SUPERVISOR, AllocateOrder(order_id=self._to_allocate[0]))
            self._to_allocate.popleft()
        if len(self._to_review) > 1:
            outcome = self._line.say(Role.SUPERVISOR, ReviewOrder(order_id=self._to_review[0]))
            reviewed = self._to_review.popleft()
            if outcome.accepted and self._dice.random() < PAID_SHARE:
                self._pay(reviewed)
            if outcome.accepted and self._dice.random() < ALLOCATED_SHARE:
                self._to_allocate.append(reviewed)
        if self._erp is not None and self._dice.random() < ENTERED_IN_ERP:
            self._enter_in_erp(self._erp)
            return
        placed = self._place()
        if placed is not None and self._dice.random() < REVIEWED_SHARE:
            self._to_review.append(placed)

    def _pay(self, order_id: UUID) -> None:
        """The money of a customer who pays first has come in; without it the order waits on hold."""
        due = self._shop.payment_of(order_id)
        if due is not None:
            now = self._clock.now()
            paid = {**due, "channel_no": f"{local_day(now):%Y%m%d}-{order_id.hex[-8:]}", "received_at": now}
            self._line.say(Role.FINANCE, RecordReceipt.model_validate(paid))

    def _enter_in_erp(self, erp: ErpDesk) -> None:
        """Somebody enters the order in the ERP: the hub hears of it when it asks the next time."""
        basket = self._shop.draw(self._dice)
        if basket is not None:
            _log.info("order entered in the ERP code=%s", erp.enter(self._shop.as_erp_order(basket)))
            self.placed += 1

    def _place(self) -> UUID | None:
        basket = self._shop.draw(self._dice)
        if basket is None:
            return None
        now = self._clock.now()
        order_id = new_id(now)
        number = self._line.next_number() % MAX_COUNTER or 1
        ask = PlaceOrder.model_validate(
            {**basket, "order_id": order_id, "order_no": order_no(local_day(now), self._line.device_code, number)}
        )
        outcome = self._line.say(Role.SALES, ask)
        self.placed += 1
        _log.info("order placed no=%s outcome=%s", ask.order_no, outcome.code or "accepted")
        return order_id if outcome.accepted else None

    def run(self, stop: threading.Event, *, every_s: float = EVERY_S, at_most: int = ORDERS_AT_MOST) -> None:
        """Steps at irregular intervals until it is told to stop or has placed as many orders as it may."""
        parent = os.getppid()
        while self.placed < at_most and os.getppid() == parent:
            if stop.wait(every_s * self._dice.uniform(0.4, 1.8)):
                return
            try:
                self._line.open(ACCOUNTS)
                self.step()
            except NotAnswered as error:
                _log.warning("hub away why=%s", error)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="orderdesk.demo.living", description="Lets orders arrive at the demo's hub.")
    parser.add_argument("--folder", required=True)
    parser.add_argument("--hub", required=True)
    parser.add_argument("--sandbox", default="", help="where the imitated ERP is; some orders are entered there")
    parser.add_argument("--every", type=float, default=EVERY_S, help="seconds between two orders, about")
    asked = parser.parse_args(arguments)
    log_to_stderr()
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    folder, clock = Path(asked.folder), SystemClock()
    store = Store(open_engine(sqlite_url(folder / "hub.db")))
    try:
        with HubLine(asked.hub, folder, clock) as line:
            erp = ErpDesk(asked.sandbox) if asked.sandbox else None
            Living(line, Shop(store), clock, random.Random(), erp).run(stop, every_s=asked.every)
    finally:
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
