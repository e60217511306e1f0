"""Credit over the whole life of an order: open until it is delivered, then unpaid, never both;
what is paid uses none."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from db.tables import customers, finance
from orderdesk.commands import (
    CancelOrder,
    CancelShipment,
    CloseOrder,
    ConfirmReceipt,
    EditOrder,
    LineEdit,
    LineTerms,
    PaidOrder,
    RecordReceipt,
    ReviewOrder,
    SplitOrder,
    UnallocateOrder,
)
from orderdesk.commands.cash import settle_cod
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.hub.test_commands_cancel import two_shipments
from tests.hub.test_commands_returns import delivered, on_the_road, received, return_of, returning
from tests.sync import small_company as company

PRICE = 1_250
BY: dict[str, str] = {"by": "supervisor", "at": "A1"}


def uses(floor: ShopFloor, customer: int = 0) -> tuple[int, int]:
    """What stands in the customer's row: open orders and unpaid, in fen."""
    table = customers.credit_use
    query = select(table.c.open_fen, table.c.unpaid_fen).where(table.c.customer_id == company.CUSTOMERS[customer])
    with floor.store.read() as connection:
        row = connection.execute(query).one()
    return row.open_fen, row.unpaid_fen


def paying(floor: ShopFloor, order: Order, *, number: str = "1", fen: int, **fields: Any) -> RecordReceipt:
    asked = {"company_id": order.company_id, "customer_id": order.customer_id, "channel": "bank", "channel_no": number}
    paid = (PaidOrder(order_id=order.id, amount_fen=fen),)
    return RecordReceipt.model_validate(asked | {"received_at": floor.clock.now(), "orders": paid} | fields)


def pay(floor: ShopFloor, order: Order, fen: int, number: str = "1") -> None:
    floor.do(paying(floor, order, number=number, fen=fen), by="supervisor", at="A1")


def waiting_receipt(floor: ShopFloor) -> UUID:
    table = finance.receipt
    with floor.store.read() as connection:
        found: UUID = connection.execute(select(table.c.id).where(table.c.state == "to_confirm")).scalar_one()
    return found


def test_what_is_delivered_is_owed_once_until_it_is_paid(floor: ShopFloor) -> None:
    order = on_the_road(floor, quantity=2 * PIECE)
    assert uses(floor) == (2 * PRICE, 0)
    floor.done(floor.scan("SF1385628716739", "3", order.id, minutes=5))
    assert uses(floor) == (0, 2 * PRICE)
    floor.done(floor.scan("SF1385628716739", "2", order.id, minutes=6))
    assert uses(floor) == (2 * PRICE, 0)
    floor.done(floor.scan("SF1385628716739", "3", order.id, minutes=7))
    floor.do(CloseOrder(order_id=order.id, reason="completed"), by="supervisor", at="A1")
    assert uses(floor) == (0, 2 * PRICE)
    pay(floor, order, 500)
    assert (uses(floor), floor.order(order.id).pay_state) == ((0, 2 * PRICE - 500), "partly_paid")
    pay(floor, order, 2 * PRICE - 500, number="2")
    assert (uses(floor), floor.order(order.id).pay_state) == ((0, 0), "paid")
    assert floor.faults() == []


def test_what_is_owed_keeps_the_next_order_from_its_credit(floor: ShopFloor) -> None:
    customer = floor.load(Customer, company.CUSTOMERS[0])
    customer.accounts[0].credit_limit_fen = 2 * PRICE
    floor.alter(customer)
    order = delivered(floor, quantity=2 * PIECE)
    floor.do(CloseOrder(order_id=order.id, reason="completed"), by="supervisor", at="A1")
    check = next(each for each in floor.order(floor.place()).checks if each.kind == "credit")
    assert (check.code, (check.facts or {})["unpaid_fen"]) == ("credit.over_limit", 2 * PRICE)
    pay(floor, order, PRICE)
    check = next(each for each in floor.order(floor.place()).checks if each.kind == "credit")
    assert check.code == "credit.within_limit"
    assert (uses(floor), floor.faults()) == ((PRICE, PRICE), [])


