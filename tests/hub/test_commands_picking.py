"""Picking, shortages and staging on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from db.tables import log, work
from orderdesk.access import Permission
from orderdesk.commands import (
    CloseParcel,
    DeclareShort,
    HandOver,
    ReopenParcel,
    StageShipment,
    StartPicking,
    StatedItem,
    StateStock,
    StopPicking,
    UnstageShipment,
    verbs,
)
from orderdesk.documents.orders import Order
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.sync import small_company as company

FIRST, SECOND = "SF1385628716739", "SF1486000003911"


def starting(order: Order) -> StartPicking:
    return StartPicking(order_id=order.id, shipment_id=order.shipments[0].id)


def stopping(order: Order) -> StopPicking:
    return StopPicking(order_id=order.id, shipment_id=order.shipments[0].id, reason="急单插队")


def short(order: Order, quantity: int, **fields: Any) -> DeclareShort:
    return DeclareShort(order_id=order.id, shipment_line_id=order.shipment_lines[0].id, quantity=quantity, **fields)


def staging(order: Order, lane: str = "D3") -> StageShipment:
    return StageShipment(order_id=order.id, shipment_id=order.shipments[0].id, lane=lane)


def cases(floor: ShopFloor) -> list[Any]:
    """Code, warehouse and facts of all cases."""
    with floor.store.read() as connection:
        rows = connection.execute(select(work.case).order_by(work.case.c.opened_at))
        return [(row.code, row.warehouse_id, row.facts) for row in rows]


def test_an_order_does_not_come_to_where_no_command_leads(floor: ShopFloor) -> None:
    order = floor.allocated()
    order.node = "closed"
    floor.alter(order)
    asked = StartPicking(order_id=order.id, shipment_id=order.shipments[0].id)
    outcome = floor.say(asked)
    assert (outcome.code, outcome.facts["before"], outcome.facts["after"]) == ("node.not_allowed", "closed", "picking")


def test_picking_begins_and_a_leader_calls_it_off(floor: ShopFloor) -> None:
    order = floor.allocated()
    floor.do(starting(order))
    assert floor.order(order.id).node == "picking"
    assert floor.code(stopping(order)) == "access.denied"
    floor.do(stopping(order), by="supervisor", at="A1")
    assert (floor.order(order.id).node, floor.stock()[1]) == ("allocated", PIECE)
    with floor.store.read() as connection:
        notes = connection.execute(select(log.order_event.c.note).where(log.order_event.c.order_id == order.id))
        assert "急单插队" in set(notes.scalars())
    floor.filled(order)
    assert floor.code(stopping(order), by="supervisor", at="A1") == "shipment.has_parcels"
    assert floor.faults() == []


def test_nobody_picks_what_is_held_or_not_ours_to_pick(floor: ShopFloor) -> None:
    held, waiting = floor.allocated(), floor.place(sku=1)
    floor.hold(held.id)
    assert floor.code(starting(held)) == "order.held"
    assert floor.code(starting(floor.order(waiting))) == "shipment.not_packable"
    floor.lies(0, sku=2)
    other = floor.allocated(sku=2)
    assert floor.code(starting(other)) == "shipment.packed_by_wms"


def test_what_is_short_waits_as_a_back_order_and_the_rest_goes(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=3 * PIECE)
    parcel_id = floor.filled(order, 2 * PIECE)
    floor.do(floor.label(parcel_id, FIRST))
    assert floor.code(short(order, 2 * PIECE)) == "item.not_missing"
    floor.do(short(order, PIECE, location="A-01"))
    found = floor.order(order.id)
    first, second = found.shipments
    assert (found.node, first.node, second.node, second.warehouse_id) == (
        "pending_review",
        "picking",
        "pending_review",
        None,
    )
    assert second.shipment_no == f"{order.order_no}-2"
    assert [(line.quantity, line.short_quantity) for line in found.lines_of(second.id)] == [(PIECE, 0)]
    assert floor.stock() == (company.STOCKED - PIECE, 2 * PIECE, 2 * PIECE)
    ((code, warehouse, facts),) = cases(floor)
    assert (code, warehouse, facts["location"], facts["missing"]) == (
        "stock.not_found",
        company.BENCH_WAREHOUSE,
        "A-01",
        PIECE,
    )
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,)))
    assert floor.order(order.id).shipments[0].node == "packed"
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    assert floor.order(order.id).shipments[0].node == "in_transit"
    assert floor.stock() == (company.STOCKED - 3 * PIECE, 0, 0)
    assert floor.faults() == []


def test_what_was_not_found_does_not_come_back_with_an_older_count(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=3 * PIECE)
    counted_at = floor.clock.now()
    floor.clock.advance(seconds=60)
    floor.filled(order, 2 * PIECE)
    floor.do(short(order, PIECE))
    counted = StatedItem(sku_id=company.SKUS[0], on_hand=company.STOCKED)
    stated = StateStock(
        company_id=company.COMPANY, warehouse_id=company.BENCH_WAREHOUSE, as_of=counted_at, source="wms",
        items=(counted,),
    )  # fmt: skip
    floor.done(stated)
    assert floor.stock()[0] == company.STOCKED - PIECE
    floor.clock.advance(seconds=60)
    floor.done(stated.model_copy(update={"as_of": floor.clock.now()}))
    assert floor.stock()[0] == company.STOCKED


def test_a_shipment_of_which_nothing_is_found_waits_for_goods_itself(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    floor.do(starting(order))
    floor.do(short(order, PIECE, reason="damaged"))
    floor.do(short(order, PIECE))
    found = floor.order(order.id)
    assert [(each.node, each.warehouse_id) for each in found.shipments] == [("pending_review", None)] * 2
    assert (floor.stock(), found.node) == ((company.STOCKED - 2 * PIECE, 0, 0), "pending_review")
    assert floor.faults() == []


def test_with_the_last_missing_item_given_up_the_boxes_are_all_there_is(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=3 * PIECE)
    first, second = floor.packed(order, FIRST, PIECE), floor.packed(order, SECOND, PIECE)
    floor.do(HandOver(parcel_ids=(first,), order_ids=(order.id,)))
    floor.do(short(order, PIECE))
    assert floor.order(order.id).shipments[0].node == "packed"
    floor.do(HandOver(parcel_ids=(second,), order_ids=(order.id,)))
    gone = floor.allocated(quantity=2 * PIECE)
    box = floor.packed(gone, "SF1486000003912", PIECE)
    floor.do(HandOver(parcel_ids=(box,), order_ids=(gone.id,)))
    floor.do(short(gone, PIECE))
    assert floor.order(gone.id).shipments[0].node == "in_transit"
    assert floor.stock() == (company.STOCKED - 5 * PIECE, 0, 0)
    assert floor.faults() == []


def test_only_a_shipment_that_is_being_picked_can_be_short(floor: ShopFloor) -> None:
    order = floor.allocated()
    assert floor.code(short(order, PIECE)) == "node.not_allowed"
    strange = DeclareShort(order_id=order.id, shipment_line_id=floor.new_id(), quantity=1)
    assert floor.code(strange) == "item.not_in_order"
    floor.do(starting(order))
    floor.hold(order.id)
    assert floor.code(short(order, PIECE)) == "order.held"


def test_a_packed_shipment_waits_in_its_lane_and_leaves_from_there(floor: ShopFloor) -> None:
    order = floor.allocated()
    assert floor.code(staging(order)) == "node.not_allowed"
    parcel_id = floor.packed(order, FIRST)
    floor.do(staging(order))
    floor.do(staging(order, "D4"))
    assert (floor.order(order.id).node, floor.order(order.id).shipments[0].lane) == ("staged", "D4")
    floor.do(UnstageShipment(order_id=order.id, shipment_id=order.shipments[0].id))
    assert (floor.order(order.id).node, floor.order(order.id).shipments[0].lane) == ("packed", None)
    floor.do(staging(order))
    floor.do(ReopenParcel(parcel_id=parcel_id, order_ids=(order.id,)))
    assert (floor.order(order.id).node, floor.order(order.id).shipments[0].lane) == ("picking", None)
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,)))
    floor.do(staging(order))
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    assert floor.order(order.id).node == "in_transit"
    assert floor.faults() == []


def test_only_a_leader_calls_off() -> None:
    assert verbs()["stop_picking"].needs is Permission.LEAD
