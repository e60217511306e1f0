"""Credit: the limit less what is ordered and less what is unpaid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.credit import CreditAccount, check_credit, free_credit_fen

fen = st.integers(min_value=0, max_value=10**9)


@pytest.mark.parametrize(
    ("limit", "open_orders", "unpaid", "order", "code", "over"),
    [
        (100_00, 30_00, 20_00, 50_00, "credit.within_limit", 0),
        (100_00, 30_00, 20_00, 50_01, "credit.over_limit", 1),
        (100_00, 0, 120_00, 1, "credit.over_limit", 20_01),
        (100_00, 0, 120_00, 0, "credit.within_limit", 0),
        (None, 0, 0, 1_00, "credit.over_limit", 1_00),
    ],
)
def test_an_order_passes_up_to_the_last_fen(
    limit: int | None, open_orders: int, unpaid: int, order: int, code: str, over: int
) -> None:
    check = check_credit(CreditAccount(limit, open_orders, unpaid), order)
    assert (check.code, check.over_fen, check.passed) == (code, over, over == 0)


def test_who_pays_beforehand_needs_no_credit() -> None:
    check = check_credit(CreditAccount(0, 0, 0, prepaid=True), 10_000)
    assert (check.passed, check.code, check.free_after_fen) == (True, "credit.not_needed", -10_000)


@given(fen, fen, fen, fen)
def test_free_credit_before_and_after_differ_by_the_order(
    limit: int, open_orders: int, unpaid: int, order: int
) -> None:
    account = CreditAccount(limit, open_orders, unpaid)
    check = check_credit(account, order)
    assert check.free_fen == free_credit_fen(account) == limit - open_orders - unpaid
    assert check.free_after_fen == check.free_fen - order
    assert check.passed is (check.over_fen == 0)
