"""What both databases can keep of a JSON value: PostgreSQL takes no NUL,
none takes half a surrogate pair or infinity."""

from __future__ import annotations

import re
from math import isfinite
from typing import Any

_UNKEPT = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\ufffd"
#: Values within values: no command comes near it, and each step down is a call within a call.
DEEPEST = 100


def find_unstorable(value: Any, where: str = "arguments", depth: int = 0) -> str | None:
    """The path of the first text or number that cannot be kept, or of what lies too deep; None where all of it can."""
    if depth > DEEPEST:
        return where
    if isinstance(value, str):
        return where if _UNKEPT.search(value) else None
    if isinstance(value, float):
        return None if isfinite(value) else where
    if isinstance(value, dict):
        for name, each in value.items():
            found = find_unstorable(name, where) or find_unstorable(each, f"{where}.{storable(name)}", depth + 1)
            if found is not None:
                return found
    if isinstance(value, list):
        for place, each in enumerate(value):
            found = find_unstorable(each, f"{where}.{place}", depth + 1)
            if found is not None:
                return found
    return None


def storable(value: Any, depth: int = 0) -> Any:
    """The value with a mark in the place of what cannot be kept, so that what was said can be looked at later."""
    if depth > DEEPEST:
        return _REPLACEMENT
    if isinstance(value, str):
        return _UNKEPT.sub(_REPLACEMENT, value)
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, dict):
        return {storable(name): storable(each, depth + 1) for name, each in value.items()}
    if isinstance(value, list):
        return [storable(each, depth + 1) for each in value]
    return value
