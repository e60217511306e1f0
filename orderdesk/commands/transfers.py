"""Proposes to move goods between our warehouses where an order is short and another one has them."""

from __future__ import annotations

from collections.abc import Sequence

from orderdesk.commands.cases import open_case
from orderdesk.commands.work import HubWork
from orderdesk.documents.orders import Order
from orderdesk.domain.allocation import Transfer

PROPOSED = "stock.transfer_proposed"
"""The code of the case."""


def propose(work: HubWork, order: Order, transfers: Sequence[Transfer]) -> None:
    """Opens one case that names from where, to where and how much (thousandths); nothing without transfers."""
    if not transfers:
        return
    named = [
        {
            "sku": work.sku(each.sku_id).code,
            "sku_id": str(each.sku_id),
            "from": work.warehouse(each.from_id).code,
            "from_id": str(each.from_id),
            "to": work.warehouse(each.to_id).code,
            "to_id": str(each.to_id),
            "quantity": each.quantity,
        }
        for each in transfers
    ]
    open_case(
        work,
        order,
        queue="stock",
        dedupe_key=f"transfer:{order.id}:{work.command_id}",
        code=PROPOSED,
        facts={"order_no": order.order_no, "transfers": named},
        warehouse_id=transfers[0].to_id,
    )
