"""The first start on a computer: connect it to the company's hub, look at the demo, or begin a company here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QWidget
from typing_extensions import override

from orderdesk.own_hub import NewHub
from ui.components.buttons import Button
from ui.components.choices import Select
from ui.components.entries import Entry, Field
from ui.components.layout import hbox, vbox
from ui.components.text import Text
from ui.front.choice_card import ChoiceCard
from ui.front.new_hub_form import NewHubForm
from ui.front.page import FrontPage
from ui.language import Language, tongue
from ui.refusals import refusal_text

_WIDTH = 720
CONNECT, DEMO, NEW = "connect", "demo", "new"


class FirstRunPage(FrontPage):
    """`connect_wanted(address, code, name)`, `demo_wanted` or `hub_wanted(NewHub)`; `language_chosen(key)`,
    `look_chosen(key)`.

    `address_given(address)`: is there a hub? The answer comes by `show_probe`. `cancelled`: the hub that is being made
    is not wanted any more. With the name of a `present` hub this workstation has one, which it keeps until another one
    has taken it in; `back_wanted` goes back to it.
    """

    connect_wanted = Signal(str, str, str)
    address_given = Signal(str)
    demo_wanted = Signal()
    hub_wanted = Signal(object)
    cancelled = Signal()
    back_wanted = Signal()
    language_chosen = Signal(str)
    look_chosen = Signal(str)

    def __init__(self, look: str, *, hub_folder: Path | None = None, present: str = "") -> None:
        super().__init__()
        self._choice = CONNECT
        self._look = look
        self._hub_folder = hub_folder or Path.home()
        self._present = present
        self._new_texts: dict[str, str] = {}
        self._step = ""
        self._is_taken_in = False
        self._back: Button | None = None
        self.new_hub: NewHubForm | None = None
        self._problem = ""
        self._probed, self._probe = "", ("", "")
        self._make_fields("", "", "")
        self.rebuild()

    def refuse(self, sentence: str) -> None:
        """The hub did not take this computer in."""
        self._problem = sentence
        self._set_taking_in(is_on=False)
        self._code_field.say("error", sentence)

    def refuse_address(self, sentence: str) -> None:
        """No hub could be asked at this address."""
        self._set_taking_in(is_on=False)
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
        again = self.tr("This workstation is at {hub}. What was said there stays; another hub begins with nothing.")
        about = again.format(hub=self._present) if self._present else self.tr("All of this can be changed later.")
        title = self.tr("Another hub") if self._present else self.tr("Welcome. How shall we begin?")
        column: list[QWidget | QLayout | int] = [
            Text(title, "h2"),
            Text(about, "body", "secondary", wrap=True),
            4,
            hbox(*((card, 1) for card in self._cards()), gap=12),
            4,
        ]
        self._compose_connect()
        self.new_hub = None
        if self._choice == CONNECT:
            column.append(self._connect_form)
        elif self._choice == NEW:
            column.append(self._compose_new())
        self._next = Button(self.tr("Go on"), "primary", icon="arrow-right", keys="Enter")
        self._next.clicked.connect(self._on_next)
        column += [4, hbox(self._languages(), self._looks(), None, *self._other_ways(), self._next)]
        inner = vbox(*column, gap=8)
        return hbox(None, (_sized(inner), 0), None)

    def _cards(self) -> list[ChoiceCard]:
        cards = {
            CONNECT: ChoiceCard(
                "hard-drives",
                self.tr("Connect to the company's hub"),
                self.tr("You have its address and a code from the administrator."),
            ),
            DEMO: ChoiceCard(
                "play-circle",
                self.tr("Look at the demo"),
                self.tr("A whole invented company on this computer; change what you like."),
            ),
            NEW: ChoiceCard(
                "desktop-tower",
                self.tr("Begin with a new hub"),
                self.tr("A company of your own on this computer, empty; you administer it."),
            ),
        }
        for choice, card in cards.items():
            card.setChecked(self._choice == choice)
            card.clicked.connect(lambda _checked=False, choice=choice: self.choose(choice))
        return list(cards.values())

    def _compose_connect(self) -> None:
        self._code_field = Field(
            self.tr("Enrolment code"), self.code, hint=self.tr("Good for one computer"), wraps=True
        )
        if self._problem:
            self._code_field.say("error", self._problem)
        hint = self.tr("Empty: the name that came with the code")
        name = Field(self.tr("Name of this place"), self.name, hint=hint, wraps=True)
        self._address_field = Field(self.tr("Address of the hub"), self.address, wraps=True)
        if self._probe[0] and self._probed == self.address.text().strip():
            self._address_field.say(*self._probe)
        self._connect_form = QWidget()
        both = hbox((self._code_field, 1), (name, 1), gap=12)
        self._connect_form.setLayout(vbox(self._address_field, both, gap=8))

    def _compose_new(self) -> NewHubForm:
        form = self.new_hub = NewHubForm(self._hub_folder)
        form.take(self._new_texts)
        form.wanted.connect(self._on_hub_wanted)
        form.cancelled.connect(self.cancelled)
        return form

    def _other_ways(self) -> list[Button]:
        """Back to the hub that is there, or without any setting up to the demo."""
        if self._present:
            self._back = Button(self.tr("Back"), keys="Esc")
            self._back.clicked.connect(self.back_wanted)
            return [self._back]
        if self._choice == DEMO:
            return []
        demo = Button(self.tr("Not yet: look at the demo"), "link")
        demo.clicked.connect(self.demo_wanted)
        return [demo]

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

    @override
    def rebuild(self) -> None:
        if self.new_hub is not None:
            self._new_texts = self.new_hub.texts()
        super().rebuild()
        self._set_taking_in(is_on=self._is_taken_in)
        if self._step:
            self.show_step(self._step)

    def choose(self, choice: str) -> None:
        """Turns to one of the cards: CONNECT, DEMO or NEW."""
        self._choice = choice
        self.rebuild()
        if self.new_hub is not None:
            self.new_hub.take_focus()
        else:
            (self.address if choice == CONNECT else self._next).setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._present and not self._is_taken_in:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)

    # -- a hub of one's own ---------------------------------------------------------------------------------------

    def show_step(self, step: str) -> None:
        """What is being done to make the hub."""
        self._step = step
        self._set_waiting(is_waiting=True)
        if self.new_hub is not None:
            self.new_hub.show_step(step)

    def refuse_hub(self, code: str, sentence: str) -> None:
        """The hub could not be made."""
        self._step = ""
        self._set_waiting(is_waiting=False)
        if self.new_hub is not None:
            self.new_hub.refuse(code, sentence)

    def _on_hub_wanted(self, plan: NewHub) -> None:
        self.show_step("looking")
        self.hub_wanted.emit(plan)

    def _set_waiting(self, *, is_waiting: bool) -> None:
        self._next.setEnabled(not is_waiting)
        for card in self.findChildren(ChoiceCard):
            card.setEnabled(not is_waiting)
        for select in self.findChildren(Select):
            select.setEnabled(not is_waiting)

    def _set_taking_in(self, *, is_on: bool) -> None:
        """While a hub takes this computer in there is no way back to the one before:
        nobody may work there meanwhile."""
        self._is_taken_in = is_on
        self._next.setEnabled(not is_on)
        if self._back is not None:
            self._back.setEnabled(not is_on)

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
        if self.new_hub is not None:
            self.new_hub.submit()
            return
        empty = next((field for field in (self.address, self.code) if not field.text().strip()), None)
        if empty is self.address:
            self._address_field.say("error", refusal_text("probe.no_address"))
        if empty is not None:
            empty.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._problem = ""
        self._code_field.clear()
        self._set_taking_in(is_on=True)
        self.connect_wanted.emit(self.address.text().strip(), self.code.text().strip(), self.name.text().strip())


def _sized(layout: QLayout) -> QLayout:
    holder = QWidget()
    holder.setFixedWidth(_WIDTH)
    holder.setLayout(layout)
    return vbox(holder)
