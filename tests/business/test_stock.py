"""Where goods come from: one warehouse if one can, and figures for whatever is short."""

from __future__ import annotations

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from orderdesk.domain.stock import LineNeed, StockRow, choose_warehouses, row_key

EAST, WEST, NORTH = (UUID(int=number) for number in (1, 2, 3))
OIL, PLUG = UUID(int=11), UUID(int=12)
FIRST, SECOND = UUID(int=21), UUID(int=22)
NEEDS = [LineNeed(FIRST, OIL, 5_000), LineNeed(SECOND, PLUG, 5_000)]


def row(warehouse: UUID, sku: UUID, on_hand: int, reserved: int = 0, **fields: str) -> StockRow:
    return StockRow(uuid4(), warehouse, sku, on_hand * 1_000, reserved * 1_000, **fields)


def test_available_is_what_is_there_less_what_is_reserved() -> None:
    assert row(EAST, OIL, 10, 4).available == 6_000
    assert row(EAST, OIL, 3, 4).available == -1_000


def test_the_first_warehouse_that_covers_everything_wins() -> None:
    rows = [row(EAST, OIL, 99), row(WEST, OIL, 5), row(WEST, PLUG, 5), row(NORTH, OIL, 9), row(NORTH, PLUG, 9)]
    choice = choose_warehouses(NEEDS, rows, [EAST, WEST, NORTH])
    assert choice.is_complete
    assert choice.warehouse_ids == (WEST,)


def test_without_one_for_all_each_line_goes_where_it_is_covered() -> None:
    rows = [row(EAST, OIL, 5), row(WEST, OIL, 3), row(WEST, PLUG, 5)]
    choice = choose_warehouses(NEEDS, rows, [EAST, WEST])
    assert choice.is_complete
    assert [(pick.line_id, pick.warehouse_id) for pick in choice.picks] == [(FIRST, EAST), (SECOND, WEST)]


def test_a_warehouse_in_use_is_preferred_to_a_better_one() -> None:
    needs = [*NEEDS, LineNeed(UUID(int=23), UUID(int=13), 1_000)]
    rows = [row(EAST, OIL, 5), row(WEST, PLUG, 5), row(NORTH, UUID(int=13), 5), row(WEST, UUID(int=13), 5)]
    assert choose_warehouses(needs, rows, [NORTH, EAST, WEST]).warehouse_ids == (EAST, WEST)


def test_a_shortage_is_explained_with_the_figures_of_every_warehouse() -> None:
    rows = [row(EAST, OIL, 10, 9), row(WEST, OIL, 3), row(WEST, PLUG, 9), row(EAST, OIL, 50, quality="damaged")]
    choice = choose_warehouses(NEEDS, rows, [EAST, WEST])
    [shortage] = choice.shortages
    assert (shortage.line_id, shortage.needed, shortage.picked, shortage.missing) == (FIRST, 5_000, 4_000, 1_000)
    figures = [(each.warehouse_id, each.on_hand, each.reserved, each.available) for each in shortage.warehouses]
    assert figures == [(EAST, 10_000, 9_000, 1_000), (WEST, 3_000, 0, 3_000)]


def test_a_line_that_no_warehouse_covers_is_shared_out() -> None:
    choice = choose_warehouses([NEEDS[0]], [row(EAST, OIL, 2), row(WEST, OIL, 3)], [EAST, WEST])
    assert choice.is_complete
    assert [(pick.warehouse_id, pick.quantity) for pick in choice.picks] == [(EAST, 2_000), (WEST, 3_000)]


def test_an_order_becomes_no_more_shipments_than_it_may() -> None:
    rows = [row(EAST, OIL, 2), row(WEST, OIL, 3), row(NORTH, PLUG, 9)]
    choice = choose_warehouses(NEEDS, rows, [EAST, WEST, NORTH], shipments=2)
    assert set(choice.warehouse_ids) == {WEST, NORTH}
    assert [shortage.missing for shortage in choice.shortages] == [2_000]


