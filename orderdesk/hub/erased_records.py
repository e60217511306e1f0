"""Empties what the hub keeps beside its documents: commands as they were said, callbacks as they came, jobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, LargeBinary, Text, cast, func, literal, or_, select, update

from db.store import Store
from db.tables import log
from orderdesk.hub.blanking import blank_json

#: Rows in one transaction: on SQLite all writers wait for it.
_PORTION = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """An order and by what its traces are known: its waybills, its parcels, the numbers that outside systems use."""

    order_id: UUID
    waybill_ids: frozenset[UUID]
    parcel_ids: frozenset[UUID]
    numbers: frozenset[str]

    def words(self) -> list[str]:
        """What stands in a row that speaks of the order."""
        return sorted({str(self.order_id), *map(str, self.waybill_ids), *map(str, self.parcel_ids), *self.numbers})


@dataclass(frozen=True, slots=True)
class Records:
    """How many rows were emptied, and how many callbacks and jobs have to be worked first."""

    emptied: int = 0
    waiting: int = 0

    def __add__(self, other: Records) -> Records:
        return Records(self.emptied + other.emptied, self.waiting + other.waiting)


def erase_records(store: Store, subject: Subject, at: datetime) -> Records:
    """Empties the rows that speak of the order; a repetition finds nothing left to do."""
    with store.read() as connection:
        commands = list(_commands(connection, subject))
        jobs = _jobs(connection, subject)
        callbacks = _callbacks(connection, subject, jobs)
    emptied = sum(_rewrite(store, log.command, portion) for portion in _portions(commands))
    emptied += sum(_rewrite(store, log.job, portion) for portion in _portions([job for job in jobs if job.done_at]))
    worked = [row.id for row in callbacks if row.worked_at is not None]
    for ids in _portions(worked):
        with store.write() as connection:
            connection.execute(
                update(log.inbox)
                .where(log.inbox.c.id.in_(ids))
                .values(body=b"", headers={}, outcome={"erased_at": at.isoformat()})
            )
    told = [job for job in jobs if job.done_at is None and blank_json(job.payload) != job.payload]
    return Records(emptied + len(worked), len(callbacks) - len(worked) + len(told))


def _commands(connection: Connection, subject: Subject) -> Iterator[Any]:
    table, events = log.command, log.order_event
    of_events = select(events.c.trace_id).where(events.c.order_id == subject.order_id)
    # What was refused left no event.
    named = or_(table.c.id.in_(of_events), _holds(connection, cast(table.c.arguments, Text), subject.words()))
    yield from connection.execute(select(table.c.id, table.c.arguments, table.c.facts).where(named)).all()


def _jobs(connection: Connection, subject: Subject) -> Sequence[Any]:
    table = log.job
    named = or_(
        _holds(connection, cast(table.c.payload, Text), subject.words()),
        _holds(connection, table.c.order_key, subject.words()),
    )
    columns = (table.c.id, table.c.system, table.c.payload, table.c.outcome, table.c.done_at)
    return connection.execute(select(*columns).where(named)).all()


def _callbacks(connection: Connection, subject: Subject, jobs: Sequence[Any]) -> Sequence[Any]:
    table = log.inbox
    ids = [UUID(job.payload["inbox_id"]) for job in jobs if "inbox_id" in job.payload]
    # The numbers look the same in JSON, in forms and in either encoding.
    said = [
        func.instr(table.c.body, literal(number.encode(), LargeBinary)) > 0
        if connection.dialect.name == "sqlite"
        else func.position(literal(number.encode(), LargeBinary).op("IN")(table.c.body)) > 0
        for number in sorted(subject.numbers)
    ]
    found = select(table.c.id, table.c.worked_at).where(or_(table.c.id.in_(ids), *said), func.length(table.c.body) > 0)
    return connection.execute(found).all()


def _holds(connection: Connection, column: ColumnElement[str], words: Sequence[str]) -> ColumnElement[bool]:
    find = func.instr if connection.dialect.name == "sqlite" else func.strpos
    return or_(*(find(column, word) > 0 for word in words))


def _rewrite(store: Store, table: Any, rows: Sequence[Any]) -> int:
    names = [name for name in ("arguments", "facts", "payload", "outcome") if name in table.c]
    changed = 0
    with store.write() as connection:
        for row in rows:
            values = {name: getattr(row, name) for name in names}
            emptied = {name: blank_json(value) for name, value in values.items()}
            if emptied != values:
                connection.execute(update(table).where(table.c.id == row.id).values(**emptied))
                changed += 1
    return changed


def _portions(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(rows), _PORTION):
        yield rows[first : first + _PORTION]
