"""The sandbox itself: its memory, its clock, its chance, and that it never speaks a real vendor's address."""

from __future__ import annotations

import logging
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from orderdesk.clock import SetClock
from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.connectors.flux import FluxWarehouse
from orderdesk.connectors.kuaidi100 import Kuaidi100Courier
from orderdesk.sandbox.app import create_sandbox
from orderdesk.sandbox.kuaidi100_tracks import plan_track
from orderdesk.sandbox.settings import SandboxSettings
from orderdesk.sandbox.waybills import waybill_no
from tests.connectors.conftest import NOON, Outside, sandbox_settings, shipment, waybill
from tests.connectors.loopback import Served


def restarted(outside: Outside, file: Path, **changes: Any) -> Served:
    settings = replace(sandbox_settings(outside.receiver_url), **changes)
    return Served(create_sandbox(SetClock(NOON), file, settings=settings))


def flux_at(outside: Outside, url: str, client: httpx.Client) -> FluxWarehouse:
    settings = replace(outside.flux_settings, base_url=f"{url}/flux/datahub/FluxWmsJsonApi/")
    return FluxWarehouse(settings, client=client, clock=outside.clock, carriers=shipped_carriers())


def kuaidi100_at(outside: Outside, url: str, client: httpx.Client) -> Kuaidi100Courier:
    settings = replace(outside.kuaidi100_settings, base_url=f"{url}/kuaidi100")
    return Kuaidi100Courier(settings, client=client, clock=outside.clock, carriers=shipped_carriers())


def test_a_restarted_sandbox_goes_on_where_it_stopped(outside: Outside, tmp_path: Path) -> None:
    file = tmp_path / "sandbox.db"
    with httpx.Client(trust_env=False, verify=False) as client:
        with restarted(outside, file) as first:
            flux_at(outside, first.url, client).send_order(shipment())
            kuaidi100_at(outside, first.url, client).subscribe(waybill())
            client.post(f"{first.url}/__sim/clock/advance", json={"minutes": 50})
        told_before = len(outside.receiver.bodies)
        with restarted(outside, file) as second:
            assert client.get(f"{second.url}/__sim/clock").json()["now"] == "2026-11-20T04:50:00+00:00"
            assert flux_at(outside, second.url, client).send_order(shipment()).repeated
            client.post(f"{second.url}/__sim/clock/advance", json={"days": 3})
    assert 0 < told_before < len(outside.receiver.bodies)
    messages = [read.message for read in outside.receiver.kept.values()]
    assert messages.count("confirmSOStatus") == 5
    assert messages.count("confirmSOData") == 1
    assert messages.count("shutdown") == 1
    assert outside.receiver.repeats == 0


def test_callbacks_that_waited_for_the_hub_survive_a_restart(outside: Outside, tmp_path: Path) -> None:
    file = tmp_path / "sandbox.db"
    with httpx.Client(trust_env=False, verify=False) as client:
        nobody = "http://127.0.0.1:9"
        with restarted(outside, file, hub_url=nobody) as first:
            flux_at(outside, first.url, client).send_order(shipment())
            client.post(f"{first.url}/__sim/flux/move", json={"doc_no": shipment().doc_no, "status": "40"})
            assert client.get(f"{first.url}/__sim/state").json()["callbacks_waiting"] == 1
        with restarted(outside, file) as second:
            assert client.get(f"{second.url}/__sim/state").json()["callbacks_waiting"] == 1


def test_time_passes_by_itself_at_the_set_speed(outside: Outside, tmp_path: Path) -> None:
    with (
        httpx.Client(trust_env=False, verify=False, timeout=30.0) as client,
        restarted(outside, tmp_path / "sandbox.db", speed=36_000.0) as running,
    ):
        flux = flux_at(outside, running.url, client)
        flux.send_order(shipment())
        codes: list[str] = []
        # Bounded by the number of questions, not by time: at this speed a shipment takes less than a second.
        for _ in range(20_000):
            codes = [status.code for status in flux.query_status([shipment().document]).statuses]
            if codes == ["80"]:
                break
    assert codes == ["80"]


def test_a_reset_forgets_everything(outside: Outside) -> None:
    outside.flux.send_order(shipment())
    outside.kuaidi100.subscribe(waybill())
    outside.fault("*", "status")
    outside.steer("seed", {"pace": 99})
    outside.steer("reset")
    nothing: dict[str, Any] = {"orders": {}, "dispatches": {}, "keys": {}}
    assert outside.state() == {
        **{"flux": {}, "flux_locks": {}, "kuaidi100": {}, "callbacks_waiting": 0},
        **{"u8": nothing, "wecom": {"posts": [], "too_often": 0}},
    }
    assert outside.steer("seed", {})["pace"] == 1.0
    assert outside.flux.send_order(shipment()).verdict == "ok"
    assert outside.client.get(f"{outside.url}/__sim/clock").json()["next_at"]


