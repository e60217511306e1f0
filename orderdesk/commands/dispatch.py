"""Goods leave: hand-over to the carrier at the bench, or the WMS's word that it has shipped."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from orderdesk.access import Permission
from orderdesk.commands.bindings import settle_binding, BindWaybill
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.ledger import consume
from orderdesk.commands.progress import move_shipment, refresh, require_no_hold
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Binding, Parcel, ParcelContent, Waybill
from orderdesk.domain.lifecycle import Need, Source
from orderdesk.domain.nodes import Node
from orderdesk.errors import Refused
from orderdesk.ids import derived_id, waybill_id


class HandOver(Command):
    """Gives closed parcels to their carrier; the proof that they are in transit."""

    parcel_ids: tuple[UUID, ...] = Field(min_length=1, max_length=500)
    order_ids: tuple[UUID, ...] = Field(min_length=1)
    carrier_code: str | None = None

    def keys(self) -> tuple[Key, ...]:
        """The parcels and the orders in them."""
        return (
            *(Key("order", order_id) for order_id in self.order_ids),
            *(Key("parcel", parcel_id) for parcel_id in self.parcel_ids),
        )


@change(HandOver, needs=Permission.HAND_OVER)
def hand_over(ask: HandOver, work: Work) -> None:
    """Marks the parcels; a shipment whose last parcel goes is in transit."""
    parcels = [work.parcel(parcel_id) for parcel_id in ask.parcel_ids]
    for parcel in parcels:
        if parcel.state != "closed":
            raise Refused("parcel.not_closed", parcel_no=parcel.parcel_no, state=parcel.state)
        if ask.carrier_code is not None and parcel.carrier_code != ask.carrier_code:
            raise Refused("parcel.other_carrier", parcel_no=parcel.parcel_no, expected=parcel.carrier_code)
        if not set(parcel.order_ids()) <= set(ask.order_ids):
            raise Refused("parcel.other_orders", parcel_no=parcel.parcel_no)
        parcel.state = "handed_over"
        parcel.handed_over_at = work.said_at
        parcel.handed_over_by = work.asker.user_id
        parcel.updated_at = work.said_at
    for order_id in sorted(set(ask.order_ids), key=lambda each: each.int):
        _leave(work, work.order(order_id), parcels)


def _leave(work: Work, order: Order, parcels: list[Parcel]) -> None:
    require_no_hold(order, work.said_at)
    for shipment in order.shipments:
        mine = [parcel for parcel in parcels if any(each.shipment_id == shipment.id for each in parcel.contents)]
        if not mine:
            continue
        shipment.closed_parcels -= len(mine)
        if shipment.open_parcels or shipment.closed_parcels or shipment.node not in (Node.PACKED, Node.STAGED):
            continue
        met = (Need.HAND_OVER_PROOF, Need.WAYBILLS_BOUND, Need.NO_HOLD)
        move_shipment(work, order, shipment, Node.IN_TRANSIT, command="hand_over", met=met, proof="hand_over")
        binding = mine[-1].open_bindings()[0]
        work.trace(
            order.id,
            package_no=mine[-1].parcel_no,
            waybill_no=binding.waybill_no,
            carrier_code=binding.carrier_code,
        )
    refresh(work, order, proof="hand_over")


@decide(HandOver)
def settle_hand_over(ask: HandOver, work: HubWork) -> None:
    """Takes the goods that left out of the stock."""
    for order_id in sorted(set(ask.order_ids), key=lambda each: each.int):
        consume_shipped(work, work.order(order_id))


def consume_shipped(work: HubWork, order: Order) -> None:
    """Consumes the reservations of every shipment of the order that is on its way."""
    for shipment in order.shipments:
        if shipment.node == Node.IN_TRANSIT:
            consume(work, order, shipment.id)


class ShippedItem(BaseModel):
    """A quantity (thousandths) of a shipment line in a parcel of the WMS."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shipment_line_id: UUID
    quantity: int = Field(gt=0)


