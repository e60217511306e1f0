"""Rows from a spreadsheet, a mail or a chat as people paste them: article, quantity, perhaps a unit and a price."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

#: As many lines as an order may have.
MOST_ROWS = 500

_CURRENCY = "¥￥"
_NUMBER = re.compile(r"[¥￥]?-?\d[\d,]*(?:\.\d+)?")
#: A quantity with its unit in the same cell: 24箱, 2.5 kg.
_MEASURED = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([^\d\s.,]{1,8})")
_GAP = re.compile(r"\s{2,}|[;；]")


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row as it was written; what was not there is empty. `name`: a second text that may tell the article."""

    article: str
    name: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""


def read_rows(text: str) -> list[PastedRow]:
    """The rows of a pasted text without empty ones and without the heads of the columns.

    Cells are parted by tabs, else by semicolons or wide gaps. After the article the first number is the quantity, the
    second one the price; a text after the quantity is the unit. Where most rows have their quantity and price is where
    they are looked for in a row that lacks a number: its price is not taken for how many.
    """
    rows = [cells for cells in map(_cells, text.splitlines()) if cells]
    # A first row without any digit above rows that have a number names the columns.
    if len(rows) > 1 and not re.search(r"\d", "".join(rows[0])) and _numbers(rows[1]):
        rows = rows[1:]
    columns = _columns(rows)
    return [_read(cells, columns) for cells in rows]


def is_rows(text: str) -> bool:
    """Whether a pasted text is more than one word or number for a field."""
    plain = text.strip("\r\n")
    return "\t" in plain or "\n" in plain


def _cells(line: str) -> list[str]:
    """The cells of a row from its article on; empty ones stand only where tabs part them."""
    plain = unicodedata.normalize("NFKC", line)
    if "\t" in plain:
        cells = [cell.strip() for cell in plain.split("\t")]
        first = next((at for at, cell in enumerate(cells) if cell), len(cells))
        return cells[first:]
    cells = [cell.strip() for cell in _GAP.split(plain) if cell.strip()]
    return _by_blank(cells[0]) if len(cells) == 1 else cells


def _numbers(cells: list[str]) -> list[int]:
    """Where numbers stand after the article; the first one may have its unit with it."""
    found: list[int] = []
    for at, cell in enumerate(cells[1:], start=1):
        if _NUMBER.fullmatch(cell) or (not found and _MEASURED.fullmatch(cell)):
            found.append(at)
    return found


def _columns(rows: list[list[str]]) -> tuple[int, int] | None:
    """Where the quantity and the price stand in most rows that have both."""
    found = Counter((at[0], at[1]) for at in map(_numbers, rows) if len(at) > 1)
    return found.most_common(1)[0][0] if found else None


def _read(cells: list[str], columns: tuple[int, int] | None) -> PastedRow:
    numbers = _numbers(cells)
    if columns is not None and (not numbers or numbers[0] >= columns[1]) and len(cells) > columns[0]:
        # What is no number where the others have their quantity stays there as it was written.
        quantity_at, price_at = columns
    else:
        quantity_at, price_at = [*numbers, len(cells), len(cells)][:2]
        if numbers and cells[quantity_at][0] in _CURRENCY:
            quantity_at, price_at = len(cells), quantity_at
    before = [cell for cell in cells[1 : min(quantity_at, price_at)] if cell]
    after = [cell for at, cell in enumerate(cells) if at > quantity_at and at != price_at and cell]
    quantity, unit = _measured(cells[quantity_at] if quantity_at < len(cells) else "")
    texts = [cell for cell in after if not _NUMBER.fullmatch(cell)]
    if not unit and texts:
        unit = texts.pop(0)
    price = cells[price_at] if price_at < len(cells) else ""
    if not price:
        # A price that was mistyped is no reason to take the list's.
        price = next((cell for cell in texts if re.search(r"\d", cell)), "")
    return PastedRow(cells[0], before[0] if before else "", quantity, unit, _bare(price))


def _measured(cell: str) -> tuple[str, str]:
    """A quantity and the unit that stands with it."""
    measured = _MEASURED.fullmatch(cell)
    return (_bare(cell), "") if measured is None else (_bare(measured.group(1)), measured.group(2))


def _by_blank(text: str) -> list[str]:
    """`BP-4106 24`: what stands last is the quantity where it is a number."""
    head, blank, last = text.rpartition(" ")
    return [head.strip(), last] if blank and (_NUMBER.fullmatch(last) or _MEASURED.fullmatch(last)) else [text]


def _bare(number: str) -> str:
    """A number without its sign of money and its commas; anything else as it is."""
    return number.lstrip(_CURRENCY).replace(",", "") if _NUMBER.fullmatch(number) else number
