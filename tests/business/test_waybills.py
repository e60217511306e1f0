"""A waybill is judged for the parcel's carrier; a product barcode never passes."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files
from random import Random

import pytest

from orderdesk.domain.barcodes import gtin_check_digit
from orderdesk.domain.numbers import order_no, parcel_no
from orderdesk.domain.waybill_rules import BUILT_IN_RULES, RULE_OF_CARRIER, Severity, WaybillRule
from orderdesk.domain.waybills import Finding, carriers_with_shape, check_waybill, issues_own_number, split_package

DAY = date(2026, 11, 21)


def judge(code: str, carrier: str, *, known_barcode: bool = False) -> Finding:
    return check_waybill(code, carrier, known_barcode=known_barcode, on=DAY)


SAMPLES = [
    ("SF1385628716739", "SF"),
    ("YT8962646785389", "YTO"),
    ("73610555582883", "ZTO"),
    ("773277027280336", "STO"),
    ("463431409940372", "YUNDA"),
    ("JT5261988016578", "JT"),
    ("JDVA00049341283", "JD"),
    ("JDVA00049341283-1-3-", "JD"),
    ("DPK202252612836", "DEPPON"),
    ("1207119765021", "EMS"),
    ("1207119765021", "POST"),
    ("EE000717618CN", "EMSINTL"),
    ("621000000000001", "CAINIAO"),
]


@pytest.mark.parametrize(("code", "carrier"), SAMPLES)
def test_a_number_of_today_is_taken_at_once(code: str, carrier: str) -> None:
    assert judge(code, carrier).severity is Severity.FINE


@pytest.mark.parametrize(
    ("code", "carrier"),
    [("254412284165", "SF"), ("881234567890123456", "YTO"), ("G0012345678", "YTO"), ("12345678", "DEPPON")],
)
def test_an_old_but_real_number_is_taken_with_a_remark(code: str, carrier: str) -> None:
    finding = judge(code, carrier)
    assert (finding.severity, finding.code) == (Severity.NOTE, "waybill.old_shape")


@pytest.mark.parametrize(("code", "carrier"), SAMPLES)
def test_a_cut_off_or_doubled_digit_asks_for_another_scan(code: str, carrier: str) -> None:
    number = split_package(code).number
    for damaged in (number[:-1], number[:5] + number[4:]):
        assert judge(damaged, carrier).severity in (Severity.ASK, Severity.HARD), damaged


@pytest.mark.parametrize("carrier", ["SF", "YTO", "ZTO", "STO", "YUNDA", "JT", "JD", "DEPPON", "EMS", "BEST", "ANE"])
def test_a_known_product_barcode_is_blocked_for_every_carrier(carrier: str) -> None:
    finding = judge("6901234567892", carrier, known_barcode=True)
    assert finding.is_refused
    assert finding.code == "waybill.is_product"


@pytest.mark.parametrize("carrier", ["STO", "YUNDA", "EMS", "POST", "BEST"])
def test_a_chinese_product_shape_is_asked_about_even_when_unknown(carrier: str) -> None:
    finding = judge("6901234567892", carrier)
    assert (finding.severity, finding.code) == (Severity.ASK, "waybill.product_shape")


@pytest.mark.parametrize("code", [order_no(DAY, "A7", 1), parcel_no(DAY, "A7", 1), "~CMD-UNDO"])
def test_our_own_numbers_are_never_waybills(code: str) -> None:
    assert judge(code, "SF").code == "waybill.is_our_number"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("SF12345", "waybill.bad_length"),
        ("1" * 33, "waybill.bad_length"),
        ("SF1385628716739*", "waybill.bad_characters"),
        ("JDVA00049341283-4-3-", "waybill.bad_package_count"),
    ],
)
def test_what_cannot_be_a_waybill_is_refused(code: str, reason: str) -> None:
    assert judge(code, "JD").code == reason


def test_only_the_postal_check_digit_refuses() -> None:
    assert judge("EE000717619CN", "EMS").code == "waybill.bad_check_digit"
    assert judge("EE000717618CN", "EMS").severity is Severity.FINE


def test_another_couriers_number_is_asked_about_and_named() -> None:
    finding = judge("YT8962646785389", "SF")
    assert (finding.severity, finding.facts["looks_like"]) == (Severity.ASK, ("YTO",))
    assert judge("YT8962646785389", "BEST").severity is Severity.ASK


def test_a_carrier_without_known_shapes_takes_its_numbers_with_a_note() -> None:
    assert judge("A1234567890", "ZJS").code == "waybill.no_shape_known"


def test_a_rule_counts_only_on_its_days() -> None:
    rules = [WaybillRule("sf", r"NEW\d{9}", valid_from=date(2026, 12, 1), valid_to=date(2026, 12, 31))]
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1)]
    found = [check_waybill("NEW123456789", "SF", known_barcode=False, on=day, rules=rules).severity for day in days]
    assert found == [Severity.NOTE, Severity.FINE, Severity.FINE, Severity.NOTE]


def test_the_box_count_is_taken_off_a_number() -> None:
    package = split_package("JDVA00049341283-2-3-")
    assert (package.number, package.index, package.total, package.piece) == ("JDVA00049341283", 2, 3, "2")
    assert split_package("JDVA00049341283N1S3H5").piece == "1"
    assert split_package("JDVA00049341283-1-1-").piece == ""
    assert split_package("153636597-1-1-").number == "153636597"
    assert split_package("SF1385628716739").number == "SF1385628716739"


def test_shapes_belong_to_carriers_of_the_master_list() -> None:
    text = files("resources").joinpath("carriers.csv").read_text(encoding="utf-8")
    listed = {row["code"]: row["waybill_rule"] for row in csv.DictReader(text.splitlines()) if row["waybill_rule"]}
    assert listed == RULE_OF_CARRIER
    assert {rule.name for rule in BUILT_IN_RULES} == set(RULE_OF_CARRIER.values())


def test_a_hint_of_carriers_names_all_that_fit() -> None:
    assert set(carriers_with_shape("SF1385628716739", on=DAY)) == {"SF", "SFKY"}
    assert carriers_with_shape("???", on=DAY) == ()


def _misscans(random: Random) -> list[tuple[str, bool]]:
    """Codes that lie about on a bench, each with whether it is a barcode of ours."""
    digits = f"69{random.randrange(10**10):010d}"
    number = f"SF1{random.randrange(10**12):012d}"
    place = random.randrange(2, 14)
    return [
        (digits + str(gtin_check_digit(digits)), True),
        (digits + str(gtin_check_digit(digits)), False),
        (order_no(DAY, "A7", random.randrange(1, 99_999)), False),
        (parcel_no(DAY, "A7", random.randrange(1, 99_999)), False),
        (f"YT{random.randrange(10**13):013d}", False),
        (f"7361{random.randrange(10**10):010d}", False),
        (number[:place], False),
        (number[:place] + number[place - 1] + number[place:], False),
    ]


def test_no_misscan_is_taken_for_a_waybill_at_the_first_scan() -> None:
    random = Random(20261121)
    for _ in range(2_000):
        for code, known in _misscans(random):
            assert judge(code, "SF", known_barcode=known).severity in (Severity.ASK, Severity.HARD), code


def test_good_numbers_are_never_asked_about() -> None:
    random = Random(20261121)
    for _ in range(2_000):
        assert judge(f"SF{random.randrange(10**13):013d}", "SF").severity is Severity.FINE
        assert judge(f"JT{random.randrange(10**13):013d}", "JT").severity is Severity.FINE


@pytest.mark.parametrize(
    ("method", "carrier", "ours"),
    [
        ("courier", "SF", False),
        ("courier", None, False),
        ("freight", "ANE", False),
        ("freight", None, True),
        ("own_van", None, True),
        ("pick_up", "own", True),
    ],
)
def test_we_issue_the_number_where_no_carrier_does(method: str, carrier: str | None, ours: bool) -> None:
    assert issues_own_number(method, carrier) is ours
