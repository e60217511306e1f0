"""An administrator makes and changes people and sees the workstations, over HTTP: within limits, on the record."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from db.tables import masters, people
from orderdesk.errors import Refused
from orderdesk.hub.accounts import Accounts
from orderdesk.ids import derived_id, new_id
from orderdesk.release import VERSION
from tests.hub.served_hub import PASSWORD, PIN, USERS, Desk, ServedHub
from tests.sync.small_company import COMPANY, START, an_order

NEW = {"login": "bo", "name": "Bo", "roles": ["packer"], "password": PASSWORD}


def roster(admin: Desk) -> dict[str, dict[str, Any]]:
    answer = admin.call("GET", "/v1/users")
    assert answer.status_code == 200, answer.text
    return {each["login"]: each for each in answer.json()["users"]}


def change(admin: Desk, login: str, what: str, **body: Any) -> tuple[int, str]:
    answer = admin.call("POST", f"/v1/users/{USERS[login]}/{what}", json=body)
    return answer.status_code, answer.json()["code"] if answer.content else ""


def second_company(hub: ServedHub) -> None:
    with hub.hub.store.write() as connection:
        company = connection.execute(select(masters.company)).first()
        assert company is not None
        other = {**company._mapping, "id": derived_id(COMPANY, "other"), "code": "99"}
        connection.execute(insert(masters.company).values(other))


def test_everybody_is_listed_with_roles_badge_and_where_they_work(hub: ServedHub) -> None:
    admin, desk = hub.desk_of("admin"), hub.desk_of("sales")
    hub.clock.advance(minutes=3)
    desk.call("POST", "/v1/refresh")
    found = roster(admin)
    assert set(USERS) <= set(found)
    sales, own = found["sales"], found["admin"]
    assert ([role["role"] for role in sales["roles"]], sales["has_badge"], sales["active"]) == (["sales"], True, True)
    assert sales["signed_in_at"] == ["a desk"]
    assert sales["seen_at"].startswith(hub.clock.now().isoformat()[:19])
    assert (own["is_own"], sales["is_own"], found["finance"]["seen_at"]) == (True, False, None)
    assert "B-sales" not in admin.call("GET", "/v1/users").text
    assert [each["code"] for each in admin.call("GET", "/v1/users").json()["warehouses"]]


def test_a_new_person_works_at_once_and_only_in_the_warehouse_that_was_named(hub: ServedHub) -> None:
    admin = hub.desk_of("admin")
    more = {"warehouse": "NB", "badge": "~BDG-77", "pin": PIN}
    answer = admin.call("POST", "/v1/users", json={**NEW, **more})
    assert answer.status_code == 201, answer.text
    bench = hub.desk("bench")
    assert bench.call("POST", "/v1/sign-in", json={"badge": "~BDG-77", "pin": PIN}).status_code == 200
    (role,) = roster(admin)["bo"]["roles"]
    warehouses = {each["id"]: each["code"] for each in admin.call("GET", "/v1/users").json()["warehouses"]}
    assert warehouses[role["warehouse_id"]] == "NB"
    again = admin.call("POST", "/v1/users", json={**NEW, "badge": "~BDG-78"})
    assert (again.status_code, again.json()["code"]) == (422, "user.login_taken")
    short = admin.call("POST", "/v1/users", json={**NEW, "login": "mo", "password": "short"})
    assert (short.status_code, short.json()["code"]) == (422, "password.too_short")


def test_other_roles_count_with_the_next_command(hub: ServedHub) -> None:
    admin, sales = hub.desk_of("admin"), hub.desk_of("sales")
    assert sales.say(an_order(new_id(START), sales.code, 1))["status"] == "accepted"
    assert change(admin, "sales", "roles", roles=["service"]) == (204, "")
    outcome = sales.say(an_order(new_id(START), sales.code, 2))
    assert (outcome["status"], outcome["code"]) == ("refused", "access.denied")


def test_another_password_counts_lifts_a_block_and_ends_what_was_open(hub: ServedHub) -> None:
    admin, sales = hub.desk_of("admin"), hub.desk_of("sales")
    for _ in range(5):
        sales.call("POST", "/v1/sign-in", json={"login": "sales", "password": "wrong word"})
    assert roster(admin)["sales"]["blocked_until"] is not None
    assert change(admin, "sales", "password", password="another-word-26") == (204, "")
    assert roster(admin)["sales"]["blocked_until"] is None
    assert sales.call("POST", "/v1/refresh").status_code == 401
    body = {"login": "sales", "password": "another-word-26"}
    assert sales.call("POST", "/v1/sign-in", json=body).status_code == 200


def test_badge_and_pin_are_given_and_taken_away(hub: ServedHub) -> None:
    admin, bench = hub.desk_of("admin"), hub.desk("bench")
    assert change(admin, "packer", "badge", badge="~BDG-5") == (204, "")
    assert change(admin, "packer", "pin", pin="9753") == (204, "")
    assert bench.call("POST", "/v1/sign-in", json={"badge": "~BDG-5", "pin": "9753"}).status_code == 200
    assert change(admin, "picker", "badge", badge="~BDG-5") == (422, "user.badge_taken")
    assert change(admin, "packer", "badge", badge="~BDG-5") == (204, "")
    assert change(admin, "packer", "badge", badge=None) == (204, "")
    assert not roster(admin)["packer"]["has_badge"]


def test_sessions_are_ended_and_the_person_may_come_back(hub: ServedHub) -> None:
    admin, sales = hub.desk_of("admin"), hub.desk_of("sales")
    assert change(admin, "sales", "end-sessions") == (204, "")
    assert roster(admin)["sales"]["signed_in_at"] == []
    hub.clock.advance(minutes=1)
    outcome = sales.say(an_order(new_id(START), sales.code, 1), at=hub.clock.now())
    assert outcome["code"] == "session.ended"
    sales.sign_in("sales")
    assert roster(admin)["sales"]["signed_in_at"] == ["a desk"]


def test_somebody_who_is_switched_off_works_no_more_until_switched_on_again(hub: ServedHub) -> None:
    admin, sales = hub.desk_of("admin"), hub.desk_of("sales")
    assert change(admin, "sales", "active", active=False) == (204, "")
    assert not roster(admin)["sales"]["active"]
    assert sales.say(an_order(new_id(START), sales.code, 1))["status"] == "refused"
    assert change(admin, "sales", "active", active=True) == (204, "")
    assert sales.call("POST", "/v1/refresh").status_code == 200


def test_nobody_switches_the_own_account_off_and_one_administrator_is_always_left(hub: ServedHub) -> None:
    admin = hub.desk_of("admin")
    assert change(admin, "admin", "active", active=False) == (422, "user.own_account")
    assert change(admin, "admin", "roles", roles=["sales"]) == (422, "user.own_account")
    assert change(admin, "admin", "roles", roles=["admin", "finance"]) == (204, "")
    terminal = Accounts(hub.hub.store, hub.clock)
    with pytest.raises(Refused, match=r"user\.last_administrator"):
        terminal.set_active("admin", active=False)
    with pytest.raises(Refused, match=r"user\.last_administrator"):
        terminal.set_roles("admin", ["sales"])
    assert change(admin, "finance", "roles", roles=["admin"]) == (204, "")
    terminal.set_active("admin", active=False)
    assert not {each.login: each.active for each in terminal.users()}["admin"]


def test_where_there_are_several_companies_only_those_who_work_nowhere_else_are_changed(hub: ServedHub) -> None:
    admin = hub.desk_of("admin")
    second_company(hub)
    assert change(admin, "sales", "active", active=False) == (422, "access.other_company")
    assert not roster(admin)["sales"]["is_changeable"]
    assert admin.call("POST", "/v1/users", json=NEW).status_code == 201
    bo = roster(admin)["bo"]
    assert bo["is_changeable"]
    with hub.hub.store.write() as connection:
        roles = people.user_role
        mine = roles.c.user_id == UUID(bo["id"])
        assert connection.execute(select(roles.c.company_id).where(mine)).scalars().all() == [COMPANY]
        connection.execute(update(roles).where(mine).values(company_id=derived_id(COMPANY, "other")))
    assert "bo" not in roster(admin)
    assert admin.call("POST", f"/v1/users/{bo['id']}/active", json={"active": False}).status_code == 422


def test_somebody_unknown_is_said_to_be(hub: ServedHub) -> None:
    answer = hub.desk_of("admin").call("POST", f"/v1/users/{uuid4()}/end-sessions")
    assert (answer.status_code, answer.json()["code"]) == (422, "user.unknown")


def test_each_change_is_on_the_record_with_who_made_it_and_no_secret_is(
    hub: ServedHub, caplog: pytest.LogCaptureFixture
) -> None:
    admin, desk = hub.desk_of("admin"), hub.desk("desk")
    with caplog.at_level(logging.INFO, logger="orderdesk"):
        change(admin, "sales", "password", password="a-secret-word-1")
        change(admin, "sales", "pin", pin="13579")
        change(admin, "sales", "badge", badge="~BDG-SECRET")
        change(admin, "sales", "roles", roles=["service"])
        change(admin, "sales", "end-sessions")
        change(admin, "sales", "active", active=False)
        admin.call("POST", f"/v1/devices/{desk.device_id}/revoke")
    said = [each.getMessage() for each in caplog.records if each.name == "orderdesk.hub.people"]
    assert [each.partition(" login=")[0] for each in said[:6]] == [
        "user password",
        "user pin",
        "user badge",
        "user roles",
        "user sessions ended",
        "user switched off",
    ]
    assert all(f"by={USERS['admin']}" in each for each in said)
    assert said[6].startswith("workstation shut out")
    assert not any(word in caplog.text for word in ("a-secret-word-1", "13579", "BDG-SECRET"))


def test_the_workstations_are_listed_with_when_they_were_heard_and_what_they_run(hub: ServedHub) -> None:
    admin, desk, gone = hub.desk_of("admin"), hub.desk("desk"), hub.desk("bench")
    admin.call("POST", f"/v1/devices/{gone.device_id}/revoke")
    hub.clock.advance(minutes=5)
    desk.headers["User-Agent"] = f"orderdesk/{VERSION}"
    assert desk.call("POST", "/v1/sign-in", json={"login": "sales", "password": PASSWORD}).is_success
    with desk.stream(desk.head()) as events:
        assert next(events) == ("", "ok")
        listed = {each["code"]: each for each in admin.call("GET", "/v1/devices").json()["devices"]}
    mine = listed[desk.code]
    assert mine["program"] == f"orderdesk/{VERSION}"
    assert (mine["name"], mine["seat"], mine["is_following"], mine["is_own"]) == ("a desk", "desk", True, False)
    assert mine["seen_at"].startswith(hub.clock.now().isoformat()[:19])
    assert listed[admin.code]["is_own"]
    assert listed[gone.code]["revoked_at"] is not None
