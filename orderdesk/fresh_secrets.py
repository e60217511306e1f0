"""Passwords and PINs that are made up for somebody: to be read once and typed, with enough chance to be safe."""

from __future__ import annotations

import secrets
from itertools import pairwise

#: No two of them look alike, in any letters.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _IN_GROUP = 3, 4
_PIN_DIGITS = 6


def new_password() -> str:
    """Three groups of four, about 59 bits of chance: `k7fd-x9mn-p2wq`."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def new_pin() -> str:
    """Six digits; a block after five wrong tries makes them enough. Not one digit six times over, nor in a row."""
    while True:
        found = "".join(secrets.choice("0123456789") for _ in range(_PIN_DIGITS))
        steps = {int(after) - int(before) for before, after in pairwise(found)}
        if len(steps) > 1:
            return found
