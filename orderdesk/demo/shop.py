"""What somebody could order right now: a customer of the demo with an address, articles in stock, list prices."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select

from db.store import Store
from db.tables import customers, masters, orders, stock
from orderdesk.connectors.reading import decimal_text

_COURIERS = ("ZTO", "SF", "YTO", "STO", "YUNDA", "JT")
_ENOUGH = 8_000
_CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class _Buyer:
    id: UUID
    company_id: UUID
    tier: str


class Shop:
    """Reads the hub's database beside the hub; it never writes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def draw(self, dice: random.Random) -> dict[str, Any] | None:
        """The arguments of an order but its id and number; None when nothing suitable is found."""
        with self._store.read() as connection:
            company_id = connection.execute(
                select(masters.company.c.id).order_by(masters.company.c.code).limit(1)
            ).scalar_one()
            buyer = self._draw_buyer(connection, dice, company_id)
            rows = self._draw_stock(connection, dice, company_id)
            lines = [self._line(connection, dice, buyer, row) for row in rows] if buyer is not None else []
            found = [line for line in lines if line is not None]
            if buyer is None or not found:
                return None
            return {
                "company_id": company_id,
                "customer_id": buyer.id,
                "lines": found,
                "ship_to": self._ship_to(connection, buyer.id),
                "delivery_method": "courier",
                "carrier_code": dice.choice(_COURIERS),
            }

    def payment_of(self, order_id: UUID) -> dict[str, Any] | None:
        """What its customer has to pay before anything is sent: the arguments of a receipt but its number and moment.

        None for an order that is on account or paid.
        """
        heads, account = orders.order, customers.customer_account
        owed = heads.c.amount_fen - heads.c.paid_fen
        query = (
            select(heads.c.company_id, heads.c.customer_id, owed.label("owed"))
            .join(
                account,
                (account.c.customer_id == heads.c.customer_id) & (account.c.company_id == heads.c.company_id),
            )
            .where(heads.c.id == order_id, account.c.terms == "prepaid", owed > 0)
        )
        with self._store.read() as connection:
            found = connection.execute(query).first()
        if found is None:
            return None
        paid = [{"order_id": order_id, "amount_fen": found.owed}]
        return {"company_id": found.company_id, "customer_id": found.customer_id, "channel": "bank", "orders": paid}

    def as_erp_order(self, basket: dict[str, Any]) -> dict[str, Any]:
        """The same order as somebody would enter it in U8."""
        buyers, skus = customers.customer, masters.sku
        with self._store.read() as connection:
            buyer = connection.execute(
                select(buyers.c.code, buyers.c.name).where(buyers.c.id == basket["customer_id"])
            ).one()
            wanted = [line["sku_id"] for line in basket["lines"]]
            codes = {
                row.id: row.code
                for row in connection.execute(select(skus.c.id, skus.c.code).where(skus.c.id.in_(wanted)))
            }
        to = basket["ship_to"]
        lines = [
            {
                "rowno": str(number),
                "inventorycode": codes[line["sku_id"]],
                "quantity": decimal_text(line["unit_quantity"], 3),
                "taxunitprice": decimal_text(line["unit_price_micro"], 6),
                "taxrate": "13",
                "bgift": 0,
            }
            for number, line in enumerate(basket["lines"], start=1)
        ]
        return {
            "businesstype": "普通销售",
            "typecode": "01",
            "deptcode": "01",
            "custcode": buyer.code,
            "cusname": buyer.name,
            "ccusperson": to["name"],
            "define2": to["phone"],
            "sendaddress": f"{to['province']}{to['city']}{to['district']}{to['street']}",
            "entry": lines,
        }

    def _draw_buyer(self, connection: Connection, dice: random.Random, company_id: UUID) -> _Buyer | None:
        table, account = customers.customer, customers.customer_account
        mine = account.c.company_id == company_id
        count = connection.execute(select(func.count()).select_from(account).where(mine)).scalar_one()
        row = connection.execute(
            select(table.c.id, account.c.tier)
            .join(account, account.c.customer_id == table.c.id)
            .where(mine, table.c.active)
            .order_by(table.c.code)
            .offset(int(dice.random() ** 2 * count))
            .limit(1)
        ).first()
        return None if row is None else _Buyer(row.id, company_id, row.tier)

    def _draw_stock(self, connection: Connection, dice: random.Random, company_id: UUID) -> list[UUID]:
        table = stock.stock
        begin = UUID(int=dice.getrandbits(128))
        query = (
            select(table.c.sku_id)
            .where(table.c.company_id == company_id, table.c.id > begin, table.c.on_hand - table.c.reserved > _ENOUGH)
            .order_by(table.c.id)
            .limit(_CANDIDATES)
        )
        rows = list(connection.execute(query).scalars())
        return dice.sample(rows, min(len(rows), dice.choice((1, 1, 1, 2, 2, 3, 4))))

    def _line(self, connection: Connection, dice: random.Random, buyer: _Buyer, sku_id: UUID) -> dict[str, Any] | None:
        lists, prices, sku = masters.price_list, masters.price, masters.sku
        price = connection.execute(
            select(prices.c.unit_price_micro, prices.c.unit)
            .join(lists, lists.c.id == prices.c.price_list_id)
            .join(sku, sku.c.id == prices.c.sku_id)
            .where(
                prices.c.sku_id == sku_id,
                prices.c.from_quantity == 0,
                lists.c.company_id == buyer.company_id,
                lists.c.customer_id.is_(None),
                or_(lists.c.tier == buyer.tier, lists.c.tier.is_(None)),
                sku.c.active,
            )
            .order_by(lists.c.tier.is_(None))
            .limit(1)
        ).first()
        if price is None:
            return None
        return {
            "sku_id": sku_id,
            "unit": price.unit,
            "unit_quantity": dice.choice((1, 1, 2, 2, 4)) * 1000,
            "unit_price_micro": price.unit_price_micro,
        }

    def _ship_to(self, connection: Connection, customer_id: UUID) -> dict[str, str]:
        table = customers.address
        names = ("name", "phone", "province", "city", "district", "street")
        row = connection.execute(
            select(*(table.c[name] for name in names))
            .where(table.c.customer_id == customer_id)
            .order_by(table.c.preferred.desc(), table.c.id)
            .limit(1)
        ).one()
        return dict(row._mapping)
