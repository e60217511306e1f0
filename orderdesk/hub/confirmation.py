"""The warehouse's ship confirmation in our terms: its parcels on our lines, and where the two disagree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from orderdesk.commands import ConfirmShipped, ShippedItem, ShippedParcel
from orderdesk.connectors import ports
from orderdesk.documents.orders import Order, ShipmentLine
from orderdesk.domain.nodes import Node
from orderdesk.errors import OrderDeskError


class Unreadable(OrderDeskError):
    """The confirmation names something that we cannot place; `code` says what kind of thing."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def as_command(order: Order, shipment_id: UUID, event: ports.ShipmentConfirmed) -> ConfirmShipped:
    """The command that makes the confirmed parcels. Raises Unreadable for an unknown carrier or line."""
    return ConfirmShipped(
        order_id=order.id,
        shipment_id=shipment_id,
        company_id=order.company_id,
        occurred_at=event.occurred_at,
        parcels=tuple(
            ShippedParcel(
                # The warehouse numbers no parcels: what is on the label tells them apart, in every repetition.
                parcel_no=f"{event.doc_no}/{parcel.waybill_no}",
                carrier_code=_carrier(event, parcel),
                waybill_no=parcel.waybill_no,
                weight_g=parcel.weight_g,
                items=_items(order, shipment_id, event, parcel),
            )
            for parcel in _filled(event)
        ),
    )


def disagreements(order: Order, shipment_id: UUID, event: ports.ShipmentConfirmed) -> dict[str, Any]:
    """Where what left differs from what we had asked for, as facts for a case; empty when all is well."""
    found: dict[str, Any] = {}
    lines = {line.id: line for line in order.lines}
    quantities = {
        lines[carried.order_line_id].sku_code: [carried.quantity - carried.short_quantity, carried.packed_quantity]
        for carried in order.lines_of(shipment_id)
        if carried.packed_quantity != carried.quantity - carried.short_quantity
    }
    if quantities:
        found["quantities"] = quantities
    shipment = order.shipment(shipment_id)
    if shipment is not None and shipment.node == Node.CLOSED:
        found["closed"] = order.close_reason or "closed"
    carriers = {parcel.carrier_code for parcel in _filled(event)}
    if shipment is not None and shipment.carrier_code and carriers - {shipment.carrier_code}:
        found["carriers"] = [shipment.carrier_code, *sorted(carriers)]
    return found


def _filled(event: ports.ShipmentConfirmed) -> list[ports.ShippedParcel]:
    filled = [parcel for parcel in event.parcels if parcel.lines]
    if not filled:
        raise Unreadable("shipment.empty", f"nothing was shipped of {event.doc_no}")
    return sorted(filled, key=lambda parcel: (parcel.carrier_code, parcel.waybill_no))


def _carrier(event: ports.ShipmentConfirmed, parcel: ports.ShippedParcel) -> str:
    if not parcel.waybill_no:
        raise Unreadable("waybill.missing", f"a parcel of {event.doc_no} has no waybill")
    if not parcel.carrier_code:
        raise Unreadable("carrier.unknown", f"carrier {parcel.carrier_raw!r} of {event.doc_no} is not in our list")
    return parcel.carrier_code


def _items(
    order: Order, shipment_id: UUID, event: ports.ShipmentConfirmed, parcel: ports.ShippedParcel
) -> tuple[ShippedItem, ...]:
    quantities: dict[UUID, int] = {}
    for shipped in parcel.lines:
        line = _line(order, shipment_id, shipped)
        if line is None:
            raise Unreadable("line.unknown", f"{shipped.sku} is no line of {event.doc_no}")
        quantities[line.id] = quantities.get(line.id, 0) + shipped.quantity
    return tuple(ShippedItem(shipment_line_id=line_id, quantity=each) for line_id, each in quantities.items())


def _line(order: Order, shipment_id: UUID, shipped: ports.ShippedLine) -> ShipmentLine | None:
    """By the line number that we sent; by the SKU where the warehouse has merged or renumbered lines."""
    lines = {line.id: line for line in order.lines}
    carried = order.lines_of(shipment_id)
    for each in carried:
        line = lines[each.order_line_id]
        if str(line.position) == shipped.line_no and line.sku_code == shipped.sku:
            return each
    return next((each for each in carried if lines[each.order_line_id].sku_code == shipped.sku), None)
