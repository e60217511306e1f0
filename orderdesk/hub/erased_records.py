"""Empties what the hub keeps beside its documents: commands as they were said, callbacks as they came, jobs."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, Text, cast, select, true, update

from db.store import Store
from db.tables import log
from orderdesk.hub.blanking import blank_json

#: Rows in one transaction: on SQLite all writers wait for it.
_PORTION = 200

#: So many words are sought one by one; of more, those whose beginning stands in the text are compared.
_FEW = 50
_BEGINNING = 8


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


class Words:
    """Finds whether a text holds one of many words, by one look at it however many they are."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word.encode() for word in words if word}
        self._lengths = sorted({len(word) for word in self._words})
        self._begin = min(self._lengths[0], _BEGINNING) if self._lengths else 0
        self._beginnings = {word[: self._begin] for word in self._words}

    def are_in(self, text: bytes) -> bool:
        """Whether one of them stands anywhere in the text (UTF-8)."""
        if len(self._words) <= _FEW:
            return any(word in text for word in self._words)
        begin, beginnings = self._begin, self._beginnings
        for at in range(len(text) - begin + 1):
            if text[at : at + begin] in beginnings and any(text[at : at + n] in self._words for n in self._lengths):
                return True
        return False


def erase_records(store: Store, subjects: Sequence[Subject], at: datetime) -> Records:
    """Empties the rows that speak of the orders, all of them in one pass; a repetition finds nothing left to do."""
    words = Words(word for each in subjects for word in each.words())
    said = _commands_of(store, [each.order_id for each in subjects])
    emptied = 0
    for commands in _found(
        store,
        log.command,
        [cast(log.command.c.arguments, Text)],
        # What was refused left no event.
        lambda row: row.id in said or words.are_in(row[1].encode()),
    ):
        emptied += _rewrite(store, log.command, commands)
    told, inbox_ids = 0, set()
    for jobs in _found(
        store,
        log.job,
        [cast(log.job.c.payload, Text), log.job.c.order_key],
        lambda row: words.are_in(f"{row[1]} {row[2]}".encode()),
    ):
        emptied += _rewrite(store, log.job, jobs, log.job.c.done_at.is_not(None))
        with store.read() as connection:
            table = log.job
            for row in connection.execute(select(table.c.payload, table.c.done_at).where(table.c.id.in_(jobs))):
                inbox_ids.add(row.payload.get("inbox_id", ""))
                told += row.done_at is None and blank_json(row.payload) != row.payload
    worked, waiting = _erase_callbacks(store, subjects, inbox_ids, at)
    return Records(emptied + worked, waiting + told)


def _commands_of(store: Store, order_ids: Sequence[UUID]) -> set[UUID]:
    """The commands that have left events with these orders."""
    events, found = log.order_event, set()
    for portion in _portions(order_ids):
        with store.read() as connection:
            found |= set(connection.execute(select(events.c.trace_id).where(events.c.order_id.in_(portion))).scalars())
    return found


def _erase_callbacks(
    store: Store, subjects: Sequence[Subject], inbox_ids: Container[str], at: datetime
) -> tuple[int, int]:
    """How many callbacks were emptied, and how many have to be worked first."""
    table, worked, waiting = log.inbox, 0, 0
    # The numbers look the same in JSON, in forms and in either encoding.
    numbers = Words(number for each in subjects for number in each.numbers)
    for ids in _found(
        store,
        table,
        [table.c.body],
        lambda row: row.body and (str(row.id) in inbox_ids or numbers.are_in(bytes(row.body))),
    ):
        with store.write() as connection:
            mine = (table.c.id.in_(ids), table.c.worked_at.is_not(None))
            emptied = {"body": b"", "headers": {}, "outcome": {"erased_at": at.isoformat()}}
            here = connection.execute(update(table).where(*mine).values(**emptied)).rowcount
        worked += here
        waiting += len(ids) - here
    return worked, waiting


def _found(
    store: Store, table: Table, columns: Sequence[ColumnElement[Any]], fits: Callable[[Any], object]
) -> Iterator[list[UUID]]:
    """The ids of the rows that fit, a portion of the table at a time, so that nothing is held up meanwhile."""
    query = select(table.c.id, *columns).order_by(table.c.id).limit(_PORTION)
    after: ColumnElement[bool] = true()
    while True:
        with store.read() as connection:
            rows = connection.execute(query.where(after)).all()
        if ids := [row.id for row in rows if fits(row)]:
            yield ids
        if len(rows) < _PORTION:
            return
        after = table.c.id > rows[-1].id


def _rewrite(store: Store, table: Table, ids: Sequence[UUID], *where: ColumnElement[bool]) -> int:
    names = [name for name in ("arguments", "facts", "payload", "outcome") if name in table.c]
    query = select(table.c.id, *(table.c[name] for name in names)).where(table.c.id.in_(ids), *where)
    with store.read() as connection:
        rows = connection.execute(query).all()
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
