"""The order list: the places of all orders a question finds, and the rows of one page of them."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from db.cache import cache_tables
from orderdesk.queries import order_sql
from orderdesk.queries.order_sql import CHUNK, list_sql, offered_sorts
from orderdesk.queries.rows import ListTotals, NodeCounts, OrderQuestion, OrderRow

__all__ = [
    "amount_of", "customers_of", "first_rows", "fitting", "list_sql", "node_counts", "offered_sorts", "page_of",
    "rows_of", "stream_rows", "totals", "waybills_of",
]  # fmt: skip

_ORDER = cache_tables["order"]


def stream_rows(connection: Connection, question: OrderQuestion, *, chunk: int = CHUNK) -> Iterator[array[int]]:
    """The row keys of all orders of a question, in parts, sorted."""
    # The driver's own cursor: a million rows through the result objects of the toolkit would take twice as long.
    with _driver(connection) as cache:
        yield from order_sql.stream_rows(cache, question, chunk=chunk)


def first_rows(connection: Connection, question: OrderQuestion, count: int) -> array[int]:
    """The row keys of the first orders of a question."""
    with _driver(connection) as cache:
        return order_sql.first_rows(cache, question, count)


def fitting(connection: Connection, question: OrderQuestion, rows: Sequence[int]) -> frozenset[int]:
    """Which of these orders, by row key, belong to a question's list."""
    with _driver(connection) as cache:
        return order_sql.fitting(cache, question, rows)


def amount_of(connection: Connection, rows: Sequence[int]) -> int | None:
    """What orders are worth together (fen), by row key; None where the seat sees no money, or there are none."""
    with _driver(connection) as cache:
        return order_sql.amount_of(cache, rows)


def page_of(connection: Connection, rows: Sequence[int]) -> dict[int, OrderRow]:
    """The orders at these row keys; those that have gone are missing."""
    with _driver(connection) as cache:
        return order_sql.page_of(cache, rows)


def rows_of(connection: Connection, order_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Where in the cache orders stand, by id."""
    with _driver(connection) as cache:
        return order_sql.rows_of(cache, order_ids)


def customers_of(connection: Connection, order_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The customers' names of orders."""
    query = select(_ORDER.c.id, _ORDER.c.customer_name).where(_ORDER.c.id.in_(list(order_ids)))
    return {each.id: each.customer_name for each in connection.execute(query)}


def waybills_of(connection: Connection, order_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The numbers of the waybills that stand on the parcels of orders, the first bound first."""
    with _driver(connection) as cache:
        return order_sql.waybills_of(cache, order_ids)


def node_counts(connection: Connection, salesperson_id: UUID | None) -> NodeCounts:
    """How many orders stand at each node, and how many are this salesperson's."""
    with _driver(connection) as cache:
        return order_sql.node_counts(cache, salesperson_id)


def totals(connection: Connection, question: OrderQuestion) -> ListTotals:
    """Number and worth of the orders of a question."""
    with _driver(connection) as cache:
        return order_sql.totals(cache, question)


@contextmanager
def _driver(connection: Connection) -> Iterator[sqlite3.Connection]:
    """The driver's connection; its errors come as the toolkit's, so that a damaged file is noticed here too."""
    try:
        yield cast("sqlite3.Connection", connection.connection.driver_connection)
    except sqlite3.Error as error:
        raise DatabaseError("the order list", None, error) from error
