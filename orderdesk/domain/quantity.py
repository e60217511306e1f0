"""Quantities in integer thousandths of the base unit: reading, writing, converting exactly, and what can be divided."""

from __future__ import annotations

import re
import unicodedata

from orderdesk.errors import Refused

ONE = 1_000
"""One whole unit, in thousandths."""

MAX_QUANTITY = 10**12

_WEIGHTS = ("kg", "g", "t", "千克", "公斤", "斤", "克", "吨")
_LENGTHS = ("m", "cm", "mm", "米", "厘米", "毫米")
_AREAS_AND_VOLUMES = ("m²", "m2", "平方米", "平米", "m³", "m3", "立方米", "l", "ml", "升", "毫升")

DIVISIBLE_UNITS = frozenset((*_WEIGHTS, *_LENGTHS, *_AREAS_AND_VOLUMES))
"""Base units of weight, length, area and volume; everything else is counted in whole pieces."""

_NUMBER = re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d*))?")


def to_base(unit_quantity: int, factor: int) -> int:
    """A quantity in a selling unit to the base unit, all in thousandths: 2.5 boxes of 12 are 30 pieces.

    Never rounds. Raises Refused: quantity.not_exact, quantity.too_large. `factor` must be positive.
    """
    if factor <= 0:
        raise ValueError(f"a unit factor must be positive, not {factor}")
    base, rest = divmod(unit_quantity * factor, ONE)
    if rest:
        raise Refused("quantity.not_exact", unit_quantity=unit_quantity, factor=factor)
    return _within_range(base)


def from_base(quantity: int, factor: int) -> int:
    """A base quantity in a selling unit, in thousandths. Raises Refused `quantity.not_exact` when it does not go in."""
    if factor <= 0:
        raise ValueError(f"a unit factor must be positive, not {factor}")
    unit_quantity, rest = divmod(quantity * ONE, factor)
    if rest:
        raise Refused("quantity.not_exact", quantity=quantity, factor=factor)
    return unit_quantity


def is_divisible(unit: str) -> bool:
    """Whether half a base unit of an article can be sold and packed: metres can, pieces cannot."""
    return unit.strip().casefold() in DIVISIBLE_UNITS


def require_whole(quantity: int, base_unit: str) -> int:
    """The same base quantity. Raises Refused `quantity.not_whole` for a part of what comes in pieces."""
    if quantity % ONE and not is_divisible(base_unit):
        raise Refused("quantity.not_whole", quantity=format_quantity(quantity), base_unit=base_unit)
    return quantity


def parse_quantity(text: str) -> int:
    """`12`, `2.5`, `1,200` or full-width digits to thousandths. Raises Refused: quantity.unreadable,
    .too_many_decimals, .not_positive, .too_large."""
    tidy = unicodedata.normalize("NFKC", text).strip()
    match = _NUMBER.fullmatch(tidy) if tidy.isascii() else None
    if match is None:
        raise Refused("quantity.unreadable", text=text)
    part = (match["part"] or "").rstrip("0")
    if len(part) > 3:
        raise Refused("quantity.too_many_decimals", text=text, places=3)
    quantity = int(match["whole"].replace(",", "") + part.ljust(3, "0"))
    if quantity == 0:
        raise Refused("quantity.not_positive", text=text)
    return _within_range(quantity)


def format_quantity(quantity: int) -> str:
    """Thousandths as people write them: `12`, `2.5`."""
    sign = "-" if quantity < 0 else ""
    whole, part = divmod(abs(quantity), ONE)
    return f"{sign}{whole}.{part:03d}".rstrip("0").rstrip(".")


def _within_range(quantity: int) -> int:
    if abs(quantity) > MAX_QUANTITY:
        raise Refused("quantity.too_large", quantity=quantity, limit=MAX_QUANTITY)
    return quantity
