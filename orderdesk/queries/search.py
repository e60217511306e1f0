"""Finding orders by whatever somebody has in hand: the shape of the text decides where to look."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, desc, func, literal_column, select

from db.cache import cache_tables
from orderdesk.queries.rows import FoundOrder, SearchResult

LIMIT = 50
#: Fewer characters of a number's end fit too many numbers.
SHORTEST_END = 4

# A word such as "limited" is in thousands of names: past this many customers the newest orders are looked through.
MOST_CUSTOMERS = 60
MOST_SKUS = 40

_T = cache_tables
_ORDER, _WAYBILL, _BINDING, _CONTENT = _T["order"], _T["waybill"], _T["binding"], _T["parcel_content"]
_PARCEL, _CONSIGNEE, _CUSTOMER = _T["parcel"], _T["consignee"], _T["customer"]
_SKU, _LINE = _T["sku"], _T["order_line"]
_CJK = re.compile(r"[\u3400-\u9fff]")
_LAST = "\uffff"
# Spelled out: an index on an expression serves no bound parameter.
_FIVE: ColumnElement[int] = literal_column("-5")
_LENGTH: ColumnElement[int] = literal_column("4")
_FOUR: ColumnElement[int] = literal_column("-4")

_FIELDS = (_ORDER.c.id, _ORDER.c.order_no, _ORDER.c.customer_name, _ORDER.c.node, _ORDER.c.placed_at)
# The plus keeps SQLite from gathering all orders of all those customers before it sorts them.
_UNINDEXED_CUSTOMER: ColumnElement[Any] = literal_column('+"order".customer_id', _ORDER.c.customer_id.type)
_LOW: BindParameter[Any] = bindparam("low")
_HIGH: BindParameter[Any] = bindparam("high")
_TAIL: BindParameter[Any] = bindparam("tail")


class Hit(NamedTuple):
    """An order with what of it matched."""

    order: Any
    by: str
    match: str


def _newest(query: Select[Any]) -> Select[Any]:
    return query.order_by(desc(_ORDER.c.placed_at)).limit(LIMIT)


def _of_waybills(query: Select[Any]) -> Select[Any]:
    """Orders with goods in the parcels of the waybills that `query` narrows down."""
    return (
        query.join(_BINDING, _BINDING.c.waybill_id == _WAYBILL.c.id)
        .join(_CONTENT, _CONTENT.c.parcel_id == _BINDING.c.parcel_id)
        .join(_ORDER, _ORDER.c.id == _CONTENT.c.order_id)
        .distinct()
        .limit(LIMIT)
    )


_BY_NUMBER = (
    select(*_FIELDS, _ORDER.c.order_no.label("match"))
    .where(_ORDER.c.order_no >= _LOW, _ORDER.c.order_no < _HIGH)
    .order_by(_ORDER.c.order_no.desc())
    .limit(LIMIT)
)
# People read out the last four characters, or five, or nine. Thousands of numbers of some years end in the same four:
# the indexes go by time and hold the whole number, so that no more than the newest that fit are looked at.
_NUMBERED = select(*_FIELDS, _ORDER.c.order_no.label("match"))
_BY_NUMBER_END = _newest(
    _NUMBERED.where(func.substr(_ORDER.c.order_no, _FOUR) == _TAIL, _ORDER.c.order_no.like(bindparam("whole")))
)
# Many leave the check character off, which stands last.
_BY_NUMBER_BODY = _newest(
    _NUMBERED.where(func.substr(_ORDER.c.order_no, _FIVE, _LENGTH) == _TAIL, _ORDER.c.order_no.like(bindparam("whole")))
)
_BY_SOURCE = (
    select(*_FIELDS, _ORDER.c.source_order_no.label("match"))
    .where(_ORDER.c.source_order_no >= _LOW, _ORDER.c.source_order_no < _HIGH)
    .limit(LIMIT)
)
_BY_PARCEL = (
    select(*_FIELDS, _PARCEL.c.parcel_no.label("match"))
    .select_from(_PARCEL)
    .join(_CONTENT, _CONTENT.c.parcel_id == _PARCEL.c.id)
    .join(_ORDER, _ORDER.c.id == _CONTENT.c.order_id)
    .where(_PARCEL.c.parcel_no >= _LOW, _PARCEL.c.parcel_no < _HIGH)
    .distinct()
    .limit(LIMIT)
)
_WAYBILL_FIELDS = select(*_FIELDS, _WAYBILL.c.number.label("match")).select_from(_WAYBILL)
_BY_WAYBILL = _of_waybills(_WAYBILL_FIELDS.where(_WAYBILL.c.number >= _LOW, _WAYBILL.c.number < _HIGH))
_BY_WAYBILL_END = _of_waybills(
    _WAYBILL_FIELDS.where(
        func.substr(_WAYBILL.c.number, _FOUR) == _TAIL, _WAYBILL.c.number.endswith(bindparam("whole"))
    )
)
_BY_PHONE = _newest(
    select(*_FIELDS, _CONSIGNEE.c.phone.label("match"))
    .select_from(_CONSIGNEE)
    .join(_ORDER, _ORDER.c.id == _CONSIGNEE.c.order_id)
    .where(func.substr(_CONSIGNEE.c.phone, _FOUR) == _TAIL, _CONSIGNEE.c.phone.endswith(bindparam("whole")))
)
_BY_CUSTOMER = (
    select(*_FIELDS, _ORDER.c.customer_name.label("match"))
    .where(_ORDER.c.customer_id == bindparam("customer"))
    .order_by(_ORDER.c.placed_at.desc(), _ORDER.c.id.desc())
    .limit(LIMIT)
)
_NAMED = select(_CUSTOMER.c.id).where(_CUSTOMER.c.name.contains(bindparam("part")))
_SOUNDING = select(_CUSTOMER.c.id).where(_CUSTOMER.c.pinyin.contains(bindparam("part")))
_SKU_CODED = select(_SKU.c.id, _SKU.c.code).where(_SKU.c.code >= _LOW, _SKU.c.code < _HIGH)
_BY_SKU = (
    select(*_FIELDS, _LINE.c.sku_code.label("match"))
    .select_from(_LINE)
    .join(_ORDER, _ORDER.c.id == _LINE.c.order_id)
    .where(_LINE.c.sku_id == bindparam("sku"))
    .order_by(_LINE.c.row.desc())
    .limit(LIMIT)
)


def search_orders(connection: Connection, text: str) -> SearchResult:
    """Orders that fit `text`: number or its end, waybill or its end, parcel, end of a phone number,
    customer (also by initials) or SKU."""
    plain = text.replace("%", "").replace("_", "")
    tidy = plain.strip() if _CJK.search(plain) else "".join(plain.split())
    if len(tidy) < 2:
        return SearchResult(())
    hits, is_cut = _look(connection, tidy)
    return SearchResult(_merge(hits), is_cut or len(hits) >= LIMIT)


def _look(connection: Connection, text: str) -> tuple[list[Hit], bool]:
    if _CJK.search(text):
        return _by_customers(connection, _NAMED, text)
    if text.isdigit():
        return _by_digits(connection, text), False
    if text.isalpha() and not text.upper().startswith(("SO2", "PK2")):
        hits, is_cut = _by_customers(connection, _SOUNDING, text.lower())
        return hits + _by_code(connection, text.upper()), is_cut
    return _by_code(connection, text.upper()), False


def _by_digits(connection: Connection, digits: str) -> list[Hit]:
    hits: list[Hit] = []
    if len(digits) >= 8:
        hits += _take(connection, _BY_WAYBILL, "waybill", **_range(digits))
    if len(digits) >= SHORTEST_END:
        hits += _by_end(connection, digits)
    if SHORTEST_END <= len(digits) <= 11:
        hits += _take(connection, _BY_PHONE, "phone", **_end(digits))
    return hits + _take(connection, _BY_SOURCE, "order", **_range(digits))


def _by_code(connection: Connection, code: str) -> list[Hit]:
    hits = _take(connection, _BY_NUMBER, "order", **_range(code))
    hits += _take(connection, _BY_PARCEL, "parcel", **_range(code))
    hits += _take(connection, _BY_WAYBILL, "waybill", **_range(code))
    hits += _take(connection, _BY_SOURCE, "order", **_range(code))
    if len(code) >= SHORTEST_END:
        hits += _by_end(connection, code)
    if not hits:
        for sku in connection.execute(_SKU_CODED.limit(MOST_SKUS), _range(code)):
            hits += _take(connection, _BY_SKU, "sku", sku=sku.id)
    return hits


def _by_end(connection: Connection, end: str) -> list[Hit]:
    """Orders whose number, or whose waybill's, ends so."""
    hits = _take(connection, _BY_NUMBER_END, "order", tail=end[-4:], whole=f"%{end}")
    hits += _take(connection, _BY_NUMBER_BODY, "order", tail=end[-4:], whole=f"%{end}_")
    return hits + _take(connection, _BY_WAYBILL_END, "waybill", **_end(end))


