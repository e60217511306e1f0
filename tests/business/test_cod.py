"""Cash on delivery is shared out to the fen, whatever the shipments carry."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.cod import Carried, due_fen, shares_fen, value_fen


def carried(line: int, amount: int, whole: int, quantity: int) -> Carried:
    return Carried(line, amount, whole, quantity)


def test_three_equal_parts_of_ten_yuan_make_ten_yuan() -> None:
    assert shares_fen([[carried(1, 1_000, 3_000, 1_000)]] * 3) == [333, 334, 333]


def test_what_was_paid_before_counts_for_the_first_shipments() -> None:
    assert due_fen([300, 200, 100], 350) == [0, 150, 100]
    assert due_fen([300, 200], 0) == [300, 200]
    assert due_fen([300, 200], 900) == [0, 0]


def test_a_gift_is_worth_nothing() -> None:
    assert value_fen(0, 1_000, 500) == 0
    assert value_fen(100, 0, 0) == 0


@given(
    st.lists(
        st.tuples(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=4)),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 10**10),
)
def test_the_shares_are_the_amount_and_the_dues_are_what_is_left(lines: list[tuple[int, list[int]]], paid: int) -> None:
    shipments: list[list[Carried]] = [[], [], [], []]
    for number, (amount, parts) in enumerate(lines):
        whole = sum(parts)
        for place, part in enumerate(parts):
            shipments[place].append(carried(number, amount, whole, part))
    shares = shares_fen(shipments)
    total = sum(amount for amount, parts in lines if sum(parts))
    assert sum(shares) == total
    assert all(share >= 0 for share in shares)
    assert sum(due_fen(shares, paid)) == max(total - paid, 0)
