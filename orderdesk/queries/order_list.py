"""The order list: the places of all orders a question finds, and the rows of one page of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from db.cache import cache_tables
from orderdesk.queries.rows import ListTotals, NodeCounts, OrderQuestion, OrderRow, OrderSort

CHUNK = 5_000

_ORDER = cache_tables["order"]
_ROW_COLUMNS = tuple(_ORDER.c[name] for name in OrderRow.__slots__)
_WANTED = func.json_each(bindparam("rows")).table_valued("value")
_PAGE = select(*_ROW_COLUMNS).where(_ORDER.c.row.in_(select(_WANTED.c.value)))
_ROWS_OF = select(_ORDER.c.id, _ORDER.c.row)
_FILTERED_SORTS = frozenset(OrderSort)
_ALL_SORTS = {"": _FILTERED_SORTS, "node": _FILTERED_SORTS}
_ONLY_PLACED = frozenset({OrderSort.PLACED})


def offered_sorts(question: OrderQuestion) -> frozenset[OrderSort]:
    """The sorts that an index covers together with the question's filter."""
    return _ALL_SORTS.get(_filter_of(question)[0], _ONLY_PLACED)


def list_sql(question: OrderQuestion) -> tuple[str, tuple[object, ...]]:
    """The statement that lists the cache's row keys. Raises ValueError for a sort without an index."""
    if question.sort not in offered_sorts(question):
        raise ValueError(f"no index serves {question.sort} with this filter")
    column, value = _filter_of(question)
    where, parameters = (f" WHERE {column} = ?", (value,)) if column else ("", ())
    way = "DESC" if question.descending else "ASC"
    return f'SELECT "row" FROM "order"{where} ORDER BY {question.sort} {way}, id {way}', parameters


def stream_rows(connection: Connection, question: OrderQuestion, *, chunk: int = CHUNK) -> Iterator[array[int]]:
    """The row keys of all orders of a question, in parts, sorted."""
    statement, parameters = list_sql(question)
    # The driver's own cursor: a million rows through the result objects of the toolkit would take twice as long.
    cursor = _driver(connection).execute(statement, parameters)
    while found := cursor.fetchmany(chunk):
        yield array("q", [each[0] for each in found])


def first_rows(connection: Connection, question: OrderQuestion, count: int) -> array[int]:
    """The row keys of the first orders of a question."""
    statement, parameters = list_sql(question)
    cursor = _driver(connection).execute(f"{statement} LIMIT ?", (*parameters, count))
    return array("q", [each[0] for each in cursor])


def page_of(connection: Connection, rows: Sequence[int]) -> dict[int, OrderRow]:
    """The orders at these row keys; those that have gone are missing."""
    found = connection.execute(_PAGE, {"rows": _json_list(rows)})
    return {each[0]: OrderRow(*each) for each in found}


def rows_of(connection: Connection, order_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Where in the cache orders stand, by id."""
    query = _ROWS_OF.where(_ORDER.c.id.in_(list(order_ids)))
    return {each.id: each.row for each in connection.execute(query)}


def customers_of(connection: Connection, order_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The customers' names of orders."""
    query = select(_ORDER.c.id, _ORDER.c.customer_name).where(_ORDER.c.id.in_(list(order_ids)))
    return {each.id: each.customer_name for each in connection.execute(query)}


def node_counts(connection: Connection, salesperson_id: UUID | None) -> NodeCounts:
    """How many orders stand at each node, and how many are this salesperson's."""
    query = select(_ORDER.c.node, func.count()).group_by(_ORDER.c.node)
    by_node = {node: int(count) for node, count in connection.execute(query)}
    mine = 0
    if salesperson_id is not None:
        own = select(func.count()).select_from(_ORDER).where(_ORDER.c.salesperson_id == salesperson_id)
        mine = int(connection.execute(own).scalar_one())
    return NodeCounts(by_node, sum(by_node.values()), mine)


def totals(connection: Connection, question: OrderQuestion) -> ListTotals:
    """Number and worth of the orders of a question."""
    column = _filter_of(question)[0]
    query = select(func.count(), func.sum(_ORDER.c.amount_fen)).select_from(_ORDER)
    if column:
        query = query.where(_ORDER.c[column] == getattr(question, column))
    count, amount = connection.execute(query).one()
    return ListTotals(int(count), None if amount is None else int(amount))


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


def _json_list(rows: Sequence[int]) -> str:
    return f"[{','.join(map(str, rows))}]"


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
