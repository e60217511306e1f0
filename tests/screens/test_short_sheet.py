"""Why an article is short: who holds it, also those of whom only the sum is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.commands import MoveReservation
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.language import Language, tongue
from ui.sales.short_sheet import ShortSheet, Wanting


@pytest.fixture
def near(tmp_path: Path, clock: SetClock) -> Iterator[Near]:
    found = Near(Town(tmp_path, clock), tmp_path / "desk", "A1", "sales")
    yield found
    found.close()


def shelf(clock: SetClock, **changed: Any) -> dict[str, Any]:
    at = clock.now().isoformat()
    holder: dict[str, Any] = {
        "order_id": str(uuid4()),
        "order_line_id": str(uuid4()),
        "order_no": "SO1",
        "customer_name": "甲",
    }
    holder |= {"node": "stock_locked", "firmness": "firm", "since": at, "quantity": 5_000}
    found: dict[str, Any] = {
        "stock_id": str(uuid4()),
        "warehouse_id": str(uuid4()),
        "warehouse": "NB",
        "batch": "",
        "quality": "good",
    }
    found |= {"on_hand": 40_000, "reserved": 40_000, "available": 0, "as_of": at, "source": "erp", "held": [holder]}
    return found | {"others": 0, "others_quantity": 0} | changed


def rows_of(sheet: ShortSheet) -> list[str]:
    return [str(sheet.model.row_at(row)[1]) for row in range(sheet.model.row_count())]


def test_what_the_rest_hold_is_told_as_a_sum(near: Near, clock: SetClock, qtbot: QtBot) -> None:
    sheet = ShortSheet(near.workplace, uuid4(), "BP-0", None)
    qtbot.addWidget(sheet)
    sheet._on_answer({"rows": [shelf(clock, others=12, others_quantity=35_000), shelf(clock)], "more": False})
    found = rows_of(sheet)
    assert len(found) == 5
    assert "12 more reservations" in found[2]
    assert "35" in found[2]


def test_the_condition_is_said_in_the_language_of_the_window(near: Near, clock: SetClock, qtbot: QtBot) -> None:
    tongue.use(Language.CHINESE)
    try:
        sheet = ShortSheet(near.workplace, uuid4(), "BP-0", None)
        qtbot.addWidget(sheet)
        sheet._on_answer({"rows": [shelf(clock)], "more": False})
        found = rows_of(sheet)
    finally:
        tongue.use(Language.ENGLISH)
    assert "good" not in found[0]
    assert "NB · 完好" in found[0]


def test_no_more_is_moved_than_the_other_has_and_nothing_that_is_worked_on(
    near: Near, clock: SetClock, qtbot: QtBot
) -> None:
    wanting = Wanting(uuid4(), uuid4(), 8_000)
    sheet = ShortSheet(near.workplace, uuid4(), "BP-0", None, wanting=wanting)
    qtbot.addWidget(sheet)
    picked = shelf(clock)
    picked["held"][0]["node"] = "picking"
    sheet._on_answer({"rows": [picked, shelf(clock)], "more": False})
    moved: list[MoveReservation] = []
    sheet.moved.connect(moved.append)
    sheet.reason.setText("He waits at the door")
    for row, typed, hint in ((1, "5", "worked on"), (3, "8", "No more than 5"), (3, "5", "")):
        sheet.table.setCurrentIndex(sheet.model.index(row, 0))
        sheet.quantity.setText(typed)
        sheet.move_here()
        assert hint in sheet._hint.text()
    assert [each.quantity for each in moved] == [5_000]
