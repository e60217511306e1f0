"""Order and parcel numbers: one wrong character or one swap never makes another valid number."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.numbers import (
    ALPHABET,
    MAX_COUNTER,
    MAX_DEVICES,
    check,
    device_code,
    is_device_code,
    is_order_no,
    is_parcel_no,
    looks_like_ours,
    order_no,
    parcel_no,
)
from orderdesk.errors import Refused

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
codes = st.integers(min_value=0, max_value=MAX_DEVICES - 1).map(device_code)
counters = st.integers(min_value=1, max_value=MAX_COUNTER)
numbers = st.builds(lambda make, *parts: make(*parts), st.sampled_from([order_no, parcel_no]), days, codes, counters)
EVERYTHING = string.digits + string.ascii_letters + "*-~ "


@given(days, codes, counters)
def test_a_made_number_is_of_its_kind_and_of_no_other(day: date, code: str, counter: int) -> None:
    order, parcel = order_no(day, code, counter), parcel_no(day, code, counter)
    assert is_order_no(order)
    assert is_parcel_no(parcel)
    assert not is_parcel_no(order)
    assert not is_order_no(parcel)
    assert len(order) == len(parcel) == 16


@given(numbers)
def test_every_single_wrong_character_is_caught(number: str) -> None:
    for place in range(len(number)):
        for character in EVERYTHING:
            if character != number[place]:
                assert not check(number[:place] + character + number[place + 1 :])


@given(numbers)
def test_every_swap_of_neighbours_is_caught(number: str) -> None:
    for place in range(len(number) - 1):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert swapped == number or not check(swapped)


@given(numbers)
def test_every_swap_across_one_character_is_caught(number: str) -> None:
    for place in range(len(number) - 2):
        swapped = number[:place] + number[place + 2] + number[place + 1] + number[place] + number[place + 3 :]
        assert swapped == number or not check(swapped)


@given(numbers)
def test_a_lost_or_doubled_character_is_caught(number: str) -> None:
    for place in range(len(number)):
        assert not check(number[:place] + number[place + 1 :])
        assert not check(number[:place] + number[place] + number[place:])


def test_two_devices_never_make_the_same_number() -> None:
    day = date(2026, 11, 21)
    made = {order_no(day, device_code(serial), counter) for serial in range(MAX_DEVICES) for counter in (1, 12, 99_999)}
    assert len(made) == 3 * MAX_DEVICES


def test_a_number_never_changes_its_form() -> None:
    assert order_no(date(2026, 11, 21), "A7", 123) == "SO261121A700123" + order_no(date(2026, 11, 21), "A7", 123)[-1]
    assert is_order_no(order_no(date(2026, 11, 21), "A7", 123))


def test_a_damaged_number_still_looks_like_ours() -> None:
    number = order_no(date(2026, 11, 21), "A7", 123)
    damaged = number[:-2] + ("4" if number[-2] != "4" else "5") + number[-1]
    assert looks_like_ours(damaged)
    assert not check(damaged)
    assert not looks_like_ours("6901234567892")


@pytest.mark.parametrize(("code", "good"), [("A7", True), ("a7", False), ("A", False), ("AO", False), ("A77", False)])
def test_a_device_code_has_two_clear_characters(code: str, *, good: bool) -> None:
    assert is_device_code(code) is good
    if not good:
        with pytest.raises(Refused) as refusal:
            order_no(date(2026, 11, 21), code, 1)
        assert refusal.value.code == "number.bad_device_code"


@pytest.mark.parametrize("counter", [0, -1, MAX_COUNTER + 1])
def test_a_counter_out_of_range_is_refused(counter: int) -> None:
    with pytest.raises(Refused) as refusal:
        parcel_no(date(2026, 11, 21), "A7", counter)
    assert refusal.value.code == "number.counter_out_of_range"


def test_a_day_of_another_century_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        parcel_no(date(1999, 12, 31), "A7", 1)
    assert refusal.value.code == "number.day_out_of_range"


def test_device_codes_end_with_a_refusal() -> None:
    assert len({device_code(serial) for serial in range(MAX_DEVICES)}) == MAX_DEVICES
    with pytest.raises(Refused):
        device_code(MAX_DEVICES)


def test_the_alphabet_leaves_out_what_people_misread() -> None:
    assert len(ALPHABET) == 31
    assert not set("ILOUY") & set(ALPHABET)
