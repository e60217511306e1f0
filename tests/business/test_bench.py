"""The packing bench, scan by scan: what opens, counts, binds and closes, and how every mistake is answered."""

from __future__ import annotations

import pytest

from orderdesk.domain.bench import expected
from orderdesk.domain.bench_facts import BadgeFact, BenchMode, ParcelState, WaybillFact
from orderdesk.domain.bench_intents import (
    BindWaybill,
    CallSupervisor,
    CloseParcel,
    OpenParcel,
    SwitchUser,
    VerifyItem,
)
from orderdesk.domain.bench_refusals import REFUSALS
from orderdesk.domain.bench_state import SOUNDS, Phase, VerdictKind
from orderdesk.domain.nodes import Node
from tests.business.bench_desk import CARTON, FILTER, FUSE, OIL, PLUG, SPACE, Desk, item, number

WAYBILL = "SF1385628716739"
OTHER_WAYBILL = "SF1486000003911"


@pytest.fixture
def desk() -> Desk:
    """A bench that verifies what has a barcode."""
    return Desk()


def test_three_lines_take_five_scans_and_the_last_one_closes(desk: Desk) -> None:
    packable = desk.order(1, item(1, "OIL-4L", 1), item(1, "OF-2231", 1, line=2), item(1, "IR-K7", 1, line=3))
    verdicts = [desk.scan(text) for text in (packable.order_no, OIL, FILTER, PLUG, WAYBILL)]
    assert [verdict.kind for verdict in verdicts] == [VerdictKind.OK] * 4 + [VerdictKind.DONE]
    assert [type(intent) for intent in desk.said] == [OpenParcel, *[VerifyItem] * 3, BindWaybill, CloseParcel]
    assert desk.state.phase is Phase.DONE
    assert len(desk.closed) == 1


def test_a_waybill_that_was_issued_beforehand_opens_the_parcel_and_the_last_item_closes(desk: Desk) -> None:
    packable = desk.order(
        1, item(1, "OIL-4L", 1), item(1, "OF-2231", 1, line=2), item(1, "IR-K7", 1, line=3), waybill_no=WAYBILL
    )
    desk.issued[WAYBILL] = packable.order_no
    verdicts = [desk.scan(text) for text in (WAYBILL, OIL, FILTER, PLUG)]
    assert verdicts[-1].kind is VerdictKind.DONE
    assert list(desk.bound.values()) == [WAYBILL]
    assert len(desk.closed) == 1


def test_bind_only_takes_two_scans_in_either_order() -> None:
    desk = Desk(BenchMode.BIND_ONLY)
    first = desk.order(1, item(1, "OIL-4L", 2))
    desk.scan(first.order_no)
    assert desk.scan(WAYBILL).kind is VerdictKind.DONE
    second = desk.order(2, item(2, "OIL-4L", 1), waybill_no=OTHER_WAYBILL)
    desk.issued[OTHER_WAYBILL] = second.order_no
    assert desk.scan(OTHER_WAYBILL).kind is VerdictKind.OK
    assert desk.state.phase is Phase.READY_FOR_WAYBILL
    assert desk.scan(second.order_no).kind is VerdictKind.DONE
    assert len(desk.closed) == 2


def test_what_nobody_scanned_goes_in_as_not_verified() -> None:
    desk = Desk(BenchMode.BIND_ONLY)
    desk.scan(desk.order(1, item(1, "OIL-4L", 2)).order_no)
    desk.scan(WAYBILL)
    items = [intent for intent in desk.said if isinstance(intent, VerifyItem)]
    assert [(intent.quantity, intent.verified) for intent in items] == [(2_000, False)]


def test_items_without_barcode_are_asked_for_only_where_the_bench_verifies_all() -> None:
    for mode, phase in ((BenchMode.VERIFY_KNOWN, Phase.READY_FOR_WAYBILL), (BenchMode.VERIFY_ALL, Phase.VERIFYING)):
        desk = Desk(mode)
        desk.order(1, item(1, "OIL-4L", 1), item(1, "BULK", 1, line=2, has_barcode=False))
        desk.scan(number(1))
        desk.scan(OIL)
        assert desk.state.phase is phase


def test_a_parcel_in_which_nothing_can_be_scanned_needs_box_and_label(desk: Desk) -> None:
    desk.order(1, item(1, "BULK", 1, has_barcode=False), waybill_no=WAYBILL)
    desk.issued[WAYBILL] = number(1)
    assert desk.scan(WAYBILL).kind is VerdictKind.OK
    assert expected(desk.state) == ("parcel_again", desk.state.box.parcel_no if desk.state.box else "")
    assert desk.scan(number(1)).kind is VerdictKind.DONE


