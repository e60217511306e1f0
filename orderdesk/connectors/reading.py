"""Reading what others send: forms as raw bytes, loose JSON, XML as the same nested values, Chinese time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

from orderdesk.connectors.ports import MAX_CALLBACK_BYTES, Malformed

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept one offset without summer time since 1991; the vendors send it without a zone."""

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
_TIME_FORM = "%Y-%m-%d %H:%M:%S"


def parse_form(raw: bytes) -> dict[str, bytes]:
    """The fields of a form or query string as the bytes that were signed; the first of a repeated name counts."""
    fields: dict[str, bytes] = {}
    for pair in raw.split(b"&"):
        name, _, value = pair.partition(b"=")
        if name:
            key = unquote_to_bytes(name.replace(b"+", b" ")).decode("utf-8", "replace")
            fields.setdefault(key, unquote_to_bytes(value.replace(b"+", b" ")))
    return fields


def check_size(raw: bytes) -> None:
    """Raises Malformed for a body that no honest caller sends."""
    if len(raw) > MAX_CALLBACK_BYTES:
        raise Malformed(f"body of {len(raw)} bytes is over {MAX_CALLBACK_BYTES}")


def decode_text(raw: bytes) -> str:
    """UTF-8, else the Chinese encodings older installations still send. Raises Malformed."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Malformed("text is neither UTF-8 nor GB18030")


def parse_json(raw: bytes) -> dict[str, Any]:
    """A JSON object. Raises Malformed."""
    try:
        value = json.loads(decode_text(raw))
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(value, dict):
        raise Malformed("JSON, but no object")
    return value


def parse_xml(raw: bytes) -> dict[str, Any]:
    """An XML document as nested values: a repeated element becomes a list, a leaf its text. Raises Malformed.

    A document type is refused: it is the door to entity tricks and no vendor sends one.
    """
    text = decode_text(raw)
    if "<!DOCTYPE" in text.upper():
        raise Malformed("XML with a document type")
    try:
        # The text is decoded already, so an encoding declaration would contradict it.
        root = ElementTree.fromstring(text.partition("?>")[2] if text.lstrip().startswith("<?xml") else text)
        return {root.tag: _element(root)}
    except (ElementTree.ParseError, RecursionError) as error:
        raise Malformed("not XML") from error


def _element(element: ElementTree.Element) -> Any:
    if not len(element):
        return (element.text or "").strip()
    values: dict[str, Any] = {}
    for child in element:
        value = _element(child)
        if child.tag not in values:
            values[child.tag] = value
        elif isinstance(values[child.tag], list):
            values[child.tag].append(value)
        else:
            values[child.tag] = [values[child.tag], value]
    return values


def rows(value: Any) -> list[dict[str, Any]]:
    """One object, a list of objects, nothing or an empty text: always a list of objects."""
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list):
        return [row for row in value if isinstance(row, dict)]
    return []


def pick(row: Mapping[str, Any], *names: str) -> str:
    """The first filled field among `names`, whatever its case, as trimmed text; empty when there is none."""
    by_name = {key.lower(): value for key, value in row.items()}
    for name in names:
        value = by_name.get(name.lower())
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def dig(value: Any, *names: str) -> Any:
    """The first value found under one of `names`, whatever its case, at any depth; None when there is none."""
    if isinstance(value, list):
        for item in value:
            if (found := dig(item, *names)) is not None:
                return found
        return None
    if not isinstance(value, dict):
        return None
    by_name = {key.lower(): item for key, item in value.items()}
    for name in names:
        if name.lower() in by_name:
            return by_name[name.lower()]
    for item in value.values():
        if (found := dig(item, *names)) is not None:
            return found
    return None


def beijing_text(at: datetime) -> str:
    """An aware time as the vendors write it: Beijing time, no zone."""
    return at.astimezone(BEIJING).strftime(_TIME_FORM)


def from_beijing(text: str) -> datetime | None:
    """The UTC time of a vendor's text; None when it is empty or unreadable."""
    try:
        return datetime.strptime(text[:19].replace("T", " "), _TIME_FORM).replace(tzinfo=BEIJING).astimezone(UTC)
    except ValueError:
        return None


def decimal_text(value: int, scale: int) -> str:
    """An integer in 10^-scale units as plain decimal text: 1500 at scale 3 is "1.5"."""
    whole, part = divmod(abs(value), 10**scale)
    tail = f"{part:0{scale}d}".rstrip("0")
    return f"{'-' if value < 0 else ''}{whole}{'.' + tail if tail else ''}"


def scaled(text: str, scale: int) -> int | None:
    """Plain decimal text as an integer in 10^-scale units; None when it is no such text or finer than that."""
    # Without exponents: "1e999999" would be a number of a million digits.
    if not _DECIMAL.fullmatch(text):
        return None
    value = Decimal(text).scaleb(scale)
    return int(value) if value == value.to_integral_value() else None


def rounded(text: str, scale: int) -> int | None:
    """As `scaled`, but what is finer is rounded to the even neighbour: for weights, never for goods or money."""
    return round(Decimal(text).scaleb(scale)) if _DECIMAL.fullmatch(text) else None
