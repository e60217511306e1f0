"""Moves shipments along the nodes and keeps the order's derived node, counts and steps in step with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orderdesk.commands.amounts import add_up
from orderdesk.commands.work import Work
from orderdesk.documents.orders import Order, OrderStep, Shipment
from orderdesk.domain.lifecycle import Need, Source, Verdict, judge, require_pair
from orderdesk.domain.nodes import CloseReason, Node, derive_close_reason, derive_node
from orderdesk.errors import Refused


@dataclass(frozen=True, slots=True)
class Fact:
    """What a move rests on: whose word, its proof, and when it happened (`at` None: when it was said)."""

    source: Source = Source.PERSON
    at: datetime | None = None
    proof: str = ""


ASKED = Fact()
"""A person wants it, and that is all."""


def move_shipment(
    work: Work,
    order: Order,
    shipment: Shipment,
    after: Node,
    *,
    command: str,
    met: Collection[Need] = (),
    fact: Fact = ASKED,
) -> bool:
    """Takes one shipment to `after` if the table allows it; False when the fact only goes into the trace.

    Raises Refused as `domain.lifecycle.judge` does.
    """
    moment = fact.at or work.said_at
    verdict = judge(Node(shipment.node), after, command=command, source=fact.source, met=met)
    if verdict is Verdict.TRACE_ONLY:
        return False
    if fact.proof:
        shipment.proof = fact.proof
        shipment.proof_at = moment
    if verdict is Verdict.MOVE:
        shipment.node = str(after)
        shipment.node_at = moment
        if len(order.shipments) > 1:
            add_step(work, order, shipment.id, after, moment, fact.proof)
    return True


def refresh(work: Work, order: Order, fact: Fact = ASKED) -> None:
    """Derives the order's node from its shipments and notes the arrival at a new one.

    Raises Refused as `domain.lifecycle.require_pair` does.
    """
    moment = fact.at or work.said_at
    node, counts = derive_node(Node(shipment.node) for shipment in order.shipments)
    order.updated_at = max(order.updated_at, work.said_at)
    order.shipments_total = max(sum(counts.values()), 1)
    order.shipments_done = order.shipments_total - counts.get(node, 0)
    if node == order.node:
        return
    require_pair(Node(order.node), node)
    order.node = str(node)
    order.node_at = moment
    add_step(work, order, None, node, moment, fact.proof)


def is_covered(order: Order, shipment: Shipment) -> bool:
    """Whether everything of a shipment is packed or declared short."""
    return all(line.packed_quantity + line.short_quantity >= line.quantity for line in order.lines_of(shipment.id))


def require_shipment(order: Order, shipment_id: UUID) -> Shipment:
    """The order's shipment. Raises Refused `shipment.unknown`."""
    shipment = order.shipment(shipment_id)
    if shipment is None:
        raise Refused("shipment.unknown", order_no=order.order_no)
    return shipment


def begin_shipment(work: Work, order: Order, shipment: Shipment) -> None:
    """Puts a new shipment into the order, with the step that says since when it is there."""
    order.shipments.append(shipment)
    add_step(work, order, shipment.id, Node(shipment.node), shipment.node_at, shipment.proof)


def close_shipment(
    work: Work,
    order: Order,
    shipment: Shipment,
    reason: CloseReason,
    *,
    command: str,
    met: Collection[Need],
    fact: Fact = ASKED,
) -> None:
    """Closes one shipment, and with the last one the order, which costs only what is or will be delivered.

    Raises Refused as `move_shipment` does.
    """
    move_shipment(work, order, shipment, Node.CLOSED, command=command, met=met, fact=fact)
    shipment.close_reason = str(reason)
    if order.amount_fen is not None:  # a seat that sees no money leaves it alone
        add_up(order)
    if all(each.node == Node.CLOSED for each in order.shipments):
        reasons = [CloseReason(each.close_reason or CloseReason.CANCELLED) for each in order.shipments]
        close(work, order, derive_close_reason(reasons))


def close(work: Work, order: Order, reason: CloseReason) -> None:
    """Closes the order for good."""
    order.close_reason = str(reason)
    order.closed_at = work.said_at


def require_no_hold(order: Order, at: datetime) -> None:
    """Raises Refused `order.held` while any hold stands."""
    for hold in order.holds:
        if hold.lifted_at is None and (hold.expires_at is None or hold.expires_at > at):
            raise Refused("order.held", order_no=order.order_no, hold=hold.kind, reason=hold.reason)


def add_step(work: Work, order: Order, shipment_id: UUID | None, node: Node, at: datetime, proof: str) -> None:
    """Notes that the order (`shipment_id` None) or a shipment of it came to a node, by who asks; `proof`:
    whose word."""
    order.steps.append(
        OrderStep.model_construct(
            id=work.new_id(f"step:{order.id}:{shipment_id}:{node}"),
            order_id=order.id,
            shipment_id=shipment_id,
            node=str(node),
            at=at,
            user_id=work.asker.user_id,
            device_id=work.asker.device_id,
            proof=proof,
        )
    )
