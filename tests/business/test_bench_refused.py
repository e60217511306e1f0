"""What was done at a bench and refused later: what stops it, what only turns its line, and what comes after."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid5

import pytest

from orderdesk.domain.bench_facts import BadgeFact, Stop
from orderdesk.domain.bench_intents import ClearStop, PutAway
from orderdesk.domain.bench_refused import TAKEN_OUT, NotTaken, face, turned
from orderdesk.domain.bench_state import Phase, ScanRecord, Verdict, VerdictKind
from tests.business.bench_desk import FILTER, OIL, SPACE, START, Desk, item, number

WAYBILL = "SF1385628716739"
HELD = Stop("stop.held", {"order_no": number(1), "reason": "waits"})


def refused(deed: str, code: str = "order.held", *, facts: dict[str, object] | None = None, **more: object) -> NotTaken:
    ids, parcel_id = (UUID(int=1),), uuid5(SPACE, "other")
    plain = NotTaken(ids, deed, code, facts or {}, START, parcel_no="PK9", parcel_id=parcel_id)
    return replace(plain, **more)  # type: ignore[arg-type]  # fields by name


@pytest.fixture
def desk() -> Desk:
    """A bench with one order of two lines, opened, one item in the box."""
    desk = Desk()
    desk.order(1, item(1, "OIL-4L", 1), item(1, "OF-2231", 1, line=2))
    desk.order(2, item(2, "OIL-4L", 1))
    for text in (number(1), OIL):
        desk.scan(text)
    return desk


@pytest.mark.parametrize(
    ("deed", "code", "facts", "stops"),
    [
        ("open_parcel", "shipment.not_packable", {}, True),
        ("verify_item", "item.too_many", {}, True),
        (TAKEN_OUT, "parcel.not_open", {}, True),
        ("bind_waybill", "waybill.bound_elsewhere", {}, True),
        ("unbind_waybill", "waybill.not_bound", {}, True),
        ("close_parcel", "session.ended", {}, True),
        ("reopen_parcel", "parcel.not_closed", {"state": "handed_over"}, True),
        ("hand_over", "order.held", {}, True),
        ("hand_over", "parcel.not_closed", {"state": "open"}, True),
        ("hand_over", "parcel.not_closed", {"state": "handed_over"}, False),
        ("hand_over", "session.ended", {}, False),
        ("hand_over", "access.denied", {}, False),
        ("void_parcel", "parcel.not_empty", {}, False),
        ("declare_short", "item.not_missing", {}, False),
        ("call_supervisor", "access.denied", {}, False),
        ("clear_stop", "access.denied", {}, False),
        ("add_note", "order.unknown", {}, False),
    ],
)
def test_a_bench_stops_where_goods_could_leave_wrongly(
    desk: Desk, deed: str, code: str, facts: dict[str, object], stops: bool
) -> None:
    found = refused(deed, code, facts=facts)
    assert found.stops is stops
    assert (face(desk.state, [found], desk).phase is Phase.STOP) is stops


def test_a_stop_about_another_parcel_gives_the_bench_back_as_it_was(desk: Desk) -> None:
    before = desk.state
    found = refused("hand_over", order_ids=(uuid5(SPACE, "order 7"),))
    desk.state = stopped = face(before, [found], desk)
    assert face(stopped, [found], desk) is stopped
    assert (stopped.box, stopped.parcel_id, stopped.order_ids) == (None, found.parcel_id, found.order_ids)
    assert desk.scan(FILTER).code == "bench.stopped"
    assert desk.scan("~BIN-Y03").code == "bench.stop_cleared"
    cleared, put_away = desk.intents
    assert isinstance(cleared, ClearStop)
    assert (cleared.parcel_id, cleared.stop, put_away) == (found.parcel_id, "stop.unaccepted", PutAway(found.ids))
    after = desk.state
    assert (after.phase, after.box, after.actions, after.stop) == (before.phase, before.box, before.actions, None)
    desk.scan("~CMD-UNDO")
    assert desk.scan(OIL).code == "bench.item_ok"


def test_the_reason_is_that_the_order_must_not_go_out_where_that_is_so(desk: Desk) -> None:
    here = desk.state.box
    assert here is not None
    desk.stops[here.order_id] = HELD
    on_bench = refused("verify_item", "order.held", parcel_id=here.parcel_id, order_ids=here.order_ids)
    stopped = face(desk.state, [on_bench], desk)
    assert stopped.stop is not None
    assert (stopped.stop.code, stopped.stop.commands, stopped.box) == ("stop.held", on_bench.ids, here)
    elsewhere = replace(on_bench, parcel_id=uuid5(SPACE, "gone"), deed="hand_over")
    away = face(desk.state.cleared(), [elsewhere], desk)
    assert away.stop is not None
    assert (away.stop.code, away.stop.facts["why"]) == ("stop.unaccepted", "stop.held")


def test_a_bench_that_is_stopped_already_learns_what_was_refused_of_that_parcel(desk: Desk) -> None:
    here = desk.state.box
    assert here is not None
    desk.state = replace(desk.state, phase=Phase.STOP, stop=HELD)
    mine = refused("verify_item", parcel_id=here.parcel_id, order_ids=here.order_ids)
    told = face(desk.state, [mine], desk)
    assert (told.stop, told.verdict) == (replace(HELD, commands=mine.ids), desk.state.verdict)
    assert face(desk.state, [refused("hand_over")], desk) is desk.state
    assert face(told, [mine], desk) is told


def test_whoever_takes_over_cannot_undo_what_another_did_before_the_stop(desk: Desk) -> None:
    desk.badges["~BDG-0002"] = BadgeFact(uuid5(SPACE, "lead"), "Lead", is_supervisor=True)
    desk.state = replace(face(desk.state, [refused("hand_over")], desk), user_id=uuid5(SPACE, "second"))
    desk.scan("~BDG-0002")
    assert (desk.state.phase, desk.state.actions) == (Phase.VERIFYING, ())


def test_a_line_turns_once_and_a_hand_over_counts_what_stayed() -> None:
    first, second, third = (UUID(int=number) for number in (1, 2, 3))
    line = ScanRecord(
        UUID(int=9), START, WAYBILL, Verdict(VerdictKind.DONE, "bench.closed", {"order_no": "SO1"}), (first,)
    )
    turned_line = turned(line, [refused("close_parcel")])
    assert (turned_line.verdict.kind, turned_line.verdict.facts["was"]) == (VerdictKind.STOP, "done")
    assert turned(turned_line, [refused("close_parcel")]) is turned_line
    assert turned(line, [refused("close_parcel", ids=(second,))]) is line
    given = Verdict(VerdictKind.DONE, "bench.handed_over", {"n": 2, "all": 2, "carrier_code": "SF"})
    hand_over = ScanRecord(UUID(int=8), START, "", given, (first, second))
    gone = refused("hand_over", "parcel.not_closed", facts={"state": "handed_over"})
    assert turned(hand_over, [gone]) is hand_over
    one = turned(hand_over, [refused("hand_over", ids=(second,))])
    assert (one.verdict.code, one.verdict.facts["n"], one.verdict.facts["all"]) == ("bench.left_behind", 1, 2)
    assert turned(one, [refused("hand_over", ids=(second, third))]) is one
    both = turned(one, [refused("hand_over", ids=(first,)), refused("hand_over", ids=(second,))])
    assert (both.verdict.facts["n"], both.verdict.facts["all"]) == (2, 2)
