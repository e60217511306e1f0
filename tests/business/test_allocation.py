"""Which warehouse comes first by distance, stock and cost, and what could be moved between them."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.allocation import AllocationRule, Candidate, Destination, propose_transfers, rank_warehouses
from orderdesk.domain.distances import UNKNOWN_KM, distance_km, is_province, near_province
from orderdesk.domain.stock import LineNeed, StockRow, choose_warehouses

NINGBO, HANGZHOU, CHENGDU = (UUID(int=number) for number in (1, 2, 3))
OIL, PLUG = UUID(int=11), UUID(int=12)
CANDIDATES = (
    Candidate(NINGBO, "NB", "浙江省", "宁波市", 1),
    Candidate(HANGZHOU, "HZ", "浙江省", "杭州市", 2),
    Candidate(CHENGDU, "CD", "四川省", "成都市", 3),
)
TO_HANGZHOU = Destination("浙江省", "杭州市")
NEEDS = [LineNeed(UUID(int=21), OIL, 4_000), LineNeed(UUID(int=22), PLUG, 4_000)]


def row(warehouse: UUID, sku: UUID, on_hand: int) -> StockRow:
    return StockRow(uuid4(), warehouse, sku, on_hand * 1_000, 0)


FULL = [row(warehouse, sku, 10) for warehouse in (NINGBO, HANGZHOU, CHENGDU) for sku in (OIL, PLUG)]


def order_of(rule: AllocationRule, rows: list[StockRow] = FULL) -> list[UUID]:
    return [each.warehouse_id for each in rank_warehouses(CANDIDATES, TO_HANGZHOU, NEEDS, rows, rule)]


def test_each_question_alone_puts_its_best_warehouse_first() -> None:
    assert order_of(AllocationRule(distance=1, stock=0, cost=0)) == [HANGZHOU, NINGBO, CHENGDU]
    few = [row(NINGBO, OIL, 10), row(CHENGDU, OIL, 10), row(CHENGDU, PLUG, 10)]
    assert order_of(AllocationRule(distance=0, stock=1, cost=0), few) == [CHENGDU, NINGBO, HANGZHOU]
    cheap = AllocationRule(distance=0, stock=0, cost=1, cost_fen={"NB": 900, "HZ": 1_200, "CD": 300})
    assert order_of(cheap) == [CHENGDU, NINGBO, HANGZHOU]


def test_the_weights_decide_between_near_and_complete() -> None:
    few = [row(HANGZHOU, OIL, 10), row(CHENGDU, OIL, 10), row(CHENGDU, PLUG, 10)]
    assert order_of(AllocationRule(), few)[0] == HANGZHOU
    assert order_of(AllocationRule(distance=10, stock=90), few)[0] == CHENGDU


def test_where_nothing_differs_the_warehouses_priority_decides() -> None:
    assert order_of(AllocationRule(distance=0)) == [NINGBO, HANGZHOU, CHENGDU]


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        (("浙江省", "宁波市"), ("浙江省", "宁波市"), 20, 20),
        (("浙江省", "宁波市"), ("浙江省", "杭州市"), 200, 200),
        (("浙江省", "宁波市"), ("四川省", "成都市"), 1_500, 1_600),
        (("新疆维吾尔自治区", "乌鲁木齐市"), ("上海市", "上海市"), 3_200, 3_400),
        (("浙江省", "宁波市"), ("Zhejiang", "Ningbo"), UNKNOWN_KM, UNKNOWN_KM),
    ],
)
def test_distances_are_about_right_and_alike_both_ways(
    one: tuple[str, str], other: tuple[str, str], least: int, most: int
) -> None:
    assert least <= distance_km(*one, *other) <= most
    assert distance_km(*one, *other) == distance_km(*other, *one)


@pytest.mark.parametrize("name", ["浙江", "浙江省", "上海市", "内蒙古自治区", "广西壮族自治区", "香港特别行政区"])
def test_a_province_is_known_with_its_suffix_and_without(name: str) -> None:
    assert is_province(name)


@pytest.mark.parametrize(("name", "near"), [("浙將省", "浙江"), ("黑龙江北路", "黑龙江"), ("Atlantis", "浙江")])
def test_for_an_unknown_province_one_like_it_is_offered(name: str, near: str) -> None:
    assert (is_province(name), near_province(name)) == (False, near)


def test_what_is_missing_is_proposed_from_those_who_have_it() -> None:
    rows = [row(HANGZHOU, OIL, 1), row(HANGZHOU, PLUG, 9), row(NINGBO, OIL, 2), row(CHENGDU, OIL, 9)]
    places = [HANGZHOU, NINGBO, CHENGDU]
    choice = choose_warehouses(NEEDS, rows, places, shipments=1)
    assert choice.warehouse_ids == (HANGZHOU,)
    found = [(each.from_id, each.to_id, each.quantity) for each in propose_transfers(choice, rows, places)]
    assert found == [(NINGBO, HANGZHOU, 2_000), (CHENGDU, HANGZHOU, 1_000)]


quantities = st.integers(min_value=0, max_value=12)
stocks = st.lists(
    st.builds(row, st.sampled_from([NINGBO, HANGZHOU, CHENGDU]), st.sampled_from([OIL, PLUG]), quantities), max_size=8
)
weights = st.builds(
    AllocationRule,
    distance=st.integers(0, 100),
    stock=st.integers(0, 100),
    cost=st.integers(0, 100),
    shipments=st.integers(1, 3),
    cost_fen=st.dictionaries(st.sampled_from(["NB", "HZ", "CD"]), st.integers(0, 5_000)),
)


@given(weights, stocks, st.permutations(CANDIDATES))
def test_a_ranking_has_everybody_once_whatever_order_they_come_in(
    rule: AllocationRule, rows: list[StockRow], candidates: list[Candidate]
) -> None:
    found = rank_warehouses(candidates, TO_HANGZHOU, NEEDS, rows, rule)
    assert sorted(each.warehouse_id.int for each in found) == [1, 2, 3]
    assert [each.score for each in found] == sorted(each.score for each in found)
    assert found == rank_warehouses(CANDIDATES, TO_HANGZHOU, NEEDS, rows, rule)


@given(weights, stocks)
def test_what_is_proposed_is_there_and_is_no_more_than_is_missing(rule: AllocationRule, rows: list[StockRow]) -> None:
    places = order_of(rule, rows)
    choice = choose_warehouses(NEEDS, rows, places, shipments=rule.shipments)
    proposed = propose_transfers(choice, rows, places)
    for sku in (OIL, PLUG):
        missing = sum(each.missing for each in choice.shortages if each.sku_id == sku)
        assert sum(each.quantity for each in proposed if each.sku_id == sku) <= missing
        for place in places:
            there = sum(each.available for each in rows if (each.warehouse_id, each.sku_id) == (place, sku))
            taken = sum(pick.quantity for pick in choice.picks if (pick.warehouse_id, pick.sku_id) == (place, sku))
            sent = sum(each.quantity for each in proposed if (each.from_id, each.sku_id) == (place, sku))
            assert taken + sent <= there
    assert all(each.from_id != each.to_id and each.quantity > 0 for each in proposed)