def _by_customers(connection: Connection, which: Select[Any], part: str) -> tuple[list[Hit], bool]:
    found = list(connection.execute(which.limit(MOST_CUSTOMERS + 1), {"part": part}))
    if len(found) > MOST_CUSTOMERS:
        return _take(connection, _through_newest(which), "customer", part=part), True
    hits: list[Hit] = []
    for customer in found:
        hits += _take(connection, _BY_CUSTOMER, "customer", customer=customer.id)
    return hits, False


def _through_newest(which: Select[Any]) -> Select[Any]:
    """The newest orders whose customer is among those that `which` finds."""
    return (
        select(*_FIELDS, _ORDER.c.customer_name.label("match"))
        .where(_UNINDEXED_CUSTOMER.in_(which))
        .order_by(_ORDER.c.placed_at.desc(), _ORDER.c.id.desc())
        .limit(LIMIT)
    )


def _take(connection: Connection, query: Select[Any], by: str, **values: Any) -> list[Hit]:
    return [Hit(row, by, row.match) for row in connection.execute(query, values)]


def _end(text: str) -> dict[str, str]:
    return {"tail": text[-4:], "whole": text}


def _range(prefix: str) -> dict[str, str]:
    return {"low": prefix, "high": prefix + _LAST}


def _merge(hits: Iterable[Hit]) -> tuple[FoundOrder, ...]:
    seen: dict[UUID, Hit] = {}
    for hit in hits:
        seen.setdefault(hit.order.id, hit)
    newest = sorted(seen.values(), key=lambda hit: hit.order.placed_at, reverse=True)[:LIMIT]
    return tuple(
        FoundOrder(
            hit.order.id,
            hit.order.order_no,
            hit.order.customer_name,
            hit.order.node,
            hit.order.placed_at,
            hit.by,
            hit.match,
        )
        for hit in newest
    )