def test_an_order_paid_before_it_is_sent_uses_no_credit(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    pay(floor, order, PRICE)
    assert uses(floor) == (PRICE, 0)
    pay(floor, order, PRICE, number="2")
    assert uses(floor) == (0, 0)
    assert floor.faults() == []


def test_a_shipment_that_is_cancelled_is_paid_for_no_more_but_stays_on_the_lines(floor: ShopFloor) -> None:
    order = two_shipments(floor)
    ordered, first = order.amount_fen, order.shipments[0]
    carried = sum(line.quantity for line in order.lines_of(first.id))
    floor.do(CancelShipment(order_id=order.id, shipment_id=first.id, reason="客户取消"), by="sales", at="A1")
    found = floor.order(order.id)
    assert ordered is not None
    assert found.amount_fen == ordered - carried * PRICE // PIECE
    assert sum(line.amount_fen or 0 for line in found.lines) == ordered
    assert [line.quantity for line in found.lines] == [line.quantity for line in order.lines]
    assert uses(floor) == (found.amount_fen, 0)
    last = next(each for each in found.shipments if each.node != "closed")
    floor.do(CancelShipment(order_id=order.id, shipment_id=last.id, reason="客户取消"), by="sales", at="A1")
    assert (floor.order(order.id).amount_fen, uses(floor), floor.faults()) == (ordered, (0, 0), [])


def test_a_part_that_comes_back_lessens_the_debt_and_nothing_is_given_back_that_was_not_paid(floor: ShopFloor) -> None:
    origin = delivered(floor, quantity=3 * PIECE)
    back = return_of(floor, origin, PIECE)
    assert uses(floor) == (0, 3 * PRICE)
    floor.do(received(back, (PIECE, "good")))
    assert uses(floor) == (0, 2 * PRICE)
    pay(floor, origin, 2 * PRICE)
    assert (uses(floor), floor.faults()) == ((0, 0), [])


def test_what_was_paid_and_came_back_is_given_back_once(floor: ShopFloor) -> None:
    origin = delivered(floor, quantity=3 * PIECE)
    pay(floor, origin, PRICE)
    floor.do(received(return_of(floor, origin, PIECE), (PIECE, "good")))
    # It was promised back, so the customer owes for the other two and has paid nothing of them.
    assert uses(floor) == (0, 2 * PRICE)
    floor.do(ConfirmReceipt(receipt_id=waiting_receipt(floor), order_ids=(_return_order(floor, origin),)), **BY)
    floor.do(received(return_of(floor, origin, PIECE), (PIECE, "good")))
    assert (uses(floor), floor.faults()) == ((0, PRICE), [])


def shares(floor: ShopFloor) -> dict[UUID, int]:
    """What receipts say that each order was paid."""
    table, found = finance.receipt_allocation, dict[UUID, int]()
    with floor.store.read() as connection:
        for row in connection.execute(select(table.c.order_id, table.c.amount_fen)):
            found[row.order_id] = found.get(row.order_id, 0) + row.amount_fen
    return found


@pytest.mark.parametrize(("paid", "kept", "gone"), [(7, 4, 3), (5, 4, 1), (4, 4, 0)])
def test_what_was_paid_for_a_shipment_goes_with_it_into_its_own_order(
    floor: ShopFloor, paid: int, kept: int, gone: int
) -> None:
    floor.lies(3 * PIECE)
    floor.lies(4 * PIECE, warehouse_id=company.WMS_WAREHOUSE)
    order = floor.allocated(quantity=7 * PIECE, cod=True)
    pay(floor, order, 2 * PRICE)
    pay(floor, order, (paid - 2) * PRICE, number="2")
    before = uses(floor)
    floor.do(UnallocateOrder(order_id=order.id), **BY)
    away = next(each for each in order.shipments if each.warehouse_id == company.BENCH_WAREHOUSE)
    new: dict[str, Any] = {"new_order_id": floor.new_id(), "new_order_no": floor.order_no(), "reason": "分开发"}
    floor.do(SplitOrder(order_id=order.id, shipment_id=away.id, **new), **BY)
    old, part = floor.order(order.id), floor.order(new["new_order_id"])
    assert (old.paid_fen, part.paid_fen) == (kept * PRICE, gone * PRICE)
    assert (old.pay_state, part.pay_state) == ("paid", {3: "paid", 1: "partly_paid", 0: "unpaid"}[gone])
    assert shares(floor) == {old.id: kept * PRICE} | ({part.id: gone * PRICE} if gone else {})
    assert (uses(floor), floor.faults()) == (before, [])
    settle_cod(part)
    assert part.shipments[0].cod_fen == (3 - gone) * PRICE


def promised(floor: ShopFloor) -> list[int]:
    """The refunds that finance has to confirm, in fen."""
    table = finance.receipt
    query = select(table.c.amount_fen).where(table.c.receipt_kind == "refund", table.c.state == "to_confirm")
    with floor.store.read() as connection:
        return sorted(connection.execute(query).scalars())


def test_what_was_paid_for_an_order_that_is_cancelled_is_owed_back(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    pay(floor, order, 2 * PRICE - 1)
    floor.do(CancelOrder(order_id=order.id, reason="客户取消"), by="sales", at="A1")
    assert promised(floor) == [2 * PRICE - 1]
    floor.do(ConfirmReceipt(receipt_id=waiting_receipt(floor), order_ids=(order.id,)), **BY)
    found = floor.order(order.id)
    assert (found.paid_fen, found.pay_state, uses(floor), floor.faults()) == (0, "refunded", (0, 0), [])


def test_what_was_paid_for_a_shipment_that_is_cancelled_is_owed_back_once(floor: ShopFloor) -> None:
    order = two_shipments(floor)
    pay(floor, order, 2 * PRICE)
    first, last = sorted(order.shipments, key=lambda each: -sum(line.quantity for line in order.lines_of(each.id)))
    for shipment, owed in ((first, [PRICE]), (last, [PRICE, PRICE])):
        floor.do(CancelShipment(order_id=order.id, shipment_id=shipment.id, reason="客户取消"), by="sales", at="A1")
        assert promised(floor) == owed
    assert floor.faults() == []


def test_an_order_that_is_made_smaller_than_what_was_paid_owes_the_rest_back_once(floor: ShopFloor) -> None:
    order = floor.order(floor.place(quantity=3 * PIECE))
    pay(floor, order, 3 * PRICE)
    was = LineTerms(unit="piece", unit_quantity=3 * PIECE, unit_price_micro=company.PRICE_MICRO)
    for quantity in (1, 3, 2, 1):
        to = was.model_copy(update={"unit_quantity": quantity * PIECE})
        change = LineEdit(line_id=order.lines[0].id, was=was, to=to)
        floor.do(EditOrder(order_id=order.id, lines=(change,)), by="sales", at="A1")
        assert promised(floor) == [2 * PRICE]
        was = to
    assert floor.faults() == []


def _return_order(floor: ShopFloor, origin: Order) -> UUID:
    table = finance.receipt_allocation
    with floor.store.read() as connection:
        query = select(table.c.order_id).where(table.c.receipt_id == waiting_receipt(floor))
        found: UUID = connection.execute(query).scalar_one()
    return found


def test_goods_that_come_back_whole_are_owed_no_more_and_a_refund_is_confirmed_once(floor: ShopFloor) -> None:
    order = returning(floor, quantity=2 * PIECE)
    pay(floor, order, PRICE)
    floor.do(received(order, (2 * PIECE, "good")))
    assert uses(floor) == (0, 0)
    confirming = ConfirmReceipt(receipt_id=waiting_receipt(floor), order_ids=(order.id,))
    floor.do(confirming, **BY)
    found = floor.order(order.id)
    assert (found.paid_fen, found.pay_state) == (0, "refunded")
    assert floor.code(confirming, **BY) == "receipt.confirmed"
    assert floor.faults() == []


def test_a_receipt_names_orders_of_its_customer_and_pays_no_more_than_they_cost(floor: ShopFloor) -> None:
    order = delivered(floor)
    asked = paying(floor, order, fen=PRICE)
    assert floor.code(asked) == "access.denied"
    assert floor.code(paying(floor, order, fen=PRICE + 1), **BY) == "receipt.too_much"
    assert floor.code(paying(floor, order, fen=1, customer_id=company.CUSTOMERS[1]), **BY) == "receipt.other_customer"
    later = asked.received_at.replace(year=2030)
    assert floor.code(paying(floor, order, fen=1, received_at=later), **BY) == "receipt.in_future"
    back = return_of(floor, order, PIECE)
    assert floor.code(paying(floor, back, fen=1), **BY) == "receipt.not_sold"
    floor.do(asked, **BY)
    assert floor.code(asked, **BY) == "receipt.exists"


@pytest.mark.parametrize("wrong", ["unknown", "other"])
def test_only_a_receipt_that_waits_is_confirmed_with_all_its_orders(floor: ShopFloor, wrong: str) -> None:
    order = returning(floor)
    pay(floor, order, PRICE)
    floor.do(received(order, (PIECE, "good")))
    receipt_id = floor.new_id() if wrong == "unknown" else waiting_receipt(floor)
    other = floor.place(sku=1)
    code = floor.code(ConfirmReceipt(receipt_id=receipt_id, order_ids=(other,)), **BY)
    assert code == {"unknown": "receipt.unknown", "other": "receipt.other_orders"}[wrong]


def test_an_order_over_the_limit_owes_nothing_until_somebody_answers_for_it(floor: ShopFloor) -> None:
    customer = floor.load(Customer, company.CUSTOMERS[0])
    customer.accounts[0].credit_limit_fen = 0
    floor.alter(customer)
    order_id = floor.place()
    floor.do(ReviewOrder(order_id=order_id), **BY)
    assert floor.faults() == []
