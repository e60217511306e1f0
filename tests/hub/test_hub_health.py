"""Alive, ready, measured and described; and what a broken database or a defect looks like from outside."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import ClientDisconnect

from orderdesk.clock import SetClock
from orderdesk.hub.gate import Anyone
from orderdesk.hub.serving import CannotListen, open_listener
from tests.hub.served_hub import PASSWORD, PIN, ServedHub, hub_settings
from tests.sync.small_company import an_order, name


def test_a_hub_is_alive_and_ready(hub: ServedHub) -> None:
    assert hub.client.get("/healthz").json() == {"status": "ok"}
    ready = hub.client.get("/readyz").json()
    assert (ready["status"], ready["epoch"]) == ("ok", "hub-tests")


def test_without_its_tables_a_hub_is_alive_but_not_ready(hub: ServedHub) -> None:
    with hub.hub.store.write() as connection:
        connection.execute(text("ALTER TABLE log_head RENAME TO elsewhere"))
    assert hub.client.get("/healthz").status_code == 200
    assert hub.client.get("/readyz").json()["code"] == "hub.database_away"


def test_the_figures_count_requests_by_route_and_commands_by_outcome(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    desk.say(an_order(name("an order"), desk.code, 1))
    desk.call("GET", f"/v1/orders/{name('nobody')}")
    hub.client.get("/not/a/route")
    figures = hub.client.get("/metrics").text
    assert 'orderdesk_commands_total{code="",kind="place_order",status="accepted"} 1.0' in figures
    assert 'orderdesk_requests_total{method="GET",route="/v1/orders/{order_id}",status="404"} 1.0' in figures
    assert 'orderdesk_requests_total{method="ANY",route="none",status="404"} 1.0' in figures
    assert f"orderdesk_tail_position {desk.head()}.0" in hub.client.get("/metrics").text


def test_the_figures_are_for_this_machine_only(hub: ServedHub) -> None:
    answer = hub.client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.this_machine_only")


def test_the_description_names_every_route_with_the_problems_it_may_end_in(hub: ServedHub) -> None:
    described = hub.client.get("/openapi.json").json()
    served = {route.path for route in hub.app.routes if hasattr(route, "path")}
    assert set(described["paths"]) == served
    problem = described["components"]["schemas"]["ProblemBody"]
    assert set(problem["properties"]) == {"code", "facts"}
    push = described["paths"]["/v1/commands"]["post"]
    assert {"200", "401", "403", "409", "413", "422", "426", "503"} <= set(push["responses"])
    assert push["security"] == [{"device": []}]
    assert described["paths"]["/v1/orders"]["get"]["security"] == [{"device": [], "session": []}]
    references = set(re.findall(r'"#/components/schemas/(\w+)"', hub.client.get("/openapi.json").text))
    assert references <= set(described["components"]["schemas"])


def test_a_defect_is_reported_once_with_a_number_and_no_stack_trace(
    company_url: str, clock: SetClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    router = APIRouter()

    @router.get("/v1/defect", dependencies=[Anyone])
    async def defect() -> dict[str, Any]:
        raise ZeroDivisionError("the inner works")

    with ServedHub(hub_settings(company_url, tmp_path / "hub"), clock, extras=[router]) as served:
        answer = served.client.get("/v1/defect")
    assert answer.status_code == 500
    assert answer.json()["code"] == "hub.fault"
    assert "inner works" not in answer.text
    reported = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(reported) == 1
    assert answer.json()["facts"]["report"] in reported[0].getMessage()


def test_the_secret_part_of_a_callback_s_address_is_never_logged(
    company_url: str, clock: SetClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    router = APIRouter()

    @router.post("/v1/callbacks/{source}/{token}", dependencies=[Anyone])
    async def receive(source: str, token: str) -> dict[str, Any]:
        raise {"hang": ClientDisconnect(), "away": PoolTimeout(), "defect": ZeroDivisionError()}[source]

    with ServedHub(hub_settings(company_url, tmp_path / "hub"), clock, extras=[router]) as served:
        for source in ("defect", "away"):
            served.client.post(f"/v1/callbacks/{source}/nobody-guesses-this")
        with suppress(httpx.RemoteProtocolError):
            served.client.post("/v1/callbacks/hang/nobody-guesses-this")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("orderdesk")]
    assert [line for line in ours if "/v1/callbacks/away/" in line]
    assert [line for line in ours if "/v1/callbacks/defect/" in line]
    assert [line for line in ours if "/v1/callbacks/hang/" in line]
    assert [line for line in ours if "nobody-guesses-this" in line] == []


def test_a_database_that_goes_away_is_a_problem_of_the_moment(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    with hub.hub.store.write() as connection:
        connection.execute(text("ALTER TABLE command RENAME TO elsewhere"))
    answer = desk.push(desk.wrap(an_order(name("an order"), desk.code, 1)))
    with hub.hub.store.write() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO command"))
    assert answer.status_code in (500, 503)
    assert answer.json()["code"] in ("hub.database_away", "hub.fault")
    desk.n -= 1
    assert desk.say(an_order(name("an order"), desk.code, 1))["status"] == "accepted"


def test_no_secret_is_ever_logged(hub: ServedHub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk = hub.desk_of("sales")
    desk.call("POST", "/v1/sign-in", json={"badge": "B-sales", "pin": PIN})
    desk.say(an_order(name("an order"), desk.code, 1))
    written = "\n".join(record.getMessage() for record in caplog.records)
    assert "place_order" in written
    for secret in (desk.secret, desk.headers["X-OrderDesk-Session"], PASSWORD, PIN):
        assert secret not in written


def test_a_command_can_be_followed_through_the_log_by_its_id(hub: ServedHub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "orderdesk")
    desk = hub.desk_of("sales")
    outcome = desk.say(an_order(name("an order"), desk.code, 1))
    assert any(outcome["id"] in record.getMessage() for record in caplog.records)


def test_background_tasks_run_from_start_to_stop(company_url: str, clock: SetClock, tmp_path: Path) -> None:
    import asyncio
    from threading import Event

    from orderdesk.hub.process import Hub

    begun, ended = Event(), Event()

    async def watch(hub: Hub) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    settings = hub_settings(company_url, tmp_path / "hub")
    with ServedHub(settings, clock, background=[watch]) as served:
        assert served.client.get("/healthz").status_code == 200
        assert begun.is_set()
        assert not ended.is_set()
    assert ended.is_set()


def test_a_taken_port_is_told_in_a_sentence() -> None:
    with open_listener("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(CannotListen, match=f"port {port} on 127.0.0.1 is taken"):
            open_listener("127.0.0.1", port)


def test_stopping_the_hub_ends_its_streams(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    with desk.stream(desk.head()) as events:
        assert next(events) == ("", "ok")
        hub._server.should_exit = True
        assert list(events) == []
