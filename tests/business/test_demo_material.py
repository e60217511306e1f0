"""What the demo's data are made of: initials, waybill numbers, working days, addresses that cannot be delivered to."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from stdnum.cn import uscc

from orderdesk.demo.addresses import DEFECTS, spoil
from orderdesk.demo.calendar import at_local, into_shift, next_pick_up, spread
from orderdesk.demo.customers import Contact, draw_person, draw_tax_no
from orderdesk.demo.dice import Ids, Weighted, stream
from orderdesk.demo.journeys import journey, lose, refuse, stall
from orderdesk.demo.places import CITIES, draw_mobile, draw_phone
from orderdesk.demo.waybill_numbers import WaybillNumbers
from orderdesk.domain.courier_states import node_of
from orderdesk.domain.days import is_working_day, local_day
from orderdesk.domain.nodes import Node
from orderdesk.domain.waybill_rules import Severity
from orderdesk.domain.waybills import check_waybill
from orderdesk.hub.initials import pinyin_initials
from tests.conftest import START

MONDAY = date(2026, 11, 2)


def test_initials_give_each_reading_of_a_character_that_has_two() -> None:
    assert pinyin_initials("宁波北仑顺驰汽修厂") == "nbblscqxc"
    assert set(pinyin_initials("重庆商行").split()) == {"cqsh", "zqsh", "cqsx", "zqsx"}
    assert pinyin_initials("全合成机油 SP 5W-30 4L").startswith("qhcjysp5w304l")


def test_initials_keep_characters_without_a_reading_out_of_the_way() -> None:
    assert pinyin_initials("王A1🚗厂").endswith("c")


@pytest.mark.parametrize("carrier", ["SF", "YTO", "ZTO", "STO", "YUNDA", "JT", "JD", "DEPPON", "EMS", "ANE"])
def test_waybill_numbers_have_their_carriers_shape_and_come_once(carrier: str) -> None:
    numbers = WaybillNumbers(stream(1, "waybills"))
    found = [numbers.next(carrier) for _ in range(2_000)]
    assert len(set(found)) == len(found)
    verdicts = {check_waybill(each, carrier, known_barcode=False, on=MONDAY).severity for each in found}
    assert verdicts == {Severity.FINE}


def test_ids_of_a_stream_rise_and_follow_from_the_seed() -> None:
    one, two = Ids(3, "orders"), Ids(3, "orders")
    first = [one.next(START + timedelta(milliseconds=place)) for place in range(500)]
    assert first == [two.next(START + timedelta(milliseconds=place)) for place in range(500)]
    assert all(earlier.int < later.int for earlier, later in pairwise(first))
    assert {each.version for each in first} == {7}


def test_weights_decide_how_often_something_is_drawn() -> None:
    dice, draw = stream(1, "weights"), Weighted(("often", "never", "seldom"), (9, 0, 1))
    found = [draw.draw(dice) for _ in range(2_000)]
    assert found.count("never") == 0
    assert found.count("often") > 6 * found.count("seldom")


def test_orders_are_spread_to_the_last_one_with_a_peak_before_the_eleventh_of_november() -> None:
    days = dict(spread(10_000, date(2025, 11, 3), date(2026, 11, 2)))
    assert sum(days.values()) == 10_000
    assert days[date(2025, 11, 11)] > 1.6 * days[date(2025, 11, 18)]
    assert days[date(2026, 2, 18)] < days[date(2026, 3, 4)] / 4


def test_a_made_up_sunday_is_worked_and_a_holiday_is_not() -> None:
    assert is_working_day(date(2026, 9, 20))
    assert not is_working_day(date(2026, 10, 1))
    assert local_day(into_shift(at_local(date(2026, 9, 30), 19))) == date(2026, 10, 8)


def test_the_last_pick_up_of_a_saturday_is_followed_by_one_on_monday() -> None:
    assert next_pick_up(at_local(date(2026, 10, 31), 17)) == at_local(date(2026, 10, 31), 18, 10)
    assert next_pick_up(at_local(date(2026, 10, 31), 19)) == at_local(MONDAY, 12)


@pytest.mark.parametrize("kind", DEFECTS)
def test_every_kind_of_defect_changes_an_address(kind: str) -> None:
    contact = Contact("陈洁", "10012345678", "浙江省", "宁波市", "北仑区", "大碶街道灵江路388号3幢2楼")
    assert spoil(contact, kind, stream(1, kind)) != contact


def test_phones_belong_to_nobody() -> None:
    dice = stream(1, "phones")
    assert {draw_mobile(dice)[:3] for _ in range(200)} <= {"100", "101"}
    landlines = [phone for phone in (draw_phone(dice, CITIES[0]) for _ in range(400)) if "-" in phone]
    assert {phone.split("-")[1][0] for phone in landlines} == {"1"}


def test_some_names_have_characters_that_old_encodings_lack() -> None:
    dice = stream(1, "names")
    names = {draw_person(dice) for _ in range(3_000)}
    assert any(ord(character) > 0xFFFF for name in names for character in name)


def test_tax_numbers_carry_their_check_character() -> None:
    dice = stream(1, "tax")
    assert all(uscc.is_valid(draw_tax_no(dice, CITIES[0])) for _ in range(50))


def test_a_journey_ends_with_a_signature_a_refusal_or_nothing() -> None:
    dice = stream(1, "journeys")
    scans = journey(dice, START, "宁波市", "浙江省", method="courier")
    assert [scan.at for scan in scans] == sorted(scan.at for scan in scans)
    assert node_of(scans[-1].code) is Node.DELIVERED
    assert node_of(refuse(scans, dice)[-1].code) is Node.RETURNING
    assert len(lose(scans)) == 2
    silent = stall(scans, 2, timedelta(hours=30))
    assert silent[2].at - silent[1].at == timedelta(hours=30)
