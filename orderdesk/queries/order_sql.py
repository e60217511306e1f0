"""The order list by plain SQLite: the window answers with it before the toolkit has been loaded."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from orderdesk.queries.order_filter import WIDE, ways_of
from orderdesk.queries.rows import ListTotals, NodeCounts, OrderQuestion, OrderRow, OrderSort

CHUNK = 5_000
_NARROWED_CHUNK = 500

#: SQLite takes more variables than this in one statement on every system we know.
_IDS_AT_ONCE = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = ", ".join(f'"{name}"' for name in OrderRow.__slots__)
_PAGE = f'SELECT {_COLUMNS} FROM "order" WHERE "row" IN (SELECT value FROM json_each(?))'
_NODES = 'SELECT node, count(*) FROM "order" GROUP BY node'
_MINE = 'SELECT count(*) FROM "order" WHERE salesperson_id = ?'
_FILTERED_SORTS = frozenset(OrderSort)
_ALL_SORTS = {"": _FILTERED_SORTS, "node": _FILTERED_SORTS}
_ONLY_PLACED = frozenset({OrderSort.PLACED})


def offered_sorts(question: OrderQuestion) -> frozenset[OrderSort]:
    """The sorts that an index covers together with the question's filter."""
    return _ALL_SORTS.get(_filter_of(question)[0], _ONLY_PLACED)


def list_sql(question: OrderQuestion) -> tuple[str, tuple[object, ...]]:
    """The statement that lists the cache's row keys along an index. Raises ValueError for a sort without one."""
    if question.sort not in offered_sorts(question):
        raise ValueError(f"no index serves {question.sort} with this filter")
    where, parameters = _where(question)
    way = "DESC" if question.descending else "ASC"
    return f'SELECT "row" FROM "order"{where} ORDER BY {question.sort} {way}, id {way}', parameters


def stream_rows(cache: sqlite3.Connection, question: OrderQuestion, *, chunk: int = CHUNK) -> Iterator[array[int]]:
    """The row keys of all orders of a question, in parts, sorted."""
    statement, parameters = _listing(cache, question)
    cursor = cache.execute(statement, parameters)
    # Whoever narrows the list goes on typing: between two parts it can be given up.
    size = min(chunk, _NARROWED_CHUNK) if question.text else chunk
    while found := cursor.fetchmany(size):
        yield array("q", [each[0] for each in found])


def first_rows(cache: sqlite3.Connection, question: OrderQuestion, count: int) -> array[int]:
    """The row keys of the first orders of a question."""
    statement, parameters = _listing(cache, question)
    cursor = cache.execute(f"{statement} LIMIT ?", (*parameters, count))
    return array("q", [each[0] for each in cursor])


def fitting(cache: sqlite3.Connection, question: OrderQuestion, rows: Sequence[int]) -> frozenset[int]:
    """Which of these orders belong to a question's list."""
    conditions, parameters = _conditions(question)
    every = " AND ".join(['"row" IN (SELECT value FROM json_each(?))', *conditions])
    found = cache.execute(f'SELECT "row" FROM "order" WHERE {every}', (_as_json(rows), *parameters))
    return frozenset(each[0] for each in found)


def amount_of(cache: sqlite3.Connection, rows: Sequence[int]) -> int | None:
    """What orders are worth together, by their row keys; None where the seat sees no money, or there are none."""
    statement = 'SELECT sum(amount_fen) FROM "order" WHERE "row" IN (SELECT value FROM json_each(?))'
    (found,) = cache.execute(statement, (_as_json(rows),)).fetchone()
    return None if found is None else int(found)


def page_of(cache: sqlite3.Connection, rows: Sequence[int]) -> dict[int, OrderRow]:
    """The orders at these row keys; those that have gone are missing."""
    return {values[0]: _row(values) for values in cache.execute(_PAGE, (_as_json(rows),))}


