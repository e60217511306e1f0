"""Finding orders, customers and SKUs by whatever is at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select

from orderdesk.clock import SetClock
from orderdesk.queries import search
from orderdesk.queries.customers import customer_card, find_customers
from orderdesk.queries.search import search_orders
from orderdesk.queries.skus import find_skus, sku_card
from tests.storage.cached_company import WAYBILL, Town, empty_cache
from tests.sync import small_company as company

SCANNED_WHOLE = {"_NAMED", "_SOUNDING"}
STATEMENTS = {
    name: value for name, value in vars(search).items() if isinstance(value, Select) and name not in SCANNED_WHOLE
}


@pytest.mark.parametrize("name", sorted(set(STATEMENTS) - {"_WAYBILL_FIELDS", "_NUMBERED"}))
def test_no_search_reads_a_table_of_orders_from_end_to_end(name: str, tmp_path: Path) -> None:
    statement: Select[Any] = STATEMENTS[name]
    values = {"low": "a", "high": "b", "tail": "c", "whole": "d", "customer": company.COMPANY, "sku": company.COMPANY}
    with empty_cache(tmp_path / "cache.db") as connection:
        compiled = statement.compile(connection.engine)
        parameters = compiled.construct_params({key: values[key] for key in compiled.params if key in values})
        ordered = tuple(
            value.bytes if hasattr(value, "bytes") else value
            for value in (parameters[key] for key in compiled.positiontup or ())
        )
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", ordered)]
    assert not [step for step in plan if step.startswith("SCAN")], plan


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("SO2611", "order"),
        ("000011", ""),
        (WAYBILL, "waybill"),
        (WAYBILL[:9], "waybill"),
        (WAYBILL[-6:], "waybill"),
        ("5678", "phone"),
        ("10012345678", "phone"),
        ("顺驰", "customer"),
        ("PK2611", "parcel"),
        ("BP-0", "sku"),
        ("zz", ""),
        ("没有的客户", ""),
        ("5", ""),
    ],
)
def test_the_shape_of_the_text_decides_where_to_look(text: str, by: str, tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    order_id, _parcel_id = town.packed()
    with town.cache() as connection:
        found = search_orders(connection, text)
    assert [(each.id, each.by) for each in found.orders] == ([(order_id, by)] if by else [])


def test_a_word_that_is_in_most_names_finds_the_newest_orders(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    orders = [town.place() for _ in range(3)]
    with town.cache() as connection:
        found = connection.execute(search._through_newest(search._NAMED), {"part": "宁波"})
        assert [row.id for row in found] == orders[::-1]


def test_the_end_of_an_order_number_finds_it(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    order_id = town.place()
    number = town.order(order_id).order_no
    with town.cache() as connection:
        assert [each.id for each in search_orders(connection, number[-6:]).orders] == [order_id]
        assert [each.id for each in search_orders(connection, number[-6:-1]).orders] == [order_id]


@pytest.mark.parametrize("length", [4, 5, 6, 7, 9, 12])
def test_any_end_of_a_number_finds_its_order(length: int, tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    other = town.place()
    order_id, _parcel_id = town.packed()
    number = town.order(order_id).order_no
    with town.cache() as connection:
        ends = (number[-length:], number[-length:].lower(), number[-length - 1 : -1], WAYBILL[-length:])
        for end in ends:
            found = [each.id for each in search_orders(connection, end).orders]
            assert order_id in found
            assert other not in found
        assert not search_orders(connection, "X" * (length - 1) + number[-1]).orders


def test_customers_are_found_by_name_and_code_with_their_terms(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    with town.cache() as connection:
        assert len(find_customers(connection, "顺驰")) == 2
        (choice,) = find_customers(connection, "c1")
        card = customer_card(connection, choice.id, company.COMPANY)
        assert find_customers(connection, " ") == ()
    assert card is not None
    assert (card.tier, card.terms_days, card.credit_limit_fen) == ("A", 30, 100_000_000)
    assert card.addresses[0].preferred


def test_skus_are_found_with_price_and_stock(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    town.place(quantity=3_000)
    with town.cache() as connection:
        choices = find_skus(connection, "刹车 0", company.COMPANY)
        card = sku_card(
            connection,
            choices[0].id,
            company_id=company.COMPANY,
            customer_id=company.CUSTOMERS[0],
            on=clock.now().date(),
        )
        assert find_skus(connection, "bp-1", company.COMPANY)[0].code == "BP-1"
    assert [choice.available for choice in choices] == [2 * company.STOCKED - 3_000]
    assert card is not None
    assert card.available() == 2 * company.STOCKED - 3_000
    price = card.price_for(1_000)
    assert price is not None
    assert (price.unit_price_micro, price.source) == (company.PRICE_MICRO, "STD/1")
    assert [figure.warehouse for figure in card.stock] == ["NB", "SZ"]
