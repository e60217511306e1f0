"""Checks the prices of an order against the price list that is valid for its customer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, or_, select

from db.tables import customers, masters
from orderdesk.commands.checks import add_check
from orderdesk.commands.work import HubWork
from orderdesk.documents.orders import Order, OrderLine

_BASIS = 10_000


def check_prices(work: HubWork, order: Order) -> None:
    """Compares each line with the list price: the customer's own list before the tier's before the company's.

    Outside the company's tolerance the check says `conflict` and shows both prices; a supervisor decides by the review.
    """
    tolerance = work.company(order.company_id).price_tolerance_bp
    listed = _list_prices(work, order)
    conflicts: list[dict[str, Any]] = []
    for line in order.lines:
        found = _price_for(line, listed)
        if found is None:
            conflicts.append({"line": line.position, "sku": line.sku_code, "code": "price.not_listed"})
            continue
        line.price_source = found["source"]
        entered = line.unit_price_micro or 0
        if not line.gift and abs(entered - found["price"]) * _BASIS > found["price"] * tolerance:
            conflicts.append(
                {"line": line.position, "sku": line.sku_code, "entered_micro": entered, "listed_micro": found["price"]}
            )
    if conflicts:
        add_check(work, order, "price", "conflict", "price.outside_tolerance", {"lines": conflicts})
    else:
        add_check(work, order, "price", "pass", "price.as_listed", {})


def _list_prices(work: HubWork, order: Order) -> dict[UUID, list[Any]]:
    lists, prices, account = masters.price_list, masters.price, customers.customer_account
    tier = (
        select(account.c.tier)
        .where(account.c.customer_id == order.customer_id, account.c.company_id == order.company_id)
        .scalar_subquery()
    )
    day = order.placed_at.date()
    rank = case((lists.c.customer_id.is_not(None), 0), (lists.c.tier.is_not(None), 1), else_=2)
    query = (
        select(
            prices.c.sku_id, prices.c.from_quantity, prices.c.unit_price_micro, lists.c.code, lists.c.edition, rank
        )
        .join(lists, prices.c.price_list_id == lists.c.id)
        .where(
            prices.c.sku_id.in_([line.sku_id for line in order.lines]),
            lists.c.company_id == order.company_id,
            or_(lists.c.customer_id.is_(None), lists.c.customer_id == order.customer_id),
            or_(lists.c.tier.is_(None), lists.c.tier == tier),
            and_(lists.c.valid_from <= day, or_(lists.c.valid_to.is_(None), lists.c.valid_to >= day)),
        )
        .order_by(rank, lists.c.edition.desc(), prices.c.from_quantity.desc())
    )
    found: dict[UUID, list[Any]] = {}
    for row in work.connection.execute(query):
        found.setdefault(row.sku_id, []).append(row)
    return found


def _price_for(line: OrderLine, listed: dict[UUID, list[Any]]) -> dict[str, Any] | None:
    for row in listed.get(line.sku_id, ()):
        if line.quantity >= row.from_quantity:
            return {"price": row.unit_price_micro, "source": f"{row.code}/{row.edition}"}
    return None
