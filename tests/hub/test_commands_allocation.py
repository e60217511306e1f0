"""Allocation by rule and by hand, back-orders, transfer proposals, splitting and reservations by hand;
both databases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from db.tables import customers, masters, stock, work
from orderdesk.commands import (
    AllocateOrder,
    Command,
    MoveReservation,
    ReleaseReservation,
    ReviewOrder,
    SplitOrder,
    UnallocateOrder,
)
from orderdesk.commands.checks import check_of
from orderdesk.commands.ledger import stock_id
from orderdesk.documents.masters import Stock
from orderdesk.documents.orders import Order
from orderdesk.errors import Refused
from orderdesk.hub.houses import AskedWarehouse, put_warehouse
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.sync import small_company as company

NB, SZ = company.BENCH_WAREHOUSE, company.WMS_WAREHOUSE


def lying(floor: ShopFloor, here: int, there: int, sku: int = 0) -> None:
    """So many pieces of an article in our warehouse, and so many in the one that is run by a WMS."""
    floor.lies(here * PIECE, sku=sku)
    floor.lies(there * PIECE, sku=sku, warehouse_id=SZ)


def lead(floor: ShopFloor, *commands: Command) -> None:
    for command in commands:
        floor.do(command, by="supervisor", at="A1")


def refused(floor: ShopFloor, command: Command) -> str | None:
    return floor.code(command, by="supervisor", at="A1")


def locked(floor: ShopFloor, **wanted: Any) -> Order:
    order_id = floor.place(**wanted)
    lead(floor, ReviewOrder(order_id=order_id))
    return floor.order(order_id)


def carried(order: Order) -> dict[UUID | None, tuple[str, int]]:
    """Node and quantity by warehouse."""
    return {
        each.warehouse_id: (each.node, sum(line.quantity for line in order.lines_of(each.id)))
        for each in order.shipments
    }


def proposals(floor: ShopFloor) -> list[dict[str, Any]]:
    with floor.store.read() as connection:
        cases = connection.execute(select(work.case).where(work.case.c.code == "stock.transfer_proposed")).all()
    return [each for case in cases for each in case.facts["transfers"]]


def set_rule(floor: ShopFloor, **value: Any) -> None:
    with floor.store.write() as connection:
        row = {"id": floor.new_id(), "company_id": company.COMPANY, "name": "allocation", "value": value}
        connection.execute(insert(masters.company_setting).values(**row, set_at=floor.clock.now()))


def test_a_line_that_no_warehouse_has_alone_is_shipped_from_two(floor: ShopFloor) -> None:
    lying(floor, 3, 4)
    order = floor.allocated(quantity=6 * PIECE)
    assert carried(order) == {SZ: ("allocated", 4 * PIECE), NB: ("allocated", 2 * PIECE)}
    assert (floor.stock()[1], floor.stock(warehouse_id=SZ)[1]) == (2 * PIECE, 4 * PIECE)
    assert sorted(each.shipment_no[-2:] for each in order.shipments) == ["-1", "-2"]
    assert floor.faults() == []


def test_the_companys_rule_decides_where_goods_come_from(floor: ShopFloor) -> None:
    assert carried(floor.allocated()) == {NB: ("allocated", PIECE)}
    set_rule(floor, cost_fen={"NB": 900, "SZ": 300})
    assert carried(floor.allocated()) == {SZ: ("allocated", PIECE)}


def test_who_packs_does_not_change_while_a_shipment_is_on_its_way_through_a_warehouse(floor: ShopFloor) -> None:
    floor.allocated()
    with pytest.raises(Refused, match=r"warehouse\.busy"):
        put_warehouse(floor.store, floor.clock, AskedWarehouse("NB", mode="wms"), None)
    assert not put_warehouse(floor.store, floor.clock, AskedWarehouse("SZ", mode="bench"), None)


def test_the_allocation_leaves_one_warehouse_out_when_another_has_everything_by_now(floor: ShopFloor) -> None:
    lying(floor, 3, 4)
    order = locked(floor, quantity=6 * PIECE)
    floor.lies(40 * PIECE)
    lead(floor, AllocateOrder(order_id=order.id))
    assert carried(floor.order(order.id)) == {NB: ("allocated", 6 * PIECE)}
    assert (floor.stock()[1], floor.stock(warehouse_id=SZ)[1]) == (6 * PIECE, 0)
    assert floor.faults() == []


def test_somebody_names_the_warehouse_and_what_it_lacks_follows_later(floor: ShopFloor) -> None:
    lying(floor, 10, 4)
    order = locked(floor, quantity=6 * PIECE)
    by_hand = AllocateOrder(order_id=order.id, warehouse_id=SZ)
    assert refused(floor, by_hand) == "stock.short"
    lead(floor, by_hand.model_copy(update={"back_order": True}))
    after = floor.order(order.id)
    assert carried(after) == {SZ: ("allocated", 4 * PIECE), None: ("pending_review", 2 * PIECE)}
    assert (after.node, after.shipments_done, after.shipments_total) == ("pending_review", 1, 2)
    [proposed] = proposals(floor)
    assert (proposed["from"], proposed["to"], proposed["quantity"], proposed["sku"]) == ("NB", "SZ", 2 * PIECE, "BP-0")
    assert (floor.stock()[1], floor.stock(warehouse_id=SZ)[1]) == (0, 4 * PIECE)
    assert floor.faults() == []
    lead(floor, ReviewOrder(order_id=order.id), AllocateOrder(order_id=order.id))
    assert carried(floor.order(order.id)) == {SZ: ("allocated", 4 * PIECE), NB: ("allocated", 2 * PIECE)}
    assert floor.faults() == []


def test_an_allocation_by_hand_that_fits_moves_the_goods(floor: ShopFloor) -> None:
    order = locked(floor, quantity=2 * PIECE)
    lead(floor, AllocateOrder(order_id=order.id, warehouse_id=SZ))
    assert carried(floor.order(order.id)) == {SZ: ("allocated", 2 * PIECE)}
    assert (floor.stock()[1], floor.stock(warehouse_id=SZ)[1]) == (0, 2 * PIECE)
    lead(floor, UnallocateOrder(order_id=order.id))
    assert carried(floor.order(order.id)) == {None: ("stock_locked", 2 * PIECE)}
    assert refused(floor, UnallocateOrder(order_id=order.id)) == "node.not_allowed"
    assert refused(floor, AllocateOrder(order_id=order.id, warehouse_id=order.id)) == "warehouse.unknown"
    assert floor.faults() == []


def test_what_is_missing_at_the_review_becomes_a_back_order(floor: ShopFloor) -> None:
    lying(floor, 2, 1)
    order_id = floor.place(quantity=5 * PIECE)
    assert refused(floor, ReviewOrder(order_id=order_id)) == "stock.short"
    lead(floor, ReviewOrder(order_id=order_id, back_order=True))
    order = floor.order(order_id)
    assert sorted((each.node, sum(line.quantity for line in order.lines_of(each.id))) for each in order.shipments) == [
        ("pending_review", 2 * PIECE),
        ("stock_locked", 3 * PIECE),
    ]
    finding = check_of(order, "stock")
    assert finding is not None
    assert (finding.code, (finding.facts or {})["short"][0]["missing"]) == ("stock.back_ordered", 2 * PIECE)
    assert refused(floor, ReviewOrder(order_id=order_id, back_order=True)) == "stock.short"
    lead(floor, AllocateOrder(order_id=order_id))
    assert set(carried(floor.order(order_id))) == {NB, SZ, None}
    floor.lies(10 * PIECE)
    lead(floor, ReviewOrder(order_id=order_id), AllocateOrder(order_id=order_id))
    assert floor.order(order_id).node == "allocated"
    assert floor.faults() == []


def test_an_order_becomes_no_more_shipments_than_the_rule_says_and_a_transfer_is_proposed(floor: ShopFloor) -> None:
    set_rule(floor, shipments=1)
    lying(floor, 3, 4)
    order_id = floor.place(quantity=6 * PIECE)
    lead(floor, ReviewOrder(order_id=order_id, back_order=True))
    [proposed] = proposals(floor)
    assert (proposed["from"], proposed["to"], proposed["quantity"]) == ("NB", "SZ", 2 * PIECE)


def used_credit(floor: ShopFloor) -> int:
    with floor.store.read() as connection:
        uses = customers.credit_use
        return sum(connection.execute(select(uses.c.open_fen + uses.c.unpaid_fen)).scalars())


def test_a_part_goes_its_own_way_also_where_less_is_there_than_is_set_aside(floor: ShopFloor) -> None:
    lying(floor, 3, 4)
    order = floor.allocated(quantity=7 * PIECE)
    lead(floor, UnallocateOrder(order_id=order.id))
    lying(floor, 0, 0)
    part = floor.order(order.id).shipments[1]
    new = {"new_order_id": floor.new_id(), "new_order_no": floor.order_no(), "reason": "分开发"}
    lead(floor, SplitOrder.model_validate({"order_id": order.id, "shipment_id": part.id} | new))
    assert floor.stock()[1] + floor.stock(warehouse_id=SZ)[1] == 7 * PIECE
    assert "ledger_is_reserved" not in " ".join(floor.faults())


def test_a_shipment_becomes_an_order_of_its_own_with_its_goods_and_its_credit(floor: ShopFloor) -> None:
    lying(floor, 3, 4)
    order = floor.allocated(quantity=7 * PIECE, remark="小心")
    part = next(each for each in order.shipments if each.warehouse_id == NB)
    new = {"new_order_id": floor.new_id(), "new_order_no": floor.order_no(), "reason": "分开发"}
    ask = SplitOrder.model_validate({"order_id": order.id, "shipment_id": part.id} | new)
    assert refused(floor, ask) == "node.not_allowed"
    lead(floor, UnallocateOrder(order_id=order.id))
    taken = ask.model_copy(update={"new_order_no": order.order_no})
    assert refused(floor, taken) == "order.number_taken"
    lead(floor, ask)
    assert refused(floor, ask) == "order.exists"
    old, new_order = floor.order(order.id), floor.order(ask.new_order_id)
    assert (old.amount_fen, new_order.amount_fen, used_credit(floor)) == (4 * 1_250, 3 * 1_250, 7 * 1_250)
    assert [(each.kind, each.other_order_id) for each in new_order.relations] == [("split_from", old.id)]
    [begun] = [each for each in new_order.steps if each.shipment_id is None]
    assert (begun.node, begun.proof, begun.at) == ("stock_locked", f"split_from:{old.order_no}", floor.clock.now())
    assert begun.user_id == new_order.entered_by
    assert (new_order.node, new_order.remark, new_order.lines[0].unit_quantity) == ("stock_locked", "小心", 3 * PIECE)
    assert floor.stock()[1] == 3 * PIECE
    assert floor.faults() == []
    lead(floor, AllocateOrder(order_id=new_order.id), AllocateOrder(order_id=old.id))
    assert (floor.order(new_order.id).node, floor.order(old.id).node) == ("allocated", "allocated")
    single = locked(floor, sku=1)
    last = ask.model_copy(
        update={"order_id": single.id, "shipment_id": single.shipments[0].id, "new_order_id": floor.new_id()}
    )
    assert refused(floor, last) == "shipment.last"
    assert floor.faults() == []


def moving(order: Order, warehouse_id: UUID = NB, quantity: int = PIECE, **target: Any) -> MoveReservation:
    row = stock_id(company.COMPANY, warehouse_id, order.lines[0].sku_id)
    asked = {
        "order_id": order.id,
        "line_id": order.lines[0].id,
        "stock_id": row,
        "quantity": quantity,
        "reason": "先发",
    }
    return MoveReservation.model_validate(asked | target)


def test_goods_go_to_another_order_and_the_one_that_loses_them_waits_for_its_review(floor: ShopFloor) -> None:
    lying(floor, 2, 0)
    order, short = locked(floor, quantity=2 * PIECE), floor.order(floor.place(quantity=PIECE))
    to: dict[str, Any] = {"to_order_id": short.id, "to_line_id": short.lines[0].id}
    assert refused(floor, moving(order)) == "reservation.no_target"
    assert refused(floor, moving(order, quantity=3 * PIECE, **to)) == "reservation.too_few"
    assert refused(floor, moving(order, quantity=2 * PIECE, **to)) == "reservation.not_wanted"
    oil = floor.order(floor.place(sku=1))
    wrong: dict[str, Any] = {"to_order_id": oil.id, "to_line_id": oil.lines[0].id}
    assert refused(floor, moving(order, **wrong)) == "reservation.other_article"
    lead(floor, moving(order, **to))
    lost, won = floor.order(order.id), floor.order(short.id)
    assert (lost.node, lost.reviewed_at, won.node) == ("pending_review", None, "pending_review")
    assert check_of(won, "stock").code == "stock.reserved"  # type: ignore[union-attr]  # it is there
    assert floor.stock()[1:] == (2 * PIECE, 2 * PIECE)
    lead(floor, ReviewOrder(order_id=short.id))
    assert refused(floor, ReviewOrder(order_id=order.id)) == "stock.short"
    lead(floor, AllocateOrder(order_id=short.id))
    assert refused(floor, moving(won, to_order_id=order.id, to_line_id=order.lines[0].id)) == "reservation.in_work"
    assert floor.faults() == []


def test_a_shipment_that_lost_nothing_stays_locked_when_another_of_its_order_gives_goods_away(floor: ShopFloor) -> None:
    lying(floor, 3, 0)
    order_id = floor.place(quantity=7 * PIECE)
    lead(floor, ReviewOrder(order_id=order_id, back_order=True))
    lying(floor, 7, 0)
    lead(floor, ReviewOrder(order_id=order_id))
    order, short = floor.order(order_id), floor.order(floor.place())
    assert {each.node for each in order.shipments} == {"stock_locked"}
    lead(floor, moving(order, to_order_id=short.id, to_line_id=short.lines[0].id))
    assert sorted(each.node for each in floor.order(order_id).shipments) == ["pending_review", "stock_locked"]
    with floor.store.read() as connection:
        held = stock.reservation_open
        firm = connection.execute(select(held.c.firmness).where(held.c.order_id == order_id)).scalars().all()
    assert sorted(firm) == ["firm", "soft"]
    assert floor.faults() == []


def test_another_batch_or_warehouse_is_set_aside_by_hand_and_stays(floor: ShopFloor) -> None:
    batch = Stock(
        id=floor.new_id(),
        company_id=company.COMPANY,
        warehouse_id=NB,
        sku_id=company.SKUS[0],
        batch="B2",
        on_hand=2 * PIECE,
        reserved=0,
        as_of=company.START,
        source="count",
    )
    floor.alter(batch)
    order = locked(floor, quantity=3 * PIECE)
    assert refused(floor, moving(order, quantity=3 * PIECE, to_stock_id=batch.id)) == "stock.short"
    other = stock_id(company.COMPANY, NB, company.SKUS[1])
    assert refused(floor, moving(order, to_stock_id=other)) == "reservation.other_article"
    assert refused(floor, moving(order, to_stock_id=order.id)) == "stock.unknown"
    lead(floor, moving(order, quantity=2 * PIECE, to_stock_id=batch.id))
    far = stock_id(company.COMPANY, SZ, company.SKUS[0])
    lead(floor, moving(order, to_stock_id=far))
    assert floor.load(Stock, batch.id).reserved == 2 * PIECE
    assert (floor.stock()[1], floor.stock(warehouse_id=SZ)[1]) == (0, PIECE)
    lead(floor, AllocateOrder(order_id=order.id))
    assert carried(floor.order(order.id)) == {SZ: ("allocated", PIECE), NB: ("allocated", 2 * PIECE)}
    with floor.store.read() as connection:
        rows = connection.execute(select(stock.reservation_open.c.firmness)).scalars().all()
    assert set(rows) == {"firm"}
    assert floor.faults() == []


def test_goods_are_released_by_hand_with_a_reason(floor: ShopFloor) -> None:
    order = locked(floor)
    ask = ReleaseReservation(order_id=order.id, reason="客户暂缓")
    assert floor.code(ask, by="sales", at="A1") == "access.denied"
    assert refused(floor, ask.model_copy(update={"line_id": order.id})) == "line.unknown"
    lead(floor, ask)
    after = floor.order(order.id)
    assert (after.node, floor.stock()[1], check_of(after, "stock").code) == (  # type: ignore[union-attr]  # it is there
        "pending_review",
        0,
        "stock.released_by_hand",
    )
    assert refused(floor, ask) == "reservation.too_few"
    lead(floor, ReviewOrder(order_id=order.id), AllocateOrder(order_id=order.id))
    assert refused(floor, ask) == "reservation.in_work"
    assert floor.faults() == []
