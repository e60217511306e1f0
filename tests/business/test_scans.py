"""Whatever a scanner sends becomes one plain code or a named refusal."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.barcodes import (
    gtin_check_digit,
    has_s10_check_digit,
    is_gtin,
    s10_check_digit,
)
from orderdesk.domain.days import local_day
from orderdesk.domain.numbers import order_no, parcel_no
from orderdesk.domain.scans import Card, ScanKind, Scanned, classify, normalise
from orderdesk.errors import Refused

DAY = date(2026, 11, 21)
ORDER = order_no(DAY, "A7", 123)
PARCEL = parcel_no(DAY, "A7", 123)
FILTER = "6901234567892"


def sort(text: str) -> Scanned:
    return classify(text, is_barcode=lambda code: code in {FILTER, ORDER[:8]}, is_badge=lambda code: code == "EMP042")


def plain_or_code(raw: str) -> str:
    try:
        return normalise(raw)
    except Refused as refusal:
        return refusal.code


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("yt8962646785389\r\n", "YT8962646785389"),
        ("ＳＦ１３８５６２８７１６７３９", "SF1385628716739"),
        ("]C1YT8962646785389", "YT8962646785389"),
        ("]E06901234567892", "6901234567892"),
        ("  7361 0555 5828 83 \t", "73610555582883"),
        ("\x02JT5261988016578\x03", "JT5261988016578"),
        ("\ufeffJT5261988016578", "JT5261988016578"),
        ("～CMD-UNDO", "~CMD-UNDO"),
    ],
)
def test_a_scan_is_made_plain(raw: str, plain: str) -> None:
    assert normalise(raw) == plain


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "scan.empty"),
        (" \r\n", "scan.empty"),
        ("https://example.com/t?no=1", "scan.is_url"),
        ("WWW.EXAMPLE.COM/A", "scan.is_url"),
        ("weixin://dl/business", "scan.is_url"),
        ("A" * 65, "scan.too_long"),
        ('{"no":"1"}', "scan.bad_characters"),
        ("订单", "scan.bad_characters"),
    ],
)
def test_what_is_no_code_is_refused_by_name(raw: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        normalise(raw)
    assert refusal.value.code == code


def test_a_number_is_taken_from_a_web_address_only_when_that_is_set() -> None:
    assert normalise("https://u.example/w?nu=yt8962646785389&x=1", url_keys=("nu",)) == "YT8962646785389"


@given(st.text(max_size=80))
def test_making_plain_is_stable_and_never_crashes(raw: str) -> None:
    plain = plain_or_code(raw)
    assert plain.startswith("scan.") or (plain == plain.upper() and plain.isascii() and plain_or_code(plain) == plain)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("~CMD-UNDO", ScanKind.CARD),
        ("~BDG-0042", ScanKind.BADGE),
        ("EMP042", ScanKind.BADGE),
        ("~BIN-Y03", ScanKind.BIN),
        (PARCEL, ScanKind.PARCEL),
        (ORDER, ScanKind.ORDER),
        (f"{ORDER}-2", ScanKind.SHIPMENT),
        (FILTER, ScanKind.PRODUCT),
        ("SF1385628716739", ScanKind.CODE),
        ("6901234567885", ScanKind.CODE),
    ],
)
def test_a_code_is_sorted(text: str, kind: ScanKind) -> None:
    assert sort(text).kind is kind


def test_a_damaged_number_of_ours_is_told_from_a_waybill() -> None:
    swapped = ORDER[:-3] + ORDER[-2] + ORDER[-3] + ORDER[-1]
    damaged = swapped if swapped != ORDER else ORDER[:-1] + ("Z" if ORDER[-1] != "Z" else "W")
    assert sort(damaged).kind is ScanKind.DAMAGED
    assert sort(f"{damaged}-1").kind is ScanKind.DAMAGED


def test_an_unknown_barcode_is_still_known_to_be_one() -> None:
    assert sort("6901234567892").is_gtin
    assert sort("4006381333931").is_gtin
    assert not sort("4006381333932").is_gtin


def test_a_product_may_bring_its_serial_number() -> None:
    scanned = sort(f"{FILTER}|SN-000017")
    assert (scanned.kind, scanned.text, scanned.serial) == (ScanKind.PRODUCT, FILTER, "SN-000017")


def test_every_card_is_read_back_from_its_code() -> None:
    for card in Card:
        assert sort(card.code).card is card


@pytest.mark.parametrize("text", ["~CMD-EXPLODE", "~XYZ"])
def test_an_unknown_card_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        sort(text)
    assert refusal.value.code == "scan.unknown_card"


@pytest.mark.parametrize(("serial", "digit"), [("00071761", 8), ("00071758", 1), ("96633102", 0), ("76129403", 8)])
def test_s10_check_digits_agree_with_published_ones(serial: str, digit: int) -> None:
    assert s10_check_digit(serial) == digit
    assert has_s10_check_digit(f"EE{serial}{digit}CN")
    assert not has_s10_check_digit(f"EE{serial}{(digit + 1) % 10}CN")


@given(st.text(alphabet="0123456789", min_size=12, max_size=12), st.integers(min_value=0, max_value=12))
def test_a_wrong_digit_in_a_product_barcode_is_caught(digits: str, place: int) -> None:
    code = digits + str(gtin_check_digit(digits))
    assert is_gtin(code)
    wrong = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
    assert not is_gtin(wrong)


def test_cartons_and_short_codes_are_product_barcodes_too() -> None:
    assert is_gtin("10012345678902")
    assert is_gtin("96385074")
    assert not is_gtin("10012345678903")


def test_the_local_day_is_that_of_shanghai() -> None:
    assert local_day(datetime(2026, 11, 21, 16, 30, tzinfo=UTC)) == date(2026, 11, 22)
    with pytest.raises(ValueError, match="aware"):
        local_day(datetime(2026, 11, 21))  # noqa: DTZ001  # a naive time is what the test is about
