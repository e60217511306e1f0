"""The lines of an order that is being entered: a table, and one row of fields below it to add another."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

from orderdesk.domain.money import parse_price
from orderdesk.domain.quantity import parse_quantity
from orderdesk.errors import Refused
from orderdesk.queries.skus import SkuCard, SkuChoice
from ui import formats
from ui.components.buttons import Button
from ui.components.choices import Select
from ui.components.empty_state import EmptyState
from ui.components.entries import Entry
from ui.components.layout import hbox, vbox
from ui.components.rows_model import RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Cell, Column, Kind, TwoLine, Value
from ui.components.text import Text
from ui.refusals import refusal_text
from ui.sales.entry_draft import Draft, DraftLine, UnreadRow
from ui.sales.lookup import Lookup
from ui.sales.pasted_rows import PastedRow, is_rows
from ui.words import word

_NARROW = 660
_PASTE = QKeySequence.StandardKey.Paste


class EntryLines(QWidget):
    """`sku_asked(text)`, `sku_wanted(id)`; `added(line)`, `edited(index)`, `pasted(text)` change the draft.

    `left`: what stands in the fields is not wanted any more.
    """

    sku_asked = Signal(str)
    sku_wanted = Signal(object)
    added = Signal(object)
    edited = Signal(int)
    left = Signal()
    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._card: SkuCard | None = None
        self._price_typed = False
        self._line_id: UUID | None = None
        self._held = 0
        #: What a pasted row says beside its article, until that is found.
        self._written: PastedRow | None = None
        self._choices: tuple[str, tuple[SkuChoice, ...]] = ("", ())
        columns = self._columns()
        self.model = RowsModel(columns, (), self)
        self.table = DataTable(columns, name=self.tr("Lines of the new order"), two_lines=True)
        self.table.setModel(self.model)
        self.table.opened.connect(self.edited)
        choices = (
            Column("sku", "", Kind.TWO_LINE),
            Column("stock", "", Kind.SECONDARY, 140),
        )
        self.search = Lookup(choices, placeholder=self.tr("Add an item: code, name, initials or OE number"))
        self.quantity = Entry("1", name=self.tr("Quantity"), width=92)
        self.unit = Select(name=self.tr("Unit"))
        self.price = Entry("", name=self.tr("Unit price"), width=104)
        self._add = Button(self.tr("Add line"), icon="plus")
        self._hint = Text("", "caption")
        self._hint.hide()
        self._build()

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("place", "#", Kind.NUMBER, 40),
            Column("sku", self.tr("Item"), Kind.TWO_LINE),
            Column("quantity", self.tr("Quantity"), Kind.NUMBER, 92),
            Column("price", self.tr("Unit price"), Kind.MONEY, 92),
            Column("amount", self.tr("Amount"), Kind.MONEY, 104),
            Column("listed", self.tr("Price check"), Kind.TEXT, 150, priority=2),
            Column("stock", self.tr("Stock check"), Kind.TEXT, 160, priority=1),
        )

    def retranslate(self, draft: Draft) -> None:
        """Words of the window's language."""
        self.model.columns = self._columns()
        self.table.set_columns(self.model.columns)
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.model.columns) - 1)
        self.search.setPlaceholderText(self.tr("Add an item: code, name, initials or OE number"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.table.setAccessibleName(self.tr("Lines of the new order"))
        self.quantity.setAccessibleName(self.tr("Quantity"))
        self.unit.setAccessibleName(self.tr("Unit"))
        self.price.setAccessibleName(self.tr("Unit price"))
        self._add.say(self.tr("Add line"))
        self._say_empty()
        if self.search.is_open():
            self._offer()
        self.show_draft(draft)

    def _build(self) -> None:
        self.search.asked.connect(self.sku_asked)
        self.search.picked.connect(self.sku_wanted)
        self.quantity.returnPressed.connect(self._on_add)
        self.price.returnPressed.connect(self._on_add)
        self.quantity.textEdited.connect(self._reprice)
        self.price.textEdited.connect(self._on_price)
        self.unit.currentIndexChanged.connect(self._reprice)
        self._add.clicked.connect(self._on_add)
        for widget in (self.table, self.search, self.quantity, self.price):
            widget.installEventFilter(self)
        rest = hbox(self.quantity, self.unit, self.price, None, self._add, gap=8)
        self._adding = hbox((self.search, 1), rest, gap=8)
        self.unit.setMinimumWidth(84)
        self.setLayout(vbox((self.table, 1), self._adding, self._hint, gap=8))
        self._say_empty()

    def _say_empty(self) -> None:
        why = self.tr("Look an item up below, or paste rows from a spreadsheet: item, quantity, perhaps unit and price")
        self.table.set_empty(EmptyState("clipboard-text", self.tr("No lines yet"), why))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the search has a line of its own: a name of three letters finds nothing."""
        is_narrow = self.width() < _NARROW
        way = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._adding.setDirection(way)
        super().resizeEvent(event)
        self._enable(False)

    # -- the draft -----------------------------------------------------------------------------------------------

    def show_draft(self, draft: Draft) -> None:
        """The lines as they are now, and below them the rows that are none yet."""
        grown = len(draft.lines) + len(draft.unread) > self.model.rowCount()
        rows = [(place, self._cells(place, line)) for place, line in enumerate(draft.lines, start=1)]
        rows += [(place, self._unread_cells(place, row)) for place, row in enumerate(draft.unread, start=len(rows) + 1)]
        self.model.show_rows(rows)
        if grown:
            self.table.scrollToBottom()

    def mark(self, index: int) -> None:
        """Marks a row, from 0, and brings it into view."""
        self.table.setCurrentIndex(self.model.index(index, 1))
        self.table.scrollTo(self.model.index(index, 1))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_choices(self, text: str, choices: tuple[SkuChoice, ...]) -> None:
        """What was found for a text."""
        self._choices = (text, choices)
        self._offer()
        if text and not choices:
            self._say("warn", self.tr("No item fits “{text}”").format(text=text))
        else:
            self._say("", "")

    def _offer(self) -> None:
        text, choices = self._choices
        available = self.tr("{n} available")
        rows = [
            (
                choice.id,
                (
                    TwoLine(choice.name, " · ".join(part for part in (choice.code, choice.brand) if part)),
                    Cell(
                        available.format(n=formats.quantity(choice.available)),
                        "warn" if choice.available <= 0 else "text.secondary",
                    ),
                ),
            )
            for choice in choices
        ]
        self.search.offer(text, rows)

    def take_sku(self, card: SkuCard) -> None:
        """The item that was picked: its quantity comes next."""
        self._card, self._price_typed, self._line_id, self._held = card, False, None, 0
        self.search.show_text(f"{card.code}  {card.name}")
        self.unit.offer([(unit.unit, unit.unit) for unit in card.units])
        self.quantity.setText("1")
        self._enable(True)
        self._reprice()
        written, self._written = self._written, None
        if written is not None:
            self._put_written(written)
        self.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
        self.quantity.selectAll()

    def take_line(self, line: DraftLine) -> None:
        """A line that is to be changed stands in the fields again."""
        self.take_sku(line.sku)
        self._line_id, self._held = line.line_id, line.held
        self.unit.choose(line.unit.unit)
        self.quantity.setText(formats.quantity(line.unit_quantity))
        self.price.setText(formats.price(line.price_micro))
        self._price_typed = line.listed is None or line.price_micro != line.listed.unit_price_micro
        self.quantity.selectAll()

    def say_taken(self, place: int) -> None:
        """Says which row, from 1, stands in the fields."""
        self._say("info", self.tr("Line {n} is being changed: Enter takes it, Esc leaves it as it was").format(n=place))

    def is_filled(self) -> bool:
        """Whether an item stands in the fields."""
        return self._card is not None

    def put_in(self) -> bool:
        """Makes a line of what stands in the fields; False where something in them cannot be read."""
        self._on_add()
        return self._card is None

    def take_row(self, row: PastedRow) -> None:
        """A row that could not be read: its article is looked for, what else it says comes with the item."""
        self.clear()
        self._written = row
        self.search.setText(row.article)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()
        self.search.textEdited.emit(row.article)

    def _put_written(self, row: PastedRow) -> None:
        self.quantity.setText(row.quantity or "1")
        if any(each.casefold() == row.unit.casefold() for each in self._units()):
            self.unit.choose(next(each for each in self._units() if each.casefold() == row.unit.casefold()))
        if row.price:
            self.price.setText(row.price)
            self._price_typed = True
        self._reprice()

    def _units(self) -> list[str]:
        return [] if self._card is None else [unit.unit for unit in self._card.units]

    def clear(self) -> None:
        """Ready for another item."""
        self._card = self._line_id = self._written = None
        self.search.show_text("")
        self.quantity.setText("1")
        self.unit.offer([])
        self.price.setText("")
        self._say("", "")
        self._enable(False)

    def selected(self) -> int:
        """The line that is marked, from 0; -1 for none."""
        return self.table.currentIndex().row()

    def _say(self, tint: str, sentence: str) -> None:
        self._hint.set_tint(tint)
        self._hint.setText(sentence)
        self._hint.setVisible(bool(sentence))

    def _enable(self, on: bool) -> None:
        for field in (self.quantity, self.unit, self.price, self._add):
            field.setEnabled(on)

    def _on_price(self) -> None:
        self._price_typed = True

    def _reprice(self, _ignored: object = None) -> None:
        """The list price follows the quantity until somebody types another one."""
        card = self._card
        if card is None or self._price_typed:
            return
        try:
            listed = card.price_for(self._line(card, 0).quantity)
        except Refused:
            return
        self.price.setText("" if listed is None else formats.price(listed.unit_price_micro))

    def _line(self, card: SkuCard, price_micro: int) -> DraftLine:
        unit = next((each for each in card.units if each.unit == self.unit.value()), card.units[0])
        return DraftLine(card, unit, parse_quantity(self.quantity.text()), price_micro, self._line_id, self._held)

    def _on_add(self) -> None:
        card = self._card
        if card is None:
            return
        try:
            line = self._line(card, parse_price(self.price.text()))
            _amount = line.amount_fen
        except Refused as refusal:
            self._say("danger", refusal_text(refusal.code, refusal.facts))
            wrong = self.price if refusal.code.startswith("amount") else self.quantity
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            wrong.selectAll()
            return
        self.clear()
        self.added.emit(line)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rows of a spreadsheet are lines, wherever in the form they are pasted; a single word is a text for its field."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape and watched is not self.table and self._card is not None:
            self.left.emit()
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if event.matches(_PASTE):
            text = QGuiApplication.clipboard().text()
            if is_rows(text) or (watched is self.table and text.strip()):
                self.pasted.emit(text)
                return True
        return False

    # -- cells ---------------------------------------------------------------------------------------------------

    def _unread_cells(self, place: int, found: UnreadRow) -> tuple[Value, ...]:
        row = found.row
        why = word("row", found.problem)
        return (
            str(place),
            TwoLine(" ".join(part for part in (row.article, row.name) if part), why, "x-circle", "danger"),
            Cell(
                f"{row.quantity} {row.unit}".strip(), "danger", ground="danger.bg" if found.problem != "price" else ""
            ),
            Cell(row.price, "danger", ground="danger.bg" if found.problem == "price" else ""),
            "",
            Cell(self.tr("No line yet"), "danger", "x-circle", strong=True),
            "",
        )

    def _cells(self, place: int, line: DraftLine) -> tuple[Value, ...]:
        return (
            str(place),
            TwoLine(line.sku.name, line.sku.code),
            _marked(f"{formats.quantity(line.unit_quantity)} {line.unit.unit}", "danger" if line.missing else ""),
            _marked(formats.price(line.price_micro), "warn" if line.is_off_list else ""),
            formats.money(line.amount_fen),
            self._price_check(line),
            self._stock_check(line),
        )

    def _price_check(self, line: DraftLine) -> Cell:
        if line.listed is None:
            return Cell(self.tr("Not on the list"), "warn", "warning", strong=True)
        listed = formats.price(line.listed.unit_price_micro)
        if line.price_micro == line.listed.unit_price_micro:
            return Cell(self.tr("List {price}").format(price=listed), "text.secondary", "check-circle")
        below = line.price_micro < line.listed.unit_price_micro
        text = self.tr("Below list {price}") if below else self.tr("Above list {price}")
        return Cell(text.format(price=listed), "warn", "warning", strong=True)

    def _stock_check(self, line: DraftLine) -> Cell:
        if line.missing:
            text = self.tr("Short of {n}").format(n=formats.quantity(line.missing))
            return Cell(text, "danger", "warning-circle", strong=True)
        best = max(line.sku.stock, key=lambda figure: figure.available, default=None)
        place = "" if best is None else best.warehouse
        return Cell(f"{place} {formats.quantity(line.sku.available())}".strip(), "text.secondary", "check-circle")


def _marked(text: str, token: str) -> Value:
    """A cell in which something is wrong, on its tint."""
    return Cell(text, token, strong=True, ground=f"{token}.bg") if token else text


def as_id(value: object) -> UUID:
    """The id that a look-up has picked."""
    if not isinstance(value, UUID):
        raise TypeError(f"{value!r} is no id")
    return value
