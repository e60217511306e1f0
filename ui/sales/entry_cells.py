"""What the grid of an order that is being entered shows: its columns, and a line or a row as cells."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from orderdesk.queries.skus import StockFigure
from ui import formats
from ui.components.table_cells import Cell, Column, Kind, TwoLine, Value
from ui.refusals import refusal_text
from ui.sales.entry_draft import UnreadRow
from ui.sales.entry_line import CELLS, PRICE, QUANTITY, UNIT, DraftLine
from ui.words import word

_LONGEST = 16
_HELD = QT_TRANSLATE_NOOP("EntryCells", "Set aside")
_WHOLE = QT_TRANSLATE_NOOP("EntryCells", "Will be set aside")
_PARTED = QT_TRANSLATE_NOOP("EntryCells", "Comes from several warehouses")
_SHORT = QT_TRANSLATE_NOOP("EntryCells", "Cannot all be set aside")


def _say(text: object) -> str:
    return QCoreApplication.translate("EntryCells", str(text))


def columns() -> tuple[Column, ...]:
    """In the language of the window."""
    return (
        Column("place", "#", Kind.NUMBER, 48),
        Column("sku", _say(QT_TRANSLATE_NOOP("EntryCells", "Item")), Kind.TWO_LINE),
        Column(QUANTITY, _say(QT_TRANSLATE_NOOP("EntryCells", "Quantity")), Kind.NUMBER, 76),
        Column(UNIT, _say(QT_TRANSLATE_NOOP("EntryCells", "Unit")), Kind.TEXT, 56),
        Column(PRICE, _say(QT_TRANSLATE_NOOP("EntryCells", "Unit price")), Kind.MONEY, 92),
        Column("amount", _say(QT_TRANSLATE_NOOP("EntryCells", "Amount")), Kind.MONEY, 104),
        Column("listed", _say(QT_TRANSLATE_NOOP("EntryCells", "Price check")), Kind.TEXT, 150, priority=2),
        Column("stock", _say(QT_TRANSLATE_NOOP("EntryCells", "Stock check")), Kind.TEXT, 134, priority=1),
        Column("held", _say(QT_TRANSLATE_NOOP("EntryCells", "Lock")), Kind.ICON, 40, priority=3),
    )


#: Where each cell that can be typed in stands.
PLACES = {column.key: place for place, column in enumerate(columns()) if column.key in CELLS}


def short_name(name: str) -> str:
    """As much of an item's name as a sentence bears."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def trouble_words(line: DraftLine, cell: str) -> str:
    """Why what stands in a cell cannot be read; empty where it can."""
    trouble = line.trouble(cell)
    if trouble is None:
        return ""
    if cell == UNIT or not line.text(cell).strip():
        return word("row", cell)
    return refusal_text(trouble.code, trouble.facts)


def line_cells(place: int, line: DraftLine) -> tuple[Value, ...]:
    """A line, `place` counted from 1."""
    wrong = next((trouble_words(line, slip.cell) for slip in line.slips), "")
    item = TwoLine(line.sku.name, wrong, "", "danger") if wrong else TwoLine(line.sku.name, line.sku.code)
    return (
        str(place),
        item,
        _cell(line, QUANTITY, "danger" if line.missing else ""),
        _cell(line, UNIT),
        _cell(line, PRICE, "warn" if line.is_off_list else ""),
        formats.NOTHING if line.slips else formats.money(line.amount_fen),
        "" if line.slips else _price_check(line),
        "" if line.slips else _stock_check(line),
        "" if line.slips else _hold(line),
    )


def row_cells(place: int, found: UnreadRow) -> tuple[Value, ...]:
    """A pasted row that is no line yet."""
    row = found.row
    article = " ".join(part for part in (row.article, row.name) if part)
    return (
        str(place),
        TwoLine(article, word("row", found.problem), "x-circle", "danger"),
        row.quantity,
        row.unit,
        row.price,
        "",
        Cell(_say(QT_TRANSLATE_NOOP("EntryCells", "No line yet")), "danger", "x-circle", strong=True),
        "",
        "",
    )


def stock_words(figures: tuple[StockFigure, ...]) -> str:
    """What a customer can be promised."""
    available = sum(figure.available for figure in figures)
    text = _say(QT_TRANSLATE_NOOP("EntryCells", "{n} available"))
    return text.format(n=formats.quantity(available))


def _cell(line: DraftLine, cell: str, token: str = "") -> Value:
    """A cell in which something is wrong stands on its tint."""
    text = line.text(cell)
    if line.slip(cell) is not None:
        return Cell(text or "?", "danger", strong=True, ground="danger.bg")
    return Cell(text, token, strong=True, ground=f"{token}.bg") if token else text


def _price_check(line: DraftLine) -> Cell:
    if line.listed is None:
        return Cell(_say(QT_TRANSLATE_NOOP("EntryCells", "Not on the list")), "warn", "warning", strong=True)
    listed = formats.price(line.listed.unit_price_micro)
    if line.price_micro == line.listed.unit_price_micro:
        text = _say(QT_TRANSLATE_NOOP("EntryCells", "List {price}"))
        return Cell(text.format(price=listed), "text.secondary", "check-circle")
    below = line.price_micro < line.listed.unit_price_micro
    text = _say(
        QT_TRANSLATE_NOOP("EntryCells", "Below list {price}")
        if below
        else QT_TRANSLATE_NOOP("EntryCells", "Above list {price}")
    )
    return Cell(text.format(price=listed), "warn", "warning", strong=True)


def _stock_check(line: DraftLine) -> Cell:
    if line.missing:
        text = _say(QT_TRANSLATE_NOOP("EntryCells", "Short of {n}")).format(n=formats.quantity(line.missing))
        return Cell(text, "danger", "warning-circle", strong=True)
    shares = _shares(line)
    if len(shares) > 1:
        text = " + ".join(f"{name} {formats.quantity(count)}" for name, count in shares)
        return Cell(text, "warn", "warning")
    best = max(line.sku.stock, key=lambda figure: figure.available, default=None)
    place = "" if best is None else best.warehouse
    count = line.sku.available() if best is None else best.available
    return Cell(f"{place} {formats.quantity(count)}".strip(), "text.secondary", "check-circle")


def _hold(line: DraftLine) -> Cell:
    if line.missing:
        return Cell(_say(_SHORT), "danger", "lock-simple-open")
    if line.held >= line.quantity:
        return Cell(_say(_HELD), "ok", "lock-simple-fill")
    if len(_shares(line)) > 1:
        return Cell(_say(_PARTED), "warn", "git-fork")
    return Cell(_say(_WHOLE), "text.tertiary", "lock-simple")


def _shares(line: DraftLine) -> list[tuple[str, int]]:
    """From which warehouses a line would come, the fullest first; one where it fits in one."""
    left = line.quantity - line.held
    found = list[tuple[str, int]]()
    for figure in sorted(line.sku.stock, key=lambda each: -each.available):
        part = min(left, figure.available)
        if part > 0:
            found.append((figure.warehouse, part))
            left -= part
    return found