def test_two_lines_of_one_sku_do_not_get_the_same_goods() -> None:
    needs = [LineNeed(FIRST, OIL, 4_000), LineNeed(SECOND, OIL, 4_000)]
    choice = choose_warehouses(needs, [row(EAST, OIL, 7)], [EAST])
    assert [pick.quantity for pick in choice.picks] == [4_000, 3_000]
    assert choice.shortages[0].missing == 1_000


def test_batches_add_up_and_an_overdrawn_one_takes_nothing_away() -> None:
    rows = [row(EAST, OIL, 3, batch="A"), row(EAST, OIL, 2, batch="B"), row(EAST, OIL, 0, 4, batch="C")]
    choice = choose_warehouses([LineNeed(FIRST, OIL, 5_000)], list(reversed(rows)), [EAST])
    assert choice.is_complete
    assert [(pick.stock_id, pick.quantity) for pick in choice.picks] == [(rows[0].id, 3_000), (rows[1].id, 2_000)]


def test_stock_of_another_warehouse_does_not_count() -> None:
    choice = choose_warehouses([LineNeed(FIRST, OIL, 1_000)], [row(NORTH, OIL, 9)], [EAST])
    assert (choice.picks, choice.shortages[0].missing) == ((), 1_000)


def test_rows_are_ordered_by_warehouse_and_then_sku() -> None:
    keys = [row_key(WEST, OIL), row_key(EAST, PLUG), row_key(EAST, OIL), row_key(EAST, OIL, batch="A")]
    assert sorted(keys) == [keys[2], keys[3], keys[1], keys[0]]


quantities = st.integers(min_value=0, max_value=20)
stock_rows = st.lists(
    st.builds(row, st.sampled_from([EAST, WEST, NORTH]), st.sampled_from([OIL, PLUG]), quantities, quantities),
    max_size=8,
)
line_needs = st.lists(
    st.builds(LineNeed, st.uuids(), st.sampled_from([OIL, PLUG]), st.integers(min_value=1, max_value=20_000)),
    max_size=5,
    unique_by=lambda need: need.line_id,
)


@given(line_needs, stock_rows)
def test_never_more_is_picked_than_is_available_nor_more_than_is_needed(
    needs: list[LineNeed], rows: list[StockRow]
) -> None:
    choice = choose_warehouses(needs, rows, [EAST, WEST, NORTH])
    for warehouse in (EAST, WEST, NORTH):
        for sku in (OIL, PLUG):
            free = sum(max(r.available, 0) for r in rows if (r.warehouse_id, r.sku_id) == (warehouse, sku))
            assert sum(p.quantity for p in choice.picks if (p.warehouse_id, p.sku_id) == (warehouse, sku)) <= free
    for each in rows:
        assert sum(p.quantity for p in choice.picks if p.stock_id == each.id) <= max(each.available, 0)
    short = {shortage.line_id: shortage.missing for shortage in choice.shortages}
    for need in needs:
        picked = sum(pick.quantity for pick in choice.picks if pick.line_id == need.line_id)
        assert picked + short.get(need.line_id, 0) == need.quantity
    keys = [row_key(pick.warehouse_id, pick.sku_id) for pick in choice.picks]
    assert keys == sorted(keys)


@given(line_needs, stock_rows, st.integers(min_value=1, max_value=3))
def test_no_fewer_warehouses_would_do_and_no_more_are_used_than_allowed(
    needs: list[LineNeed], rows: list[StockRow], shipments: int
) -> None:
    places = [EAST, WEST, NORTH]
    choice = choose_warehouses(needs, rows, places, shipments=shipments)
    assert len(choice.warehouse_ids) <= shipments
    if choice.is_complete and len(choice.warehouse_ids) > 1:
        fewer = choose_warehouses(needs, rows, places, shipments=len(choice.warehouse_ids) - 1)
        assert not fewer.is_complete
    if not choice.is_complete and shipments == len(places):
        short = {shortage.sku_id: 0 for shortage in choice.shortages}
        for shortage in choice.shortages:
            short[shortage.sku_id] += shortage.missing
        for sku, missing in short.items():
            free = sum(max(each.available, 0) for each in rows if each.sku_id == sku)
            assert missing == sum(need.quantity for need in needs if need.sku_id == sku) - free
