"""When an order is promised to be with its customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from orderdesk.domain.days import OwnDays, at_minute, local_day, local_minute, working_day_from

#: The customer comes to the warehouse: nothing travels.
PICK_UP = "pick_up"


@dataclass(frozen=True, slots=True)
class PromiseRule:
    """What a promise rests on. Minutes are those of the local day.

    `cut_off`: what is placed later leaves a working day later; `carrier_cut_offs`: carriers (by code) with another one.
    `day_end`: the minute of the promised day until which the promise is kept. `road_days`: working days on the road.
    `holidays` and `working_days`: what is so here whatever the public calendar says, or does not say yet.
    """

    cut_off: int = 16 * 60 + 30
    carrier_cut_offs: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    day_end: int = 18 * 60
    road_days: int = 2
    holidays: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()


def promise(
    placed_at: datetime, rule: PromiseRule, *, requested_on: date | None, delivery_method: str, carrier_code: str | None
) -> datetime:
    """The moment (UTC) until which the goods are to be there: the day that the customer wants, or the first possible.

    An order leaves on the working day on which it is placed, after the cut-off on the next one.
    """
    cut_off = rule.carrier_cut_offs.get(carrier_code or "", rule.cut_off)
    day = local_day(placed_at)
    is_late = local_minute(placed_at) > cut_off
    own = OwnDays(rule.holidays, rule.working_days)
    leaves_on = working_day_from(day + timedelta(days=1) if is_late else day, own=own)
    earliest = working_day_from(leaves_on, 0 if delivery_method == PICK_UP else rule.road_days, own)
    return at_minute(max(earliest, requested_on or earliest), rule.day_end)
