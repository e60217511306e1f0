"""Check digits of product barcodes (GS1) and of international post items (S10)."""

from __future__ import annotations

import re

_GTIN = re.compile(r"(?:\d{8}|\d{12,14})", re.ASCII)
_S10 = re.compile(r"[A-Z]{2}(?P<serial>\d{8})(?P<check>\d)[A-Z]{2}", re.ASCII)
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def gtin_check_digit(digits: str) -> int:
    """The check digit for the digits before it: from the right, weights 3 and 1 in turn."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -total % 10


def is_gtin(code: str) -> bool:
    """Whether this is an EAN-8, UPC-A, EAN-13 or ITF-14 number with the right check digit."""
    return _GTIN.fullmatch(code) is not None and gtin_check_digit(code[:-1]) == int(code[-1])


def s10_check_digit(serial: str) -> int:
    """The check digit of eight digits by the rule of the Universal Postal Union."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, _S10_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def has_s10_check_digit(number: str) -> bool:
    """Whether this is an S10 item number with the right check digit."""
    match = _S10.fullmatch(number)
    return match is not None and s10_check_digit(match["serial"]) == int(match["check"])
