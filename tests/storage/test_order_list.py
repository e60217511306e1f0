"""The order list's questions, and that an index serves each of them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text

from orderdesk.clock import SetClock
from orderdesk.queries.order_list import (
    first_rows,
    list_sql,
    node_counts,
    offered_sorts,
    page_of,
    rows_of,
    stream_rows,
    totals,
)
from orderdesk.queries.rows import OrderQuestion, OrderSort
from tests.storage.cached_company import Town, empty_cache
from tests.sync import small_company as company

FILTERS = (
    OrderQuestion(),
    OrderQuestion(node="picking"),
    OrderQuestion(salesperson_id=company.USERS["sales"]),
    OrderQuestion(customer_id=company.CUSTOMERS[0]),
)


def questions() -> list[OrderQuestion]:
    """Every combination of filter, sort and direction that is offered."""
    return [
        OrderQuestion(each.node, each.salesperson_id, each.customer_id, sort, descending)
        for each, sort, descending in product(FILTERS, OrderSort, (True, False))
        if sort in offered_sorts(each)
    ]


@pytest.mark.parametrize("question", questions(), ids=str)
def test_every_list_comes_sorted_from_an_index_that_holds_all_it_needs(question: OrderQuestion, tmp_path: Path) -> None:
    statement, parameters = list_sql(question)
    with empty_cache(tmp_path / "cache.db") as connection:
        plan = list(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
        connection.execute(text("ANALYZE"))
        analysed = list(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
    for steps in (plan, analysed):
        words = " ".join(str(step[3]) for step in steps)
        assert "COVERING INDEX" in words, words
        assert "TEMP B-TREE" not in words, words


def test_a_sort_without_an_index_is_not_offered() -> None:
    question = OrderQuestion(customer_id=company.CUSTOMERS[0], sort=OrderSort.AMOUNT)
    with pytest.raises(ValueError, match="no index"):
        list_sql(question)


def test_two_filters_at_a_time_are_refused() -> None:
    with pytest.raises(ValueError, match="one filter"):
        list_sql(OrderQuestion(node="picking", customer_id=company.CUSTOMERS[0]))


def test_the_newest_order_comes_first_and_a_page_tells_what_each_is(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    orders = [town.place(quantity=count * 1_000) for count in (1, 2, 3)]
    with town.cache() as connection:
        rows = first_rows(connection, OrderQuestion(), 2)
        page = page_of(connection, rows)
        assert [page[row].id for row in rows] == orders[:0:-1]
        assert page[rows[0]].amount_fen == 3_750
        assert page[rows[0]].node == "pending_review"
        dearest = OrderQuestion(sort=OrderSort.AMOUNT, descending=False)
        assert [page_of(connection, [row])[row].id for row in first_rows(connection, dearest, 9)] == orders


def test_the_stream_gives_every_order_once_in_parts(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    for _ in range(5):
        town.place()
    with town.cache() as connection:
        parts = list(stream_rows(connection, OrderQuestion(), chunk=2))
        assert [len(part) for part in parts] == [2, 2, 1]
        assert len({row for part in parts for row in part}) == 5


def test_counts_and_worth_follow_the_filter(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    town.place()
    waiting = town.allocated()
    with town.cache() as connection:
        counts = node_counts(connection, company.USERS["sales"])
        assert counts.by_node == {"pending_review": 1, "allocated": 1}
        assert (counts.total, counts.mine) == (2, 0)
        found = totals(connection, OrderQuestion(node="allocated"))
        assert (found.count, found.amount_fen) == (1, 1_250)
        assert list(rows_of(connection, [waiting])) == [waiting]


def test_a_bench_sees_its_orders_without_money(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    town.place()
    mine = town.allocated()
    with town.cache(town.bench) as connection:
        rows = first_rows(connection, OrderQuestion(), 10)
        (row,) = page_of(connection, rows).values()
        assert row.id == mine
        assert row.amount_fen is None
        assert totals(connection, OrderQuestion()).amount_fen is None
