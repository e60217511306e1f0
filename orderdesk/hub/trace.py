"""The events of an order: 47 fields each, chained by hash, without personal data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select

from db.prepared import AtCommit, Prepared
from db.tables import log
from orderdesk.commands.work import Asker
from orderdesk.documents.orders import Order
from orderdesk.hub.proof import plain, seal
from orderdesk.ids import derived_id

GENESIS = "0" * 64

#: What nobody may read in a chain for ever: that it changed is told, not what it said.
_PRIVATE_FIELDS = frozenset({"remark", "customer_name"})
_UNTRACED = frozenset({"version", "updated_at", "node_at"})
_PRIVATE_PARTS = frozenset({"consignees"})

_INSERT = Prepared(insert(log.order_event), [column.name for column in log.order_event.columns])
_NEWEST = Prepared(
    select(log.order_event.c.chain, log.order_event.c.hash)
    .where(log.order_event.c.order_id == bindparam("order"))
    .order_by(log.order_event.c.chain.desc())
    .limit(1)
)
_NO_FIELDS: Mapping[str, None] = MappingProxyType(dict.fromkeys(column.name for column in log.order_event.columns))


@dataclass(frozen=True, slots=True)
class Cause:
    """What brought the event about: the command, who gave it, when it was said, received and committed.

    `client_version`: the program that sent it. `source`: the fields that tell of the outside system it came from.
    """

    command_id: UUID
    kind: str
    arguments_sha256: bytes
    asker: Asker
    actor_name: str | None
    said_at: datetime
    received_at: datetime
    committed_at: datetime
    client_version: str | None = None
    source: Mapping[str, Any] = field(default_factory=dict)


def record(
    connection: Connection,
    cause: Cause,
    changed: Iterable[tuple[Order, Mapping[str, Mapping[UUID, Mapping[str, Any]]] | None]],
    facts: Mapping[UUID, Mapping[str, Any]],
) -> None:
    """Writes one event for each changed order, given with its rows as they were before (None: it is new).

    The first order is the one that the command is about: what it does to others follows from that.
    """
    events: list[dict[str, Any]] = []
    for order, before in changed:
        chain, previous = (0, GENESIS) if before is None else _tail(connection, order.id)
        event = _event(cause, order, before, facts.get(order.id, {}))
        if events and event["parent_event_id"] is None:
            event["parent_event_id"] = events[0]["event_id"]
        event["chain"] = chain + 1
        event["prev_hash"] = previous
        event["hash"] = seal(event)
        events.append(event)
    if events:
        AtCommit.of(connection).add(connection, _INSERT, events)


def _tail(connection: Connection, order_id: UUID) -> tuple[int, str]:
    row = _NEWEST.first(connection, {"order": order_id})
    return (0, GENESIS) if row is None else (row.chain, row.hash)


def _event(
    cause: Cause,
    order: Order,
    before: Mapping[str, Mapping[UUID, Mapping[str, Any]]] | None,
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    root = {} if before is None else before[""][order.id]
    asker = cause.asker
    event: dict[str, Any] = {
        **_NO_FIELDS,
        "event_id": derived_id(cause.command_id, f"event:{order.id}"),
        "trace_id": cause.command_id,
        "order_id": order.id,
        "order_no": order.order_no,
        "source_system": "orderdesk",
        "direction": "in",
        "channel": "system" if asker.user_id is None else "ui",
        "idempotency_key": str(cause.command_id),
        "occurred_at": cause.said_at,
        "received_at": cause.received_at,
        "committed_at": cause.committed_at,
        "client_time": cause.said_at,
        "clock_skew_ms": _millis(cause.received_at, cause.said_at),
        "latency_ms": _millis(cause.committed_at, cause.received_at),
        "actor_type": "system" if asker.user_id is None else "user",
        "actor_id": None if asker.user_id is None else str(asker.user_id),
        "actor_name": cause.actor_name,
        "workstation_id": asker.device_code,
        "client_version": cause.client_version,
        "node_from": root.get("node"),
        "node_to": order.node,
        "change_set": _differences(order, before),
        "reason_code": cause.kind,
        "order_revision": order.version,
        "amount_delta": (order.amount_fen or 0) - (root.get("amount_fen") or 0),
        "payload_sha256": cause.arguments_sha256.hex(),
    }
    return event | dict(facts) | dict(cause.source)


def _differences(order: Order, before: Mapping[str, Mapping[UUID, Mapping[str, Any]]] | None) -> dict[str, Any]:
    after = order.stored() or {}
    if before is None:
        return {"lines": len(order.lines)}
    found: dict[str, Any] = {}
    old, new = before[""][order.id], after[""][order.id]
    for name, value in new.items():
        if name not in _UNTRACED and old.get(name) != value:
            found[name] = "changed" if name in _PRIVATE_FIELDS else [plain(old.get(name)), plain(value)]
    for part, rows in after.items():
        if not part or rows == before[part]:
            continue
        changed = [key for key, row in rows.items() if before[part].get(key) != row]
        found[part] = {"changed": len(changed)} if part in _PRIVATE_PARTS else {"changed": sorted(map(str, changed))}
    return found


def _millis(later: datetime, earlier: datetime) -> int:
    return int((later - earlier).total_seconds() * 1000)
