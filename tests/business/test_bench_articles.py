"""Codes of articles, measured goods and suspicious numbers: what counts, what is asked about, what is refused."""

from __future__ import annotations

import pytest

from orderdesk.domain.bench import expected
from orderdesk.domain.bench_facts import BenchMode
from orderdesk.domain.bench_intents import BindWaybill, VerifyItem
from orderdesk.domain.bench_state import Phase, VerdictKind
from tests.business.bench_desk import FILTER, OIL, PLUG, Desk, item, number

WAYBILL = "SF1385628716739"
YTO_NUMBER = "YT8962646785389"
ZTO_NUMBER = "73610555582883"


@pytest.fixture
def desk() -> Desk:
    """A bench that verifies what has a barcode."""
    return Desk()


# -- codes of articles -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [BenchMode.VERIFY_KNOWN, BenchMode.VERIFY_ALL])
def test_the_code_of_an_article_without_barcode_counts_as_the_article(mode: BenchMode) -> None:
    desk = Desk(mode)
    desk.order(1, item(1, "BAG-100-XL", 2, has_barcode=False), item(1, "OIL-4L", 1, line=2))
    desk.scan(number(1))
    assert [desk.scan("bag-100-xl").code for _ in range(2)] == ["bench.item_ok"] * 2
    assert desk.scan("BAG-100-XL").code == "bench.over_scan"
    desk.scan(OIL)
    assert desk.scan(WAYBILL).kind is VerdictKind.DONE
    verified = [intent.barcode for intent in desk.said if isinstance(intent, VerifyItem) and intent.verified]
    assert verified == ["BAG-100-XL", "BAG-100-XL", OIL]


