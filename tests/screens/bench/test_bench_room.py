"""The bench over the real workstation: scans become commands, the hub agrees, the screen says so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.tables import log
from orderdesk.clock import SetClock
from orderdesk.commands import CancelOrder
from orderdesk.domain.scans import Card
from tests.screens.near_bench import Ear, phase_of, scan
from tests.screens.near_window import Near
from tests.storage.cached_company import WAYBILL
from tests.sync import small_company as company
from ui.components.sounds import Beeper, Sound
from ui.packing.bench_room import BenchRoom
from ui.packing.hand_over import HandOverDialog
from ui.packing.view_model import BindingState, Outcome, Phase
from ui.scanner.event_clock import monotonic_ms
from ui.scanner.listener import ScanListener


def test_a_parcel_is_packed_bound_and_handed_over(room: BenchRoom, near: Near, order_no: str) -> None:
    assert phase_of(room) is Phase.WAITING
    scan(room, order_no)
    assert phase_of(room) is Phase.VERIFYING
    assert room.bench.view.progress == (0, 1)
    scan(room, company.BARCODES[0])
    assert room.bench.view.headline == "Scan the courier label"
    scan(room, WAYBILL)
    assert "once more" in room.bench.view.subline
    scan(room, WAYBILL)
    view = room.bench.view
    assert (view.phase, view.binding, view.waybill_no) == (Phase.OK, BindingState.BOUND, WAYBILL)
    assert view.today == (1, 0)
    room.hand_over("shunfeng")
    near.sync.exchange()
    (order,) = [near.town.order(company.name("order:1"))]
    assert order.node == "in_transit"
    assert near.workplace.workstation.refusals() == []


def test_the_wrong_item_is_refused_and_stays_until_the_right_one(room: BenchRoom, order_no: str) -> None:
    scan(room, order_no, company.BARCODES[2])
    view = room.bench.view
    assert view.phase is Phase.REFUSED
    assert view.headline == "Wrong item"
    assert "BP-2" in view.subline
    assert view.progress == (0, 1)
    scan(room, company.BARCODES[0])
    assert phase_of(room) is Phase.VERIFYING


def test_sight_and_sound_of_a_verdict_come_together(room: BenchRoom, order_no: str) -> None:
    scan(room, order_no, company.BARCODES[2], company.BARCODES[0], company.BARCODES[0], WAYBILL, WAYBILL)
    ear = room._beeper
    assert isinstance(ear, Ear)
    assert ear.heard == [
        (Sound.OK, Phase.VERIFYING),
        (Sound.WRONG, Phase.REFUSED),
        (Sound.OK, Phase.VERIFYING),
        (Sound.OVER, Phase.REFUSED),
        (Sound.HINT, Phase.ASK),
        (Sound.DONE, Phase.OK),
    ]


def test_undo_takes_the_last_item_out_again(room: BenchRoom, near: Near, order_no: str) -> None:
    scan(room, order_no, company.BARCODES[0], Card.UNDO.code)
    assert room.bench.view.progress == (0, 1)
    assert "Undone" in [row.note for row in room.bench.view.history]
    near.sync.exchange()
    order = near.town.order(company.name("order:1"))
    assert [line.packed_quantity for line in order.shipment_lines] == [0]


@pytest.mark.parametrize("way_out", ["~BIN-Y03", "B-supervisor"])
def test_a_cancelled_order_stops_the_bench_at_once_until_the_bin_or_a_supervisor(
    room: BenchRoom, near: Near, order_no: str, qtbot: QtBot, way_out: str
) -> None:
    scan(room, order_no)
    near.town.run(CancelOrder(order_id=company.name("order:1"), reason="customer"))
    with qtbot.waitSignal(near.workplace.changed):
        near.sync.exchange()
    assert phase_of(room) is Phase.STOP
    view = room.bench.view
    assert (view.headline, view.subline) == ("STOP! Do not ship", "The order was cancelled")
    assert [fact.label for fact in view.facts] == ["Order", "Who, when", "Reason"]
    assert (view.history[0].text, view.history[0].note) == (view.parcel_no, "The order was cancelled")
    scan(room, company.BARCODES[0])
    assert phase_of(room) is Phase.STOP
    scan(room, "B-packer2")
    assert phase_of(room) is Phase.STOP
    scan(room, way_out)
    assert phase_of(room) is Phase.WAITING
    near.sync.exchange()
    with near.town.hub.store.read() as connection:
        reasons = connection.execute(select(log.order_event.c.reason_code).order_by(log.order_event.c.chain)).scalars()
        assert list(reasons)[-1] == "stop.cancelled"


def test_an_order_cancelled_before_its_scan_stops_the_bench_too(room: BenchRoom, near: Near, order_no: str) -> None:
    near.town.run(CancelOrder(order_id=company.name("order:1"), reason="customer"))
    near.sync.exchange()
    scan(room, order_no)
    assert phase_of(room) is Phase.STOP


def test_every_scan_stands_in_the_history_newest_first(room: BenchRoom, order_no: str) -> None:
    scan(room, order_no, "0000000", company.BARCODES[0])
    texts = [row.text for row in room.bench.view.history]
    assert [text[:4] for text in texts] == [company.BARCODES[0][:4], "0000", order_no[:4]]
    assert texts[0].endswith("前刹车片 0")


def test_a_window_that_is_opened_again_shows_what_was_scanned_before(
    room: BenchRoom, near: Near, order_no: str, listener: ScanListener
) -> None:
    scan(room, order_no, "0000000", company.BARCODES[0], WAYBILL, WAYBILL)
    room.hand_over("shunfeng")
    before = room.bench.view.history
    assert [row.outcome for row in before].count(Outcome.REFUSED) == 1
    room.pause()
    again = BenchRoom(near.workplace, listener, beeper=Beeper(player=[]))
    again.begin()
    assert again.bench.view.history == before
    scan(again, "0000000")
    assert (again.bench.view.history[0].note, again.bench.view.history[1]) == ("Unknown code", before[0])
    near.town.clock.advance(hours=13)
    tomorrow = BenchRoom(near.workplace, listener, beeper=Beeper(player=[]))
    tomorrow.begin()
    assert tomorrow.bench.view.history == ()
    again.deleteLater()
    tomorrow.deleteLater()


def test_twenty_scans_at_once_have_twenty_outcomes_in_their_order(
    room: BenchRoom, near: Near, listener: ScanListener
) -> None:
    order = near.town.order(near.town.allocated(quantity=24_000))
    near.sync.exchange()
    clock = room._workplace.clock
    assert isinstance(clock, SetClock)
    codes = [order.order_no, *(company.BARCODES[place % 2] for place in range(19))]
    for code in codes:
        clock.advance(seconds=1)
        listener.accept_code(code, monotonic_ms())
    records = room.work.state.history
    assert [record.text for record in records] == codes
    assert [record.verdict.code for record in records[1:]] == ["bench.item_ok", "bench.wrong_item"] * 9 + [
        "bench.item_ok"
    ]
    assert room.bench.view.progress == (10, 24)


def test_a_badge_of_somebody_else_asks_for_that_person(room: BenchRoom, qtbot: QtBot) -> None:
    with qtbot.waitSignal(room.person_wanted) as said:
        scan(room, "B-packer2")
    assert said.args == [company.USERS["packer2"]]


def test_offline_the_bench_packs_on_and_counts_what_waits(
    room: BenchRoom, near: Near, order_no: str, qtbot: QtBot
) -> None:
    assert room.bench.view.is_online is None
    assert "Connecting" in room.bench.accessibleDescription()
    near.sync.link_turned.emit(False)
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    assert phase_of(room) is Phase.OK
    qtbot.waitUntil(lambda: room.bench.view.queued == 4)
    assert not room.bench.view.is_online
    near.sync.exchange()
    qtbot.waitUntil(lambda: room.bench.view.queued == 0)
    assert room.bench.view.is_online


def test_the_hand_over_is_answered_on_the_screen_by_sight_and_sound(room: BenchRoom, order_no: str) -> None:
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    QTest.keyClick(room.bench, Qt.Key.Key_F8)
    (dialog,) = room.findChildren(HandOverDialog)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    view = room.bench.view
    assert (view.phase, view.headline) == (Phase.OK, "Handed over")
    assert view.subline == "1 parcel  →  SF Express"
    assert (view.history[0].text, view.history[0].note) == ("SF Express", "Handed over: 1 → SF Express")
    assert view.facts == ()
    scan(room, "0000000")
    assert phase_of(room) is Phase.REFUSED


def test_a_hand_over_in_the_middle_of_a_parcel_leaves_it_on_the_bench(
    room: BenchRoom, near: Near, order_no: str
) -> None:
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    other = near.town.order(near.town.allocated())
    near.sync.exchange()
    scan(room, other.order_no)
    room.hand_over("shunfeng")
    view = room.bench.view
    assert (view.phase, view.order_no) == (Phase.VERIFYING, other.order_no)
    assert view.subline == "Handed over: 1 → SF Express"


def test_the_time_of_the_binding_stays_while_others_are_scanned(room: BenchRoom, order_no: str) -> None:
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    bound = room.bench.view.binding_text
    assert bound.startswith("Bound 0")
    scan(room, "0000000", "1111111")
    assert room.bench.view.binding_text == bound


def test_an_answer_to_a_card_is_seen_whatever_lies_on_the_bench(room: BenchRoom, near: Near, order_no: str) -> None:
    scan(room, order_no, Card.CALL.code)
    assert room.bench.view.subline == "A supervisor was called"
    scan(room, company.BARCODES[0], WAYBILL, WAYBILL, WAYBILL)
    assert room.bench.view.closing == f"Label {WAYBILL} is bound already"
    scan(room, Card.CALL.code)
    view = room.bench.view
    assert (view.phase, view.closing) == (Phase.OK, "A supervisor was called")


def test_a_refused_scan_after_a_closed_parcel_does_not_show_that_parcel_any_more(
    room: BenchRoom, order_no: str
) -> None:
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL, "0000000")
    view = room.bench.view
    assert (view.phase, view.items) == (Phase.REFUSED, ())
    assert view.detail == "Wanted: a parcel, an order or a courier label"


def test_a_suspicious_label_is_asked_about_in_its_own_colour_and_named(room: BenchRoom, order_no: str) -> None:
    scan(room, order_no, company.BARCODES[0], "YT8962646785389")
    view = room.bench.view
    assert (view.phase, view.headline) == (Phase.ASK, "A label of YTO?")
    assert "YT8962646785389 is right" in view.subline
    assert view.binding is BindingState.WAITING
