"""The local day, and on which days people work: OrderDesk stores UTC, people and numbers go by China Standard Time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from orderdesk.domain.holidays import MADE_UP_DAYS, is_holiday

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


@dataclass(frozen=True, slots=True)
class OwnDays:
    """Days that are free, or worked on, whatever the public calendar says."""

    free: Collection[date] = ()
    worked: Collection[date] = ()


_NONE = OwnDays()


def is_working_day(day: date, own: OwnDays = _NONE) -> bool:
    """Whether warehouses and couriers work that day: every day but holidays and Sundays that make up for nothing."""
    if day in own.worked or day in own.free:
        return day in own.worked
    return day in MADE_UP_DAYS or (not is_holiday(day) and day.weekday() != _SUNDAY)


def working_day_from(day: date, days: int = 0, own: OwnDays = _NONE) -> date:
    """The first working day not before `day`, and so many working days on."""
    while not is_working_day(day, own):
        day += timedelta(days=1)
    for _ in range(days):
        day = working_day_from(day + timedelta(days=1), own=own)
    return day


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a local day needs an aware datetime")
    return at.astimezone(SHANGHAI)
