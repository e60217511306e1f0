"""How a new order travels, by when, and what the customer calls it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy

from orderdesk.queries.rows import Names
from ui.components.choices import Check, Select
from ui.components.entries import Entry, Field
from ui.components.frames import Card
from ui.components.key_cap import key_caps
from ui.components.layout import hbox, vbox
from ui.components.text import Text
from ui.models.order_cells import carrier_name
from ui.sales.entry_draft import Draft
from ui.words import word

_METHODS = ("courier", "freight", "own_van", "pick_up")
# Until the rules choose the carrier of an order, somebody has to: the one that most orders go with is offered first.
_FAVOURITE = "SF"
_LONGEST = 80


class DayEntry(Entry):
    """A day, typed: `2026-12-31`, or `12-31`, `12/31` and `1231` for the next such day."""

    def day(self, today: date) -> date | None:
        """The day; None when the field is empty. Raises ValueError for what is no day."""
        return read_day(self.text(), today)

    def show_day(self, on: date | None) -> None:
        """Writes a day out."""
        self.setText("" if on is None else on.isoformat())


_JUST_PASSED = timedelta(days=60)


def read_day(text: str, today: date) -> date | None:
    """The day that is meant; None for nothing. Raises ValueError.

    Without a year it is the next one from `today` on, unless it has just passed: then that one, so that the form says
    so.
    """
    plain = text.strip().replace("/", "-").replace(".", "-")
    if not plain:
        return None
    if plain.isdigit() and len(plain) == 4:
        plain = f"{plain[:2]}-{plain[2:]}"
    parts = [int(part) for part in plain.split("-")] if not plain.isdigit() else []
    if len(parts) == 3:
        return date(*parts)
    if len(parts) != 2:
        return date.fromisoformat(plain)
    month, day = parts
    # The 29th of February is eight years away at most.
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                raise
            continue
        if found >= today - _JUST_PASSED:
            return found
    raise ValueError(text)


class FulfilmentBox(Card):
    """How the order travels. `changed` when something of it is another."""

    changed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._title = Text("", "bodyStrong")
        self.method = Select()
        self.carrier = Select()
        self.cod = Check()
        self.remark = Entry()
        self.wanted = DayEntry()
        self.po_no = Entry()
        self.po_no.setMaxLength(_LONGEST)
        self._method_field, self._carrier_field = Field("", self.method), Field("", self.carrier)
        self._remark_field = Field("", self.remark)
        self._wanted_field, self._po_field = Field("", self.wanted), Field("", self.po_no)
        self._names = Names()
        self._is_chosen = False
        #: Method and carrier of a draft or an order that was put here, until somebody chooses another carrier.
        self._as_given: tuple[str, str | None] | None = None
        head = hbox(self._title, *key_caps("Alt+3"), None, gap=6)
        for select in (self.method, self.carrier):
            select.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        order = hbox((self._wanted_field, 1), (self._po_field, 1), gap=12)
        for field in (self._wanted_field, self._po_field):
            order.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        super().__init__(
            vbox(
                head,
                hbox((self._method_field, 1), (self._carrier_field, 1), gap=12),
                order,
                self.cod,
                self._remark_field,
                gap=6,
                margins=(16, 12, 16, 12),
            )
        )
        self.method.currentIndexChanged.connect(self._on_method)
        self.carrier.activated.connect(self._on_carrier)
        self.cod.toggled.connect(self.changed)
        for entry in (self.remark, self.po_no, self.wanted):
            entry.textChanged.connect(self.changed)
        self.wanted.editingFinished.connect(self.check_day)
        self.retranslate()

    def retranslate(self) -> None:
        """Words of the window's language."""
        self._title.setText(self.tr("Delivery"))
        self._method_field.relabel(self.tr("Ship via"))
        self._carrier_field.relabel(self.tr("Courier"))
        self._remark_field.relabel(self.tr("Remark (the bench sees it)"))
        self._wanted_field.relabel(self.tr("Requested date"))
        self.wanted.setPlaceholderText(self.tr("month-day"))
        self._po_field.relabel(self.tr("Customer's number"))
        self.cod.setText(self.tr("Cash on delivery"))
        self.method.offer([(method, word("method", method)) for method in _METHODS])
        self.use_names(self._names)
        if self.wanted.text() and self.requested_on() is None:
            self.check_day()

    def use_names(self, names: Names) -> None:
        """Carriers to choose from: those that do what the order needs."""
        self._names = names
        method = self.method.value()
        fitting = [code for code, does in names.methods.items() if does == method]
        self.carrier.offer([(code, carrier_name(names, code)) for code in fitting])
        self._carrier_field.setVisible(len(fitting) > 1)
        if not self._is_chosen:
            self.carrier.choose(_FAVOURITE)

    def show_draft(self, draft: Draft) -> None:
        """As a draft has it."""
        self._as_given = (draft.delivery_method, draft.carrier_code)
        self._is_chosen = True
        self.method.choose(draft.delivery_method)
        self.carrier.choose(draft.carrier_code or "")
        self.cod.setChecked(draft.cod)
        self.remark.setText(draft.remark)
        self.wanted.show_day(draft.requested_on)
        self.po_no.setText(draft.po_no)
        self._wanted_field.clear()

    def carrier_code(self) -> str | None:
        """The chosen carrier; our own van and the customer's pick-up count as one; None where there is none at all."""
        if self._as_given is not None and self._as_given[0] == self.method.value():
            return self._as_given[1]
        return self.carrier.value() or None

    def clear(self) -> None:
        """As for a new order."""
        self._as_given = None
        self.method.choose("courier")
        self._is_chosen = False
        self.carrier.choose(_FAVOURITE)
        self.cod.setChecked(False)
        for entry in (self.remark, self.po_no, self.wanted):
            entry.clear()
        self._wanted_field.clear()

    def check_day(self) -> bool:
        """Whether the day can be read; shows what is wrong with it, and writes it out in full."""
        today = self._today()
        try:
            found = self.wanted.day(today)
        except ValueError:
            self._wanted_field.say("error", self.tr("Write it like {shape}").format(shape="12-31"))
            return False
        self.wanted.show_day(found)
        self._wanted_field.clear()
        if found is not None and found < today:
            self._wanted_field.say("warn", self.tr("This day is past"))
        return True

    def requested_on(self) -> date | None:
        """The day on which the customer wants the goods; None for none, or while it cannot be read."""
        with suppress(ValueError):
            return self.wanted.day(self._today())
        return None

    def _on_method(self) -> None:
        self.use_names(self._names)
        self.changed.emit()

    def _on_carrier(self) -> None:
        self._is_chosen, self._as_given = True, None
        self.changed.emit()
