"""What becomes of the reservations of goods that do not go with their shipment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from orderdesk.commands.ledger import give_back, open_reservations, pass_on
from orderdesk.commands.work import HubWork
from orderdesk.documents.orders import Order, ShipmentLine


def give_up(work: HubWork, order: Order, line: ShipmentLine, quantity: int) -> None:
    """Takes a quantity (thousandths) of a shipment line out of what is reserved and out of the stock: it is not there,
    so nobody else is promised it until the stock's owner states anew."""
    for row, part in _parts(work, order, line, quantity):
        give_back(work, order, row, part, "short", leaves=True)


def hand_on(work: HubWork, order: Order, line: ShipmentLine, to: ShipmentLine, quantity: int) -> None:
    """Lets another shipment of the order have a quantity (thousandths) that is set aside for a line."""
    for row, part in _parts(work, order, line, quantity):
        pass_on(work, order, row, part, order, to, "handed_on")


def _parts(work: HubWork, order: Order, line: ShipmentLine, quantity: int) -> list[tuple[Row[Any], int]]:
    """The open reservations of a shipment line, with how much of each makes up the quantity."""
    found, left = [], quantity
    for row in open_reservations(work, order.id, (line.shipment_id,)):
        if row.order_line_id == line.order_line_id and left > 0:
            found.append((row, min(left, row.quantity)))
            left -= found[-1][1]
    return found
