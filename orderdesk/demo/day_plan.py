"""What the scripted day of the demo deals with: a customer and articles for which everything is there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from db.cache import cache_tables

ARTICLES = 2
ENOUGH = 20_000


@dataclass(frozen=True, slots=True)
class Article:
    """An article by code, with the barcode of one piece."""

    code: str
    barcode: str


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Who orders what; `customer` is a customer's code."""

    customer: str
    articles: tuple[Article, ...]


def plan_day(connection: Connection) -> DayPlan:
    """Chooses from a desk's cache: the customer with the largest limit,
    and articles that lie in a bench's warehouse."""
    customer, account, address = (cache_tables[name] for name in ("customer", "customer_account", "address"))
    warehouse, stock = cache_tables["warehouse"], cache_tables["stock"]
    sku, barcode, price = cache_tables["sku"], cache_tables["sku_barcode"], cache_tables["price"]
    place = connection.execute(
        select(warehouse.c.id, warehouse.c.company_id)
        .where(warehouse.c.mode == "bench")
        .order_by(warehouse.c.priority, warehouse.c.code)
        .limit(1)
    ).one()
    who = connection.execute(
        select(customer.c.code)
        .join(account, account.c.customer_id == customer.c.id)
        .where(
            customer.c.active,
            account.c.company_id == place.company_id,
            account.c.terms == "monthly",
            customer.c.id.in_(select(address.c.customer_id).where(address.c.preferred)),
        )
        .order_by(account.c.credit_limit_fen.desc(), customer.c.code)
        .limit(1)
    ).scalar_one()
    single = select(barcode.c.barcode).group_by(barcode.c.barcode).having(func.count() == 1)
    found = connection.execute(
        select(sku.c.code, func.min(barcode.c.barcode))
        .join(stock, stock.c.sku_id == sku.c.id)
        .join(barcode, barcode.c.sku_id == sku.c.id)
        .where(
            sku.c.active,
            sku.c.tracks_serial.is_(False),
            sku.c.tracks_batch.is_(False),
            stock.c.warehouse_id == place.id,
            stock.c.on_hand - stock.c.reserved >= ENOUGH,
            barcode.c.quantity == 1_000,
            barcode.c.barcode.in_(single),
            sku.c.id.in_(select(price.c.sku_id)),
        )
        .group_by(sku.c.code)
        .order_by(sku.c.code)
        .limit(ARTICLES)
    )
    return DayPlan(who, tuple(Article(code, text) for code, text in found))
