"""Who pays first gets nothing before the money is here, unless somebody answers for it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from orderdesk.commands import (
    AllocateOrder,
    CancelShipment,
    LiftHold,
    PaidOrder,
    RecordReceipt,
    ReturnToReview,
    ReviewOrder,
)
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import OrderHold
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.sync import small_company as company

LEAD = {"by": "supervisor", "at": "A1"}
MONEY = {"by": "finance", "at": "F1"}


@pytest.fixture
def paying_first(floor: ShopFloor) -> ShopFloor:
    """The first customer pays before anything is sent."""
    customer = floor.load(Customer, company.CUSTOMERS[0])
    customer.accounts[0].terms = "prepaid"
    floor.alter(customer)
    floor.enrol("F1", "office", None, "finance")
    return floor


def released(floor: ShopFloor, *, quantity: int = PIECE, cod: bool = False) -> UUID:
    order_id = floor.place(quantity=quantity, cod=cod)
    floor.do(ReviewOrder(order_id=order_id), **LEAD)
    return order_id


def payment(floor: ShopFloor, order_id: UUID, fen: int) -> RecordReceipt:
    floor.clock.advance(minutes=1)
    return RecordReceipt(
        company_id=company.COMPANY,
        customer_id=company.CUSTOMERS[0],
        channel="bank",
        channel_no=f"N-{floor.clock.now():%H%M%S}-{fen}",
        received_at=floor.clock.now() - timedelta(minutes=1),
        orders=(PaidOrder(order_id=order_id, amount_fen=fen),),
    )


def standing(floor: ShopFloor, order_id: UUID) -> list[OrderHold]:
    return [each for each in floor.order(order_id).holds if each.lifted_at is None]


def test_a_released_order_waits_with_its_goods_for_the_whole_payment(paying_first: ShopFloor) -> None:
    floor = paying_first
    order_id = released(floor, quantity=2 * PIECE)
    (hold,) = standing(floor, order_id)
    assert (hold.kind, hold.reason, hold.lifted_by_role) == ("payment", "payment.outstanding", "finance")
    assert (floor.order(order_id).node, floor.stock()[1]) == ("stock_locked", 2 * PIECE)
    assert floor.code(AllocateOrder(order_id=order_id), **LEAD) == "order.held"
    floor.do(payment(floor, order_id, 1_000), **MONEY)
    assert standing(floor, order_id)
    floor.do(payment(floor, order_id, 1_500), **MONEY)
    assert not standing(floor, order_id)
    floor.do(AllocateOrder(order_id=order_id), **LEAD)
    assert (floor.order(order_id).node, floor.faults()) == ("allocated", [])


def test_what_is_paid_before_its_release_goes_on_at_once(paying_first: ShopFloor) -> None:
    floor = paying_first
    order_id = floor.place()
    floor.do(payment(floor, order_id, 1_250), **MONEY)
    floor.do(ReviewOrder(order_id=order_id), **LEAD)
    assert not standing(floor, order_id)


def test_who_pays_at_the_door_or_has_an_account_does_not_wait(floor: ShopFloor) -> None:
    on_account = released(floor)
    customer = floor.load(Customer, company.CUSTOMERS[0])
    customer.accounts[0].terms = "prepaid"
    floor.alter(customer)
    at_the_door = released(floor, cod=True)
    assert not [*standing(floor, on_account), *standing(floor, at_the_door)]


def test_whoever_lets_it_go_unpaid_says_why_and_is_not_asked_again(paying_first: ShopFloor) -> None:
    floor = paying_first
    order_id = released(floor)
    (hold,) = standing(floor, order_id)
    lift = LiftHold(order_id=order_id, hold_id=hold.id)
    assert floor.code(lift, by="sales", at="A1") == "hold.other_role"
    assert floor.code(lift, **MONEY) == "hold.reason_needed"
    floor.do(lift.model_copy(update={"note": "Transfer slip seen"}), **MONEY)
    assert [each.text for each in floor.order(order_id).notes] == ["Transfer slip seen"]
    for command in (
        ReturnToReview(order_id=order_id, reason="another date"),
        ReviewOrder(order_id=order_id),
        AllocateOrder(order_id=order_id),
    ):
        floor.do(command, **LEAD)
    assert floor.order(order_id).node == "allocated"


def test_an_order_that_goes_back_to_its_review_waits_again_after_the_next_release(paying_first: ShopFloor) -> None:
    floor = paying_first
    order_id = released(floor)
    floor.do(ReturnToReview(order_id=order_id, reason="approved by mistake"), **LEAD)
    assert not standing(floor, order_id), "the review itself is not held up"
    floor.do(ReviewOrder(order_id=order_id), **LEAD)
    assert len(standing(floor, order_id)) == 1


def test_an_order_of_which_only_what_is_paid_is_left_goes_on(paying_first: ShopFloor) -> None:
    floor = paying_first
    floor.lies(2 * PIECE)
    floor.lies(0, warehouse_id=company.WMS_WAREHOUSE)
    order_id = floor.place(quantity=3 * PIECE)
    floor.do(ReviewOrder(order_id=order_id, back_order=True), **LEAD)
    floor.do(payment(floor, order_id, 2_500), **MONEY)
    rest = next(each for each in floor.order(order_id).shipments if each.node == "pending_review")
    assert standing(floor, order_id)
    floor.do(CancelShipment(order_id=order_id, shipment_id=rest.id, reason="the rest is not wanted"), **LEAD)
    assert not standing(floor, order_id)
    assert floor.faults() == []
