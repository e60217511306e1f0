"""The lines of an order that is being entered: the grid, and directly below it the field that adds another item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.domain.quantity import ONE
from orderdesk.queries.skus import SkuCard, SkuChoice
from ui import formats
from ui.components.empty_state import EmptyState
from ui.components.layout import hbox, vbox
from ui.components.rows_model import Row
from ui.components.table_cells import Cell, Column, Kind
from ui.components.text import Icon, Text
from ui.sales.entry_cells import stock_words
from ui.sales.entry_draft import Draft
from ui.sales.entry_editor import is_for_the_form, pasted_rows
from ui.sales.entry_grid import EntryGrid
from ui.sales.entry_line import QUANTITY
from ui.sales.lookup import Lookup

_PASTE = QKeySequence.StandardKey.Paste
#: What stands around the results: the head of the grid with two lines, the field, the words below.
_AROUND = 240
_FEWEST, _MOST = 3, 8


@dataclass(frozen=True, slots=True)
class Offer:
    """An item that fits what was typed, with what it costs this customer and what there is of it."""

    choice: SkuChoice
    card: SkuCard


class EntryLines(QWidget):
    """`sku_asked(text)`; `picked(card)`: this item is the next line; `pasted(text)`: rows of a spreadsheet are."""

    sku_asked = Signal(str)
    picked = Signal(object)
    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[str, tuple[Offer, ...]] = ("", ())
        self.grid = EntryGrid()
        results = (
            Column("item", "", Kind.TEXT),
            Column("code", "", Kind.SECONDARY, 150, priority=2),
            Column("brand", "", Kind.SECONDARY, 100, priority=3),
            Column("stock", "", Kind.SECONDARY, 130, priority=1),
            Column("price", "", Kind.MONEY, 92),
        )
        self.search = Lookup(results, placeholder=self._placeholder(), in_place=True)
        self._hint = Text("", "caption")
        self._hint.hide()
        self._note = Text("", "caption", "tertiary", wrap=True)
        self._build()
        self._say_texts()

    def _placeholder(self) -> str:
        return self.tr("Add an item: code, name, initials or OE number")

    def _build(self) -> None:
        add = hbox(Icon("plus", "accent"), (self.search, 1), gap=12, margins=(14, 8, 16, 8))
        below = vbox(self.search.results, self._hint, gap=4, margins=(42, 0, 16, 0))
        note = hbox(Icon("clipboard-text", "text.tertiary"), (self._note, 1), gap=8, margins=(14, 6, 16, 8))
        self.setLayout(vbox(self.grid, add, below, None, note, gap=0))
        self.search.asked.connect(self.sku_asked)
        self.search.picked.connect(self._on_picked)
        self.search.left_above.connect(self._on_left_above)
        self.grid.add_wanted.connect(self.add)
        self.grid.search_typed.connect(self.search.look_for)
        self.grid.rows_pasted.connect(self.pasted)
        for widget in (self.grid, self.search):
            widget.installEventFilter(self)

    def _say_texts(self) -> None:
        self._note.setText(self.tr("Rows of a spreadsheet can be pasted: item, quantity, perhaps unit and price"))
        why = self.tr("Look an item up below, or paste rows from a spreadsheet: item, quantity, perhaps unit and price")
        self.grid.set_empty(EmptyState("clipboard-text", self.tr("No lines yet"), why))

    def retranslate(self) -> None:
        """Words of the window's language."""
        self.grid.retranslate()
        self.search.setPlaceholderText(self._placeholder())
        self.search.setAccessibleName(self.search.placeholderText())
        self._say_texts()
        if self.search.is_open():
            self._offer()

    # -- the lines -----------------------------------------------------------------------------------------------

    def show_draft(self, draft: Draft) -> None:
        """The lines as they are now."""
        self.grid.show_draft(draft)

    def selected(self) -> int:
        """The row that is marked, from 0; -1 for none."""
        return self.grid.currentIndex().row()

    def add(self) -> None:
        """The keyboard is on the field for the next item."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def edit_new(self) -> None:
        """The quantity of the line that was just added."""
        self.grid.edit_cell(len(self.grid.draft.lines) - 1, QUANTITY, fresh=True)

    # -- looking items up ----------------------------------------------------------------------------------------

    def show_offers(self, text: str, offers: Sequence[Offer]) -> None:
        """What was found for a text."""
        self._offers = (text, tuple(offers))
        self._offer()
        self._say(self.tr("No item fits “{text}”").format(text=text) if text and not offers else "")

    def clear_search(self) -> None:
        """Ready for the next item."""
        self.search.show_text("")
        self._say("")

    def _offer(self) -> None:
        text, offers = self._offers
        self.search.most_rows = max(_FEWEST, min(_MOST, (self.height() - _AROUND) // 36))
        self.search.offer(text, [_result(offer) for offer in offers])

    def _on_picked(self, key: object) -> None:
        for offer in self._offers[1]:
            if offer.choice.id == key:
                self.clear_search()
                self.picked.emit(offer.card)
                return

    def _on_left_above(self) -> None:
        last = self.grid.rows.rowCount() - 1
        if last >= 0:
            self.grid.mark(last)

    def _say(self, sentence: str) -> None:
        self._hint.set_tint("warn" if sentence else "")
        self._hint.setText(sentence)
        self._hint.setVisible(bool(sentence))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.search.is_open():
            self._offer()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rows of a spreadsheet are lines, wherever in the form they are pasted;
        a single word is a text for its field."""
        if is_for_the_form(event):
            return True
        text = pasted_rows(event)
        if not text and watched is self.grid and isinstance(event, QKeyEvent) and _is_paste(event):
            text = QGuiApplication.clipboard().text().strip()
        if text:
            self.pasted.emit(text)
        return bool(text)


def _is_paste(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.matches(_PASTE)


def _result(offer: Offer) -> Row:
    choice, listed = offer.choice, offer.card.price_for(ONE)
    return (
        choice.id,
        (
            Cell(choice.name, strong=True),
            choice.code,
            Cell(choice.brand, "text.secondary"),
            Cell(stock_words(offer.card.stock), "warn" if choice.available <= 0 else "text.secondary"),
            formats.NOTHING if listed is None else formats.price(listed.unit_price_micro),
        ),
    )


def as_id(value: object) -> UUID:
    """The id that a look-up has picked."""
    if not isinstance(value, UUID):
        raise TypeError(f"{value!r} is no id")
    return value