def test_the_same_seed_tells_the_same_day_and_another_seed_another(outside: Outside) -> None:
    def day(seed: int) -> list[Any]:
        outside.steer("reset")
        outside.clock.set(NOON)
        outside.steer("seed", {"seed": seed, "trouble_share": 0.5})
        for number in range(5):
            outside.kuaidi100.subscribe(waybill(f"YT{number:013d}"))
        plans = [followed["plan"] for followed in outside.state()["kuaidi100"].values()]
        return [[(scan["at"], scan["code"]) for scan in plan] for plan in plans]

    assert day(7) == day(7)
    assert day(7) != day(8)


def test_faults_are_listed_counted_and_cleared(outside: Outside) -> None:
    outside.fault("POST /flux/*", "status", count=1, args={"code": 500})
    assert outside.flux.send_order(shipment()).code == "http_500"
    assert outside.flux.send_order(shipment()).verdict == "ok"
    [planned] = outside.client.get(f"{outside.url}/__sim/faults").json()
    assert planned["struck"] == 1
    outside.client.delete(f"{outside.url}/__sim/faults")
    assert outside.client.get(f"{outside.url}/__sim/faults").json() == []


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("faults", [{"match": "*", "kind": "earthquake"}], 422),
        ("faults", [{"match": "*", "kind": "latency", "probability": 2}], 422),
        ("clock/advance", {"fortnights": 1}, 422),
        ("push", {"system": "flux", "key": "nothing"}, 404),
        ("flux/move", {"doc_no": "nothing", "status": "80"}, 404),
        ("kuaidi100/scan", {"com": "yuantong", "number": "nothing", "code": "3"}, 404),
    ],
)
def test_the_control_plane_says_what_it_does_not_understand(
    outside: Outside, path: str, content: Any, status: int
) -> None:
    assert outside.client.post(f"{outside.url}/__sim/{path}", json=content).status_code == status


def test_the_log_shows_calls_as_received(outside: Outside) -> None:
    outside.flux.send_order(shipment())
    [entry] = outside.log("flux.putSalesOrder")
    assert entry["address"] == "POST /flux/datahub/FluxWmsJsonApi/"
    assert "putSalesOrder" in entry["body"]
    assert entry["status"] == 200


@pytest.mark.parametrize("body", ["", "method=putSalesOrder", "method=nothing&sign=x", "data=%7B", "%%%"])
def test_the_imitated_systems_answer_rubbish_with_an_error_of_theirs(outside: Outside, body: str) -> None:
    for path in ("flux/datahub/FluxWmsJsonApi/", "kuaidi100/poll", "kuaidi100/poll/query.do"):
        answer = outside.client.post(f"{outside.url}/{path}", content=body)
        assert answer.status_code == 200
        assert '"returnCode"' in answer.text


def test_made_up_waybills_have_their_carrier_s_shape_and_follow_from_the_name() -> None:
    assert waybill_no("SF", "SO1") == waybill_no("SF", "SO1") != waybill_no("SF", "SO2")
    lengths = {code: len(waybill_no(code, "SO1")) for code in ("SF", "YTO", "ZTO", "STO", "YUNDA", "JT", "NOBODY")}
    assert lengths == {"SF": 15, "YTO": 15, "ZTO": 14, "STO": 15, "YUNDA": 15, "JT": 15, "NOBODY": 12}


def test_a_planned_track_goes_forward_in_time_and_ends_the_journey() -> None:
    for seed in range(200):
        scans = plan_track(random.Random(seed), trouble_share=0.5, silent_share=0.0)
        assert [scan.hours for scan in scans] == sorted(scan.hours for scan in scans)
        assert scans[-1].code in {"301", "302", "303", "304", "4", "209"}


def test_no_secret_and_no_personal_data_shows_in_a_repr_or_a_log(
    outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    sent = waybill("SF1600000000017", carrier_code="SF", phone="13800001111")
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="httpx"):
        outside.flux.send_order(shipment())
        outside.kuaidi100.subscribe(sent)
        answer = outside.kuaidi100.query(sent, last_asked_at=None)
    outside.steer("clock/advance", {"days": 3})
    values = [shipment(), sent, answer, outside.receiver.events()]
    settings = [outside.flux_settings, outside.kuaidi100_settings, SandboxSettings()]
    shown = " ".join([caplog.text, *(repr(value) for value in [*values, *settings])])
    known = SandboxSettings()
    secrets = [known.flux_app_secret, known.flux_app_token, known.flux_app_key, known.kuaidi100_key]
    secrets += [outside.kuaidi100_settings.master_secret, "unguessable", known.flux_callback_token]
    assert [text for text in [*secrets, "13800001111", "王建国", "学士路655号"] if text in shown] == []
