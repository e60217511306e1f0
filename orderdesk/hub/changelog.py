"""The change log: documents as committed, in commit order, cut into pages for each kind of seat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update

from db.prepared import Prepared
from db.tables import log
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Scope, SeatScope

PAGE_ROWS = 500

# Made once: making a statement costs more than the database needs for it.
_HEAD = Prepared(select(log.log_head))
_NEXT = update(log.log_head).where(log.log_head.c.id == 1).values(last=log.log_head.c.last + 1)
_TAKE = Prepared(_NEXT.returning(log.log_head.c.last))
_AFTER = Prepared(
    select(log.change)
    .where(log.change.c.seq > bindparam("after"))
    .order_by(log.change.c.seq, log.change.c.pos)
    .limit(bindparam("most"))
)
_AT = Prepared(select(log.change).where(log.change.c.seq == bindparam("seq")).order_by(log.change.c.pos))
_APPEND = Prepared(insert(log.change), [column.name for column in log.change.columns])


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands: epoch, last seq and the oldest one that can still be read."""

    epoch: str
    last: int
    oldest: int


class Change(NamedTuple):
    """A row of the log: a document as it was committed at `seq`, and where it was and is of interest."""

    seq: int
    pos: int
    at: datetime
    kind: str
    key: UUID
    version: int
    scope_before: dict[str, Any] | None
    scope_after: dict[str, Any] | None
    body: str
    command_id: UUID | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to publish: as it is now, and the scope it had before."""

    document: Document
    before: Scope | None


def read_head(connection: Connection) -> Head:
    """The state of the log."""
    row = _HEAD.all(connection, {})[0]
    return Head(row.epoch, row.last, row.oldest)


def take_seq(connection: Connection) -> int:
    """The next seq; its row stays locked until the transaction ends, so nothing may be computed after this."""
    return int(_TAKE.all(connection, {})[0].last)


def prepare(entries: Iterable[Entry], *, at: datetime, command_id: UUID | None) -> list[dict[str, Any]]:
    """The log rows of `entries`, still without their seq."""
    rows = []
    for position, entry in enumerate(entries):
        document = entry.document
        after = document.scope()
        rows.append(
            {
                "pos": position,
                "at": at,
                "kind": document.kind,
                "key": document.id,
                "version": document.version,
                "scope_before": None if entry.before is None or entry.before == after else entry.before.to_json(),
                "scope_after": after.to_json(),
                "body": document.model_dump_json(),
                "command_id": command_id,
            }
        )
    return rows


def append(connection: Connection, seq: int, rows: Sequence[dict[str, Any]]) -> None:
    """Writes prepared rows under `seq`."""
    if rows:
        _APPEND.run_all(connection, [{**row, "seq": seq} for row in rows])


def read_rows(connection: Connection, after: int, *, limit: int = PAGE_ROWS) -> list[Change]:
    """The log rows after a seq, whole transactions only, about `limit` of them."""
    found = [Change(*row) for row in _AFTER.all(connection, {"after": after, "most": limit})]
    if len(found) < limit:
        return found
    last = found[-1].seq
    whole = [row for row in found if row.seq < last]
    if whole:
        return whole
    return [Change(*row) for row in _AT.all(connection, {"seq": last})]


def cut_page(rows: Sequence[Change], seat: SeatScope, *, epoch: str, after: int, head: int) -> dict[str, Any]:
    """A page of these rows for a seat, as JSON: `put` what it may see, `evict` what has left its scope."""
    documents: list[dict[str, Any]] = []
    for row in rows:
        found = cut_row(row, seat)
        if found is not None:
            documents.append(found)
    upto = rows[-1].seq if rows else head
    return {"epoch": epoch, "from": after, "to": upto, "head": max(head, upto), "rows": documents}


def cut_row(row: Change, seat: SeatScope) -> dict[str, Any] | None:
    """One log row as a seat gets it; None when the seat has nothing to do with it."""
    kept = row.scope_after is not None and seat.covers(Scope.from_json(row.scope_after))
    found: dict[str, Any] = {
        "seq": row.seq,
        "kind": row.kind,
        "key": str(row.key),
        "version": row.version,
        "command": None if row.command_id is None else str(row.command_id),
    }
    if kept:
        return {**found, "op": "put", "body": KINDS[row.kind].mask(row.body, seat.seat)}
    before = row.scope_before if row.scope_before is not None else row.scope_after
    if before is not None and row.scope_before is not None and seat.covers(Scope.from_json(before)):
        return {**found, "op": "evict", "body": None}
    return None
