"""Why an article is short: what lies where and who holds it, asked from the hub; and taking it over from an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from orderdesk.commands import MoveReservation
from orderdesk.domain.nodes import Node
from orderdesk.domain.quantity import parse_quantity
from orderdesk.errors import Refused
from ui import formats
from ui.components.buttons import Button
from ui.components.dialog import Dialog
from ui.components.entries import Entry, Field
from ui.components.layout import clear, hbox, vbox
from ui.components.nodes import node_text
from ui.components.rows_model import Row, RowsModel
from ui.components.table import DataTable
from ui.components.table_cells import Cell, Column, Kind, TwoLine
from ui.components.text import Text
from ui.refusals import refusal_text
from ui.tasks import Ticket
from ui.words import word
from ui.workplace import Workplace

_WIDTH = 640
#: From the allocation on a warehouse counts on its goods.
_MOVABLE = frozenset({Node.PENDING_REVIEW, Node.CREDIT_REVIEW, Node.STOCK_LOCKED})
_MOST_ROWS = 7


@dataclass(frozen=True, slots=True)
class Wanting:
    """The line that wants the goods, and how much it lacks (thousandths)."""

    order_id: UUID
    line_id: UUID
    missing: int


class ShortSheet(Dialog):
    """Shows shelves with their holders. With `wanting`, goods of another order can be moved: `moved(command)`."""

    moved = Signal(object)

    def __init__(
        self, workplace: Workplace, sku_id: UUID, title: str, parent: QWidget | None, *, wanting: Wanting | None = None
    ) -> None:
        super().__init__("", parent, icon="question", token="accent")
        self.setMinimumWidth(_WIDTH)
        self.show_title(self.tr("Why short: {item}").format(item=title))
        self._workplace, self._sku_id, self._wanting = workplace, sku_id, wanting
        self._holders: dict[str, tuple[UUID, Mapping[str, Any]]] = {}
        self._part = vbox(gap=8)
        self.body.addLayout(self._part)
        columns = (
            Column("who", self.tr("Where and for whom"), Kind.TWO_LINE),
            Column("quantity", self.tr("Quantity"), Kind.NUMBER, 96),
            Column("since", self.tr("Since"), Kind.SECONDARY, 120),
        )
        self.table = DataTable(columns, name=self.tr("Stock and who holds it"), two_lines=True)
        self.model = RowsModel(columns, (), self)
        self.table.setModel(self.model)
        self.quantity = Entry("" if wanting is None else formats.quantity(wanting.missing), width=100)
        self.reason = Entry()
        self._move = Button(self.tr("Move here"), "primary")
        self._move.clicked.connect(self.move_here)
        self._hint = Text("", "caption", "danger", wrap=True)
        self._back = Button(self.tr("Back"), keys="Esc")
        self._back.clicked.connect(self.reject)
        self.buttons.addWidget(self._back)
        if wanting is not None:
            self.buttons.addWidget(self._move)
        self.finished.connect(lambda _result: self._ticket.cancel())
        self._ticket: Ticket = Ticket()
        self._say(self.tr("The hub is being asked"))
        self._ticket = workplace.ask_hub(f"/v1/skus/{sku_id}/stock", self._on_answer, self._on_silent)

    def _say(self, sentence: str) -> None:
        clear(self._part)
        self._part.addWidget(Text(sentence, "body", "secondary", wrap=True))

    def _on_silent(self) -> None:
        self._say(self.tr("The hub does not answer: only it knows who holds the goods"))

    def _on_answer(self, found: dict[str, Any]) -> None:
        now = self._workplace.clock.now()
        rows: list[Row] = []
        for shelf in found["rows"]:
            rows.append(self._shelf_row(shelf))
            for holder in shelf["held"]:
                key = f"{shelf['stock_id']}:{holder['order_line_id']}:{len(rows)}"
                self._holders[key] = (UUID(shelf["stock_id"]), holder)
                rows.append(self._holder_row(key, holder, now))
            if shelf.get("others"):
                rows.append(self._others_row(shelf))
        if not rows:
            self._say(self.tr("No warehouse has this article"))
            return
        while (item := self._part.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.model.show_rows(rows)
        shown = min(len(rows), _MOST_ROWS)
        self.table.setFixedHeight(shown * self.table.row_height() + self.table.horizontalHeader().height() + 4)
        self._part.addWidget(self.table)
        # Else it would be shown, and counted for the height, by the next turn of the window only.
        self.table.show()
        if found["more"]:
            self._part.addWidget(Text(self.tr("There are more than are shown"), "caption", "tertiary"))
        if self._wanting is not None:
            how = hbox(Field(self.tr("Quantity"), self.quantity), (Field(self.tr("Reason"), self.reason), 1), gap=12)
            self._part.addLayout(how)
            self._part.addWidget(self._hint)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.fit()

    def _shelf_row(self, shelf: Mapping[str, Any]) -> Row:
        free = self.tr("{free} free of {all}")
        words = free.format(free=formats.quantity(shelf["available"]), all=formats.quantity(shelf["on_hand"]))
        quality = word("condition", shelf["quality"]) if shelf["quality"] else ""
        place = " · ".join(part for part in (shelf["warehouse"], shelf["batch"], quality) if part)
        name = next((n for key, n in self._workplace.names.warehouses.items() if str(key) == shelf["warehouse_id"]), "")
        as_of = formats.moment(datetime.fromisoformat(shelf["as_of"]), self._workplace.clock.now())
        quantity = Cell(formats.quantity(shelf["on_hand"]), strong=True)
        return (shelf["stock_id"], (TwoLine(f"{name} · {words}" if name else words, place), quantity, as_of))

    def _others_row(self, shelf: Mapping[str, Any]) -> Row:
        """What the rest hold together: they are many, each with less than those above."""
        rest = self.tr("{n} more reservations").format(n=shelf["others"])
        quantity = formats.quantity(shelf["others_quantity"])
        return (f"{shelf['stock_id']}:others", (TwoLine(f"    {rest}", ""), quantity, ""))

    def _holder_row(self, key: str, holder: Mapping[str, Any], now: datetime) -> Row:
        firm = self.tr("firm") if holder["firmness"] == "firm" else self.tr("for 30 minutes")
        node = node_text(holder["node"]) if holder["node"] else ""
        words = " · ".join(part for part in (holder["customer_name"], node, firm) if part)
        since = formats.moment(datetime.fromisoformat(holder["since"]), now)
        return (
            key,
            (TwoLine(f"    {holder['order_no']}", f"    {words}"), formats.quantity(holder["quantity"]), since),
        )

    def move_here(self) -> None:
        """Takes goods over from the marked order, or says what is missing for that."""
        wanting, row = self._wanting, self.table.currentIndex().row()
        chosen = self._holders.get(str(self.model.row_id(row))) if row >= 0 else None
        if wanting is None or chosen is None or UUID(chosen[1]["order_id"]) == wanting.order_id:
            self._hint.setText(self.tr("Choose the order that gives the goods"))
            return
        reason = self.reason.text().strip()
        try:
            quantity = parse_quantity(self.quantity.text())
        except Refused as refusal:
            self._hint.setText(refusal_text(refusal.code, refusal.facts))
            self.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not reason or quantity <= 0:
            self._hint.setText(self.tr("Say why, and how much"))
            (self.quantity if reason else self.reason).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        stock_id, holder = chosen
        if holder["node"] and Node(holder["node"]) not in _MOVABLE:
            self._hint.setText(self.tr("The goods of this order are being worked on: choose another one"))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        most = min(int(holder["quantity"]), wanting.missing)
        if quantity > most:
            self._hint.setText(self.tr("No more than {n} can be moved").format(n=formats.quantity(most)))
            self.quantity.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.accept()
        self.moved.emit(
            MoveReservation(
                order_id=UUID(holder["order_id"]),
                line_id=UUID(holder["order_line_id"]),
                stock_id=stock_id,
                quantity=quantity,
                reason=reason,
                to_order_id=wanting.order_id,
                to_line_id=wanting.line_id,
            )
        )
