"""Which documents belong into which seat's cache."""

from __future__ import annotations

from uuid import UUID

import pytest

from orderdesk.documents.document import Scope, SeatScope

OURS, THEIRS, HERE, THERE = (UUID(int=each) for each in range(4))
BENCH, DESK, GROUP = SeatScope("bench", OURS, HERE), SeatScope("desk", OURS), SeatScope("office")


@pytest.mark.parametrize(
    ("scope", "bench", "desk", "group"),
    [
        (Scope(), True, True, True),
        (Scope(company_id=OURS), True, True, True),
        (Scope(company_id=THEIRS), False, False, True),
        (Scope(company_id=OURS, warehouses=(HERE, THERE)), True, True, True),
        (Scope(company_id=OURS, warehouses=(THERE,)), False, True, True),
        (Scope(company_id=OURS, warehouses=()), False, True, True),
        (Scope(seats=("desk", "office")), False, True, True),
        (Scope(company_id=THEIRS, seats=("desk",)), False, False, False),
    ],
)
def test_company_warehouse_and_seat_decide(scope: Scope, bench: bool, desk: bool, group: bool) -> None:
    assert [each.covers(scope) for each in (BENCH, DESK, GROUP)] == [bench, desk, group]
    assert Scope.from_json(scope.to_json()) == scope


@pytest.mark.parametrize("seat", [BENCH, DESK, GROUP])
def test_a_seat_is_known_by_its_label(seat: SeatScope) -> None:
    assert SeatScope.from_label(seat.label()) == seat
