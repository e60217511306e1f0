"""Whether somebody has said which days of the coming year are free: the State Council does so each November."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from db.tables import masters
from orderdesk.domain.days import local_day
from orderdesk.domain.holidays import year_without_notice


def missing_year(connection: Connection, now: datetime) -> int | None:
    """The year of which the holidays are not known here; None while they are,
    or where every company has set its own."""
    year = year_without_notice(local_day(now))
    if year is None:
        return None
    settings = masters.company_setting
    told = {
        row.company_id
        for row in connection.execute(
            select(settings.c.company_id, settings.c.value).where(settings.c.name == "promise")
        )
        if any(str(day).startswith(f"{year}-") for day in row.value.get("holidays", ()))
    }
    companies = set(connection.execute(select(masters.company.c.id)).scalars())
    return None if companies <= told else year


def missing_year_text(year: int) -> str:
    """What is wrong and what to do, in one line."""
    return f"the holidays of {year} are not known: update OrderDesk, or set them in the rule promise of each company"
