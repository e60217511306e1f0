"""A workstation becomes a device by a one-time code, over HTTP."""

from __future__ import annotations

import secrets

from sqlalchemy import update

from db.tables import people
from orderdesk.documents.masters import Company
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.enrolment import TRIES
from tests.hub.served_hub import ServedHub
from tests.sync.small_company import COMPANY, name


def enrol(hub: ServedHub, code: str, secret: str | None = None) -> tuple[int, dict[str, object]]:
    body = {"code": code, "name": "Desk by the window", "secret": secret or secrets.token_hex(32)}
    answer = hub.client.post("/v1/enrol", json=body)
    return answer.status_code, answer.json()


def test_a_code_makes_a_device_with_the_seat_of_the_code(hub: ServedHub) -> None:
    status, device = enrol(hub, hub.code("bench"))
    assert status == 200
    assert device["seat"] == "bench"
    assert device["warehouse_id"] is not None
    assert device["hub"] == hub.hub.settings.public_url


def test_a_code_may_be_typed_in_small_letters_without_its_dash(hub: ServedHub) -> None:
    assert enrol(hub, hub.code("desk").replace("-", "").lower())[0] == 200


def test_a_code_works_once(hub: ServedHub) -> None:
    code = hub.code("desk")
    assert enrol(hub, code)[0] == 200
    status, problem = enrol(hub, code)
    assert (status, problem["code"]) == (403, "enrolment.wrong_code")


def test_the_same_secret_gets_the_same_device_again_when_the_answer_was_lost(hub: ServedHub) -> None:
    code, secret = hub.code("desk"), secrets.token_hex(32)
    assert enrol(hub, code, secret) == enrol(hub, code, secret)


def test_a_code_lapses_after_ten_minutes(hub: ServedHub) -> None:
    code = hub.code("desk")
    hub.clock.advance(minutes=10)
    assert enrol(hub, code)[0] == 403


def test_five_wrong_codes_shut_even_the_right_one_out_for_ten_minutes(hub: ServedHub) -> None:
    for _ in range(TRIES):
        assert enrol(hub, "WRONG-WRONG")[0] == 403
    status, problem = enrol(hub, hub.code("desk"))
    assert (status, problem["code"]) == (429, "enrolment.too_many_tries")
    hub.clock.advance(minutes=10)
    assert enrol(hub, hub.code("desk"))[0] == 200


def test_device_codes_are_never_given_twice(hub: ServedHub) -> None:
    codes = [enrol(hub, hub.code("desk"))[1]["device_code"] for _ in range(4)]
    assert len(set(codes)) == 4
    assert "00" not in codes  # the company's hub device had it before the counter began


def test_a_secret_that_is_not_256_bits_of_hex_is_refused(hub: ServedHub) -> None:
    for secret in ("", "short", "g" * 64, "A" * 64):
        answer = hub.client.post("/v1/enrol", json={"code": hub.code("desk"), "name": "", "secret": secret})
        assert answer.status_code == 422
        assert answer.json()["facts"]["where"] == "body.secret"


def test_the_new_device_reaches_the_other_workstations(hub: ServedHub) -> None:
    watcher = hub.desk("desk")
    before = watcher.head()
    other = hub.desk("bench")
    rows = watcher.changes(before, wait=20)["rows"]
    assert [(row["kind"], row["key"]) for row in rows] == [("device", str(other.device_id))]


def test_the_secret_is_kept_as_a_hash_only(hub: ServedHub) -> None:
    desk = hub.desk("desk")
    with hub.hub.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT secret_hash FROM device_state").all()
    assert all(desk.secret.encode() not in bytes(row[0]) for row in rows)


def test_a_revoked_device_is_shut_out(hub: ServedHub) -> None:
    desk, admin = hub.desk("desk"), hub.desk_of("admin")
    assert admin.call("POST", f"/v1/devices/{desk.device_id}/revoke").status_code == 204
    answer = desk.call("GET", "/v1/device")
    assert (answer.status_code, answer.json()["code"]) == (403, "device.revoked")


def test_an_administrator_makes_codes_for_new_workstations(hub: ServedHub) -> None:
    admin = hub.desk_of("admin")
    wish = {"seat": "bench", "name": "Bench 2", "company": "01", "warehouse": "NB"}
    answer = admin.call("POST", "/v1/enrolment-codes", json=wish)
    assert answer.status_code == 201
    assert enrol(hub, answer.json()["code"])[1]["seat"] == "bench"


def test_a_bench_needs_its_warehouse(hub: ServedHub) -> None:
    admin = hub.desk_of("admin")
    answer = admin.call("POST", "/v1/enrolment-codes", json={"seat": "bench", "name": "Bench 2"})
    assert (answer.status_code, answer.json()["code"]) == (422, "seat.needs_warehouse")


def test_an_administrator_at_a_workstation_of_one_company_makes_and_shuts_out_only_that_company_s(
    hub: ServedHub,
) -> None:
    other = name("another company")
    admin, free = hub.desk_of("admin"), hub.desk("desk")
    with hub.hub.store.write() as connection:
        Shelf(connection).save(Company(id=other, code="02", name="Second", price_tolerance_bp=0))
        connection.execute(update(people.device).where(people.device.c.id == free.device_id).values(company_id=None))
    answer = admin.call("POST", "/v1/enrolment-codes", json={"seat": "desk", "name": "x", "company": "02"})
    assert (answer.status_code, answer.json()["code"]) == (422, "access.other_company")
    answer = admin.call("POST", "/v1/enrolment-codes", json={"seat": "desk", "name": "x"})
    assert enrol(hub, answer.json()["code"])[1]["company_id"] == str(COMPANY)
    answer = admin.call("POST", f"/v1/devices/{free.device_id}/revoke")
    assert (answer.status_code, answer.json()["code"]) == (422, "access.other_company")
    assert free.call("GET", "/v1/device").status_code == 200


def test_the_name_given_with_the_code_holds_unless_the_person_types_another(hub: ServedHub) -> None:
    for typed, expected in (("", "a desk"), ("Bench 9", "Bench 9")):
        body = {"code": hub.code("desk"), "name": typed, "secret": secrets.token_hex(32)}
        assert hub.client.post("/v1/enrol", json=body).json()["name"] == expected