class ShippedParcel(BaseModel):
    """A parcel as the WMS confirms it; weight in grams."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parcel_no: str = Field(min_length=1)
    carrier_code: str = Field(min_length=1)
    waybill_no: str = Field(min_length=1)
    weight_g: int | None = None
    items: tuple[ShippedItem, ...] = Field(min_length=1)


class ConfirmShipped(Command):
    """The WMS has shipped: it makes the parcels and their bindings, and the shipment is in transit."""

    order_id: UUID
    shipment_id: UUID
    company_id: UUID
    occurred_at: datetime
    parcels: tuple[ShippedParcel, ...] = Field(min_length=1)

    def keys(self) -> tuple[Key, ...]:
        """The order, the parcels and their waybills."""
        found = [Key("order", self.order_id)]
        found += [Key("parcel", self.parcel_id(parcel)) for parcel in self.parcels]
        found += [Key("waybill", waybill_id(parcel.carrier_code, parcel.waybill_no)) for parcel in self.parcels]
        return tuple(dict.fromkeys(found))

    def parcel_id(self, parcel: ShippedParcel) -> UUID:
        """The id of a confirmed parcel: a repeated confirmation names the same."""
        return derived_id(self.shipment_id, f"parcel:{parcel.parcel_no}")


@change(ConfirmShipped, needs=Permission.CONFIRM)
def confirm_shipped(ask: ConfirmShipped, work: Work) -> None:
    """Makes what the WMS reports. A repetition changes nothing."""
    order = work.order(ask.order_id)
    shipment = order.shipment(ask.shipment_id)
    if shipment is None or shipment.warehouse_id is None:
        raise Refused("shipment.unknown", order_no=order.order_no)
    if work.warehouse(shipment.warehouse_id).mode != "wms":
        raise Refused("shipment.packed_at_bench", order_no=order.order_no)
    for shipped in ask.parcels:
        if work.find_parcel(ask.parcel_id(shipped)) is None:
            _receive(ask, work, order, shipment.warehouse_id, shipped)
    move_shipment(
        work,
        order,
        shipment,
        Node.IN_TRANSIT,
        command="confirm_shipped",
        met=(Need.WAYBILLS_BOUND,),
        source=Source.WMS,
        at=ask.occurred_at,
        proof="wms_shipped",
    )
    refresh(work, order, at=ask.occurred_at, proof="wms_shipped")
    first = ask.parcels[0]
    work.trace(
        order.id, package_no=first.parcel_no, waybill_no=first.waybill_no, carrier_code=first.carrier_code, channel="webhook"
    )


def _receive(ask: ConfirmShipped, work: Work, order: Order, warehouse_id: UUID, shipped: ShippedParcel) -> None:
    parcel_id = ask.parcel_id(shipped)
    document_id = waybill_id(shipped.carrier_code, shipped.waybill_no)
    lines = {line.id: line for line in order.shipment_lines}
    contents = []
    for item in shipped.items:
        line = lines.get(item.shipment_line_id)
        if line is None:
            raise Refused("item.not_in_order", order_no=order.order_no)
        line.packed_quantity += item.quantity
        contents.append(
            ParcelContent(
                id=work.new_id(f"content:{parcel_id}:{line.id}"),
                parcel_id=parcel_id,
                order_id=order.id,
                shipment_id=line.shipment_id,
                shipment_line_id=line.id,
                sku_id=line.sku_id,
                quantity=item.quantity,
            )
        )
    waybill = work.find_waybill(document_id)
    if waybill is not None and waybill.state != "issued":
        raise Refused("waybill.bound_elsewhere", waybill_no=shipped.waybill_no)
    if waybill is None:
        waybill = Waybill(
            id=document_id,
            carrier_code=shipped.carrier_code,
            number=shipped.waybill_no,
            state="bound",
            issued_at=ask.occurred_at,
            company_id=order.company_id,
            warehouse_id=warehouse_id,
            updated_at=work.said_at,
        )
        work.add(waybill)
    waybill.state = "bound"
    binding = Binding(
        id=work.new_id(f"binding:{parcel_id}:{document_id}"),
        parcel_id=parcel_id,
        waybill_id=document_id,
        carrier_code=shipped.carrier_code,
        waybill_no=shipped.waybill_no,
        from_at=ask.occurred_at,
    )
    work.add(
        Parcel(
            id=parcel_id,
            parcel_no=shipped.parcel_no,
            carrier_code=shipped.carrier_code,
            delivery_method=order.delivery_method,
            state="handed_over",
            opened_at=ask.occurred_at,
            closed_at=ask.occurred_at,
            handed_over_at=ask.occurred_at,
            weight_g=shipped.weight_g,
            contents=contents,
            bindings=[binding],
            company_id=order.company_id,
            warehouse_id=warehouse_id,
            updated_at=work.said_at,
        )
    )


@decide(ConfirmShipped)
def settle_shipped(ask: ConfirmShipped, work: HubWork) -> None:
    """Consumes the stock and has the courier report on the waybills."""
    consume_shipped(work, work.order(ask.order_id))
    for shipped in ask.parcels:
        settle_binding(
            BindWaybill(
                parcel_id=ask.parcel_id(shipped), carrier_code=shipped.carrier_code, waybill_no=shipped.waybill_no
            ),
            work,
        )
