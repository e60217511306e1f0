"""Public holidays of China and the weekend days that make up for them.

Each November the State Council's notice says for the next year which days are free and which are made up for. Beyond
the years of the known notices only the days count that the law itself names (Regulation on Public Holidays for National
Annual Festivals and Memorial Days, as revised from 1 January 2025), and no weekend is a working day instead.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]


HOLIDAYS = frozenset(
    [
        *_days(date(2025, 1, 1), date(2025, 1, 1)),
        *_days(date(2025, 1, 28), date(2025, 2, 4)),
        *_days(date(2025, 4, 4), date(2025, 4, 6)),
        *_days(date(2025, 5, 1), date(2025, 5, 5)),
        *_days(date(2025, 5, 31), date(2025, 6, 2)),
        *_days(date(2025, 10, 1), date(2025, 10, 8)),
        *_days(date(2026, 1, 1), date(2026, 1, 3)),
        *_days(date(2026, 2, 15), date(2026, 2, 23)),
        *_days(date(2026, 4, 4), date(2026, 4, 6)),
        *_days(date(2026, 5, 1), date(2026, 5, 5)),
        *_days(date(2026, 6, 19), date(2026, 6, 21)),
        *_days(date(2026, 9, 25), date(2026, 9, 27)),
        *_days(date(2026, 10, 1), date(2026, 10, 7)),
    ]
)
"""Public holidays."""

MADE_UP_DAYS = frozenset(
    {
        date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11),
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    }
)  # fmt: skip
"""Weekend days on which people work because of a holiday."""

KNOWN_YEARS = frozenset({2025, 2026})
"""Years whose notice has been published: their days stand above."""

#: First day of the lunar year, Qingming, fifth of the fifth and fifteenth of the eighth lunar month, as month and day.
#: Source: the Hong Kong Observatory's Gregorian-lunar conversion tables.
_LUNAR = {
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27)),
    2035: ((2, 8), (4, 5), (6, 10), (9, 16)),
    2036: ((1, 28), (4, 4), (5, 30), (10, 4)),
}

_NOVEMBER = 11


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday: by the notice of its year, else by the law alone."""
    return day in HOLIDAYS if day.year in KNOWN_YEARS else day in _by_law(day.year)


def year_without_notice(today: date) -> int | None:
    """The year whose notice is missing here: this one or, from November on, the next; None while all is known."""
    if today.year not in KNOWN_YEARS:
        return today.year
    return today.year + 1 if today.month >= _NOVEMBER and today.year + 1 not in KNOWN_YEARS else None


@cache
def _by_law(year: int) -> frozenset[date]:
    """New Year's Day, two days of Labour Day, three of the National Day, and, as far as the table goes, four of the
    Spring Festival from its eve on, Qingming, the Dragon Boat and the Mid-Autumn Festival."""
    found = {date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))}
    if year in _LUNAR:
        new_year, *others = (date(year, month, day) for month, day in _LUNAR[year])
        found.update(_days(new_year - timedelta(days=1), new_year + timedelta(days=2)), others)
    return frozenset(found)
