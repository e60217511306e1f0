"""Sets an order's goods aside for half an hour, and keeps that in step with what the order wants."""

from __future__ import annotations

from orderdesk.commands.checks import add_check
from orderdesk.commands.ledger import SOFT_FOR, explain, give_back, lock_stock, open_reservations, reserve, wanted_of
from orderdesk.commands.work import HubWork
from orderdesk.documents.orders import Order


def reserve_soft(work: HubWork, order: Order) -> None:
    """Sets aside what a new order wants, each line whole or not at all, and records what is short."""
    _reserve(work, order, new=True)


def fit_reservations(work: HubWork, order: Order) -> None:
    """Lets go of what the order wants no longer and sets aside what it wants besides; the rest stays as it is."""
    wanted = {(line.order_line_id, line.shipment_id): line.quantity for line in order.shipment_lines}
    held = open_reservations(work, order.id)
    # All rows at once and in their order, before any of them is changed: two edits never wait for each other crosswise.
    lock_stock(work, order, own=held)
    for row in reversed(held):
        key = (row.order_line_id, row.shipment_id)
        keeps = min(wanted.get(key, 0), row.quantity)
        wanted[key] = wanted.get(key, 0) - keeps
        if keeps < row.quantity:
            give_back(work, order, row, row.quantity - keeps, "edited")
    _reserve(work, order, new=False)


def _reserve(work: HubWork, order: Order, *, new: bool) -> None:
    held = [] if new else open_reservations(work, order.id)
    wanted = wanted_of(order, order.shipments, held)
    due_at = min((row.due_at for row in held if row.due_at is not None), default=work.received_at + SOFT_FOR)
    short = reserve(work, order, wanted, firmness="soft", due_at=due_at, held=held).lines
    result = ("short", "stock.short") if short else ("pass", "stock.reserved")
    add_check(work, order, "stock", *result, {"short": explain(work, order, short)} if short else {})
