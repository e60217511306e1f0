"""Many at once, with real threads and connections: nothing is promised twice and nobody gets an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from db.tables import customers
from orderdesk.clock import SetClock
from orderdesk.commands import AttachPhoto, Command, EditOrder, LineEdit, LineTerms, MoveReservation
from orderdesk.commands.checks import check_of
from orderdesk.commands.ledger import stock_id
from orderdesk.documents.masters import Customer
from orderdesk.hub.execute import Outcome
from tests.hub.shop_floor import PIECE, SF, ShopFloor, shop_floor
from tests.hub.test_commands_returns import delivered, received, refunds, return_of
from tests.sync import small_company as company

Found = TypeVar("Found")

CONNECTIONS = 16
AT_A_TIME = 3 * CONNECTIONS
CLIENTS = 200
UNITS = 100
WANTERS = 50
BENCHES = 12


@pytest.fixture
def crowd(company_url: str, clock: SetClock) -> Iterator[ShopFloor]:
    """A floor with connections for many."""
    with shop_floor(company_url, clock, pool_size=CONNECTIONS) as found:
        yield found


def at_once(count: int, work: Callable[[int], Found]) -> list[Found]:
    """What `count` callers get, as many of them at a time as the hub has connections."""
    with ThreadPoolExecutor(min(count, AT_A_TIME)) as pool:
        return list(pool.map(work, range(count)))


def place_at_once(floor: ShopFloor, asks: list[Command]) -> list[Outcome]:
    """Each order from a desk of its own."""
    desks = [f"desk {number}" for number in range(len(asks))]
    for desk in desks:
        floor.enrol(desk, "desk", None, "sales")
    return at_once(len(asks), lambda number: floor.say(asks[number], by="sales", at=desks[number]))


def test_200_clients_on_100_units_get_exactly_100(crowd: ShopFloor) -> None:
    crowd.lies(UNITS * PIECE)
    crowd.lies(0, warehouse_id=company.WMS_WAREHOUSE)
    asks = [crowd.an_order() for _ in range(CLIENTS)]
    outcomes = place_at_once(crowd, list(asks))
    assert {outcome.status for outcome in outcomes} == {"accepted"}
    found: Counter[str | None] = Counter()
    for ask in asks:
        check = check_of(crowd.order(ask.order_id), "stock")
        found[None if check is None else check.code] += 1
    assert found == {"stock.reserved": UNITS, "stock.short": CLIENTS - UNITS}
    assert crowd.stock() == (UNITS * PIECE, UNITS * PIECE, UNITS * PIECE)
    assert crowd.faults() == []


def test_50_orders_at_once_never_use_more_credit_than_there_is(crowd: ShopFloor) -> None:
    customer = crowd.load(Customer, company.CUSTOMERS[0])
    customer.accounts[0].credit_limit_fen = 20 * 1_250 + 1_249
    crowd.alter(customer)
    crowd.lies(WANTERS * PIECE)
    asks = [crowd.an_order() for _ in range(WANTERS)]
    outcomes = place_at_once(crowd, list(asks))
    assert {outcome.status for outcome in outcomes} == {"accepted"}
    found: Counter[str | None] = Counter()
    for ask in asks:
        check = check_of(crowd.order(ask.order_id), "credit")
        found[None if check is None else check.code] += 1
    assert found == {"credit.within_limit": 20, "credit.over_limit": WANTERS - 20}
    with crowd.store.read() as connection:
        assert connection.execute(select(func.sum(customers.credit_use.c.open_fen))).scalar_one() == 20 * 1_250


def bind(floor: ShopFloor, labels: Sequence[Command], bench: int) -> str | None:
    """What a bench is told."""
    by, at = (("packer", "B1"), ("packer2", "B2"))[bench]
    return floor.code(labels[bench], by=by, at=at)


def test_two_benches_that_bind_one_waybill_at_once_leave_it_on_one_parcel(crowd: ShopFloor) -> None:
    for turn in range(5):
        first, second = crowd.allocated(), crowd.allocated(sku=1)
        parcels = [crowd.filled(first), crowd.filled(second)]
        number = f"SF13856287167{turn:02}"
        codes = at_once(2, partial(bind, crowd, [crowd.label(parcel_id, number) for parcel_id in parcels]))
        assert sorted(map(str, codes)) == ["None", "waybill.bound_elsewhere"]
        assert crowd.waybill(number).carrier_code == SF
        assert sum(len(crowd.parcel(parcel_id).open_bindings()) for parcel_id in parcels) == 1
    assert crowd.faults() == []


def test_benches_that_label_boxes_of_one_order_at_once_all_stand_in_its_chain(crowd: ShopFloor) -> None:
    order = crowd.allocated(quantity=BENCHES * PIECE)
    boxes = [crowd.filled(order, PIECE) for _ in range(BENCHES)]
    photos = [
        AttachPhoto(subject_kind="parcel", subject_id=box, sha256=f"{place:064x}") for place, box in enumerate(boxes)
    ]
    asks = [
        crowd.label(box, f"SF13856287167{place:02}") if place % 2 else photos[place] for place, box in enumerate(boxes)
    ]
    benches = [f"bench {place}" for place in range(BENCHES)]
    for code in benches:
        crowd.enrol(code, "bench", company.BENCH_WAREHOUSE, "packer")
    assert at_once(BENCHES, lambda place: crowd.code(asks[place], at=benches[place])) == [None] * BENCHES
    assert crowd.faults() == []


def test_crossing_orders_over_the_same_articles_do_not_block_each_other(crowd: ShopFloor) -> None:
    lines = [line for sku in range(3) for line in crowd.an_order(sku=sku).lines]
    asks: list[Command] = [crowd.an_order(lines=lines if number % 2 else lines[::-1]) for number in range(24)]
    outcomes = place_at_once(crowd, asks)
    assert {outcome.code for outcome in outcomes} == {None}
    assert [crowd.stock(sku)[1] for sku in range(3)] == [24 * PIECE] * 3
    assert crowd.faults() == []


RETURNS = 6


def offices(floor: ShopFloor, count: int) -> list[str]:
    """Desks with somebody who leads at each."""
    found = [f"office {number}" for number in range(count)]
    for code in found:
        floor.enrol(code, "desk", None, "supervisor")
    return found


def test_returns_that_are_changed_at_once_bring_back_no_more_than_was_sent(crowd: ShopFloor) -> None:
    origin = delivered(crowd, quantity=(RETURNS + 1) * PIECE)
    returns = [crowd.order(crowd.place(order_kind="RETURN", origin_order_id=origin.id)) for _ in range(RETURNS)]
    was = LineTerms(unit="piece", unit_quantity=PIECE, unit_price_micro=company.PRICE_MICRO)
    more = was.model_copy(update={"unit_quantity": 2 * PIECE})
    asks = [
        EditOrder(order_id=each.id, lines=(LineEdit(line_id=each.lines[0].id, was=was, to=more),)) for each in returns
    ]
    desks = offices(crowd, RETURNS)
    outcomes = at_once(RETURNS, lambda number: crowd.say(asks[number], by="supervisor", at=desks[number]))
    assert Counter(each.code for each in outcomes) == {None: 1, "return.too_many": RETURNS - 1}
    assert crowd.faults() == []


def test_returns_that_come_in_at_once_are_paid_back_no_more_than_was_paid(crowd: ShopFloor) -> None:
    origin = delivered(crowd, quantity=RETURNS * PIECE)
    paid = crowd.order(origin.id)
    paid.paid_fen = 2 * 1_250
    crowd.alter(paid)
    asks = [received(return_of(crowd, origin, PIECE), (PIECE, "good")) for _ in range(RETURNS)]
    desks = offices(crowd, RETURNS)
    outcomes = at_once(RETURNS, lambda number: crowd.say(asks[number], by="supervisor", at=desks[number]))
    assert {each.code for each in outcomes} == {None}
    assert [each[2] for each in refunds(crowd)] == [1_250, 1_250]


def test_goods_that_two_desks_give_to_each_other_at_once_stay_what_they_are(crowd: ShopFloor) -> None:
    crowd.lies(4 * PIECE)
    crowd.lies(0, warehouse_id=company.WMS_WAREHOUSE)
    orders = [crowd.order(crowd.place(quantity=2 * PIECE)) for _ in range(2)]
    more = [crowd.order(crowd.place(quantity=2 * PIECE)) for _ in range(2)]
    row_id = stock_id(company.COMPANY, company.BENCH_WAREHOUSE, company.SKUS[0])
    asks = [
        MoveReservation(
            order_id=giver.id,
            line_id=giver.lines[0].id,
            stock_id=row_id,
            quantity=PIECE,
            reason="x",
            to_order_id=taker.id,
            to_line_id=taker.lines[0].id,
        )
        for giver in orders
        for taker in (*more, *orders)
        if giver.id != taker.id
    ]
    for number in range(len(asks)):
        crowd.enrol(f"office {number}", "desk", None, "supervisor")
    outcomes = at_once(len(asks), lambda number: crowd.say(asks[number], by="supervisor", at=f"office {number}"))
    assert {outcome.code for outcome in outcomes} <= {None, "reservation.too_few", "reservation.not_wanted"}
    assert sum(outcome.code is None for outcome in outcomes) >= 2
    assert crowd.stock() == (4 * PIECE, 4 * PIECE, 4 * PIECE)
    assert crowd.faults() == []
