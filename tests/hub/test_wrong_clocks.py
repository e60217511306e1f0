"""A workstation's clock that is wrong decides nothing: no price, no promise, no hold; and nothing is refused for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from orderdesk.commands import CloseParcel, ConfirmDelivery, HandOver, HoldOrder
from orderdesk.commands.checks import check_of
from orderdesk.documents.masters import Price, PriceList
from orderdesk.documents.orders import Order
from orderdesk.ids import waybill_id
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.sync import small_company as company

CHEAP_MICRO = 1_000_000
#: The day before the company's, local time.
LAST_DAY = company.START.date() - timedelta(days=1)


def offer(floor: ShopFloor, last_day: date) -> None:
    """A price list that was valid until that day, with another price for an article."""
    list_id = company.name("offer")
    price = Price(
        id=company.name("offer:0"),
        price_list_id=list_id,
        sku_id=company.SKUS[0],
        unit="piece",
        from_quantity=0,
        unit_price_micro=CHEAP_MICRO,
    )
    floor.alter(
        PriceList(
            id=list_id,
            company_id=company.COMPANY,
            code="OFFER",
            name="OFFER",
            valid_from=last_day - timedelta(days=30),
            valid_to=last_day,
            edition=1,
            prices=[price],
        )
    )


def placed(floor: ShopFloor, said: timedelta) -> Order:
    """An order at the offer's price, said so far from now by the workstation's clock."""
    line = {"sku_id": company.SKUS[0], "unit": "piece", "unit_quantity": PIECE, "unit_price_micro": CHEAP_MICRO}
    ask = floor.an_order(lines=[line])
    outcome = floor.say(ask, by="sales", at="A1", said_at=floor.clock.now() + said)
    assert outcome.status == "accepted", outcome.code
    return floor.order(ask.order_id)


@pytest.mark.parametrize(("hours", "code"), [(-20, "price.as_listed"), (-48, "price.outside_tolerance")])
def test_prices_are_those_of_the_day_it_was_said_only_within_the_time_somebody_works_alone(
    floor: ShopFloor, hours: int, code: str
) -> None:
    offer(floor, LAST_DAY)
    order = placed(floor, timedelta(hours=hours))
    finding = check_of(order, "price")
    assert finding is not None
    assert (finding.code, order.held) == (code, code != "price.as_listed")


def test_nothing_is_placed_after_it_has_arrived(floor: ShopFloor) -> None:
    now = floor.clock.now()
    ahead, right = placed(floor, timedelta(days=3_650)), placed(floor, timedelta())
    assert (ahead.placed_at, ahead.node_at, ahead.updated_at, ahead.promised_at) == (now, now, now, right.promised_at)


def test_a_clock_that_runs_ahead_outlives_no_hold(floor: ShopFloor) -> None:
    order = floor.allocated()
    parcel_id = floor.packed(order, "SF1385628716739")
    expires_at = floor.clock.now() + timedelta(hours=1)
    hold = HoldOrder(order_id=order.id, hold_kind="address", reason="地址待确认", expires_at=expires_at)
    floor.do(hold, by="sales", at="A1")
    leaving = HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,))
    assert floor.say(leaving, said_at=expires_at + timedelta(minutes=1)).code == "order.held"


def test_what_is_noted_by_a_clock_that_runs_ahead_is_not_refused(floor: ShopFloor) -> None:
    van = floor.allocated(delivery_method="own_van", carrier_code=None)
    parcel_id = floor.filled(van)
    number = floor.parcel(parcel_id).parcel_no
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(van.id,), own_waybill_no=number))
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(van.id,)))
    soon = floor.clock.now() + timedelta(minutes=3)
    signed = ConfirmDelivery(
        order_id=van.id,
        shipment_id=van.shipments[0].id,
        waybill_ids=(waybill_id("own", number),),
        received_by="王",
        received_at=soon,
    )
    assert floor.say(signed, by="supervisor", at="A1", said_at=soon).code is None
    assert floor.order(van.id).node == "delivered"
