"""Cancelling an order or a shipment, also when a bench has begun; on both databases."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from db.tables import customers, work
from orderdesk.commands import (
    CancelOrder,
    CancelShipment,
    CloseOrder,
    PlacedLine,
    ReviewOrder,
)
from orderdesk.documents.orders import Order
from orderdesk.ids import waybill_id
from tests.hub.shop_floor import PIECE, SF, ShopFloor
from tests.sync import small_company as company

WAYBILL = "SF1385628716739"


def cancelling(order: Order, *parcel_ids: UUID, waybills: tuple[str, ...] = (WAYBILL,)) -> CancelOrder:
    return CancelOrder(
        order_id=order.id,
        reason="客户取消",
        parcel_ids=parcel_ids,
        waybill_ids=tuple(waybill_id(SF, number) for number in waybills),
    )


def used(floor: ShopFloor) -> int:
    with floor.store.read() as connection:
        uses = customers.credit_use
        return sum(connection.execute(select(uses.c.open_fen + uses.c.unpaid_fen)).scalars())


def test_a_leader_cancels_what_is_packed_and_everything_is_free_again(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    first, second = floor.packed(order, WAYBILL, PIECE), floor.opened(order)
    floor.do(floor.item(second, order))
    both = cancelling(order, first, second)
    outcome = floor.say(both, by="sales", at="A1")
    assert (outcome.code, outcome.facts["missing"]) == ("node.needs_not_met", ["leader_approved"])
    assert floor.code(cancelling(order, first), by="supervisor", at="A1") == "order.parcels_changed"
    assert (
        floor.code(cancelling(order, first, second, waybills=()), by="supervisor", at="A1") == "order.parcels_changed"
    )
    floor.do(both, by="supervisor", at="A1")
    gone = floor.order(order.id)
    assert (gone.node, gone.close_reason) == ("closed", "cancelled")
    assert {floor.parcel(parcel_id).state for parcel_id in (first, second)} == {"void"}
    assert (floor.parcel(first).contents, floor.parcel(first).open_bindings()) == ([], [])
    assert floor.waybill(WAYBILL).state == "issued"
    assert (floor.stock()[1], used(floor)) == (0, 0)
    with floor.store.read() as connection:
        task = connection.execute(select(work.task)).one()
    assert (task.task_kind, task.role, task.warehouse_id) == ("put_back", "packer", company.BENCH_WAREHOUSE)
    assert task.facts["packed"] == {"BP-0": 2 * PIECE}
    assert floor.faults() == []


def test_a_box_with_goods_of_another_order_loses_only_those_of_the_cancelled_one(floor: ShopFloor) -> None:
    order, other = floor.allocated(), floor.allocated(sku=1)
    parcel_id = floor.filled(order)
    floor.do(floor.item(parcel_id, other))
    floor.do(cancelling(order, parcel_id, waybills=()), by="supervisor", at="A1")
    parcel = floor.parcel(parcel_id)
    assert (parcel.state, parcel.order_ids()) == ("open", [other.id])
    assert floor.order(other.id).node == "picking"
    third = floor.allocated(sku=2)
    strange = floor.filled(third)
    assert floor.code(cancelling(other, strange, waybills=()), by="supervisor", at="A1") == "parcel.other_orders"
    assert floor.faults() == []


def two_shipments(floor: ShopFloor) -> Order:
    """An order whose goods lie in two warehouses."""
    floor.lies(0, sku=1)
    floor.lies(0, sku=2, warehouse_id=company.WMS_WAREHOUSE)
    price = {"unit": "piece", "unit_price_micro": company.PRICE_MICRO}
    lines = tuple(
        PlacedLine.model_validate({"sku_id": company.SKUS[sku], "unit_quantity": sku * PIECE, **price})
        for sku in (1, 2)
    )
    return floor.allocated(lines=lines)


def test_one_shipment_is_cancelled_and_the_other_goes_on(floor: ShopFloor) -> None:
    order = two_shipments(floor)
    told = next(each for each in order.shipments if each.warehouse_id == company.WMS_WAREHOUSE)
    ask = CancelShipment(order_id=order.id, shipment_id=told.id, reason="客户取消")
    floor.do(ask, by="sales", at="A1")
    assert floor.code(ask, by="sales", at="A1") == "node.not_allowed"
    after = floor.order(order.id)
    assert (after.node, after.close_reason, after.shipment(told.id).close_reason) == ("allocated", None, "cancelled")  # type: ignore[union-attr]  # it is there
    assert used(floor) == 2 * 1_250
    assert [job.payload["shipment_no"] for job in floor.jobs("cancel_shipment")] == [told.shipment_no]
    rest = next(each for each in order.shipments if each.id != told.id)
    floor.do(ask.model_copy(update={"shipment_id": rest.id}), by="sales", at="A1")
    closed = floor.order(order.id)
    assert (closed.node, closed.close_reason, used(floor)) == ("closed", "cancelled", 0)
    assert floor.faults() == []


def test_what_waits_is_cancelled_after_a_part_was_delivered_and_that_part_is_still_owed(floor: ShopFloor) -> None:
    order, waits, parcel_id = floor.sent_in_part(WAYBILL)
    order_id, sent = order.id, order.shipments[0]
    floor.done(floor.scan(WAYBILL, "3", order_id, minutes=5))
    floor.do(CloseOrder(order_id=order_id, reason="completed", shipment_id=sent.id), by="supervisor", at="A1")
    assert used(floor) == 3 * 1_250
    floor.do(CancelOrder(order_id=order_id, reason="客户取消"), by="sales", at="A1")
    after = floor.order(order_id)
    reasons = {each.id: each.close_reason for each in after.shipments}
    assert (after.node, after.close_reason, reasons) == (
        "closed",
        "completed",
        {sent.id: "completed", waits.id: "cancelled"},
    )
    assert [line.packed_quantity for line in after.lines_of(sent.id)] == [2 * PIECE]
    assert (floor.parcel(parcel_id).state, used(floor)) == ("handed_over", 2 * 1_250)
    assert floor.faults() == []


def test_a_shipment_that_the_order_does_not_have_is_unknown(floor: ShopFloor) -> None:
    order_id = floor.place()
    ask = CancelShipment(order_id=order_id, shipment_id=order_id, reason="x")
    assert floor.code(ask, by="sales", at="A1") == "shipment.unknown"
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    assert floor.code(ask) == "access.denied"
