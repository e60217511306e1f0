"""Photos that could not be given are looked for anew once the hub is back."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from orderdesk.clock import SetClock
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.sales.photo_store import PhotoStore


def test_a_photo_that_was_not_there_is_looked_for_when_the_hub_is_back(
    tmp_path: Path, clock: SetClock, qapp: QApplication
) -> None:
    town = Town(tmp_path, clock)
    near, owner = Near(town, tmp_path / "desk", "A1", "sales"), QObject()
    store, path = PhotoStore(near.workplace, owner), tmp_path / "door.png"
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(path))
    sha256, arrived = hashlib.sha256(path.read_bytes()).hexdigest(), list[str]()
    store.arrived.connect(arrived.append)
    store.find(sha256)
    found = store.find(sha256)
    assert found is not None
    assert found.isNull()
    assert near.workplace.workstation.keep_photo(path) == sha256
    near.sync.link_turned.emit(False)
    near.sync.link_turned.emit(True)
    assert arrived[-1] == sha256
    store.find(sha256)
    shown = store.find(sha256)
    assert shown is not None
    assert shown.width() == 8
    near.close()
