"""Every route says who may call it, and holds to it: for strangers, devices and every role."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from orderdesk.access import Role, may
from orderdesk.clock import SetClock
from orderdesk.hub.app import create_app
from orderdesk.hub.gate import Access, Anyone, Enrolling, UndeclaredRoute, Who, access_of
from tests.hub.served_hub import ROLES, Desk, ServedHub, hub_settings

UNAUTHORISED = {401, 403}


def routes_of(hub: ServedHub) -> dict[tuple[str, str], Access]:
    found = {}
    for route in hub.app.routes:
        access = access_of(route)
        assert isinstance(route, APIRoute)
        for method in sorted(route.methods or ()):
            found[method, route.path] = access
    return found


def path_of(template: str) -> str:
    """A path that fits the template; its ids name nothing."""
    path = template.replace("{sha256}", "0" * 64)
    return re.sub(r"{\w+}", "00000000-0000-4000-8000-000000000000", path)


def test_every_route_declares_who_may_call_it(hub: ServedHub) -> None:
    declared = routes_of(hub)
    assert ("POST", "/v1/commands") in declared
    assert {path for (_, path), access in declared.items() if access.who is Who.ANYONE} == {
        "/healthz",
        "/readyz",
        "/openapi.json",
    }


@pytest.mark.parametrize("dependencies", [[], [Anyone, Enrolling]])
def test_a_route_that_does_not_say_so_once_is_not_served(
    dependencies: list[object], tmp_path: Path, clock: SetClock
) -> None:
    router = APIRouter()

    @router.get("/v1/secrets", dependencies=dependencies)  # type: ignore[arg-type]  # FastAPI hides its type
    async def secrets() -> str:
        return "all of them"

    with pytest.raises(UndeclaredRoute, match="/v1/secrets"):
        create_app(hub_settings(f"sqlite:///{tmp_path / 'x.db'}", tmp_path), clock=clock, extras=[router])


def test_a_stranger_gets_nothing_but_what_is_open_to_all(hub: ServedHub) -> None:
    for (method, path), access in routes_of(hub).items():
        if access.who in (Who.DEVICE, Who.USER):
            answer = hub.client.request(method, path_of(path))
            assert (answer.status_code, answer.json()["code"]) == (401, "device.unknown"), path


def test_made_up_credentials_are_refused(hub: ServedHub) -> None:
    for authorization in ("", "Device", "Bearer x", "Device 00:11", "Device " + "0" * 32 + ":" + "1" * 64):
        answer = hub.client.get("/v1/device", headers={"Authorization": authorization})
        assert (answer.status_code, answer.json()["code"]) == (401, "device.unknown")


def test_a_device_alone_reaches_no_route_for_people(hub: ServedHub) -> None:
    desk = hub.desk("office")
    for (method, path), access in routes_of(hub).items():
        if access.who is Who.USER:
            answer = desk.call(method, path_of(path))
            assert (answer.status_code, answer.json()["code"]) == (401, "session.unknown"), path


def test_every_role_reaches_exactly_the_routes_that_its_permissions_open(hub: ServedHub) -> None:
    reached: dict[tuple[str, str, str], bool] = {}
    expected: dict[tuple[str, str, str], bool] = {}
    for role in ROLES:
        desk = hub.desk_of(role)
        for (method, path), access in routes_of(hub).items():
            if access.who is Who.USER:
                assert access.permission is not None
                expected[role, method, path] = may([role], access.permission)
                reached[role, method, path] = is_let_in(desk, method, path)
    assert reached == expected
    assert set(ROLES) == {str(role) for role in Role} - {"system"}


def is_let_in(desk: Desk, method: str, path: str) -> bool:
    answer = desk.call(method, path_of(path))
    assert answer.status_code < 500, answer.text
    return answer.status_code not in UNAUTHORISED


def test_a_program_that_speaks_another_protocol_is_asked_to_upgrade(hub: ServedHub) -> None:
    desk = hub.desk("office")
    for (method, path), access in routes_of(hub).items():
        if access.who in (Who.DEVICE, Who.USER, Who.ENROLLING):
            answer = desk.call(method, path_of(path), headers={"X-OrderDesk-Protocol": "0"})
            assert (answer.status_code, answer.json()["code"]) == (426, "upgrade"), path


def test_errors_tell_no_more_than_a_code_and_facts(hub: ServedHub) -> None:
    for method, path in (("GET", "/nowhere"), ("DELETE", "/healthz"), ("POST", "/v1/enrol")):
        answer = hub.client.request(method, path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert set(answer.json()) == {"code", "facts"}
