"""How one order looks in a row of the list."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from orderdesk.domain.nodes import Node
from orderdesk.queries.rows import Names, OrderRow
from ui import formats
from ui.components.table_cells import Cell, Column, Kind, Value
from ui.language import Language, tongue

_SOON_S = 6 * 3_600


def order_columns() -> tuple[Column, ...]:
    """The columns in the language of the window; keys that can be sorted by are those of OrderSort."""

    def say(text: object) -> str:
        return QCoreApplication.translate("OrderList", str(text))

    return (
        Column("check", "", Kind.CHECK, 40),
        Column("order_no", say(QT_TRANSLATE_NOOP("OrderList", "Order")), Kind.LINK, 158),
        Column("customer", say(QT_TRANSLATE_NOOP("OrderList", "Customer"))),
        Column("node", say(QT_TRANSLATE_NOOP("OrderList", "Status")), Kind.PILL, 96),
        Column(
            "amount_fen", say(QT_TRANSLATE_NOOP("OrderList", "Amount (¥)")), Kind.MONEY, 104, priority=1, sortable=True
        ),
        Column("lines", say(QT_TRANSLATE_NOOP("OrderList", "Lines")), Kind.NUMBER, 48, priority=4),
        Column(
            "promised_at",
            say(QT_TRANSLATE_NOOP("OrderList", "Promised")),
            Kind.SECONDARY,
            104,
            priority=5,
            sortable=True,
        ),
        Column("on_time", say(QT_TRANSLATE_NOOP("OrderList", "On time")), Kind.SECONDARY, 96, priority=2),
        Column("carrier", say(QT_TRANSLATE_NOOP("OrderList", "Courier")), Kind.SECONDARY, 132, priority=6),
        Column(
            "updated_at", say(QT_TRANSLATE_NOOP("OrderList", "Updated")), Kind.SECONDARY, 72, priority=3, sortable=True
        ),
    )


def order_cells(row: OrderRow, names: Names, now: datetime) -> tuple[Value, ...]:
    """The values of one row, in the order of the columns."""
    return (
        False,
        row.order_no,
        Cell(row.customer_name, icon="hand-palm", token="warn") if row.held else row.customer_name,
        row.node,
        formats.money(row.amount_fen),
        str(row.line_count),
        formats.moment(row.promised_at, now),
        on_time(row.node, row.node_at, row.promised_at, now),
        carrier_name(names, row.carrier_code) or formats.NOTHING,
        formats.time_of_day(row.updated_at, now),
    )


def on_time(node: str, node_at: datetime, promised_at: datetime | None, now: datetime) -> Cell:
    """How an order stands against its promise: what is left, what is overdue, or whether it was kept."""
    if promised_at is None or node == Node.CLOSED:
        # When an order was closed says nothing of when its goods arrived, or whether they did.
        return Cell(formats.NOTHING)
    if node == Node.DELIVERED:
        over = (node_at - promised_at).total_seconds()
        if over <= 0:
            return Cell(QCoreApplication.translate("OrderList", "On time"))
        return Cell(formats.late(over))
    rest = (promised_at - now).total_seconds()
    if rest < 0:
        return Cell(formats.late(-rest), "danger", "warning-fill", strong=True)
    if rest <= _SOON_S:
        return Cell(formats.left(rest), "warn", "clock", strong=True)
    return Cell(formats.left(rest))


def carrier_name(names: Names, code: str | None) -> str:
    """What a carrier is called in the language of the window."""
    if code is None:
        return ""
    chinese, english = names.carriers.get(code, (code, code))
    return chinese if tongue.language is Language.CHINESE else english
