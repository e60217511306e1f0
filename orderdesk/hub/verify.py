"""Checks the hash chains of all orders, also against heads that were kept elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from db.tables import log
from orderdesk.errors import OrderDeskError
from orderdesk.hub.trace import GENESIS, hash_of

_ROWS_AT_ONCE = 1_000


class BadHeads(OrderDeskError):
    """The file with head hashes cannot be read; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event of an order's chain: its place and hash."""

    chain: int
    hash: str


def verify_chains(connection: Connection, heads: Mapping[UUID, Head] | None = None) -> Iterator[str]:
    """Every fault in the chains as a sentence. With `heads`, also chains that were cut or written anew since."""
    table = log.order_event
    pending = dict(heads or {})
    query = select(table).order_by(table.c.order_id, table.c.chain).execution_options(yield_per=_ROWS_AT_ONCE)
    for order_id, rows in groupby(connection.execute(query), key=lambda row: row.order_id):
        yield from _verify_one([dict(row._mapping) for row in rows], pending.pop(order_id, None))
    for order_id, head in pending.items():
        yield f"order {order_id}: all events are gone, {head.chain} were kept"


def read_heads(path: Path) -> dict[UUID, Head]:
    """The heads in a file that `write_heads` wrote. Raises BadHeads."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return {UUID(order_id): Head(int(chain), str(text)) for order_id, (chain, text) in value["heads"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadHeads(f"{path} holds no head hashes") from error


def write_heads(connection: Connection, path: Path, *, at: datetime) -> int:
    """Writes the present head of every chain; returns how many. Kept elsewhere, they show what was changed later."""
    table = log.order_event
    newest = select(table.c.order_id, func.max(table.c.chain).label("chain")).group_by(table.c.order_id).subquery()
    query = select(table.c.order_id, table.c.chain, table.c.hash).join(
        newest, (newest.c.order_id == table.c.order_id) & (newest.c.chain == table.c.chain)
    )
    heads = {str(row.order_id): [row.chain, row.hash] for row in connection.execute(query)}
    path.write_text(json.dumps({"at": at.isoformat(), "heads": heads}, indent=0), encoding="utf-8")
    return len(heads)


def _verify_one(events: list[dict[str, Any]], head: Head | None) -> Iterator[str]:
    previous, expected = GENESIS, 1
    for event in events:
        where = f"order {event['order_no']}: event {event['chain']}"
        if event["chain"] != expected:
            yield f"order {event['order_no']}: event {expected} is missing"
        if event["prev_hash"] != previous:
            yield f"{where} does not follow its predecessor"
        if hash_of(event) != event["hash"]:
            yield f"{where} was altered"
        previous, expected = event["hash"], event["chain"] + 1
    if head is None:
        return
    kept = next((event for event in events if event["chain"] == head.chain), None)
    if kept is None:
        yield f"order {events[0]['order_no']}: events after {events[-1]['chain']} are gone, {head.chain} were kept"
    elif kept["hash"] != head.hash:
        yield f"order {events[0]['order_no']}: event {head.chain} is not the one whose hash was kept"
