"""What the courier reports, and what it means for the orders in the parcel."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.road import consume_shipped, follow_waybills, labels_of
from orderdesk.commands.waybill_news import News, keep_news
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.parcels import Parcel
from orderdesk.domain.courier_states import node_of
from orderdesk.errors import MissingDocument
from orderdesk.ids import waybill_id


class RecordCourierEvent(Command):
    """One event of a waybill, in the courier interface's own code, with the orders and parcels that travel on it."""

    carrier_code: str
    waybill_no: str
    piece: str = ""
    order_ids: tuple[UUID, ...]
    parcel_ids: tuple[UUID, ...] = ()
    event_at: datetime
    code: str = Field(min_length=1)
    text: str
    area: str = ""
    source: str

    def keys(self) -> tuple[Key, ...]:
        """The waybill, the orders and the parcels."""
        return (
            *(Key("order", order_id) for order_id in dict.fromkeys(self.order_ids)),
            *(Key("parcel", parcel_id) for parcel_id in dict.fromkeys(self.parcel_ids)),
            Key("waybill", self.document_id()),
        )

    def document_id(self) -> UUID:
        """The id of the waybill."""
        return waybill_id(self.carrier_code, self.waybill_no, self.piece)


@change(RecordCourierEvent, needs=Permission.COURIER)
def record_courier_event(ask: RecordCourierEvent, work: Work) -> None:
    """Adds the event to the waybill; one that is known already changes nothing, an older one is history only."""
    waybill = work.find_waybill(ask.document_id())
    if waybill is None:
        raise MissingDocument("waybill", ask.waybill_no)
    news = News(ask.event_at, ask.code, ask.text, ask.source, ask.area)
    if not keep_news(work, waybill, news):
        return
    if node_of(ask.code) is not None:
        _take_over(ask, work)


def _take_over(ask: RecordCourierEvent, work: Work) -> None:
    """The courier has the parcels, whether or not somebody noted the hand-over."""
    for parcel_id in dict.fromkeys(ask.parcel_ids):
        parcel = work.find_parcel(parcel_id)
        if (
            parcel is None
            or parcel.state not in ("open", "closed")
            or not set(parcel.order_ids()) <= set(ask.order_ids)
        ):
            continue
        for order_id in parcel.order_ids():
            for shipment in work.order(order_id).shipments:
                if parcel.has_goods_of(shipment.id):
                    _count_out(shipment, parcel)
        parcel.state = "handed_over"
        parcel.handed_over_at = ask.event_at
        parcel.updated_at = work.said_at


def _count_out(shipment: Shipment, parcel: Parcel) -> None:
    # Where another parcel's scan has moved the shipment before, nothing of it is counted any more.
    if parcel.state == "open":
        shipment.open_parcels = max(shipment.open_parcels - 1, 0)
    else:
        shipment.closed_parcels = max(shipment.closed_parcels - 1, 0)


@decide(RecordCourierEvent)
def settle_courier_event(ask: RecordCourierEvent, work: HubWork) -> None:
    """Moves each shipment that travels on the waybill to where the least advanced of its parcels is."""
    orders = [work.order(order_id) for order_id in sorted(set(ask.order_ids), key=lambda each: each.int)]
    for order in orders:
        for shipment in order.shipments:
            if any(label.waybill_id == ask.document_id() for label in labels_of(work, shipment)):
                follow_waybills(work, order, shipment)
    consume_shipped(work, orders)
    for order in orders:
        _trace(ask, work, order)


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