def test_goods_for_our_own_van_need_no_waybill_scan(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1), delivery_method="own_van", carrier_code="VAN")
    desk.scan(number(1))
    assert desk.scan(OIL).kind is VerdictKind.DONE
    assert desk.said[-1] == CloseParcel(next(iter(desk.closed)), desk.state.order_ids, issue_number=True)


def test_goods_for_pick_up_are_confirmed_by_their_own_code_at_a_bench_that_only_binds() -> None:
    desk = Desk(BenchMode.BIND_ONLY)
    desk.order(1, item(1, "OIL-4L", 1), delivery_method="pick_up", carrier_code="PICKUP")
    desk.scan(number(1))
    assert desk.scan(WAYBILL).code == "bench.no_waybill_here"
    assert desk.scan(number(1)).kind is VerdictKind.DONE


def test_a_carton_counts_all_its_pieces_over_the_lines_of_the_sku(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 4), item(1, "OIL-4L", 3, line=2))
    desk.scan(number(1))
    desk.scan(CARTON)
    assert [intent.quantity for intent in desk.intents if isinstance(intent, VerifyItem)] == [4_000, 2_000]


def test_a_carton_that_holds_more_than_is_wanted_says_so(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 2))
    desk.scan(number(1))
    verdict = desk.scan(CARTON)
    assert (verdict.kind, verdict.code) == (VerdictKind.OVER_SCAN, "bench.carton_over")
    assert (verdict.facts["n"], verdict.facts["wanted"]) == (6_000, 2_000)
    assert desk.intents == ()


def test_a_wrong_item_says_what_was_scanned_and_what_is_wanted(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    desk.scan(number(1))
    verdict = desk.scan(FILTER)
    assert (verdict.kind, verdict.code, verdict.sound) == (VerdictKind.WRONG_ITEM, "bench.wrong_item", "wrong")
    assert verdict.facts["scanned"] == FILTER
    assert verdict.facts["expected"] == "OIL-4L Part OIL-4L"
    assert desk.intents == ()


def test_one_too_many_is_refused_and_changes_nothing(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1), item(1, "OF-2231", 1, line=2))
    for text in (number(1), OIL):
        desk.scan(text)
    verdict = desk.scan(OIL)
    assert (verdict.kind, verdict.code, verdict.sound) == (VerdictKind.OVER_SCAN, "bench.over_scan", "over")
    assert desk.intents == ()


def test_a_refusal_stays_until_the_next_valid_scan_however_long_it_takes(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1), item(1, "OF-2231", 1, line=2))
    desk.scan(number(1))
    refused = desk.scan(PLUG)
    assert refused.stays
    assert desk.scan(PLUG, after_ms=200).kind is VerdictKind.TICK
    assert desk.state.verdict == refused
    desk.scan(OIL, after_ms=3_600_000)
    assert desk.state.verdict is not None
    assert desk.state.verdict.code == "bench.item_ok"


def test_the_acknowledge_card_clears_a_refusal_and_says_what_is_expected(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    desk.scan(number(1))
    desk.scan(FILTER)
    verdict = desk.scan("~CMD-ACK")
    assert (verdict.stays, verdict.facts["expected"]) == (False, "OIL-4L Part OIL-4L")


def test_a_second_shot_of_one_pull_is_only_a_tick(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 2))
    desk.scan(number(1))
    desk.scan(OIL)
    assert desk.scan(OIL, after_ms=299).kind is VerdictKind.TICK
    assert desk.scan(OIL, after_ms=300).kind is VerdictKind.OK
    assert [record.verdict.kind for record in desk.state.history].count(VerdictKind.TICK) == 1


def test_twenty_scans_in_a_second_are_all_recorded_and_counted(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 10), item(1, "OF-2231", 10, line=2))
    desk.scan(number(1))
    for _ in range(10):
        desk.scan(OIL, after_ms=50)
        desk.scan(FILTER, after_ms=50)
    assert len(desk.state.history) == 21
    assert [intent.quantity for intent in desk.said if isinstance(intent, VerifyItem)] == [1_000] * 20
    assert desk.state.phase is Phase.READY_FOR_WAYBILL


def test_a_long_line_may_be_typed_after_one_scan_where_the_sku_allows_it(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 24, type_above=10), item(1, "OF-2231", 5, line=2, type_above=10))
    desk.scan(number(1))
    assert desk.type(23).code == "bench.typing_not_allowed"
    desk.scan(OIL)
    verdict = desk.type(24)
    assert (verdict.kind, verdict.code) == (VerdictKind.OVER_SCAN, "bench.typed_over")
    assert (verdict.facts["n"], verdict.facts["wanted"]) == (24_000, 23_000)
    assert desk.type(23).kind is VerdictKind.OK
    desk.scan(FILTER)
    assert desk.type(4).code == "bench.typing_not_allowed"


