"""What becomes of an order over its customer's limit: somebody answers for it, or it is closed."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.cancel import free_goods
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.credit import counted_fen, grant_credit
from orderdesk.commands.notes import note_reason
from orderdesk.commands.payments import owe_back
from orderdesk.commands.progress import Fact, close_shipment, refresh
from orderdesk.commands.review import lock_goods
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import CloseReason, Node
from orderdesk.errors import Refused


class DecideCredit(Command):
    """Grants the credit with a sentence that says why, or refuses it with the reason: then the order is closed.

    `back_order`: what is not there now is to follow later.
    """

    order_id: UUID
    grant: bool
    reason: str = Field(min_length=1, max_length=500)
    back_order: bool = False

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(DecideCredit, needs=Permission.GRANT_CREDIT)
def decide_credit(ask: DecideCredit, work: Work) -> None:
    """A refusal closes the order here; whether a granted order finds its goods is for the hub to say."""
    order = work.order(ask.order_id)
    waiting = _waiting(order)
    order.updated_at = max(order.updated_at, work.said_at)
    work.trace(order.id, reason_code="credit.granted" if ask.grant else "credit.refused", note=ask.reason)
    if ask.grant:
        return
    fact = Fact(proof="credit_refused")
    for shipment in waiting:
        reason, met = CloseReason.REFUSED_CREDIT, (Need.REASON_GIVEN,)
        close_shipment(work, order, shipment, reason, command="decide_credit", met=met, fact=fact)
    refresh(work, order, fact)
    note_reason(work, order, ask.reason)


@decide(DecideCredit)
def settle_credit(ask: DecideCredit, work: HubWork) -> None:
    """Counts a granted order and makes its reservation firm; frees the goods of a refused one.

    Raises Refused `stock.short` as a review does.
    """
    order = work.order(ask.order_id)
    if not ask.grant:
        owe_back(work, order)
        free_goods(work, order, "credit_refused")
        return
    if counted_fen(order) is None:
        grant_credit(work, order, ask.reason)
    lock_goods(
        work,
        order,
        _waiting(order),
        command="decide_credit",
        met=(Need.CREDIT_GRANTED, Need.STOCK_RESERVED),
        back_order=ask.back_order,
    )


def _waiting(order: Order) -> list[Shipment]:
    found = [shipment for shipment in order.shipments if shipment.node == Node.CREDIT_REVIEW]
    if not found:
        raise Refused("node.not_allowed", command="decide_credit", before=order.node, order_no=order.order_no)
    return found
