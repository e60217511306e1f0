"""What is said of a waybill, by a courier or by hand: kept once, and the newest of it is where the parcel is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.commands.work import Work
from orderdesk.documents.parcels import CourierEvent, Waybill
from orderdesk.domain.courier_states import node_of
from orderdesk.domain.lifecycle import Need, Source, Verdict, judge
from orderdesk.domain.nodes import Node

BY_HAND = "orderdesk"
"""The source of events that somebody of ours has noted."""


@dataclass(frozen=True, slots=True)
class News:
    """One event of a waybill, in the courier interface's codes; `at` is the event's own time."""

    at: datetime
    code: str
    text: str
    source: str
    area: str = ""


def keep_news(work: Work, waybill: Waybill, news: News, tag: str = "event") -> bool:
    """Adds the event to the waybill; False where it is known already. An older one is history only."""
    if any((each.event_at, each.code, each.text) == (news.at, news.code, news.text) for each in waybill.events):
        return False
    waybill.events.append(
        CourierEvent(
            id=work.new_id(tag),
            waybill_id=waybill.id,
            event_at=news.at,
            code=news.code,
            text=news.text,
            area=news.area,
            source=news.source,
            received_at=work.said_at,
        )
    )
    if is_news(waybill, news):
        waybill.courier_at = news.at
        waybill.courier_state = news.code
        waybill.signed_at = news.at if node_of(news.code) is Node.DELIVERED else None
    waybill.updated_at = work.said_at
    return True


def is_news(waybill: Waybill, news: News) -> bool:
    """Whether the event says where the parcel is now: the order of arrival does not count, only that of events.

    An event that tells nothing of it, whenever it was, stands behind each one that does.
    """
    before = None if waybill.courier_state is None else node_of(waybill.courier_state)
    after = node_of(news.code)
    if before is None and after is None:
        return waybill.courier_at is None or news.at >= waybill.courier_at
    if before is None or after is None:
        return before is None
    verdict = judge(
        before,
        after,
        command="record_courier_event",
        source=Source.COURIER,
        met=(Need.WAYBILLS_BOUND,),
        event_at=news.at,
        last_event_at=waybill.courier_at,
    )
    return verdict is not Verdict.TRACE_ONLY
