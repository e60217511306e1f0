"""Orders of U8 become orders here, and its stock becomes statements."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update

from db.engine import parse_url
from db.tables import log, orders, stock, work
from orderdesk.clock import SetClock
from orderdesk.commands import CancelOrder, EditOrder, ReturnToReview, ReviewOrder
from orderdesk.commands.edit import LineEdit, LineTerms
from orderdesk.commands.statements import StatedItem, StateStock
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Company, Customer, Sku, Warehouse
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.numbers import is_order_no
from orderdesk.hub.backup import back_up, restore
from orderdesk.hub.doctor import examine
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.ids import new_id
from tests.hub.linked_hub import allocate, linked, lock, ship, u8_order
from tests.hub.working_hub import World
from tests.sync import small_company

SOURCE = "u8:sandbox-company/1"


@pytest.fixture
def world(database_url: str, clock: SetClock) -> Iterator[World]:
    with linked(database_url, clock) as found:
        yield found


@pytest.fixture
def lone_world(sqlite_template: Any, clock: SetClock, tmp_path: Any) -> Iterator[World]:
    """On SQLite alone, where the database makes no difference."""
    path = tmp_path / "linked.db"
    path.write_bytes(sqlite_template.read_bytes())
    with linked(f"sqlite:///{path}", clock) as found:
        yield found


def poll(world: World, *, later: float = 400.0) -> None:
    """The next round of questions, with all that follows from it."""
    assert world.parts.erp is not None
    world.hub.clock.advance(seconds=later)
    world.parts.erp.queue_due()
    world.parts.jobs.run_all()


def enter(world: World, **changes: Any) -> str:
    """Somebody enters an order in U8; its number there."""
    return str(world.steer("u8/orders", u8_order(**changes))["code"])


def from_u8(world: World) -> list[Order]:
    rows = world.hub.rows(orders.order, orders.order.c.source_system == SOURCE)
    return [world.hub.order(row.id) for row in sorted(rows, key=lambda row: row.source_order_no)]


def cases(world: World, code: str) -> list[Any]:
    return world.hub.rows(work.case, work.case.c.code == code)


def set_active(world: World, active: bool) -> None:
    """Whether the first article may be ordered."""
    with world.hub.store.write() as connection:
        shelf = Shelf(connection)
        sku = shelf.load(Key("sku", small_company.SKUS[0]))
        assert isinstance(sku, Sku)
        sku.active = active
        shelf.save(sku)


def feeds(world: World) -> dict[str, Any]:
    return {row.subject: row for row in world.hub.rows(work.feed)}


def in_stock(world: World, sku: int = 0) -> Any:
    table = stock.stock
    (row,) = world.hub.rows(
        table,
        table.c.sku_id == small_company.SKUS[sku],
        table.c.warehouse_id == small_company.WMS_WAREHOUSE,
        table.c.batch == "",
    )
    return row


def test_an_order_of_u8_is_an_order_here_however_often_it_is_polled(world: World) -> None:
    code = enter(world, dpredatebt="2026-11-05", memo="加急")
    for _ in range(3):
        poll(world)
    (order,) = from_u8(world)
    assert is_order_no(order.order_no)
    assert (order.source_order_no, order.customer_po_no, order.remark) == (code, "PO-7", "加急")
    assert [(line.sku_code, line.quantity, line.unit_price_micro) for line in order.lines] == [
        ("BP-0", 3_000, 12_500_000)
    ]
    assert (order.consignees[0].name, order.consignees[0].street) == ("王小明", "灵江路388号")
    assert [check.result for check in order.checks if check.kind == "price"] == ["pass"]
    assert len(world.log("u8.saleorder.get")) == 1
    assert cases(world, "erp.order_differs") == []


def test_a_poll_whose_answers_are_lost_brings_each_order_once(world: World) -> None:
    world.fault("u8.*", "drop_after_commit", probability=0.3)
    codes = [enter(world) for _ in range(12)]
    for _ in range(40):
        poll(world)
    assert [order.source_order_no for order in from_u8(world)] == codes
    assert len({order.order_no for order in from_u8(world)}) == 12


def test_our_own_orders_do_not_come_back_from_u8_as_new_ones(world: World) -> None:
    order = lock(world)
    world.settle()
    poll(world)
    assert from_u8(world) == []
    (made,) = world.state()["u8"]["orders"].values()
    assert made["biz_id"] == order.order_no
    copied = enter(world, define10=order.order_no)
    poll(world)
    assert [each.source_order_no for each in from_u8(world)] == [copied]


def forget(world: World, order: Order) -> None:
    """The hub is as an older backup had it: without the order, its jobs and what it had heard of U8."""
    with world.hub.store.write() as connection:
        connection.execute(delete(log.job))
        connection.execute(delete(log.inbox))
        connection.execute(update(orders.order).where(orders.order.c.id == order.id).values(order_no="forgotten"))


def test_an_order_of_ours_that_is_unknown_here_waits_for_its_workstation_then_is_a_case(world: World) -> None:
    order = lock(world)
    world.settle()
    forget(world, order)
    for _ in range(3):
        poll(world)
    assert from_u8(world) == []
    assert cases(world, "erp.own_order_missing") == []
    for _ in range(14):
        poll(world, later=10_000.0)
    (case,) = cases(world, "erp.own_order_missing")
    assert case.facts["order_no"] == order.order_no
    assert case.facts["next_step"] == "send_again_from_its_workstation"
    with world.hub.store.write() as connection:
        table = orders.order
        connection.execute(update(table).where(table.c.id == order.id).values(order_no=order.order_no))
        connection.execute(update(log.job).where(log.job.c.kind == "erp_order").values(state="due", attempts=0))
    world.parts.jobs.run_all()
    assert from_u8(world) == []
    (job,) = world.hub.rows(log.job, log.job.c.kind == "erp_order")
    assert job.state == "done"
    assert len(world.state()["u8"]["orders"]) == 1


def test_after_a_restore_both_kinds_of_orders_are_there_once_and_u8_has_no_second_document(
    world: World, database_url: str, tmp_path: Path
) -> None:
    hub, order_id = world.hub, new_id(world.hub.clock.now())
    back_up(parse_url(database_url), tmp_path / "backup")
    command = small_company.an_order(order_id, "A7", 1)
    hub.run(command)
    hub.run(ReviewOrder(order_id=order_id))
    code = enter(world)
    poll(world)
    assert [order.source_order_no for order in from_u8(world)] == [code]
    before = set(world.state()["u8"]["orders"])
    assert len(before) == 2
    hub.store.engine.dispose()
    restore(parse_url(database_url), tmp_path / "backup")
    assert hub.rows(orders.order) == []
    for _ in range(2):
        poll(world)
    assert [row.source_order_no for row in hub.rows(orders.order)] == [code]
    hub.run(command)
    hub.run(ReviewOrder(order_id=order_id))
    for _ in range(12):
        poll(world)
    assert [order.source_order_no for order in from_u8(world)] == [code]
    assert len(hub.rows(orders.order)) == 2
    assert set(world.state()["u8"]["orders"]) == before
    assert cases(world, "erp.own_order_missing") == []


def test_an_order_of_u8_is_locked_there_by_verifying_it_and_makes_no_second_one(world: World) -> None:
    code = enter(world)
    poll(world)
    (order,) = from_u8(world)
    world.hub.run(ReviewOrder(order_id=order.id))
    world.settle()
    u8 = world.state()["u8"]["orders"]
    assert {key: bool(row["verifier"]) for key, row in u8.items()} == {code: True}
    poll(world)
    assert cases(world, "erp.order_differs") == []


def test_an_order_of_u8_that_goes_back_to_the_review_is_unlocked_there_and_a_change_is_for_a_person(
    lone_world: World,
) -> None:
    world = lone_world
    code = enter(world)
    poll(world)
    (order,) = from_u8(world)
    world.hub.run(ReviewOrder(order_id=order.id))
    world.settle()
    world.hub.clock.advance(seconds=1)
    world.hub.run(ReturnToReview(order_id=order.id, reason="the customer wants two"))
    world.settle()
    there = world.state()["u8"]["orders"][code]
    assert (there["verifier"], there["closer"]) == ("", "")
    (line,) = order.lines
    was = LineTerms(unit=line.unit, unit_quantity=3_000, unit_price_micro=line.unit_price_micro or 0)
    to = was.model_copy(update={"unit_quantity": 2_000})
    world.hub.run(EditOrder(order_id=order.id, lines=(LineEdit(line_id=line.id, was=was, to=to),)))
    world.hub.run(ReviewOrder(order_id=order.id))
    poll(world)
    assert world.state()["u8"]["orders"][code]["verifier"] == "demo"
    (case,) = cases(world, "erp.order_differs")
    assert case.facts["quantities"] == {"BP-0": [2_000, 3_000]}
    world.hub.run(ReturnToReview(order_id=order.id, reason="not wanted at all"))
    world.hub.clock.advance(seconds=1)
    world.hub.run(CancelOrder(order_id=order.id, reason="not wanted at all"))
    world.settle()
    assert world.state()["u8"]["orders"][code]["closer"] == "demo"
    assert len(world.state()["u8"]["orders"]) == 1


def test_what_cannot_be_mapped_waits_with_its_cause_and_goes_on_after_the_repair(world: World) -> None:
    enter(
        world,
        custcode="K-9",
        cusname="宁波北仑顺驰汽修厂 1",
        entry=[{**u8_order()["entry"][0], "inventorycode": "NEW-1"}],
    )
    poll(world)
    assert from_u8(world) == []
    (case,) = cases(world, "erp.not_mapped")
    assert case.queue == "outside"
    assert case.facts["next_step"] == "enter_or_map_then_send_again"
    assert case.facts["missing"] == [
        {"kind": "customer", "code": "K-9", "name": "宁波北仑顺驰汽修厂 1", "suggestion": "C1"},
        {"kind": "sku", "code": "NEW-1"},
    ]
    (job,) = world.hub.rows(log.job, log.job.c.kind == "erp_order")
    assert job.state == "parked"
    with world.hub.store.write() as connection:
        shelf = Shelf(connection)
        customer = shelf.load(Key("customer", small_company.CUSTOMERS[1]))
        sku = shelf.load(Key("sku", small_company.SKUS[1]))
        assert isinstance(customer, Customer)
        assert isinstance(sku, Sku)
        customer.code, sku.code = "K-9", "NEW-1"
        shelf.save(customer)
        shelf.save(sku)
        connection.execute(update(log.job).where(log.job.c.id == job.id).values(state="due", attempts=0))
    world.parts.jobs.run_all()
    (order,) = from_u8(world)
    assert order.lines[0].sku_code == "NEW-1"


def test_an_order_that_is_refused_tells_why_and_may_be_tried_again(lone_world: World) -> None:
    world = lone_world
    set_active(world, False)
    enter(world)
    poll(world)
    (case,) = cases(world, "erp.refused")
    assert case.facts["code"] == "sku.inactive"
    set_active(world, True)
    with world.hub.store.write() as connection:
        connection.execute(update(log.job).where(log.job.c.kind == "erp_order").values(state="due", attempts=0))
    world.parts.jobs.run_all()
    assert len(from_u8(world)) == 1


def test_a_change_in_u8_is_put_before_somebody_and_changes_nothing(lone_world: World) -> None:
    world = lone_world
    code = enter(world)
    poll(world)
    line = {**u8_order()["entry"][0], "quantity": "5", "taxunitprice": "11"}
    world.steer("u8/change", {"code": code, "entry": [line]})
    poll(world)
    world.steer("u8/change", {"code": code, "closer": "demo"})
    poll(world)
    (order,) = from_u8(world)
    assert order.lines[0].quantity == 3_000
    first, second = sorted(cases(world, "erp.order_differs"), key=lambda row: row.opened_at)
    assert first.facts["quantities"] == {"BP-0": [3_000, 5_000]}
    assert first.facts["prices_micro"] == {"BP-0": [12_500_000, 11_000_000]}
    assert second.facts["closed"] is True


def test_what_is_closed_or_older_than_the_first_days_does_not_come(lone_world: World) -> None:
    lone_world.steer("u8/change", {"code": enter(lone_world), "closer": "demo"})
    code = enter(lone_world, date="2026-10-01")
    poll(lone_world)
    assert from_u8(lone_world) == []
    lone_world.steer("u8/change", {"code": code, "head": {"memo": "after all"}})
    poll(lone_world)
    assert [order.source_order_no for order in from_u8(lone_world)] == [code]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ("浙江省", "宁波市", "北仑区", "灵江路388号")),
        ("江苏省苏州市吴中区东方大道1号", ("江苏省", "苏州市", "吴中区", "东方大道1号")),
        ("上海市浦东新区世纪大道88号", ("上海市", "上海市", "浦东新区", "世纪大道88号")),
    ],
)
def test_an_address_in_one_text_is_taken_apart(lone_world: World, address: str, expected: tuple[str, ...]) -> None:
    enter(lone_world, sendaddress=address, define2="13800001111")
    poll(lone_world)
    (order,) = from_u8(lone_world)
    to = order.consignees[0]
    assert (to.province, to.city, to.district, to.street, to.phone) == (*expected, "13800001111")


def test_an_address_that_nobody_can_read_is_a_cause_of_its_own(lone_world: World) -> None:
    enter(lone_world, sendaddress="老地方")
    poll(lone_world)
    (case,) = cases(lone_world, "erp.not_mapped")
    assert case.facts["missing"] == [{"kind": "address"}]


def test_screens_can_say_as_of_when_the_erp_s_data_are(world: World) -> None:
    poll(world)
    asked_at = world.hub.clock.now()
    found = feeds(world)
    assert {name: (row.as_of, row.trouble) for name, row in found.items()} == {
        "orders": (asked_at, None),
        "stock": (asked_at, None),
    }
    assert {row.system for row in found.values()} == {SOURCE}
    world.fault("u8.*", "status", args={"code": 502})
    poll(world)
    assert {name: (row.as_of, row.trouble) for name, row in feeds(world).items()} == {
        "orders": (asked_at, "http_502"),
        "stock": (asked_at, "http_502"),
    }
    with world.hub.store.read() as connection:
        assert examine(connection) == []


def test_stock_of_u8_becomes_a_statement_with_its_moment_and_source(world: World) -> None:
    world.steer("u8/stock", [{"whcode": "U8-SZ", "invcode": "BP-0", "qty": "55", "stopqty": "5"}])
    poll(world)
    row = in_stock(world)
    assert (row.on_hand, row.as_of, row.source) == (50_000, world.hub.clock.now(), SOURCE)
    kept = world.hub.rows(stock.stock_statement)
    assert [(each.on_hand, each.source) for each in kept] == [(50_000, SOURCE)]
    poll(world)
    assert len(world.hub.rows(stock.stock_statement)) == 1


def test_goods_that_left_and_are_not_booked_in_u8_yet_are_not_there_twice(world: World) -> None:
    world.steer("u8/stock", [{"whcode": "U8-SZ", "invcode": "BP-0", "qty": "50"}])
    poll(world)
    order = allocate(world, lock(world, quantity=3_000))
    world.settle()
    world.fault("u8.consignment.add", "status", count=3, args={"code": 503})
    ship(world, order)
    world.parts.jobs.run_all()
    assert in_stock(world).on_hand == 47_000
    world.steer("u8/stock", [{"whcode": "U8-SZ", "invcode": "BP-0", "qty": "52"}])
    poll(world, later=301.0)
    assert in_stock(world).on_hand == 49_000
    world.settle()
    poll(world)
    assert in_stock(world).on_hand == 49_000


def test_less_stock_than_is_reserved_is_kept_and_put_before_somebody(lone_world: World) -> None:
    world = lone_world
    lock(world, quantity=3_000)
    world.steer("u8/stock", [{"whcode": "U8-SZ", "invcode": "BP-0", "qty": "1"}])
    poll(world)
    (case,) = cases(world, "stock.below_reserved")
    assert (case.facts["on_hand"], case.facts["reserved"], case.facts["source"]) == (1_000, 3_000, SOURCE)
    assert in_stock(world).on_hand == 1_000


def test_items_that_nobody_knows_here_are_one_case(lone_world: World) -> None:
    rows = [{"whcode": "U8-SZ", "invcode": code, "qty": "1"} for code in ("X-1", "X-2", "BP-0")]
    lone_world.steer("u8/stock", rows)
    poll(lone_world)
    poll(lone_world)
    (case,) = cases(lone_world, "erp.stock_unknown")
    assert (case.facts["codes"], case.facts["count"]) == (["X-1", "X-2"], 2)


def test_a_new_article_of_u8_gets_a_stock_row(lone_world: World) -> None:
    world = lone_world
    with world.hub.store.write() as connection:
        Shelf(connection).save(Sku(id=small_company.name("sku:new"), code="N-1", name="新", base_unit="piece"))
    world.steer("u8/stock", [{"whcode": "U8-SZ", "invcode": "N-1", "qty": "7.5", "batch": "B1"}])
    poll(world)
    rows = world.hub.rows(stock.stock, stock.stock.c.sku_id == small_company.name("sku:new"))
    assert [(row.on_hand, row.batch, row.source) for row in rows] == [(7_500, "B1", SOURCE)]


def test_goods_in_a_warehouse_of_the_same_code_are_the_own_company_s(lone_world: World) -> None:
    world, other = lone_world, small_company.name("another company")
    theirs = small_company.name("another company's warehouse")
    with world.hub.store.write() as connection:
        shelf = Shelf(connection)
        shelf.save(Company(id=other, code="02", name="Second", price_tolerance_bp=0))
        ours = shelf.load(Key("warehouse", small_company.WMS_WAREHOUSE))
        assert isinstance(ours, Warehouse)
        for each, code in ((theirs, ours.code), (small_company.name("only theirs"), "HZ")):
            shelf.save(Warehouse(**{**ours.model_dump(), "id": each, "company_id": other, "code": code, "version": 0}))
    world.steer("u8/stock", [{"whcode": "U8-SZ", "invcode": "BP-0", "qty": "7"}])
    poll(world)
    assert in_stock(world).on_hand == 7_000
    assert world.hub.rows(stock.stock, stock.stock.c.warehouse_id == theirs) == []
    item = StatedItem(sku_id=small_company.SKUS[0], on_hand=1)
    now = world.hub.clock.now()
    said = StateStock(company_id=small_company.COMPANY, warehouse_id=theirs, as_of=now, source="u8", items=(item,))
    assert world.hub.executor.run_own(HUB_DEVICE_ID, said).code == "warehouse.other_company"
