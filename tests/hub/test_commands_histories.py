"""Whatever is said in whatever order, accepted or refused: goods, counts, nodes and bindings add up."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.tables import orders, parcels
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AllocateOrder,
    CancelOrder,
    CloseParcel,
    Command,
    HandOver,
    ReleaseExpired,
    ReopenParcel,
    ReviewOrder,
    UnbindWaybill,
    VoidParcel,
)
from orderdesk.domain.nodes import UNDERWAY
from orderdesk.hub.execute import Outcome
from tests.hub.shop_floor import PIECE, SF, ShopFloor, shop_floor
from tests.sync import small_company as company

Thing = TypeVar("Thing")

NUMBERS = tuple(f"SF13856287167{number:02}" for number in range(4))
COURIER = ("1", "5", "2", "3", "6", "101")


class Day:
    """A day on the shop floor, played move by move. A move is what is done and two numbers that choose to what."""

    def __init__(self, floor: ShopFloor) -> None:
        self.floor = floor
        self.codes: Counter[str | None] = Counter()
        self.orders: list[UUID] = [floor.allocated(sku=number, quantity=2 * PIECE).id for number in range(2)]
        self.parcels: list[UUID] = []

    def play(self, move: tuple[str, int, int]) -> None:
        """One move; a refusal is fine, a fault is not."""
        name, first, second = move
        found = MOVES[name](self, first, second)
        self.floor.clock.advance(seconds=1)
        if found is not None:
            assert found.code != "hub.fault"
            self.codes[found.code] += 1

    def place(self, first: int, second: int) -> Outcome:
        ask = self.floor.an_order(sku=first % 3, quantity=(1 + second) * PIECE)
        self.orders.append(ask.order_id)
        return self.floor.say(ask, by="sales", at="A1")

    def review(self, first: int, _: int) -> Outcome:
        return self.floor.say(ReviewOrder(order_id=_pick(self.orders, first)), by="supervisor", at="A1")

    def allocate(self, first: int, _: int) -> Outcome:
        return self.floor.say(AllocateOrder(order_id=_pick(self.orders, first)), by="supervisor", at="A1")

    def cancel(self, first: int, _: int) -> Outcome:
        return self.floor.say(CancelOrder(order_id=_pick(self.orders, first), reason="x"), by="sales", at="A1")

    def expire(self, first: int, _: int) -> Outcome:
        self.floor.clock.advance(minutes=31)
        return self.floor.own(ReleaseExpired(order_id=_pick(self.orders, first)))

    def open(self, first: int, _: int) -> Outcome:
        parcel_id = self.floor.new_id()
        outcome = self.floor.say(self.floor.opening(self.floor.order(_pick(self.orders, first)), parcel_id))
        if outcome.code is None:
            self.parcels.append(parcel_id)
        return outcome

    def put(self, first: int, second: int) -> Outcome | None:
        return self._item(first, second, PIECE)

    def take(self, first: int, second: int) -> Outcome | None:
        return self._item(first, second, -PIECE)

    def _item(self, first: int, second: int, quantity: int) -> Outcome | None:
        order = self.floor.order(_pick(self.orders, first))
        return self._of_parcel(second, lambda parcel_id: self.floor.item(parcel_id, order, quantity))

    def bind(self, first: int, second: int) -> Outcome | None:
        number, piece = NUMBERS[second % len(NUMBERS)], "1" if second % 3 == 0 else ""
        return self._of_parcel(first, lambda parcel_id: self.floor.label(parcel_id, number, piece))

    def unbind(self, first: int, _: int) -> Outcome | None:
        def command(parcel_id: UUID) -> Command:
            bound = self.floor.parcel(parcel_id).open_bindings()
            number, piece = (bound[0].waybill_no, bound[0].piece) if bound else (NUMBERS[0], "")
            return UnbindWaybill(parcel_id=parcel_id, carrier_code=SF, waybill_no=number, piece=piece)

        return self._of_parcel(first, command)

    def close(self, first: int, _: int) -> Outcome | None:
        return self._of_parcel(first, lambda each: CloseParcel(parcel_id=each, order_ids=self._inside(each)))

    def reopen(self, first: int, _: int) -> Outcome | None:
        return self._of_parcel(first, lambda each: ReopenParcel(parcel_id=each, order_ids=self._inside(each)))

    def box(self, first: int, second: int) -> Outcome | None:
        """A parcel from beginning to end, for days that get somewhere."""
        outcome = self.open(first, 0)
        if outcome.code is not None:
            return outcome
        newest = len(self.parcels) - 1
        for _ in range(1 + second % 2):
            self.put(first, newest)
        number = f"SF2{len(self.parcels):012d}"
        self.floor.say(self.floor.label(self.parcels[newest], number))
        return self.close(newest, 0)

    def void(self, first: int, _: int) -> Outcome | None:
        return self._of_parcel(first, lambda each: VoidParcel(parcel_id=each))

    def hand_over(self, first: int, _: int) -> Outcome | None:
        return self._of_parcel(first, lambda each: HandOver(parcel_ids=(each,), order_ids=self._inside(each)))

    def scan(self, first: int, second: int) -> Outcome | None:
        if not self.parcels:
            return None
        parcel = self.floor.parcel(_pick(self.parcels, first))
        bound = parcel.open_bindings()
        if not bound:
            return None
        known = (parcel.id,) if second % 2 else ()
        code = COURIER[second % len(COURIER)]
        label = bound[0]
        event = self.floor.scan(label.waybill_no, code, *parcel.order_ids(), piece=label.piece, parcel_ids=known)
        return self.floor.own(event)

    def _inside(self, parcel_id: UUID) -> tuple[UUID, ...]:
        return tuple(self.floor.parcel(parcel_id).order_ids()) or (self.orders[0],)

    def _of_parcel(self, number: int, command: Callable[[UUID], Command]) -> Outcome | None:
        return self.floor.say(command(_pick(self.parcels, number))) if self.parcels else None


def _pick(things: list[Thing], number: int) -> Thing:
    return things[number % len(things)]


MOVES: dict[str, Callable[[Day, int, int], Outcome | None]] = {
    "place": Day.place,
    "review": Day.review,
    "allocate": Day.allocate,
    "cancel": Day.cancel,
    "expire": Day.expire,
    "open": Day.open,
    "box": Day.box,
    "put": Day.put,
    "take": Day.take,
    "bind": Day.bind,
    "unbind": Day.unbind,
    "close": Day.close,
    "reopen": Day.reopen,
    "void": Day.void,
    "hand over": Day.hand_over,
    "scan": Day.scan,
}

# What happens most on a bench is drawn most, so that days get beyond their first parcel.
OFTEN = (*MOVES, "box", "box", "open", "put", "put", "put", "bind", "bind", "close", "close", "hand over", "scan")
moves = st.lists(st.tuples(st.sampled_from(OFTEN), st.integers(0, 5), st.integers(0, 5)), min_size=5, max_size=45)


def miscounted(floor: ShopFloor) -> list[str]:
    """Shipments in the house whose counts are not those of the parcels with goods of them."""
    contents, boxes = parcels.parcel_content, parcels.parcel
    with floor.store.read() as connection:
        rows = connection.execute(
            select(contents.c.shipment_id, boxes.c.id, boxes.c.state)
            .join(boxes, boxes.c.id == contents.c.parcel_id)
            .distinct()
        )
        counts = Counter((row.shipment_id, row.state) for row in rows)
        shipments = list(connection.execute(select(orders.shipment)))
    return [
        f"{row.shipment_no} at {row.node}: {row.open_parcels} open, {row.closed_parcels} closed"
        for row in shipments
        if row.node not in UNDERWAY
        and (row.open_parcels, row.closed_parcels) != (counts[row.id, "open"], counts[row.id, "closed"])
    ]


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(moves)
def test_goods_counts_nodes_and_bindings_always_add_up(
    sqlite_company: Path, played: list[tuple[str, int, int]]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hub.db"
        shutil.copyfile(sqlite_company, path)
        with shop_floor(f"sqlite:///{path}", SetClock(company.START)) as floor:
            day = Day(floor)
            for move in played:
                day.play(move)
            assert floor.faults() == []
            assert miscounted(floor) == []
