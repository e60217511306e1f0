"""The bench where the work behind it takes long or breaks: each scan counts once, and none is left without an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from orderdesk.clock import SetClock
from orderdesk.domain.scans import Card
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.components.sounds import Beeper
from ui.day import hands
from ui.packing.bench_room import BenchRoom
from ui.scanner.listener import ScanListener
from ui.tasks import Lane, Tasks


@pytest.fixture
def near(tmp_path: Path, clock: SetClock, qapp: QApplication) -> Iterator[Near]:
    found = Near(Town(tmp_path, clock), tmp_path / "bench", "B1", "packer", tasks=Tasks())
    yield found
    found.close()


@pytest.fixture
def room(near: Near, show: Callable[[QWidget], QWidget], qapp: QApplication) -> BenchRoom:
    found = BenchRoom(near.workplace, ScanListener(qapp), beeper=Beeper(player=[]))
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
