"""The card for goods that are not there: asked once, declared by the second scan, and never undone."""

from __future__ import annotations

import pytest

from orderdesk.domain.bench_facts import BenchMode
from orderdesk.domain.bench_intents import (
    BindWaybill,
    CloseParcel,
    DeclareShort,
    UnbindWaybill,
    VerifyItem,
    VoidParcel,
)
from orderdesk.domain.bench_state import Phase, VerdictKind
from tests.business.bench_desk import OIL, Desk, item, number

WAYBILL = "SF1385628716739"
SHORT = "~CMD-SHORT"


@pytest.fixture
def desk() -> Desk:
    """A bench with one order of two lines on it, nothing of it scanned."""
    desk = Desk()
    desk.order(1, item(1, "OIL-4L", 3), item(1, "OF-2231", 1, line=2))
    desk.scan(number(1))
    return desk


def test_the_first_scan_only_asks(desk: Desk) -> None:
    verdict = desk.scan(SHORT)
    assert (verdict.kind, verdict.code, verdict.facts["sku_code"]) == (VerdictKind.HINT, "bench.short_asked", "OIL-4L")
    assert desk.intents == ()
    assert desk.state.box is not None
    assert len(desk.state.box.items) == 2


def test_the_second_scan_declares_what_is_missing_and_the_rest_goes_on(desk: Desk) -> None:
    desk.scan(OIL)
    desk.scan(SHORT)
    verdict = desk.scan(SHORT)
    [declared] = desk.intents
    assert isinstance(declared, DeclareShort)
    assert (verdict.code, declared.quantity) == ("bench.short_declared", 2_000)
    assert desk.state.box is not None
    assert [(each.sku_code, each.needed) for each in desk.state.box.items] == [("OIL-4L", 1_000), ("OF-2231", 1_000)]
    assert desk.scan("~CMD-UNDO").code == "bench.nothing_to_undo"


def test_another_scan_in_between_takes_the_question_away(desk: Desk) -> None:
    desk.scan(SHORT)
    desk.scan(OIL)
    assert desk.scan(SHORT).code == "bench.short_asked"
    assert not any(isinstance(each, DeclareShort) for each in desk.said)


def test_with_the_label_seen_the_box_closes_when_the_last_item_is_given_up(desk: Desk) -> None:
    for text in (OIL, OIL, OIL, SHORT, SHORT):
        desk.scan(text)
    assert desk.state.phase is Phase.READY_FOR_WAYBILL
    desk.scan(WAYBILL)
    assert [type(each) for each in desk.intents] == [BindWaybill, CloseParcel]


def test_an_order_of_which_nothing_is_there_leaves_the_bench(desk: Desk) -> None:
    for text in (SHORT, SHORT, SHORT, SHORT):
        verdict = desk.scan(text)
    assert verdict.code == "bench.short_of_all"
    assert (desk.state.phase, desk.state.box) == (Phase.WAITING, None)


def test_an_empty_box_that_was_opened_goes_with_its_label() -> None:
    desk = Desk()
    made = desk.order(1, item(1, "OIL-4L", 1))
    desk.issued[WAYBILL] = made.order_no
    desk.scan(WAYBILL)
    assert desk.opened
    desk.scan(SHORT)
    desk.scan(SHORT)
    assert [type(each) for each in desk.intents] == [UnbindWaybill, VoidParcel, DeclareShort]
    assert (desk.opened, desk.bound) == ({}, {})


def test_the_card_means_nothing_where_no_item_is_waited_for() -> None:
    desk = Desk(BenchMode.BIND_ONLY)
    assert desk.scan(SHORT).code == "bench.scan_parcel_first"
    desk.order(1, item(1, "OIL-4L", 1))
    desk.scan(number(1))
    assert desk.scan(SHORT).code == "bench.card_not_now"
    assert not any(isinstance(each, VerifyItem) for each in desk.said)
