"""Cancelling an order or one of its shipments, before and after a bench has begun with it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from db.tables import parcels as parcel_tables
from orderdesk.access import Permission, may
from orderdesk.commands.bindings import unbind
from orderdesk.commands.checks import add_check
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.credit import release_credit, settle_credit
from orderdesk.commands.ledger import open_reservations, release
from orderdesk.commands.notes import note_reason
from orderdesk.commands.payments import owe_back
from orderdesk.commands.prepayment import end_if_paid
from orderdesk.commands.progress import Fact, close_shipment, refresh, require_shipment
from orderdesk.commands.tasks import open_task
from orderdesk.commands.warehouse_calls import call_back
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.parcels import Parcel
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import CloseReason, Node
from orderdesk.errors import Refused

_CANCELLED = Fact(proof="cancelled")
_BEGUN = frozenset({Node.PICKING, Node.PACKED, Node.STAGED})


class _Cancelling(Command):
    """What both ways of cancelling name: the order, why, and what is in boxes already."""

    order_id: UUID
    reason: str = Field(min_length=1, max_length=500)
    parcel_ids: tuple[UUID, ...] = ()
    waybill_ids: tuple[UUID, ...] = ()

    def keys(self) -> tuple[Key, ...]:
        """The order, its parcels and the waybills on them."""
        return (
            Key("order", self.order_id),
            *(Key("parcel", parcel_id) for parcel_id in dict.fromkeys(self.parcel_ids)),
            *(Key("waybill", waybill_id) for waybill_id in dict.fromkeys(self.waybill_ids)),
        )


class CancelOrder(_Cancelling):
    """Closes an order that has not left yet; what was set aside for it is free again.

    Once a bench has begun it takes somebody who leads, and the command names the parcels with goods of the order and
    the waybills on them: parcels are emptied and void, waybills free.
    """


class CancelShipment(_Cancelling):
    """Closes one shipment of an order in the same way; with the last one the order is closed."""

    shipment_id: UUID


@change(CancelOrder, needs=Permission.CANCEL)
def cancel_order(ask: CancelOrder, work: Work) -> None:
    """Closes all shipments. Raises Refused `node.needs_not_met` once a bench has begun and nobody who leads asks."""
    order = work.order(ask.order_id)
    if order.node == Node.CLOSED:
        raise Refused("node.not_allowed", command="cancel_order", before=order.node, order_no=order.order_no)
    _cancel(ask, work, order, [each for each in order.shipments if each.node != Node.CLOSED])


@change(CancelShipment, needs=Permission.CANCEL)
def cancel_shipment(ask: CancelShipment, work: Work) -> None:
    """Closes it. Raises Refused as `cancel_order` does, and `shipment.unknown`."""
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    if shipment.node == Node.CLOSED:
        raise Refused("node.not_allowed", command="cancel_shipment", before=shipment.node, order_no=order.order_no)
    _cancel(ask, work, order, [shipment])


def _cancel(ask: _Cancelling, work: Work, order: Order, shipments: Sequence[Shipment]) -> None:
    met = [Need.REASON_GIVEN]
    if may(work.asker.roles, Permission.LEAD):
        met.append(Need.LEADER_APPROVED)
    for shipment in shipments:
        reason = CloseReason.CANCELLED
        close_shipment(work, order, shipment, reason, command=ask.kind, met=met, fact=_CANCELLED)
    for parcel_id in dict.fromkeys(ask.parcel_ids):
        _empty(work, order, work.parcel(parcel_id), {shipment.id for shipment in shipments})
    for shipment in shipments:
        shipment.open_parcels = shipment.closed_parcels = 0
        for line in order.lines_of(shipment.id):
            line.packed_quantity = 0
    refresh(work, order, _CANCELLED)
    note_reason(work, order, ask.reason)
    work.trace(order.id, reason_code="cancelled", note=ask.reason)


def _empty(work: Work, order: Order, parcel: Parcel, shipment_ids: set[UUID]) -> None:
    """Takes the goods out; a box that holds nothing else is void and its waybills are free."""
    if parcel.state in ("handed_over", "void"):
        raise Refused("parcel.gone", parcel_no=parcel.parcel_no, state=parcel.state)
    others = [content for content in parcel.contents if content.shipment_id not in shipment_ids]
    if len(others) == len(parcel.contents):
        raise Refused("parcel.other_orders", parcel_no=parcel.parcel_no)
    if others and parcel.state == "closed":
        # The box is packed for somebody else too: a bench has to open it first.
        raise Refused("parcel.other_orders", parcel_no=parcel.parcel_no)
    parcel.contents = others
    parcel.updated_at = work.said_at
    if others:
        return
    for binding in parcel.open_bindings():
        if not work.names(Key("waybill", binding.waybill_id)):
            raise Refused("order.parcels_changed", order_no=order.order_no)
        unbind(work, parcel, binding.waybill_id)
    parcel.state = "void"
    work.trace(order.id, package_no=parcel.parcel_no)


@decide(CancelOrder)
def settle_cancellation(ask: CancelOrder, work: HubWork) -> None:
    """Frees stock and credit, asks a WMS that knows of a shipment to stop it, has somebody put the goods back.

    What was paid for them is kept as a refund that finance has to confirm.
    """
    order = work.order(ask.order_id)
    before = work.shelf.stored(order)
    assert isinstance(before, Order)
    ended = {each.id for each in before.shipments if each.node != Node.CLOSED}
    _settle(ask, work, order, before, [each for each in order.shipments if each.id in ended])


@decide(CancelShipment)
def settle_shipment_cancellation(ask: CancelShipment, work: HubWork) -> None:
    """The same for one shipment; what it is worth no longer counts against the limit."""
    order = work.order(ask.order_id)
    before = work.shelf.stored(order)
    assert isinstance(before, Order)
    _settle(ask, work, order, before, [require_shipment(order, ask.shipment_id)])


def free_goods(work: HubWork, order: Order, reason: str) -> None:
    """Lets go of everything that was set aside for an order, and of the credit that it used."""
    release_credit(work, order)
    released = release(work, order, open_reservations(work, order.id), reason)
    add_check(work, order, "stock", "released", "stock.released", {"reservations": released})


def _settle(ask: _Cancelling, work: HubWork, order: Order, before: Order, shipments: Sequence[Shipment]) -> None:
    _require_all_parcels(ask, work, order, shipments)
    owe_back(work, order)
    for shipment in shipments:
        call_back(work, order, shipment, ask.reason)
        was = before.shipment(shipment.id)
        if was is not None and was.node in _BEGUN:
            packed = {
                work.sku(line.sku_id).code: line.packed_quantity
                for line in before.lines_of(shipment.id)
                if line.packed_quantity
            }
            facts = {"order_no": order.order_no, "shipment_no": shipment.shipment_no, "packed": packed}
            open_task(
                work, order, "put_back", "packer", facts, tag=str(shipment.id), warehouse_id=shipment.warehouse_id
            )
    if order.node == Node.CLOSED and order.close_reason != CloseReason.COMPLETED:
        free_goods(work, order, "cancelled")
        return
    end_if_paid(work, order)
    settle_credit(work, (order,))
    release(work, order, open_reservations(work, order.id, [each.id for each in shipments]), "cancelled")


def _require_all_parcels(ask: _Cancelling, work: HubWork, order: Order, shipments: Sequence[Shipment]) -> None:
    """Raises Refused `order.parcels_changed` when goods lie in parcels that the command does not name."""
    contents, ids = parcel_tables.parcel_content, [shipment.id for shipment in shipments]
    query = select(contents.c.parcel_id).where(contents.c.shipment_id.in_(ids)).distinct()
    if not set(work.connection.execute(query).scalars()) <= set(ask.parcel_ids):
        raise Refused("order.parcels_changed", order_no=order.order_no)
