"""Looking up SKUs, their prices and their stock while an order is entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Text, and_, case, cast, func, literal_column, or_, select

from db.cache import cache_tables
from orderdesk.domain.quantity import ONE

SHOWN = 12

_T = cache_tables
_SKU, _UNIT, _STOCK, _WAREHOUSE = _T["sku"], _T["sku_unit"], _T["stock"], _T["warehouse"]
_BARCODE = _T["sku_barcode"]
_LIST, _PRICE, _ACCOUNT = _T["price_list"], _T["price"], _T["customer_account"]


@dataclass(frozen=True, slots=True)
class SkuChoice:
    """A SKU that fits what was typed; `available` over all warehouses of the company, in thousandths."""

    id: UUID
    code: str
    name: str
    brand: str
    base_unit: str
    available: int


@dataclass(frozen=True, slots=True)
class NamedSku:
    """A SKU that a text names; `quantity`: how many base units (thousandths) a barcode stands for, else one."""

    sku_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class SellingUnit:
    """A unit a SKU is sold in, and how many base units that is (thousandths)."""

    unit: str
    factor: int


@dataclass(frozen=True, slots=True)
class ListPrice:
    """A list price per base unit (micro-yuan) from a quantity of base units (thousandths) on;
    `source`: list/edition."""

    from_quantity: int
    unit_price_micro: int
    source: str


@dataclass(frozen=True, slots=True)
class StockFigure:
    """What a warehouse has of a SKU and may still promise (thousandths)."""

    warehouse_id: UUID
    warehouse: str
    available: int


@dataclass(frozen=True, slots=True)
class SkuCard:
    """A SKU as an order line needs it: its units, its prices for one customer (best first), its stock."""

    id: UUID
    code: str
    name: str
    base_unit: str
    units: tuple[SellingUnit, ...]
    prices: tuple[ListPrice, ...]
    stock: tuple[StockFigure, ...]

    def price_for(self, quantity: int) -> ListPrice | None:
        """The price that applies to a quantity in thousandths of the base unit."""
        return next((price for price in self.prices if quantity >= price.from_quantity), None)

    def available(self) -> int:
        """What may still be promised over all warehouses."""
        return sum(figure.available for figure in self.stock)


_FREE = func.sum(_STOCK.c.on_hand - _STOCK.c.reserved)


def find_skus(connection: Connection, text: str, company_id: UUID) -> tuple[SkuChoice, ...]:
    """SKUs by code, OE number, pinyin initials, brand or words of the name; every word must fit, best first."""
    words = [word for word in text.replace("%", "").replace("_", "").split() if word]
    if not words:
        return ()
    whole = "".join(words)
    order = case(
        (_SKU.c.code == whole.upper(), 0),
        (_SKU.c.code.startswith(whole), 1),
        (_SKU.c.pinyin.startswith(whole), 2),
        (_SKU.c.name.startswith(words[0]), 3),
        else_=4,
    )
    query = (
        select(_SKU.c.id, _SKU.c.code, _SKU.c.name, _SKU.c.brand, _SKU.c.base_unit)
        .where(_SKU.c.active, and_(*(_fits(word) for word in words)))
        .order_by(order, _SKU.c.code)
        .limit(SHOWN)
    )
    rows = list(connection.execute(query))
    free = _free(connection, [row.id for row in rows], company_id)
    return tuple(SkuChoice(*row, available=free.get(row.id, 0)) for row in rows)


def named_skus(connection: Connection, text: str) -> tuple[NamedSku, ...]:
    """The active SKUs that a text names: by code or barcode, else by name, else all whose words fit;
    two are enough to know that it is not clear."""
    plain = text.strip()
    if not plain:
        return ()
    by_code = select(_SKU.c.id).where(_SKU.c.active, _scanned(_SKU.c.code) == plain.upper().replace(" ", "")).limit(2)
    found = [NamedSku(row.id, ONE) for row in connection.execute(by_code)]
    if not found:
        by_barcode = (
            select(_BARCODE.c.sku_id, _BARCODE.c.quantity)
            .join(_SKU, _SKU.c.id == _BARCODE.c.sku_id)
            .where(_SKU.c.active, _BARCODE.c.barcode == plain)
            .limit(2)
        )
        found = [NamedSku(*row) for row in connection.execute(by_barcode)]
    if not found:
        by_name = select(_SKU.c.id).where(_SKU.c.active, _SKU.c.name == plain).limit(2)
        found = [NamedSku(row.id, ONE) for row in connection.execute(by_name)]
    if not found:
        words = [word for word in plain.replace("%", "").replace("_", "").split() if word]
        by_words = select(_SKU.c.id).where(_SKU.c.active, and_(*(_fits(word) for word in words))).limit(2)
        found = [NamedSku(row.id, ONE) for row in connection.execute(by_words)] if words else []
    return tuple(found)


def _scanned(column: ColumnElement[Any]) -> ColumnElement[str]:
    # As sx_sku_scan is written: in capitals and without blanks.
    return func.upper(func.replace(column, literal_column("' '"), literal_column("''")))


def _fits(word: str) -> ColumnElement[bool]:
    # LIKE on SQLite compares ASCII letters without case; the quote anchors the beginning of an OE number.
    return or_(
        _SKU.c.code.contains(word),
        _SKU.c.name.contains(word),
        _SKU.c.pinyin.contains(word),
        _SKU.c.brand.contains(word),
        cast(_SKU.c.oe_numbers, Text).contains(f'"{word}'),
    )


def sku_card(
    connection: Connection, sku_id: UUID, *, company_id: UUID, customer_id: UUID | None, on: date
) -> SkuCard | None:
    """The SKU with units, prices and stock; None when this workstation has it not."""
    head = connection.execute(
        select(_SKU.c.id, _SKU.c.code, _SKU.c.name, _SKU.c.base_unit).where(_SKU.c.id == sku_id)
    ).first()
    if head is None:
        return None
    units = connection.execute(
        select(_UNIT.c.unit, _UNIT.c.factor).where(_UNIT.c.sku_id == sku_id).order_by(_UNIT.c.factor)
    )
    sold = [SellingUnit(head.base_unit, 1000), *(SellingUnit(*row) for row in units if row.unit != head.base_unit)]
    prices = _prices(connection, sku_id, company_id, customer_id, on)
    return SkuCard(*head, tuple(sold), prices, _stock(connection, sku_id, company_id))


def _prices(
    connection: Connection, sku_id: UUID, company_id: UUID, customer_id: UUID | None, on: date
) -> tuple[ListPrice, ...]:
    """As the hub ranks them: the customer's own list, the tier's, the company's; newest edition first."""
    tier = select(_ACCOUNT.c.tier).where(_ACCOUNT.c.customer_id == customer_id, _ACCOUNT.c.company_id == company_id)
    rank = case((_LIST.c.customer_id.is_not(None), 0), (_LIST.c.tier.is_not(None), 1), else_=2)
    query = (
        select(_PRICE.c.from_quantity, _PRICE.c.unit_price_micro, _LIST.c.code, _LIST.c.edition)
        .join(_LIST, _LIST.c.id == _PRICE.c.price_list_id)
        .where(
            _PRICE.c.sku_id == sku_id,
            _LIST.c.company_id == company_id,
            or_(_LIST.c.customer_id.is_(None), _LIST.c.customer_id == customer_id),
            or_(_LIST.c.tier.is_(None), _LIST.c.tier == tier.scalar_subquery()),
            _LIST.c.valid_from <= on,
            or_(_LIST.c.valid_to.is_(None), _LIST.c.valid_to >= on),
            _PRICE.c.unit_price_micro.is_not(None),
        )
        .order_by(rank, _LIST.c.valid_from.desc(), _LIST.c.edition.desc(), _PRICE.c.from_quantity.desc())
    )
    return tuple(
        ListPrice(row.from_quantity, row.unit_price_micro, f"{row.code}/{row.edition}")
        for row in connection.execute(query)
    )


def _stock(connection: Connection, sku_id: UUID, company_id: UUID) -> tuple[StockFigure, ...]:
    query = (
        select(_STOCK.c.warehouse_id, _WAREHOUSE.c.name, _FREE)
        .join(_WAREHOUSE, _WAREHOUSE.c.id == _STOCK.c.warehouse_id)
        .where(_STOCK.c.sku_id == sku_id, _STOCK.c.company_id == company_id, _STOCK.c.quality == "good")
        .group_by(_STOCK.c.warehouse_id, _WAREHOUSE.c.name, _WAREHOUSE.c.priority)
        .order_by(_WAREHOUSE.c.priority)
    )
    return tuple(StockFigure(row[0], row[1], int(row[2])) for row in connection.execute(query))


def _free(connection: Connection, sku_ids: Sequence[UUID], company_id: UUID) -> dict[UUID, int]:
    query: Any = (
        select(_STOCK.c.sku_id, _FREE)
        .where(_STOCK.c.sku_id.in_(sku_ids), _STOCK.c.company_id == company_id, _STOCK.c.quality == "good")
        .group_by(_STOCK.c.sku_id)
    )
    return {row[0]: int(row[1]) for row in connection.execute(query)}
