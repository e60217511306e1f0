"""When orders come in: holidays, the week, peaks, the day's curve. Days are those of Shanghai, moments UTC."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from orderdesk.demo.dice import Weighted
from orderdesk.domain.days import SHANGHAI, is_working_day, local_day
from orderdesk.domain.holidays import HOLIDAYS, MADE_UP_DAYS

_HOURS = Weighted(
    tuple(range(24)),
    (
        0.2,
        0.1,
        0.1,
        0.1,
        0.1,
        0.3,
        0.8,
        2.5,
        7.0,
        10.5,
        12.0,
        8.0,
        4.5,
        6.5,
        9.5,
        11.5,
        9.0,
        5.5,
        3.5,
        3.0,
        2.5,
        1.6,
        1.0,
        0.5,
    ),
)


_WEEK = (1.0, 1.0, 1.0, 1.0, 1.03, 0.7, 0.21)


def day_weight(day: date) -> float:
    """How many orders a day brings, a normal weekday being 1."""
    if day in HOLIDAYS:
        return 0.12
    weight = 0.95 if day in MADE_UP_DAYS else _WEEK[day.weekday()]
    if any(day + timedelta(days=ahead) in HOLIDAYS for ahead in (1, 2, 3)):
        weight *= 1.35
    if day.month == 11 and 9 <= day.day <= 12:
        weight *= 2.1
    return weight


def spread(orders: int, first: date, last: date) -> Iterator[tuple[date, int]]:
    """The days from `first` to `last` with how many of `orders` fall on each; the sum is exact."""
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    weights = [day_weight(day) for day in days]
    whole = sum(weights)
    given, reached = 0, 0.0
    for day, weight in zip(days, weights, strict=True):
        reached += weight
        upto = orders if day == last else round(orders * reached / whole)
        yield day, upto - given
        given = upto


def moment_of(day: date, dice: random.Random) -> datetime:
    """A moment of that day by the hour curve: peaks at 10:00 and 15:30."""
    hour = _HOURS.draw(dice)
    local = datetime.combine(day, time(hour, dice.randint(0, 59), dice.randint(0, 59)), SHANGHAI)
    return _utc(local)


def at_local(day: date, hour: int, minute: int = 0) -> datetime:
    """That minute of a Shanghai day, as UTC."""
    return _utc(datetime.combine(day, time(hour, minute), SHANGHAI))


def into_shift(at: datetime) -> datetime:
    """`at`, or the next moment at which a warehouse works (08:00 to 18:00 on a working day)."""
    day = local_day(at)
    if at >= at_local(day, 18):
        day += timedelta(days=1)
        at = at_local(day, 8)
    while not is_working_day(day):
        day += timedelta(days=1)
        at = at_local(day, 8)
    return max(at, at_local(day, 8))


def next_pick_up(at: datetime) -> datetime:
    """When a courier next comes to a warehouse: 12:00, 16:30 and 18:10 of a working day."""
    day = local_day(at)
    for hour, minute in ((12, 0), (16, 30), (18, 10)):
        if at <= at_local(day, hour, minute) and is_working_day(day):
            return at_local(day, hour, minute)
    return next_pick_up(into_shift(at_local(day + timedelta(days=1), 8)))


def _utc(local: datetime) -> datetime:
    return local.astimezone(UTC)