def test_a_serial_part_is_never_typed_and_wants_each_serial_once(desk: Desk) -> None:
    desk.order(1, item(1, "IR-K7", 3, tracks_serial=True, type_above=1))
    desk.scan(number(1))
    assert desk.scan(PLUG).code == "bench.scan_serial"
    assert desk.scan(PLUG).code == "bench.scan_serial_first"
    assert desk.scan("SN0001").kind is VerdictKind.OK
    assert desk.type(2).code == "bench.typing_not_allowed"
    assert desk.scan(f"{PLUG}|SN0001").code == "bench.serial_repeated"
    assert desk.scan(f"{PLUG}|SN0002").kind is VerdictKind.OK
    assert [intent.serials for intent in desk.said if isinstance(intent, VerifyItem)] == [("SN0001",), ("SN0002",)]


def test_a_serial_number_is_neither_the_code_of_an_article_nor_a_waybill(desk: Desk) -> None:
    desk.order(1, item(1, "IR-K7", 1, tracks_serial=True), item(1, "BAG-1", 1, line=2, has_barcode=False))
    desk.known_waybills.append(WaybillFact("SF", WAYBILL, "issued"))
    desk.scan(number(1))
    desk.scan(PLUG)
    for wrong in ("BAG-1", WAYBILL, PLUG):
        verdict = desk.scan(wrong)
        assert (verdict.code, verdict.facts["sku_code"]) == ("bench.scan_serial_first", "IR-K7")
    assert desk.scan("SN0001").kind is VerdictKind.OK


def test_a_waybill_before_the_last_item_is_refused(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 2))
    desk.scan(number(1))
    verdict = desk.scan(WAYBILL)
    assert (verdict.code, verdict.facts["done"], verdict.facts["needed"]) == ("bench.items_missing", 0, 2_000)


def test_an_unknown_shape_is_taken_when_it_is_scanned_twice(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    for text in (number(1), OIL):
        desk.scan(text)
    assert desk.scan("SF99887766").code == "bench.scan_again"
    assert desk.scan("SF99887766", after_ms=100).kind is VerdictKind.TICK
    assert desk.intents == ()
    assert desk.scan("SF99887766").kind is VerdictKind.DONE
    assert [intent.confirmed for intent in desk.said if isinstance(intent, BindWaybill)] == [True]


def test_another_number_in_between_starts_the_confirmation_anew(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    for text in (number(1), OIL, "SF99887766", "SF99887767"):
        desk.scan(text)
    assert desk.scan("SF99887766").code == "bench.scan_again"
    desk.scan(FUSE)
    assert desk.scan("SF99887766").code == "bench.scan_again"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (FILTER, "waybill.is_product"),
        (OIL, "bench.over_scan"),
        (number(2), "bench.finish_first"),
        (number(2)[:-1] + ("Z" if number(2)[-1] != "Z" else "W"), "bench.damaged_number"),
        ("SF1000000000001", "bench.bound_elsewhere"),
        ("SF1000000000002", "bench.waybill_void"),
        ("YT1000000000003", "bench.other_carrier"),
        ("SF1000000000004", "bench.issued_elsewhere"),
        ("SF123", "waybill.bad_length"),
        ("SF1385628716739*", "waybill.bad_characters"),
        ("JDVA00049341283-4-3-", "waybill.bad_package_count"),
        ("https://example.com", "scan.is_url"),
        ("~CMD-NONSENSE", "scan.unknown_card"),
        ("~BIN-Y03", "bench.bin_not_now"),
        ("~BDG-0001", "bench.unknown_badge"),
        ("~CMD-NEXTBOX", "bench.card_not_now"),
        ("~CMD-SHORT", "bench.card_not_now"),
    ],
)
def test_whatever_is_not_this_parcels_waybill_is_refused_by_name(desk: Desk, text: str, code: str) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    desk.order(2, item(2, "OIL-4L", 1), waybill_no="SF1000000000004")
    desk.issued["SF1000000000004"] = number(2)
    desk.known_waybills = [
        WaybillFact("SF", "SF1000000000001", "bound", SPACE, "PK0"),
        WaybillFact("SF", "SF1000000000002", "void"),
        WaybillFact("YTO", "YT1000000000003", "issued"),
    ]
    for scanned in (number(1), OIL):
        desk.scan(scanned)
    verdict = desk.scan(text)
    assert verdict.code == code
    assert verdict.stays
    assert (verdict.facts["scanned"], verdict.facts["expected_kind"]) == (text, "waybill")
    assert desk.intents == ()
    assert desk.scan(WAYBILL).kind is VerdictKind.DONE


