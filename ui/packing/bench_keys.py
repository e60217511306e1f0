"""The keys of the bench, as its map of keys lists them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.key_map import Keys


def bench_keys() -> Keys:
    """Each key with what it does, in the language of the window."""
    return (
        ("F2", QCoreApplication.translate("BenchRoom", "Undo the last scan")),
        ("F4", QCoreApplication.translate("BenchRoom", "An item is short")),
        ("F5", QCoreApplication.translate("BenchRoom", "Set the parcel aside; its number brings it back")),
        ("F6", QCoreApplication.translate("BenchRoom", "Enter a code by hand")),
        ("F7", QCoreApplication.translate("BenchRoom", "Box full: the rest goes into another")),
        ("F8", QCoreApplication.translate("BenchRoom", "Hand parcels over to the courier")),
        ("F9", QCoreApplication.translate("BenchRoom", "Call a supervisor")),
        ("F10", QCoreApplication.translate("BenchRoom", "Sign out")),
        ("F12", QCoreApplication.translate("BenchRoom", "Scanner, sound and goal")),
        ("Esc", QCoreApplication.translate("BenchRoom", "Acknowledge a refusal")),
        ("0-9", QCoreApplication.translate("BenchRoom", "So many more of the item scanned last, then Enter")),
    )
