"""Code 128 as bars, for codes that are scanned from a screen or a printed sheet."""

from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

# Widths of bars and spaces for the values 0 to 105, then stop (ISO/IEC 15417).
_PATTERNS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
    "2331112",
]
_START_B = 104
_STOP = 106
QUIET_MODULES = 10


class NotPrintable(ValueError):
    """The text holds a character that code set B does not have."""


@lru_cache(maxsize=64)
def code128(text: str) -> tuple[int, ...]:
    """Widths in modules, bar and space in turn, without quiet zones.

    Raises NotPrintable for anything but printable ASCII.
    """
    if not text or any(not " " <= char <= "\x7e" for char in text):
        raise NotPrintable(text)
    values = [_START_B, *(ord(char) - 32 for char in text)]
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    return tuple(int(width) for value in (*values, check, _STOP) for width in _PATTERNS[value])


def code128_modules(text: str) -> int:
    """Width in modules, quiet zones included."""
    return sum(code128(text)) + 2 * QUIET_MODULES


def paint_code128(painter: QPainter, area: QRectF, text: str, module: float) -> None:
    """Bars on a white ground at the left of `area`; `module` should be whole device pixels."""
    white, black = QColor(255, 255, 255), QColor(0, 0, 0)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(QRectF(area.x(), area.y(), code128_modules(text) * module, area.height()), white)
    left = area.x() + QUIET_MODULES * module
    for place, width in enumerate(code128(text)):
        if place % 2 == 0:
            painter.fillRect(QRectF(left, area.y(), width * module, area.height()), black)
        left += width * module
    painter.restore()
