"""Which node may follow which: the 12 x 12 transition table and the judgement of one move.

The table is kept as moves (command, from, to, what must be true). An order's node is derived from
its shipments, so it can also stop half way: when one shipment goes from packed to in transit while
another waits staged, the order goes from packed to staged. Those half-way pairs are worked out from
the moves and marked `partial`; a shipment itself never makes them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orderdesk.domain.nodes import (
    CLOSE_REASONS,
    MILESTONES,
    UNDERWAY,
    CloseReason,
    Milestone,
    Node,
    PublicView,
    derive_close_reason,
    derive_node,
    public_view,
    rank,
)
from orderdesk.errors import Refused

__all__ = [
    "AVAILABLE",
    "CLOSE_REASONS",
    "MILESTONES",
    "MOVES",
    "TABLE",
    "CloseReason",
    "Milestone",
    "Move",
    "Need",
    "Node",
    "PublicView",
    "Source",
    "Verdict",
    "commands_for",
    "derive_close_reason",
    "derive_node",
    "judge",
    "public_view",
    "rank",
    "require_available",
    "require_pair",
]


class Source(StrEnum):
    """Who says so. A person or a timer asks; the WMS and the courier report what has already happened."""

    PERSON = "person"
    SYSTEM = "system"
    WMS = "wms"
    COURIER = "courier"


OUTSIDE = frozenset({Source.WMS, Source.COURIER})


class Need(StrEnum):
    """What must be true for a move; the handler establishes it, the table only names it."""

    REVIEWED = "reviewed"
    CREDIT_EXCEEDED = "credit_exceeded"
    CREDIT_GRANTED = "credit_granted"
    STOCK_RESERVED = "stock_reserved"
    WAREHOUSE_CHOSEN = "warehouse_chosen"
    NO_HOLD = "no_hold"
    PARCELS_COVER = "parcels_cover"
    WAYBILLS_BOUND = "waybills_bound"
    LEADER_APPROVED = "leader_approved"
    HAND_OVER_PROOF = "hand_over_proof"
    GOODS_RECEIVED = "goods_received"
    SHORT_DECLARED = "short_declared"
    SIGNED_FOR = "signed_for"
    REASON_GIVEN = "reason_given"


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed pair: the command that makes it and what it needs. `partial`:
    only an order with several shipments makes it."""

    command: str
    before: Node
    after: Node
    needs: frozenset[Need]
    partial: bool = False


class Verdict(StrEnum):
    """MOVE: the node changes. STAY: allowed, the node is the same. TRACE_ONLY: keep the fact, change nothing."""

    MOVE = "move"
    STAY = "stay"
    TRACE_ONLY = "trace_only"


AVAILABLE = frozenset(
    {
        "place_order",
        "review_order",
        "allocate_order",
        "open_parcel",
        "verify_item",
        "bind_waybill",
        "unbind_waybill",
        "close_parcel",
        "reopen_parcel",
        "void_parcel",
        "hand_over",
        "record_courier_event",
        "add_note",
        "cancel_order",
        "cancel_shipment",
        "decide_credit",
        "return_to_review",
        "unallocate_order",
        "confirm_shipped",
        "record_warehouse_status",
        "start_picking",
        "stop_picking",
        "declare_short",
        "stage_shipment",
        "unstage_shipment",
        "confirm_delivery",
        "report_exception",
        "intercept_shipment",
        "return_shipment",
        "receive_return",
        "close_order",
        "attach_photo",
        "clear_stop",
        "call_supervisor",
    }
)
"""The commands that concern an order on its way."""

_N = Node
_BEFORE_HAND_OVER = (_N.ALLOCATED, _N.PICKING, _N.PACKED, _N.STAGED)
_PREPARED = (_N.PACKED, _N.STAGED)

