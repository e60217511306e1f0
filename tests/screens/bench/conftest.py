"""A bench in its window over the small company, with an order that waits to be packed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tests.screens.near_bench import Ear
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.packing.bench_room import BenchRoom
from ui.scanner.listener import ScanListener


@pytest.fixture
def order_no(town: Town) -> str:
    """An order that has been allocated to the bench's warehouse."""
    return town.order(town.allocated()).order_no


@pytest.fixture
def near(town: Town, order_no: str, tmp_path: Path) -> Iterator[Near]:
    """The bench's workstation; a packer is signed in."""
    found = Near(town, tmp_path / "bench", "B1", "packer")
    yield found
    found.close()


@pytest.fixture
def listener(qapp: QApplication) -> ScanListener:
    """Hears no keys yet; `nobody_listens_on` takes it away."""
    return ScanListener(qapp)


@pytest.fixture
def room(near: Near, show: Callable[[QWidget], QWidget], listener: ScanListener) -> BenchRoom:
    """The bench, ready for a scan."""
    ear = Ear()
    found = BenchRoom(near.workplace, listener, beeper=ear)
    ear.room = found
    found.resize(1280, 720)
    show(found)
    found.begin()
    return found
