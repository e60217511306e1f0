"""What waits at the bench for being taken away: by couriers, on our own van, by the customers themselves."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from orderdesk.queries.bench_lists import WaitingParcel
from orderdesk.queries.rows import Names
from tests.screens.entry_hands import words_of
from ui.components.buttons import Button
from ui.packing.hand_over import HandOverDialog

NAMES = Names(
    carriers={"SF": ("顺丰速运", "SF Express"), "VAN": ("自有车", "Our van"), "PICKUP": ("自提", "Pick-up")},
    methods={"SF": "courier", "VAN": "own_van", "PICKUP": "pick_up"},
)


def waits(carrier_code: str | None) -> WaitingParcel:
    return WaitingParcel(uuid4(), "PK1", carrier_code, None, ())


def test_only_what_a_courier_takes_is_counted_and_called_so(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    sheet = HandOverDialog([waits(each) for each in ("VAN", "SF", "PICKUP", "VAN", "SF")], NAMES, host)
    words = words_of(sheet)
    assert "Courier · 2 parcels" in words
    assert "Own van · 2 parcels" in words
    assert "Customer pick-up · 1 parcel" in words
    found = [each.accessibleName() for each in sheet.findChildren(Button)]
    assert found[:3] == [
        "Hand over 2 parcels to SF Express",
        "Load 2 parcels: Our van",
        "Give out 1 parcel: Pick-up",
    ]


def test_a_parcel_without_a_carrier_is_given_away_too(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    sheet = HandOverDialog([waits(None)], NAMES, host)
    with qtbot.waitSignal(sheet.chosen) as chosen:
        sheet.findChildren(Button)[0].click()
    assert chosen.args == [""]
