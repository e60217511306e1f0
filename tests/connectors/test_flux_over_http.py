"""Our FLUX connector and the imitated datahub, over real HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from orderdesk.clock import SetClock
from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.connectors.flux import FluxWarehouse
from orderdesk.connectors.flux_wire import FluxSettings
from orderdesk.connectors.ports import ShipmentConfirmed, Verdict, WarehouseStatus
from orderdesk.domain.nodes import Node
from orderdesk.sandbox.app import create_sandbox
from tests.connectors.conftest import NOON, Outside, sandbox_settings, shipment
from tests.connectors.loopback import Served


def codes(outside: Outside) -> list[str]:
    """The status codes told so far, in the order of their times."""
    told = [event for event in outside.receiver.events() if isinstance(event, WarehouseStatus)]
    return [event.code for event in sorted(told, key=lambda event: event.occurred_at)]


def confirmed(outside: Outside) -> list[ShipmentConfirmed]:
    return [event for event in outside.receiver.events() if isinstance(event, ShipmentConfirmed)]


def test_a_shipment_walks_through_the_warehouse_and_is_confirmed(outside: Outside) -> None:
    order = shipment(waybill_no="YT0000000000017")
    assert outside.flux.send_order(order).reference == order.doc_no
    outside.steer("clock/advance", {"hours": 6})
    assert codes(outside) == ["40", "60", "63", "66", "80"]
    [event] = confirmed(outside)
    [parcel] = event.parcels
    assert (event.doc_no, parcel.carrier_code, parcel.waybill_no) == (order.doc_no, "YTO", "YT0000000000017")
    assert [(line.line_no, line.sku, line.quantity, line.batch) for line in parcel.lines] == [
        ("1", "BP-1024", 12_000, ""),
        ("2", "OF-77", 1_500, "B2609"),
    ]
    assert (outside.receiver.forged, outside.receiver.malformed) == (0, 0)
    assert outside.state()["callbacks_waiting"] == 0


def test_a_query_tells_the_present_status_and_leaves_out_what_is_not_there(outside: Outside) -> None:
    outside.flux.send_order(shipment(1))
    outside.flux.send_order(shipment(2))
    outside.steer("flux/move", {"doc_no": shipment(2).doc_no, "status": "63"})
    answer = outside.flux.query_status([shipment(number).document for number in (1, 2, 3)])
    assert [(status.doc_no, status.node) for status in answer.statuses] == [
        (shipment(1).doc_no, Node.STOCK_LOCKED),
        (shipment(2).doc_no, Node.PACKED),
    ]
    nothing = outside.flux.query_status([shipment(3).document])
    assert (nothing.outcome.verdict, nothing.statuses) == (Verdict.OK, ())


def test_a_single_answer_as_object_instead_of_list_is_read(outside: Outside) -> None:
    outside.flux.send_order(shipment())
    outside.fault("flux.querySOStatus", "object_instead_of_list", count=1)
    assert len(outside.flux.query_status([shipment().document]).statuses) == 1


def test_the_same_shipment_again_changes_nothing_and_another_content_is_refused(outside: Outside) -> None:
    assert not outside.flux.send_order(shipment()).repeated
    assert outside.flux.send_order(shipment()).repeated
    refused = outside.flux.send_order(shipment(note="changed"))
    assert (refused.verdict, refused.code) == (Verdict.REJECT, "S006")
    [order] = outside.state()["flux"].values()
    assert (order["puts"], "notes" in order["header"]) == (3, False)


def test_an_untouched_shipment_is_cancelled_at_once(outside: Outside) -> None:
    outside.flux.send_order(shipment())
    assert outside.flux.cancel(shipment().document, "客户取消").verdict is Verdict.OK
    outside.steer("clock/advance")
    assert codes(outside) == ["90"]
    assert outside.flux.cancel(shipment().document, "客户取消").repeated


def test_a_picked_shipment_only_promises_its_cancellation(outside: Outside) -> None:
    outside.flux.send_order(shipment())
    outside.steer("flux/move", {"doc_no": shipment().doc_no, "status": "60"})
    assert outside.flux.cancel(shipment().document, "客户取消").verdict is Verdict.OK
    assert codes(outside) == ["60"]
    outside.steer("clock/advance", {"hours": 3})
    assert codes(outside) == ["60", "90"]
    assert confirmed(outside) == []


def test_a_shipped_shipment_refuses_its_cancellation(outside: Outside) -> None:
    outside.flux.send_order(shipment())
    outside.steer("clock/advance", {"hours": 6})
    refused = outside.flux.cancel(shipment().document, "客户取消")
    assert (refused.verdict, refused.code) == (Verdict.REJECT, "S006")


def test_a_wrong_secret_stops_the_whole_system(outside: Outside) -> None:
    with httpx.Client(trust_env=False, verify=False) as client:
        wrong = other_flux(outside, client, app_secret="guessed")
        outcome = wrong.send_order(shipment())
    assert (outcome.verdict, outcome.code, outcome.whole_system) == (Verdict.REJECT, "S001", True)
    assert outside.state()["flux"] == {}


@pytest.mark.parametrize("changes", [{"upper_case_sign": False}, {"double_encoded_sign": True}])
def test_the_site_s_ways_to_sign_are_taken(outside: Outside, changes: dict[str, Any]) -> None:
    with httpx.Client(trust_env=False, verify=False) as client:
        assert other_flux(outside, client, **changes).send_order(shipment()).verdict is Verdict.OK


def other_flux(outside: Outside, client: httpx.Client, **changes: Any) -> FluxWarehouse:
    settings: FluxSettings = replace(outside.flux_settings, **changes)
    return FluxWarehouse(settings, client=client, clock=outside.clock, carriers=shipped_carriers())


@pytest.mark.parametrize(
    ("kind", "args", "verdict", "code", "arrived"),
    [
        ("drop_before_commit", {}, "retry", "no_answer", 0),
        ("drop_after_commit", {}, "retry", "no_answer", 1),
        ("status", {"code": 502}, "retry", "http_502", 0),
        ("status_after_commit", {"code": 500}, "retry", "http_500", 1),
        ("error_body", {}, "retry", "S002", 1),
        ("truncated_json", {}, "unknown", "bad_body", 1),
        ("signature_failure", {}, "reject", "S001", 0),
    ],
)
def test_a_fault_is_never_taken_for_success(
    outside: Outside, kind: str, args: dict[str, Any], verdict: str, code: str, arrived: int
) -> None:
    outside.fault("flux.putSalesOrder", kind, args=args, count=1)
    outcome = outside.flux.send_order(shipment())
    assert (outcome.verdict, outcome.code) == (verdict, code)
    assert len(outside.state()["flux"]) == arrived
    assert outcome.in_doubt or outcome.whole_system
    again = outside.flux.send_order(shipment())
    assert (again.verdict, again.repeated) == ("ok", bool(arrived))


@pytest.mark.parametrize(("kind", "arrived"), [("timeout_before_commit", 0), ("timeout_after_commit", 1)])
def test_a_time_out_is_a_retry_in_doubt(outside: Outside, kind: str, arrived: int) -> None:
    outside.fault("flux.*", kind, count=1)
    with httpx.Client(trust_env=False, verify=False) as client:
        hasty = FluxWarehouse(
            outside.flux_settings,
            client=client,
            clock=outside.clock,
            carriers=shipped_carriers(),
            timeout=httpx.Timeout(0.3),
        )
        outcome = hasty.send_order(shipment())
    assert (outcome.verdict, outcome.code, outcome.in_doubt) == ("retry", "no_answer", True)
    assert len(outside.state()["flux"]) == arrived


def test_a_slow_answer_is_still_an_answer(outside: Outside) -> None:
    outside.fault("POST /flux/*", "latency", count=1, args={"seconds": 0.05})
    assert outside.flux.send_order(shipment()).verdict is Verdict.OK


def test_shipments_of_a_warehouse_with_our_own_bench_wait_there(outside: Outside) -> None:
    outside.flux.send_order(shipment(1, warehouse_code="BENCH"))
    outside.steer("clock/advance", {"days": 2})
    assert codes(outside) == ["40", "60"]
    outside.steer("flux/move", {"doc_no": shipment(1).doc_no, "status": "80"})
    assert codes(outside) == ["40", "60", "80"]
    assert len(confirmed(outside)) == 1


def test_a_short_shipment_says_what_really_left(outside: Outside) -> None:
    outside.steer("seed", {"short_share": 1.0})
    outside.flux.send_order(shipment())
    outside.steer("clock/advance", {"hours": 6})
    [event] = confirmed(outside)
    assert [line.quantity for line in event.parcels[0].lines] == [12_000]


def test_the_pace_shortens_the_work(outside: Outside) -> None:
    outside.steer("seed", {"pace": 3600})
    outside.flux.send_order(shipment())
    outside.steer("clock/advance", {"seconds": 10})
    assert codes(outside) == ["40", "60", "63", "66", "80"]
    last = max(event.occurred_at for event in outside.receiver.events() if isinstance(event, WarehouseStatus))
    assert last <= NOON + timedelta(seconds=10)


def test_confirmations_in_xml_say_the_same(outside: Outside) -> None:
    settings = replace(sandbox_settings(outside.receiver_url), flux_data_format="xml")
    with (
        httpx.Client(trust_env=False, verify=False) as client,
        Served(create_sandbox(SetClock(NOON), settings=settings)) as sandbox,
    ):
        flux = other_flux(outside, client, base_url=f"{sandbox.url}/flux/datahub/FluxWmsJsonApi/")
        for number in range(4):
            flux.send_order(shipment(number))
        client.post(f"{sandbox.url}/__sim/clock/advance", json={"hours": 6})
    assert all(b"data=%3Cxmldata%3E" in body for body in outside.receiver.bodies)
    assert len(confirmed(outside)) == 4
    assert {line.quantity for event in confirmed(outside) for line in event.parcels[0].lines} == {12_000, 1_500}
    assert (outside.receiver.forged, outside.receiver.malformed) == (0, 0)
