"""What the courier reports, and what it means for the orders in the parcel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from db.tables import parcels as parcel_tables
from orderdesk.access import Permission
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.dispatch import consume_shipped
from orderdesk.commands.progress import move_shipment, refresh
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.parcels import CourierEvent
from orderdesk.domain.courier_states import read_state
from orderdesk.domain.lifecycle import Need, Source
from orderdesk.domain.nodes import Node, rank
from orderdesk.errors import MissingDocument
from orderdesk.ids import waybill_id


class RecordCourierEvent(Command):
    """One event of a waybill, in the courier interface's own code, with the orders that travel on it."""

    carrier_code: str
    waybill_no: str
    piece: str = ""
    order_ids: tuple[UUID, ...]
    event_at: datetime
    code: str = Field(min_length=1)
    text: str
    area: str = ""
    source: str

    def keys(self) -> tuple[Key, ...]:
        """The waybill and the orders."""
        return (
            *(Key("order", order_id) for order_id in self.order_ids),
            Key("waybill", self.document_id()),
        )

    def document_id(self) -> UUID:
        """The id of the waybill."""
        return waybill_id(self.carrier_code, self.waybill_no, self.piece)


@change(RecordCourierEvent, needs=Permission.COURIER)
def record_courier_event(ask: RecordCourierEvent, work: Work) -> None:
    """Adds the event to the waybill; one that is known already changes nothing."""
    waybill = work.find_waybill(ask.document_id())
    if waybill is None:
        raise MissingDocument("waybill", ask.waybill_no)
    if any((each.event_at, each.code, each.text) == (ask.event_at, ask.code, ask.text) for each in waybill.events):
        return
    waybill.events.append(
        CourierEvent(
            id=work.new_id("event"),
            waybill_id=waybill.id,
            event_at=ask.event_at,
            code=ask.code,
            text=ask.text,
            area=ask.area,
            source=ask.source,
            received_at=work.said_at,
        )
    )
    if waybill.courier_at is None or ask.event_at >= waybill.courier_at:
        waybill.courier_at = ask.event_at
        waybill.courier_state = ask.code
        waybill.signed_at = ask.event_at if read_state(ask.code).node is Node.DELIVERED else None
    waybill.updated_at = work.said_at


@decide(RecordCourierEvent)
def settle_courier_event(ask: RecordCourierEvent, work: HubWork) -> None:
    """Moves each shipment to where the least advanced of its waybills is."""
    for order_id in sorted(ask.order_ids, key=lambda each: each.int):
        order = work.order(order_id)
        for shipment in order.shipments:
            reported = _reported(ask, work, shipment)
            if reported is None:
                continue
            moved = move_shipment(
                work,
                order,
                shipment,
                reported,
                command="record_courier_event",
                met=(Need.WAYBILLS_BOUND,),
                source=Source.COURIER,
                at=ask.event_at,
                proof=f"courier:{ask.code}",
            )
            if moved and shipment.node == Node.IN_TRANSIT:
                shipment.open_parcels = shipment.closed_parcels = 0
        consume_shipped(work, order)
        refresh(work, order, at=ask.event_at, proof=f"courier:{ask.code}")
        _trace(ask, work, order)


def _reported(ask: RecordCourierEvent, work: HubWork, shipment: Shipment) -> Node | None:
    """Where the shipment is by its waybills' newest states; None when this waybill is not one of them."""
    contents, bindings, waybills = parcel_tables.parcel_content, parcel_tables.binding, parcel_tables.waybill
    query = (
        select(waybills.c.id, waybills.c.courier_state)
        .join(bindings, bindings.c.waybill_id == waybills.c.id)
        .join(contents, contents.c.parcel_id == bindings.c.parcel_id)
        .where(contents.c.shipment_id == shipment.id, bindings.c.to_at.is_(None))
        .distinct()
    )
    states = {row.id: row.courier_state for row in work.connection.execute(query)}
    if ask.document_id() not in states:
        return None
    waybill = work.find_waybill(ask.document_id())
    states[ask.document_id()] = None if waybill is None else waybill.courier_state
    mine = read_state(ask.code).node
    if mine is None:
        return None
    nodes = [read_state(state).node or Node.IN_TRANSIT for state in states.values() if state is not None]
    waiting = any(state is None for state in states.values())
    if waiting:
        nodes.append(Node.IN_TRANSIT)
    exceptional = [node for node in nodes if node in (Node.DELIVERY_EXCEPTION, Node.RETURNING)]
    return exceptional[0] if exceptional else min(nodes, key=rank)


def _trace(ask: RecordCourierEvent, work: HubWork, order: Order) -> None:
    work.trace(
        order.id,
        waybill_no=ask.waybill_no,
        carrier_code=ask.carrier_code,
        source_status_raw=ask.code,
        location=ask.area or None,
        source_system=ask.source,
        direction="in",
        channel="webhook",
        occurred_at=ask.event_at,
    )
