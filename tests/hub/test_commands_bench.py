"""Opening, filling, labelling, closing, reopening and giving up parcels, on both databases."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from db.tables import orders
from orderdesk.commands import (
    BindWaybill,
    CancelOrder,
    CloseParcel,
    HandOver,
    OpenParcel,
    PlacedLine,
    ReopenParcel,
    UnbindWaybill,
    VerifyItem,
    VoidParcel,
)
from orderdesk.documents.masters import Warehouse
from orderdesk.documents.parcels import Waybill
from orderdesk.ids import waybill_id
from tests.hub.shop_floor import PIECE, SF, ShopFloor
from tests.sync import small_company as company

FIRST, SECOND = "SF1385628716739", "SF1486000003911"


def unbinding(parcel_id: object, number: str) -> UnbindWaybill:
    """The command that takes a waybill off."""
    return UnbindWaybill.model_validate({"parcel_id": parcel_id, "carrier_code": SF, "waybill_no": number})


def test_a_parcel_goes_through_the_bench(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    parcel_id = floor.packed(order, FIRST)
    order, parcel, waybill = floor.order(order.id), floor.parcel(parcel_id), floor.waybill(FIRST)
    assert (order.node, order.shipments[0].closed_parcels, order.shipment_lines[0].packed_quantity) == (
        "packed",
        1,
        2_000,
    )
    assert (parcel.state, parcel.closed_by, waybill.state) == ("closed", company.USERS["packer"], "bound")
    binding = parcel.bindings[0]
    assert (binding.bound_by, binding.bound_on, binding.to_at) == (company.USERS["packer"], floor.devices["B1"], None)
    assert [job.payload["waybill_no"] for job in floor.jobs("subscribe")] == [FIRST]
    assert floor.faults() == []


def test_a_parcel_is_opened_only_for_a_shipment_that_this_bench_may_pack(floor: ShopFloor) -> None:
    order = floor.allocated()
    known = floor.filled(order)
    opening = floor.opening(order, floor.new_id())
    taken = floor.parcel(known).parcel_no
    for code, changed in (
        ("parcel.bad_number", {"parcel_no": "PK1"}),
        ("parcel.number_taken", {"parcel_no": taken}),
        ("parcel.exists", {"parcel_id": known}),
        ("shipment.unknown", {"shipment_id": floor.new_id()}),
        ("order.unknown", {"order_id": floor.new_id()}),
    ):
        assert floor.code(opening.model_copy(update=changed)) == code
    floor.hold(order.id)
    assert floor.code(opening) == "order.held"
    placed = floor.order(floor.place())
    assert floor.code(floor.opening(placed, floor.new_id())) == "shipment.not_packable"
    floor.lies(0)
    sent = floor.allocated()
    assert floor.code(floor.opening(sent, floor.new_id())) == "shipment.packed_by_wms"


def test_items_go_in_only_where_they_belong_and_as_many_as_are_wanted(floor: ShopFloor) -> None:
    order, other = floor.allocated(quantity=2 * PIECE), floor.allocated(sku=1)
    parcel_id = floor.opened(order)
    item = floor.item(parcel_id, order)
    for code, changed in (
        ("item.not_in_order", {"shipment_line_id": other.shipment_lines[0].id}),
        ("item.too_many", {"quantity": 3 * PIECE}),
        ("item.not_in_parcel", {"quantity": -PIECE}),
        ("quantity.not_positive", {"quantity": 0}),
        ("parcel.unknown", {"parcel_id": floor.new_id()}),
    ):
        assert floor.code(item.model_copy(update=changed)) == code
    floor.do(item)
    assert floor.code(item.model_copy(update={"quantity": 2 * PIECE})) == "item.too_many"
    assert floor.code(item.model_copy(update={"quantity": -2 * PIECE})) == "item.not_in_parcel"
    floor.do(VoidParcel(parcel_id=floor.opened(order)))
    full = floor.packed(other, FIRST)
    assert floor.code(floor.item(full, order)) == "parcel.not_open"
    assert floor.code(floor.item(parcel_id, other)) == "shipment.not_packable"
    assert floor.faults() == []


def test_a_hold_stops_what_goes_in_but_not_what_comes_out(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    parcel_id = floor.filled(order, PIECE)
    floor.do(floor.label(parcel_id, FIRST))
    floor.hold(order.id)
    assert floor.code(floor.item(parcel_id, order)) == "order.held"
    assert floor.code(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,))) == "order.held"
    floor.do(floor.item(parcel_id, order, -PIECE))
    assert floor.parcel(parcel_id).contents == []


def test_goods_of_another_warehouse_do_not_go_into_the_parcel(floor: ShopFloor) -> None:
    second = floor.load(Warehouse, company.WMS_WAREHOUSE)
    second.mode = "bench"
    floor.alter(second)
    near = floor.allocated()
    floor.lies(0, sku=1)
    far = floor.allocated(sku=1)
    assert floor.code(floor.item(floor.filled(near), far)) == "parcel.other_warehouse"


def test_serial_numbers_come_out_with_their_items(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=3 * PIECE)
    parcel_id = floor.opened(order)
    for serial in ("S1", "S2"):
        floor.do(floor.item(parcel_id, order, serials=(serial,)))
    assert floor.code(floor.item(parcel_id, order, serials=("S1",))) == "item.serial_repeated"
    floor.do(floor.item(parcel_id, order, -PIECE, serials=("S1",)))
    [content] = floor.parcel(parcel_id).contents
    assert (content.quantity, content.serials) == (PIECE, ["S2"])
    assert floor.code(floor.item(parcel_id, order, -PIECE, serials=("S1",))) == "item.not_in_parcel"
    floor.do(floor.item(parcel_id, order, -PIECE, serials=("S2",)))
    assert floor.parcel(parcel_id).contents == []
    assert floor.order(order.id).shipment_lines[0].packed_quantity == 0


def test_a_waybill_is_refused_where_it_cannot_be(floor: ShopFloor) -> None:
    order, other = floor.allocated(), floor.allocated(sku=1)
    parcel_id, second = floor.filled(order), floor.filled(other)
    floor.do(floor.label(parcel_id, FIRST))
    floor.do(floor.label(parcel_id, FIRST))
    assert len(floor.parcel(parcel_id).bindings) == 1
    assert floor.code(floor.label(second, FIRST)) == "waybill.bound_elsewhere"
    assert floor.code(floor.label(second, company.BARCODES[0])) == "waybill.is_product"
    assert floor.code(floor.label(second, "BP-1")) == "waybill.is_product"
    foreign = BindWaybill(parcel_id=second, carrier_code="YTO", waybill_no="YT1234567890123")
    outcome = floor.say(foreign)
    assert (outcome.code, outcome.facts) == ("waybill.other_carrier", {"expected": SF, "scanned": "YTO"})
    floor.alter(
        Waybill(
            id=waybill_id(SF, SECOND),
            carrier_code=SF,
            number=SECOND,
            company_id=company.COMPANY,
            state="void",
            issued_at=company.START,
            updated_at=company.START,
        )
    )
    assert floor.code(floor.label(second, SECOND)) == "waybill.void"
    assert floor.code(floor.label(second, SECOND, "1")) == "waybill.void"
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,)))
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    assert floor.code(floor.label(parcel_id, "SF1000000000009")) == "parcel.gone"
    assert floor.faults() == []


def test_an_unbound_waybill_may_be_bound_anew_and_both_bindings_stay(floor: ShopFloor) -> None:
    order, other = floor.allocated(), floor.allocated(sku=1)
    first, second = floor.filled(order), floor.filled(other)
    assert floor.code(unbinding(first, FIRST)) == "waybill.not_bound"
    floor.do(floor.label(first, FIRST))
    floor.clock.advance(minutes=1)
    floor.do(unbinding(first, FIRST))
    floor.do(floor.label(second, FIRST))
    [ended] = floor.parcel(first).bindings
    assert (ended.to_at, ended.unbound_by) == (company.START + timedelta(minutes=1), company.USERS["packer"])
    assert [binding.to_at for binding in floor.parcel(second).bindings] == [None]
    floor.do(CloseParcel(parcel_id=second, order_ids=(other.id,)))
    assert floor.code(unbinding(second, FIRST)) == "parcel.not_open"
    assert floor.faults() == []


def test_a_parcel_closes_only_when_it_is_full_enough_and_labelled(floor: ShopFloor) -> None:
    order = floor.allocated()
    parcel_id = floor.opened(order)
    closing = CloseParcel(parcel_id=parcel_id, order_ids=(order.id,))
    assert floor.code(closing) == "parcel.empty"
    floor.do(floor.item(parcel_id, order))
    assert floor.code(closing) == "parcel.no_waybill"
    assert floor.code(closing.model_copy(update={"own_waybill_no": "PK1"})) == "parcel.no_waybill"
    floor.do(floor.label(parcel_id, FIRST))
    other = floor.allocated(sku=1)
    assert floor.code(closing.model_copy(update={"order_ids": (order.id, other.id)})) == "parcel.other_orders"
    floor.do(closing.model_copy(update={"weight_g": 850}))
    assert floor.parcel(parcel_id).weight_g == 850
    assert floor.code(closing) == "parcel.not_open"
    assert floor.faults() == []


def test_goods_that_lie_in_no_labelled_parcel_are_not_packed(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    parcel_id = floor.filled(order, PIECE)
    floor.do(floor.label(parcel_id, FIRST))
    table = orders.shipment_line
    with floor.store.write() as connection:
        connection.execute(update(table).where(table.c.order_id == order.id).values(packed_quantity=2 * PIECE))
        # The hub takes an order of a version it knows for unchanged.
        connection.execute(update(orders.order).values(version=orders.order.c.version + 1))
    assert floor.code(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,))) == "shipment.not_covered"


def test_a_part_of_an_order_is_not_packed_until_the_rest_is(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=3 * PIECE)
    first = floor.packed(order, FIRST, PIECE)
    assert floor.order(order.id).node == "picking"
    floor.do(HandOver(parcel_ids=(first,), order_ids=(order.id,)))
    assert floor.order(order.id).node == "picking"
    second = floor.packed(order, SECOND, 2 * PIECE)
    assert floor.order(order.id).node == "packed"
    floor.do(HandOver(parcel_ids=(second,), order_ids=(order.id,)))
    assert (floor.order(order.id).node, floor.stock()) == ("in_transit", (company.STOCKED - 3 * PIECE, 0, 0))
    assert floor.faults() == []


def test_a_parcel_may_hold_two_orders(floor: ShopFloor) -> None:
    order, other = floor.allocated(), floor.allocated(sku=1)
    parcel_id = floor.filled(order)
    floor.do(floor.item(parcel_id, other))
    floor.do(floor.label(parcel_id, FIRST))
    both = (order.id, other.id)
    assert floor.code(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,))) == "parcel.other_orders"
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=both))
    assert {floor.order(each).node for each in both} == {"packed"}
    assert floor.code(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,))) == "parcel.other_orders"
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=both))
    assert {floor.order(each).node for each in both} == {"in_transit"}
    assert (floor.stock()[1], floor.stock(sku=1)[1]) == (0, 0)
    floor.done(floor.scan(FIRST, "3", *both, parcel_ids=(parcel_id,)))
    assert {floor.order(each).node for each in both} == {"delivered"}
    assert floor.faults() == []


def test_taking_the_second_order_out_again_leaves_it_free_to_be_packed_alone(floor: ShopFloor) -> None:
    order, other = floor.allocated(), floor.allocated(sku=1)
    parcel_id = floor.filled(order)
    floor.do(floor.item(parcel_id, other))
    floor.do(floor.item(parcel_id, other, -PIECE))
    assert [floor.order(each.id).shipments[0].open_parcels for each in (order, other)] == [1, 0]
    floor.packed(other, FIRST)
    floor.do(floor.label(parcel_id, SECOND))
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,)))
    assert {floor.order(each.id).node for each in (order, other)} == {"packed"}
    assert floor.faults() == []


def test_a_mother_waybill_has_three_pieces_on_three_parcels(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=3 * PIECE)
    parcels = [floor.filled(order, PIECE) for _ in range(3)]
    for number, parcel_id in enumerate(parcels, start=1):
        floor.do(floor.label(parcel_id, FIRST, str(number)))
        floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,)))
    assert floor.code(floor.label(parcels[0], FIRST, "2")) == "waybill.bound_elsewhere"
    mother = floor.waybill(FIRST)
    pieces = [floor.waybill(FIRST, str(number)) for number in (1, 2, 3)]
    assert (mother.state, {piece.state for piece in pieces}) == ("issued", {"bound"})
    assert {piece.mother_id for piece in pieces} == {mother.id}
    assert len(floor.jobs("subscribe")) == 1
    floor.do(HandOver(parcel_ids=tuple(parcels), order_ids=(order.id,)))
    for number, node in ((1, "in_transit"), (2, "in_transit"), (3, "delivered")):
        floor.done(floor.scan(FIRST, "3", order.id, piece=str(number), minutes=number))
        assert floor.order(order.id).node == node
    assert floor.faults() == []


def test_a_closed_parcel_is_opened_again_until_it_has_left(floor: ShopFloor) -> None:
    order = floor.allocated()
    parcel_id = floor.packed(order, FIRST)
    floor.clock.advance(minutes=1)
    reopening = ReopenParcel(parcel_id=parcel_id, order_ids=(order.id,))
    assert floor.code(reopening.model_copy(update={"order_ids": (floor.place(),)})) == "parcel.other_orders"
    floor.do(reopening, by="packer2", at="B2")
    again, parcel = floor.order(order.id), floor.parcel(parcel_id)
    assert (again.node, again.shipments[0].open_parcels, again.shipments[0].closed_parcels) == ("picking", 1, 0)
    last_step = max(again.steps, key=lambda step: step.at)
    assert (last_step.node, last_step.user_id) == ("picking", company.USERS["packer2"])
    assert (parcel.state, parcel.closed_at, parcel.closed_by) == ("open", None, None)
    assert floor.code(reopening) == "parcel.not_closed"
    floor.do(unbinding(parcel_id, FIRST))
    floor.do(floor.item(parcel_id, order, -PIECE))
    floor.do(VoidParcel(parcel_id=parcel_id))
    last = floor.packed(order, FIRST)
    floor.do(HandOver(parcel_ids=(last,), order_ids=(order.id,)))
    assert floor.code(ReopenParcel(parcel_id=last, order_ids=(order.id,))) == "parcel.gone"
    assert floor.faults() == []


def test_only_an_open_empty_parcel_without_a_label_is_given_up(floor: ShopFloor) -> None:
    order = floor.allocated()
    parcel_id = floor.filled(order)
    voiding = VoidParcel(parcel_id=parcel_id)
    assert floor.code(voiding) == "parcel.not_empty"
    floor.do(floor.label(parcel_id, FIRST))
    floor.do(floor.item(parcel_id, order, -PIECE))
    assert floor.code(voiding) == "parcel.bears_waybill"
    floor.do(unbinding(parcel_id, FIRST))
    floor.do(voiding)
    assert floor.parcel(parcel_id).state == "void"
    assert floor.code(voiding) == "parcel.not_open"
    assert floor.code(ReopenParcel(parcel_id=parcel_id, order_ids=(order.id,))) == "parcel.gone"
    assert floor.faults() == []


def test_an_empty_parcel_keeps_nobody_from_being_packed(floor: ShopFloor) -> None:
    order = floor.allocated()
    floor.opened(order)
    floor.packed(order, FIRST)
    assert floor.order(order.id).node == "packed"


def test_we_issue_the_number_ourselves_where_no_carrier_does(floor: ShopFloor) -> None:
    for number, wanted in enumerate(
        (
            {"delivery_method": "own_van", "carrier_code": None},
            {"delivery_method": "pick_up", "carrier_code": None},
            {"delivery_method": "freight", "carrier_code": None},
        )
    ):
        order = floor.allocated(sku=number, **wanted)
        parcel_id = floor.filled(order)
        parcel_no = floor.parcel(parcel_id).parcel_no
        assert floor.code(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,))) == "parcel.no_waybill"
        closing = CloseParcel(parcel_id=parcel_id, order_ids=(order.id,), own_waybill_no=parcel_no)
        floor.do(closing)
        floor.do(ReopenParcel(parcel_id=parcel_id, order_ids=(order.id,), own_waybill_no=parcel_no))
        assert floor.load(Waybill, waybill_id("own", parcel_no)).state == "issued"
        floor.do(closing)
        floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,), carrier_code="own"))
        assert floor.order(order.id).node == "in_transit"
        assert floor.load(Waybill, waybill_id("own", parcel_no)).state == "bound"
    assert floor.jobs("subscribe") == []
    assert floor.faults() == []


def test_a_cancelled_order_cannot_be_packed_any_more(floor: ShopFloor) -> None:
    lines = [
        PlacedLine(sku_id=sku, unit="piece", unit_quantity=PIECE, unit_price_micro=company.PRICE_MICRO)
        for sku in company.SKUS
    ]
    order = floor.allocated(lines=lines)
    floor.do(CancelOrder(order_id=order.id, reason="客户取消"), by="sales", at="A1")
    opening = OpenParcel(
        parcel_id=floor.new_id(),
        parcel_no=floor.parcel_no(),
        order_id=order.id,
        shipment_id=order.shipments[0].id,
    )
    assert floor.code(opening) == "shipment.not_packable"
    line_id = order.shipment_lines[0].id
    item = VerifyItem(parcel_id=floor.new_id(), order_id=order.id, shipment_line_id=line_id, quantity=PIECE)
    assert floor.code(item) == "parcel.unknown"
    assert [floor.stock(sku=number)[1:] for number in range(3)] == [(0, 0)] * 3
    assert floor.faults() == []
