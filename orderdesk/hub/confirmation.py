"""The warehouse's ship confirmation in our terms: its parcels on our lines, and where the two disagree."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any
from uuid import UUID

from orderdesk.commands import ConfirmShipped, ShippedItem, ShippedParcel
from orderdesk.commands.remainder import REST
from orderdesk.commands.warehouse_status import PART_SHIPPED
from orderdesk.connectors import ports
from orderdesk.documents.orders import Order, Shipment, ShipmentLine
from orderdesk.domain.nodes import UNDERWAY, Node
from orderdesk.errors import OrderDeskError


class Unreadable(OrderDeskError):
    """The confirmation names something that we cannot place; `code` says what kind of thing."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def as_commands(
    order: Order, shipment_id: UUID, event: ports.ShipmentConfirmed, known: Container[UUID]
) -> list[ConfirmShipped]:
    """The commands that make the confirmed parcels: of the shipment and, if it left in part before, of its rest.

    `known`: the parcels there are already, which a repetition names again. Raises Unreadable.
    """
    parcels = _filled(event)
    shipment = order.shipment(shipment_id)
    rest = None if shipment is None else _rest_of(order, shipment)
    first = _command(order, shipment_id, event, parcels)
    if rest is None:
        return [first]
    new = [parcel for parcel in first.parcels if first.parcel_id(parcel) not in known]
    numbers = {parcel.waybill_no for parcel in new}
    following = [parcel for parcel in parcels if parcel.waybill_no in numbers]
    if not following or not _carries(order, rest.id, following):
        return [first]
    again = [parcel for parcel in parcels if parcel.waybill_no not in numbers]
    repeated = [_command(order, shipment_id, event, again)] if again else []
    return [*repeated, _command(order, rest.id, event, following)]


def _command(
    order: Order, shipment_id: UUID, event: ports.ShipmentConfirmed, parcels: Sequence[ports.ShippedParcel]
) -> ConfirmShipped:
    shipment = order.shipment(shipment_id)
    return ConfirmShipped(
        order_id=order.id,
        shipment_id=shipment_id,
        company_id=order.company_id,
        occurred_at=event.occurred_at,
        more_follows=shipment is not None and shipment.proof == PART_SHIPPED,
        parcels=tuple(
            ShippedParcel(
                # The warehouse numbers no parcels: what is on the label tells them apart, in every repetition.
                parcel_no=f"{event.doc_no}/{parcel.waybill_no}",
                carrier_code=_carrier(event, parcel),
                waybill_no=parcel.waybill_no,
                weight_g=parcel.weight_g,
                items=_items(order, shipment_id, event, parcel),
            )
            for parcel in parcels
        ),
    )


def _rest_of(order: Order, shipment: Shipment) -> Shipment | None:
    """What the warehouse has yet to ship of a shipment that left in part: the warehouse goes on calling it the same."""
    if shipment.node not in UNDERWAY:
        return None
    for each in order.shipments:
        if each.proof == REST and each.warehouse_id == shipment.warehouse_id and each.node == Node.PICKING:
            return each
    return None


def _carries(order: Order, shipment_id: UUID, parcels: Sequence[ports.ShippedParcel]) -> bool:
    return all(_line(order, shipment_id, shipped) is not None for parcel in parcels for shipped in parcel.lines)


def disagreements(order: Order, shipment_id: UUID, event: ports.ShipmentConfirmed) -> dict[str, Any]:
    """Where what left differs from what we had asked for, as facts for a case; empty when all is well."""
    found: dict[str, Any] = {}
    lines = {line.id: line for line in order.lines}
    quantities = {
        lines[carried.order_line_id].sku_code: [carried.quantity, carried.packed_quantity]
        for carried in order.lines_of(shipment_id)
        if carried.packed_quantity != carried.quantity
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
