"""Beside the lines of a new order: who gets it, how it travels, what it comes to, what the hub says to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from orderdesk.queries.customers import AddressRow, CustomerCard, CustomerChoice
from orderdesk.queries.rows import OrderDetail
from ui import formats
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.choices import Select
from ui.components.frames import Card
from ui.components.key_cap import key_caps
from ui.components.layout import clear, grid, hbox, vbox
from ui.components.meter import Meter
from ui.components.pill import Pill, Tag
from ui.components.table_cells import Column, Kind, TwoLine
from ui.components.text import RIGHT, Icon, Text
from ui.sales.entry_draft import Draft
from ui.sales.lookup import Lookup
from ui.sales.order_story import check_text
from ui.words import word


class CustomerCardBox(Card):
    """Finds the customer and shows its terms. `address_chosen(index)`."""

    address_chosen = Signal(int)

    def __init__(self) -> None:
        self.search = Lookup((Column("customer", "", Kind.TWO_LINE),), icon="buildings")
        self._card: CustomerCard | None = None
        self._tier: list[Tag] = []
        self._head = hbox(gap=6)
        self._facts = vbox(gap=6)
        self._address = Select()
        self._hint = Text("", "caption")
        self._hint.hide()
        self._title = Text("", "bodyStrong")
        self._head.addWidget(self._title)
        for cap in key_caps("Alt+1"):
            self._head.addWidget(cap)
        self._head.addStretch(1)
        super().__init__(vbox(self._head, self.search, self._hint, self._facts, self._address, gap=8, margins=16))
        # A long address is cut in the closed list; it must not make the form wider than its column.
        self._address.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._address.currentIndexChanged.connect(self.address_chosen)
        self._address.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Words of the window's language."""
        self._title.setText(self.tr("Customer"))
        self.search.setPlaceholderText(self.tr("Name, initials or code"))
        self.search.setAccessibleName(self.tr("Customer"))
        self._address.setAccessibleName(self.tr("Address"))
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

    def ask_for(self) -> None:
        """The customer is missing."""
        self._say("danger", self.tr("Who orders?"))
        self.search.setFocus()

    def show_customer(self, card: CustomerCard | None) -> None:
        """The chosen customer, or none."""
        self._card = card
        self._say("", "")
        self.search.show_text("" if card is None else f"{card.name}（{card.code}）")
        self._address.setVisible(card is not None and bool(card.addresses))
        self._say_facts()
        if card is not None:
            self._address.offer([(str(each.id), _address(each)) for each in card.addresses])

    def _say_facts(self) -> None:
        card = self._card
        clear(self._facts)
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
        rows = [(self.tr("Terms"), terms)]
        if card.credit_limit_fen is not None:
            rows.append((self.tr("Credit limit"), formats.money(card.credit_limit_fen, sign=True)))
        self._facts.addLayout(
            grid([[Text(a, "body", "tertiary"), Text(b)] for a, b in rows], gap=(24, 6), shares=(0, 1))
        )
        if not card.addresses:
            self._facts.addWidget(Banner(self.tr("This customer has no address yet"), "warn"))

    def choose_address(self, address: AddressRow | None) -> None:
        """Marks the one that is meant."""
        if address is not None:
            self._address.choose(str(address.id))

    def fix(self, *, fixed: bool) -> None:
        """Who ordered cannot be changed afterwards."""
        self.search.setReadOnly(fixed)


def _address(address: AddressRow) -> str:
    place = f"{address.city}{address.district}{address.street or ''}"
    return " ".join(part for part in (address.name, formats.masked_phone(address.phone), "·", place) if part)


class TotalBox(Card):
    """What the order comes to."""

    def __init__(self) -> None:
        self._count = Text("", "caption", "tertiary")
        self._label = Text("", "body", "secondary")
        self._amount = Text("", "metric", align=RIGHT)
        self._credit = Text("", "caption", "secondary", wrap=True)
        self._meter = Meter()
        self._meter.hide()
        self._limit: tuple[int | None, int] = (None, 0)
        self._amount_fen = 0
        total = hbox(vbox(self._label, self._count, gap=0), None, self._amount)
        super().__init__(vbox(total, self._meter, self._credit, gap=8, margins=(16, 12, 16, 12)))
        self.show_draft(Draft())

    def show_draft(self, draft: Draft) -> None:
        """Adds up."""
        self._count.setText(formats.counted(len(draft.lines), self.tr("1 line"), self.tr("{n} lines")))
        self._label.setText(self.tr("Total"))
        self._amount.setText(formats.money(draft.amount_fen, sign=True))
        self._amount_fen = draft.amount_fen
        self._say_credit()

    def show_credit(self, limit_fen: int | None, open_fen: int) -> None:
        """The customer's limit, and what its open orders come to as far as they are known here; None: no limit."""
        self._limit = (limit_fen, open_fen)
        self._say_credit()

    def _say_credit(self) -> None:
        limit, used = self._limit
        self._credit.setVisible(limit is not None)
        self._meter.setVisible(limit is not None)
        if limit is None:
            return
        over = used + self._amount_fen - limit
        text = self.tr("Open orders known here {used} of {limit}")
        if over > 0:
            text = self.tr("About {over} over the limit of {limit}: the credit review will decide")
        self._credit.set_tint("warn" if over > 0 else "secondary")
        used_text, limit_text, over_text = (formats.money(each, sign=True) for each in (used, limit, over))
        words = text.format(used=used_text, limit=limit_text, over=over_text)
        self._credit.setText(words)
        self._meter.show_shares(used / limit if limit else 1.0, self._amount_fen / limit if limit else 0.0, words)


class OutcomeBox(Card):
    """The order that was just submitted: what the hub found so far. `open_wanted`, `new_wanted`."""

    open_wanted = Signal()
    new_wanted = Signal()

    def __init__(self) -> None:
        self._rows = vbox(gap=6)
        super().__init__(vbox(self._rows, gap=8, margins=16))
        self.hide()

    def show_order(self, detail: OrderDetail) -> None:
        """The order as it is now."""
        clear(self._rows)
        head = hbox(
            Icon("check-circle-fill", "ok", 20),
            Text(detail.head.order_no, "title", selectable=True),
            Pill(detail.head.node),
            None,
        )
        self._rows.addLayout(head)
        written = self.tr("{customer} · {amount} · written down {at}")
        self._rows.addWidget(
            Text(
                written.format(
                    customer=detail.head.customer_name,
                    amount=formats.money(detail.head.amount_fen, sign=True),
                    at=formats.clock(detail.head.placed_at),
                ),
                "caption",
                "secondary",
            )
        )
        findings: Mapping[str, tuple[str, str]] = {check.kind: check_text(check) for check in detail.checks}
        for kind in ("price", "credit", "stock"):
            self._rows.addWidget(self._finding(kind, findings.get(kind)))
        look = Button(self.tr("Show the order"))
        look.clicked.connect(self.open_wanted)
        self._rows.addLayout(hbox(look, None))
        self.show()

    def _finding(self, kind: str, found: tuple[str, str] | None) -> QWidget:
        row = QWidget()
        if found is None:
            waits = self.tr("{what}: the hub is checking").format(what=word("check", kind))
            row.setLayout(hbox(Icon("clock", "text.tertiary", 16), (Text(waits, "body", "tertiary"), 1), gap=8))
            return row
        tone, text = found
        icon, token = ("check-circle", "ok") if tone == "ok" else ("warning", "danger" if tone == "danger" else "warn")
        row.setLayout(hbox(Icon(icon, token, 16), (Text(text, "body", wrap=True), 1), gap=8))
        return row
