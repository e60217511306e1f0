"""Amounts are integers, rounded once, and the parts always sum to the whole."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.money import (
    MAX_FEN,
    divide_half_up,
    format_price,
    format_yuan,
    line_amount_fen,
    parse_price,
    parse_yuan,
    split_fen,
    tax_within_fen,
)
from orderdesk.errors import Refused

amounts = st.integers(min_value=-MAX_FEN, max_value=MAX_FEN)
small_amounts = st.integers(min_value=-(10**12), max_value=10**12)
rates = st.integers(min_value=0, max_value=10_000)


@given(st.integers(min_value=-10_000_000, max_value=10_000_000), st.integers(min_value=-(10**9), max_value=10**9))
def test_a_line_amount_is_what_exact_decimals_say(quantity: int, price: int) -> None:
    exact = Decimal(quantity) / 1000 * Decimal(price) / 10_000
    assert line_amount_fen(quantity, price) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def test_half_a_fen_is_rounded_away_from_zero() -> None:
    assert line_amount_fen(1_000, 5_000) == 1
    assert line_amount_fen(1_000, 4_999) == 0
    assert line_amount_fen(-1_000, 5_000) == -1


def test_three_pieces_at_a_third_are_rounded_once() -> None:
    assert line_amount_fen(3_000, 333_333) == 100


def test_a_line_beyond_the_range_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        line_amount_fen(10**12, 10**12)
    assert refusal.value.code == "amount.too_large"


@given(amounts)
def test_an_amount_survives_writing_and_reading(amount: int) -> None:
    assert parse_yuan(format_yuan(amount)) == amount
    assert parse_yuan(format_yuan(amount, grouped=True)) == amount


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_a_price_survives_writing_and_reading(price: int) -> None:
    assert parse_price(format_price(price)) == price


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12", 1200),
        ("12.", 1200),
        ("0.5", 50),
        ("1,234.50", 123450),
        ("¥12.30", 1230),
        ("￥１２．３０", 1230),
        (" -3.10 ", -310),
        ("7.1000", 710),
        ("+1", 100),
    ],
)
def test_yuan_are_read_as_people_write_them(text: str, amount: int) -> None:
    assert parse_yuan(text) == amount


@pytest.mark.parametrize("text", ["", "abc", "1,23", "1.2.3", "12,34,567", "--1", "1e5", ".", "NaN", "٣"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_yuan(text)
    assert refusal.value.code == "amount.unreadable"


def test_a_third_decimal_is_refused_and_not_rounded() -> None:
    with pytest.raises(Refused) as refusal:
        parse_yuan("1.005")
    assert refusal.value.code == "amount.too_many_decimals"
    assert parse_price("1.005") == 1_005_000


def test_a_price_is_written_with_two_to_six_decimals() -> None:
    assert [format_price(price) for price in (1_500_000, 1_234_567, 0, -1)] == ["1.50", "1.234567", "0.00", "-0.000001"]


@given(small_amounts, rates)
def test_tax_within_an_amount_is_the_rate_of_what_is_left(gross: int, rate: int) -> None:
    tax = tax_within_fen(gross, rate)
    assert abs(tax * 10_000 - (gross - tax) * rate) <= 10_000 + rate


def test_thirteen_percent_of_tax_within_an_amount() -> None:
    assert tax_within_fen(11_300, 1_300) == 1_300


def test_a_tax_rate_of_more_than_everything_is_a_bug() -> None:
    with pytest.raises(ValueError, match="tax rate"):
        tax_within_fen(1, 10_001)
    with pytest.raises(ValueError, match="denominator"):
        divide_half_up(1, 0)


@given(small_amounts, st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=20))
def test_the_parts_of_a_split_sum_to_the_whole(total: int, weights: list[int]) -> None:
    parts = split_fen(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole


def test_a_split_without_weights_gives_all_to_the_first() -> None:
    assert split_fen(100, [0, 0]) == [100, 0]
    with pytest.raises(ValueError, match="weights"):
        split_fen(100, [])