def rows_of(cache: sqlite3.Connection, order_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Where in the cache orders stand, by id."""
    wanted = [each.bytes for each in order_ids]
    found: dict[UUID, int] = {}
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        part = wanted[start : start + _IDS_AT_ONCE]
        statement = f'SELECT id, "row" FROM "order" WHERE id IN ({",".join("?" * len(part))})'
        found |= {UUID(bytes=order_id): row for order_id, row in cache.execute(statement, part)}
    return found


def waybills_of(cache: sqlite3.Connection, order_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The numbers of the waybills that stand on parcels with goods of orders, the first bound first."""
    wanted = [each.bytes for each in order_ids]
    found: dict[UUID, list[str]] = {}
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        part = wanted[start : start + _IDS_AT_ONCE]
        statement = (
            "SELECT DISTINCT c.order_id, b.waybill_no FROM parcel_content c "
            "JOIN binding b ON b.parcel_id = c.parcel_id "
            f"WHERE c.order_id IN ({','.join('?' * len(part))}) AND b.to_at IS NULL ORDER BY b.from_at"
        )
        for order_id, number in cache.execute(statement, part):
            found.setdefault(UUID(bytes=order_id), []).append(number)
    return {order_id: tuple(numbers) for order_id, numbers in found.items()}


def node_counts(cache: sqlite3.Connection, salesperson_id: UUID | None) -> NodeCounts:
    """How many orders stand at each node, and how many are this salesperson's."""
    by_node = dict(cache.execute(_NODES).fetchall())
    mine = 0
    if salesperson_id is not None:
        (mine,) = cache.execute(_MINE, (salesperson_id.bytes,)).fetchone()
    return NodeCounts(by_node, sum(by_node.values()), mine)


def totals(cache: sqlite3.Connection, question: OrderQuestion) -> ListTotals:
    """Number and worth of the orders of a question."""
    if ways_of(question.text):
        keys = [key for part in stream_rows(cache, question) for key in part]
        return ListTotals(len(keys), amount_of(cache, keys))
    where, parameters = _where(question)
    return ListTotals(*cache.execute(f'SELECT count(*), sum(amount_fen) FROM "order"{where}', parameters).fetchone())


def _listing(cache: sqlite3.Connection, question: OrderQuestion) -> tuple[str, tuple[object, ...]]:
    """The statement that is sooner ready: along the list, or what the text finds by its indexes, sorted."""
    ways = ways_of(question.text)
    if not ways:
        return list_sql(question)
    found = " UNION ".join(way.rows for way in ways)
    values = tuple(value for way in ways for value in way.rows_values)
    if any(way.may_be_wide for way in ways):
        (count,) = cache.execute(f"SELECT count(*) FROM ({found} LIMIT {WIDE + 1})", values).fetchone()
        if count > WIDE:
            return list_sql(question)
    column, value = _filter_of(question)
    # The pluses keep SQLite from walking an index of the whole list for the few that were found.
    and_only = f" AND +{column} = ?" if column else ""
    way = "DESC" if question.descending else "ASC"
    statement = (
        f'SELECT "row" FROM "order" WHERE "row" IN ({found}){and_only} ORDER BY +{question.sort} {way}, id {way}'
    )
    return statement, (*values, *((value,) if column else ()))


def _where(question: OrderQuestion) -> tuple[str, tuple[object, ...]]:
    conditions, parameters = _conditions(question)
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), parameters


def _conditions(question: OrderQuestion) -> tuple[list[str], tuple[object, ...]]:
    """What is true of each order of the list, and the values in it."""
    column, value = _filter_of(question)
    ways = ways_of(question.text)
    tests = [f"({' OR '.join(way.test for way in ways)})"] if ways else []
    values = tuple(each for way in ways for each in way.test_values)
    return ([f"{column} = ?", *tests], (value, *values)) if column else (tests, values)


def _filter_of(question: OrderQuestion) -> tuple[str, object]:
    given: list[tuple[str, object]] = []
    if question.node is not None:
        given.append(("node", question.node))
    if question.salesperson_id is not None:
        given.append(("salesperson_id", question.salesperson_id.bytes))
    if question.customer_id is not None:
        given.append(("customer_id", question.customer_id.bytes))
    if len(given) > 1:
        raise ValueError("a list of orders takes one filter at a time")
    return given[0] if given else ("", None)


def _row(values: Sequence[Any]) -> OrderRow:
    row, order_id, number, customer, node, node_at, amount, lines, promised, carrier, updated, held, done, all_ = values
    return OrderRow(
        row, UUID(bytes=order_id), number, customer, node, _time(node_at), amount, lines,
        None if promised is None else _time(promised), carrier, _time(updated), bool(held), done, all_,
    )  # fmt: skip


def _as_json(rows: Sequence[int]) -> str:
    return f"[{','.join(map(str, rows))}]"


def _time(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
