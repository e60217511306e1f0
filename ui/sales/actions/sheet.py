"""The one sheet: asks for what a deed needs, says what follows, and gives the answers on."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.queries.rows import ShipmentRow
from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.layout import clear, vbox
from ui.components.nodes import node_text
from ui.components.text import Text
from ui.sales.actions.asks import Answers, Choice
from ui.sales.actions.deed import Offer, Situation, say
from ui.sales.actions.fields import AskField, ChoiceField, ToldField, WrongAnswer, field_for

_WIDTH = 480


class DeedSheet(Dialog):
    """Asks. `answered(shipment or None, answers)` once everything is right; Escape leaves all as it is.

    It stays until it is told to `accept`, or to `refuse`: what was typed is then still there. `begun` is what was typed
    when it was left the last time.
    """

    answered = Signal(object, object)

    def __init__(
        self, offer: Offer, here: Situation, parent: QWidget | None, *, begun: Mapping[str, object] | None = None
    ) -> None:
        deed = offer.deed
        super().__init__("", parent, icon=deed.icon, token="danger" if deed.danger else "accent")
        self.setMinimumWidth(_WIDTH)
        self.show_title(f"{offer.title} · {here.detail.head.order_no}")
        self._offer, self._here = offer, here
        self.fields: list[AskField] = []
        self._presets: dict[str, object] = {}
        self._waits = False
        if deed.hint:
            self.body.addWidget(Text(say(deed.hint), "body", "secondary", wrap=True))
        self._which = self._shipment_field()
        if self._which is not None:
            self.body.addWidget(self._which)
        self._asked = vbox(gap=12)
        self.body.addLayout(self._asked)
        self._trouble = Text("", "body", "danger", wrap=True)
        self._trouble.setHidden(True)
        self.body.addWidget(self._trouble)
        self._stay = Button(say(QT_TRANSLATE_NOOP("Deeds", "Back")), keys="Esc")
        self._stay.clicked.connect(self.reject)
        self._do = Button(offer.title, "danger" if deed.danger else "primary", keys="Ctrl+Enter")
        self._do.clicked.connect(self.submit)
        self.buttons.addWidget(self._stay)
        self.buttons.addWidget(self._do)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.submit)
        self._ask()
        self._put_back(begun or {})

    @property
    def begun(self) -> dict[str, object]:
        """What was typed or chosen other than it was preset, by the key of its answer."""
        found = {each.ask.key: each.typed() for each in self.fields}
        return {key: typed for key, typed in found.items() if typed != self._presets[key]}

    def _put_back(self, begun: Mapping[str, object]) -> None:
        for each in self.fields:
            if each.ask.key in begun:
                each.put_back(begun[each.ask.key])

    @property
    def shipment(self) -> ShipmentRow | None:
        """The shipment that is meant."""
        shipments = self._offer.shipments
        if self._which is None:
            return shipments[0] if shipments else None
        chosen = self._which.value()
        return next(each for each in shipments if str(each.id) == chosen)

    def field(self, key: str) -> AskField:
        """The field that asks for something."""
        return next(each for each in self.fields if each.ask.key == key)

    def submit(self) -> None:
        """Gives the answers on, or shows what is wrong at the first field where something is."""
        if self._waits:
            return
        self._trouble.setHidden(True)
        values: dict[str, object] = {}
        wrong: AskField | None = None
        for each in self.fields:
            try:
                values[each.ask.key] = each.answer()
            except WrongAnswer:
                wrong = wrong or each
        shipment, answers = self.shipment, Answers(values)
        found = None if wrong is not None else self._offer.deed.check(self._here, shipment, answers)
        if found is not None:
            wrong = self.field(found.key)
            wrong.refuse(found.sentence)
        if wrong is not None:
            wrong.take_focus()
            self.fit()
            return
        self._wait(True)
        self.answered.emit(shipment, answers)

    def refuse(self, sentence: str) -> None:
        """It was not taken: says why, and everything can be changed."""
        self._wait(False)
        self._trouble.setText(sentence)
        self._trouble.setVisible(bool(sentence))
        self.fit()
        if self.fields:
            self.fields[0].take_focus()
        else:
            self._do.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def reject(self) -> None:
        # What was said is on its way: it can no longer be left.
        if not self._waits:
            super().reject()

    def _wait(self, waits: bool) -> None:
        self._waits = waits
        self._do.setEnabled(not waits)

    def _shipment_field(self) -> ChoiceField | None:
        shipments = self._offer.shipments
        if len(shipments) < 2:
            return None
        options = tuple((str(each.id), f"{each.shipment_no} · {node_text(each.node)}") for each in shipments)
        label = say(QT_TRANSLATE_NOOP("Deeds", "Shipment"))
        found = ChoiceField(Choice("shipment", label, options=options, preset=options[0][0]))
        found.select.currentIndexChanged.connect(self._ask)
        return found

    def _ask(self, _index: int = 0) -> None:
        begun = self.begun
        clear(self._asked)
        self.fields = [field_for(ask) for ask in self._offer.deed.asks(self._here, self.shipment)]
        for each in self.fields:
            each.entered.connect(self._on_entered)
            self._asked.addWidget(each)
        self._presets = {each.ask.key: each.typed() for each in self.fields}
        self._put_back(begun)
        first: QWidget = self._stay if self._offer.deed.danger else self._do
        asking = next((each for each in self.fields if not isinstance(each, ToldField)), None)
        if asking is not None:
            asking.take_focus()
        else:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.fit()

    def _on_entered(self) -> None:
        """Enter goes to the next field; from the last one to the button."""
        sender = self.sender()
        place = next((at for at, each in enumerate(self.fields) if each is sender), -1)
        if place + 1 < len(self.fields):
            self.fields[place + 1].take_focus()
        else:
            self._do.setFocus(Qt.FocusReason.OtherFocusReason)
