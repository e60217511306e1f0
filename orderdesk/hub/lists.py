"""Lists as people keep them in spreadsheets: a CSV file with a header in Chinese or English, read cell by cell.

What is wrong is collected with the row in which the spreadsheet shows it, so that one look repairs all of it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from orderdesk.errors import OrderDeskError, Refused

MOST_ROWS = 20_000
"""A longer list is given in parts: each is one transaction, which every workstation takes in whole."""

LONGEST_CELL = 500

_Value = TypeVar("_Value")
_DELIMITERS = ",;\t"
_BREAKS = re.compile(r"[\r\n\t\v\f]+")
#: As a spreadsheet writes a long number, say a barcode, in a column that it takes for numbers: most digits are gone.
_SHORTENED = re.compile(r"\d(\.\d+)?E\+\d+")
_REASONS = {
    "amount.too_large": "too large",
    "amount.too_many_decimals": "too many decimals",
    "amount.unreadable": "an amount is a number",
    "quantity.not_positive": "more than nothing is needed",
    "quantity.not_whole": "there are no parts of this unit",
    "quantity.too_large": "too large",
    "quantity.too_many_decimals": "too many decimals",
    "quantity.unreadable": "a quantity is a number",
}


class Trouble(NamedTuple):
    """What is wrong in a row (1 is the header) at a column, as a short sentence."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        where = f", {self.column}" if self.column else ""
        return f"row {self.row}{where}: {self.text}"


class BadList(OrderDeskError):
    """A list that cannot be taken in; `left_out` are the titles that nobody knows here,
    one of them may be the cause."""

    def __init__(self, troubles: Sequence[Trouble], left_out: Sequence[str] = ()) -> None:
        super().__init__(str(troubles[0]))
        self.troubles = tuple(troubles)
        self.left_out = tuple(left_out)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name here and by what else people call it."""

    name: str
    also: tuple[str, ...] = ()
    needed: bool = False

    def is_called(self, title: str) -> bool:
        """Whether a title of the header means this column."""
        return _plain(title) in {_plain(each) for each in (self.name, *self.also)}


class Row:
    """One row of a list. Reading a cell notes what is wrong with it in `troubles` and goes on."""

    def __init__(self, number: int, cells: dict[str, str], troubles: list[Trouble]) -> None:
        self.number = number
        self._cells = cells
        self._troubles = troubles

    def has(self, column: str) -> bool:
        """Whether something stands there."""
        return bool(self._cells.get(column))

    def text(self, column: str, default: str = "") -> str:
        """What stands there without blanks around it; `default` for nothing."""
        return self._cells.get(column) or default

    def read(self, column: str, reading: Callable[[str], _Value], default: _Value) -> _Value:
        """What `reading` makes of the cell, `default` for an empty one or, with a trouble, for one that it refuses."""
        if not self.has(column):
            return default
        try:
            return reading(self.text(column))
        except Refused as refusal:
            reason = f": {_REASONS[refusal.code]}" if refusal.code in _REASONS else ""
            self.wrong(column, f"{self.text(column)!r} cannot be read{reason}")
        except (ValueError, KeyError):
            self.wrong(column, f"{self.text(column)!r} cannot be read")
        return default

    def wrong(self, column: str, text: str) -> None:
        """Notes a trouble."""
        self._troubles.append(Trouble(self.number, column, text))


@dataclass(frozen=True, slots=True)
class ReadList:
    """The rows of a list, titles that nobody knows here, and where the rows note what is wrong with them."""

    rows: tuple[Row, ...]
    left_out: tuple[str, ...]
    troubles: list[Trouble]


def decode(raw: bytes) -> str:
    """The text of a file in UTF-8 or, as Chinese spreadsheets write it, in GB18030. Raises BadList."""
    # What says that it is UTF-8 and is damaged would be read as other Chinese signs.
    for encoding in ("utf-8-sig",) if raw.startswith(codecs.BOM_UTF8) else ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise BadList([Trouble(1, "", "this is no text in UTF-8 or GB18030: save the sheet as CSV")])


def read_list(text: str, columns: Sequence[Column]) -> ReadList:
    """The rows below the header; empty ones are passed over. Raises BadList."""
    records = _records(text)
    header = next(records, (1, []))[1]
    left_out = _left_out(header, columns)
    places = _places(header, columns, left_out)
    troubles: list[Trouble] = []
    rows: list[Row] = []
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if len(rows) == MOST_ROWS:
            raise BadList([Trouble(number, "", f"more than {MOST_ROWS} rows: give the list in parts")], left_out)
        row = Row(number, {name: _tidy(cells[at]) for name, at in places.items() if at < len(cells)}, troubles)
        _check(row, [column for column in columns if column.name in places], cells, header)
        rows.append(row)
    if not rows:
        raise BadList([Trouble(1, "", "there is no row below the header")], left_out)
    return ReadList(tuple(rows), left_out, troubles)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadList([Trouble(number, "", f"the row cannot be read: {error}")]) from error


def _left_out(header: Sequence[str], columns: Sequence[Column]) -> tuple[str, ...]:
    titles = [title.strip() for title in header if title.strip()]
    return tuple(title for title in titles if not any(each.is_called(title) for each in columns))


def _places(header: Sequence[str], columns: Sequence[Column], left_out: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    troubles = []
    for at, title in enumerate(header):
        column = next((each for each in columns if each.is_called(title)), None)
        if column is None:
            continue
        if column.name in places:
            troubles.append(Trouble(1, column.name, f"the column stands twice, the second time as {title.strip()!r}"))
        places[column.name] = at
    for column in columns:
        if column.needed and column.name not in places:
            names = " / ".join((column.name, *column.also))
            troubles.append(Trouble(1, column.name, f"the column is missing; it may be called {names}"))
    if troubles:
        raise BadList(troubles, left_out)
    return places


def _check(row: Row, present: Sequence[Column], cells: Sequence[str], header: Sequence[str]) -> None:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        row.wrong("", "there are more cells than the header has")
    for column in present:
        if column.needed and not row.has(column.name):
            row.wrong(column.name, "nothing stands there")
        text = row.text(column.name)
        if len(text) > LONGEST_CELL:
            row.wrong(column.name, f"longer than {LONGEST_CELL} characters")
        if _SHORTENED.fullmatch(text):
            row.wrong(column.name, f"the spreadsheet has shortened this number to {text}: make the column one of texts")


def _tidy(cell: str) -> str:
    """What is to be seen of a cell: line breaks are blanks, signs that nobody sees (and no scanner sends) are gone."""
    if not cell.isprintable():
        told = _BREAKS.sub(" ", cell)
        cell = "".join(each for each in told if unicodedata.category(each) not in ("Cc", "Cf"))
    return cell.strip()


def _plain(title: str) -> str:
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(each for each in folded if each.isalnum())
