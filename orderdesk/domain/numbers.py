"""Order and parcel numbers: made where the thing is made, checked wherever one is scanned or typed.

Form: kind (`SO` or `PK`), local date `yymmdd`, device code (2 characters), counter (5 digits), check
character: `SO261121A700123X`, 16 characters, upper case, fit for Code 128. No courier uses sixteen
characters with these beginnings, and a product barcode has no letters.

Check character: the 31 characters of ALPHABET stand for 0 to 30. From the left, sum = 3 * sum + value
(mod 31) over the kind's seed, date, device code and counter; the check character makes the next step
come out as 0. 31 is prime and 3 one of its primitive roots, so every wrong character, every swap of
two neighbours and every swap across one character is caught.
"""

from __future__ import annotations

import re
from datetime import date

from orderdesk.errors import Refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXZ"
"""Digits and letters without I, L, O, U and Y: what people misread, and a prime number of them."""

ORDER_KIND = "SO"
PARCEL_KIND = "PK"
DEVICE_CODE_LENGTH = 2
MAX_DEVICES = len(ALPHABET) ** DEVICE_CODE_LENGTH
MAX_COUNTER = 99_999

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_SEED = {ORDER_KIND: 1, PARCEL_KIND: 2}
_SHAPE = re.compile(rf"(?P<kind>SO|PK)(?P<body>[0-9]{{6}}[{ALPHABET}]{{2}}[0-9]{{5}})(?P<check>[{ALPHABET}])")
_DEVICE = re.compile(rf"[{ALPHABET}]{{{DEVICE_CODE_LENGTH}}}")


def order_no(day: date, device_code: str, counter: int) -> str:
    """The order number for a local (Asia/Shanghai) day, this device and its counter of that day, 1 to 99,999.

    The caller keeps the counter by (kind, day), so that a clock set back cannot repeat a number.
    Raises Refused: number.bad_device_code, number.counter_out_of_range, number.day_out_of_range.
    """
    return _make(ORDER_KIND, day, device_code, counter)


def parcel_no(day: date, device_code: str, counter: int) -> str:
    """The parcel number; arguments and refusals as for `order_no`."""
    return _make(PARCEL_KIND, day, device_code, counter)


def device_code(serial: int) -> str:
    """The code of the n-th device ever enrolled, counted from 0 and never re-used. Raises Refused past MAX_DEVICES."""
    if not 0 <= serial < MAX_DEVICES:
        raise Refused("number.device_codes_exhausted", serial=serial, limit=MAX_DEVICES)
    high, low = divmod(serial, len(ALPHABET))
    return ALPHABET[high] + ALPHABET[low]


def is_device_code(text: str) -> bool:
    """Whether a device code has the length and characters that numbers need."""
    return _DEVICE.fullmatch(text) is not None


def check(number: str) -> bool:
    """Whether this is one of our numbers with the right check character. Upper case is expected."""
    match = _SHAPE.fullmatch(number)
    return match is not None and _check_character(match["kind"], match["body"]) == match["check"]


def is_order_no(number: str) -> bool:
    """Whether this is an order number with the right check character."""
    return number.startswith(ORDER_KIND) and check(number)


def is_parcel_no(number: str) -> bool:
    """Whether this is a parcel number with the right check character."""
    return number.startswith(PARCEL_KIND) and check(number)


def looks_like_ours(number: str) -> bool:
    """Whether it has the shape of our numbers, also with a wrong check character: a damaged or mistyped one."""
    return _SHAPE.fullmatch(number) is not None


def _make(kind: str, day: date, device_code_: str, counter: int) -> str:
    if not is_device_code(device_code_):
        raise Refused("number.bad_device_code", device_code=device_code_)
    if not 1 <= counter <= MAX_COUNTER:
        raise Refused("number.counter_out_of_range", counter=counter, limit=MAX_COUNTER)
    if not 2000 <= day.year <= 2099:
        raise Refused("number.day_out_of_range", day=day.isoformat())
    body = f"{day:%y%m%d}{device_code_}{counter:05d}"
    return kind + body + _check_character(kind, body)


def _check_character(kind: str, body: str) -> str:
    total = _SEED[kind]
    for character in body:
        total = (3 * total + _VALUE[character]) % len(ALPHABET)
    return ALPHABET[-3 * total % len(ALPHABET)]
