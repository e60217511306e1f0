"""The bench over the real workstation: scans become commands, the hub agrees, the screen says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.commands import CancelOrder
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, OrderHold
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.scans import Card
from orderdesk.ids import derived_id
from tests.screens.near_window import Near
from tests.storage.cached_company import WAYBILL, Town
from tests.sync import small_company as company
from ui.components.sounds import Beeper
from ui.packing.bench_room import BenchRoom
from ui.packing.hand_over import HandOverDialog
from ui.packing.view_model import BindingState, Phase
from ui.scanner.event_clock import monotonic_ms
from ui.scanner.listener import ScanListener, ScanMode
from ui.scanner.manual_entry import ManualEntryDialog


@pytest.fixture
def town(tmp_path: Path, clock: SetClock) -> Town:
    return Town(tmp_path, clock)


@pytest.fixture
def order_no(town: Town) -> str:
    return town.order(town.allocated()).order_no


@pytest.fixture
def near(town: Town, order_no: str, tmp_path: Path) -> Iterator[Near]:
    found = Near(town, tmp_path / "bench", "B1", "packer")
    yield found
    found.close()


@pytest.fixture
def listener(qapp: QApplication) -> ScanListener:
    return ScanListener(qapp)


@pytest.fixture
def room(near: Near, show: Callable[[QWidget], QWidget], listener: ScanListener) -> BenchRoom:
    found = BenchRoom(near.workplace, listener, beeper=Beeper(player=[]))
    found.resize(1280, 720)
    show(found)
    found.begin()
    return found


def phase_of(room: BenchRoom) -> Phase:
    return room.bench.view.phase


def scan(room: BenchRoom, *codes: str) -> None:
    """Each scan a second after the last, so that none is taken for the same pull of the trigger."""
    for code in codes:
        clock = room._workplace.clock
        assert isinstance(clock, SetClock)
        clock.advance(seconds=1)
        room.take_scan(code, monotonic_ms())


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


def test_undo_takes_the_last_item_out_again(room: BenchRoom, near: Near, order_no: str) -> None:
    scan(room, order_no, company.BARCODES[0], Card.UNDO.code)
    assert room.bench.view.progress == (0, 1)
    assert "Undone" in [row.note for row in room.bench.view.history]
    near.sync.exchange()
    order = near.town.order(company.name("order:1"))
    assert [line.packed_quantity for line in order.shipment_lines] == [0]


def test_a_cancelled_order_stops_the_bench_at_once(room: BenchRoom, near: Near, order_no: str, qtbot: QtBot) -> None:
    scan(room, order_no)
    near.town.run(CancelOrder(order_id=company.name("order:1"), reason="customer"))
    with qtbot.waitSignal(near.workplace.changed):
        near.sync.exchange()
    assert phase_of(room) is Phase.STOP
    assert room.bench.view.subline == "The order was cancelled"
    scan(room, company.BARCODES[0])
    assert phase_of(room) is Phase.STOP
    scan(room, "~BIN-Y03")
    assert phase_of(room) is Phase.WAITING


def test_an_order_cancelled_before_its_scan_stops_the_bench_too(room: BenchRoom, near: Near, order_no: str) -> None:
    near.town.run(CancelOrder(order_id=company.name("order:1"), reason="customer"))
    near.sync.exchange()
    scan(room, order_no)
    assert phase_of(room) is Phase.STOP


def test_every_scan_stands_in_the_history_newest_first(room: BenchRoom, order_no: str) -> None:
    scan(room, order_no, "0000000", company.BARCODES[0])
    texts = [row.text for row in room.bench.view.history]
    assert texts == [company.BARCODES[0], "0000000", order_no]


def test_a_badge_of_somebody_else_asks_for_that_person(room: BenchRoom, qtbot: QtBot) -> None:
    with qtbot.waitSignal(room.person_wanted) as said:
        scan(room, "B-packer2")
    assert said.args == [company.USERS["packer2"]]


def test_offline_the_bench_packs_on_and_counts_what_waits(
    room: BenchRoom, near: Near, order_no: str, qtbot: QtBot
) -> None:
    near.sync.link_turned.emit(False)
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    assert phase_of(room) is Phase.OK
    qtbot.waitUntil(lambda: room.bench.view.queued == 4)
    assert not room.bench.view.is_online
    near.sync.exchange()
    qtbot.waitUntil(lambda: room.bench.view.queued == 0)
    assert room.bench.view.is_online


def test_the_hand_over_counts_parcels_by_carrier(room: BenchRoom, order_no: str, qtbot: QtBot) -> None:
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    dialog = HandOverDialog(room.work.waiting(), room._workplace.names, room)
    with qtbot.waitSignal(dialog.chosen) as said:
        dialog._choose("shunfeng")
    assert said.args == ["shunfeng"]


def test_a_held_order_stays_while_the_others_go(room: BenchRoom, near: Near, order_no: str) -> None:
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    other = near.town.order(near.town.allocated())
    near.sync.exchange()
    scan(room, other.order_no, company.BARCODES[0], "SF1385628716740", "SF1385628716740")
    near.sync.exchange()
    with near.workplace.workstation._engine.cache.store.write() as connection:
        shelf = Shelf(connection, cached=True)
        held = shelf.load(Key("order", other.id))
        assert isinstance(held, Order)
        held.holds.append(
            OrderHold(
                id=derived_id(other.id, "hold"),
                order_id=other.id,
                kind="customer",
                reason="等客户确认",
                lifted_by_role="supervisor",
                placed_at=near.town.clock.now(),
            )
        )
        shelf.save(held)
    room.hand_over("shunfeng")
    near.sync.exchange()
    assert near.town.order(company.name("order:1")).node == "in_transit"
    assert near.town.order(other.id).node == "packed"
    assert "等客户确认" in room.bench.view.warning


def test_without_anybody_signed_in_scans_mean_nothing(room: BenchRoom, listener: ScanListener, order_no: str) -> None:
    room.bench.manual_entry_requested.emit()
    (dialog,) = room.findChildren(ManualEntryDialog)
    room.pause()
    assert not dialog.isVisible()
    for mode in (ScanMode.OFF, ScanMode.BENCH):  # the sign-in listens for badges
        listener.set_mode(mode)
        listener.accept_code(order_no, 0)
    scan(room, order_no)
    assert phase_of(room) is Phase.WAITING
    assert room.bench.view.history == ()
