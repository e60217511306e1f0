"""What comes back: return orders, whole returns, exchanges and second deliveries; and how orders end."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

import pytest
from sqlalchemy import select, update

from db.tables import customers, finance, masters, orders, stock, work
from orderdesk.commands import (
    AllocateOrder,
    CloseOrder,
    HandOver,
    InterceptShipment,
    OpenParcel,
    ReceiveReturn,
    ReturnedLine,
    ReturnToReview,
    ReviewOrder,
    SplitOrder,
    StartPicking,
    UnallocateOrder,
)
from orderdesk.commands.ledger import stock_id
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.sync import small_company as company

FIRST = "SF1385628716739"

Condition = Literal["good", "damaged", "missing"]


def on_the_road(floor: ShopFloor, number: str = FIRST, **wanted: Any) -> Order:
    order = floor.allocated(**wanted)
    parcel_id = floor.packed(order, number)
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    return floor.order(order.id)


def delivered(floor: ShopFloor, number: str = FIRST, **wanted: Any) -> Order:
    order = on_the_road(floor, number, **wanted)
    floor.done(floor.scan(number, "3", order.id, minutes=5))
    return floor.order(order.id)


def returning(floor: ShopFloor, **wanted: Any) -> Order:
    order = on_the_road(floor, **wanted)
    called = InterceptShipment(order_id=order.id, shipment_id=order.shipments[0].id, reason="客户取消")
    floor.do(called, by="supervisor", at="A1")
    return floor.order(order.id)


def received(order: Order, *parts: tuple[int, Condition], **fields: Any) -> ReceiveReturn:
    line_id = order.shipment_lines[0].id
    lines = tuple(ReturnedLine(shipment_line_id=line_id, quantity=each, condition=how) for each, how in parts)
    return ReceiveReturn(order_id=order.id, shipment_id=order.shipments[0].id, lines=lines, **fields)


def return_of(floor: ShopFloor, origin: Order, quantity: int) -> Order:
    """A return order that was approved."""
    order_id = floor.place(order_kind="RETURN", origin_order_id=origin.id, quantity=quantity)
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    return floor.order(order_id)


def pay(floor: ShopFloor, order_id: UUID) -> None:
    order = floor.order(order_id)
    order.pay_state, order.paid_fen = "paid", order.amount_fen
    floor.alter(order)


def ending(order: Order, reason: Literal["completed", "lost", "returned"], **fields: Any) -> CloseOrder:
    return CloseOrder(order_id=order.id, reason=reason, **fields)


def refunds(floor: ShopFloor) -> list[tuple[str, str, int]]:
    table = finance.receipt
    with floor.store.read() as connection:
        rows = connection.execute(select(table.c.receipt_kind, table.c.state, table.c.amount_fen))
        return [(row.receipt_kind, row.state, row.amount_fen) for row in rows]


def lying(floor: ShopFloor, quality: str) -> int | None:
    row_id = stock_id(company.COMPANY, company.BENCH_WAREHOUSE, company.SKUS[0], quality=quality)
    with floor.store.read() as connection:
        return connection.execute(select(stock.stock.c.on_hand).where(stock.stock.c.id == row_id)).scalar()


def test_a_return_order_is_approved_without_stock_and_credit_and_never_packed(floor: ShopFloor) -> None:
    origin = delivered(floor, quantity=3 * PIECE)
    back = return_of(floor, origin, PIECE)
    assert (back.node, back.shipments[0].warehouse_id, back.checks) == ("allocated", company.BENCH_WAREHOUSE, [])
    assert [(each.kind, each.other_order_id) for each in back.relations] == [("return_of", origin.id)]
    assert {step.node for step in back.steps} == {"pending_review", "stock_locked", "allocated"}
    assert floor.stock()[1] == 0
    starting = StartPicking(order_id=back.id, shipment_id=back.shipments[0].id)
    packing = OpenParcel(
        parcel_id=floor.new_id(),
        parcel_no=floor.parcel_no(),
        order_id=back.id,
        shipment_id=back.shipments[0].id,
    )
    assert {floor.code(starting), floor.code(packing)} == {"shipment.not_packable"}
    assert floor.faults() == []


def test_goods_of_an_order_that_names_no_warehouse_are_awaited_at_the_companys_first(floor: ShopFloor) -> None:
    origin = delivered(floor, quantity=2 * PIECE)
    with floor.store.write() as connection:
        # As it is with an order of the time before OrderDesk.
        connection.execute(
            update(orders.shipment).where(orders.shipment.c.order_id == origin.id).values(warehouse_id=None)
        )
        first = (
            connection.execute(select(masters.warehouse.c.id).order_by(masters.warehouse.c.priority)).scalars().first()
        )
    assert return_of(floor, origin, PIECE).shipments[0].warehouse_id == first


def test_a_return_may_be_awaited_elsewhere_and_be_reviewed_again(floor: ShopFloor) -> None:
    back = return_of(floor, delivered(floor), PIECE)
    floor.do(UnallocateOrder(order_id=back.id), by="supervisor", at="A1")
    assert (floor.order(back.id).node, floor.order(back.id).shipments[0].warehouse_id) == ("stock_locked", None)
    elsewhere = AllocateOrder(order_id=back.id, warehouse_id=company.WMS_WAREHOUSE)
    floor.do(elsewhere, by="supervisor", at="A1")
    assert floor.order(back.id).shipments[0].warehouse_id == company.WMS_WAREHOUSE
    floor.do(ReturnToReview(order_id=back.id, reason="改单"), by="supervisor", at="A1")
    floor.do(ReviewOrder(order_id=back.id), by="supervisor", at="A1")
    assert floor.order(back.id).node == "allocated"
    assert (floor.jobs("send_shipment"), floor.faults()) == ([], [])


def test_a_part_comes_back_line_by_line_and_is_refunded(floor: ShopFloor) -> None:
    origin = delivered(floor, quantity=3 * PIECE)
    pay(floor, origin.id)
    back = return_of(floor, origin, 2 * PIECE)
    before = floor.stock()[0]
    floor.do(received(back, (PIECE, "good")))
    assert (floor.order(back.id).node, floor.stock()[0]) == ("allocated", before + PIECE)
    assert floor.code(received(back, (2 * PIECE, "good"))) == "return.too_many"
    floor.do(received(back, (PIECE, "damaged")))
    found = floor.order(back.id)
    assert (found.node, found.close_reason) == ("closed", "completed")
    assert [item.condition for item in sorted(found.returned_items, key=lambda item: item.condition)] == [
        "damaged",
        "good",
    ]
    assert (floor.stock()[0], lying(floor, "quarantine")) == (before + PIECE, PIECE)
    assert refunds(floor) == [("refund", "to_confirm", 2_500)]
    assert floor.order(origin.id).node == "delivered"
    assert floor.code(received(back, (PIECE, "good"))) == "node.not_allowed"


def test_one_line_comes_back_in_several_conditions_at_once(floor: ShopFloor) -> None:
    origin = delivered(floor, quantity=5 * PIECE)
    back, before = return_of(floor, origin, 5 * PIECE), floor.stock()[0]
    floor.do(received(back, (3 * PIECE, "good"), (PIECE, "damaged"), (PIECE, "missing")))
    found = floor.order(back.id)
    assert sorted((item.condition, item.quantity) for item in found.returned_items) == [
        ("damaged", PIECE),
        ("good", 3 * PIECE),
        ("missing", PIECE),
    ]
    assert (floor.stock()[0], lying(floor, "quarantine")) == (before + 3 * PIECE, PIECE)
    with floor.store.read() as connection:
        facts = connection.execute(select(work.case.c.facts).where(work.case.c.code == "return.differs")).scalar_one()
    assert (facts["damaged"], facts["missing"]) == ({"BP-0": PIECE}, {"BP-0": PIECE})
    assert (found.node, floor.faults()) == ("closed", [])


def test_no_more_comes_back_than_was_sent_whatever_was_announced_before(floor: ShopFloor) -> None:
    origin = delivered(floor, quantity=2 * PIECE)
    too_many = floor.an_order(order_kind="RETURN", origin_order_id=origin.id, quantity=3 * PIECE)
    assert floor.code(too_many, by="sales", at="A1") == "return.too_many"
    return_of(floor, origin, PIECE)
    again = floor.an_order(order_kind="RETURN", origin_order_id=origin.id, quantity=2 * PIECE)
    assert floor.code(again, by="sales", at="A1") == "return.too_many"
    nothing = floor.an_order(order_kind="RETURN")
    assert floor.code(nothing, by="sales", at="A1") == "order.origin_missing"
    strange = floor.an_order(order_kind="RESEND", origin_order_id=floor.new_id())
    assert floor.code(strange, by="sales", at="A1") == "order.origin_unknown"
    foreign = floor.an_order(order_kind="EXCHANGE", origin_order_id=origin.id, customer_id=company.CUSTOMERS[1])
    assert floor.code(foreign, by="sales", at="A1") == "order.origin_unknown"


@pytest.mark.parametrize(("kind", "relation"), [("EXCHANGE", "exchange_of"), ("RESEND", "resend_of")])
def test_what_follows_from_an_order_names_it_and_is_sent_like_any_other(
    floor: ShopFloor, kind: str, relation: str
) -> None:
    origin = delivered(floor)
    order = floor.allocated(order_kind=kind, origin_order_id=origin.id)
    assert (order.relations[0].kind, order.relations[0].other_order_id) == (relation, origin.id)
    assert floor.stock()[1] == PIECE


def test_goods_that_come_back_whole_close_their_order_and_free_the_credit(floor: ShopFloor) -> None:
    order = returning(floor, quantity=2 * PIECE)
    assert floor.code(received(order, (PIECE, "good"), refund_fen=5)) == "return.incomplete"
    floor.do(received(order, (PIECE, "good")))
    assert floor.order(order.id).node == "returning"
    floor.do(received(order, (PIECE, "missing")))
    found = floor.order(order.id)
    assert (found.node, found.close_reason, found.shipments[0].close_reason) == ("closed", "returned", "returned")
    assert (floor.stock(), refunds(floor)) == ((company.STOCKED - PIECE, 0, 0), [])
    with floor.store.read() as connection:
        facts = connection.execute(select(work.case.c.facts).where(work.case.c.code == "return.differs")).scalar_one()
        used = connection.execute(
            select(customers.credit_use.c.open_fen).where(customers.credit_use.c.customer_id == company.CUSTOMERS[0])
        ).scalar()
    assert (facts["missing"], used) == ({"BP-0": PIECE}, 0)
    assert floor.faults() == []


def test_a_refund_is_never_more_than_what_came_back_is_worth(floor: ShopFloor) -> None:
    order = returning(floor, quantity=2 * PIECE)
    all_of_it = received(order, (2 * PIECE, "good"), refund_fen=2_501)
    assert floor.code(all_of_it) == "refund.too_high"
    some = all_of_it.model_copy(update={"refund_fen": 100})
    assert floor.code(some) == "refund.not_paid"
    pay(floor, order.id)
    floor.do(all_of_it.model_copy(update={"refund_fen": 100}))
    assert refunds(floor) == [("refund", "to_confirm", 100)]


@pytest.mark.parametrize(("first_fen", "refunded"), [(None, [4 * 1_250, 1_250]), (100, [100, 1_250])])
def test_shipments_that_come_back_one_after_the_other_are_refunded_once_each(
    floor: ShopFloor, first_fen: int | None, refunded: list[int]
) -> None:
    floor.lies(3 * PIECE)
    floor.lies(4 * PIECE, warehouse_id=company.WMS_WAREHOUSE)
    order = floor.allocated(quantity=7 * PIECE)
    pay(floor, order.id)
    floor.stand(order.id, "returning")
    order = floor.order(order.id)
    for line in order.shipment_lines:
        line.packed_quantity = line.quantity
    floor.alter(order)
    fuller, other = sorted(order.shipment_lines, key=lambda each: -each.quantity)
    good, lost = ReturnedLine(shipment_line_id=other.id, quantity=PIECE), 2 * PIECE
    for carried, lines, fen in (
        (fuller, (ReturnedLine(shipment_line_id=fuller.id, quantity=4 * PIECE),), first_fen),
        (other, (good, good.model_copy(update={"quantity": lost, "condition": "missing"})), None),
    ):
        floor.do(ReceiveReturn(order_id=order.id, shipment_id=carried.shipment_id, lines=lines, refund_fen=fen))
    assert sorted(each[2] for each in refunds(floor)) == sorted(refunded)


def test_only_goods_that_come_back_are_received(floor: ShopFloor) -> None:
    order = delivered(floor)
    assert floor.code(received(order, (PIECE, "good"))) == "node.not_allowed"
    strange = ReturnedLine(shipment_line_id=floor.new_id(), quantity=1)
    back = returning(floor, sku=1, number="SF1486000003911")
    assert floor.code(received(back, (PIECE, "good")).model_copy(update={"lines": (strange,)})) == "item.not_in_order"


def test_an_order_is_completed_once_and_stays_closed(floor: ShopFloor) -> None:
    order = delivered(floor)
    assert floor.code(ending(order, "lost"), by="supervisor", at="A1") == "order.reason_unfit"
    assert floor.code(ending(order, "completed")) == "access.denied"
    floor.do(ending(order, "completed"), by="supervisor", at="A1")
    found = floor.order(order.id)
    assert (found.node, found.close_reason, found.closed_at) == ("closed", "completed", floor.clock.now())
    assert floor.code(ending(order, "completed"), by="supervisor", at="A1") == "order.reason_unfit"
    floor.done(floor.scan(FIRST, "2", order.id, minutes=60))
    assert floor.order(order.id).node == "closed"
    assert floor.faults() == []


def test_who_pays_first_is_completed_only_when_it_is_paid(floor: ShopFloor) -> None:
    order = delivered(floor)
    customer = floor.load(Customer, company.CUSTOMERS[0])
    customer.accounts[0].terms = "prepaid"
    floor.alter(customer)
    assert floor.code(ending(order, "completed"), by="supervisor", at="A1") == "order.not_paid"
    pay(floor, order.id)
    floor.do(ending(order, "completed"), by="supervisor", at="A1")
    assert floor.order(order.id).close_reason == "completed"


def test_what_is_lost_on_the_road_ends_the_order_and_frees_the_credit(floor: ShopFloor) -> None:
    order = on_the_road(floor)
    assert floor.code(ending(order, "completed"), by="supervisor", at="A1") == "order.reason_unfit"
    floor.do(ending(order, "lost", note="快递遗失"), by="supervisor", at="A1")
    found = floor.order(order.id)
    assert (found.node, found.close_reason) == ("closed", "lost")
    with floor.store.read() as connection:
        used = connection.execute(select(customers.credit_use.c.open_fen)).scalars().all()
    assert set(used) == {0}
    assert floor.code(AllocateOrder(order_id=order.id), by="supervisor", at="A1") == "node.not_allowed"
    assert floor.faults() == []


@pytest.mark.parametrize(("node", "reason"), [("in_transit", "lost"), ("returning", "returned")])
def test_what_was_paid_for_goods_that_nobody_gets_is_to_be_given_back(
    floor: ShopFloor, node: str, reason: Literal["lost", "returned"]
) -> None:
    order = on_the_road(floor)
    pay(floor, order.id)
    floor.stand(order.id, node)
    floor.do(ending(order, reason), by="supervisor", at="A1")
    assert refunds(floor) == [("refund", "to_confirm", 1_250)]


def test_a_back_order_is_split_off_while_the_rest_is_coming_back(floor: ShopFloor) -> None:
    order, waits, _ = floor.sent_in_part(FIRST)
    order_id, sent = order.id, order.shipments[0]
    called = InterceptShipment(order_id=order_id, shipment_id=sent.id, reason="客户取消")
    floor.do(called, by="supervisor", at="A1")
    floor.do(received(order, (PIECE, "good")), by="supervisor", at="A1")
    ask = SplitOrder(
        order_id=order_id,
        shipment_id=waits.id,
        new_order_id=floor.new_id(),
        new_order_no=floor.order_no(),
        reason="分开发",
    )
    floor.do(ask, by="supervisor", at="A1")
    old, part = floor.order(order_id), floor.order(ask.new_order_id)
    assert (len(old.returned_items), part.returned_items) == (1, [])
    assert [line.quantity for line in part.lines] == [PIECE]
    assert floor.faults() == []
