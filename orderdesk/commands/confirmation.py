"""Goods leave a warehouse that a WMS runs: it says so, and with what parcels and waybills."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from orderdesk.access import Permission
from orderdesk.commands.bindings import BindWaybill, settle_binding
from orderdesk.commands.cash import settle_cod
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.progress import Fact, move_shipment, refresh
from orderdesk.commands.remainder import leave_rest, settle_rest
from orderdesk.commands.road import consume_shipped
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.parcels import Binding, Parcel, ParcelContent, Waybill
from orderdesk.domain.lifecycle import Need, Source
from orderdesk.domain.nodes import UNDERWAY, Node
from orderdesk.errors import Refused
from orderdesk.ids import derived_id, waybill_id


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
    """The WMS has shipped: it makes the parcels and their bindings, and the shipment is in transit.

    What it did not ship becomes a back-order or, with `more_follows`, a shipment that is still worked on there.
    """

    order_id: UUID
    shipment_id: UUID
    company_id: UUID
    occurred_at: datetime
    parcels: tuple[ShippedParcel, ...] = Field(min_length=1)
    more_follows: bool = False

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
            _receive(ask, work, order, shipment, shipped)
    fact = Fact(Source.WMS, ask.occurred_at, "wms_shipped")
    met = (Need.WAYBILLS_BOUND,)
    was_here = shipment.node not in UNDERWAY
    if (
        move_shipment(work, order, shipment, Node.IN_TRANSIT, command="confirm_shipped", met=met, fact=fact)
        and was_here
    ):
        leave_rest(work, order, shipment, more_follows=ask.more_follows)
    refresh(work, order, fact)
    first = ask.parcels[0]
    labels = {"package_no": first.parcel_no, "waybill_no": first.waybill_no, "carrier_code": first.carrier_code}
    work.trace(order.id, channel="webhook", **labels)


def _receive(ask: ConfirmShipped, work: Work, order: Order, shipment: Shipment, shipped: ShippedParcel) -> None:
    """Makes one parcel, as handed over."""
    assert shipment.warehouse_id is not None
    parcel_id = ask.parcel_id(shipped)
    work.add(
        Parcel(
            id=parcel_id,
            parcel_no=shipped.parcel_no,
            carrier_code=shipped.carrier_code,
            delivery_method=shipment.delivery_method,
            state="handed_over",
            opened_at=ask.occurred_at,
            closed_at=ask.occurred_at,
            handed_over_at=ask.occurred_at,
            weight_g=shipped.weight_g,
            contents=_contents(ask, work, order, shipment, shipped),
            bindings=[_binding(ask, work, order, shipment, shipped)],
            company_id=order.company_id,
            warehouse_id=shipment.warehouse_id,
            updated_at=work.said_at,
        )
    )


def _contents(
    ask: ConfirmShipped, work: Work, order: Order, shipment: Shipment, shipped: ShippedParcel
) -> list[ParcelContent]:
    parcel_id = ask.parcel_id(shipped)
    lines = {line.id: line for line in order.lines_of(shipment.id)}
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
                shipment_id=shipment.id,
                shipment_line_id=line.id,
                sku_id=line.sku_id,
                quantity=item.quantity,
            )
        )
    return contents


def _binding(ask: ConfirmShipped, work: Work, order: Order, shipment: Shipment, shipped: ShippedParcel) -> Binding:
    document_id = waybill_id(shipped.carrier_code, shipped.waybill_no)
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
            warehouse_id=shipment.warehouse_id,
            updated_at=work.said_at,
        )
        work.add(waybill)
    waybill.state = "bound"
    waybill.updated_at = work.said_at
    parcel_id = ask.parcel_id(shipped)
    return Binding(
        id=work.new_id(f"binding:{parcel_id}:{document_id}"),
        parcel_id=parcel_id,
        waybill_id=document_id,
        carrier_code=shipped.carrier_code,
        waybill_no=shipped.waybill_no,
        from_at=ask.occurred_at,
    )


@decide(ConfirmShipped)
def settle_shipped(ask: ConfirmShipped, work: HubWork) -> None:
    """Consumes the stock and has the courier report on the waybills."""
    order = work.order(ask.order_id)
    settle_rest(work, order)
    consume_shipped(work, (order,))
    settle_cod(order)
    for shipped in ask.parcels:
        parcel_id = ask.parcel_id(shipped)
        settle_binding(
            BindWaybill(parcel_id=parcel_id, carrier_code=shipped.carrier_code, waybill_no=shipped.waybill_no), work
        )
