"""The demo's price lists: the companies' own, those of the tiers, one of a single customer; quantity steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.tables import masters
from orderdesk.demo.catalogue import Article
from orderdesk.demo.company_rows import Firm
from orderdesk.demo.customers import Buyer
from orderdesk.demo.dice import Ids, stream
from orderdesk.demo.rows import Batch
from orderdesk.domain.days import local_day

EDITION = 3
OWN_LIST = "HC-VIP-1"

_STEP_FROM = 12_000


@dataclass(frozen=True, slots=True)
class PriceBook:
    """What a line costs: by (company, tier) the prices of a SKU, with a step from twelve on; one buyer has a list."""

    lists: Mapping[tuple[int, str], Mapping[UUID, tuple[int, int]]]
    own_buyer: UUID
    own_prices: Mapping[UUID, int]

    def price_of(self, buyer: Buyer, sku_id: UUID, quantity: int) -> tuple[int, str]:
        """Price in micro-yuan a base unit and the price source, as the hub's check finds them."""
        if buyer.id == self.own_buyer and sku_id in self.own_prices:
            return self.own_prices[sku_id], f"{OWN_LIST}/{EDITION}"
        for tier in (buyer.tier, ""):
            found = self.lists.get((buyer.company, tier), {}).get(sku_id)
            if found is not None:
                code = list_code(buyer.company, tier)
                return found[1] if quantity >= _STEP_FROM else found[0], f"{code}/{EDITION}"
        raise KeyError(sku_id)


def list_code(company: int, tier: str) -> str:
    """The code of a list."""
    return f"{('HC', 'YX')[company]}-{tier or 'STD'}"


def fill_prices(
    connection: Connection, seed: int, at: datetime, firm: Firm, articles: list[Article], buyers: list[Buyer]
) -> PriceBook:
    """Writes the lists. Each company has a price for everything it sells; tiers A and B for what sells most."""
    dice, ids, batch = stream(seed, "prices"), Ids(seed, "prices"), Batch(connection)
    lists: dict[tuple[int, str], dict[UUID, tuple[int, int]]] = {}
    valid_from = local_day(at) - timedelta(days=400)
    for company in range(len(firm.companies)):
        sold = [each for each in articles if sells(company, each)]
        for tier, factor, share in (("", 1.0, 1.0), ("A", 0.86, 0.4), ("B", 0.93, 0.25)):
            header = _list_row(ids.next(at), firm.companies[company].id, list_code(company, tier), tier or None)
            batch.add(masters.price_list, {**header, "valid_from": valid_from})
            prices = lists.setdefault((company, tier), {})
            for article in sold[: round(len(sold) * share)]:
                price = _in_cents(article.price_micro * factor)
                step = _in_cents(price * 0.95) if dice.random() < 0.3 else price
                prices[article.id] = (price, step)
                row = {"price_list_id": header["id"], "sku_id": article.id, "unit": article.unit}
                batch.add(masters.price, {"id": ids.next(at), **row, "from_quantity": 0, "unit_price_micro": price})
                if step != price:
                    batch.add(
                        masters.price,
                        {"id": ids.next(at), **row, "from_quantity": _STEP_FROM, "unit_price_micro": step},
                    )
    buyer = next(each for each in buyers if each.company == 0)
    header = _list_row(ids.next(at), firm.companies[0].id, OWN_LIST, None)
    batch.add(
        masters.price_list,
        {**header, "customer_id": buyer.id, "valid_from": valid_from, "name": "大客户专享价"},
    )
    own_prices = {
        article.id: _in_cents(article.price_micro * 0.8)
        for article in [each for each in articles if sells(0, each)][:150]
    }
    units = {article.id: article.unit for article in articles}
    for sku_id, price in own_prices.items():
        row = {"price_list_id": header["id"], "sku_id": sku_id, "unit": units[sku_id], "from_quantity": 0}
        batch.add(masters.price, {"id": ids.next(at), **row, "unit_price_micro": price})
    batch.flush()
    return PriceBook(lists, buyer.id, own_prices)


def sells(company: int, article: Article) -> bool:
    """Whether a company sells an article: the first parts and all they need, the second groceries."""
    return article.is_grocery is (company == 1)


def _list_row(row_id: UUID, company_id: UUID, code: str, tier: str | None) -> dict[str, Any]:
    return {
        "id": row_id,
        "company_id": company_id,
        "code": code,
        "name": "标准价" if tier is None else f"{tier} 级客户价",
        "tier": tier,
        "customer_id": None,
        "valid_to": None,
        "edition": EDITION,
        "version": 1,
    }


def _in_cents(price_micro: float) -> int:
    return max(1, round(price_micro / 10_000)) * 10_000
