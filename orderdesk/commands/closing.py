"""The end of a parcel at the bench: closed, opened again as long as it stands there, or given up while empty."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field
from sqlalchemy import bindparam, func, select

from db.prepared import Prepared
from db.tables import parcels as parcel_tables
from orderdesk.access import Permission
from orderdesk.commands.bindings import OWN_CARRIER, bind_own_waybill, unbind
from orderdesk.commands.cash import settle_cod
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.progress import is_covered, move_shipment, refresh, require_no_hold
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.parcels import Parcel
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node
from orderdesk.domain.waybills import issues_own_number
from orderdesk.errors import Refused
from orderdesk.ids import waybill_id

_CONTENT, _BINDING = parcel_tables.parcel_content, parcel_tables.binding
_bound = select(_BINDING.c.parcel_id).where(_BINDING.c.to_at.is_(None), _BINDING.c.parcel_id != bindparam("parcel"))
_PACKED = Prepared(
    select(_CONTENT.c.shipment_line_id, func.sum(_CONTENT.c.quantity).label("quantity"))
    .where(_CONTENT.c.shipment_id == bindparam("shipment"), _CONTENT.c.parcel_id.in_(_bound))
    .group_by(_CONTENT.c.shipment_line_id)
)


class CloseParcel(Command):
    """Closes a parcel that bears its waybill; the last one makes its shipments packed. Weight in grams.

    `own_waybill_no`: the number we issue ourselves where no carrier does; otherwise it is not looked at.
    """

    parcel_id: UUID
    order_ids: tuple[UUID, ...] = Field(min_length=1)
    weight_g: int | None = Field(default=None, gt=0)
    own_waybill_no: str | None = Field(default=None, min_length=1, max_length=40)

    def keys(self) -> tuple[Key, ...]:
        """The parcel, the orders in it and, where we issue the number ourselves, its waybill."""
        return _keys(self.parcel_id, self.order_ids, self.own_waybill_no)


class ReopenParcel(Command):
    """Opens a closed parcel again, until it is handed over; a number that we issued for it is taken off."""

    parcel_id: UUID
    order_ids: tuple[UUID, ...] = Field(min_length=1)
    own_waybill_no: str | None = Field(default=None, min_length=1, max_length=40)

    def keys(self) -> tuple[Key, ...]:
        """The parcel, the orders in it and, where we issued the number ourselves, its waybill."""
        return _keys(self.parcel_id, self.order_ids, self.own_waybill_no)


class VoidParcel(Command):
    """Gives up a parcel that is open and empty; its number is never used again."""

    parcel_id: UUID

    def keys(self) -> tuple[Key, ...]:
        """The parcel."""
        return (Key("parcel", self.parcel_id),)


def _keys(parcel_id: UUID, order_ids: tuple[UUID, ...], own_waybill_no: str | None) -> tuple[Key, ...]:
    found = (*(Key("order", order_id) for order_id in dict.fromkeys(order_ids)), Key("parcel", parcel_id))
    if own_waybill_no is None:
        return found
    return (*found, Key("waybill", waybill_id(OWN_CARRIER, own_waybill_no)))


@change(CloseParcel, needs=Permission.PACK)
def close_parcel(ask: CloseParcel, work: Work) -> None:
    """Closes the parcel. Raises Refused `parcel.empty`, `parcel.no_waybill`, `order.held` and others."""
    parcel = work.parcel(ask.parcel_id)
    if parcel.state != "open":
        raise Refused("parcel.not_open", parcel_no=parcel.parcel_no, state=parcel.state)
    if not parcel.contents:
        raise Refused("parcel.empty", parcel_no=parcel.parcel_no)
    _require_all_orders(parcel, ask.order_ids)
    if ask.own_waybill_no is not None and issues_own_number(parcel.delivery_method, parcel.carrier_code):
        bind_own_waybill(work, parcel, ask.own_waybill_no)
    if not parcel.open_bindings():
        raise Refused("parcel.no_waybill", parcel_no=parcel.parcel_no)
    parcel.state = "closed"
    parcel.closed_at = work.said_at
    parcel.closed_by = work.asker.user_id
    parcel.weight_g = ask.weight_g or parcel.weight_g
    parcel.updated_at = work.said_at
    for order in _orders_in(work, parcel):
        require_no_hold(order, work.said_at)
        for shipment in _shipments_in(order, parcel):
            shipment.open_parcels -= 1
            shipment.closed_parcels += 1
            if shipment.open_parcels == 0 and is_covered(order, shipment):
                met = (Need.PARCELS_COVER, Need.WAYBILLS_BOUND, Need.NO_HOLD)
                move_shipment(work, order, shipment, Node.PACKED, command="close_parcel", met=met)
        refresh(work, order)
        work.trace(order.id, package_no=parcel.parcel_no, waybill_no=parcel.open_bindings()[0].waybill_no)


@decide(CloseParcel)
def settle_closing(ask: CloseParcel, work: HubWork) -> None:
    """Checks over all rows that what counts as packed really lies in parcels that bear a waybill."""
    parcel = work.parcel(ask.parcel_id)
    for order in _orders_in(work, parcel):
        for shipment in _shipments_in(order, parcel):
            if shipment.node == Node.PACKED:
                _require_covered(work, order, shipment, parcel)
        settle_cod(order)


def _require_covered(work: HubWork, order: Order, shipment: Shipment, parcel: Parcel) -> None:
    rows = _PACKED.all(work.connection, {"shipment": shipment.id, "parcel": parcel.id})
    packed = {row.shipment_line_id: int(row.quantity) for row in rows}
    for content in parcel.contents:
        packed[content.shipment_line_id] = packed.get(content.shipment_line_id, 0) + content.quantity
    for line in order.lines_of(shipment.id):
        if packed.get(line.id, 0) + line.short_quantity < line.quantity:
            raise Refused("shipment.not_covered", order_no=order.order_no, shipment_no=shipment.shipment_no)


@change(ReopenParcel, needs=Permission.PACK)
def reopen_parcel(ask: ReopenParcel, work: Work) -> None:
    """Opens it again; its shipments are being picked once more. Raises Refused once it has left or was never closed."""
    parcel = work.parcel(ask.parcel_id)
    if parcel.state in ("handed_over", "void"):
        raise Refused("parcel.gone", parcel_no=parcel.parcel_no, state=parcel.state)
    if parcel.state != "closed":
        raise Refused("parcel.not_closed", parcel_no=parcel.parcel_no, state=parcel.state)
    _require_all_orders(parcel, ask.order_ids)
    if ask.own_waybill_no is not None:
        unbind(work, parcel, waybill_id(OWN_CARRIER, ask.own_waybill_no))
    parcel.state = "open"
    parcel.closed_at = parcel.closed_by = None
    parcel.updated_at = work.said_at
    for order in _orders_in(work, parcel):
        for shipment in _shipments_in(order, parcel):
            shipment.closed_parcels -= 1
            shipment.open_parcels += 1
            shipment.lane = None
            move_shipment(work, order, shipment, Node.PICKING, command="reopen_parcel")
        refresh(work, order)
        work.trace(order.id, package_no=parcel.parcel_no)


@change(VoidParcel, needs=Permission.PACK)
def void_parcel(ask: VoidParcel, work: Work) -> None:
    """Gives the parcel up. Raises Refused `parcel.not_open`, `parcel.not_empty` or `parcel.bears_waybill`."""
    parcel = work.parcel(ask.parcel_id)
    if parcel.state != "open":
        raise Refused("parcel.not_open", parcel_no=parcel.parcel_no, state=parcel.state)
    if parcel.contents:
        raise Refused("parcel.not_empty", parcel_no=parcel.parcel_no)
    if parcel.open_bindings():
        raise Refused("parcel.bears_waybill", parcel_no=parcel.parcel_no)
    parcel.state = "void"
    parcel.updated_at = work.said_at


def _require_all_orders(parcel: Parcel, order_ids: tuple[UUID, ...]) -> None:
    if set(parcel.order_ids()) != set(order_ids):
        raise Refused("parcel.other_orders", parcel_no=parcel.parcel_no)


def _orders_in(work: Work, parcel: Parcel) -> list[Order]:
    return [work.order(order_id) for order_id in parcel.order_ids()]


def _shipments_in(order: Order, parcel: Parcel) -> list[Shipment]:
    return [shipment for shipment in order.shipments if parcel.has_goods_of(shipment.id)]
