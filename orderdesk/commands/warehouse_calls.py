"""What a warehouse that is run by a WMS is told of a shipment."""

from __future__ import annotations

from orderdesk.commands.place import free_shipment_no
from orderdesk.commands.work import HubWork
from orderdesk.documents.orders import Order, Shipment


def tell_warehouse(work: HubWork, order: Order, shipment: Shipment) -> None:
    """Has the shipment handed over to its warehouse; nothing where we pack ourselves."""
    if _is_told(work, shipment):
        work.job(
            "wms",
            "send_shipment",
            dedupe_key=f"wms:send:{shipment.shipment_no}",
            order_key=str(order.id),
            payload={
                "order_id": str(order.id),
                "shipment_id": str(shipment.id),
                "shipment_no": shipment.shipment_no,
            },
        )


def call_back(work: HubWork, order: Order, shipment: Shipment, reason: str) -> None:
    """Has the warehouse stop a shipment, given as it was sent; nothing where we pack ourselves."""
    if _is_told(work, shipment):
        work.job(
            "wms",
            "cancel_shipment",
            dedupe_key=f"wms:cancel:{shipment.shipment_no}",
            order_key=str(order.id),
            payload={
                "order_id": str(order.id),
                "shipment_id": str(shipment.id),
                "shipment_no": shipment.shipment_no,
                "warehouse_id": str(shipment.warehouse_id),
                "reason": reason,
            },
        )


def take_back(work: HubWork, order: Order, shipment: Shipment, reason: str) -> None:
    """Stops a shipment that has no warehouse any more at the one that it had.

    A WMS takes a number once: should the shipment be sent again, it bears a new one.
    """
    before = work.shelf.stored(order)
    sent = before.shipment(shipment.id) if isinstance(before, Order) else None
    if sent is not None and _is_told(work, sent):
        call_back(work, order, sent, reason)
        shipment.position = max(each.position for each in order.shipments) + 1
        shipment.shipment_no = free_shipment_no(work, order, shipment.position)


def _is_told(work: HubWork, shipment: Shipment) -> bool:
    return shipment.warehouse_id is not None and work.warehouse(shipment.warehouse_id).mode == "wms"
