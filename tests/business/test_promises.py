"""When an order is promised: the cut-off, the working calendar and the day that the customer wants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.days import at_minute, is_working_day, local_day, local_minute, working_day_from
from orderdesk.domain.holidays import year_without_notice
from orderdesk.domain.promises import PromiseRule, promise

RULE = PromiseRule(carrier_cut_offs={"shunfeng": 20 * 60})
MONDAY = date(2026, 11, 2)


def promised(placed_at: datetime, **wanted: object) -> str:
    asked = {"requested_on": None, "delivery_method": "courier", "carrier_code": None} | wanted
    found = promise(placed_at, RULE, **asked)  # type: ignore[arg-type]  # the cases below give what fits
    return found.isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("day", "minute", "wanted", "expected"),
    [
        (MONDAY, 16 * 60 + 30, {}, "2026-11-04T10:00+00:00"),
        (MONDAY, 16 * 60 + 31, {}, "2026-11-05T10:00+00:00"),
        (MONDAY, 16 * 60 + 31, {"carrier_code": "shunfeng"}, "2026-11-04T10:00+00:00"),
        (MONDAY, 600, {"delivery_method": "pick_up"}, "2026-11-02T10:00+00:00"),
        (MONDAY, 600, {"requested_on": date(2026, 11, 20)}, "2026-11-20T10:00+00:00"),
        (MONDAY, 600, {"requested_on": MONDAY}, "2026-11-04T10:00+00:00"),
        (date(2026, 9, 30), 1_000, {}, "2026-10-10T10:00+00:00"),
        (date(2026, 11, 6), 600, {}, "2026-11-09T10:00+00:00"),
    ],
)
def test_a_promise_keeps_to_cut_off_calendar_and_wish(
    day: date, minute: int, wanted: dict[str, object], expected: str
) -> None:
    assert promised(at_minute(day, minute), **wanted) == expected


def test_a_sunday_that_makes_up_for_a_holiday_is_a_working_day() -> None:
    assert is_working_day(date(2026, 9, 20))
    assert not is_working_day(date(2026, 9, 27))
    assert working_day_from(date(2026, 10, 1)) == date(2026, 10, 8)


@pytest.mark.parametrize(
    "day",
    ["2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05", "2027-05-02", "2027-06-09", "2027-09-15", "2028-10-03"],
)
def test_a_year_without_its_notice_has_the_holidays_that_the_law_names(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2027-01-02", "2027-02-04", "2027-02-09", "2027-05-03", "2027-10-04", "2041-02-12"])
def test_beyond_that_weekdays_are_weekdays(day: str) -> None:
    assert is_working_day(date.fromisoformat(day))
    assert not is_working_day(date(2027, 1, 31))


@pytest.mark.parametrize(
    ("today", "missing"),
    [("2026-10-31", None), ("2026-11-01", 2027), ("2025-12-31", None), ("2027-01-01", 2027), ("2027-12-01", 2027)],
)
def test_from_november_on_the_coming_years_notice_is_missed(today: str, missing: int | None) -> None:
    assert year_without_notice(date.fromisoformat(today)) == missing


def test_a_company_names_days_of_its_own_that_the_calendar_does_not_know() -> None:
    friday = at_minute(date(2027, 1, 29), 600)
    own = PromiseRule(holidays=(date(2027, 2, 1),), working_days=(date(2027, 1, 31),))
    asked: dict[str, Any] = {"requested_on": None, "delivery_method": "courier", "carrier_code": None}
    assert local_day(promise(friday, PromiseRule(), **asked)) == date(2027, 2, 1)
    assert local_day(promise(friday, own, **asked)) == date(2027, 1, 31)
    assert local_day(promise(at_minute(date(2027, 1, 31), 600), own, **asked)) == date(2027, 2, 3)


@given(st.integers(0, 700 * 1440), st.none() | st.integers(-30, 30))
def test_a_promise_is_never_before_the_order_nor_before_the_wish(minutes: int, ahead: int | None) -> None:
    placed_at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    wish = None if ahead is None else local_day(placed_at) + timedelta(days=ahead)
    found = promise(placed_at, RULE, requested_on=wish, delivery_method="courier", carrier_code=None)
    assert found > placed_at
    assert wish is None or local_day(found) >= wish
    assert local_minute(found) == RULE.day_end
