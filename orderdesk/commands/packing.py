"""The bench: opening a parcel, putting items in, closing it."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field
from sqlalchemy import func, select

from db.tables import parcels as parcel_tables
from orderdesk.access import Permission
from orderdesk.commands.bindings import bind_own_waybill
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.progress import move_shipment, refresh, require_no_hold
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment, ShipmentLine
from orderdesk.documents.parcels import Parcel, ParcelContent
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node
from orderdesk.domain.numbers import is_parcel_no
from orderdesk.errors import Refused
from orderdesk.ids import waybill_id


class OpenParcel(Command):
    """Begins a parcel for a shipment; the number was made on the bench."""

    parcel_id: UUID
    parcel_no: str
    order_id: UUID
    shipment_id: UUID

    def keys(self) -> tuple[Key, ...]:
        """The order and the new parcel."""
        return (Key("order", self.order_id), Key("parcel", self.parcel_id))


@change(OpenParcel, needs=Permission.PACK)
def open_parcel(ask: OpenParcel, work: Work) -> None:
    """Makes the parcel; the shipment is being picked from now on."""
    if not is_parcel_no(ask.parcel_no):
        raise Refused("parcel.bad_number", parcel_no=ask.parcel_no)
    order = work.order(ask.order_id)
    shipment = packable_shipment(work, order, ask.shipment_id)
    if work.find_parcel(ask.parcel_id) is not None:
        raise Refused("parcel.exists", parcel_no=ask.parcel_no)
    assert shipment.warehouse_id is not None
    work.add(
        Parcel(
            id=ask.parcel_id,
            company_id=order.company_id,
            parcel_no=ask.parcel_no,
            warehouse_id=shipment.warehouse_id,
            carrier_code=shipment.carrier_code,
            delivery_method=shipment.delivery_method,
            state="open",
            opened_at=work.said_at,
            opened_by=work.asker.user_id,
            opened_on=work.asker.device_id,
            updated_at=work.said_at,
        )
    )
    shipment.open_parcels += 1
    if shipment.node != Node.PICKING:
        move_shipment(work, order, shipment, Node.PICKING, command="open_parcel", met=(Need.NO_HOLD,))
    refresh(work, order)
    work.trace(order.id, package_no=ask.parcel_no)


@decide(OpenParcel)
def settle_opening(ask: OpenParcel, work: HubWork) -> None:
    """Refuses a parcel number that another parcel of the company has. Raises Refused `parcel.number_taken`."""
    order = work.order(ask.order_id)
    table = parcel_tables.parcel
    taken = select(table.c.id).where(table.c.company_id == order.company_id, table.c.parcel_no == ask.parcel_no)
    if work.connection.execute(taken).first() is not None:
        raise Refused("parcel.number_taken", parcel_no=ask.parcel_no)


class VerifyItem(Command):
    """Puts a quantity (thousandths of the base unit) of a shipment line into a parcel; a negative one takes it out."""

    parcel_id: UUID
    order_id: UUID
    shipment_line_id: UUID
    quantity: int
    barcode: str = ""
    serials: tuple[str, ...] = ()
    verified: bool = True

    def keys(self) -> tuple[Key, ...]:
        """The order and the parcel."""
        return (Key("order", self.order_id), Key("parcel", self.parcel_id))


@change(VerifyItem, needs=Permission.PACK)
def verify_item(ask: VerifyItem, work: Work) -> None:
    """Counts the item; never more than the shipment still needs, never less than nothing."""
    order, parcel = work.order(ask.order_id), work.parcel(ask.parcel_id)
    line = next((each for each in order.shipment_lines if each.id == ask.shipment_line_id), None)
    if line is None:
        raise Refused("item.not_in_order", order_no=order.order_no, barcode=ask.barcode)
    shipment = packable_shipment(work, order, line.shipment_id, parcel=parcel)
    if parcel.state != "open":
        raise Refused("parcel.not_open", parcel_no=parcel.parcel_no, state=parcel.state)
    if shipment.warehouse_id != parcel.warehouse_id:
        raise Refused("parcel.other_warehouse", parcel_no=parcel.parcel_no, order_no=order.order_no)
    remaining = line.quantity - line.packed_quantity - line.short_quantity
    if ask.quantity > remaining:
        raise Refused("item.too_many", order_no=order.order_no, wanted=remaining, scanned=ask.quantity)
    _put(ask, work, order, parcel, shipment, line)
    parcel.updated_at = work.said_at
    refresh(work, order)


def _put(
    ask: VerifyItem, work: Work, order: Order, parcel: Parcel, shipment: Shipment, line: ShipmentLine
) -> None:
    joins = bool(parcel.contents) and all(each.shipment_id != shipment.id for each in parcel.contents)
    content = next((each for each in parcel.contents if each.shipment_line_id == line.id), None)
    if content is None:
        content = ParcelContent(
            id=work.new_id(f"content:{parcel.id}:{line.id}"),
            parcel_id=parcel.id,
            order_id=order.id,
            shipment_id=shipment.id,
            shipment_line_id=line.id,
            sku_id=line.sku_id,
            quantity=0,
            verified=ask.verified,
        )
        parcel.contents.append(content)
    content.quantity += ask.quantity
    if content.quantity < 0:
        raise Refused("item.not_in_parcel", parcel_no=parcel.parcel_no, barcode=ask.barcode)
    content.serials = [*content.serials, *ask.serials]
    content.verified = content.verified and ask.verified
    if content.quantity == 0:
        parcel.contents.remove(content)
    line.packed_quantity += ask.quantity
    if joins and shipment.node != Node.PICKING:
        move_shipment(work, order, shipment, Node.PICKING, command="open_parcel", met=(Need.NO_HOLD,))
    if joins:
        shipment.open_parcels += 1


class CloseParcel(Command):
    """Closes a parcel that bears its waybill; the last one makes its shipments packed. Weight in grams."""

    parcel_id: UUID
    order_ids: tuple[UUID, ...] = Field(min_length=1)
    weight_g: int | None = Field(default=None, gt=0)
    own_waybill_no: str | None = None

    def keys(self) -> tuple[Key, ...]:
        """The parcel, the orders in it and, where we issue the number ourselves, its waybill."""
        found = (*(Key("order", order_id) for order_id in self.order_ids), Key("parcel", self.parcel_id))
        if self.own_waybill_no is None:
            return found
        return (*found, Key("waybill", waybill_id("own", self.own_waybill_no)))


@change(CloseParcel, needs=Permission.PACK)
def close_parcel(ask: CloseParcel, work: Work) -> None:
    """Closes the parcel. Raises Refused `parcel.empty`, `parcel.no_waybill`, `order.held` and others."""
    parcel = work.parcel(ask.parcel_id)
    if parcel.state != "open":
        raise Refused("parcel.not_open", parcel_no=parcel.parcel_no, state=parcel.state)
    if not parcel.contents:
        raise Refused("parcel.empty", parcel_no=parcel.parcel_no)
    if set(parcel.order_ids()) != set(ask.order_ids):
        raise Refused("parcel.other_orders", parcel_no=parcel.parcel_no)
    if parcel.delivery_method in ("own_van", "pick_up") and ask.own_waybill_no is not None:
        bind_own_waybill(work, parcel, ask.own_waybill_no)
    if not parcel.open_bindings():
        raise Refused("parcel.no_waybill", parcel_no=parcel.parcel_no)
    parcel.state = "closed"
    parcel.closed_at = work.said_at
    parcel.closed_by = work.asker.user_id
    parcel.weight_g = ask.weight_g or parcel.weight_g
    parcel.updated_at = work.said_at
    for order_id in sorted(ask.order_ids, key=lambda each: each.int):
        order = work.order(order_id)
        require_no_hold(order, work.said_at)
        _pack(work, order, parcel)
        refresh(work, order)
        work.trace(order.id, package_no=parcel.parcel_no, waybill_no=parcel.open_bindings()[0].waybill_no)


def _pack(work: Work, order: Order, parcel: Parcel) -> None:
    for shipment in order.shipments:
        if all(each.shipment_id != shipment.id for each in parcel.contents):
            continue
        shipment.open_parcels -= 1
        shipment.closed_parcels += 1
        if shipment.open_parcels == 0 and is_covered(order, shipment):
            met = (Need.PARCELS_COVER, Need.WAYBILLS_BOUND, Need.NO_HOLD)
            move_shipment(work, order, shipment, Node.PACKED, command="close_parcel", met=met)


def is_covered(order: Order, shipment: Shipment) -> bool:
    """Whether everything of a shipment is packed or declared short."""
    return all(line.packed_quantity + line.short_quantity >= line.quantity for line in order.lines_of(shipment.id))


@decide(CloseParcel)
def settle_closing(ask: CloseParcel, work: HubWork) -> None:
    """Checks over all rows that what counts as packed really lies in parcels that bear a waybill."""
    contents, bindings = parcel_tables.parcel_content, parcel_tables.binding
    for order_id in ask.order_ids:
        order = work.order(order_id)
        for shipment in order.shipments:
            if shipment.node != Node.PACKED:
                continue
            bound = select(bindings.c.parcel_id).where(bindings.c.to_at.is_(None), bindings.c.parcel_id != ask.parcel_id)
            query = select(contents.c.shipment_line_id, func.sum(contents.c.quantity)).where(
                contents.c.shipment_id == shipment.id, contents.c.parcel_id.in_(bound)
            )
            packed = {row[0]: int(row[1]) for row in work.connection.execute(query.group_by(contents.c.shipment_line_id))}
            for content in work.parcel(ask.parcel_id).contents:
                packed[content.shipment_line_id] = packed.get(content.shipment_line_id, 0) + content.quantity
            for line in order.lines_of(shipment.id):
                if packed.get(line.id, 0) + line.short_quantity < line.quantity:
                    raise Refused("shipment.not_covered", order_no=order.order_no, shipment_no=shipment.shipment_no)


def packable_shipment(work: Work, order: Order, shipment_id: UUID, *, parcel: Parcel | None = None) -> Shipment:
    """The shipment, if a bench may work on it now. Raises Refused with the reason otherwise."""
    shipment = order.shipment(shipment_id)
    if shipment is None:
        raise Refused("shipment.unknown", order_no=order.order_no)
    if shipment.warehouse_id is None or shipment.node not in (Node.ALLOCATED, Node.PICKING):
        raise Refused("shipment.not_packable", order_no=order.order_no, node=shipment.node)
    if work.warehouse(shipment.warehouse_id).mode != "bench":
        raise Refused("shipment.packed_by_wms", order_no=order.order_no)
    if parcel is None or parcel.state == "open":
        require_no_hold(order, work.said_at)
    return shipment
