"""Packed shipments wait for their vehicle in a lane of the dock."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.command import Command, change
from orderdesk.commands.progress import move_shipment, refresh, require_no_hold, require_shipment
from orderdesk.commands.work import Work
from orderdesk.documents.document import Key
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node


class StageShipment(Command):
    """Puts a packed shipment into a lane; said of a staged one, it moves to another lane."""

    order_id: UUID
    shipment_id: UUID
    lane: str = Field(min_length=1, max_length=40)

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(StageShipment, needs=Permission.HAND_OVER)
def stage_shipment(ask: StageShipment, work: Work) -> None:
    """Notes the lane. Raises Refused `order.held` and, unless it is packed, `node.not_allowed`."""
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    require_no_hold(order, work.said_at)
    move_shipment(work, order, shipment, Node.STAGED, command="stage_shipment", met=(Need.NO_HOLD,))
    shipment.lane = ask.lane
    refresh(work, order)
    work.trace(order.id, location=ask.lane)


class UnstageShipment(Command):
    """Takes a staged shipment out of its lane again."""

    order_id: UUID
    shipment_id: UUID

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(UnstageShipment, needs=Permission.HAND_OVER)
def unstage_shipment(ask: UnstageShipment, work: Work) -> None:
    """The shipment is packed and stands nowhere in particular. Raises Refused `node.not_allowed`."""
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    move_shipment(work, order, shipment, Node.PACKED, command="unstage_shipment")
    shipment.lane = None
    refresh(work, order)
