"""Handing closed parcels over to their carriers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from orderdesk.queries.bench_lists import WaitingParcel
from orderdesk.queries.rows import Names
from ui import formats
from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.layout import hbox
from ui.components.text import Text
from ui.models.order_cells import carrier_name


class HandOverDialog(Dialog):
    """How many parcels wait for each carrier. `chosen(carrier code)` when it has taken them."""

    chosen = Signal(str)

    def __init__(self, waiting: Sequence[WaitingParcel], names: Names, parent: QWidget) -> None:
        super().__init__("", parent, icon="truck", token="accent")
        self.show_title(self.tr("Hand over to the courier"))
        counts: dict[str, int] = {}
        for parcel in waiting:
            counts[parcel.carrier_code or ""] = counts.get(parcel.carrier_code or "", 0) + 1
        first: Button | None = None
        for carrier, count in counts.items():
            name = carrier_name(names, carrier) or self.tr("Own van or pick-up")
            words = formats.counted(count, self.tr("1 parcel"), self.tr("{n} parcels"))
            button = Button(self.tr("Hand over"), "primary" if first is None else "default")
            button.setAccessibleName(self.tr("Hand over {what} to {who}").format(what=words, who=name))
            button.clicked.connect(lambda _checked=False, carrier=carrier: self._choose(carrier))
            first = first or button
            self.body.addLayout(hbox(Text(name, "bodyStrong"), Text(words, "body", "secondary"), None, button))
        if first is None:
            self.body.addWidget(Text(self.tr("No closed parcel waits here"), "body", "secondary"))
        stay = Button(self.tr("Back"), keys="Esc")
        stay.clicked.connect(self.reject)
        self.buttons.addWidget(stay)
        (first or stay).setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, carrier: str) -> None:
        self.accept()
        self.chosen.emit(carrier)
