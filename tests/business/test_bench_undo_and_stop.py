"""Undo takes back exactly one's last action; STOP lets nothing pass but the bin or a supervisor."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdesk.domain.bench import interrupt, take_back
from orderdesk.domain.bench_facts import BadgeFact, BenchMode, Stop
from orderdesk.domain.bench_intents import (
    BindWaybill,
    CallSupervisor,
    ClearStop,
    CloseParcel,
    ReopenParcel,
    UnbindWaybill,
    VerifyItem,
    VoidParcel,
)
from orderdesk.domain.bench_state import HISTORY_LENGTH, Phase, VerdictKind
from orderdesk.domain.nodes import Node
from orderdesk.errors import Refused
from tests.business.bench_desk import CARTON, FILTER, OIL, PLUG, SPACE, Desk, item, number

WAYBILL = "SF1385628716739"
OTHER_WAYBILL = "SF1486000003911"


@pytest.fixture
def desk() -> Desk:
    """A bench with one order of two lines, opened, one item in the box."""
    desk = Desk()
    desk.order(1, item(1, "OIL-4L", 1), item(1, "OF-2231", 1, line=2))
    desk.order(2, item(2, "OIL-4L", 1))
    for text in (number(1), OIL):
        desk.scan(text)
    return desk


def test_undo_takes_the_last_item_out_again(desk: Desk) -> None:
    desk.scan("~CMD-UNDO")
    [intent] = desk.intents
    assert isinstance(intent, VerifyItem)
    assert (intent.quantity, intent.barcode) == (-1_000, OIL)
    assert desk.scan(OIL).facts["done"] == 1_000


def test_undoing_the_first_scan_gives_the_parcel_up(desk: Desk) -> None:
    for _ in range(2):
        desk.scan("~CMD-UNDO")
    assert (desk.state.phase, desk.state.box) == (Phase.WAITING, None)
    assert desk.opened == {}
    assert desk.scan("~CMD-UNDO").code == "bench.nothing_to_undo"
    for text in (number(1), OIL, FILTER, WAYBILL):
        desk.scan(text)
    assert len(desk.opened) == len(desk.closed) == 1


def test_undo_opens_a_closed_parcel_again_and_frees_its_waybill(desk: Desk) -> None:
    for text in (FILTER, WAYBILL, "~CMD-UNDO"):
        desk.scan(text)
    assert [type(intent) for intent in desk.intents] == [ReopenParcel, UnbindWaybill]
    assert desk.state.phase is Phase.READY_FOR_WAYBILL
    assert desk.scan(OTHER_WAYBILL).kind is VerdictKind.DONE


def test_undo_reaches_back_over_parcels(desk: Desk) -> None:
    for text in (FILTER, WAYBILL, number(2), "~CMD-UNDO"):
        desk.scan(text)
    assert (desk.state.phase, [type(intent) for intent in desk.intents]) == (Phase.DONE, [VoidParcel])
    desk.scan("~CMD-UNDO")
    assert [type(intent) for intent in desk.intents] == [ReopenParcel, UnbindWaybill]


def test_undo_ends_at_the_hand_over(desk: Desk) -> None:
    for text in (FILTER, WAYBILL):
        desk.scan(text)
    desk.handed_over = set(desk.closed)
    assert desk.scan("~CMD-UNDO").code == "bench.already_handed_over"
    assert desk.state.phase is Phase.DONE


def test_undo_takes_off_the_number_that_we_issued_ourselves() -> None:
    desk = Desk()
    desk.order(1, item(1, "OIL-4L", 1), delivery_method="freight", carrier_code=None)
    for text in (number(1), OIL):
        desk.scan(text)
    assert desk.state.phase is Phase.DONE
    desk.scan("~CMD-UNDO")
    [reopening, taking_out] = desk.intents
    assert isinstance(reopening, ReopenParcel)
    assert isinstance(taking_out, VerifyItem)
    assert reopening.issue_number


def test_undo_drops_a_question_before_it_touches_anything(desk: Desk) -> None:
    for text in (FILTER, "SF99887766", "~CMD-UNDO"):
        desk.scan(text)
    assert (desk.intents, desk.state.pending) == ((), None)
    assert desk.scan("SF99887766").code == "bench.scan_again"


def test_undo_of_putting_aside_brings_the_parcel_back(desk: Desk) -> None:
    for text in ("~CMD-ASIDE", "~CMD-UNDO"):
        desk.scan(text)
    assert desk.scan(FILTER).kind is VerdictKind.OK


def test_undo_of_a_full_box_and_of_what_went_into_the_next(desk: Desk) -> None:
    for text in ("~CMD-NEXTBOX", WAYBILL, FILTER, "~CMD-UNDO", "~CMD-UNDO", "~CMD-UNDO"):
        desk.scan(text)
    for text in (FILTER, WAYBILL):
        desk.scan(text)
    assert desk.state.phase is Phase.DONE
    assert sum(desk.contents.values()) == 2_000


def test_a_refused_command_puts_the_bench_back_and_shows_the_refusal(desk: Desk) -> None:
    before = desk.state
    desk.scan(FILTER)
    state = take_back(before, desk.state, Refused("item.too_many", wanted=0))
    assert state.box == before.box
    assert state.verdict is not None
    assert (state.verdict.code, state.verdict.stays) == ("item.too_many", True)
    assert len(state.history) == len(before.history) + 1
    assert state.history[-1].verdict == state.verdict


def test_a_cancelled_order_stops_the_bench_at_the_next_scan(desk: Desk) -> None:
    desk.stops[desk.state.order_ids[0]] = Stop("stop.cancelled", {"by": "Li Wen"})
    verdict = desk.scan(FILTER)
    assert (verdict.kind, verdict.code, verdict.sound) == (VerdictKind.STOP, "stop.cancelled", "stop")
    assert (desk.state.phase, desk.intents) == (Phase.STOP, ())


def test_a_change_that_arrives_raises_stop_without_any_scan(desk: Desk) -> None:
    assert interrupt(desk.state, desk) is desk.state
    desk.stops[desk.state.order_ids[0]] = Stop("stop.changed")
    state = interrupt(desk.state, desk)
    assert state.phase is Phase.STOP
    assert state.verdict is not None
    assert state.verdict.code == "stop.changed"


def test_a_parcel_that_the_hub_has_not_accepted_is_stopped(desk: Desk) -> None:
    assert desk.state.box is not None
    assert desk.state.box.parcel_id is not None
    del desk.opened[desk.state.box.parcel_id]
    assert desk.scan(FILTER).code == "stop.unaccepted"
    assert (desk.state.phase, desk.intents) == (Phase.STOP, ())


def test_goods_whose_scan_the_hub_has_not_accepted_are_stopped(desk: Desk) -> None:
    assert desk.scan(FILTER).kind is VerdictKind.OK
    desk.contents.clear()
    state = interrupt(desk.state, desk)
    assert state.stop is not None
    assert state.stop.code == "stop.unaccepted"


def test_of_an_order_that_goes_out_from_two_warehouses_the_shipment_that_lies_here_counts() -> None:
    desk = Desk()
    packable = desk.order(1, item(1, "OIL-4L", 1))
    desk.first[packable.order_no] = [replace(packable, warehouse_id=SPACE, shipment_id=SPACE)]
    assert desk.scan(packable.order_no).kind is VerdictKind.OK
    assert desk.state.box is not None
    assert desk.state.box.shipment_id == packable.shipment_id
    assert desk.scan(packable.order_no).code != "bench.finish_first"


def test_a_cancelled_order_stops_also_where_another_warehouse_had_a_part_of_it() -> None:
    desk = Desk()
    packable = desk.order(1, item(1, "OIL-4L", 1), node=Node.CLOSED)
    desk.first[packable.order_no] = [replace(packable, warehouse_id=SPACE, shipment_id=SPACE)]
    desk.stops[packable.order_id] = Stop("stop.cancelled")
    assert desk.scan(packable.order_no).kind is VerdictKind.STOP


def test_a_cancelled_order_stops_when_it_is_opened() -> None:
    desk = Desk()
    packable = desk.order(1, item(1, "OIL-4L", 1))
    desk.stops[packable.order_id] = Stop("stop.held")
    assert desk.scan(number(1)).kind is VerdictKind.STOP
    assert desk.said == []


@pytest.mark.parametrize("text", [FILTER, WAYBILL, "~CMD-ACK", "~CMD-UNDO", "~CMD-ASIDE", "~BDG-0001", "~BDG-0042"])
def test_nothing_else_clears_a_stop_and_every_try_is_recorded(desk: Desk, text: str) -> None:
    desk.badges["~BDG-0042"] = BadgeFact(SPACE, "Zhao Min", is_supervisor=False)
    desk.stops[desk.state.order_ids[0]] = Stop("stop.cancelled")
    desk.scan(FILTER)
    recorded = len(desk.state.history)
    assert desk.scan(text).kind is VerdictKind.STOP
    assert (desk.state.phase, desk.intents) == (Phase.STOP, ())
    assert len(desk.state.history) == recorded + 1


@pytest.mark.parametrize("text", ["~BIN-Y03", "~BDG-0007"])
def test_the_bin_or_a_supervisors_badge_clears_a_stop(desk: Desk, text: str) -> None:
    desk.badges["~BDG-0007"] = BadgeFact(SPACE, "Chen Bo", is_supervisor=True)
    desk.stops[desk.state.order_ids[0]] = Stop("stop.cancelled")
    for scanned in (FILTER, "~CMD-CALL"):
        desk.scan(scanned)
    assert isinstance(desk.intents[0], CallSupervisor)
    desk.scan(text)
    [intent] = desk.intents
    assert isinstance(intent, ClearStop)
    assert (intent.bin_code or intent.user_id) in ("~BIN-Y03", SPACE)
    assert intent.stop == "stop.cancelled"
    assert desk.state.phase is Phase.WAITING
    assert desk.scan(number(2)).kind is VerdictKind.OK


TEXTS = [
    number(1),
    number(2),
    number(7),
    OIL,
    FILTER,
    PLUG,
    CARTON,
    WAYBILL,
    OTHER_WAYBILL,
    "SF99887766",
    "SN0001",
    "~CMD-UNDO",
    "~CMD-ACK",
    "~CMD-NEXTBOX",
    "~CMD-ASIDE",
    "~BIN-Y03",
    "http://x",
    "",
]


def two_orders(mode: BenchMode) -> Desk:
    desk = Desk(mode)
    desk.order(1, item(1, "OIL-4L", 7, type_above=5), item(1, "IR-K7", 2, line=2, tracks_serial=True))
    desk.order(2, item(2, "OIL-4L", 1), item(2, "OF-2231", 1, line=2, has_barcode=False), waybill_no=OTHER_WAYBILL)
    desk.issued[OTHER_WAYBILL] = number(2)
    return desk


scans = st.lists(st.tuples(st.sampled_from(TEXTS), st.sampled_from([100, 1_000])), max_size=40)


@settings(max_examples=200)
@given(st.sampled_from(list(BenchMode)), scans)
def test_whatever_is_scanned_in_whatever_order_the_goods_add_up(mode: BenchMode, shots: list[tuple[str, int]]) -> None:
    desk = two_orders(mode)
    for count, (text, after_ms) in enumerate(shots, start=1):
        verdict = desk.scan(text, after_ms=after_ms)
        assert len(desk.state.history) == min(count, HISTORY_LENGTH)
        assert not (verdict.stays and desk.intents)
        for order in (1, 2):
            for line in desk.ready[number(order)].items:
                packed = sum(q for (_, line_id), q in desk.contents.items() if line_id == line.shipment_line_id)
                assert 0 <= packed <= line.needed
        assert all(parcel in desk.bound for parcel in desk.closed)


@given(st.sampled_from(list(BenchMode)), scans)
def test_undoing_everything_leaves_nothing_packed_and_nothing_bound(
    mode: BenchMode, shots: list[tuple[str, int]]
) -> None:
    desk = two_orders(mode)
    for text, after_ms in shots:
        desk.scan(text, after_ms=after_ms)
    while desk.scan("~CMD-UNDO").code != "bench.nothing_to_undo":
        pass
    assert not any(desk.contents.values())
    assert (desk.bound, desk.closed, desk.opened) == ({}, set(), {})
    balance = sum(isinstance(intent, BindWaybill) - isinstance(intent, UnbindWaybill) for intent in desk.said)
    assert balance == 0
    assert sum(isinstance(intent, CloseParcel) - isinstance(intent, ReopenParcel) for intent in desk.said) == 0


def test_long_shifts_of_random_scans_can_be_undone_to_the_start() -> None:
    random = Random(20261121)
    parcels = 0
    for _ in range(300):
        desk = two_orders(random.choice(list(BenchMode)))
        for _ in range(random.randrange(60)):
            desk.scan(random.choice(TEXTS), after_ms=random.choice([100, 1_000]))
        parcels += len(desk.closed)
        while desk.scan("~CMD-UNDO").code != "bench.nothing_to_undo":
            pass
        assert not any(desk.contents.values())
        assert (desk.bound, desk.closed, desk.opened) == ({}, set(), {})
    assert parcels > 50
