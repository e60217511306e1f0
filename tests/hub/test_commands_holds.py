"""Holds and what lifts them, the decision on credit, and the way back to the review; on both databases."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from db.tables import customers
from orderdesk.access import Role
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AllocateOrder,
    DecideCredit,
    HoldOrder,
    LapseHolds,
    LiftHold,
    PlacedLine,
    ReleaseExpired,
    ReturnToReview,
    ReviewOrder,
)
from orderdesk.commands.checks import check_of
from orderdesk.commands.ledger import SOFT_FOR
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order, OrderHold
from orderdesk.hub.execute import Executor
from orderdesk.hub.own_device import ensure_hub_device
from orderdesk.hub.timers import Timers
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.sync import small_company as company


def held(floor: ShopFloor, order_id: UUID, **wanted: object) -> OrderHold:
    """A hold that sales has put on an order."""
    ask = HoldOrder.model_validate({"order_id": order_id, "reason": "地址不全"} | wanted)
    known = {hold.id for hold in floor.order(order_id).holds}
    floor.do(ask, by="sales", at="A1")
    [found] = [hold for hold in floor.order(order_id).holds if hold.id not in known]
    return found


def test_several_holds_stop_an_order_until_the_last_is_lifted(floor: ShopFloor) -> None:
    order_id = floor.place()
    address, payment = held(floor, order_id, hold_kind="address"), held(floor, order_id, hold_kind="payment")
    assert (address.lifted_by_role, payment.lifted_by_role) == ("sales", "finance")
    again = HoldOrder(order_id=order_id, hold_kind="address", reason="地址不全")
    assert floor.code(again, by="sales", at="A1") == "hold.stands_already"
    assert floor.code(LiftHold(order_id=order_id, hold_id=payment.id), by="sales", at="A1") == "hold.other_role"
    assert floor.code(LiftHold(order_id=order_id, hold_id=order_id), by="sales", at="A1") == "hold.unknown"
    floor.do(LiftHold(order_id=order_id, hold_id=address.id, note="客户已补"), by="sales", at="A1")
    assert floor.order(order_id).held
    assert floor.code(ReviewOrder(order_id=order_id), by="supervisor", at="A1") == "order.held"
    floor.do(LiftHold(order_id=order_id, hold_id=payment.id), by="supervisor", at="A1")
    assert floor.code(LiftHold(order_id=order_id, hold_id=payment.id), by="supervisor", at="A1") == "hold.gone"
    order = floor.order(order_id)
    assert (order.held, {hold.lifted_by for hold in order.holds}) == (
        False,
        {company.USERS["sales"], company.USERS["supervisor"]},
    )
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")


def test_a_hold_may_name_its_role_and_lapses_by_the_hubs_timer(floor: ShopFloor, clock: SetClock) -> None:
    order_id = floor.place()
    until = clock.now() + timedelta(minutes=10)
    over = HoldOrder(order_id=order_id, reason="x", expires_at=clock.now())
    assert floor.code(over, by="sales", at="A1") == "hold.already_over"
    found = held(floor, order_id, lifted_by_role=Role.FINANCE, expires_at=until)
    lasting = held(floor, order_id, reason="等客户")
    assert found.lifted_by_role == "finance"
    ensure_hub_device(floor.store, clock)
    timers = Timers(floor.store, clock, Executor(floor.store, clock))
    assert timers.run_due() == 0
    clock.advance(minutes=11)
    assert [timers.run_due() for _ in range(2)] == [1, 0]
    order = floor.order(order_id)
    assert order.held
    assert {hold.reason: (hold.lifted_at, hold.lifted_by) for hold in order.holds} == {
        "地址不全": (until, None),
        "等客户": (None, None),
    }
    floor.do(LiftHold(order_id=order_id, hold_id=lasting.id), by="supervisor", at="A1")
    floor.done(LapseHolds(order_id=order_id))
    assert not floor.order(order_id).held
    assert floor.faults() == []


def test_what_has_left_is_not_held_any_more(floor: ShopFloor) -> None:
    order_id = floor.place()
    floor.stand(order_id, "in_transit")
    assert floor.code(HoldOrder(order_id=order_id, reason="x"), by="sales", at="A1") == "hold.too_late"
    assert floor.code(HoldOrder(order_id=order_id, reason="x")) == "access.denied"


def test_a_price_over_the_tolerance_stays_agreed_to_once_a_supervisor_lifts_the_hold(floor: ShopFloor) -> None:
    dear = PlacedLine(sku_id=company.SKUS[0], unit="piece", unit_quantity=PIECE, unit_price_micro=20_000_000)
    order_id = floor.place(lines=(dear,))
    order = floor.order(order_id)
    [hold] = order.holds
    assert (hold.kind, hold.reason, hold.lifted_by_role, hold.placed_by) == (
        "price",
        "price.outside_tolerance",
        "supervisor",
        None,
    )
    found = check_of(order, "price")
    assert found is not None
    assert found.facts == {
        "lines": [
            {
                "line": 1,
                "sku": "BP-0",
                "code": "price.above",
                "entered_micro": 20_000_000,
                "listed_micro": 12_500_000,
                "difference_bp": 6_000,
                "source": "STD/1",
            }
        ],
        "tolerance_bp": 50,
    }
    assert floor.code(LiftHold(order_id=order_id, hold_id=hold.id), by="sales", at="A1") == "hold.other_role"
    floor.do(LiftHold(order_id=order_id, hold_id=hold.id, note="促销"), by="supervisor", at="A1")
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    assert floor.order(order_id).node == "stock_locked"


def used(floor: ShopFloor) -> int:
    with floor.store.read() as connection:
        uses = customers.credit_use
        return sum(connection.execute(select(uses.c.open_fen + uses.c.unpaid_fen)).scalars())


def over_the_limit(floor: ShopFloor) -> UUID:
    customer = floor.load(Customer, company.CUSTOMERS[0])
    customer.accounts[0].credit_limit_fen = 1_000
    floor.alter(customer)
    order_id = floor.place()
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    return order_id


def credit(order: Order) -> tuple[str, object]:
    found = check_of(order, "credit")
    return ("", None) if found is None else (found.code, (found.facts or {}).get("sentence"))


def test_granted_credit_is_counted_and_the_goods_are_locked(floor: ShopFloor) -> None:
    order_id = floor.place()
    ask = DecideCredit(order_id=order_id, grant=True, reason="老客户")
    assert floor.code(ask, by="supervisor", at="A1") == "node.not_allowed"
    order_id = over_the_limit(floor)
    before = used(floor)
    floor.clock.advance(seconds=SOFT_FOR.total_seconds() + 1)
    floor.done(ReleaseExpired(order_id=order_id))
    granted = ask.model_copy(update={"order_id": order_id})
    assert floor.code(granted, by="sales", at="A1") == "access.denied"
    floor.do(granted, by="supervisor", at="A1")
    order = floor.order(order_id)
    assert (order.node, credit(order), used(floor)) == ("stock_locked", ("credit.granted", "老客户"), before + 1_250)
    floor.do(AllocateOrder(order_id=order_id), by="supervisor", at="A1")
    assert floor.faults() == []


def test_refused_credit_closes_the_order_and_frees_its_goods(floor: ShopFloor) -> None:
    order_id = over_the_limit(floor)
    floor.do(DecideCredit(order_id=order_id, grant=False, reason="逾期未付"), by="supervisor", at="A1")
    order = floor.order(order_id)
    assert (order.node, order.close_reason, order.shipments[0].close_reason) == (
        "closed",
        "refused_credit",
        "refused_credit",
    )
    assert (used(floor), floor.stock()[1]) == (0, 0)
    assert floor.faults() == []


def test_an_order_returns_to_the_review_with_its_goods_for_half_an_hour(floor: ShopFloor) -> None:
    order = floor.allocated()
    floor.do(ReturnToReview(order_id=order.id, reason="改单"), by="supervisor", at="A1")
    back = floor.order(order.id)
    assert (back.node, back.reviewed_at, back.shipments[0].warehouse_id) == ("pending_review", None, None)
    assert floor.stock()[1] == PIECE
    again = ReturnToReview(order_id=order.id, reason="改单")
    assert floor.code(again, by="supervisor", at="A1") == "node.not_allowed"
    floor.clock.advance(seconds=SOFT_FOR.total_seconds() + 1)
    floor.done(ReleaseExpired(order_id=order.id))
    assert floor.stock()[1] == 0
    floor.do(ReviewOrder(order_id=order.id), by="supervisor", at="A1")
    assert floor.order(order.id).node == "stock_locked"
    assert floor.faults() == []


def test_a_warehouse_that_was_told_is_called_back_and_gets_another_number_next_time(floor: ShopFloor) -> None:
    floor.lies(0)
    order = floor.allocated()
    floor.do(ReturnToReview(order_id=order.id, reason="改单"), by="supervisor", at="A1")
    [stop] = floor.jobs("cancel_shipment")
    assert (stop.payload["shipment_no"], stop.payload["warehouse_id"]) == (
        order.shipments[0].shipment_no,
        str(company.WMS_WAREHOUSE),
    )
    for command in (ReviewOrder(order_id=order.id), AllocateOrder(order_id=order.id)):
        floor.do(command, by="supervisor", at="A1")
    numbers = [job.payload["shipment_no"] for job in floor.jobs("send_shipment")]
    assert sorted(number[-2:] for number in numbers) == ["-1", "-2"]
    assert floor.order(order.id).shipments[0].shipment_no.endswith("-2")
