"""The first start on a computer: connect it to the company's hub, or look at the demo."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QWidget

from ui.components.buttons import Button
from ui.components.choices import Select
from ui.components.entries import Entry, Field
from ui.components.layout import hbox, vbox
from ui.components.text import Text
from ui.front.choice_card import ChoiceCard
from ui.front.page import FrontPage
from ui.language import Language, tongue
from ui.refusals import refusal_text

_WIDTH = 720
CONNECT, DEMO = "connect", "demo"


class FirstRunPage(FrontPage):
    """`connect_wanted(address, code, name)` or `demo_wanted`; `language_chosen(key)`, `look_chosen(key)`.

    `address_given(address)`: is there a hub? The answer comes by `show_probe`.
    """

    connect_wanted = Signal(str, str, str)
    address_given = Signal(str)
    demo_wanted = Signal()
    language_chosen = Signal(str)
    look_chosen = Signal(str)

    def __init__(self, look: str) -> None:
        super().__init__()
        self._choice = CONNECT
        self._look = look
        self._problem = ""
        self._probed, self._probe = "", ("", "")
        self._make_fields("", "", "")
        self.rebuild()

    def refuse(self, sentence: str) -> None:
        """The hub did not take this computer in."""
        self._problem = sentence
        self._code_field.say("error", sentence)
        self._next.setEnabled(True)

    def refuse_address(self, sentence: str) -> None:
        """No hub could be asked at this address."""
        self._next.setEnabled(True)
        self._probed = self.address.text().strip()
        self.show_probe(self._probed, "error", sentence)
        self.address.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_probe(self, address: str, state: str, sentence: str) -> None:
        """What was found out about an address: `ok` or `error`; of no use once there is another one in the field."""
        if address == self.address.text().strip() and self._choice == CONNECT:
            self._probe = (state, sentence)
            self._address_field.say(state, sentence)

    def _make_fields(self, address: str, code: str, name: str) -> None:
        self.address = Entry(address, icon="link", placeholder="https://orderdesk.example:8443")
        self.code = Entry(code, icon="key")
        self.name = Entry(name, icon="desktop")
        for field in (self.address, self.code, self.name):
            field.returnPressed.connect(self._on_next)
        self.address.editingFinished.connect(self._on_address)

    def compose(self) -> QLayout:
        self._make_fields(self.address.text(), self.code.text(), self.name.text())
        connect = ChoiceCard(
            "hard-drives",
            self.tr("Connect to the company's hub"),
            self.tr("You have its address and a code from the administrator."),
        )
        demo = ChoiceCard(
            "play-circle",
            self.tr("Look at the demo"),
            self.tr("A whole invented company on this computer; change what you like."),
        )
        connect.setChecked(self._choice == CONNECT)
        demo.setChecked(self._choice == DEMO)
        connect.clicked.connect(lambda: self._choose(CONNECT))
        demo.clicked.connect(lambda: self._choose(DEMO))
        column: list[QWidget | QLayout | int] = [
            Text(self.tr("Welcome. How shall we begin?"), "h2"),
            Text(self.tr("All of this can be changed later."), "body", "secondary"),
            8,
            hbox((connect, 1), (demo, 1), gap=12),
        ]
        self._code_field = Field(self.tr("Enrolment code"), self.code, hint=self.tr("Good for one computer"))
        if self._problem:
            self._code_field.say("error", self._problem)
        if self._choice == CONNECT:
            names = hbox(
                (self._code_field, 1),
                (
                    Field(
                        self.tr("Name of this place"),
                        self.name,
                        hint=self.tr("Empty: the name that came with the code"),
                    ),
                    1,
                ),
                gap=12,
            )
            self._address_field = Field(self.tr("Address of the hub"), self.address)
            if self._probe[0] and self._probed == self.address.text().strip():
                self._address_field.say(*self._probe)
            column += [8, self._address_field, names]
        self._next = Button(self.tr("Go on"), "primary", icon="arrow-right", keys="Enter")
        self._next.clicked.connect(self._on_next)
        column += [8, hbox(self._languages(), self._looks(), None, self._next)]
        inner = vbox(*column, gap=8)
        return hbox(None, (_sized(inner), 0), None)

    def _languages(self) -> Select:
        select = Select(
            [(Language.CHINESE, "简体中文"), (Language.ENGLISH, "English")],
            value=tongue.language,
            name=self.tr("Language"),
        )
        select.currentIndexChanged.connect(lambda: self.language_chosen.emit(select.value()))
        return select

    def _looks(self) -> Select:
        options = [("", self.tr("As the system")), ("light", self.tr("Light")), ("dark", self.tr("Dark"))]
        select = Select(options, value=self._look, name=self.tr("Look"))
        select.currentIndexChanged.connect(lambda: self._on_look(select.value()))
        return select

    def _on_look(self, look: str) -> None:
        self._look = look
        self.look_chosen.emit(look)

    def _choose(self, choice: str) -> None:
        self._choice = choice
        self.rebuild()
        (self.address if choice == CONNECT else self._next).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_address(self) -> None:
        address = self.address.text().strip()
        if address != self._probed:
            self._probed, self._probe = address, ("", "")
            self._address_field.clear()
            if address:
                self.address_given.emit(address)

    def _on_next(self) -> None:
        if self._choice == DEMO:
            self.demo_wanted.emit()
            return
        empty = next((field for field in (self.address, self.code) if not field.text().strip()), None)
        if empty is self.address:
            self._address_field.say("error", refusal_text("probe.no_address"))
        if empty is not None:
            empty.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._problem = ""
        self._code_field.clear()
        self._next.setEnabled(False)
        self.connect_wanted.emit(self.address.text().strip(), self.code.text().strip(), self.name.text().strip())


def _sized(layout: QLayout) -> QLayout:
    holder = QWidget()
    holder.setFixedWidth(_WIDTH)
    holder.setLayout(layout)
    return vbox(holder)
