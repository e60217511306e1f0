"""Pushes of Kuaidi100: the signature over the received text, the salts a waybill can have, the scans in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest

from orderdesk.clock import SetClock
from orderdesk.connectors import kuaidi100_wire as wire
from orderdesk.connectors.carriers import shipped_carriers
from orderdesk.connectors.kuaidi100 import NO_CODE, Kuaidi100Courier
from orderdesk.connectors.ports import MAX_CALLBACK_BYTES, CourierEvent, FollowChanged, FollowState, Forged, Malformed
from orderdesk.connectors.reading import parse_form, parse_json
from tests.connectors.conftest import waybill

MASTER = "master-secret-of-the-tests"
SETTINGS = wire.Kuaidi100Settings(
    base_url="http://127.0.0.1:1",
    customer="ODTESTCUSTOMER00000000000000001",
    key="ODTESTKEY0001",
    master_secret=MASTER,
    callback_url="https://hub.example.cn/v1/callbacks/kuaidi100/unguessable",
)
NUMBER = "YT0000000000017"
PUBLISHED_PUSH = (
    '{"status":"polling","billstatus":"got","message":"","autoCheck":"0","comOld":"","comNew":"","lastResult":{"message"'
    ':"ok","state":"0","status":"200","condition":"00","ischeck":"0","com":"yuantong","nu":"YT0000000000017","data":[{"'
    'context":"快件已到达【深圳转运中心】","time":"2026-11-20 08:10:00","ftime":"2026-11-20 08:10:00","status":"干线",'
    '"statusCode":"1002","areaCode":"CN440300000000","areaName":"广东,深圳市","areaCenter":"114.057868,22.543099","areaPinYin":"s'
    'hen zhen shi","location":""}]}}'
)


@pytest.fixture
def courier() -> Iterator[Kuaidi100Courier]:
    with httpx.Client(verify=False) as client:
        clock = SetClock(datetime(2026, 11, 20, 5, 0, tzinfo=UTC))
        yield Kuaidi100Courier(SETTINGS, client=client, clock=clock, carriers=shipped_carriers())


def scan(time: str, code: str, text: str = "快件", **more: Any) -> dict[str, Any]:
    return {"context": text, "time": time, "ftime": time, "status": "", "statusCode": code, "location": "", **more}


def push(*scans: dict[str, Any], com: str = "yuantong", **more: Any) -> str:
    track = {"message": "ok", "state": "0", "status": "200", "ischeck": "0", "com": com, "nu": NUMBER}
    top = {"status": "polling", "message": "", "autoCheck": "0", "comOld": "", "comNew": ""}
    return json.dumps({**top, **more, "lastResult": {**track, "data": list(scans)}}, ensure_ascii=False)


def body(param: str, *, salt: str | None = None, com: str = "yuantong", generation: int = 1) -> bytes:
    salt = wire.salt_of(MASTER, com, NUMBER, generation) if salt is None else salt
    return f"param={quote_plus(param)}&sign={wire.sign(param, salt)}".encode()


def test_the_signatures_are_those_of_the_published_examples() -> None:
    query = (
        '{"com":"shunfeng","num":"SF1600000000017","phone":"5678","from":"","to":"广东省深圳市","resultv2":"4","show":"0",'
        '"order":"desc"}'
    )
    key, customer = "ODTESTKEY0001", "ODTESTCUSTOMER00000000000000001"
    assert wire.sign(query, key, customer) == "ADB38BF2D736041F21B5FC3D968573F5"
    # The same object in another text has another signature: only the text as sent counts.
    assert wire.sign(json.dumps(json.loads(query)), key, customer) == "135F0912DA5F2A7E00CDBDDD25CBF005"
    label = '{"kuaidicom":"zhongtong","orderId":"SO20261120-0001","printType":"NON"}'
    assert wire.sign(label, "1795224000000", key, "ODTESTSECRET0001") == "D43E71449B0F1B3B228025A79EB2B0EE"
    salt = "od-salt-0123456789abcdef01234567"
    assert wire.sign(PUBLISHED_PUSH, salt) == "191949E69CFB69CDF8F94A7639405346"
    assert (
        wire.sign(json.dumps(json.loads(PUBLISHED_PUSH), ensure_ascii=False), salt)
        == "8E896EA13EBFA6E97FBB09D912B743AF"
    )


def test_the_salt_is_different_for_every_waybill_courier_generation_and_master() -> None:
    salts = {
        wire.salt_of(master, com, number, generation)
        for master in ("one", "two")
        for com in ("yuantong", "shunfeng")
        for number in ("YT1", "YT2")
        for generation in (1, 2)
    }
    assert len(salts) == 16
    assert all(len(salt) == 32 for salt in salts)


def test_the_published_push_is_read(courier: Kuaidi100Courier) -> None:
    read = courier.verify_and_read(body(PUBLISHED_PUSH), {})
    [event] = read.events
    assert isinstance(event, CourierEvent)
    assert (event.carrier_code, event.waybill_no, event.code) == ("YTO", NUMBER, "1002")
    assert event.occurred_at == datetime(2026, 11, 20, 0, 10, tzinfo=UTC)
    assert (event.text, event.area_name) == ("快件已到达【深圳转运中心】", "广东,深圳市")


def test_scans_come_oldest_first_and_equal_times_keep_their_order(courier: Kuaidi100Courier) -> None:
    param = push(
        scan("2026-11-20 10:00:00", "5", "c"),
        scan("2026-11-20 09:00:00", "1001", "b"),
        scan("2026-11-20 09:00:00", "1002", "a"),
        scan("sometime", "1"),
        scan("2026-11-20 08:00:00", "103", "0", areaCode=None, areaName=None, areaCenter=None),
    )
    events = courier.verify_and_read(body(param), {}).events
    assert [event.code for event in events if isinstance(event, CourierEvent)] == ["103", "1002", "1001", "5"]


def test_a_scan_keeps_its_key_from_push_to_push(courier: Kuaidi100Courier) -> None:
    first, second = scan("2026-11-20 08:00:00", "103"), scan("2026-11-20 09:00:00", "1002")
    short = courier.verify_and_read(body(push(first)), {})
    long = courier.verify_and_read(body(push(second, first)), {})
    assert short.dedupe_key != long.dedupe_key
    assert short.events[0].event_key == long.events[0].event_key
    assert len({event.event_key for event in long.events}) == 2


def test_a_scan_without_a_code_takes_the_track_s_state_or_its_name(courier: Kuaidi100Courier) -> None:
    newest, older = scan("2026-11-20 09:00:00", ""), {**scan("2026-11-20 08:00:00", ""), "status": "揽收"}
    param = push(newest, older).replace('"state": "0"', '"state": "304"')
    events = courier.verify_and_read(body(param), {}).events
    assert [event.code for event in events if isinstance(event, CourierEvent)] == ["1", "304"]


def test_the_end_of_a_subscription_is_told(courier: Kuaidi100Courier) -> None:
    signed = push(scan("2026-11-20 09:00:00", "301"), status="shutdown")
    end = courier.verify_and_read(body(signed), {}).events[-1]
    assert isinstance(end, FollowChanged)
    assert (end.state, end.corrected_carrier_code) == (FollowState.ENDED, "")


def test_giving_up_names_the_right_courier_when_there_is_one(courier: Kuaidi100Courier) -> None:
    param = push(status="abort", message="3天查询无记录", comNew="zhongtong")
    [event] = courier.verify_and_read(body(param), {}).events
    assert isinstance(event, FollowChanged)
    assert (event.state, event.carrier_code, event.corrected_carrier_code) == (FollowState.GIVEN_UP, "YTO", "ZTO")


def test_a_correction_to_the_same_courier_is_none(courier: Kuaidi100Courier) -> None:
    param = push(scan("2026-11-20 09:00:00", "1"), autoCheck="1", comOld="yuantong", comNew="yuantong")
    [event] = courier.verify_and_read(body(param), {}).events
    assert isinstance(event, CourierEvent)


def test_a_push_under_the_corrected_courier_is_known_by_the_first_one_s_salt(courier: Kuaidi100Courier) -> None:
    param = push(
        scan("2026-11-20 09:00:00", "1"), com="zhongtong", autoCheck="1", comOld="yuantong", comNew="zhongtong"
    )
    scanned, changed = courier.verify_and_read(body(param, com="yuantong"), {}).events
    assert isinstance(scanned, CourierEvent)
    assert scanned.carrier_code == "ZTO"
    assert isinstance(changed, FollowChanged)
    assert (changed.carrier_code, changed.corrected_carrier_code) == ("YTO", "ZTO")


@pytest.mark.parametrize("generation", [1, 2, wire.GENERATIONS_TRIED])
def test_each_generation_of_a_subscription_is_known(courier: Kuaidi100Courier, generation: int) -> None:
    assert courier.verify_and_read(body(PUBLISHED_PUSH, generation=generation), {}).message == "polling"


@pytest.mark.parametrize(
    "raw",
    [
        f"param={quote_plus(PUBLISHED_PUSH)}".encode(),
        f"param={quote_plus(PUBLISHED_PUSH)}&sign=".encode(),
        body(PUBLISHED_PUSH, salt=""),
        body(PUBLISHED_PUSH, salt="guessed"),
        body(PUBLISHED_PUSH, com="shunfeng"),
        body(PUBLISHED_PUSH, generation=wire.GENERATIONS_TRIED + 1),
        body(PUBLISHED_PUSH).replace(b"1002", b"3001"),
        f"param={quote_plus(json.dumps(json.loads(PUBLISHED_PUSH)))}&sign=".encode() + body(PUBLISHED_PUSH)[-32:],
        body(PUBLISHED_PUSH.replace("YT0000000000017", "YT0000000000018")),
        f"param={quote_plus(PUBLISHED_PUSH)}&sign=%E7%AD%BE".encode(),
    ],
)
def test_a_forged_push_is_refused(courier: Kuaidi100Courier, raw: bytes) -> None:
    with pytest.raises(Forged):
        courier.verify_and_read(raw, {})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"sign=x",
        b"param=%7B",
        b"param=%5B%5D&sign=x",
        b"param=" + b"%5B" * 100_000,
        body('{"status":"polling"}'),
        body('{"status":"polling","lastResult":{"com":"yuantong"}}'),
        body('{"status":"polling","lastResult":[]}'),
        body(PUBLISHED_PUSH + " " * MAX_CALLBACK_BYTES),
    ],
)
def test_a_malformed_push_is_refused(courier: Kuaidi100Courier, raw: bytes) -> None:
    with pytest.raises(Malformed):
        courier.verify_and_read(raw, {})


def test_both_answers_are_in_the_only_form_that_counts(courier: Kuaidi100Courier) -> None:
    assert courier.answer_ok().body == '{"result":true,"returnCode":"200","message":"成功"}'.encode()
    assert parse_json(courier.answer_refused("signature").body)["result"] is False


def test_a_subscription_carries_salt_and_callback_and_leaves_out_an_empty_phone() -> None:
    form = parse_form(wire.subscribe_form(SETTINGS, "yuantong", waybill(generation=2)))
    param = parse_json(form["param"])
    assert form["schema"] == b"json"
    assert (param["company"], param["number"], param["key"]) == ("yuantong", NUMBER, "ODTESTKEY0001")
    assert param["parameters"] == {
        "callbackurl": SETTINGS.callback_url,
        "salt": wire.salt_of(MASTER, "yuantong", NUMBER, 2),
        "resultv2": "4",
    }


def test_a_query_is_signed_over_its_own_text() -> None:
    form = parse_form(
        wire.query_form(SETTINGS, "shunfeng", waybill("SF1600000000017", phone="5678", sent_to="广东省深圳市"))
    )
    assert form["sign"].decode() == wire.sign(form["param"], SETTINGS.key, SETTINGS.customer)
    assert form["sign"] == b"ADB38BF2D736041F21B5FC3D968573F5"


@pytest.mark.parametrize(
    ("carrier_code", "number", "code"),
    [
        ("VAN", "OD1", "carrier_not_followed"),
        ("NOBODY", "OD1", "carrier_not_followed"),
        ("SF", "SF1600000000017", "phone_missing"),
        ("YTO", "", "waybill_no_length"),
        ("YTO", "Y" * 33, "waybill_no_length"),
    ],
)
def test_what_the_service_cannot_follow_is_not_even_asked(
    courier: Kuaidi100Courier, carrier_code: str, number: str, code: str
) -> None:
    asked = waybill(number, carrier_code=carrier_code)
    assert courier.subscribe(asked).code == code
    assert courier.query(asked, last_asked_at=None).outcome.code == code


def test_within_31_minutes_the_service_is_not_asked_again(courier: Kuaidi100Courier) -> None:
    last = datetime(2026, 11, 20, 4, 40, tzinfo=UTC)
    outcome = courier.query(waybill(), last_asked_at=last).outcome
    assert (outcome.verdict, outcome.code, outcome.retry_after_s) == ("retry", "asked_recently", 11 * 60.0)


def test_a_scan_that_says_nothing_has_the_code_for_that(courier: Kuaidi100Courier) -> None:
    param = push(scan("2026-11-20 10:00:00", "299"), scan("2026-11-20 09:00:00", ""))
    events = courier.verify_and_read(body(param), {}).events
    assert [event.code for event in events if isinstance(event, CourierEvent)] == [NO_CODE, "299"]
