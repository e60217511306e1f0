"""The list as a file: what stands in it, that it is whole or not there, and that it can be given up."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.commands import HoldOrder
from tests.screens.near_window import Near
from tests.storage.cached_company import WAYBILL, Town
from ui.components.text import Text
from ui.sales import list_export
from ui.sales.orders_life import OrdersLife
from ui.sales.orders_room import OrdersRoom
from ui.settings import Settings
from ui.tasks import Tasks

PATIENCE_MS = 30_000


@pytest.fixture
def orders(town: Town) -> list[UUID]:
    packed, _parcel_id = town.packed()
    return [packed, town.place(quantity=120_000), town.place()]


@pytest.fixture
def near(town: Town, orders: list[UUID], tmp_path: Path) -> Iterator[Near]:
    found = Near(town, tmp_path / "desk", "A1", "sales", tasks=Tasks())
    yield found
    found.close()


@pytest.fixture
def life(near: Near, tmp_path: Path, show: Callable[[QWidget], QWidget], qtbot: QtBot) -> OrdersLife:
    room = OrdersRoom(near.town.clock, Settings(tmp_path))
    room.resize(1300, 700)
    show(room)
    found = OrdersLife(room, near.workplace, Settings(tmp_path))
    qtbot.waitUntil(lambda: room.model.rowCount() == 3 and bool(near.workplace.names.users), timeout=PATIENCE_MS)
    return found


@pytest.fixture
def room(life: OrdersLife) -> OrdersRoom:
    return life._room


def table_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_the_list_is_written_as_it_stands_with_waybills_and_whole_moments(
    life: OrdersLife, room: OrdersRoom, near: Near, orders: list[UUID], tmp_path: Path, qtbot: QtBot
) -> None:
    near.town.run(HoldOrder(order_id=orders[1], hold_kind="customer", reason="客户要等"))
    near.sync.exchange()
    room.table.hide_column("lines", hidden=True)
    room.table.horizontalHeader().moveSection(2, 1)
    path = tmp_path / "orders.csv"
    with qtbot.waitSignal(life.export.saved, timeout=PATIENCE_MS) as said:
        life.export.write(path)
    assert said.args == [path]
    rows = table_of(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    numbers = [near.town.order(each).order_no for each in reversed(orders)]
    assert [row["Order"] for row in rows] == numbers
    assert list(rows[0])[:3] == ["Customer", "Order", "Status"]
    assert "Lines" not in rows[0]
    assert [row["Amount (¥)"] for row in rows] == ["12.50", "1500.00", "12.50"]
    assert [row["Waybills"] for row in rows] == ["", "", WAYBILL]
    assert [row["On hold"] for row in rows] == ["", "yes", ""]
    assert rows[0]["Updated"].startswith("2026-11-02 ")
    assert [each.name for each in tmp_path.glob("*.part")] == []


def test_only_what_is_ticked_is_written_and_in_parts(
    life: OrdersLife,
    room: OrdersRoom,
    near: Near,
    orders: list[UUID],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(list_export, "PART", 1)
    room.table.toggle_check(2, 0)
    with qtbot.waitSignal(life.export.saved, timeout=PATIENCE_MS):
        life.export.write(tmp_path / "orders.csv")
    numbers = [near.town.order(each).order_no for each in (orders[0], orders[2])]
    assert sorted(row["Order"] for row in table_of(tmp_path / "orders.csv")) == sorted(numbers)


def test_given_up_it_leaves_no_file_and_an_older_one_as_it_was(
    life: OrdersLife, room: OrdersRoom, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_export, "PART", 1)
    path = tmp_path / "orders.csv"
    path.write_text("what was there", encoding="utf-8")
    life.export.write(path)
    assert life.export.is_running()
    with qtbot.waitSignal(life.export.told) as said:
        room.exporting.cancelled.emit()
    assert said.args == ["Export cancelled: no file was written", "info"]
    qtbot.waitUntil(lambda: not list(tmp_path.glob("*.part")), timeout=PATIENCE_MS)
    assert path.read_text(encoding="utf-8") == "what was there"
    assert room.exporting.isHidden()


def test_a_place_that_takes_no_file_is_told(life: OrdersLife, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(life.export.told, timeout=PATIENCE_MS) as said:
        life.export.write(tmp_path / "nowhere" / "orders.csv")
    assert said.args == ["Not saved: No such file or directory", "danger"]
    assert not life.export.is_running()


def test_orders_that_were_fetched_anew_are_not_mixed_with_those_before(
    life: OrdersLife, near: Near, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_export, "PART", 1)
    life.export.write(tmp_path / "orders.csv")
    with qtbot.waitSignal(life.export.told) as said:
        near.workplace.changed.emit(None)
    assert "fetched anew" in said.args[0]
    qtbot.waitUntil(lambda: not list(tmp_path.glob("orders.csv*")), timeout=PATIENCE_MS)


def test_how_far_it_has_come_is_said_in_words(room: OrdersRoom) -> None:
    room.exporting.show_progress(100_000, 430_000, 10)
    words = " ".join(each.text() for each in room.exporting.findChildren(Text))
    assert words == "Exporting: 100,000 of 430,000 · about 33 s left"


def test_the_key_works_while_the_filter_is_typed_in(life: OrdersLife, room: OrdersRoom, qtbot: QtBot) -> None:
    field = room.bar.filter.entry
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(room.window().findChildren(QFileDialog)), timeout=PATIENCE_MS)
    for dialog in room.window().findChildren(QFileDialog):
        dialog.reject()
