"""Takes lists of SKUs, customers, prices and stock into a company: the whole list or nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Table

from db.statistics import count_anew, expect_growth
from db.store import Store
from db.tables import customers, masters, stock
from orderdesk.clock import Clock
from orderdesk.hub.execute import Executor
from orderdesk.hub.houses import company_named
from orderdesk.hub.list_customers import CUSTOMER_COLUMNS, take_customers
from orderdesk.hub.list_prices import PRICE_COLUMNS, take_prices
from orderdesk.hub.list_skus import SKU_COLUMNS, take_skus
from orderdesk.hub.list_stock import STOCK_COLUMNS, take_stock
from orderdesk.hub.list_taking import Taking
from orderdesk.hub.lists import BadList, Column, ReadList, Trouble, read_list
from orderdesk.hub.own_device import HUB_DEVICE_ID, ensure_hub_device
from orderdesk.hub.publishing import publish


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were new, changed something or changed nothing, and the columns that nobody knows here."""

    new: int
    changed: int
    same: int
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    columns: Sequence[Column]
    take: Callable[[Taking], None]
    tables: tuple[Table, ...]


_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "skus": _Kind(SKU_COLUMNS, take_skus, (masters.sku, masters.sku_unit, masters.sku_barcode)),
        "customers": _Kind(
            CUSTOMER_COLUMNS, take_customers, (customers.customer, customers.customer_account, customers.address)
        ),
        "prices": _Kind(PRICE_COLUMNS, take_prices, (masters.price_list, masters.price)),
        "stock": _Kind(STOCK_COLUMNS, take_stock, (stock.stock, stock.stock_statement)),
    }
)


class _OnlyLooked(Exception):
    """Nothing is to be kept: it was asked only whether it would go."""

    def __init__(self, taking: Taking) -> None:
        super().__init__()
        self.taking = taking


def import_list(
    store: Store, clock: Clock, kind: str, text: str, *, company: str | None = None, only_check: bool = False
) -> Imported:
    """Takes a list of `kind` (skus, customers, prices, stock) in; `only_check` says what that would come to.

    `company`: its code, left out where there is only one. Stock goes in by statements of 500 rows, each a transaction
    of its own after all rows have been looked at. Raises BadList, Refused `company.unknown`, `company.ambiguous`.
    """
    chosen = _KINDS[kind]
    listed = read_list(text, chosen.columns)
    try:
        taking = _take(store, clock, chosen, listed, company=company, only_check=only_check)
    except _OnlyLooked as looked:
        taking = looked.taking
    else:
        _carry_out(store, clock, taking)
        if taking.new or taking.changed:
            count_anew(store, chosen.tables)
    return Imported(taking.new, taking.changed, taking.same, listed.left_out)


def _take(
    store: Store, clock: Clock, chosen: _Kind, listed: ReadList, *, company: str | None, only_check: bool
) -> Taking:
    now = clock.now()
    with store.write() as connection:
        expect_growth(connection)
        taking = Taking(connection, *company_named(connection, company), now, listed)
        chosen.take(taking)
        if listed.troubles:
            raise BadList(sorted(listed.troubles), listed.left_out)
        if only_check:
            raise _OnlyLooked(taking)
        if taking.written:
            publish(connection, taking.written, at=now)
    return taking


def _carry_out(store: Store, clock: Clock, taking: Taking) -> None:
    if not taking.commands:
        return
    ensure_hub_device(store, clock)
    executor = Executor(store, clock)
    for command in taking.commands:
        outcome = executor.run_own(HUB_DEVICE_ID, command)
        if outcome.status != "accepted":
            raise BadList([Trouble(1, "", f"the hub refused: {outcome.code}")])
