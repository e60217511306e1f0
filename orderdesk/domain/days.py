"""The local day: OrderDesk stores UTC, people and numbers go by China Standard Time."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

# A fixed offset: China has had no summer time since 1991, and a workstation may lack the time zone files.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def local_day(at: datetime) -> date:
    """The Asia/Shanghai day of an aware moment. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a local day needs an aware datetime")
    return at.astimezone(SHANGHAI).date()
