"""Beside the lines of a new order: what it comes to, and what the hub says to it once it is submitted."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from orderdesk.queries.rows import OrderDetail
from ui import formats, theme
from ui.components.buttons import Button
from ui.components.frames import Card, Rule
from ui.components.layout import clear, hbox, vbox
from ui.components.pill import Pill
from ui.components.text import RIGHT, Icon, Text
from ui.sales.entry_draft import Draft
from ui.sales.order_story import check_text
from ui.words import word

#: What stands beside the words and the figure of the total, in pixels.
_AROUND = 2 * 16 + 12


class TotalBox(Card):
    """What the order comes to; it always stands there."""

    def __init__(self) -> None:
        self._count = Text("", "body", "secondary")
        self._goods = Text("", align=RIGHT)
        self._label = Text("", "body", "secondary")
        self._amount = Text("", "metric", align=RIGHT)
        lines = hbox(self._count, None, self._goods)
        total = hbox(self._label, None, self._amount)
        super().__init__(vbox(lines, Rule(), total, gap=8, margins=(16, 12, 16, 12)))
        self.show_draft(Draft())

    def show_draft(self, draft: Draft) -> None:
        """Adds up."""
        lines = formats.counted(len(draft.lines), self.tr("1 line"), self.tr("{n} lines"))
        pieces = sum(line.unit_quantity for line in draft.lines if not line.slips)
        units = {line.unit.unit for line in draft.lines}
        # Boxes and pieces are not added up.
        if len(units) == 1 and pieces:
            lines += f" · {formats.quantity(pieces)} {units.pop()}"
        self._count.setText(lines)
        amount = formats.money(draft.amount_fen, sign=True)
        self._goods.setText(formats.money(draft.amount_fen))
        self._label.setText(self.tr("Total"))
        self._amount.setText(amount)
        self._amount.setAccessibleName(f"{self._label.text()} {amount}")
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A figure of which a digit is cut off is another one: a long one is written smaller."""
        room = self.width() - _AROUND - self._label.sizeHint().width()
        wide = theme.current().metrics("metric").horizontalAdvance(self._amount.text())
        self._amount.set_kind("metric" if wide <= room else "title")


class OutcomeBox(Card):
    """The order that was just submitted: what the hub found so far. `open_wanted`: it is to be shown."""

    open_wanted = Signal()

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
