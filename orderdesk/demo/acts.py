"""What was done to an order, as a list of acts in time; its steps and its chained events follow from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from db.tables import log, orders
from orderdesk.demo.dice import Ids
from orderdesk.demo.people import Person, Place
from orderdesk.demo.rows import Batch
from orderdesk.domain.nodes import Node, derive_node
from orderdesk.hub.proof import seal
from orderdesk.hub.trace import GENESIS

_EMPTY_EVENT: Mapping[str, Any] = {column.name: None for column in log.order_event.columns}
_OUTSIDE = frozenset({"record_courier_event", "confirm_shipped"})


@dataclass(slots=True)
class Act:
    """One command on an order. `moves`: shipment id to the node it reached, None for all shipments there are."""

    at: datetime
    command: str
    person: Person | None
    place: Place
    moves: Mapping[UUID, Node] | Mapping[None, Node] = field(default_factory=dict)
    proof: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Course:
    """Where the acts have taken an order."""

    node: Node
    node_at: datetime
    updated_at: datetime
    revision: int


def write_acts(
    batch: Batch, ids: Ids, head: Mapping[str, Any], shipment_ids: Sequence[UUID], acts: Sequence[Act]
) -> Course:
    """Puts the steps and events of an order into the batch. `head`: its row; the first act places it."""
    nodes = dict.fromkeys(shipment_ids[:1], Node.PENDING_REVIEW)
    node, node_at, previous = Node.PENDING_REVIEW, acts[0].at, GENESIS
    for revision, act in enumerate(acts, start=1):
        before = node
        if act.command == "allocate_order":
            nodes.update((shipment_id, next(iter(nodes.values()))) for shipment_id in shipment_ids)
        for shipment_id, reached in act.moves.items():
            for each in list(nodes) if shipment_id is None else (shipment_id,):
                if nodes.get(each) is not reached:
                    nodes[each] = reached
                    if len(nodes) > 1:
                        batch.add(orders.order_step, _step(ids, head, each, reached, act))
        node = _derived(tuple(nodes.values()))
        if node is not before or revision == 1:
            node_at = act.at
            batch.add(orders.order_step, _step(ids, head, None, node, act))
        event = _event(ids, head, act, None if revision == 1 else before, node, revision)
        event["chain"], event["prev_hash"] = revision, previous
        event["hash"] = previous = seal(event)
        batch.add(log.order_event, event)
    return Course(node, node_at, acts[-1].at, len(acts))


@lru_cache(maxsize=1024)
def _derived(nodes: tuple[Node, ...]) -> Node:
    return derive_node(nodes)[0]


def _step(ids: Ids, head: Mapping[str, Any], shipment_id: UUID | None, node: Node, act: Act) -> dict[str, Any]:
    return {
        "id": ids.next(act.at),
        "order_id": head["id"],
        "shipment_id": shipment_id,
        "node": str(node),
        "at": act.at,
        "user_id": None if act.person is None else act.person.id,
        "device_id": act.place.id,
        "proof": act.proof,
    }


def _event(
    ids: Ids, head: Mapping[str, Any], act: Act, before: Node | None, after: Node, revision: int
) -> dict[str, Any]:
    command_id = ids.next(act.at)
    low = command_id.int & 0xFF
    received = act.at + timedelta(milliseconds=20 + low)
    committed = received + timedelta(milliseconds=2 + low // 16)
    outside = act.command in _OUTSIDE
    if revision == 1:
        changes: dict[str, Any] = {"lines": head["line_count"]}
    else:
        changes = {} if before is after else {"node": [None if before is None else str(before), str(after)]}
    return {
        **_EMPTY_EVENT,
        "event_id": ids.next(act.at),
        "trace_id": command_id,
        "order_id": head["id"],
        "order_no": head["order_no"],
        "source_system": "orderdesk",
        "direction": "in",
        "channel": "webhook" if outside else ("system" if act.person is None else "ui"),
        "idempotency_key": str(command_id),
        "occurred_at": act.at,
        "received_at": received,
        "committed_at": committed,
        "client_time": act.at,
        "clock_skew_ms": 20 + low,
        "latency_ms": 2 + low // 16,
        "actor_type": "system" if act.person is None else "user",
        "actor_id": None if act.person is None else str(act.person.id),
        "actor_name": None if act.person is None else act.person.name,
        "workstation_id": act.place.code,
        "node_from": None if before is None else str(before),
        "node_to": str(after),
        "change_set": changes,
        "reason_code": act.command,
        "order_revision": revision,
        "amount_delta": head["amount_fen"] if revision == 1 else 0,
        "payload_sha256": hashlib.sha256(command_id.bytes).hexdigest(),
        **act.facts,
    }
