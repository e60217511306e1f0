"""Giving closed parcels away: to couriers and freight lines, onto our own van, to customers who come for theirs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from orderdesk.queries.bench_lists import WaitingParcel
from orderdesk.queries.rows import Names
from ui import formats
from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.layout import hbox
from ui.components.text import Text
from ui.models.order_cells import carrier_name
from ui.words import word

#: What is done with parcels, in the order in which they stand here; one whose carrier is not known comes last.
_VERBS = {
    "courier": QT_TRANSLATE_NOOP("HandOverDialog", "Hand over"),
    "freight": QT_TRANSLATE_NOOP("HandOverDialog", "Hand over"),
    "own_van": QT_TRANSLATE_NOOP("HandOverDialog", "Load"),
    "pick_up": QT_TRANSLATE_NOOP("HandOverDialog", "Give out"),
    "": QT_TRANSLATE_NOOP("HandOverDialog", "Hand over"),
}
_SENTENCES = {
    "own_van": QT_TRANSLATE_NOOP("HandOverDialog", "Load {what}: {who}"),
    "pick_up": QT_TRANSLATE_NOOP("HandOverDialog", "Give out {what}: {who}"),
}
_TO_CARRIER = QT_TRANSLATE_NOOP("HandOverDialog", "Hand over {what} to {who}")


def _say(text: object) -> str:
    return QCoreApplication.translate("HandOverDialog", str(text))


class HandOverDialog(Dialog):
    """How many parcels wait for each way out of the house. `chosen(carrier code)` when they have gone."""

    chosen = Signal(str)

    def __init__(self, waiting: Sequence[WaitingParcel], names: Names, parent: QWidget) -> None:
        super().__init__("", parent, icon="truck", token="accent")
        self.show_title(self.tr("Hand parcels over"))
        counts: dict[str, dict[str, int]] = {method: {} for method in _VERBS}
        for parcel in waiting:
            carrier = parcel.carrier_code or ""
            found = counts.get(names.methods.get(carrier, ""), counts[""])
            found[carrier] = found.get(carrier, 0) + 1
        self._first: Button | None = None
        for method, carriers in counts.items():
            if carriers:
                self._add(method, carriers, names)
        if self._first is None:
            self.body.addWidget(Text(self.tr("No closed parcel waits here"), "body", "secondary"))
        stay = Button(self.tr("Back"), keys="Esc")
        stay.clicked.connect(self.reject)
        self.buttons.addWidget(stay)
        (self._first or stay).setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, method: str, carriers: dict[str, int], names: Names) -> None:
        """One way out: how many in all, then whoever takes them."""
        way = word("method", method) if method else self.tr("Carrier not known here")
        self.body.addWidget(Text(f"{way} · {self._parcels(sum(carriers.values()))}", "caption", "secondary"))
        for carrier, count in carriers.items():
            name = carrier_name(names, carrier) or self.tr("Own van or pick-up")
            words = self._parcels(count)
            button = Button(_say(_VERBS[method]), "primary" if self._first is None else "default")
            button.setAccessibleName(_say(_SENTENCES.get(method, _TO_CARRIER)).format(what=words, who=name))
            button.clicked.connect(partial(self._choose, carrier))
            self._first = self._first or button
            self.body.addLayout(hbox(Text(name, "bodyStrong"), Text(words, "body", "secondary"), None, button))

    def _parcels(self, count: int) -> str:
        return formats.counted(count, self.tr("1 parcel"), self.tr("{n} parcels"))

    def _choose(self, carrier: str, _checked: bool = False) -> None:
        self.accept()
        self.chosen.emit(carrier)
