"""Who a new order is for: the customer with contact, address and terms, and what the order does to the credit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from orderdesk.queries.customers import AddressRow, CustomerCard, CustomerChoice
from ui import formats
from ui.components.banner import Banner
from ui.components.choices import Select
from ui.components.frames import Card
from ui.components.key_cap import key_caps
from ui.components.layout import grid, hbox, vbox
from ui.components.meter import Meter
from ui.components.pill import Tag
from ui.components.table_cells import Column, Kind, TwoLine
from ui.components.text import RIGHT, Icon, Text
from ui.sales.lookup import Lookup
from ui.words import word


class CreditLine(QWidget):
    """What of the limit is used, what this order adds, and what follows from it."""

    def __init__(self) -> None:
        super().__init__()
        self._label = Text("", "body", "tertiary")
        self._shares = Text("", "body", align=RIGHT, wrap=True)
        self._meter = Meter()
        self._outcome = Text("", "caption", wrap=True)
        self._icon = Icon("check-circle", "ok", 14)
        #: Limit, what open orders come to, what this order does (fen); None: no limit counts here.
        self._figures: tuple[int, int, int] | None = None
        head = hbox(self._label, (self._shares, 1), gap=8)
        self.setLayout(vbox(head, self._meter, hbox(self._icon, (self._outcome, 1), gap=4), gap=4))
        self.hide()

    def show_figures(self, figures: tuple[int, int, int] | None) -> None:
        """Limit, what open orders come to, what this order comes to (fen); None where no limit counts."""
        self._figures = figures
        self.setVisible(figures is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """The same in the language of the window."""
        if self._figures is None:
            return
        limit, used, amount = self._figures
        left = limit - used - amount
        self._label.setText(self.tr("Credit"))
        shares = self.tr("{used} used + {amount} / {limit}").format(
            used=_round(used), amount=_round(amount), limit=_round(limit)
        )
        self._shares.setText(shares)
        if left < 0:
            text = self.tr("About {over} over the limit: the credit review will decide")
            words = text.format(over=formats.money(-left, sign=True))
        else:
            text = self.tr("{left} left after this order ({share} %): goes on without a credit review")
            share = left * 100 // limit if limit else 0
            words = text.format(left=formats.money(left, sign=True), share=share)
        self._outcome.set_tint("warn" if left < 0 else "ok")
        self._icon.show_icon("warning" if left < 0 else "check-circle", "warn" if left < 0 else "ok")
        self._outcome.setText(words)
        self._meter.show_shares(used / limit if limit else 1.0, amount / limit if limit else 0.0, f"{shares}: {words}")


def _round(amount_fen: int) -> str:
    """An amount with cents only where it has some."""
    return formats.money(amount_fen, sign=True).removesuffix(".00")


class CustomerCardBox(Card):
    """Finds the customer and shows its terms. `address_chosen(index)`."""

    address_chosen = Signal(int)

    def __init__(self) -> None:
        self.search = Lookup((Column("customer", "", Kind.TWO_LINE),), icon="buildings")
        self._card: CustomerCard | None = None
        self._tier: list[Tag] = []
        self._title = Text("", "bodyStrong")
        self._head = hbox(self._title, *key_caps("Alt+1"), None, gap=6)
        self._hint = Text("", "caption")
        self._hint.hide()
        self._labels = tuple(Text("", "body", "tertiary") for _each in range(3))
        self._contact, self._terms, self._address = Text(""), Text(""), Select()
        values = (self._contact, self._address, self._terms)
        rows = [[label, value] for label, value in zip(self._labels, values, strict=True)]
        self._facts = QWidget()
        self._facts.setLayout(grid(rows, gap=(12, 4), shares=(0, 1)))
        self._nowhere = Banner("", "warn")
        self.credit = CreditLine()
        parts = (self._head, self.search, self._hint, self._facts, self._nowhere, self.credit)
        super().__init__(vbox(*parts, gap=8, margins=(16, 12, 16, 12)))
        # A long address is cut in the closed list; it must not make the form wider than its column.
        for value in (self._contact, self._terms, self._address):
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._address.currentIndexChanged.connect(self._on_address)
        self.show_customer(None)
        self.retranslate()

    def retranslate(self) -> None:
        """Words of the window's language."""
        self._title.setText(self.tr("Customer"))
        self.search.setPlaceholderText(self.tr("Name, initials or code"))
        self.search.setAccessibleName(self.tr("Customer"))
        self._address.setAccessibleName(self.tr("Address"))
        self._nowhere.say(self.tr("This customer has no address yet"))
        self.credit.retranslate()
        self._say_facts()

    def show_choices(self, text: str, choices: Sequence[CustomerChoice]) -> None:
        """What was found for a text."""
        self.search.offer(text, [(each.id, (TwoLine(each.name, each.code),)) for each in choices])
        if text and not choices:
            self._say("warn", self.tr("No customer fits “{text}”").format(text=text))
        else:
            self._say("", "")

    def _say(self, tint: str, sentence: str) -> None:
        self._hint.set_tint(tint)
        self._hint.setText(sentence)
        self._hint.setVisible(bool(sentence))

    def begin(self) -> None:
        """The keyboard is here; what is typed takes the place of the one before."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()

    def ask_for(self) -> None:
        """The customer is missing."""
        self._say("danger", self.tr("Who orders?"))
        self.search.setFocus()

    def show_customer(self, card: CustomerCard | None) -> None:
        """The chosen customer, or none."""
        self._card = card
        self._say("", "")
        self.search.show_text("" if card is None else f"{card.name}（{card.code}）")
        self._facts.setVisible(card is not None)
        self._nowhere.setHidden(card is None or bool(card.addresses))
        if card is not None:
            self._address.offer([(str(each.id), _place(each)) for each in card.addresses])
        self._say_facts()

    def _say_facts(self) -> None:
        card = self._card
        for tag in self._tier:
            tag.hide()
            tag.deleteLater()
        self._tier = []
        if card is None:
            return
        if card.tier:
            self._tier = [Tag(self.tr("Tier {tier}").format(tier=card.tier), "info")]
            self._head.addWidget(self._tier[0])
        terms = word("terms", card.terms) if card.terms else formats.NOTHING
        if card.terms_days:
            terms += " · " + self.tr("{n} days").format(n=card.terms_days)
        self._terms.setText(terms)
        self._say_address()

    def _say_address(self) -> None:
        """Who takes the goods at the chosen address."""
        addresses = () if self._card is None else self._card.addresses
        at = self._address.currentIndex()
        chosen = addresses[at] if 0 <= at < len(addresses) else None
        is_default = chosen is not None and chosen.preferred
        words = (self.tr("Contact"), self.tr("Default address") if is_default else self.tr("Address"), self.tr("Terms"))
        for label, text in zip(self._labels, words, strict=True):
            label.setText(text)
        for part in (self._labels[0], self._contact, self._labels[1], self._address):
            part.setVisible(chosen is not None)
        if chosen is not None:
            who = (chosen.name or formats.NOTHING, formats.masked_phone(chosen.phone))
            self._contact.setText("  ".join(part for part in who if part))
            self._address.setToolTip(_place(chosen))

    def _on_address(self, index: int) -> None:
        self._say_address()
        self.address_chosen.emit(index)

    def choose_address(self, address: AddressRow | None) -> None:
        """Marks the one that is meant."""
        if address is not None:
            self._address.choose(str(address.id))
            self._say_address()

    def fix(self, *, fixed: bool) -> None:
        """Who ordered cannot be changed afterwards."""
        self.search.setReadOnly(fixed)


def _place(address: AddressRow) -> str:
    """Where the goods go, and what the customer calls it."""
    place = f"{address.city}{address.district}{address.street or ''}"
    return " · ".join(part for part in (place, address.label) if part)
