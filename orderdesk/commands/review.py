"""The review: an order as entered goes on to the stock or to the credit review, and may come back from there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.back_orders import carry_over, next_shipment, settle_numbers
from orderdesk.commands.checks import add_check, check_of
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.ledger import (
    REVIEW_AFTER,
    explain,
    make_firm,
    make_soft,
    open_reservations,
    reserve,
    wanted_of,
)
from orderdesk.commands.notes import note_reason
from orderdesk.commands.prepayment import hold_unpaid, wait_no_more
from orderdesk.commands.progress import Fact, move_shipment, refresh, require_no_hold
from orderdesk.commands.returns import accept_return
from orderdesk.commands.transfers import propose
from orderdesk.commands.warehouse_calls import take_back
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node
from orderdesk.domain.order_kinds import SENDS_GOODS
from orderdesk.domain.stock import Shortage
from orderdesk.errors import Refused

_LOCKED = frozenset({Node.CREDIT_REVIEW, Node.STOCK_LOCKED, Node.ALLOCATED})


class ReviewOrder(Command):
    """Approves an order as entered: it goes on to the stock, or to the credit review when the limit is exceeded.

    `back_order`: what is not there now is to follow later, as a shipment of its own.
    """

    order_id: UUID
    back_order: bool = False

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


class ReturnToReview(Command):
    """Takes what is not worked on yet back to the review; its goods stay set aside for 30 minutes."""

    order_id: UUID
    reason: str = Field(min_length=1, max_length=500)

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(ReviewOrder, needs=Permission.REVIEW)
def review_order(ask: ReviewOrder, work: Work) -> None:
    """Notes the review; where the order goes is for the hub to say."""
    order = work.order(ask.order_id)
    _under_review(order)
    order.reviewed_at = work.said_at
    order.updated_at = max(order.updated_at, work.said_at)


@decide(ReviewOrder)
def settle_review(ask: ReviewOrder, work: HubWork) -> None:
    """Makes the reservation firm, reserving anew what lapsed. Raises Refused `stock.short` with the lines."""
    order = work.order(ask.order_id)
    shipments = _under_review(order)
    if order.order_kind not in SENDS_GOODS:
        require_no_hold(order, work.received_at)
        accept_return(work, order)
        return
    credit = check_of(order, "credit")
    if credit is not None and credit.result == "exceeded":
        exceeded = (Need.REVIEWED, Need.CREDIT_EXCEEDED)
        for shipment in shipments:
            move_shipment(work, order, shipment, Node.CREDIT_REVIEW, command="review_order", met=exceeded)
        refresh(work, order)
        return
    require_no_hold(order, work.received_at)
    met = (Need.REVIEWED, Need.NO_HOLD, Need.STOCK_RESERVED)
    lock_goods(work, order, shipments, command="review_order", met=met, back_order=ask.back_order)


def lock_goods(
    work: HubWork,
    order: Order,
    shipments: Sequence[Shipment],
    *,
    command: str,
    met: Collection[Need],
    back_order: bool,
) -> None:
    """Takes shipments to the stock with all their goods set aside for good.

    With `back_order` what is missing becomes a shipment of its own that waits for its review. An order that has to be
    paid first is on hold from here on. Raises Refused `stock.short` with the lines, also when there is nothing at all.
    """
    held = open_reservations(work, order.id, [shipment.id for shipment in shipments])
    wanted = wanted_of(order, shipments, held)
    due_at = work.received_at + REVIEW_AFTER
    short = reserve(work, order, wanted, firmness="firm", due_at=due_at, held=held, partial=back_order)
    going = list(shipments)
    if short.lines:
        facts = {"short": explain(work, order, short.lines)}
        if back_order:
            going = leave_behind(work, order, shipments, short.lines)
        if not back_order or not going:
            raise Refused("stock.short", order_no=order.order_no, **facts)
        add_check(work, order, "stock", "short", "stock.back_ordered", facts)
        propose(work, order, short.transfers)
    elif wanted:
        add_check(work, order, "stock", "pass", "stock.reserved", {})
    make_firm(work, held)
    for shipment in going:
        move_shipment(work, order, shipment, Node.STOCK_LOCKED, command=command, met=met)
    refresh(work, order)
    hold_unpaid(work, order)


def leave_behind(
    work: HubWork, order: Order, shipments: Sequence[Shipment], lines: Sequence[Shortage]
) -> list[Shipment]:
    """Puts what is missing into a shipment that waits; returns the shipments that have something to go with."""
    missing = {each.line_id: each.missing for each in lines}
    going, rest = [], None
    for shipment in shipments:
        carried = order.lines_of(shipment.id)
        if all(missing.get(line.id, 0) >= line.quantity for line in carried):
            given = (Need.REASON_GIVEN,)
            move_shipment(work, order, shipment, Node.PENDING_REVIEW, command="return_to_review", met=given)
            continue
        going.append(shipment)
        for line in carried:
            quantity = missing.get(line.id, 0)
            if quantity:
                rest = rest or next_shipment(work, order, shipment, "back_order", Node.PENDING_REVIEW)
                carry_over(work, order, line, rest, quantity)
                line.quantity -= quantity
    order.shipment_lines = [line for line in order.shipment_lines if line.quantity]
    settle_numbers(work, order)
    return going


def _under_review(order: Order) -> list[Shipment]:
    found = [shipment for shipment in order.shipments if shipment.node == Node.PENDING_REVIEW]
    if not found:
        raise Refused("node.not_allowed", command="review_order", before=order.node, order_no=order.order_no)
    return found


@change(ReturnToReview, needs=Permission.REVIEW)
def return_to_review(ask: ReturnToReview, work: Work) -> None:
    """Takes the shipments back that nobody works on. Raises Refused `node.not_allowed` when there is none."""
    order = work.order(ask.order_id)
    back = [shipment for shipment in order.shipments if shipment.node in _LOCKED]
    if not back:
        raise Refused("node.not_allowed", command="return_to_review", before=order.node, order_no=order.order_no)
    fact = Fact(proof="returned")
    for shipment in back:
        given = (Need.REASON_GIVEN,)
        move_shipment(work, order, shipment, Node.PENDING_REVIEW, command="return_to_review", met=given, fact=fact)
        shipment.warehouse_id = None
    order.reviewed_at = None
    refresh(work, order, fact)
    note_reason(work, order, ask.reason)
    work.trace(order.id, note=ask.reason)


@decide(ReturnToReview)
def settle_return(ask: ReturnToReview, work: HubWork) -> None:
    """Lets the reservations lapse again, and calls back what a warehouse was told."""
    order = work.order(ask.order_id)
    back = [shipment for shipment in order.shipments if shipment.node == Node.PENDING_REVIEW]
    make_soft(work, open_reservations(work, order.id, [shipment.id for shipment in back]))
    wait_no_more(work, order)
    for shipment in back:
        take_back(work, order, shipment, ask.reason)
