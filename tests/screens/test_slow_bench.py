"""The bench where the work behind it takes long or breaks: each scan counts once,
and none is left without an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.domain.scans import Card
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.components.sounds import Beeper, Sound
from ui.day import hands
from ui.packing.bench_room import BenchRoom
from ui.packing.view_model import Phase
from ui.scanner.event_clock import monotonic_ms
from ui.scanner.listener import ScanListener
from ui.tasks import Lane, Tasks


@pytest.fixture
def near(tmp_path: Path, clock: SetClock, qapp: QApplication) -> Iterator[Near]:
    found = Near(Town(tmp_path, clock), tmp_path / "bench", "B1", "packer", tasks=Tasks())
    yield found
    found.close()


class Ear(Beeper):
    """Hears what is played."""

    def __init__(self) -> None:
        super().__init__(player=[])
        self.heard: list[Sound] = []

    def play(self, sound: Sound) -> None:
        self.heard.append(sound)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def room(near: Near, show: Callable[[QWidget], QWidget], qapp: QApplication, ear: Ear) -> BenchRoom:
    found = BenchRoom(near.workplace, ScanListener(qapp), beeper=ear)
    show(found)
    found.begin()
    return found


def test_a_scan_that_is_answered_late_is_not_scanned_again(
    room: BenchRoom, near: Near, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However much time is over: what was heard is waited for.
    monkeypatch.setattr(hands, "since", lambda _began: 10_000)
    gate, heard = threading.Event(), list[str]()
    room.listener.scanned.connect(lambda code, _at: heard.append(code))
    near.workplace.tasks.run(Lane.WRITE, gate.wait)
    QTimer.singleShot(100, gate.set)
    hands.Hands().scan(room, Card.CALL.code)
    assert heard == [Card.CALL.code]
    assert [each.text for each in room.work.state.history] == [Card.CALL.code]


@pytest.mark.parametrize("by", ["scan", "hand-over"])
def test_what_breaks_behind_the_bench_is_refused_and_reported(
    room: BenchRoom, near: Near, ear: Ear, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    reports: list[int] = []
    near.workplace.tasks.broke.connect(reports.append)
    room.take_scan(Card.UNDO.code, monotonic_ms())
    qtbot.waitUntil(lambda: len(ear.heard) == 1)

    def break_down(*_asked: object) -> None:
        raise ZeroDivisionError

    # Neither the scans nor the cache can be reached: the way out may need neither.
    monkeypatch.setattr(near.workplace.workstation, "keep_scan", break_down)
    monkeypatch.setattr(near.workplace.workstation, "reading", break_down)
    if by == "scan":
        room.take_scan("6901234567892", monotonic_ms())
    else:
        room.hand_over("")
    qtbot.waitUntil(lambda: len(ear.heard) == 2)
    assert ear.heard[-1] is Sound.WRONG
    assert room.bench.view.phase is Phase.REFUSED
    assert room.bench.view.headline == "Something broke"
    assert reports


def test_what_cannot_be_written_down_was_answered_and_is_reported(
    room: BenchRoom, near: Near, ear: Ear, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[int] = []
    near.workplace.tasks.broke.connect(reports.append)

    def break_down(*_asked: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(near.workplace.workstation, "keep_scan", break_down)
    room.listener.misread.emit("69012", monotonic_ms())
    qtbot.waitUntil(lambda: bool(reports))
    assert (ear.heard, room.bench.view.headline) == ([Sound.WRONG], "Scan again")


def test_what_was_scanned_last_is_written_down_when_the_window_goes(room: BenchRoom, near: Near) -> None:
    room.take_scan("6901234567892", monotonic_ms())
    room.close_sounds()
    near.workplace.tasks.close()
    (kept,) = near.workplace.workstation.scans()
    assert (kept.text, kept.code) == ("6901234567892", "bench.scan_parcel_first")
