"""Money as finance or an outside system says it: what came in for orders,
and what was reported here and is now seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from orderdesk.access import Permission
from orderdesk.commands.cash import TO_CONFIRM, receipt_id
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.prepayment import end_if_paid
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.work import Receipt, ReceiptAllocation
from orderdesk.domain.order_kinds import IS_SOLD
from orderdesk.errors import MissingDocument, Refused

ALLOCATED = "allocated"
"""The state of a receipt of which finance knows and whose orders count it as paid."""


class PaidOrder(BaseModel):
    """How much of a receipt (fen) is for an order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    order_id: UUID
    amount_fen: int = Field(gt=0)


class RecordReceipt(Command):
    """Money that came in from a customer for one order or several; all of it is shared out.

    `channel` and `channel_no` name it: the bank's or the payment service's own number. `fee_fen`: what they kept of it.
    """

    company_id: UUID
    customer_id: UUID
    channel: str = Field(min_length=1, max_length=40)
    channel_no: str = Field(min_length=1, max_length=120)
    received_at: datetime
    orders: tuple[PaidOrder, ...] = Field(min_length=1, max_length=200)
    fee_fen: int = Field(default=0, ge=0)

    def keys(self) -> tuple[Key, ...]:
        """The orders and the receipt."""
        orders = dict.fromkeys(each.order_id for each in self.orders)
        return (*(Key("order", each) for each in orders), Key("receipt", self.document_id()))

    def document_id(self) -> UUID:
        """The id of the receipt: a payment is known by its channel and number."""
        return receipt_id(self.company_id, self.channel, self.channel_no, "payment")


class ConfirmReceipt(Command):
    """Finance has seen what somebody reported: cash from a door, or money that was given back for returned goods."""

    receipt_id: UUID
    order_ids: tuple[UUID, ...] = Field(min_length=1, max_length=200)

    def keys(self) -> tuple[Key, ...]:
        """The receipt and the orders that it is for."""
        return (*(Key("order", each) for each in dict.fromkeys(self.order_ids)), Key("receipt", self.receipt_id))


@change(RecordReceipt, needs=Permission.SETTLE)
def record_receipt(ask: RecordReceipt, work: Work) -> None:
    """Keeps the receipt; what the orders owe after it is for the hub to say.

    Raises Refused `receipt.exists`, `receipt.other_customer`, `receipt.in_future` and, for what nobody pays for,
    `receipt.not_sold`.
    """
    if work.find(Receipt, ask.document_id()) is not None:
        raise Refused("receipt.exists", channel_no=ask.channel_no)
    if ask.received_at > work.clock_at:
        raise Refused("receipt.in_future", channel_no=ask.channel_no)
    for order in _orders(work, (each.order_id for each in ask.orders)):
        if (order.company_id, order.customer_id) != (ask.company_id, ask.customer_id):
            raise Refused("receipt.other_customer", order_no=order.order_no)
        if order.order_kind not in IS_SOLD:
            raise Refused("receipt.not_sold", order_no=order.order_no)
        order.updated_at = max(order.updated_at, work.said_at)
    work.add(
        Receipt(
            id=ask.document_id(),
            company_id=ask.company_id,
            customer_id=ask.customer_id,
            channel=ask.channel,
            channel_no=ask.channel_no,
            receipt_kind="payment",
            amount_fen=sum(each.amount_fen for each in ask.orders),
            fee_fen=ask.fee_fen,
            state=ALLOCATED,
            received_at=ask.received_at,
            allocations=[_allocation(ask, work, place, each) for place, each in enumerate(ask.orders)],
        )
    )


def _allocation(ask: RecordReceipt, work: Work, place: int, paid: PaidOrder) -> ReceiptAllocation:
    return ReceiptAllocation(
        id=work.new_id(f"allocation:{place}"),
        receipt_id=ask.document_id(),
        order_id=paid.order_id,
        amount_fen=paid.amount_fen,
        allocated_at=work.said_at,
        allocated_by=work.asker.user_id,
    )


@decide(RecordReceipt)
def settle_receipt(ask: RecordReceipt, work: HubWork) -> None:
    """The orders are paid by so much. Raises Refused `receipt.too_much` beyond what an order still costs."""
    for paid in ask.orders:
        order = work.order(paid.order_id)
        owed = (order.amount_fen or 0) - (order.paid_fen or 0)
        if paid.amount_fen > owed:
            raise Refused("receipt.too_much", order_no=order.order_no, owed_fen=max(owed, 0))
        order.paid_fen = (order.paid_fen or 0) + paid.amount_fen
        end_if_paid(work, order)


@change(ConfirmReceipt, needs=Permission.SETTLE)
def confirm_receipt(ask: ConfirmReceipt, work: Work) -> None:
    """Confirms. Raises Refused `receipt.confirmed` where it waits no longer, `receipt.other_orders`."""
    receipt = work.find(Receipt, ask.receipt_id)
    if receipt is None:
        raise MissingDocument("receipt", ask.receipt_id)
    if receipt.state != TO_CONFIRM:
        raise Refused("receipt.confirmed", channel_no=receipt.channel_no)
    if {each.order_id for each in receipt.allocations} != set(ask.order_ids):
        raise Refused("receipt.other_orders", channel_no=receipt.channel_no)
    receipt.state = ALLOCATED
    for order in _orders(work, ask.order_ids):
        order.updated_at = max(order.updated_at, work.said_at)


@decide(ConfirmReceipt)
def settle_confirmation(ask: ConfirmReceipt, work: HubWork) -> None:
    """What came in pays for its orders; what went back is no longer paid."""
    receipt = work.find(Receipt, ask.receipt_id)
    assert receipt is not None
    for part in receipt.allocations:
        order, amount = work.order(part.order_id), part.amount_fen or 0
        if receipt.receipt_kind == "payment":
            order.paid_fen = (order.paid_fen or 0) + amount
            end_if_paid(work, order)
            continue
        if order.order_kind in IS_SOLD:
            order.paid_fen = max((order.paid_fen or 0) - amount, 0)
        if not order.paid_fen:
            order.pay_state = "refunded"


def _orders(work: Work, order_ids: Iterable[UUID]) -> list[Order]:
    return [work.order(each) for each in dict.fromkeys(order_ids)]
