"""Our Kuaidi100 connector and the imitated service, over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.connectors.kuaidi100 import Kuaidi100Courier
from orderdesk.connectors.ports import CourierEvent, FollowChanged, FollowState, Outcome, Verdict
from orderdesk.domain.courier_states import node_of
from orderdesk.domain.nodes import Node
from tests.connectors.conftest import NOON, Outside, waybill

KEY = "yuantong|YT0000000000017"


def scans(outside: Outside) -> list[CourierEvent]:
    """The scans told so far, by time."""
    told = [event for event in outside.receiver.events() if isinstance(event, CourierEvent)]
    return sorted(told, key=lambda event: event.occurred_at)


def stands(event: CourierEvent) -> Node | None:
    """Where the order is by this scan."""
    return node_of(event.code)


def follow_states(outside: Outside) -> list[FollowState]:
    return [event.state for event in outside.receiver.events() if isinstance(event, FollowChanged)]


def subscribe_with(outside: Outside, **changes: Any) -> Outcome:
    with httpx.Client(trust_env=False, verify=False) as client:
        settings = replace(outside.kuaidi100_settings, **changes)
        courier = Kuaidi100Courier(settings, client=client, clock=outside.clock, carriers=shipped_carriers())
        return courier.subscribe(waybill())


def test_a_parcel_is_followed_from_pick_up_to_signature(outside: Outside) -> None:
    assert outside.kuaidi100.subscribe(waybill()).verdict is Verdict.OK
    outside.steer("clock/advance", {"days": 3})
    told = scans(outside)
    assert [event.code for event in told][:4] == ["103", "1002", "1001", "5"]
    assert stands(told[-1]) is Node.DELIVERED
    assert {(event.carrier_code, event.waybill_no) for event in told} == {("YTO", "YT0000000000017")}
    assert follow_states(outside) == [FollowState.ENDED]
    assert (outside.receiver.forged, outside.receiver.malformed) == (0, 0)


def test_a_second_subscription_is_ok_and_keeps_the_first_one_s_salt(outside: Outside) -> None:
    outside.kuaidi100.subscribe(waybill())
    again = outside.kuaidi100.subscribe(waybill(generation=2))
    assert (again.verdict, again.repeated) == (Verdict.OK, True)
    followed = outside.state()["kuaidi100"][KEY]
    assert (followed["subscribed"], followed["asked"]) == (1, 2)
    outside.steer("clock/advance", {"days": 3})
    assert scans(outside)
    assert outside.receiver.forged == 0


def test_an_ended_subscription_can_be_renewed_after_half_an_hour_with_the_next_salt(outside: Outside) -> None:
    outside.kuaidi100.subscribe(waybill())
    outside.steer("kuaidi100/scan", {"com": "yuantong", "number": "YT0000000000017", "code": "301"})
    assert outside.kuaidi100.subscribe(waybill(generation=2)).repeated
    outside.steer("clock/advance", {"minutes": 31})
    assert not outside.kuaidi100.subscribe(waybill(generation=2)).repeated
    outside.steer("kuaidi100/scan", {"com": "yuantong", "number": "YT0000000000017", "code": "302"})
    assert [event.code for event in scans(outside)] == ["301", "302"]
    assert outside.receiver.forged == 0


def test_a_parcel_that_is_never_scanned_is_given_up_after_three_days(outside: Outside) -> None:
    outside.steer("seed", {"silent_share": 1.0})
    outside.kuaidi100.subscribe(waybill())
    outside.steer("clock/advance", {"days": 2, "hours": 23})
    assert outside.receiver.events() == []
    outside.steer("clock/advance", {"hours": 2})
    assert follow_states(outside) == [FollowState.GIVEN_UP]


def test_trouble_on_the_road_is_told(outside: Outside) -> None:
    outside.steer("seed", {"trouble_share": 1.0})
    for number in range(20):
        outside.kuaidi100.subscribe(waybill(f"YT{number:013d}"))
    outside.steer("clock/advance", {"days": 6})
    troubled = {event.waybill_no for event in scans(outside) if stands(event) is Node.DELIVERY_EXCEPTION}
    assert len(troubled) == 20
    assert Node.RETURNING in {stands(event) for event in scans(outside)}


def test_a_correction_by_the_courier_comes_with_its_own_time(outside: Outside) -> None:
    outside.kuaidi100.subscribe(waybill())
    outside.steer("clock/advance", {"minutes": 30})
    at = {"com": "yuantong", "number": "YT0000000000017"}
    outside.steer("kuaidi100/scan", {**at, "code": "301"})
    outside.steer("kuaidi100/scan", {**at, "code": "204", "at": NOON.isoformat()})
    assert [event.code for event in scans(outside)] == ["204", "301"]


def test_a_query_gives_the_track_of_the_pushes(outside: Outside) -> None:
    outside.kuaidi100.subscribe(waybill())
    outside.steer("clock/advance", {"days": 3})
    answer = outside.kuaidi100.query(waybill(), last_asked_at=None)
    assert [event.event_key for event in answer.events] == [event.event_key for event in scans(outside)]


def test_a_lost_push_is_made_good_by_a_query(outside: Outside) -> None:
    outside.fault("kuaidi100.push", "lost_callback")
    outside.kuaidi100.subscribe(waybill())
    outside.steer("clock/advance", {"days": 3})
    assert outside.receiver.events() == []
    assert stands(outside.kuaidi100.query(waybill(), last_asked_at=None).events[-1]) is Node.DELIVERED


def test_a_waybill_asked_about_too_often_is_frozen_and_rests_31_minutes(outside: Outside) -> None:
    outside.kuaidi100.subscribe(waybill())
    outside.steer("clock/advance", {"hours": 6})
    assert outside.kuaidi100.query(waybill(), last_asked_at=None).outcome.verdict is Verdict.OK
    refused = outside.kuaidi100.query(waybill(), last_asked_at=None).outcome
    assert (refused.verdict, refused.code, refused.retry_after_s) == (Verdict.RETRY, "504", 1860.0)
    asked_at = outside.clock.now()
    outside.steer("clock/advance", {"minutes": 31})
    assert outside.kuaidi100.query(waybill(), last_asked_at=asked_at).outcome.verdict is Verdict.OK


def test_nothing_known_is_asked_again_later(outside: Outside) -> None:
    nobody = outside.kuaidi100.query(waybill("YT9999999999999"), last_asked_at=None).outcome
    assert (nobody.verdict, nobody.code) == (Verdict.RETRY, "500")


@pytest.mark.parametrize(("phone", "code"), [("0000", "408"), ("13800001111", ""), ("1111", "")])
def test_sf_answers_only_with_the_right_phone(outside: Outside, phone: str, code: str) -> None:
    sent = waybill("SF1600000000017", carrier_code="SF", phone="13800001111")
    outside.kuaidi100.subscribe(sent)
    outside.steer("clock/advance", {"hours": 6})
    assert outside.kuaidi100.query(replace(sent, phone=phone), last_asked_at=None).outcome.code == code


@pytest.mark.parametrize(
    ("changes", "code", "whole_system"),
    [({"key": "expired"}, "601", True), ({"callback_url": "ftp://nowhere"}, "700", False)],
)
def test_a_bad_subscription_is_refused(
    outside: Outside, changes: dict[str, str], code: str, whole_system: bool
) -> None:
    outcome = subscribe_with(outside, **changes)
    assert (outcome.verdict, outcome.code, outcome.whole_system) == (Verdict.REJECT, code, whole_system)
    assert outside.state()["kuaidi100"] == {}


def test_a_wrong_customer_cannot_ask(outside: Outside) -> None:
    with httpx.Client(trust_env=False, verify=False) as client:
        settings = replace(outside.kuaidi100_settings, customer="SOMEBODYELSE")
        courier = Kuaidi100Courier(settings, client=client, clock=outside.clock, carriers=shipped_carriers())
        outcome = courier.query(waybill(), last_asked_at=None).outcome
    assert (outcome.code, outcome.whole_system) == ("503", True)


@pytest.mark.parametrize("differs", [{"nu": "YT2"}, {"com": "zhongtong"}])
def test_the_track_of_another_waybill_is_not_taken(outside: Outside, differs: dict[str, str]) -> None:
    same = {"nu": waybill().waybill_no, "com": "yuantong"}
    told = {"message": "ok", "status": "200", "ischeck": "1", "state": "3", "data": [], **same, **differs}
    outside.kuaidi100.subscribe(waybill())
    outside.fault("kuaidi100.query", "error_body", args={"body": told})
    assert outside.kuaidi100.query(waybill(), last_asked_at=None).outcome.code == "other_waybill"


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [("drop_after_commit", "retry"), ("status_after_commit", "retry"), ("truncated_json", "unknown")],
)
def test_a_lost_subscription_answer_is_settled_by_the_same_call_again(
    outside: Outside, kind: str, verdict: str
) -> None:
    outside.fault("kuaidi100.subscribe", kind, count=1)
    assert outside.kuaidi100.subscribe(waybill()).verdict == verdict
    again = outside.kuaidi100.subscribe(waybill())
    assert (again.verdict, again.repeated) == (Verdict.OK, True)
    assert outside.state()["kuaidi100"][KEY]["subscribed"] == 1
