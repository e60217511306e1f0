"""What somebody types narrows the list: which orders stay, and that no number makes SQLite read all orders."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from orderdesk.clock import SetClock
from orderdesk.queries import order_filter, order_sql
from orderdesk.queries.order_filter import narrows
from orderdesk.queries.order_list import amount_of, first_rows, fitting, page_of, stream_rows, totals
from orderdesk.queries.rows import OrderQuestion, OrderSort
from tests.storage.cached_company import WAYBILL, Town, empty_cache

TEXTS = ("00011", "0011", "SO261102", WAYBILL, "13856287", "5678", "顺驰", "nbsc", "ACME")


@pytest.mark.parametrize("text", ["", " ", "5", "837", "SO26110", "x", "A", "S F"])
def test_what_is_too_short_narrows_nothing(text: str) -> None:
    # A blank within is no part of a number: "S F" are the initials SF.
    assert narrows(text) is (text == "S F")


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (WAYBILL, True),
        (WAYBILL[:9], True),
        (WAYBILL[-4:], True),
        (" sf1385628716739 ", True),
        ("5678", True),
        ("10012345678", True),
        ("9999", False),
        ("顺驰", True),
        ("顺", True),
        ("没有的客户", False),
        ("100%", False),
        ("顺_", False),
        ("顺%驰", False),
    ],
)
def test_an_order_stays_by_waybill_phone_or_customer(
    text: str, is_found: bool, tmp_path: Path, clock: SetClock
) -> None:
    town = Town(tmp_path, clock)
    order_id, _parcel_id = town.packed()
    with town.cache() as connection:
        rows = first_rows(connection, OrderQuestion(text=text), 9)
        assert [each.id for each in page_of(connection, rows).values()] == ([order_id] if is_found else [])
        assert fitting(connection, OrderQuestion(text=text), [1]) == frozenset(rows)


def test_an_order_stays_by_the_end_of_its_number_with_and_without_the_check_character(
    tmp_path: Path, clock: SetClock
) -> None:
    town = Town(tmp_path, clock)
    order_id = town.place()
    other = town.place()
    number = town.order(order_id).order_no
    with town.cache() as connection:
        for text in (number, number[-4:], number[-6:], number[-5:-1], number.lower()):
            rows = first_rows(connection, OrderQuestion(text=text), 9)
            assert [each.id for each in page_of(connection, rows).values()] == [order_id], text
        day = first_rows(connection, OrderQuestion(text=number[:8], descending=False), 9)
        assert [page_of(connection, [row])[row].id for row in day] == [order_id, other]


def test_the_text_narrows_what_the_filter_lets_through_and_sum_and_count_follow(
    tmp_path: Path, clock: SetClock
) -> None:
    town = Town(tmp_path, clock)
    town.place()
    waiting = town.allocated()
    question = OrderQuestion(node="allocated", text="顺驰", sort=OrderSort.AMOUNT)
    with town.cache() as connection:
        rows = [row for part in stream_rows(connection, question) for row in part]
        assert [each.id for each in page_of(connection, rows).values()] == [waiting]
        found = totals(connection, question)
        assert (found.count, found.amount_fen) == (1, 1_250)
        assert amount_of(connection, rows) == 1_250
        assert totals(connection, OrderQuestion(text="没有")).count == 0
        with pytest.raises(ValueError, match="no index"):
            order_sql.list_sql(OrderQuestion(customer_id=waiting, sort=OrderSort.AMOUNT, text="顺驰"))


def test_a_name_that_fits_too_many_is_looked_for_along_the_list(
    tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(tmp_path, clock)
    orders = [town.place(quantity=count * 1_000) for count in (2, 3, 1)]
    question = OrderQuestion(text="宁波", sort=OrderSort.AMOUNT)
    with town.cache() as connection:
        found = []
        for most in (order_filter.WIDE, 2):
            monkeypatch.setattr(order_sql, "WIDE", most)
            rows = [row for part in stream_rows(connection, question) for row in part]
            found.append([page_of(connection, [row])[row].id for row in rows])
    assert found == [[orders[1], orders[0], orders[2]]] * 2


def test_no_text_reads_all_orders_from_end_to_end(tmp_path: Path) -> None:
    with empty_cache(tmp_path / "cache.db") as connection:
        cache = connection.connection.driver_connection
        assert cache is not None
        for text, sort in product(TEXTS, OrderSort):
            assert narrows(text)
            statement, parameters = order_sql._listing(cache, OrderQuestion(text=text, sort=sort))
            plan = [str(row[3]) for row in cache.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            # There are not many customers: a name is looked for in all of them.
            assert {step for step in plan if step.startswith("SCAN")} <= {"SCAN customer"}, plan
