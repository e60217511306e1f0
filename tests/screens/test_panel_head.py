"""The head of a panel has room for everything that an order may be at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.components.pill import Pill, Tag
from ui.components.side_panel import SidePanel
from ui.components.text import Text


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


def test_a_long_customer_leaves_room_for_what_the_order_is_worth(show: Callable[[QWidget], QWidget]) -> None:
    host = QWidget()
    host.resize(900, 400)
    panel = SidePanel()
    panel.setParent(host)
    panel.show_title("SO2611220600003S", "Ningbo Hydraulic Machinery Manufacturing Co., Ltd. · 12 lines · ¥123,456.00")
    panel.setGeometry(0, 0, 456, 400)
    show(host)
    (line,) = [each for each in panel.findChildren(Text) if each.text().startswith("Ningbo")]
    whole = line.fontMetrics().boundingRect(0, 0, line.width(), 400, Qt.TextFlag.TextWordWrap, line.text())
    assert whole.height() > 1.5 * line.fontMetrics().height()
    assert (line.height() >= whole.height(), line.width() < 456) == (True, True)