# command, from, to, needs
_MOVE_DATA: tuple[tuple[str, tuple[Node, ...], tuple[Node, ...], tuple[Need, ...]], ...] = (
    ("review_order", (_N.PENDING_REVIEW,), (_N.CREDIT_REVIEW,), (Need.REVIEWED, Need.CREDIT_EXCEEDED)),
    ("review_order", (_N.PENDING_REVIEW,), (_N.STOCK_LOCKED,), (Need.REVIEWED, Need.NO_HOLD, Need.STOCK_RESERVED)),
    ("decide_credit", (_N.CREDIT_REVIEW,), (_N.STOCK_LOCKED,), (Need.CREDIT_GRANTED, Need.STOCK_RESERVED)),
    ("decide_credit", (_N.CREDIT_REVIEW,), (_N.CLOSED,), (Need.REASON_GIVEN,)),
    ("return_to_review", (_N.CREDIT_REVIEW, _N.STOCK_LOCKED, _N.ALLOCATED), (_N.PENDING_REVIEW,), (Need.REASON_GIVEN,)),
    ("allocate_order", (_N.STOCK_LOCKED,), (_N.ALLOCATED,), (Need.WAREHOUSE_CHOSEN, Need.STOCK_RESERVED, Need.NO_HOLD)),
    ("unallocate_order", (_N.ALLOCATED,), (_N.STOCK_LOCKED,), ()),
    ("start_picking", (_N.ALLOCATED,), (_N.PICKING,), (Need.NO_HOLD,)),
    ("open_parcel", (_N.ALLOCATED,), (_N.PICKING,), (Need.NO_HOLD,)),
    ("record_warehouse_status", (_N.ALLOCATED,), (_N.PICKING,), ()),
    ("stop_picking", (_N.PICKING,), (_N.ALLOCATED,), (Need.LEADER_APPROVED,)),
    ("declare_short", (_N.PICKING,), (_N.PENDING_REVIEW,), (Need.SHORT_DECLARED,)),
    ("close_parcel", (_N.PICKING,), (_N.PACKED,), (Need.PARCELS_COVER, Need.WAYBILLS_BOUND, Need.NO_HOLD)),
    ("reopen_parcel", _PREPARED, (_N.PICKING,), ()),
    ("stage_shipment", (_N.PACKED,), (_N.STAGED,), (Need.NO_HOLD,)),
    ("unstage_shipment", (_N.STAGED,), (_N.PACKED,), ()),
    ("hand_over", _PREPARED, (_N.IN_TRANSIT,), (Need.HAND_OVER_PROOF, Need.WAYBILLS_BOUND, Need.NO_HOLD)),
    ("confirm_shipped", (_N.STOCK_LOCKED, *_BEFORE_HAND_OVER), (_N.IN_TRANSIT,), (Need.WAYBILLS_BOUND,)),
    (
        "record_courier_event",
        _BEFORE_HAND_OVER,
        (_N.IN_TRANSIT, _N.DELIVERED, _N.DELIVERY_EXCEPTION, _N.RETURNING),
        (Need.WAYBILLS_BOUND,),
    ),
    ("record_courier_event", tuple(n for n in Node if n in UNDERWAY), tuple(n for n in Node if n in UNDERWAY), ()),
    ("confirm_delivery", (_N.IN_TRANSIT, _N.DELIVERY_EXCEPTION), (_N.DELIVERED,), (Need.SIGNED_FOR,)),
    ("report_exception", (_N.IN_TRANSIT,), (_N.DELIVERY_EXCEPTION,), (Need.REASON_GIVEN,)),
    ("intercept_shipment", (_N.IN_TRANSIT,), (_N.RETURNING,), (Need.LEADER_APPROVED,)),
    ("return_shipment", (_N.DELIVERY_EXCEPTION,), (_N.RETURNING,), (Need.LEADER_APPROVED,)),
    # An order of the kind RETURN stands where its own journey is when the goods come in.
    (
        "receive_return",
        (_N.ALLOCATED, _N.IN_TRANSIT, _N.DELIVERED, _N.DELIVERY_EXCEPTION, _N.RETURNING),
        (_N.CLOSED,),
        (Need.GOODS_RECEIVED,),
    ),
    (
        "cancel_order",
        (_N.PENDING_REVIEW, _N.CREDIT_REVIEW, _N.STOCK_LOCKED, _N.ALLOCATED),
        (_N.CLOSED,),
        (Need.REASON_GIVEN,),
    ),
    ("cancel_order", (_N.PICKING, *_PREPARED), (_N.CLOSED,), (Need.REASON_GIVEN, Need.LEADER_APPROVED)),
    (
        "cancel_shipment",
        (_N.PENDING_REVIEW, _N.CREDIT_REVIEW, _N.STOCK_LOCKED, _N.ALLOCATED),
        (_N.CLOSED,),
        (Need.REASON_GIVEN,),
    ),
    ("cancel_shipment", (_N.PICKING, *_PREPARED), (_N.CLOSED,), (Need.REASON_GIVEN, Need.LEADER_APPROVED)),
    ("close_order", (_N.DELIVERED,), (_N.CLOSED,), ()),
    ("close_order", (_N.IN_TRANSIT, _N.DELIVERY_EXCEPTION, _N.RETURNING), (_N.CLOSED,), (Need.REASON_GIVEN,)),
)

