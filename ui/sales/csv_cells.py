"""Tables as files that spreadsheets open: UTF-8 with a mark, and no cell that is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

#: What a spreadsheet begins a formula with; behind a blank or a line's end it still does.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
#: Spreadsheets round longer ones, and show them by their power of ten.
_LONG_NUMBER = re.compile(r"\d{12,}")


def guarded(text: str) -> str:
    """The text as it may stand in a cell: behind an apostrophe where it would be calculated, or rounded as a waybill of
    digits alone would be. Plain numbers stay."""
    is_formula = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    is_changed = (is_formula and not _NUMBER.fullmatch(text)) or _LONG_NUMBER.fullmatch(text)
    return f"'{text}" if is_changed else text


def as_table(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as the content of a file."""
    text = io.StringIO()
    csv.writer(text).writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


class TableFile:
    """A table that is written part by part. Under its own name it stands only when it is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._file: TextIO | None = None

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Writes rows at its end. Raises OSError."""
        if self._file is None:
            self._file = self._part.open("w", encoding="utf-8-sig", newline="")
        csv.writer(self._file).writerows([guarded(cell) for cell in row] for row in rows)

    def finish(self) -> None:
        """Gives it its name, in the place of a file of that name. Raises OSError;
        then there is no half of it either."""
        self._close()
        try:
            self._part.replace(self._path)
        except OSError:
            self.drop()
            raise

    def drop(self) -> None:
        """There is to be no file. Raises OSError."""
        self._close()
        self._part.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
