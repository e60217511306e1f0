"""Whatever desks do to orders in whatever order: goods, credit, lines and nodes add up, and nothing is a fault."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.tables import customers, stock
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AllocateOrder,
    CancelOrder,
    CancelShipment,
    Command,
    DecideCredit,
    EditOrder,
    HoldOrder,
    LiftHold,
    LineEdit,
    LineTerms,
    MoveReservation,
    ReleaseExpired,
    ReleaseReservation,
    ReturnToReview,
    ReviewOrder,
    SplitOrder,
    UnallocateOrder,
)
from orderdesk.commands.credit import counted_fen
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order
from tests.hub.shop_floor import PIECE, ShopFloor, shop_floor
from tests.sync import small_company as company

HOUSES = (company.BENCH_WAREHOUSE, company.WMS_WAREHOUSE)


class Desk:
    """A day at the desk, played move by move; a move is what is done and three numbers that choose to what."""

    def __init__(self, floor: ShopFloor) -> None:
        self.floor = floor
        self.orders: list[UUID] = []
        for warehouse_id in HOUSES:
            floor.lies(9 * PIECE, warehouse_id=warehouse_id)
        customer = floor.load(Customer, company.CUSTOMERS[0])
        customer.accounts[0].credit_limit_fen = 30 * 1_250
        floor.alter(customer)
        for quantity in (2, 12):
            self.orders.append(floor.place(quantity=quantity * PIECE))

    def play(self, move: tuple[str, int, int, int]) -> None:
        """One move; a refusal is fine, a fault is not."""
        name, first, second, third = move
        order = self.floor.order(self.orders[first % len(self.orders)])
        command = MOVES[name](self, order, second, third)
        self.floor.clock.advance(seconds=7)
        if command is None:
            return
        own = isinstance(command, ReleaseExpired)
        said = self.floor.own(command) if own else self.floor.say(command, by="supervisor", at="A1")
        assert said.code != "hub.fault", (command, said.facts)
        if isinstance(command, SplitOrder) and said.code is None:
            self.orders.append(command.new_order_id)

    def place(self, _: Order, second: int, third: int) -> None:
        self.orders.append(self.floor.place(sku=second % 2, quantity=(1 + third) * PIECE))

    def allocate(self, order: Order, second: int, third: int) -> Command:
        named = (None, *HOUSES)[second % 3]
        return AllocateOrder(order_id=order.id, warehouse_id=named, back_order=third % 2 == 0)

    def edit(self, order: Order, second: int, third: int) -> Command:
        line = order.lines[second % len(order.lines)]
        was = LineTerms(unit="piece", unit_quantity=max(line.unit_quantity, 1), unit_price_micro=company.PRICE_MICRO)
        now = was.model_copy(update={"unit_quantity": third * PIECE}) if third else None
        added = self.floor.an_order(sku=1).lines if third % 3 == 0 else ()
        return EditOrder(order_id=order.id, lines=(LineEdit(line_id=line.id, was=was, to=now),), added=added)

    def cancel_shipment(self, order: Order, second: int, _: int) -> Command:
        shipment = order.shipments[second % len(order.shipments)]
        return CancelShipment(order_id=order.id, shipment_id=shipment.id, reason="x")

    def split(self, order: Order, second: int, _: int) -> Command:
        shipment = order.shipments[second % len(order.shipments)]
        new = {"new_order_id": self.floor.new_id(), "new_order_no": self.floor.order_no(), "reason": "x"}
        return SplitOrder.model_validate({"order_id": order.id, "shipment_id": shipment.id} | new)

    def move(self, order: Order, second: int, third: int) -> Command | None:
        with self.floor.store.read() as connection:
            held = connection.execute(
                select(stock.reservation_open).where(stock.reservation_open.c.order_id == order.id)
            ).all()
            rows = connection.execute(select(stock.stock).order_by(stock.stock.c.id)).all()
        if not held:
            return None
        row = held[second % len(held)]
        asked: dict[str, Any] = {"order_id": order.id, "line_id": row.order_line_id, "stock_id": row.stock_id}
        asked |= {"quantity": min(row.quantity, (1 + third % 3) * PIECE), "reason": "x"}
        if third % 2:
            return MoveReservation.model_validate(asked | {"to_stock_id": rows[second % len(rows)].id})
        other = self.floor.order(self.orders[third % len(self.orders)])
        if other.id == order.id:
            return None
        to = {"to_order_id": other.id, "to_line_id": other.lines[0].id}
        return MoveReservation.model_validate(asked | to)

    def hold(self, order: Order, second: int, _: int) -> Command:
        standing = [hold for hold in order.holds if hold.lifted_at is None]
        if standing:
            return LiftHold(order_id=order.id, hold_id=standing[0].id)
        return HoldOrder(order_id=order.id, reason=f"第{second}次") if second > 3 else ReviewOrder(order_id=order.id)

    def expire(self, order: Order, _: int, __: int) -> Command:
        self.floor.clock.advance(minutes=31)
        return ReleaseExpired(order_id=order.id)


MOVES: dict[str, Callable[[Desk, Order, int, int], Command | None]] = {
    "place": Desk.place,
    "review": lambda _, order, second, __: ReviewOrder(order_id=order.id, back_order=second % 2 == 0),
    "allocate": Desk.allocate,
    "unallocate": lambda _, order, __, ___: UnallocateOrder(order_id=order.id),
    "return": lambda _, order, __, ___: ReturnToReview(order_id=order.id, reason="x"),
    "credit": lambda _, order, second, __: DecideCredit(order_id=order.id, grant=second > 0, reason="x"),
    "edit": Desk.edit,
    "cancel": lambda _, order, __, ___: CancelOrder(order_id=order.id, reason="x"),
    "cancel shipment": Desk.cancel_shipment,
    "split": Desk.split,
    "move": Desk.move,
    "release": lambda _, order, __, ___: ReleaseReservation(order_id=order.id, reason="x"),
    "hold": Desk.hold,
    "expire": Desk.expire,
}
OFTEN = (*MOVES, "review", "review", "allocate", "allocate", "split", "unallocate", "edit", "edit", "move", "move")
moves = st.lists(
    st.tuples(st.sampled_from(OFTEN), st.integers(0, 5), st.integers(0, 5), st.integers(0, 9)), min_size=8, max_size=40
)


def miscounted(floor: ShopFloor, order_ids: list[UUID]) -> list[str]:
    """What does not add up besides the doctor's checks: credit that is used, amounts and numbers of lines."""
    orders = [floor.order(order_id) for order_id in order_ids]
    with floor.store.read() as connection:
        used = sum(connection.execute(select(customers.credit_use.c.open_fen)).scalars())
    counted = sum(counted_fen(order) or 0 for order in orders)
    found = [] if used == counted else [f"{used} fen of credit used, orders count {counted}"]
    for order in orders:
        if order.amount_fen != sum(line.amount_fen or 0 for line in order.lines):
            found.append(f"{order.order_no} costs {order.amount_fen}")
        if any(not line.quantity for line in order.shipment_lines):
            found.append(f"{order.order_no} carries nothing somewhere")
    return found


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(moves)
def test_goods_credit_and_lines_always_add_up(sqlite_company: Path, played: list[tuple[str, int, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hub.db"
        shutil.copyfile(sqlite_company, path)
        with shop_floor(f"sqlite:///{path}", SetClock(company.START)) as floor:
            desk = Desk(floor)
            for move in played:
                desk.play(move)
            assert floor.faults() == []
            assert miscounted(floor, desk.orders) == []
