"""The head of a panel has room for everything that an order may be at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.components.pill import Pill, Tag
from ui.components.side_panel import SidePanel


def test_no_badge_is_squeezed_however_many_there_are(show: Callable[[QWidget], QWidget]) -> None:
    panel = SidePanel()
    panel.resize(456, 400)
    badges = [
        Pill("delivery_exception"),
        Tag("Exchange"),
        Tag("2/3"),
        Tag("Waiting for the hub", "info"),
        Tag("On hold"),
    ]
    panel.show_title("SO2611220600003S", "customer", *badges)
    show(panel)
    assert [each.width() for each in badges] == [each.sizeHint().width() for each in badges]
