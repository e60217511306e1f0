"""Rows from a spreadsheet, a mail or a chat as people paste them: article, quantity, perhaps a unit and a price."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: As many lines as an order may have.
MOST_ROWS = 500

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
    second one the price; a text after the quantity is the unit.
    """
    rows = [row for row in map(_read, text.splitlines()) if row is not None]
    # A first row without any number above rows that have one names the columns.
    if len(rows) > 1 and not rows[0].quantity and rows[1].quantity:
        rows = rows[1:]
    return rows


def is_rows(text: str) -> bool:
    """Whether a pasted text is more than one word or number for a field."""
    plain = text.strip("\r\n")
    return "\t" in plain or "\n" in plain


def _read(line: str) -> PastedRow | None:
    plain = unicodedata.normalize("NFKC", line)
    cells = [cell.strip() for cell in (plain.split("\t") if "\t" in plain else _GAP.split(plain))]
    cells = [cell for cell in cells if cell]
    if not cells:
        return None
    if len(cells) == 1 and "\t" not in plain:
        cells = _by_blank(cells[0])
    article, name, unit, numbers = cells[0], "", "", list[str]()
    for cell in cells[1:]:
        measured = _MEASURED.fullmatch(cell)
        if _NUMBER.fullmatch(cell):
            numbers.append(_bare(cell))
        elif measured is not None and not numbers:
            numbers.append(_bare(measured.group(1)))
            unit = unit or measured.group(2)
        elif numbers:
            unit = unit or cell
        else:
            name = name or cell
    quantity, price = [*numbers, "", ""][:2]
    return PastedRow(article, name, quantity, unit, price)


def _by_blank(text: str) -> list[str]:
    """`BP-4106 24`: what stands last is the quantity where it is a number."""
    head, blank, last = text.rpartition(" ")
    return [head.strip(), last] if blank and (_NUMBER.fullmatch(last) or _MEASURED.fullmatch(last)) else [text]


def _bare(number: str) -> str:
    return number.lstrip("¥￥").replace(",", "")
