"""The local day, and on which days people work: OrderDesk stores UTC, people and numbers go by China Standard Time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

from orderdesk.domain.holidays import HOLIDAYS, MADE_UP_DAYS

# A fixed offset: China has had no summer time since 1991, and a workstation may lack the time zone files.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

_SUNDAY = 6


def local_day(at: datetime) -> date:
    """The Asia/Shanghai day of an aware moment. Raises ValueError for a naive one."""
    return _local(at).date()


def local_minute(at: datetime) -> int:
    """How many minutes of its Asia/Shanghai day have passed at an aware moment. Raises ValueError for a naive one."""
    local = _local(at)
    return local.hour * 60 + local.minute


def at_minute(day: date, minute: int) -> datetime:
    """That minute (0 to 1439) of an Asia/Shanghai day, in UTC."""
    return datetime.combine(day, time(minute // 60, minute % 60), SHANGHAI).astimezone(UTC)


def is_working_day(day: date) -> bool:
    """Whether warehouses and couriers work that day: every day but holidays and Sundays that make up for nothing."""
    return day in MADE_UP_DAYS or (day not in HOLIDAYS and day.weekday() != _SUNDAY)


def working_day_from(day: date, days: int = 0) -> date:
    """The first working day not before `day`, and so many working days on."""
    while not is_working_day(day):
        day += timedelta(days=1)
    for _ in range(days):
        day = working_day_from(day + timedelta(days=1))
    return day


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a local day needs an aware datetime")
    return at.astimezone(SHANGHAI)
