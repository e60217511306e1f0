"""What somebody types to narrow the order list, as conditions in plain SQLite.

A number is compared by its end, and by its beginning once that is long enough to mean few orders; a name by any part of
it or by its initials. Each way to match has two forms: the rows that an index finds, and a test of one order. A name
may fit so many orders that the list is sooner walked in its own order with the test than put together and sorted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

#: Fewer characters of a number fit too many numbers, and no index serves them.
SHORTEST_NUMBER = 4
#: Of a beginning: an order number's first eight tell the day.
SHORTEST_BEGINNING = 8
#: Of initials; of a name one character of Chinese is enough.
SHORTEST_NAME = 2
#: A name that fits more orders than this is looked for along the list.
WIDE = 20_000

_CJK = re.compile(r"[\u3400-\u9fff]")
_LAST = "\uffff"
_OURS = "SO2"
_PHONE = 11
_ENTRY_OF_WAYBILL = (
    'SELECT o."row" FROM waybill w JOIN binding b ON b.waybill_id = w.id '
    'JOIN parcel_content c ON c.parcel_id = b.parcel_id JOIN "order" o ON o.id = c.order_id WHERE '
)
_HAS_WAYBILL = (
    "EXISTS (SELECT 1 FROM parcel_content c JOIN binding b ON b.parcel_id = c.parcel_id "
    'WHERE c.order_id = "order".id AND {})'
)
_PHONE_ENDS = "substr(phone, -4) = ? AND substr(phone, -{n}) = ?"
_NAMED = "SELECT id FROM customer WHERE name LIKE ? ESCAPE '\\'"
_SOUNDING = "SELECT id FROM customer WHERE name LIKE ? ESCAPE '\\' OR pinyin LIKE ? ESCAPE '\\'"


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a text fits orders: `rows` selects their keys, `test` is true of one of them.

    `may_be_wide`: it may fit a large part of all orders.
    """

    rows: str
    rows_values: tuple[str, ...]
    test: str
    test_values: tuple[str, ...]
    may_be_wide: bool = False


@lru_cache(maxsize=64)
def ways_of(text: str) -> tuple[Way, ...]:
    """How a text may fit an order; none: it is too short to narrow anything."""
    plain = text.strip()
    if _CJK.search(plain):
        return (_by_customer(_NAMED, (plain,)),)
    code = "".join(plain.split()).upper()
    if code.isalpha():
        return (_by_customer(_SOUNDING, (plain, code.lower())),) if len(code) >= SHORTEST_NAME else ()
    is_long = len(code) >= SHORTEST_BEGINNING
    if len(code) < SHORTEST_NUMBER or (code.startswith(_OURS) and not is_long):
        return ()
    found = [_by_number_end(code), _by_number_body(code), _by_waybill_end(code)]
    if is_long:
        found += [_by_beginning(code), _by_waybill_beginning(code)]
    if code.isdigit() and len(code) <= _PHONE:
        found.append(_by_phone(code))
    return tuple(found)


def narrows(text: str) -> bool:
    """Whether a text is long enough to look for."""
    return bool(ways_of(text))


def _by_number_end(code: str) -> Way:
    ends, values = f"substr(order_no, -{len(code)}) = ?", (code[-4:], code)
    return Way(f'SELECT "row" FROM "order" WHERE substr(order_no, -4) = ? AND {ends}', values, ends, (code,))


def _by_number_body(code: str) -> Way:
    """Many leave the check character off, which stands last."""
    ends, values = f"substr(order_no, -{len(code) + 1}, {len(code)}) = ?", (code[-4:], code)
    return Way(f'SELECT "row" FROM "order" WHERE substr(order_no, -5, 4) = ? AND {ends}', values, ends, (code,))


def _by_beginning(code: str) -> Way:
    values = (code, code + _LAST)
    rows = 'SELECT "row" FROM "order" WHERE order_no >= ? AND order_no < ?'
    return Way(rows, values, "(order_no >= ? AND order_no < ?)", values)


def _by_waybill_end(code: str) -> Way:
    n = len(code)
    rows = f"{_ENTRY_OF_WAYBILL}substr(w.number, -4) = ? AND substr(w.number, -{n}) = ?"
    return Way(rows, (code[-4:], code), _HAS_WAYBILL.format(f"substr(b.waybill_no, -{n}) = ?"), (code,))


def _by_waybill_beginning(code: str) -> Way:
    values = (code, code + _LAST)
    rows = f"{_ENTRY_OF_WAYBILL}w.number >= ? AND w.number < ?"
    return Way(rows, values, _HAS_WAYBILL.format("b.waybill_no >= ? AND b.waybill_no < ?"), values)


def _by_phone(code: str) -> Way:
    ends = _PHONE_ENDS.format(n=len(code))
    rows = f'SELECT o."row" FROM consignee p JOIN "order" o ON o.id = p.order_id WHERE {ends}'
    test = f'EXISTS (SELECT 1 FROM consignee p WHERE p.order_id = "order".id AND substr(p.phone, -{len(code)}) = ?)'
    return Way(rows, (code[-4:], code), test, (code,))


def _by_customer(which: str, parts: tuple[str, ...]) -> Way:
    values = tuple(f"%{_plain(each)}%" for each in parts)
    rows = f'SELECT "row" FROM "order" WHERE customer_id IN ({which})'
    # The plus keeps SQLite from gathering all orders of all those customers before it sorts them.
    return Way(rows, values, f'+"order".customer_id IN ({which})', values, may_be_wide=True)


def _plain(text: str) -> str:
    """The text without what LIKE would take for a pattern."""
    return re.sub(r"([\\%_])", r"\\\1", text)
