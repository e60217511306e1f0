"""What a WMS reports of its work on a shipment before it ships."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.command import Command, change
from orderdesk.commands.progress import Fact, move_shipment, refresh
from orderdesk.commands.work import Work
from orderdesk.documents.document import Key
from orderdesk.domain.lifecycle import Source
from orderdesk.domain.nodes import Node, rank
from orderdesk.errors import Refused

PART_SHIPPED = "part_shipped"
"""The proof of a shipment that the WMS sends in several parts: the next confirmation is not the last."""


class RecordWarehouseStatus(Command):
    """A status step of the WMS, in its own code; `node` is ours, None where the code says nothing to us.

    `is_partial`: a part has left, the rest is still worked on.
    """

    order_id: UUID
    shipment_id: UUID
    occurred_at: datetime
    code: str = Field(min_length=1)
    node: Node | None = None
    source: str
    is_partial: bool = False

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(RecordWarehouseStatus, needs=Permission.CONFIRM)
def record_warehouse_status(ask: RecordWarehouseStatus, work: Work) -> None:
    """Work has begun: picking. All later steps stay in the trace until the confirmation brings parcels and waybills,
    because packed means that those cover the shipment. Older or repeated steps change nothing."""
    order = work.order(ask.order_id)
    shipment = order.shipment(ask.shipment_id)
    if shipment is None or shipment.warehouse_id is None:
        raise Refused("shipment.unknown", order_no=order.order_no)
    if work.warehouse(shipment.warehouse_id).mode != "wms":
        raise Refused("shipment.packed_at_bench", order_no=order.order_no)
    has_begun = ask.node is not None and rank(Node.PICKING) <= rank(ask.node) <= rank(Node.IN_TRANSIT)
    fact = Fact(Source.WMS, ask.occurred_at, f"{ask.source}:{ask.code}")
    if has_begun and shipment.node == Node.ALLOCATED:
        move_shipment(work, order, shipment, Node.PICKING, command="record_warehouse_status", fact=fact)
        refresh(work, order, fact)
    if ask.is_partial and shipment.node == Node.PICKING:
        shipment.proof, shipment.proof_at = PART_SHIPPED, ask.occurred_at
        order.updated_at = max(order.updated_at, work.said_at)
    work.trace(
        order.id,
        source_status_raw=ask.code,
        source_system=ask.source,
        direction="in",
        channel="webhook",
        occurred_at=ask.occurred_at,
    )
