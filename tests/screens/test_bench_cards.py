"""The printed cards of a bench: each can be scanned and is what the bench takes it for."""

from __future__ import annotations

from pathlib import Path

import zxingcpp
from PIL import Image
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from orderdesk.domain.scans import ScanKind, classify, normalise
from tools.bench_cards import cards, paint_cards, print_cards


def test_every_printed_card_is_read_as_what_it_says(qtbot: QtBot) -> None:
    shown = cards()
    picture = QImage(1_900, 290 * (len(shown) // 2 + 1), QImage.Format.Format_RGB888)
    picture.fill(0xFFFFFFFF)
    painter = QPainter(picture)
    paint_cards(painter, shown)
    painter.end()
    size = (picture.width(), picture.height())
    image = Image.frombytes("RGB", size, bytes(picture.constBits()), "raw", "RGB", picture.bytesPerLine())
    read = {found.text for found in zxingcpp.read_barcodes(image)}
    assert read == {code for code, _words in shown}
    kinds = {classify(normalise(code), is_barcode=lambda _code: False).kind for code in read}
    assert kinds == {ScanKind.CARD, ScanKind.QUANTITY, ScanKind.BIN}


def test_the_cards_are_written_as_pages(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "cards.pdf"
    assert print_cards(file) == 2
    assert file.read_bytes().startswith(b"%PDF")
