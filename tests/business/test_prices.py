"""The most particular list that holds gives the price; a deviation is named with its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from orderdesk.domain.prices import PriceEntry, PriceQuestion, PriceResult, check_price, find_price

OIL, CUSTOMER = UUID(int=1), UUID(int=2)
TODAY = date(2026, 11, 21)
COMPANY = PriceEntry("STD-2026", 2, OIL, "box", 1_000, 100_000_000, date(2026, 1, 1))
TIER = replace(COMPANY, list_code="GOLD", tier="gold", unit_price_micro=90_000_000)
OWN = replace(COMPANY, list_code="C-0042", customer_id=CUSTOMER, unit_price_micro=80_000_000)
QUESTION = PriceQuestion(OIL, "box", 5_000, TODAY, CUSTOMER, "gold")


def test_the_customers_own_price_comes_first_then_the_tiers_then_the_companys() -> None:
    assert find_price([COMPANY, TIER, OWN], QUESTION) is OWN
    assert find_price([COMPANY, TIER], QUESTION) is TIER
    assert find_price([COMPANY], QUESTION) is COMPANY


@pytest.mark.parametrize(
    "entry",
    [
        replace(COMPANY, sku_id=UUID(int=9)),
        replace(COMPANY, unit="piece"),
        replace(COMPANY, from_quantity=5_001),
        replace(COMPANY, valid_from=date(2026, 11, 22)),
        replace(COMPANY, valid_to=date(2026, 11, 20)),
        replace(TIER, tier="silver"),
        replace(OWN, customer_id=UUID(int=9)),
    ],
)
def test_a_price_for_something_else_does_not_apply(entry: PriceEntry) -> None:
    assert find_price([entry], QUESTION) is None


def test_the_highest_quantity_step_that_is_reached_counts() -> None:
    steps = [replace(COMPANY, from_quantity=quantity) for quantity in (1_000, 5_000, 10_000)]
    assert find_price(steps, QUESTION) is steps[1]


def test_the_newest_edition_counts() -> None:
    newer = replace(COMPANY, edition=3)
    assert find_price([COMPANY, newer], QUESTION) is newer
    newest = replace(COMPANY, edition=1, valid_from=date(2026, 11, 1))
    assert find_price([newer, newest], QUESTION) is newest


@pytest.mark.parametrize(
    ("asked", "result", "reason", "difference"),
    [
        (100_000_000, PriceResult.OK, "price.list", 0),
        (98_000_000, PriceResult.OK, "price.within_tolerance", -200),
        (102_000_000, PriceResult.OK, "price.within_tolerance", 200),
        (97_999_999, PriceResult.BELOW, "price.below", -200),
        (90_000_000, PriceResult.BELOW, "price.below", -1_000),
        (150_000_000, PriceResult.ABOVE, "price.above", 5_000),
    ],
)
def test_a_deviation_beyond_the_tolerance_is_named(
    asked: int, result: PriceResult, reason: str, difference: int
) -> None:
    check = check_price(asked, COMPANY, tolerance_bp=200)
    assert (check.result, check.reason, check.difference_bp) == (result, reason, difference)
    assert (check.source, check.list_price_micro) == ("STD-2026/2", 100_000_000)


def test_without_any_price_somebody_has_to_decide() -> None:
    check = check_price(1, None, tolerance_bp=10_000)
    assert (check.result, check.reason, check.source) == (PriceResult.MISSING, "price.missing", "")


def test_a_gift_may_cost_nothing_and_only_nothing() -> None:
    assert check_price(0, COMPANY, gift=True).reason == "price.gift"
    assert check_price(1, COMPANY, gift=True).result is PriceResult.BELOW
    assert check_price(0, None, gift=True).result is PriceResult.OK


def test_a_list_price_of_nothing_takes_no_other_price() -> None:
    free = replace(COMPANY, unit_price_micro=0)
    assert check_price(1, free, tolerance_bp=500).result is PriceResult.ABOVE
    assert check_price(0, free).result is PriceResult.OK
