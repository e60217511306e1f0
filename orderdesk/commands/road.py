"""Where the goods of a shipment are by what couriers have said of its waybills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from db.prepared import Prepared
from db.tables import parcels as parcel_tables
from orderdesk.commands.credit import settle_credit
from orderdesk.commands.ledger import consume
from orderdesk.commands.progress import Fact, is_covered, move_shipment, refresh
from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.domain.courier_states import node_of
from orderdesk.domain.lifecycle import Need, Source
from orderdesk.domain.nodes import UNDERWAY, Node, rank

CALLED_BACK = frozenset({"intercepted", "sent_back"})
"""Proofs of a shipment that we have called back ourselves."""

_CONTENT, _BINDING = parcel_tables.parcel_content, parcel_tables.binding
_WAYBILL, _BOX = parcel_tables.waybill, parcel_tables.parcel
_LABELS = Prepared(
    select(_BOX.c.id, _BOX.c.state, _WAYBILL.c.id, _WAYBILL.c.courier_state, _WAYBILL.c.courier_at)
    .join(_BINDING, _BINDING.c.parcel_id == _BOX.c.id)
    .join(_WAYBILL, _WAYBILL.c.id == _BINDING.c.waybill_id)
    .join(_CONTENT, _CONTENT.c.parcel_id == _BOX.c.id)
    .where(_CONTENT.c.shipment_id == bindparam("shipment"), _BINDING.c.to_at.is_(None))
    .distinct()
)

_TROUBLE = frozenset({Node.DELIVERY_EXCEPTION, Node.RETURNING})


@dataclass(frozen=True, slots=True)
class Label:
    """A waybill on a parcel of the shipment, with the courier's newest word on it."""

    parcel_id: UUID
    parcel_state: str
    waybill_id: UUID
    courier_state: str | None
    courier_at: datetime | None

    @property
    def node(self) -> Node | None:
        """Where the courier has the parcel; None while he has not said anything that tells."""
        return None if self.courier_state is None else node_of(self.courier_state)


def labels_of(work: HubWork, shipment: Shipment) -> list[Label]:
    """The waybills on the shipment's parcels, as they are within this command."""
    return [_as_held(work, Label(*row)) for row in _LABELS.all(work.connection, {"shipment": shipment.id})]


def follow_waybills(work: HubWork, order: Order, shipment: Shipment) -> None:
    """Takes a shipment to where the least advanced of its parcels is; trouble with any of them comes first.

    A shipment leaves the warehouse when its last parcel does.
    """
    labels = labels_of(work, shipment)
    told = [label for label in labels if label.node is not None]
    if not told or (shipment.node not in UNDERWAY and not _has_left(order, shipment, labels)):
        return
    nodes = [label.node or Node.IN_TRANSIT for label in labels]
    after = min([node for node in nodes if node in _TROUBLE] or nodes, key=rank)
    if after is Node.IN_TRANSIT and shipment.node == Node.RETURNING and shipment.proof in CALLED_BACK:
        # It was called back: until the courier turns it round, it goes on as if nobody had said anything.
        return
    newest = max(told, key=lambda label: (label.courier_at or order.placed_at, label.waybill_id.int))
    fact = Fact(Source.COURIER, newest.courier_at, f"courier:{newest.courier_state}")
    met = (Need.WAYBILLS_BOUND,)
    if move_shipment(work, order, shipment, after, command="record_courier_event", met=met, fact=fact):
        shipment.open_parcels = shipment.closed_parcels = 0
    refresh(work, order, fact)


def consume_shipped(work: HubWork, orders: Sequence[Order]) -> None:
    """Consumes the reservations of every shipment of the orders that is on its way.

    Where it has come by now counts for the customers' credit first: their rows are locked before those of the stock.
    """
    settle_credit(work, orders)
    consume(work, [(order, [each.id for each in order.shipments if each.node in UNDERWAY]) for order in orders])


def _has_left(order: Order, shipment: Shipment, labels: list[Label]) -> bool:
    gone = {label.parcel_id for label in labels if label.parcel_state == "handed_over" or label.node is not None}
    return is_covered(order, shipment) and gone == {label.parcel_id for label in labels}


def _as_held(work: HubWork, label: Label) -> Label:
    waybill_key, parcel_key = Key("waybill", label.waybill_id), Key("parcel", label.parcel_id)
    waybill = work.find_waybill(label.waybill_id) if work.names(waybill_key) else None
    parcel = work.find_parcel(label.parcel_id) if work.names(parcel_key) else None
    return Label(
        label.parcel_id,
        label.parcel_state if parcel is None else parcel.state,
        label.waybill_id,
        label.courier_state if waybill is None else waybill.courier_state,
        label.courier_at if waybill is None else waybill.courier_at,
    )
