"""People sign in at a device: by password, or by badge and PIN."""

from __future__ import annotations

import httpx
from argon2 import PasswordHasher
from sqlalchemy import update

from db.tables import people
from orderdesk.hub.accounts import Accounts
from orderdesk.hub.auth import BLOCK_AFTER
from tests.hub.served_hub import PASSWORD, PIN, ROLES, USERS, Desk, ServedHub, seat_of
from tests.sync.small_company import COMPANY, name


def sign_in(desk: Desk, login: str, password: str = PASSWORD) -> httpx.Response:
    return desk.call("POST", "/v1/sign-in", json={"login": login, "password": password})


def test_a_session_names_the_user_with_roles_and_lasts_a_shift(hub: ServedHub) -> None:
    found = hub.desk("desk").sign_in("sales")
    assert found["user_id"] == str(USERS["sales"])
    assert found["roles"] == ["sales"]
    assert found["token_expires_at"] == "2026-11-02T01:15:00Z"
    assert found["expires_at"] == "2026-11-02T13:00:00Z"


def test_the_offline_hash_is_made_for_this_device_alone(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    first, second = desk.sign_in("sales")["offline_hash"], desk.sign_in("sales")["offline_hash"]
    assert first != second
    assert PasswordHasher().verify(first, PASSWORD)


def test_a_badge_and_its_pin_open_a_session(hub: ServedHub) -> None:
    answer = hub.desk("bench").call("POST", "/v1/sign-in", json={"badge": "B-packer", "pin": PIN})
    assert answer.status_code == 200
    assert answer.json()["name"] == "packer"


def test_a_login_counts_however_it_is_typed(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    Accounts(hub.hub.store, hub.clock).create_user("张伟-Ö", "张伟", roles=["sales"], password=PASSWORD)
    for typed in ("sales", " SALES", "Sales\u3000", "ｓａｌｅｓ", "张伟-ö "):
        assert sign_in(desk, typed).status_code == 200, typed
    assert [sign_in(desk, typed, "guess").status_code for typed in ("Sales", "sales ") * 3] == [401] * 5 + [429]


def test_logins_that_differ_in_capitals_only_are_never_guessed(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    with hub.hub.store.write() as connection:
        connection.execute(update(people.user).where(people.user.c.login == "service").values(login="Sales"))
    assert sign_in(desk, "Sales").json()["name"] == "service"
    assert sign_in(desk, "sales").json()["name"] == "sales"
    assert sign_in(desk, "SALES").status_code == 401


def test_a_wrong_pin_is_refused(hub: ServedHub) -> None:
    answer = hub.desk("bench").call("POST", "/v1/sign-in", json={"badge": "B-packer", "pin": "0000"})
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in.wrong")


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    wrong, unknown = sign_in(desk, "sales", "guess"), sign_in(desk, "nobody", "guess")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.content == unknown.content


def test_five_wrong_tries_block_the_user_for_a_quarter_of_an_hour(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    assert [sign_in(desk, "sales", "guess").status_code for _ in range(BLOCK_AFTER)] == [401] * BLOCK_AFTER
    blocked = sign_in(desk, "sales")
    assert (blocked.status_code, blocked.json()["code"]) == (429, "sign_in.blocked")
    assert sign_in(desk, "service").status_code == 200
    hub.clock.advance(minutes=15)
    assert sign_in(desk, "sales").status_code == 200


def test_a_good_sign_in_forgets_the_wrong_tries_before_it(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    for _ in range(2):
        assert [sign_in(desk, "sales", "guess").status_code for _ in range(BLOCK_AFTER - 1)] == [401] * 4
        assert sign_in(desk, "sales").status_code == 200


def test_each_role_sits_only_where_it_may(hub: ServedHub) -> None:
    desks = {seat: hub.desk(seat) for seat in ("bench", "desk", "office")}
    assert {role: sign_in(desks[seat_of(role)], role).status_code for role in ROLES} == dict.fromkeys(ROLES, 200)
    assert sign_in(desks["desk"], "packer").json()["code"] == "sign_in.wrong_seat"
    assert sign_in(desks["bench"], "sales").json()["code"] == "sign_in.wrong_seat"


def test_a_role_of_another_warehouse_does_not_count_here(hub: ServedHub) -> None:
    table = people.user_role
    with hub.hub.store.write() as connection:
        elsewhere = {"company_id": COMPANY, "warehouse_id": name("warehouse:S")}
        connection.execute(update(table).where(table.c.user_id == USERS["packer"]).values(elsewhere))
    assert sign_in(hub.desk("bench"), "packer").json()["code"] == "sign_in.wrong_seat"


def test_somebody_who_left_is_refused_and_the_open_session_ends(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    table = people.user
    with hub.hub.store.write() as connection:
        connection.execute(update(table).where(table.c.id == USERS["sales"]).values(active=False))
    assert desk.call("GET", "/v1/orders", params={"q": "SO"}).json()["code"] == "session.unknown"
    assert sign_in(desk, "sales").status_code == 401


def test_a_token_lapses_after_a_quarter_of_an_hour_and_can_be_prolonged(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    hub.clock.advance(minutes=15)
    assert desk.call("GET", "/v1/orders", params={"q": "SO"}).json()["code"] == "session.expired"
    refreshed = desk.call("POST", "/v1/refresh")
    assert refreshed.status_code == 200
    assert refreshed.json()["token_expires_at"] == "2026-11-02T01:30:00Z"
    assert desk.call("GET", "/v1/orders", params={"q": "SO"}).status_code == 200


def test_a_session_cannot_be_prolonged_beyond_its_shift(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    hub.clock.advance(hours=11, minutes=50)
    assert desk.call("POST", "/v1/refresh").json()["token_expires_at"] == "2026-11-02T13:00:00Z"
    hub.clock.advance(minutes=10)
    assert desk.call("POST", "/v1/refresh").json()["code"] == "session.expired"


def test_after_signing_out_the_token_is_worth_nothing(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    assert desk.call("POST", "/v1/sign-out", json={}).status_code == 204
    assert desk.call("GET", "/v1/orders", params={"q": "SO"}).json()["code"] == "session.unknown"
    assert desk.call("POST", "/v1/refresh").status_code == 401


def test_a_token_is_worth_nothing_at_another_device(hub: ServedHub) -> None:
    desk, thief = hub.desk_of("sales"), hub.desk("desk")
    stolen = {"X-OrderDesk-Session": desk.headers["X-OrderDesk-Session"]}
    answer = thief.call("GET", "/v1/orders", params={"q": "SO"}, headers=stolen)
    assert (answer.status_code, answer.json()["code"]) == (401, "session.unknown")
