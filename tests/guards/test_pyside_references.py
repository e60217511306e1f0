"""PySide6 6.12.0 loses references to None and True on Python before 3.12 and ends the interpreter: never let it in."""

from __future__ import annotations

import sys

import PySide6
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

ROUNDS = 5_000
#: References that other code may take or give back meanwhile; the fault loses one each round.
TOLERATED = 100


class Bell(QObject):
    rang = Signal(bool)


def test_the_faulty_release_is_not_installed() -> None:
    release = tuple(int(part) for part in PySide6.__version__.split(".")[:2])
    assert sys.version_info >= (3, 12) or release < (6, 12)


def test_emitting_a_signal_keeps_the_count_of_true(qapp: object) -> None:
    bell = Bell()
    heard: list[bool] = []
    bell.rang.connect(heard.append)
    before = sys.getrefcount(True)
    for _ in range(ROUNDS):
        bell.rang.emit(False)
    assert abs(sys.getrefcount(True) - before) < TOLERATED
    assert len(heard) == ROUNDS


@pytest.mark.parametrize("call", ["update", "updateGeometry", "clearFocus"])
def test_a_call_without_a_result_keeps_the_count_of_none(qtbot: QtBot, call: str) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    method = getattr(widget, call)
    before = sys.getrefcount(None)
    for _ in range(ROUNDS):
        method()
    assert abs(sys.getrefcount(None) - before) < TOLERATED
