"""Exactly one effect per key at the outside systems, however many answers are lost."""

from __future__ import annotations

from collections import Counter

import httpx

from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.connectors.flux import FluxWarehouse
from orderdesk.connectors.ports import Outcome, Verdict, WarehouseOrder
from tests.connectors.conftest import Outside, shipment, waybill

ORDERS = 1_000
TRIES = 12


def send_as_the_runner_does(flux: FluxWarehouse, order: WarehouseOrder, calls: Counter[str]) -> Outcome:
    """What the job runner does with one order: in doubt it asks before it repeats, and repeats with the same key."""
    outcome = Outcome.unknown("never called")
    in_doubt = False
    for _ in range(TRIES):
        if in_doubt:
            calls["query"] += 1
            found = flux.query_status([order.document])
            if found.outcome.verdict is not Verdict.OK:
                continue
            if found.statuses:
                return Outcome.ok(order.doc_no, repeated=True)
        calls["send"] += 1
        outcome = flux.send_order(order)
        if outcome.verdict in {Verdict.OK, Verdict.REJECT}:
            return outcome
        in_doubt = outcome.in_doubt
    return outcome


def test_a_thousand_orders_with_lost_answers_are_each_there_once(outside: Outside) -> None:
    outside.fault("flux.*", "drop_after_commit", probability=0.05)
    outside.fault("flux.putSalesOrder", "status_after_commit", probability=0.01, args={"code": 502})
    outside.fault("flux.putSalesOrder", "drop_before_commit", probability=0.01)
    outside.fault("flux.putSalesOrder", "truncated_json", probability=0.01)
    calls: Counter[str] = Counter()
    orders = [shipment(number) for number in range(ORDERS)]
    outcomes = [send_as_the_runner_does(outside.flux, order, calls) for order in orders]
    assert {outcome.verdict for outcome in outcomes} == {Verdict.OK}
    known = outside.state()["flux"]
    assert set(known) == {order.doc_no for order in orders}
    assert len({order["wms_no"] for order in known.values()}) == ORDERS
    # The question before the repeat was honest: nothing was handed over that was already there.
    assert {order["puts"] for order in known.values()} == {1}
    lost = [entry for entry in outside.log("flux.putSalesOrder") if entry["fault"]]
    assert len(lost) >= ORDERS * 0.04
    assert calls["send"] > ORDERS
    assert calls["query"] >= len(lost)


def test_a_runner_that_cannot_ask_is_still_right_because_the_key_is_the_same(outside: Outside) -> None:
    outside.fault("flux.putSalesOrder", "drop_after_commit", probability=0.3)
    for number in range(50):
        outcome = Outcome.unknown("never called")
        while outcome.verdict is not Verdict.OK:
            outcome = outside.flux.send_order(shipment(number))
    known = outside.state()["flux"]
    assert len(known) == 50
    assert len({order["wms_no"] for order in known.values()}) == 50
    assert max(order["puts"] for order in known.values()) > 1


def test_two_hundred_waybills_with_lost_answers_are_each_subscribed_once(outside: Outside) -> None:
    outside.fault("kuaidi100.subscribe", "drop_after_commit", probability=0.2)
    numbers = [f"YT{number:013d}" for number in range(200)]
    for number in numbers:
        outcome = Outcome.unknown("never called")
        while outcome.verdict is not Verdict.OK:
            outcome = outside.kuaidi100.subscribe(waybill(number))
    known = outside.state()["kuaidi100"]
    assert set(known) == {f"yuantong|{number}" for number in numbers}
    assert {followed["subscribed"] for followed in known.values()} == {1}
    assert max(followed["asked"] for followed in known.values()) > 1


def test_two_senders_of_one_shipment_make_one_effect(outside: Outside) -> None:
    with httpx.Client(trust_env=False, verify=False) as client:
        second = FluxWarehouse(outside.flux_settings, client=client, clock=outside.clock, carriers=shipped_carriers())
        outcomes = [sender.send_order(shipment()) for sender in (outside.flux, second, outside.flux)]
    assert [outcome.repeated for outcome in outcomes] == [False, True, True]
    assert len(outside.state()["flux"]) == 1
