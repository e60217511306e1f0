"""The codes by which people name a company and its warehouses."""

from __future__ import annotations

import re

LONGEST_CODE = 20

_CODE = re.compile(rf"[0-9A-Za-z._-]{{1,{LONGEST_CODE}}}")


def is_code(text: str) -> bool:
    """Whether it can be one: letters and digits without accents, dots, dashes and underlines, no blanks."""
    return _CODE.fullmatch(text) is not None