def test_only_the_number_issued_for_a_parcel_is_taken(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1), waybill_no=WAYBILL)
    for text in (number(1), OIL):
        desk.scan(text)
    verdict = desk.scan(OTHER_WAYBILL)
    assert (verdict.code, verdict.facts["expected"]) == ("bench.other_waybill_issued", WAYBILL)
    assert desk.scan(WAYBILL).kind is VerdictKind.DONE


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"warehouse_id": SPACE}, "bench.other_warehouse"),
        ({"node": Node.STOCK_LOCKED}, "bench.not_ready"),
        ({"node": Node.IN_TRANSIT}, "bench.already_packed"),
        ({"parcel_state": ParcelState.CLOSED}, "bench.already_packed"),
        ({"parcel_state": ParcelState.HANDED_OVER}, "bench.already_handed_over"),
        ({"parcel_state": ParcelState.VOID}, "bench.parcel_void"),
        ({"carrier_code": None}, "bench.no_carrier"),
    ],
)
def test_what_cannot_be_packed_does_not_open(desk: Desk, fields: dict[str, object], code: str) -> None:
    desk.order(1, item(1, "OIL-4L", 1), **fields)
    assert desk.scan(number(1)).code == code
    assert (desk.state.phase, desk.intents) == (Phase.WAITING, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (OIL, "bench.scan_parcel_first"),
        (number(7), "bench.unknown_number"),
        ("SOMETHING", "bench.unknown_code"),
        ("~CMD-UNDO", "bench.nothing_to_undo"),
        ("~CMD-ASIDE", "bench.card_not_now"),
        ("~CMD-CALL", "bench.scan_parcel_first"),
    ],
)
def test_a_waiting_bench_says_that_a_parcel_comes_first(desk: Desk, text: str, code: str) -> None:
    verdict = desk.scan(text)
    assert (verdict.code, verdict.facts["expected_kind"]) == (code, "parcel")


def test_an_unknown_barcode_among_the_items_is_called_one(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    desk.scan(number(1))
    assert desk.scan("4006381333931").code == "bench.unknown_product"
    assert desk.scan("ABC").code == "bench.unknown_code"


def test_the_label_of_a_parcel_just_closed_is_a_duplicate_and_no_fault(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    for text in (number(1), OIL, WAYBILL):
        desk.scan(text)
    assert desk.scan(WAYBILL).kind is VerdictKind.DUPLICATE
    assert desk.scan(number(1)).code == "bench.already_packed"


def test_a_badge_takes_the_bench_over_and_the_open_parcel_survives(desk: Desk) -> None:
    desk.badges["~BDG-0042"] = BadgeFact(SPACE, "Zhao Min", is_supervisor=False)
    desk.order(1, item(1, "OIL-4L", 2))
    for text in (number(1), OIL):
        desk.scan(text)
    desk.scan("~BDG-0042")
    assert desk.intents == (SwitchUser(SPACE),)
    assert desk.scan("~CMD-UNDO").code == "bench.nothing_to_undo"
    assert desk.scan(OIL).kind is VerdictKind.OK


def test_a_parcel_put_aside_is_taken_up_where_it_was_left(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 2))
    for text in (number(1), OIL, "~CMD-ASIDE"):
        desk.scan(text)
    assert desk.state.phase is Phase.WAITING
    desk.scan(next(iter(desk.parcel_nos.values())))
    assert desk.intents == ()
    desk.scan(OIL)
    assert desk.scan(WAYBILL).kind is VerdictKind.DONE
    assert len(desk.opened) == 1


def test_a_full_box_is_closed_by_its_waybill_and_the_rest_goes_into_the_next(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 2), item(1, "OF-2231", 1, line=2))
    for text in (number(1), OIL, "~CMD-NEXTBOX"):
        desk.scan(text)
    verdict = desk.scan(WAYBILL)
    assert (verdict.kind, verdict.code, desk.state.phase) == (VerdictKind.DONE, "bench.next_box", Phase.VERIFYING)
    for text in (OIL, FILTER):
        desk.scan(text)
    assert desk.scan(OTHER_WAYBILL).code == "bench.closed"
    assert len(desk.closed) == 2
    assert sum(desk.contents.values()) == 3_000


def test_a_full_box_that_takes_the_rest_after_all_is_closed_as_the_last_one(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 2))
    for text in (number(1), OIL, "~CMD-NEXTBOX", OIL):
        desk.scan(text)
    assert desk.scan(WAYBILL).code == "bench.closed"
    assert len(desk.opened) == 1


def test_the_card_for_a_supervisor_asks_for_just_that(desk: Desk) -> None:
    desk.order(1, item(1, "OIL-4L", 1))
    for text in (number(1), OIL, WAYBILL):
        desk.scan(text)
    parcel = next(iter(desk.closed))
    desk.scan("~CMD-CALL")
    assert desk.said[-1] == CallSupervisor(parcel, desk.state.order_ids)


def test_each_kind_of_answer_has_its_sound_and_each_refusal_its_kind() -> None:
    assert set(SOUNDS) == set(VerdictKind)
    assert len(set(SOUNDS.values())) >= 5
    assert len(REFUSALS) >= 14
