"""A delivery that went wrong, noted by hand: what the customer or the driver says, before or instead of the courier."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.cases import open_case
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.deliveries import (
    delivery_keys,
    require_all_waybills,
    require_newest,
    require_past,
    require_underway,
    waybills_of,
)
from orderdesk.commands.photos import Sha256, add_photo
from orderdesk.commands.progress import Fact, move_shipment, refresh, require_shipment
from orderdesk.commands.waybill_news import BY_HAND, News, keep_news
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node

Cause = Literal["refused", "cannot_reach", "address", "damaged", "lost", "other"]

#: The courier interface's code for each cause.
CODES = MappingProxyType(
    {"refused": "14", "cannot_reach": "206", "address": "207", "damaged": "209", "lost": "202", "other": "2"}
)


class ReportException(Command):
    """A shipment on the road is in trouble. A courier's later event corrects it, an earlier one does not."""

    order_id: UUID
    shipment_id: UUID
    waybill_ids: tuple[UUID, ...] = Field(min_length=1, max_length=200)
    occurred_at: datetime
    cause: Cause
    note: str = Field(default="", max_length=500)
    photo: Sha256 | None = None

    def keys(self) -> tuple[Key, ...]:
        """The order, the waybills and the photo."""
        return delivery_keys(self.order_id, self.waybill_ids, self.shipment_id, self.photo)


@change(ReportException, needs=Permission.DELIVER)
def report_exception(ask: ReportException, work: Work) -> None:
    """The delivery is an exception. Raises Refused `delivery.newer_news`, `delivery.in_future`, `node.not_allowed`."""
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    require_underway(shipment, order, "report_exception")
    require_past(ask.occurred_at, work, order)
    waybills = waybills_of(work, ask.waybill_ids)
    news = News(ask.occurred_at, CODES[ask.cause], ask.note, BY_HAND)
    fact = Fact(at=ask.occurred_at, proof=f"trouble:{ask.cause}")
    met = (Need.REASON_GIVEN,)
    move_shipment(work, order, shipment, Node.DELIVERY_EXCEPTION, command="report_exception", met=met, fact=fact)
    require_newest(waybills, news, order)
    for waybill in waybills:
        keep_news(work, waybill, news, f"trouble:{waybill.id}")
    refresh(work, order, fact)
    if ask.photo is not None:
        add_photo(work, order, "shipment", shipment.id, ask.photo, warehouse_id=shipment.warehouse_id)
    work.trace(order.id, occurred_at=ask.occurred_at, reason_code=ask.cause, note=ask.note or None)


@decide(ReportException)
def settle_exception(ask: ReportException, work: HubWork) -> None:
    """Checks that these are all the shipment's waybills, and puts the trouble before somebody."""
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    require_all_waybills(work, order, shipment, ask.waybill_ids)
    open_case(
        work,
        order,
        queue="delivery_exception",
        dedupe_key=f"exception:{shipment.id}:{work.command_id}",
        code=f"delivery.{ask.cause}",
        facts={"order_no": order.order_no, "shipment_no": shipment.shipment_no, "note": ask.note},
        warehouse_id=shipment.warehouse_id,
    )
