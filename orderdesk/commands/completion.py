"""The end of an order: completed, or closed with what became of its goods. A closed order is never opened again."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from db.tables import customers
from orderdesk.access import Permission
from orderdesk.commands.amounts import has_failed
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.credit import PREPAID, release_credit
from orderdesk.commands.notes import note_reason
from orderdesk.commands.payments import owe_back
from orderdesk.commands.progress import Fact, close_shipment, refresh
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import CLOSE_REASONS, CloseReason, Node
from orderdesk.errors import Refused


class CloseOrder(Command):
    """Closes the shipments that the reason fits, or one of them: completed those delivered, lost or returned others."""

    order_id: UUID
    reason: Literal["completed", "lost", "returned"]
    shipment_id: UUID | None = None
    note: str = Field(default="", max_length=500)

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(CloseOrder, needs=Permission.CLOSE)
def close_order(ask: CloseOrder, work: Work) -> None:
    """Closes. Raises Refused `order.reason_unfit` where nothing of the order can end like this now."""
    order = work.order(ask.order_id)
    reason = CloseReason(ask.reason)
    # A transfer is completed by those who receive it: till then its goods are nowhere.
    awaits_receipt = order.to_warehouse_id is not None and reason is CloseReason.COMPLETED
    closing = [each for each in order.shipments if _fits(each, ask, reason) and not awaits_receipt]
    if not closing:
        raise Refused("order.reason_unfit", order_no=order.order_no, node=order.node, reason=ask.reason)
    if reason is CloseReason.COMPLETED and _has_more(order, closing) and ask.shipment_id is None:
        raise Refused("node.not_allowed", command="close_order", before=order.node, order_no=order.order_no)
    fact = Fact(proof=f"closed:{ask.reason}")
    for shipment in closing:
        close_shipment(work, order, shipment, reason, command="close_order", met=(Need.REASON_GIVEN,), fact=fact)
    refresh(work, order, fact)
    note_reason(work, order, ask.note)
    work.trace(order.id, reason_code=ask.reason, note=ask.note or None)


def _fits(shipment: Shipment, ask: CloseOrder, reason: CloseReason) -> bool:
    return ask.shipment_id in (None, shipment.id) and reason in CLOSE_REASONS[Node(shipment.node)]


def _has_more(order: Order, closing: list[Shipment]) -> bool:
    return any(each.node != Node.CLOSED and each not in closing for each in order.shipments)


@decide(CloseOrder)
def settle_closing_order(ask: CloseOrder, work: HubWork) -> None:
    """Completed is an order that pays first, or at the door, only when it is paid. Raises Refused `order.not_paid`.

    What was paid for goods that nobody gets is kept as a refund that finance has to confirm.
    """
    order = work.order(ask.order_id)
    if ask.reason == "completed":
        if order.pay_state != "paid" and (order.amount_fen or 0) > 0 and _pays_first(work, order):
            raise Refused("order.not_paid", order_no=order.order_no)
        return
    owe_back(work, order)
    if all(has_failed(each) for each in order.shipments):
        release_credit(work, order)


def _pays_first(work: HubWork, order: Order) -> bool:
    if order.cod:
        return True
    table = customers.customer_account
    terms = select(table.c.terms).where(
        table.c.customer_id == order.customer_id, table.c.company_id == order.company_id
    )
    return work.connection.execute(terms).scalar() == PREPAID
