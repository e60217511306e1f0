"""Hand-over, the WMS's word and the courier's word, on both databases."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from orderdesk.commands import (
    CloseParcel,
    ConfirmShipped,
    HandOver,
    RecordWarehouseStatus,
    ReopenParcel,
    ShippedItem,
    ShippedParcel,
)
from orderdesk.documents.masters import Warehouse
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Parcel
from orderdesk.domain.nodes import Node
from tests.hub.shop_floor import PIECE, SF, ShopFloor
from tests.sync import small_company as company

FIRST, SECOND = "SF1385628716739", "SF1486000003911"


def handing(*pairs: tuple[Any, Any], **fields: Any) -> HandOver:
    """The hand-over of parcels, each with its order."""
    parcels, orders = zip(*pairs, strict=True)
    return HandOver(parcel_ids=parcels, order_ids=orders, **fields)


def confirmed(floor: ShopFloor, order: Order, number: str = FIRST, **changed: Any) -> ConfirmShipped:
    """The WMS's confirmation of all lines of the order's first shipment in one parcel."""
    shipment = order.shipments[0]
    parcel = ShippedParcel(
        parcel_no=f"{shipment.shipment_no}/{number}",
        carrier_code=SF,
        waybill_no=number,
        weight_g=900,
        items=tuple(
            ShippedItem(shipment_line_id=line.id, quantity=line.quantity) for line in order.lines_of(shipment.id)
        ),
    )
    plain = ConfirmShipped(
        order_id=order.id,
        shipment_id=shipment.id,
        company_id=order.company_id,
        occurred_at=floor.clock.now(),
        parcels=(parcel,),
    )
    return plain.model_copy(update=changed)


def sent_to_wms(floor: ShopFloor, **wanted: Any) -> Order:
    """An order that the WMS packs."""
    floor.lies(0)
    return floor.allocated(**wanted)


def test_handing_over_takes_the_goods_out_of_the_stock(floor: ShopFloor) -> None:
    order = floor.allocated()
    parcel_id = floor.packed(order, FIRST)
    floor.clock.advance(minutes=5)
    floor.do(handing((parcel_id, order.id), (parcel_id, order.id), carrier_code=SF))
    shipment, parcel = floor.order(order.id).shipments[0], floor.parcel(parcel_id)
    assert (shipment.node, shipment.proof, shipment.proof_at) == ("in_transit", "hand_over", floor.clock.now())
    assert (parcel.state, parcel.handed_over_by) == ("handed_over", company.USERS["packer"])
    assert floor.stock() == (company.STOCKED - PIECE, 0, 0)
    assert floor.code(handing((parcel_id, order.id))) == "parcel.not_closed"
    assert floor.faults() == []


def test_only_closed_parcels_of_the_carrier_go_with_all_their_orders(floor: ShopFloor) -> None:
    order, other = floor.allocated(), floor.allocated(sku=1)
    parcel_id, still_open = floor.packed(order, FIRST), floor.filled(other)
    assert floor.code(handing((parcel_id, order.id), carrier_code="YTO")) == "parcel.other_carrier"
    assert floor.code(handing((parcel_id, other.id))) == "parcel.other_orders"
    assert floor.code(handing((parcel_id, order.id), (still_open, other.id))) == "parcel.not_closed"
    floor.hold(order.id)
    assert floor.code(handing((parcel_id, order.id))) == "order.held"
    assert floor.parcel(parcel_id).state == "closed"


def test_a_carrier_takes_only_its_own_parcels(floor: ShopFloor) -> None:
    order, van = floor.allocated(), floor.allocated(sku=1, delivery_method="own_van", carrier_code=None)
    parcel_id, own = floor.packed(order, FIRST), floor.filled(van)
    floor.do(CloseParcel(parcel_id=own, order_ids=(van.id,), own_waybill_no=floor.parcel(own).parcel_no))
    both = ((parcel_id, order.id), (own, van.id))
    assert floor.code(handing(*both, carrier_code=SF)) == "parcel.other_carrier"
    floor.do(handing(*both[:1], carrier_code=SF))
    floor.do(handing(*both[1:], carrier_code="own"))
    assert floor.faults() == []


def test_the_wms_confirms_with_parcels_and_waybills_once(floor: ShopFloor) -> None:
    order = sent_to_wms(floor, quantity=2 * PIECE)
    asked = confirmed(floor, order)
    for _ in range(2):
        floor.done(asked)
    found = floor.order(order.id)
    assert (found.node, found.shipments[0].proof, found.shipment_lines[0].packed_quantity) == (
        "in_transit",
        "wms_shipped",
        2 * PIECE,
    )
    parcel = floor.load(Parcel, asked.parcel_id(asked.parcels[0]))
    assert (parcel.state, parcel.weight_g, parcel.bindings[0].waybill_no) == ("handed_over", 900, FIRST)
    assert floor.stock(warehouse_id=company.WMS_WAREHOUSE) == (company.STOCKED - 2 * PIECE, 0, 0)
    assert len(floor.jobs("subscribe")) == 1
    assert floor.faults() == []


def test_a_confirmation_that_cannot_be_is_refused(floor: ShopFloor) -> None:
    bench_order = floor.allocated(sku=1)
    order = sent_to_wms(floor)
    taken = sent_to_wms(floor)
    floor.done(confirmed(floor, taken))
    strange = ShippedItem(shipment_line_id=bench_order.shipment_lines[0].id, quantity=PIECE)
    parcel = confirmed(floor, order).parcels[0].model_copy(update={"items": (strange,)})
    for code, asked in (
        ("order.unknown", confirmed(floor, order, order_id=floor.new_id())),
        ("shipment.unknown", confirmed(floor, order, shipment_id=floor.new_id())),
        ("shipment.packed_at_bench", confirmed(floor, bench_order)),
        ("item.not_in_order", confirmed(floor, order, SECOND, parcels=(parcel,))),
        ("waybill.bound_elsewhere", confirmed(floor, order, FIRST)),
    ):
        assert floor.own(asked).code == code
    assert floor.order(order.id).node == "allocated"
    assert floor.faults() == []


def test_a_step_of_the_wms_begins_the_picking_and_nothing_else(floor: ShopFloor) -> None:
    order, at_bench = sent_to_wms(floor), floor.allocated(sku=1)
    plain = RecordWarehouseStatus(
        order_id=order.id,
        shipment_id=order.shipments[0].id,
        occurred_at=floor.clock.now(),
        code="40",
        node=Node.PICKING,
        source="flux",
    )
    floor.done(plain.model_copy(update={"node": None, "code": "10"}))
    assert floor.order(order.id).node == "allocated"
    for code, node in (("40", Node.PICKING), ("60", Node.PACKED), ("40", Node.PICKING)):
        floor.done(plain.model_copy(update={"code": code, "node": node}))
        assert floor.order(order.id).node == "picking"
    assert floor.own(plain.model_copy(update={"shipment_id": floor.new_id()})).code == "shipment.unknown"
    foreign = plain.model_copy(update={"order_id": at_bench.id, "shipment_id": at_bench.shipments[0].id})
    assert floor.own(foreign).code == "shipment.packed_at_bench"
    floor.done(confirmed(floor, order))
    floor.done(plain)
    assert floor.order(order.id).node == "in_transit"
    assert floor.faults() == []


def test_the_first_scan_raises_the_proof_of_the_hand_over_whenever_it_was(floor: ShopFloor) -> None:
    order = floor.allocated()
    parcel_id = floor.packed(order, FIRST)
    floor.do(handing((parcel_id, order.id)))
    floor.done(floor.scan(FIRST, "101", order.id, minutes=-30))
    assert floor.order(order.id).shipments[0].proof == "hand_over"
    before = floor.order(order.id).node_at
    floor.done(floor.scan(FIRST, "1", order.id, minutes=-2))
    shipment = floor.order(order.id).shipments[0]
    assert (shipment.node, shipment.proof) == ("in_transit", "courier:1")
    assert (shipment.proof_at, shipment.node_at) == (floor.waybill(FIRST).courier_at, before)


def test_a_courier_who_is_faster_than_the_bench_moves_the_order(floor: ShopFloor) -> None:
    order = floor.allocated()
    parcel_id = floor.packed(order, FIRST)
    floor.done(floor.scan(FIRST, "3", order.id, parcel_ids=(parcel_id,)))
    found = floor.order(order.id)
    assert (found.node, found.shipments[0].closed_parcels) == ("delivered", 0)
    assert (floor.parcel(parcel_id).state, floor.stock()[1]) == ("handed_over", 0)
    assert floor.code(ReopenParcel(parcel_id=parcel_id, order_ids=(order.id,))) == "parcel.gone"
    assert floor.faults() == []


def test_one_box_on_the_road_does_not_take_the_other_out_of_the_house(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    first = floor.packed(order, FIRST, PIECE)
    floor.do(handing((first, order.id)))
    floor.done(floor.scan(FIRST, "3", order.id, minutes=1, parcel_ids=(first,)))
    assert floor.order(order.id).node == "picking"
    second = floor.packed(order, SECOND, PIECE)
    assert floor.order(order.id).node == "packed"
    floor.do(handing((second, order.id)))
    assert floor.order(order.id).node == "in_transit"
    floor.done(floor.scan(SECOND, "3", order.id, minutes=3, parcel_ids=(second,)))
    assert floor.order(order.id).node == "delivered"
    assert floor.faults() == []


def test_what_the_courier_said_before_the_hand_over_counts_after_it(floor: ShopFloor) -> None:
    order = floor.allocated()
    parcel_id = floor.filled(order)
    floor.do(floor.label(parcel_id, FIRST))
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,)))
    floor.done(floor.scan(FIRST, "3"))
    assert floor.order(order.id).node == "packed"
    floor.do(handing((parcel_id, order.id)))
    assert (floor.order(order.id).node, floor.stock()[1]) == ("delivered", 0)
    assert floor.faults() == []


def test_events_end_alike_in_whatever_order_they_arrive(sqlite_floor: ShopFloor) -> None:
    floor = sqlite_floor
    for arrivals in permutations(((0, "1"), (1, "2"), (2, "5"), (2, "3"))):
        order = floor.allocated()
        number = f"SF{floor.counter:013d}"
        parcel_id = floor.packed(order, number)
        floor.do(handing((parcel_id, order.id)))
        for minutes, code in arrivals:
            floor.done(floor.scan(number, code, order.id, minutes=minutes))
        assert (floor.order(order.id).node, floor.waybill(number).courier_state) == ("delivered", "3")
        assert len(floor.waybill(number).events) == 4


def test_a_scan_that_tells_nothing_leaves_a_signature_as_it_is(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    first, second = floor.packed(order, FIRST, PIECE), floor.packed(order, SECOND, PIECE)
    floor.do(handing((first, order.id), (second, order.id)))
    for number in (FIRST, SECOND):
        floor.done(floor.scan(number, "3", order.id, minutes=5))
    signed = floor.waybill(FIRST)
    for minutes, code in ((10, "unknown"), (11, "101")):
        floor.done(floor.scan(FIRST, code, order.id, minutes=minutes))
    after = floor.waybill(FIRST)
    assert (after.courier_state, after.courier_at, after.signed_at) == ("3", signed.courier_at, signed.signed_at)
    assert len(after.events) == 3
    floor.done(floor.scan(SECOND, "304", order.id, minutes=12))
    assert floor.order(order.id).node == "delivered"
    assert floor.faults() == []


def test_a_scan_that_tells_nothing_does_not_keep_an_earlier_one_from_counting(floor: ShopFloor) -> None:
    order = floor.allocated()
    floor.do(handing((floor.packed(order, FIRST), order.id)))
    floor.done(floor.scan(FIRST, "unknown", order.id, minutes=5))
    floor.done(floor.scan(FIRST, "3", order.id, minutes=4))
    assert (floor.order(order.id).node, floor.waybill(FIRST).courier_state) == ("delivered", "3")


def test_a_late_event_of_one_box_still_counts_beside_a_newer_one_of_another(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    first, second = floor.packed(order, FIRST, PIECE), floor.packed(order, SECOND, PIECE)
    floor.do(handing((first, order.id), (second, order.id)))
    for number, code, minutes, node in (
        (FIRST, "3", 9, "in_transit"),
        (SECOND, "2", 3, "delivery_exception"),
        (SECOND, "5", 4, "in_transit"),
        (SECOND, "3", 5, "delivered"),
        (SECOND, "1", 1, "delivered"),
    ):
        floor.done(floor.scan(number, code, order.id, minutes=minutes))
        assert (code, floor.order(order.id).node) == (code, node)
    assert floor.faults() == []


def test_the_courier_corrects_himself_and_a_repeated_event_is_one(floor: ShopFloor) -> None:
    order = floor.allocated()
    parcel_id = floor.packed(order, FIRST)
    floor.do(handing((parcel_id, order.id)))
    for minutes, code, node in ((1, "3", "delivered"), (2, "14", "delivery_exception"), (3, "6", "returning")):
        event = floor.scan(FIRST, code, order.id, minutes=minutes)
        for _ in range(2):
            floor.done(event)
        assert floor.order(order.id).node == node
    assert len(floor.waybill(FIRST).events) == 3
    assert floor.waybill(FIRST).signed_at is None
    floor.done(floor.scan(FIRST, "strange", order.id, minutes=4))
    assert floor.order(order.id).node == "returning"
    assert floor.own(floor.scan("SF0", "3", order.id)).code == "waybill.unknown"
    assert floor.faults() == []


def test_no_person_may_say_what_only_the_outside_can(floor: ShopFloor) -> None:
    order = floor.allocated()
    assert floor.load(Warehouse, company.BENCH_WAREHOUSE).mode == "bench"
    assert floor.code(floor.scan(FIRST, "3", order.id), by="supervisor", at="A1") == "access.denied"
    assert floor.code(confirmed(floor, order), by="supervisor", at="A1") == "access.denied"