def test_the_code_on_the_shelf_does_not_count_for_an_article_that_has_a_barcode(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    desk.scan(number(1))
    verdict = desk.scan("OIL-4L")
    assert (verdict.code, verdict.stays, desk.intents) == ("bench.scan_barcode", True, ())
    assert desk.scan(OIL).kind is VerdictKind.OK


def test_the_code_of_an_article_outside_the_parcel_never_becomes_its_waybill(desk: Desk) -> None:
    desk.sku_codes.add("BRAKE-PAD-7788")
    desk.order(1, item(1, "OIL-4L", 1))
    desk.scan(number(1))
    assert desk.scan("BRAKE-PAD-7788").code == "bench.wrong_item"
    desk.scan(OIL)
    assert [desk.scan("BRAKE-PAD-7788").code for _ in range(2)] == ["waybill.is_product"] * 2
    assert desk.bound == {}
    assert desk.scan(WAYBILL).kind is VerdictKind.DONE


def test_the_code_of_an_article_is_no_parcel_to_open(desk: Desk) -> None:
    desk.sku_codes.add("BRAKE-PAD-7788")
    assert desk.scan("BRAKE-PAD-7788").code == "bench.scan_parcel_first"


# -- suspicious waybills -----------------------------------------------------------------------------------------------


def test_a_number_in_another_couriers_shape_names_the_courier_and_asks_for_the_same_scan(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    for text in (number(1), OIL):
        desk.scan(text)
    verdict = desk.scan(YTO_NUMBER)
    assert (verdict.kind, verdict.code, verdict.facts["looks_like"]) == (
        VerdictKind.HINT,
        "bench.looks_like",
        ("YTO",),
    )
    assert expected(desk.state) == ("waybill_again", YTO_NUMBER)
    assert (desk.bound, desk.intents) == ({}, ())
    assert desk.scan(YTO_NUMBER).kind is VerdictKind.DONE
    assert [intent.confirmed for intent in desk.said if isinstance(intent, BindWaybill)] == [True]


def test_the_right_label_after_a_suspicious_one_is_taken_at_once(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    for text in (number(1), OIL, YTO_NUMBER):
        desk.scan(text)
    assert desk.scan(WAYBILL).kind is VerdictKind.DONE
    assert list(desk.bound.values()) == [WAYBILL]


def test_an_old_shape_of_ones_own_that_is_anothers_present_one_is_asked_about_too(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1), carrier_code="STO")
    for text in (number(1), OIL):
        desk.scan(text)
    assert desk.scan("5323456789012").facts["looks_like"] == ("YUNDA",)


def test_a_label_of_another_courier_among_the_items_says_that_items_are_missing(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    desk.scan(number(1))
    assert desk.scan(YTO_NUMBER).code == "bench.items_missing"


# -- serial numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", [WAYBILL, YTO_NUMBER, ZTO_NUMBER])
def test_a_number_in_a_couriers_shape_is_a_serial_number_only_when_it_is_scanned_twice(desk: Desk, label: str) -> None:
    desk.order(1, item(1, "IR-K7", 2, tracks_serial=True))
    for text in (number(1), PLUG):
        desk.scan(text)
    verdict = desk.scan(label)
    assert (verdict.kind, verdict.code, desk.intents) == (VerdictKind.HINT, "bench.serial_again", ())
    assert expected(desk.state) == ("serial_again", label)
    assert desk.scan("SN0001").kind is VerdictKind.OK
    desk.scan(PLUG)
    assert desk.scan(label).code == "bench.serial_again"
    assert desk.scan(label).kind is VerdictKind.OK
    assert [intent.serials for intent in desk.said if isinstance(intent, VerifyItem)] == [("SN0001",), (label,)]


def test_the_code_of_any_article_is_no_serial_number(desk: Desk) -> None:
    desk.sku_codes.add("BRAKE-PAD-7788")
    desk.order(1, item(1, "IR-K7", 1, tracks_serial=True))
    for text in (number(1), PLUG):
        desk.scan(text)
    assert desk.scan("BRAKE-PAD-7788").code == "bench.scan_serial_first"


# -- quantities --------------------------------------------------------------------------------------------------------


def test_metres_are_counted_to_the_end_and_may_be_typed_in_parts(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 0, unit="m", needed=2_500), item(1, "OF-2231", 1, line=2))
    desk.scan(number(1))
    assert desk.state.box is not None
    assert desk.state.box.pieces() == (0, 2)
    desk.scan(OIL)
    assert desk.scan("~QTY-0.25").facts["done"] == 1_250
    desk.scan(OIL)
    assert desk.scan(OIL).facts["done"] == 2_500
    assert desk.state.box.pieces() == (1, 2)
    assert desk.scan(OIL).code == "bench.over_scan"
    desk.scan(FILTER)
    assert desk.scan(WAYBILL).kind is VerdictKind.DONE
    assert sum(desk.contents.values()) == 3_500


def test_a_part_of_a_piece_is_never_counted(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 24, type_above=10, unit="只"))
    for text in (number(1), OIL):
        desk.scan(text)
    verdict = desk.scan("~QTY-2.5")
    assert (verdict.code, verdict.stays, desk.intents) == ("quantity.not_whole", True, ())


def test_a_quantity_card_counts_like_typing(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 24, type_above=10))
    assert desk.scan("~QTY-12").code == "bench.scan_parcel_first"
    desk.scan(number(1))
    assert desk.scan("~QTY-12").code == "bench.typing_not_allowed"
    desk.scan(OIL)
    assert desk.scan("~QTY-12").kind is VerdictKind.OK
    assert desk.scan("~QTY-12").kind is VerdictKind.OVER_SCAN
    assert desk.scan("~QTY-11").kind is VerdictKind.OK
    assert desk.state.phase is Phase.READY_FOR_WAYBILL
    assert desk.scan("~QTY-many").code == "scan.unknown_card"


def test_what_was_typed_stands_in_the_history(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 24, type_above=10))
    for text in (number(1), OIL):
        desk.scan(text)
    desk.type(23)
    assert desk.state.history[-1].text == "× 23"


# -- when it was bound -------------------------------------------------------------------------------------------------


def test_the_time_of_a_binding_stays_when_more_is_scanned(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    for text in (number(1), OIL, WAYBILL):
        desk.scan(text)
    bound_at = desk.now
    for text in (WAYBILL, "NONSENSE", "~CMD-ACK"):
        desk.scan(text)
    assert desk.state.box is not None
    assert desk.state.box.bound_at == bound_at
    desk.scan("~CMD-UNDO")
    assert desk.state.box.bound_at is None


def test_the_next_box_of_an_order_has_not_been_bound_yet(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 2))
    for text in (number(1), OIL, "~CMD-NEXTBOX", WAYBILL):
        desk.scan(text)
    assert desk.state.box is not None
    assert desk.state.box.bound_at is None
