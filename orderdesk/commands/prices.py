"""Checks the prices of an order against the price list that is valid for its customer; too far off it is on hold."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from db.prepared import Prepared
from db.tables import masters
from orderdesk.access import Role
from orderdesk.commands.checks import add_check, check_of
from orderdesk.commands.holds import end_hold, place_hold, standing
from orderdesk.commands.work import HubWork
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order, OrderHold
from orderdesk.domain.days import local_day
from orderdesk.domain.holds import LIFTED_BY, HoldKind
from orderdesk.domain.prices import PriceEntry, PriceQuestion, PriceResult, check_price, find_price

CONFLICT = "price.outside_tolerance"
"""The code of the finding, and the reason of the hold that goes with it."""

_LISTS, _LISTED = masters.price_list, masters.price
_PRICES = Prepared(
    select(
        _LISTS.c.code,
        _LISTS.c.edition,
        _LISTED.c.sku_id,
        _LISTED.c.unit,
        _LISTED.c.from_quantity,
        _LISTED.c.unit_price_micro,
        _LISTS.c.valid_from,
        _LISTS.c.valid_to,
        _LISTS.c.tier,
        _LISTS.c.customer_id,
    )
    .join(_LISTS, _LISTED.c.price_list_id == _LISTS.c.id)
    .where(
        _LISTED.c.sku_id.in_(bindparam("skus", expanding=True)),
        _LISTS.c.company_id == bindparam("company"),
        or_(_LISTS.c.customer_id.is_(None), _LISTS.c.customer_id == bindparam("customer")),
    )
)


def check_prices(work: HubWork, order: Order, customer: Customer) -> None:
    """Compares each line with the price that applies to it and notes on the line which list that is from.

    Outside the company's tolerance the check says `conflict` with both prices, and a hold `price` stands until a
    supervisor has agreed. What somebody agreed to once is not put on hold again.
    """
    tolerance = work.company(order.company_id).price_tolerance_bp
    tier = next((each.tier for each in customer.accounts if each.company_id == order.company_id), "")
    day = local_day(order.placed_at)
    listed = _entries(work, order)
    conflicts: list[dict[str, Any]] = []
    for line in order.lines:
        if line.quantity == 0:
            continue
        unit = work.sku(line.sku_id).base_unit
        question = PriceQuestion(line.sku_id, unit, line.quantity, day, customer.id, tier)
        entry = find_price(listed.get(line.sku_id, ()), question)
        entered = line.unit_price_micro or 0
        check = check_price(entered, entry, tolerance_bp=tolerance, gift=line.gift)
        line.price_source = check.source or line.price_source
        if entry is not None:
            order.price_list_edition = max(order.price_list_edition or 0, entry.edition)
        if check.result is not PriceResult.OK:
            facts: dict[str, Any] = {"entered_micro": entered, "listed_micro": check.list_price_micro}
            facts |= {"difference_bp": check.difference_bp, "source": check.source}
            conflicts.append({"line": line.position, "sku": line.sku_code, "code": check.reason, **facts})
    before = check_of(order, "price")
    if conflicts:
        found = {"lines": conflicts, "tolerance_bp": tolerance}
        add_check(work, order, "price", "conflict", CONFLICT, found)
        if before is None or before.facts != found:
            _hold(work, order)
    else:
        add_check(work, order, "price", "pass", "price.as_listed", {})
        for hold in _held_for_price(order):
            end_hold(work, order, hold, work.said_at)


def _hold(work: HubWork, order: Order) -> None:
    if not _held_for_price(order):
        place_hold(work, order, HoldKind.PRICE, CONFLICT, Role(LIFTED_BY[HoldKind.PRICE]), by_hub=True)


def _held_for_price(order: Order) -> list[OrderHold]:
    return [hold for hold in standing(order) if hold.kind == HoldKind.PRICE and hold.reason == CONFLICT]


def _entries(work: HubWork, order: Order) -> dict[UUID, list[PriceEntry]]:
    """Every price of the order's SKUs that may concern this customer, by SKU."""
    asked = {
        "skus": sorted({line.sku_id for line in order.lines}),
        "company": order.company_id,
        "customer": order.customer_id,
    }
    found: dict[UUID, list[PriceEntry]] = {}
    for row in _PRICES.all(work.connection, asked):
        found.setdefault(row.sku_id, []).append(PriceEntry(*tuple(row)))
    return found