MOVES: tuple[Move, ...] = tuple(
    Move(command, before, after, frozenset(needs))
    for command, befores, afters, needs in _MOVE_DATA
    for before in befores
    for after in afters
    if before is not after
)
"""Every move of a shipment, one row a pair and command."""

_ORDER_ONLY = frozenset({"cancel_order"})


def _half_way(move: Move) -> Iterator[Move]:
    """What the order does when another of its shipments stands between the two nodes of a move."""
    if move.command in _ORDER_ONLY:
        return
    low, high = sorted((move.before, move.after), key=rank)
    for between in Node:
        if rank(low) < rank(between) < rank(high):
            forward = move.before is low
            pair = (move.before, between) if forward else (between, move.after)
            yield Move(move.command, *pair, move.needs, partial=True)


def _build_table() -> dict[tuple[Node, Node], tuple[Move, ...]]:
    table: dict[tuple[Node, Node], list[Move]] = {}
    for move in MOVES:
        table.setdefault((move.before, move.after), []).append(move)
    for move in MOVES:
        for half in _half_way(move):
            listed = table.setdefault((half.before, half.after), [])
            if all(half.command != other.command for other in listed):
                listed.append(half)
    return {pair: tuple(moves) for pair, moves in table.items()}


TABLE: dict[tuple[Node, Node], tuple[Move, ...]] = _build_table()
"""The transition table: allowed pair of different nodes -> the moves that make it. A pair not in it is forbidden."""


def commands_for(before: Node, after: Node, *, partial: bool = False) -> tuple[str, ...]:
    """The command kinds that make this pair of a shipment or, with `partial`, of an order of several;
    empty when it is forbidden."""
    return tuple(move.command for move in TABLE.get((before, after), ()) if partial or not move.partial)


def require_pair(before: Node, after: Node) -> None:
    """Judges an order's derived node before and after a command.
    Raises Refused `node.not_allowed` where none makes it."""
    if before is not after and (before, after) not in TABLE:
        raise Refused("node.not_allowed", before=str(before), after=str(after), allowed=[])


def require_available(command: str) -> None:
    """Raises Refused `command.unknown` for a command that the table does not know."""
    if command not in AVAILABLE:
        raise Refused("command.unknown", command=command)


def judge(
    before: Node,
    after: Node,
    *,
    command: str,
    source: Source = Source.PERSON,
    met: Collection[Need] = (),
    event_at: datetime | None = None,
    last_event_at: datetime | None = None,
) -> Verdict:
    """Judges a shipment's node before and after a command.

    `met` names the needs the handler has established. Facts from outside have already happened: they are
    not held up by holds and approvals, only WAYBILLS_BOUND is asked of them, because without it the fact
    has no parcel. `event_at` and `last_event_at` (aware UTC) are those of the courier's own events: an
    older fact changes nothing, and going back needs a strictly later one.

    Raises Refused: command.unknown, node.not_allowed, node.needs_not_met.
    """
    require_available(command)
    if source in OUTSIDE and _is_old_news(before, after, event_at, last_event_at):
        return Verdict.TRACE_ONLY
    if before is after:
        return Verdict.STAY
    if source in OUTSIDE and _arrives_too_late(before, after, source):
        return Verdict.TRACE_ONLY
    move = _find_move(command, before, after)
    asked = move.needs & {Need.WAYBILLS_BOUND} if source in OUTSIDE else move.needs
    missing = sorted(asked - set(met))
    if missing:
        raise Refused("node.needs_not_met", command=command, before=str(before), after=str(after), missing=missing)
    return Verdict.MOVE


def _is_old_news(before: Node, after: Node, event_at: datetime | None, last_event_at: datetime | None) -> bool:
    if event_at is None or last_event_at is None:
        return False
    if event_at < last_event_at:
        return True
    # Two events of one second have no order of their own: the further one wins whichever comes first.
    return event_at == last_event_at and rank(after) < rank(before)


def _arrives_too_late(before: Node, after: Node, source: Source) -> bool:
    """A closed order is not opened by a fact, and only the courier corrects what happens on the road."""
    if before is Node.CLOSED:
        return True
    return source is Source.WMS and before in UNDERWAY and after is Node.IN_TRANSIT


def _find_move(command: str, before: Node, after: Node) -> Move:
    for move in TABLE.get((before, after), ()):
        if move.command == command and not move.partial:
            return move
    raise Refused(
        "node.not_allowed",
        command=command,
        before=str(before),
        after=str(after),
        allowed=list(commands_for(before, after)),
    )
