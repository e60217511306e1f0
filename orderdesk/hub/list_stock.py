"""A list of what lies in the warehouses: it becomes statements, as a warehouse or an ERP makes them."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from uuid import UUID

from sqlalchemy import select

from db.tables import masters, stock
from orderdesk.commands.ledger import stock_id
from orderdesk.commands.statements import StatedItem, StateStock
from orderdesk.domain.quantity import parse_quantity, require_whole
from orderdesk.hub.list_taking import Taking
from orderdesk.hub.lists import Column

STOCK_COLUMNS = (
    Column("warehouse", ("仓库", "仓库编码", "仓库代码"), needed=True),
    Column("sku", ("code", "货号", "编码", "商品编码", "存货编码", "物料编码"), needed=True),
    Column("quantity", ("qty", "数量", "库存", "库存数量", "现存量", "可用数量"), needed=True),
    Column("batch", ("批号", "批次")),
)

SOURCE = "list"
_STATED_AT_ONCE = 500


def take_stock(taking: Taking) -> None:
    """Makes the statements of the list; what it leaves out is as it was."""
    houses, skus, units = _warehouses(taking), taking.sku_ids(), _units(taking)
    known = _on_hand(taking)
    found: defaultdict[UUID, list[StatedItem]] = defaultdict(list)
    for row in taking.listed.rows:
        warehouse_id, sku_id = houses.get(row.text("warehouse")), skus.get(row.text("sku"))
        if warehouse_id is None:
            row.wrong("warehouse", f"there is no warehouse {row.text('warehouse')}")
        if sku_id is None:
            row.wrong("sku", f"there is no SKU {row.text('sku')}: import the skus first")
        if warehouse_id is None or sku_id is None:
            continue
        quantity = row.read("quantity", partial(_quantity, unit=units[sku_id]), 0)
        batch = row.text("batch")
        if not taking.is_first(row, "sku", (warehouse_id, sku_id, batch)):
            continue
        found[warehouse_id].append(StatedItem(sku_id=sku_id, batch=batch, on_hand=quantity))
        before = known.get(stock_id(taking.company_id, warehouse_id, sku_id, batch))
        taking.new += before is None
        taking.same += before == quantity
        taking.changed += before not in (None, quantity)
    for warehouse_id, items in found.items():
        for begin in range(0, len(items), _STATED_AT_ONCE):
            taking.commands.append(
                StateStock(
                    company_id=taking.company_id,
                    warehouse_id=warehouse_id,
                    as_of=taking.at,
                    source=SOURCE,
                    items=tuple(items[begin : begin + _STATED_AT_ONCE]),
                )
            )


def _warehouses(taking: Taking) -> dict[str, UUID]:
    """The company's warehouses by code."""
    table = masters.warehouse
    query = select(table.c.code, table.c.id).where(table.c.company_id == taking.company_id)
    return {row.code: row.id for row in taking.connection.execute(query)}


def _on_hand(taking: Taking) -> dict[UUID, int]:
    table = stock.stock
    query = select(table.c.id, table.c.on_hand).where(table.c.company_id == taking.company_id)
    return {row.id: row.on_hand for row in taking.connection.execute(query)}


def _units(taking: Taking) -> dict[UUID, str]:
    table = masters.sku
    return {row.id: row.base_unit for row in taking.connection.execute(select(table.c.id, table.c.base_unit))}


def _quantity(text: str, unit: str) -> int:
    return 0 if text.strip("0.") == "" else require_whole(parse_quantity(text), unit)
