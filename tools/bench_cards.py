"""The cards that lie at a bench, to be printed on A4: python -m tools.bench_cards FILE.pdf [--english].

Commands, quantities and exception bins, each with its bars and what it does.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QFont, QPageSize, QPainter, QPdfWriter

from orderdesk.domain.scans import BIN_PREFIX, QUANTITY_PREFIX, Card
from ui.components.barcode import code128_modules, paint_code128
from ui.components.text import LEFT
from ui.language import Language, tongue
from ui.packing.paint_frame import card_text
from ui.program import new_application

QUANTITIES = (2, 3, 4, 5, 6, 8, 10, 12, 20, 24)
BINS = ("Y01", "Y02", "Y03")
_COLUMNS = 2
# Tenths of a millimetre: bars of half a millimetre are read by every laser scanner from an arm's length.
_MODULE = 4.0
_WIDE, _HIGH = 950.0, 290.0


def cards() -> list[tuple[str, str]]:
    """Code and words of each card."""
    found = [(card.code, card_text(card)) for card in Card]
    found += [(f"{QUANTITY_PREFIX}{count}", f"+ {count}") for count in QUANTITIES]
    return found + [(f"{BIN_PREFIX}{name}", name) for name in BINS]


def paint_cards(painter: QPainter, shown: list[tuple[str, str]]) -> None:
    """Draws cards from the top left, in tenths of a millimetre."""
    font = QFont(painter.font())
    font.setPixelSize(56)
    painter.setFont(font)
    for place, (code, words) in enumerate(shown):
        left, top = place % _COLUMNS * _WIDE, place // _COLUMNS * _HIGH
        quiet = (_WIDE - code128_modules(code) * _MODULE) / 2
        painter.drawText(QRectF(left + quiet + 10 * _MODULE, top, _WIDE, 80), LEFT, words)
        paint_code128(painter, QRectF(left + quiet, top + 84, 0, 130), code, _MODULE)


def print_cards(path: Path) -> int:
    """Writes the pages; returns how many."""
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(10, 12, 10, 12))
    writer.setResolution(254)
    rows = int(writer.height() // _HIGH)
    every, shown = rows * _COLUMNS, cards()
    painter = QPainter(writer)
    for first in range(0, len(shown), every):
        if first:
            writer.newPage()
        paint_cards(painter, shown[first : first + every])
    painter.end()
    return -(-len(shown) // every)


def main() -> int:
    """Prints the cards; returns 0."""
    parser = argparse.ArgumentParser(prog="tools.bench_cards", description="The cards that lie at a bench.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--english", action="store_true")
    asked = parser.parse_args()
    application = new_application()
    tongue.use(Language.ENGLISH if asked.english else Language.CHINESE)
    print(f"{print_cards(asked.file)} pages in {asked.file}")
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
