"""Picking begins, or is called off before anything is packed."""

from __future__ import annotations

from uuid import UUID

from orderdesk.access import Permission
from orderdesk.commands.command import Command, change
from orderdesk.commands.packing import require_packable
from orderdesk.commands.progress import move_shipment, refresh, require_no_hold
from orderdesk.commands.work import Work
from orderdesk.documents.document import Key
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node
from orderdesk.errors import Refused


class StartPicking(Command):
    """Somebody goes to fetch the goods of a shipment."""

    order_id: UUID
    shipment_id: UUID

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(StartPicking, needs=Permission.PICK)
def start_picking(ask: StartPicking, work: Work) -> None:
    """The shipment is being picked. Raises Refused `order.held`, `shipment.not_packable`, `shipment.packed_by_wms`."""
    order = work.order(ask.order_id)
    shipment, _ = require_packable(work, order, ask.shipment_id)
    require_no_hold(order, work.said_at)
    move_shipment(work, order, shipment, Node.PICKING, command="start_picking", met=(Need.NO_HOLD,))
    refresh(work, order)


class StopPicking(Command):
    """A leader calls the picking off: the goods go back to their places, the shipment waits as before."""

    order_id: UUID
    shipment_id: UUID
    reason: str = ""

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(StopPicking, needs=Permission.LEAD)
def stop_picking(ask: StopPicking, work: Work) -> None:
    """Back to allocated; what is reserved stays so. Raises Refused `shipment.has_parcels` once something is packed."""
    order = work.order(ask.order_id)
    shipment, _ = require_packable(work, order, ask.shipment_id)
    if any(line.packed_quantity for line in order.lines_of(shipment.id)):
        raise Refused("shipment.has_parcels", order_no=order.order_no, shipment_no=shipment.shipment_no)
    move_shipment(work, order, shipment, Node.ALLOCATED, command="stop_picking", met=(Need.LEADER_APPROVED,))
    refresh(work, order)
    work.trace(order.id, note=ask.reason or None)
