"""The twelve nodes of an order, how far each one is, and what the customer is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Node(StrEnum):
    """Where an order or a shipment stands. The order of the members is the order of the journey on screen."""

    PENDING_REVIEW = "pending_review"
    CREDIT_REVIEW = "credit_review"
    STOCK_LOCKED = "stock_locked"
    ALLOCATED = "allocated"
    PICKING = "picking"
    PACKED = "packed"
    STAGED = "staged"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    DELIVERY_EXCEPTION = "delivery_exception"
    RETURNING = "returning"
    CLOSED = "closed"


# An order with one signed parcel and one in trouble is not a delivered order, so the two trouble nodes
# rank between "in transit" and "delivered" although the screen lists them after it.
PROGRESS: tuple[Node, ...] = (
    Node.PENDING_REVIEW,
    Node.CREDIT_REVIEW,
    Node.STOCK_LOCKED,
    Node.ALLOCATED,
    Node.PICKING,
    Node.PACKED,
    Node.STAGED,
    Node.IN_TRANSIT,
    Node.DELIVERY_EXCEPTION,
    Node.RETURNING,
    Node.DELIVERED,
    Node.CLOSED,
)
_RANK = {node: place for place, node in enumerate(PROGRESS)}

UNDERWAY = frozenset({Node.IN_TRANSIT, Node.DELIVERED, Node.DELIVERY_EXCEPTION, Node.RETURNING})
"""Nodes among which a courier may correct himself in both directions."""


class CloseReason(StrEnum):
    """Why a shipment or an order was closed."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    LOST = "lost"
    REFUSED_CREDIT = "refused_credit"


CLOSE_REASONS: dict[Node, frozenset[CloseReason]] = {
    Node.PENDING_REVIEW: frozenset({CloseReason.CANCELLED}),
    Node.CREDIT_REVIEW: frozenset({CloseReason.CANCELLED, CloseReason.REFUSED_CREDIT}),
    Node.STOCK_LOCKED: frozenset({CloseReason.CANCELLED}),
    Node.ALLOCATED: frozenset({CloseReason.CANCELLED}),
    Node.PICKING: frozenset({CloseReason.CANCELLED}),
    Node.PACKED: frozenset({CloseReason.CANCELLED}),
    Node.STAGED: frozenset({CloseReason.CANCELLED}),
    Node.IN_TRANSIT: frozenset({CloseReason.LOST}),
    Node.DELIVERED: frozenset({CloseReason.COMPLETED}),
    Node.DELIVERY_EXCEPTION: frozenset({CloseReason.LOST}),
    Node.RETURNING: frozenset({CloseReason.RETURNED, CloseReason.LOST}),
    Node.CLOSED: frozenset(),
}
"""The reasons that fit a closing, by the node it closes from."""

# One signed parcel makes the order a completed one; after that the worse news for the customer wins.
_REASON_WEIGHT = (
    CloseReason.COMPLETED,
    CloseReason.LOST,
    CloseReason.RETURNED,
    CloseReason.REFUSED_CREDIT,
    CloseReason.CANCELLED,
)


class Milestone(StrEnum):
    """The eight steps a customer sees."""

    ORDERED = "ordered"
    CREDIT_REVIEW = "credit_review"
    STOCK_LOCKED = "stock_locked"
    ALLOCATED = "allocated"
    PACKING = "packing"
    LOADING = "loading"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class PublicView:
    """What the customer page shows: a milestone, a banner with its reason code, or both."""

    milestone: Milestone | None
    banner: str | None = None


MILESTONES: dict[Node, PublicView] = {
    Node.PENDING_REVIEW: PublicView(Milestone.ORDERED),
    Node.CREDIT_REVIEW: PublicView(Milestone.CREDIT_REVIEW),
    Node.STOCK_LOCKED: PublicView(Milestone.STOCK_LOCKED),
    Node.ALLOCATED: PublicView(Milestone.ALLOCATED),
    Node.PICKING: PublicView(Milestone.PACKING),
    Node.PACKED: PublicView(Milestone.PACKING),
    Node.STAGED: PublicView(Milestone.LOADING),
    Node.IN_TRANSIT: PublicView(Milestone.IN_TRANSIT),
    Node.DELIVERED: PublicView(Milestone.DELIVERED),
    Node.DELIVERY_EXCEPTION: PublicView(Milestone.IN_TRANSIT, "delivery_exception"),
    Node.RETURNING: PublicView(None, "returning"),
    Node.CLOSED: PublicView(None, "closed"),
}


def public_view(node: Node, close_reason: CloseReason | None = None) -> PublicView:
    """What the customer sees of a node; a closed order needs its reason to be told apart."""
    if node is not Node.CLOSED or close_reason is None:
        return MILESTONES[node]
    if close_reason is CloseReason.COMPLETED:
        return PublicView(Milestone.DELIVERED)
    return PublicView(None, str(close_reason))


def rank(node: Node) -> int:
    """How far a node is, 0 to 11; see PROGRESS."""
    return _RANK[node]


def derive_node(shipment_nodes: Iterable[Node]) -> tuple[Node, dict[Node, int]]:
    """The order's node from its shipments: the least advanced open one, and how many stand at each node.

    Closed shipments (also cancelled ones) do not count unless all are closed. An order that has
    no shipment yet is pending review, with empty counts.
    """
    nodes = list(shipment_nodes)
    if not nodes:
        return Node.PENDING_REVIEW, {}
    considered = [node for node in nodes if node is not Node.CLOSED] or nodes
    counts = Counter(considered)
    return min(considered, key=rank), {node: counts[node] for node in Node if node in counts}


def derive_close_reason(reasons: Iterable[CloseReason]) -> CloseReason:
    """The reason of an order whose shipments are all closed; an order without shipments was cancelled."""
    return min(reasons, key=_REASON_WEIGHT.index, default=CloseReason.CANCELLED)
