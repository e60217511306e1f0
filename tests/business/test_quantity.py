"""Quantities are converted exactly or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.quantity import MAX_QUANTITY, format_quantity, from_base, parse_quantity, require_whole, to_base
from orderdesk.errors import Refused

quantities = st.integers(min_value=1, max_value=10**9)


@given(quantities)
def test_a_quantity_survives_writing_and_reading(quantity: int) -> None:
    assert parse_quantity(format_quantity(quantity)) == quantity


@given(st.integers(min_value=1, max_value=10**6), st.integers(min_value=1, max_value=10**5))
def test_a_conversion_goes_back_to_where_it_came_from(unit_quantity: int, factor: int) -> None:
    if unit_quantity * factor % 1000:
        with pytest.raises(Refused):
            to_base(unit_quantity, factor)
    else:
        assert from_base(to_base(unit_quantity, factor), factor) == unit_quantity


def test_two_and_a_half_boxes_of_twelve_are_thirty_pieces() -> None:
    assert to_base(2_500, 12_000) == 30_000


def test_what_does_not_go_in_is_refused_and_not_rounded() -> None:
    with pytest.raises(Refused) as refusal:
        from_base(10_000, 3_000)
    assert refusal.value.code == "quantity.not_exact"
    with pytest.raises(Refused):
        to_base(1, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "quantity.unreadable"),
        ("-1", "quantity.unreadable"),
        ("12,5", "quantity.unreadable"),
        ("1.2345", "quantity.too_many_decimals"),
        ("0", "quantity.not_positive"),
        ("0.000", "quantity.not_positive"),
        (str(MAX_QUANTITY), "quantity.too_large"),
    ],
)
def test_what_is_no_quantity_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_quantity(text)
    assert refusal.value.code == code


@pytest.mark.parametrize("unit", ["kg", "KG", "公斤", "m", "米", "L", "升"])
def test_what_is_weighed_or_measured_may_be_divided(unit: str) -> None:
    assert require_whole(2_500, unit) == 2_500


@pytest.mark.parametrize("unit", ["只", "套", "片", "桶", "piece", "箱", ""])
def test_what_comes_in_pieces_may_not(unit: str) -> None:
    assert require_whole(2_000, unit) == 2_000
    with pytest.raises(Refused) as refusal:
        require_whole(2_500, unit)
    assert (refusal.value.code, refusal.value.facts) == ("quantity.not_whole", {"quantity": "2.5", "base_unit": unit})


def test_full_width_digits_and_thousands_are_read() -> None:
    assert parse_quantity("１，２００．５") == 1_200_500
    assert format_quantity(-1_500) == "-1.5"


@pytest.mark.parametrize("convert", [to_base, from_base])
def test_a_factor_of_nothing_is_a_bug(convert: object) -> None:
    assert callable(convert)
    with pytest.raises(ValueError, match="factor"):
        convert(1, 0)
