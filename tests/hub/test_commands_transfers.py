"""Goods are moved between our warehouses for an order that waits for them; on both databases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.tables import log, stock, work
from orderdesk.commands import (
    AcceptTransfer,
    AllocateOrder,
    CancelOrder,
    CloseOrder,
    CloseParcel,
    HandOver,
    ReceiveReturn,
    ReturnedLine,
    ReturnToReview,
    ReviewOrder,
    SplitOrder,
)
from orderdesk.documents.orders import Order
from orderdesk.documents.work import Case
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.sync import small_company as company

NB, SZ = company.BENCH_WAREHOUSE, company.WMS_WAREHOUSE
LEAD: dict[str, str] = {"by": "supervisor", "at": "A1"}


def proposed(floor: ShopFloor, *, to: UUID = SZ, quantity: int = 6, sku: int = 0) -> tuple[Order, Case]:
    """An order of which only a part is where it is to come from, and the case that proposes to move the rest."""
    floor.lies(4 * PIECE, sku=sku, warehouse_id=to)
    floor.lies(4 * PIECE, sku=sku, warehouse_id=NB if to == SZ else SZ)
    order_id = floor.place(sku=sku, quantity=quantity * PIECE)
    floor.do(ReviewOrder(order_id=order_id), **LEAD)
    floor.do(AllocateOrder(order_id=order_id, warehouse_id=to, back_order=True), **LEAD)
    with floor.store.read() as connection:
        case_id = connection.execute(select(work.case.c.id).where(work.case.c.order_id == order_id)).scalar_one()
    return floor.order(order_id), floor.load(Case, case_id)


def accepting(floor: ShopFloor, order: Order, case: Case, **fields: Any) -> AcceptTransfer:
    new = {"order_id": floor.new_id(), "order_no": floor.order_no()}
    return AcceptTransfer.model_validate({"case_id": case.id, "for_order_id": order.id} | new | fields)


def sent(floor: ShopFloor, ask: AcceptTransfer) -> Order:
    """The transfer on its way from the bench."""
    floor.do(ask, **LEAD)
    return on_its_way(floor, ask.order_id)


def on_its_way(floor: ShopFloor, order_id: UUID) -> Order:
    """An order of our own van that is packed and handed over."""
    order = floor.order(order_id)
    parcel_id = floor.filled(order)
    number = floor.parcel(parcel_id).parcel_no
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,), own_waybill_no=number))
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    return floor.order(order.id)


def arriving(order: Order, quantity: int, condition: str = "good", **fields: Any) -> ReceiveReturn:
    line = {"shipment_line_id": order.shipment_lines[0].id, "quantity": quantity, "condition": condition}
    lines = (ReturnedLine.model_validate(line),)
    names = {"order_id": order.id, "shipment_id": order.shipments[0].id, "lines": lines}
    return ReceiveReturn.model_validate(names | {"for_order_id": order.relations[0].other_order_id} | fields)


def waiting(order: Order) -> str:
    """Where the back-order of an order stands."""
    return max(order.shipments, key=lambda each: each.position).node


def set_aside(floor: ShopFloor, order_id: UUID) -> list[tuple[str, int, UUID]]:
    held, rows = stock.reservation_open, stock.stock
    query = select(held.c.firmness, held.c.quantity, rows.c.warehouse_id).join(rows, rows.c.id == held.c.stock_id)
    with floor.store.read() as connection:
        found = connection.execute(query.where(held.c.order_id == order_id).order_by(held.c.quantity))
        return [(row.firmness, row.quantity, row.warehouse_id) for row in found]


def test_a_proposal_becomes_an_order_that_its_warehouse_works_on_and_the_case_is_closed(floor: ShopFloor) -> None:
    order, case = proposed(floor)
    assert waiting(order) == "pending_review"
    ask = accepting(floor, order, case)
    floor.do(ask, **LEAD)
    moved = floor.order(ask.order_id)
    assert (moved.order_kind, moved.node, moved.to_warehouse_id, moved.amount_fen) == ("TRANSFER", "allocated", SZ, 0)
    assert [(each.warehouse_id, each.node) for each in moved.shipments] == [(NB, "allocated")]
    assert [(line.sku_id, line.quantity) for line in moved.lines] == [(company.SKUS[0], 2 * PIECE)]
    assert [(each.kind, each.other_order_id) for each in moved.relations] == [("transfer_for", order.id)]
    assert set_aside(floor, moved.id) == [("firm", 2 * PIECE, NB)]
    closed = floor.load(Case, case.id)
    assert (closed.state, closed.verdict, closed.closed_at) == ("closed", moved.order_no, floor.clock.now())
    again = accepting(floor, order, case)
    assert floor.code(again, **LEAD) == "transfer.decided"
    assert floor.faults() == []


def test_what_arrives_is_set_aside_for_the_order_that_waits_and_locks_it(floor: ShopFloor) -> None:
    order, case = proposed(floor, to=SZ)
    moved = sent(floor, accepting(floor, order, case))
    # The other warehouse is run by a WMS, so that the goods are counted in where somebody of ours stands.
    here: dict[str, Any] = {"warehouse_id": NB}
    assert floor.code(arriving(moved, PIECE, for_order_id=None)) == "transfer.other_order"
    assert floor.code(arriving(moved, 3 * PIECE, **here)) == "return.too_many"
    assert floor.code(CloseOrder(order_id=moved.id, reason="completed"), **LEAD) == "order.reason_unfit"
    floor.do(arriving(moved, PIECE, **here))
    assert (floor.order(moved.id).node, waiting(floor.order(order.id))) == ("in_transit", "pending_review")
    floor.do(arriving(moved, PIECE, **here))
    found = floor.order(moved.id)
    assert (found.node, found.close_reason) == ("closed", "completed")
    assert waiting(floor.order(order.id)) == "stock_locked"
    assert ("firm", 2 * PIECE, NB) in set_aside(floor, order.id)
    assert floor.code(arriving(moved, PIECE, **here)) == "node.not_allowed"
    floor.do(AllocateOrder(order_id=order.id), **LEAD)
    assert (floor.order(order.id).node, floor.faults()) == ("allocated", [])


def test_what_arrives_damaged_or_not_at_all_is_not_promised(floor: ShopFloor) -> None:
    order, case = proposed(floor)
    moved = sent(floor, accepting(floor, order, case))
    floor.lies(0)
    floor.do(arriving(moved, PIECE, "damaged", warehouse_id=NB))
    floor.do(arriving(moved, PIECE, "missing", warehouse_id=NB))
    assert (floor.order(moved.id).node, waiting(floor.order(order.id))) == ("closed", "pending_review")
    assert [each for each in set_aside(floor, order.id) if each[2] == NB] == []


def test_an_order_that_is_held_keeps_its_goods_and_waits(floor: ShopFloor) -> None:
    order, case = proposed(floor)
    moved = sent(floor, accepting(floor, order, case))
    floor.hold(order.id)
    held = floor.order(order.id)
    held.held = True
    floor.alter(held)
    floor.do(arriving(moved, 2 * PIECE, warehouse_id=NB))
    assert waiting(floor.order(order.id)) == "pending_review"
    assert ("firm", 2 * PIECE, NB) in set_aside(floor, order.id)


def test_a_transfer_from_a_wms_is_sent_to_it_and_never_taken_from_where_it_goes(floor: ShopFloor) -> None:
    order, case = proposed(floor, to=NB)
    ask = accepting(floor, order, case)
    floor.do(ask, **LEAD)
    with floor.store.read() as connection:
        jobs = connection.execute(select(log.job.c.payload).where(log.job.c.kind == "send_shipment")).scalars().all()
    assert str(ask.order_id) in {each["order_id"] for each in jobs}
    floor.do(ReturnToReview(order_id=ask.order_id, reason="改日"), **LEAD)
    floor.lies(50 * PIECE)
    floor.lies(50 * PIECE, warehouse_id=SZ)
    floor.do(CancelOrder(order_id=order.id, reason="客户取消"), by="sales", at="A1")
    floor.clock.advance(minutes=31)
    floor.do(ReviewOrder(order_id=ask.order_id), **LEAD)
    floor.do(AllocateOrder(order_id=ask.order_id), **LEAD)
    assert [each.warehouse_id for each in floor.order(ask.order_id).shipments] == [SZ]


def test_a_proposal_is_not_taken_up_when_nobody_waits_or_the_goods_are_gone(floor: ShopFloor) -> None:
    order, case = proposed(floor)
    floor.lies(0)
    ask = accepting(floor, order, case)
    assert floor.code(ask, by="sales", at="A1") == "access.denied"
    assert floor.code(ask, **LEAD) == "stock.short"
    other = floor.order(floor.place(sku=1))
    assert floor.code(accepting(floor, other, case), **LEAD) == "transfer.decided"
    assert floor.code(ask.model_copy(update={"order_no": "X"}), **LEAD) == "order.bad_number"
    assert floor.code(ask.model_copy(update={"order_id": other.id}), **LEAD) == "order.exists"
    floor.do(CancelOrder(order_id=order.id, reason="客户取消"), by="sales", at="A1")
    floor.lies(4 * PIECE)
    assert floor.code(ask, **LEAD) == "transfer.not_wanted"
    assert floor.load(Case, case.id).state == "open"


def test_what_a_transfer_is_bringing_goods_for_becomes_no_order_of_its_own_until_they_are_there(
    floor: ShopFloor,
) -> None:
    order, case = proposed(floor, to=SZ)
    part, rest = sorted(order.shipments, key=lambda each: each.position)[::-1]
    new = {"new_order_id": floor.new_id(), "new_order_no": floor.order_no(), "reason": "分开发"}
    ask = SplitOrder.model_validate({"order_id": order.id, "shipment_id": part.id} | new)
    moved = sent(floor, accepting(floor, order, case))
    refusal = floor.say(ask, by="supervisor", at="A1")
    assert (refusal.code, refusal.facts["transfer_no"]) == ("transfer.under_way", moved.order_no)
    floor.do(arriving(moved, 2 * PIECE, warehouse_id=NB))
    floor.do(ask, **LEAD)
    assert floor.order(ask.new_order_id).node == "stock_locked"
    assert ("firm", 2 * PIECE, NB) in set_aside(floor, ask.new_order_id)
    assert (rest.warehouse_id, floor.faults()) == (SZ, [])


def test_a_transfer_that_was_cancelled_keeps_no_order_together(floor: ShopFloor) -> None:
    order, case = proposed(floor)
    transfer = accepting(floor, order, case)
    floor.do(transfer, **LEAD)
    part = max(order.shipments, key=lambda each: each.position)
    new = {"new_order_id": floor.new_id(), "new_order_no": floor.order_no(), "reason": "分开发"}
    ask = SplitOrder.model_validate({"order_id": order.id, "shipment_id": part.id} | new)
    assert floor.code(ask, **LEAD) == "transfer.under_way"
    floor.do(CancelOrder(order_id=transfer.order_id, reason="不调了"), **LEAD)
    floor.do(ask, **LEAD)
    assert floor.order(ask.new_order_id).node == "pending_review"
    assert floor.faults() == []
