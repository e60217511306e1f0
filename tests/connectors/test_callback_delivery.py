"""Callbacks doubled, late, reversed, spoiled and lost on their way to the hub's door."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.connectors.ports import CourierEvent, OutsideEvent, WarehouseStatus
from tests.connectors.conftest import NOON, Outside, shipment, waybill


def told(outside: Outside) -> set[str]:
    return {event.event_key for event in outside.receiver.events()}


def in_time(events: list[OutsideEvent]) -> bool:
    times = [event.occurred_at for event in events if isinstance(event, WarehouseStatus)]
    return times == sorted(times)


def start_both(outside: Outside) -> None:
    outside.flux.send_order(shipment())
    outside.kuaidi100.subscribe(waybill())


@pytest.fixture
def undisturbed(outside: Outside) -> set[str]:
    """The keys of all events of one shipment and one waybill when nothing goes wrong."""
    start_both(outside)
    outside.steer("clock/advance", {"days": 3})
    keys = told(outside)
    outside.steer("reset")
    outside.receiver.forget()
    outside.clock.set(NOON)
    return keys


@pytest.mark.parametrize(
    ("kind", "args"),
    [("duplicate_callback", {"copies": 3}), ("late_callback", {"minutes": 200}), ("bad_signature", {})],
)
def test_whatever_happens_on_the_way_each_event_is_told_and_kept_once(
    outside: Outside, undisturbed: set[str], kind: str, args: dict[str, int]
) -> None:
    outside.fault("*", kind, args=args, probability=0.5)
    start_both(outside)
    outside.steer("clock/advance", {"days": 6})
    assert told(outside) == undisturbed
    assert outside.state()["callbacks_waiting"] == 0


def test_doubled_callbacks_are_seen_and_kept_once(outside: Outside) -> None:
    outside.fault("flux.confirmSOStatus", "duplicate_callback")
    outside.flux.send_order(shipment())
    outside.steer("clock/advance", {"hours": 6})
    assert outside.receiver.repeats == 5
    assert len(outside.receiver.bodies) == 11


def test_late_callbacks_arrive_out_of_order_and_keep_their_own_times(outside: Outside) -> None:
    outside.fault("flux.confirmSOStatus", "late_callback", count=2, args={"minutes": 300})
    outside.flux.send_order(shipment())
    outside.steer("clock/advance", {"days": 1})
    events = outside.receiver.events()
    assert not in_time(events)
    by_time = sorted((e for e in events if isinstance(e, WarehouseStatus)), key=lambda e: e.occurred_at)
    assert [event.code for event in by_time] == ["40", "60", "63", "66", "80"]


def test_the_control_plane_sends_all_callbacks_doubled_and_reversed(outside: Outside) -> None:
    outside.flux.send_order(shipment())
    push = {"system": "flux", "key": shipment().doc_no, "steps": 9, "copies": 2, "reversed": True}
    assert outside.steer("push", push) == {"sent": 12}
    codes = [event.code for event in outside.receiver.events() if isinstance(event, WarehouseStatus)]
    assert codes == ["80", "66", "63", "60", "40"]
    assert outside.receiver.repeats == 6


def test_the_control_plane_reverses_the_pushes_of_a_waybill(outside: Outside) -> None:
    outside.kuaidi100.subscribe(waybill())
    push = {"system": "kuaidi100", "key": "yuantong|YT0000000000017", "steps": 9, "reversed": True}
    outside.steer("push", push)
    scans = [event for event in outside.receiver.events() if isinstance(event, CourierEvent)]
    # The longest push comes first and holds everything; the shorter ones add nothing.
    assert len(scans) == len(outside.state()["kuaidi100"]["yuantong|YT0000000000017"]["scans"])
    assert len(outside.receiver.kept) == len(scans)


@pytest.mark.parametrize("kind", ["bad_signature", "missing_signature", "reserialised", "truncated_json"])
@pytest.mark.parametrize("operation", ["flux.confirmSOStatus", "kuaidi100.push"])
def test_a_spoiled_callback_is_refused_and_then_repeated_well(outside: Outside, operation: str, kind: str) -> None:
    outside.fault(operation, kind, count=1)
    start_both(outside)
    outside.steer("clock/advance", {"days": 6})
    assert outside.receiver.forged + outside.receiver.malformed == 1
    refused = [entry for entry in outside.log(operation) if entry["fault"] == kind]
    assert len(refused) == 1
    assert len(outside.log(operation)) == len(outside.receiver.bodies) - len(others(outside, operation))


def others(outside: Outside, operation: str) -> list[object]:
    """The callbacks of the other operations."""
    names = {"flux.confirmSOStatus", "flux.confirmSOData", "kuaidi100.push"} - {operation}
    return [entry for name in names for entry in outside.log(name)]


def test_flux_repeats_until_taken_and_kuaidi100_gives_up_after_three_more_tries(outside: Outside) -> None:
    connectors = dict(outside.receiver.connectors)
    # A hub that knows neither secret refuses everything.
    outside.receiver.connectors = {"flux": connectors["kuaidi100"], "kuaidi100": connectors["flux"]}
    start_both(outside)
    outside.steer("kuaidi100/scan", {"com": "yuantong", "number": "YT0000000000017", "code": "101"})
    outside.steer("flux/move", {"doc_no": shipment().doc_no, "status": "40"})
    outside.steer("clock/advance", {"to": (NOON + timedelta(minutes=34)).isoformat()})
    assert len(outside.log("kuaidi100.push")) == 1
    outside.steer("clock/advance", {"to": (NOON + timedelta(minutes=36)).isoformat()})
    assert len(outside.log("kuaidi100.push")) == 2
    first = outside.log("flux.confirmSOStatus")
    assert len(first) >= 7
    outside.receiver.connectors = connectors
    outside.steer("clock/advance", {"hours": 12})
    codes = [event.code for event in outside.receiver.events() if isinstance(event, WarehouseStatus)]
    assert sorted(codes) == ["40", "60", "63", "66", "80"]


def test_a_push_not_taken_four_times_is_given_up(outside: Outside) -> None:
    outside.steer("seed", {"silent_share": 1.0})
    outside.receiver.connectors["kuaidi100"] = outside.flux
    outside.kuaidi100.subscribe(waybill())
    outside.steer("kuaidi100/scan", {"com": "yuantong", "number": "YT0000000000017", "code": "103"})
    outside.steer("clock/advance", {"hours": 12})
    assert [entry["at"][11:16] for entry in outside.log("kuaidi100.push")] == ["04:00", "04:35", "05:10", "05:45"]
    assert outside.state()["callbacks_waiting"] == 0
