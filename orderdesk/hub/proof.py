"""The seal of an event: a hash over all its fields, and a locator that tells which of them was altered later.

The locator is two sums over the fields' checksums, one of them weighted by the field's place. Where a single field has
changed, the quotient of the two differences is its place. It proves nothing, the hash does; it only says where to look.

A note is sealed by its digest, so that its text can be erased while the seal holds.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from db.tables import log

#: The largest prime below 2**32.
_PRIME = 4_294_967_291
_FIELDS = tuple(sorted(column.name for column in log.order_event.columns if column.name != "hash"))
_PLACES = {name: place for place, name in enumerate(_FIELDS, start=1)}
_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_SIMPLE = frozenset({str, int, bool})
_ERASED = "sha256:"
_SHA256_LETTERS = 64


def seal(event: Mapping[str, Any]) -> str:
    """What stands in an event's `hash`: SHA-256 over the canonical JSON of all other fields, a dot, the locator."""
    values = _values(event)
    return f"{_sha256(values)}.{_locator(values)}"


def altered_fields(event: Mapping[str, Any], *, is_named_next: bool = False) -> tuple[str, ...] | None:
    """None while the seal holds; else the field that was altered, or nothing where several were.

    `is_named_next`: the next event names this one's `hash`, and so has its locator under its own seal.
    """
    kept, _, locator = str(event["hash"]).partition(".")
    values = _values(event)
    if len(kept) != _SHA256_LETTERS:
        return ("hash",)
    if not locator:
        # Sealed by an earlier release: the note in plain, no locator.
        return None if _sha256({**values, "note": event["note"]}) == kept else ()
    is_whole = _sha256(values) == kept
    if is_whole and is_named_next:
        return None
    present = _locator(values)
    return None if is_whole and present == locator else _located(locator, present)


def erased_note(note: str) -> str:
    """What stands in the place of a note whose text is erased; the same again for one that is."""
    if note.startswith(_ERASED):
        return note
    return _ERASED + hashlib.sha256(note.encode()).hexdigest()


def can_lose_note(event: Mapping[str, Any]) -> bool:
    """Whether the event's note can be erased: earlier releases sealed the text itself."""
    return "." in event["hash"]


def plain(value: Any) -> Any:
    """A field's value as it stands in the canonical JSON."""
    known = _PLAINLY.get(type(value))
    if known is not None:
        return known(value)
    if isinstance(value, (bool, int, str)):
        return value
    return str(value)


def _as_it_is(value: Any) -> Any:
    return value


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _object(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(each) for name, each in sorted(value.items())}


def _array(value: Iterable[Any]) -> list[Any]:
    return [plain(each) for each in value]


_PLAINLY: Mapping[type, Callable[[Any], Any]] = MappingProxyType(
    {
        **dict.fromkeys((*_SIMPLE, type(None)), _as_it_is),
        datetime: _instant,
        UUID: str,
        dict: _object,
        list: _array,
        tuple: _array,
    }
)


def _values(event: Mapping[str, Any]) -> dict[str, Any]:
    """All fields but the hash, sorted by name, as JSON values."""
    values = {
        name: value if value is None or type(value) in _SIMPLE else plain(value)
        for name, value in zip(_FIELDS, map(event.get, _FIELDS), strict=True)
    }
    if values["note"] is not None:
        values["note"] = erased_note(values["note"])
    return values


def _sha256(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(_CANONICAL.encode(values).encode()).hexdigest()


def _locator(values: Mapping[str, Any]) -> str:
    plainly = weighted = 0
    for name, value in values.items():
        if value is not None:
            text = _CANONICAL.encode(value) if type(value) is dict else str(value)
            check = zlib.crc32(text.encode())
            plainly += check
            weighted += check * _PLACES[name]
    return f"{plainly % _PRIME:08x}{weighted % _PRIME:08x}"


def _located(before: str, after: str) -> tuple[str, ...]:
    try:
        old = int(before[:8], 16), int(before[8:], 16)
    except ValueError:
        return ("hash",)
    new = int(after[:8], 16), int(after[8:], 16)
    plainly, weighted = ((now - then) % _PRIME for now, then in zip(new, old, strict=True))
    if not plainly:
        return () if weighted else ("hash",)
    place = weighted * pow(plainly, -1, _PRIME) % _PRIME
    return (_FIELDS[place - 1],) if 1 <= place <= len(_FIELDS) else ()
