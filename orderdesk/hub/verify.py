"""Checks the hash chains of all orders, also against heads that were kept elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from db.tables import log
from orderdesk.errors import OrderDeskError
from orderdesk.hub.proof import altered_fields
from orderdesk.hub.trace import GENESIS

_ROWS_AT_ONCE = 1_000
_ORDERS_A_STEP = 200
_FIELDS = tuple(column.name for column in log.order_event.columns)


class BadHeads(OrderDeskError):
    """The file with head hashes cannot be read; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event of an order's chain: its place and hash."""

    chain: int
    hash: str


#: Told how many orders have been looked at, and of how many.
Progress = Callable[[int, int], None]


def verify_chains(
    connection: Connection,
    heads: Mapping[UUID, Head] | None = None,
    *,
    on_progress: Progress = lambda done, whole: None,
) -> Iterator[str]:
    """Every fault in the chains as a sentence. With `heads`, also chains that were cut or written anew since."""
    table = log.order_event
    whole = connection.execute(select(func.count(table.c.order_id.distinct()))).scalar_one()
    pending = dict(heads or {})
    query = select(table).order_by(table.c.order_id, table.c.chain).execution_options(yield_per=_ROWS_AT_ONCE)
    for done, (order_id, rows) in enumerate(groupby(connection.execute(query), key=lambda row: row.order_id), start=1):
        if done % _ORDERS_A_STEP == 0 or done == whole:
            on_progress(done, whole)
        yield from _verify_one([_event(row) for row in rows], pending.pop(order_id, None))
    for order_id, head in pending.items():
        yield f"order {order_id}: all events are gone, {head.chain} were kept"


def verify_chain(connection: Connection, order_id: UUID) -> list[str]:
    """The faults in one order's chain."""
    table = log.order_event
    rows = connection.execute(select(table).where(table.c.order_id == order_id).order_by(table.c.chain)).all()
    return list(_verify_one([_event(row) for row in rows], None)) if rows else []


def read_heads(path: Path) -> dict[UUID, Head]:
    """The heads in a file that `write_heads` wrote. Raises BadHeads."""
    try:
        value = json.loads(path.read_bytes())
        return {UUID(order_id): Head(int(chain), str(text)) for order_id, (chain, text) in value["heads"].items()}
    except OSError as error:
        raise BadHeads(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
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


def _event(row: Iterable[Any]) -> dict[str, Any]:
    return dict(zip(_FIELDS, row, strict=True))


def _altered(events: Sequence[dict[str, Any]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The events whose seal is broken, by their place in the chain, and which fields were altered."""
    for event, after in zip_longest(events, events[1:]):
        is_named_next = after is not None and after["prev_hash"] == event["hash"]
        fields = altered_fields(event, is_named_next=is_named_next)
        if fields is not None:
            yield event["chain"], fields


def _verify_one(events: list[dict[str, Any]], head: Head | None) -> Iterator[str]:
    order = f"order {events[0]['order_no']}"
    altered = dict(_altered(events))
    strays = {
        event["chain"]: place
        for event in events
        if altered.get(event["chain"]) in (("chain",), ()) and (place := _true_place(event, len(events))) is not None
    }
    for place, other in strays.items():
        if strays.get(other) != place:
            yield f"{order}: event {other} stands in the place of event {place}"
        elif place < other:
            yield f"{order}: events {place} and {other} are swapped"
    previous: str | None = GENESIS
    expected = 1
    for event in events:
        if event["chain"] != expected:
            yield f"{order}: {_missing(expected, event['chain'] - 1)}"
            previous = None
        if event["chain"] in strays:
            previous, expected = None, event["chain"] + 1
            continue
        fields = altered.get(event["chain"])
        if fields is not None:
            yield f"{order}: event {event['chain']} was altered{_where(fields)}"
        if previous not in (None, event["prev_hash"]) and (fields is None or "prev_hash" not in fields):
            yield f"{order}: event {event['chain']} does not follow its predecessor"
        # What stands after a hash that was itself altered follows the one that was there before.
        previous, expected = None if fields == ("hash",) else event["hash"], event["chain"] + 1
    yield from _against_head(events, head)


def _true_place(event: dict[str, Any], length: int) -> int | None:
    """The place that an event has by its seal, if it stands in another one."""
    # One event may be missing for each that is there; beyond that nothing is looked for.
    places = range(1, 2 * length + 1)
    return next((place for place in places if altered_fields({**event, "chain": place}) is None), None)


def _missing(first: int, last: int) -> str:
    return f"event {first} is missing" if first == last else f"events {first} to {last} are missing"


def _where(fields: tuple[str, ...]) -> str:
    return f" in {fields[0]}" if fields else " in several fields"


def _against_head(events: list[dict[str, Any]], head: Head | None) -> Iterator[str]:
    if head is None:
        return
    order = f"order {events[0]['order_no']}"
    kept = next((event for event in events if event["chain"] == head.chain), None)
    if kept is None:
        yield f"{order}: events after {events[-1]['chain']} are gone, {head.chain} were kept"
    elif kept["hash"] != head.hash:
        yield f"{order}: event {head.chain} is not the one whose hash was kept"
