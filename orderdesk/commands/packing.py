"""The bench: opening a parcel, putting items in and taking them out."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from db.prepared import Prepared
from db.tables import parcels as parcel_tables
from orderdesk.access import Permission
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.progress import move_shipment, refresh, require_no_hold, require_shipment
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment, ShipmentLine
from orderdesk.documents.parcels import Parcel, ParcelContent
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node
from orderdesk.domain.numbers import is_parcel_no
from orderdesk.domain.order_kinds import SENDS_GOODS
from orderdesk.errors import Refused

_PARCEL = parcel_tables.parcel
_TAKEN = Prepared(
    select(_PARCEL.c.id).where(_PARCEL.c.company_id == bindparam("company"), _PARCEL.c.parcel_no == bindparam("number"))
)


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
    shipment, warehouse_id = require_packable(work, order, ask.shipment_id)
    require_no_hold(order, work.said_at)
    if work.find_parcel(ask.parcel_id) is not None:
        raise Refused("parcel.exists", parcel_no=ask.parcel_no)
    work.add(
        Parcel(
            id=ask.parcel_id,
            company_id=order.company_id,
            parcel_no=ask.parcel_no,
            warehouse_id=warehouse_id,
            carrier_code=shipment.carrier_code,
            delivery_method=shipment.delivery_method,
            state="open",
            opened_at=work.said_at,
            opened_by=work.asker.user_id,
            opened_on=work.asker.device_id,
            updated_at=work.said_at,
        )
    )
    _begin_picking(work, order, shipment)
    refresh(work, order)
    work.trace(order.id, package_no=ask.parcel_no)


@decide(OpenParcel)
def settle_opening(ask: OpenParcel, work: HubWork) -> None:
    """Refuses a parcel number that another parcel of the company has. Raises Refused `parcel.number_taken`."""
    order = work.order(ask.order_id)
    if _TAKEN.first(work.connection, {"company": order.company_id, "number": ask.parcel_no}) is not None:
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
    shipment, warehouse_id = require_packable(work, order, line.shipment_id)
    if parcel.state != "open":
        raise Refused("parcel.not_open", parcel_no=parcel.parcel_no, state=parcel.state)
    if warehouse_id != parcel.warehouse_id:
        raise Refused("parcel.other_warehouse", parcel_no=parcel.parcel_no, order_no=order.order_no)
    if ask.quantity > 0:
        require_no_hold(order, work.said_at)
        _put_in(ask, work, order, parcel, shipment, line)
    elif ask.quantity < 0:
        _take_out(ask, parcel, shipment)
    else:
        raise Refused("quantity.not_positive")
    line.packed_quantity += ask.quantity
    parcel.updated_at = work.said_at
    refresh(work, order)


def _put_in(ask: VerifyItem, work: Work, order: Order, parcel: Parcel, shipment: Shipment, line: ShipmentLine) -> None:
    remaining = line.quantity - line.packed_quantity - line.short_quantity
    if ask.quantity > remaining:
        raise Refused("item.too_many", order_no=order.order_no, wanted=remaining, scanned=ask.quantity)
    if not parcel.has_goods_of(shipment.id):
        # Parcels count for a shipment while goods of it are inside: an empty one keeps nobody from being packed.
        shipment.open_parcels += 1
        _begin_picking(work, order, shipment)
    content = _content_of(parcel, line.id)
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
    serials = [*content.serials, *ask.serials]
    if len(set(serials)) < len(serials):
        raise Refused("item.serial_repeated", parcel_no=parcel.parcel_no, serials=list(ask.serials))
    content.quantity += ask.quantity
    content.serials = serials
    content.verified = content.verified and ask.verified


def _take_out(ask: VerifyItem, parcel: Parcel, shipment: Shipment) -> None:
    content = _content_of(parcel, ask.shipment_line_id)
    if content is None or content.quantity + ask.quantity < 0 or not set(ask.serials) <= set(content.serials):
        raise Refused("item.not_in_parcel", parcel_no=parcel.parcel_no, barcode=ask.barcode)
    content.quantity += ask.quantity
    content.serials = [serial for serial in content.serials if serial not in ask.serials]
    if content.quantity == 0:
        parcel.contents.remove(content)
        if not parcel.has_goods_of(shipment.id):
            shipment.open_parcels -= 1


def _content_of(parcel: Parcel, shipment_line_id: UUID) -> ParcelContent | None:
    return next((each for each in parcel.contents if each.shipment_line_id == shipment_line_id), None)


def _begin_picking(work: Work, order: Order, shipment: Shipment) -> None:
    if shipment.node != Node.PICKING:
        move_shipment(work, order, shipment, Node.PICKING, command="open_parcel", met=(Need.NO_HOLD,))


def require_packable(work: Work, order: Order, shipment_id: UUID) -> tuple[Shipment, UUID]:
    """The shipment and its warehouse, if a bench may work on it now. Raises Refused with the reason otherwise."""
    shipment = require_shipment(order, shipment_id)
    is_coming_back = order.order_kind not in SENDS_GOODS
    if is_coming_back or shipment.warehouse_id is None or shipment.node not in (Node.ALLOCATED, Node.PICKING):
        raise Refused("shipment.not_packable", order_no=order.order_no, node=shipment.node)
    if work.warehouse(shipment.warehouse_id).mode != "bench":
        raise Refused("shipment.packed_by_wms", order_no=order.order_no)
    return shipment, shipment.warehouse_id
