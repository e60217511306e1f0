"""Money in integers: amounts in fen, unit prices in micro-yuan, quantities in thousandths of the base unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from orderdesk.errors import Refused

FEN_PER_YUAN = 100
MICRO_PER_YUAN = 1_000_000
MICRO_PER_FEN = MICRO_PER_YUAN // FEN_PER_YUAN
THOUSANDTHS = 1_000
BASIS_POINTS = 10_000

# Keeps every stored amount and every sum of a few hundred thousand of them inside a 64-bit column.
MAX_FEN = 10**13

_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d*))?")


def divide_half_up(numerator: int, denominator: int) -> int:
    """Integer division rounded half away from zero, so that a refund rounds like its sale. `denominator` > 0."""
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


def line_amount_fen(quantity_thousandths: int, unit_price_micro: int) -> int:
    """The amount of a line in fen, rounded half up once. Raises Refused `amount.too_large`."""
    return _within_range(divide_half_up(quantity_thousandths * unit_price_micro, THOUSANDTHS * MICRO_PER_FEN))


def tax_within_fen(gross_fen: int, tax_rate_bp: int) -> int:
    """The tax part of an amount that includes tax. `tax_rate_bp` in basis points: 1300 is 13 %."""
    _check_rate(tax_rate_bp)
    return divide_half_up(gross_fen * tax_rate_bp, BASIS_POINTS + tax_rate_bp)


def split_fen(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Shares an amount out by weight so that the parts sum to it exactly.

    The fen left over by rounding go to the largest remainders, earlier first. Without any weight
    the first part takes all. Raises ValueError for no parts or a negative weight.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be one or more numbers, none of them negative")
    whole = sum(weights)
    if whole == 0:
        return [total_fen, *([0] * (len(weights) - 1))]
    sign = -1 if total_fen < 0 else 1
    parts = [divmod(abs(total_fen) * weight, whole) for weight in weights]
    left = abs(total_fen) - sum(quotient for quotient, _ in parts)
    by_remainder = sorted(range(len(parts)), key=lambda place: -parts[place][1])
    lucky = set(by_remainder[:left])
    return [sign * (quotient + (place in lucky)) for place, (quotient, _) in enumerate(parts)]


def parse_yuan(text: str) -> int:
    """Yuan as people write them (`1,234.50`, `¥12`, full-width digits) to fen.

    Raises Refused: amount.unreadable, amount.too_many_decimals (more than whole fen), amount.too_large.
    """
    return _within_range(_parse(text, places=2))


def parse_price(text: str) -> int:
    """A unit price in yuan with up to six decimals to micro-yuan. Raises Refused like `parse_yuan`."""
    price_micro = _parse(text, places=6)
    _within_range(price_micro // MICRO_PER_FEN)
    return price_micro


def format_yuan(amount_fen: int, *, grouped: bool = False) -> str:
    """Fen to yuan with two decimals and no currency sign: `1234.50`, grouped `1,234.50`."""
    sign = "-" if amount_fen < 0 else ""
    whole, part = divmod(abs(amount_fen), FEN_PER_YUAN)
    return f"{sign}{whole:{',' if grouped else ''}}.{part:02d}"


def format_price(unit_price_micro: int) -> str:
    """Micro-yuan to yuan with at least two and at most six decimals."""
    sign = "-" if unit_price_micro < 0 else ""
    whole, part = divmod(abs(unit_price_micro), MICRO_PER_YUAN)
    return f"{sign}{whole}.{f'{part:06d}'.rstrip('0').ljust(2, '0')}"


def _parse(text: str, *, places: int) -> int:
    tidy = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removeprefix("CNY").strip()
    match = _NUMBER.fullmatch(tidy)
    if match is None or not tidy.isascii():
        raise Refused("amount.unreadable", text=text)
    part = (match["part"] or "").rstrip("0")
    if len(part) > places:
        raise Refused("amount.too_many_decimals", text=text, places=places)
    value = int(match["whole"].replace(",", "") + part.ljust(places, "0"))
    return -value if match["sign"] == "-" else value


def _check_rate(tax_rate_bp: int) -> None:
    if not 0 <= tax_rate_bp <= BASIS_POINTS:
        raise ValueError(f"tax rate out of range: {tax_rate_bp} basis points")


def _within_range(amount_fen: int) -> int:
    if abs(amount_fen) > MAX_FEN:
        raise Refused("amount.too_large", amount_fen=amount_fen, limit_fen=MAX_FEN)
    return amount_fen
