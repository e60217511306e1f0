"""A list of prices: a new edition of the company's own list, of a tier's or of one customer's, valid from today on.

A SKU that the list leaves out keeps the price of the edition before.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from db.tables import masters
from orderdesk.documents.masters import Price, PriceList
from orderdesk.domain.days import local_day
from orderdesk.domain.money import parse_price
from orderdesk.domain.quantity import parse_quantity
from orderdesk.hub.list_taking import Taking
from orderdesk.hub.lists import Column
from orderdesk.ids import new_id

PRICE_COLUMNS = (
    Column("sku", ("code", "货号", "编码", "商品编码", "存货编码", "物料编码"), needed=True),
    Column("price", ("unit price", "单价", "价格", "含税单价", "含税价"), needed=True),
    Column("unit", ("单位", "计量单位")),
    Column("from_quantity", ("from", "起订量", "起始数量", "数量下限")),
    Column("tier", ("level", "等级", "客户等级", "价格等级")),
    Column("customer", ("客户", "客户编码")),
)

#: Who the prices are for: a tier, a customer, or with neither everybody.
_For = tuple[str, str]


class _Step(NamedTuple):
    """From which quantity on (thousandths) a SKU has its price."""

    sku_id: UUID
    from_quantity: int


def take_prices(taking: Taking) -> None:
    """Writes one new edition for each list that the rows belong to, unless it says what the last one said."""
    skus, buyers, units = taking.sku_ids(), taking.customer_ids(), _units(taking)
    found: defaultdict[_For, dict[_Step, int]] = defaultdict(dict)
    for row in taking.listed.rows:
        sku_id = skus.get(row.text("sku"))
        if sku_id is None:
            row.wrong("sku", f"there is no SKU {row.text('sku')}: import the skus first")
            continue
        if row.text("unit", units[sku_id]) != units[sku_id]:
            row.wrong("unit", f"prices are for one {units[sku_id]}")
        whose = (row.text("tier"), row.text("customer"))
        if all(whose):
            row.wrong("customer", "a price is for a tier or for a customer")
        if whose[1] and whose[1] not in buyers:
            row.wrong("customer", f"there is no customer {whose[1]}: import the customers first")
        step = _Step(sku_id, row.read("from_quantity", _from, 0))
        if taking.is_first(row, "sku", (whose, step)):
            found[whose][step] = row.read("price", _price, 0)
    if taking.listed.troubles:
        return
    for whose, prices in sorted(found.items()):
        _write(taking, whose, prices, buyers.get(whose[1]), units)


def _write(
    taking: Taking, whose: _For, prices: dict[_Step, int], customer_id: UUID | None, units: dict[UUID, str]
) -> None:
    code = f"{taking.company_code}-{whose[0] or whose[1] or 'STD'}"
    edition, before = _last_edition(taking, code)
    if before == prices:
        taking.same += len(prices)
        return
    made = PriceList(
        id=new_id(taking.at),
        company_id=taking.company_id,
        code=code,
        name=code,
        tier=whose[0] or None,
        customer_id=customer_id,
        valid_from=local_day(taking.at),
        edition=edition + 1,
    )
    made.prices = [
        Price(
            id=new_id(taking.at),
            price_list_id=made.id,
            sku_id=step.sku_id,
            unit=units[step.sku_id],
            from_quantity=step.from_quantity,
            unit_price_micro=price,
        )
        for step, price in prices.items()
    ]
    taking.save(made, None)
    taking.new += len(prices) - 1


def _last_edition(taking: Taking, code: str) -> tuple[int, dict[_Step, int]]:
    lists, prices = masters.price_list, masters.price
    here = (lists.c.company_id == taking.company_id, lists.c.code == code)
    edition = taking.connection.execute(select(func.max(lists.c.edition)).where(*here)).scalar() or 0
    query = (
        select(prices.c.sku_id, prices.c.from_quantity, prices.c.unit_price_micro)
        .join(lists, lists.c.id == prices.c.price_list_id)
        .where(*here, lists.c.edition == edition)
    )
    rows = taking.connection.execute(query)
    return edition, {_Step(row.sku_id, row.from_quantity): row.unit_price_micro for row in rows}


def _units(taking: Taking) -> dict[UUID, str]:
    table = masters.sku
    return {row.id: row.base_unit for row in taking.connection.execute(select(table.c.id, table.c.base_unit))}


def _from(text: str) -> int:
    return 0 if text.strip("0.") == "" else parse_quantity(text)


def _price(text: str) -> int:
    price = parse_price(text)
    if price < 0:
        raise ValueError(text)
    return price
