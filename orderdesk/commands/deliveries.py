"""Deliveries that no courier reports: our own van, a customer who comes, a freight line; noted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.cash import collect
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.photos import Sha256, add_photo, photo_key
from orderdesk.commands.progress import Fact, move_shipment, refresh, require_shipment
from orderdesk.commands.road import labels_of
from orderdesk.commands.waybill_news import BY_HAND, News, is_news, keep_news
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.parcels import Waybill
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import UNDERWAY, Node
from orderdesk.errors import MissingDocument, Refused

SIGNED = "301"
"""The courier interface's code for "signed for"."""


class ConfirmDelivery(Command):
    """A shipment has been delivered by ourselves or a freight line, with all waybills that travel on it.

    `photo`: SHA-256 of an upload. `collected_fen`: what was paid at the door, where the order is paid on delivery.
    """

    order_id: UUID
    shipment_id: UUID
    waybill_ids: tuple[UUID, ...] = Field(min_length=1, max_length=200)
    received_by: str = Field(min_length=1, max_length=80)
    received_at: datetime
    photo: Sha256 | None = None
    collected_fen: int | None = Field(default=None, ge=0)

    def keys(self) -> tuple[Key, ...]:
        """The order, the waybills and the photo."""
        return delivery_keys(self.order_id, self.waybill_ids, self.shipment_id, self.photo)


def delivery_keys(order_id: UUID, waybill_ids: Sequence[UUID], shipment_id: UUID, photo: str | None) -> tuple[Key, ...]:
    """The documents of something that was noted at the door."""
    found = (Key("order", order_id), *(Key("waybill", each) for each in dict.fromkeys(waybill_ids)))
    return found if photo is None else (*found, photo_key(shipment_id, photo))


@change(ConfirmDelivery, needs=Permission.DELIVER)
def confirm_delivery(ask: ConfirmDelivery, work: Work) -> None:
    """The shipment is delivered and its waybills are signed for.

    Raises Refused `delivery.by_courier`, `delivery.in_future`, `delivery.not_cod`, `delivery.cod_missing`.
    """
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    if shipment.delivery_method == "courier":
        raise Refused("delivery.by_courier", order_no=order.order_no)
    require_past(ask.received_at, work, order)
    if not order.cod and ask.collected_fen is not None:
        raise Refused("delivery.not_cod", order_no=order.order_no)
    if order.cod and ask.collected_fen is None:
        raise Refused("delivery.cod_missing", order_no=order.order_no)
    news = News(ask.received_at, SIGNED, ask.received_by, BY_HAND)
    for waybill in waybills_of(work, ask.waybill_ids):
        keep_news(work, waybill, news, f"signed:{waybill.id}")
        waybill.signed_by, waybill.signed_by_kind = ask.received_by, "self"
    fact = Fact(at=ask.received_at, proof="signed_for")
    move_shipment(work, order, shipment, Node.DELIVERED, command="confirm_delivery", met=(Need.SIGNED_FOR,), fact=fact)
    refresh(work, order, fact)
    if ask.photo is not None:
        add_photo(work, order, "shipment", shipment.id, ask.photo, warehouse_id=shipment.warehouse_id)
    work.trace(order.id, occurred_at=ask.received_at)


def require_past(at: datetime, work: Work, order: Order) -> None:
    """Raises Refused `delivery.in_future` for something that is said to happen after it was said."""
    if at > work.clock_at:
        raise Refused("delivery.in_future", order_no=order.order_no)


def waybills_of(work: Work, waybill_ids: Sequence[UUID]) -> list[Waybill]:
    """The waybills, sorted. Raises MissingDocument."""
    found = []
    for waybill_id in sorted(set(waybill_ids), key=lambda each: each.int):
        waybill = work.find_waybill(waybill_id)
        if waybill is None:
            raise MissingDocument("waybill", waybill_id)
        found.append(waybill)
    return found


@decide(ConfirmDelivery)
def settle_delivery(ask: ConfirmDelivery, work: HubWork) -> None:
    """Checks that these are all the shipment's waybills, and keeps what was collected as a receipt to be confirmed."""
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    require_all_waybills(work, order, shipment, ask.waybill_ids)
    if ask.collected_fen is not None:
        collect(work, order, shipment, ask.collected_fen, ask.received_at)


def require_all_waybills(work: HubWork, order: Order, shipment: Shipment, waybill_ids: Sequence[UUID]) -> None:
    """Raises Refused `shipment.other_waybills` unless exactly these travel with the shipment."""
    if {label.waybill_id for label in labels_of(work, shipment)} != set(waybill_ids):
        raise Refused("shipment.other_waybills", order_no=order.order_no, shipment_no=shipment.shipment_no)


def require_underway(shipment: Shipment, order: Order, command: str) -> None:
    """Raises Refused `node.not_allowed` unless the shipment has left the house."""
    if shipment.node not in UNDERWAY:
        raise Refused("node.not_allowed", command=command, before=shipment.node, order_no=order.order_no)


def require_newest(waybills: Sequence[Waybill], news: News, order: Order) -> None:
    """Raises Refused `delivery.newer_news` where a courier has said something later already."""
    if not all(is_news(waybill, news) for waybill in waybills):
        raise Refused("delivery.newer_news", order_no=order.order_no)
