"""Goods leave the bench: hand-over to the carrier."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.cash import settle_cod
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.progress import Fact, move_shipment, refresh, require_no_hold
from orderdesk.commands.road import consume_shipped, follow_waybills
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Parcel
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import UNDERWAY, Node
from orderdesk.errors import Refused

_HANDED_OVER = Fact(proof="hand_over")

# A box may go before the next one of its shipment is packed, and a courier may have scanned it before we noted it.
_MAY_LEAVE = frozenset({Node.PICKING, Node.PACKED, Node.STAGED}) | UNDERWAY


class HandOver(Command):
    """Gives closed parcels to their carrier; the proof that they are in transit. With `carrier_code` only its own."""

    parcel_ids: tuple[UUID, ...] = Field(min_length=1, max_length=500)
    order_ids: tuple[UUID, ...] = Field(min_length=1)
    carrier_code: str | None = None

    def keys(self) -> tuple[Key, ...]:
        """The parcels and the orders in them."""
        return (
            *(Key("order", order_id) for order_id in dict.fromkeys(self.order_ids)),
            *(Key("parcel", parcel_id) for parcel_id in dict.fromkeys(self.parcel_ids)),
        )


@change(HandOver, needs=Permission.HAND_OVER)
def hand_over(ask: HandOver, work: Work) -> None:
    """Marks the parcels; a shipment whose last parcel goes is in transit."""
    parcels = [work.parcel(parcel_id) for parcel_id in dict.fromkeys(ask.parcel_ids)]
    for parcel in parcels:
        _require_ready(ask, parcel)
        parcel.state = "handed_over"
        parcel.handed_over_at = work.said_at
        parcel.handed_over_by = work.asker.user_id
        parcel.updated_at = work.said_at
    for order_id in sorted(set(ask.order_ids), key=lambda each: each.int):
        _leave(work, work.order(order_id), parcels)


def _require_ready(ask: HandOver, parcel: Parcel) -> None:
    if parcel.state != "closed":
        raise Refused("parcel.not_closed", parcel_no=parcel.parcel_no, state=parcel.state)
    bindings = parcel.open_bindings()
    if not bindings:
        raise Refused("parcel.no_waybill", parcel_no=parcel.parcel_no)
    carrier = parcel.carrier_code or bindings[0].carrier_code
    if ask.carrier_code not in (None, carrier):
        raise Refused("parcel.other_carrier", parcel_no=parcel.parcel_no, expected=carrier)
    if not set(parcel.order_ids()) <= set(ask.order_ids):
        raise Refused("parcel.other_orders", parcel_no=parcel.parcel_no)


def _leave(work: Work, order: Order, parcels: Sequence[Parcel]) -> None:
    require_no_hold(order, work.said_at)
    for shipment in order.shipments:
        mine = [parcel for parcel in parcels if parcel.has_goods_of(shipment.id)]
        if not mine:
            continue
        if shipment.node not in _MAY_LEAVE:
            raise Refused("node.not_allowed", command="hand_over", before=shipment.node, order_no=order.order_no)
        # A courier who was faster with his first scan has set the count to nothing already.
        shipment.closed_parcels = max(shipment.closed_parcels - len(mine), 0)
        if shipment.open_parcels or shipment.closed_parcels or shipment.node not in (Node.PACKED, Node.STAGED):
            continue
        met = (Need.HAND_OVER_PROOF, Need.WAYBILLS_BOUND, Need.NO_HOLD)
        move_shipment(work, order, shipment, Node.IN_TRANSIT, command="hand_over", met=met, fact=_HANDED_OVER)
        binding = mine[-1].open_bindings()[0]
        work.trace(
            order.id,
            package_no=mine[-1].parcel_no,
            waybill_no=binding.waybill_no,
            carrier_code=binding.carrier_code,
        )
    refresh(work, order, _HANDED_OVER)


@decide(HandOver)
def settle_hand_over(ask: HandOver, work: HubWork) -> None:
    """Takes the goods that left out of the stock; what couriers have reported of them already counts now."""
    orders = [work.order(order_id) for order_id in sorted(set(ask.order_ids), key=lambda each: each.int)]
    for order in orders:
        for shipment in order.shipments:
            if shipment.node == Node.IN_TRANSIT:
                follow_waybills(work, order, shipment)
    consume_shipped(work, orders)
    for order in orders:
        settle_cod(order)
