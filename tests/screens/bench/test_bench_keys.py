"""The bench by its keys and its sheets, over the real workstation: what is pressed, typed and misread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from db.cache import cache_tables
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, OrderHold
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.scans import Card
from orderdesk.ids import derived_id
from tests.screens.near_bench import Ear, phase_of, scan
from tests.screens.near_window import Near
from tests.storage.cached_company import WAYBILL
from tests.sync import small_company as company
from ui.components.text import Text
from ui.key_map import KeyMap
from ui.packing.bench_room import BenchRoom
from ui.packing.hand_over import HandOverDialog
from ui.packing.view_model import Outcome, Phase
from ui.scanner.event_clock import monotonic_ms
from ui.scanner.listener import ScanListener, ScanMode
from ui.scanner.manual_entry import ManualEntryDialog


def test_the_map_of_keys_opens_and_a_scan_takes_it_away(room: BenchRoom, order_no: str) -> None:
    QTest.keyClicks(room.bench, "?")
    (keys,) = room.findChildren(KeyMap)
    assert keys.isVisible()
    words = " ".join(text.text() for text in keys.findChildren(Text))
    assert "Hand parcels over to the courier" in words
    assert "Search orders" not in words
    assert "Light or dark" not in words
    scan(room, order_no)
    assert not keys.isVisible()
    assert phase_of(room) is Phase.VERIFYING


def test_a_parcel_is_set_aside_and_taken_up_again_by_keys_and_scans(
    room: BenchRoom, near: Near, tmp_path: Path
) -> None:
    order = near.town.order(near.town.allocated(quantity=3_000))
    near.sync.exchange()
    scan(room, order.order_no, company.BARCODES[0])
    parcel_no = room.bench.view.parcel_no
    QTest.keyClick(room.bench, Qt.Key.Key_F5)
    view = room.bench.view
    assert (view.phase, "set aside" in view.subline) == (Phase.WAITING, True)
    assert ("1", "Set aside") in [(fact.value, fact.label) for fact in view.facts]
    scan(room, parcel_no)
    assert room.bench.view.progress == (1, 3)
    QTest.keyClick(room.bench, Qt.Key.Key_F7)
    assert room.bench.view.headline == "Scan the courier label"


def test_quantities_are_typed_and_corrected_where_the_article_allows_it(
    room: BenchRoom, near: Near, qtbot: QtBot
) -> None:
    order = near.town.order(near.town.allocated(quantity=24_000))
    near.sync.exchange()
    with near.workplace.workstation._engine.cache.store.write() as connection:
        connection.execute(update(cache_tables["sku"]).values(type_above=10))
    scan(room, order.order_no, company.BARCODES[0])
    QTest.keyClicks(room.bench, "24")
    assert room.bench.view.warning == "24 more, Enter"
    QTest.keyClick(room.bench, Qt.Key.Key_Backspace)
    QTest.keyClicks(room.bench, "3")
    QTest.keyClick(room.bench, Qt.Key.Key_Return)
    view = room.bench.view
    assert (view.progress, view.warning, view.history[0].text[:4]) == ((24, 24), "", "× 23")
    QTest.keyClick(room.bench, Qt.Key.Key_F2)
    assert room.bench.view.progress == (1, 24)
    scan(room, "~QTY-23")
    assert room.bench.view.progress == (24, 24)


def test_a_code_that_was_not_read_cleanly_is_a_refusal_that_stays(
    room: BenchRoom, listener: ScanListener, order_no: str
) -> None:
    scan(room, order_no)
    listener.misread.emit("69012", monotonic_ms())
    view = room.bench.view
    assert (view.phase, view.headline, view.history[0].note) == (Phase.REFUSED, "Scan again", "Scan again")
    scan(room, company.BARCODES[0])
    assert phase_of(room) is Phase.VERIFYING


def test_a_screen_reader_hears_all_that_is_painted(room: BenchRoom, order_no: str) -> None:
    scan(room, order_no, company.BARCODES[2])
    bench = room.bench
    assert bench.accessibleName() == "Packing bench: Wrong item"
    for part in (
        "does not belong to this order",
        "Wanted: BP-0",
        order_no,
        "前刹车片 0",
        "0 / 1",
        "Last scan",
        "queued",
    ):
        assert part in bench.accessibleDescription(), part


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
    view = room.bench.view
    assert (view.phase, view.headline) == (Phase.REFUSED, "Not all went")
    assert "等客户确认" in view.subline
    assert [row.note for row in view.history][:1] == ["Not all went"]
    scan(room, Card.ACK.code)
    assert phase_of(room) is not Phase.REFUSED


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


def test_what_the_hub_refused_stays_over_the_bench_until_it_is_acknowledged(room: BenchRoom) -> None:
    closed: list[str] = []
    room.messages.closed.connect(closed.append)
    room.messages.show_message("one", "The hub did not accept this: the order is not known", "danger")
    assert room.messages.isVisible()
    room.take_scan(Card.ACK.code, monotonic_ms())
    assert closed == ["one"]
    assert not room.messages.isVisible()
    assert room.work.state.history == ()


def test_digits_as_fast_as_a_scanner_are_never_a_quantity(room: BenchRoom, near: Near) -> None:
    order = near.town.order(near.town.allocated(quantity=24_000))
    near.sync.exchange()
    with near.workplace.workstation._engine.cache.store.write() as connection:
        connection.execute(update(cache_tables["sku"]).values(type_above=10))
    scan(room, order.order_no, company.BARCODES[0])
    for gap_ms, is_taken in ((5, False), (300, True)):
        for place, digit in enumerate("003"):
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_0, Qt.KeyboardModifier.NoModifier, digit)
            key.setTimestamp(1_000 + place * gap_ms)
            room.keyPressEvent(key)
        QTest.keyClick(room, Qt.Key.Key_Return)
        view = room.bench.view
        assert view.progress == ((4, 24) if is_taken else (1, 24))
        assert view.history[0].text[:2] == ("× " if is_taken else "00")


def test_a_scan_beside_a_sheet_is_refused_and_heard_and_the_sheet_stays(
    room: BenchRoom, listener: ScanListener, order_no: str
) -> None:
    scan(room, order_no, company.BARCODES[0], WAYBILL, WAYBILL)
    QTest.keyClick(room.bench, Qt.Key.Key_F8)
    (sheet,) = room.findChildren(HandOverDialog)
    listener.accept_code("PK2611210000017", monotonic_ms())
    view, ear = room.bench.view, room._beeper
    assert isinstance(ear, Ear)
    assert (view.phase, view.subline) == (Phase.REFUSED, "Finish or close the sheet first, then scan again")
    assert (view.history[0].note, view.history[0].outcome) == ("Sheet first", Outcome.REFUSED)
    assert ear.heard[-1][1] is Phase.REFUSED
    listener.misread.emit("6901", monotonic_ms())
    assert room.bench.view.history[0].note == "Sheet first"
    assert sheet.isVisible()
    QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Space)
    assert room.bench.view.headline == "Handed over"
