"""Deliveries by our own van, a freight line or a customer who comes; cash at the door; trouble noted by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.tables import finance, parcels, work
from orderdesk.commands import (
    CloseParcel,
    ConfirmDelivery,
    HandOver,
    InterceptShipment,
    ReportException,
    ReturnShipment,
)
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Waybill
from orderdesk.documents.photos import Photo
from orderdesk.documents.work import Receipt
from orderdesk.ids import derived_id
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.sync import small_company as company

FIRST = "SF1385628716739"
PICTURE = "ab" * 32


def by_van(floor: ShopFloor, **wanted: Any) -> tuple[Order, tuple[UUID, ...]]:
    """An order on its way with our own van, in one box, and its waybill."""
    order = floor.allocated(delivery_method="own_van", carrier_code=None, **wanted)
    parcel_id = floor.filled(order)
    number = floor.parcel(parcel_id).parcel_no
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,), own_waybill_no=number))
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    return floor.order(order.id), tuple(each.waybill_id for each in floor.parcel(parcel_id).open_bindings())


def by_courier(floor: ShopFloor) -> tuple[Order, tuple[UUID, ...]]:
    """An order on its way with a courier."""
    order = floor.allocated()
    parcel_id = floor.packed(order, FIRST)
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    return floor.order(order.id), (floor.waybill(FIRST).id,)


def delivered(floor: ShopFloor, order: Order, waybills: tuple[UUID, ...], **fields: Any) -> ConfirmDelivery:
    return ConfirmDelivery(
        order_id=order.id,
        shipment_id=order.shipments[0].id,
        waybill_ids=waybills,
        received_by="王小明",
        received_at=floor.clock.now(),
        **fields,
    )


def trouble(floor: ShopFloor, order: Order, waybills: tuple[UUID, ...], **fields: Any) -> ReportException:
    told = {"cause": "refused", "occurred_at": floor.clock.now()} | fields
    return ReportException.model_validate(
        {"order_id": order.id, "shipment_id": order.shipments[0].id, "waybill_ids": waybills} | told
    )


def recalled(order: Order, command: type[InterceptShipment | ReturnShipment]) -> InterceptShipment | ReturnShipment:
    return command(order_id=order.id, shipment_id=order.shipments[0].id, reason="客户改单")


def receipts(floor: ShopFloor) -> list[Receipt]:
    with floor.store.read() as connection:
        ids = list(connection.execute(select(finance.receipt.c.id)).scalars())
    return [floor.load(Receipt, each) for each in ids]


def case_codes(floor: ShopFloor) -> set[str]:
    with floor.store.read() as connection:
        return set(connection.execute(select(work.case.c.code)).scalars())


def test_a_delivery_by_our_own_van_is_signed_for_with_a_photo(floor: ShopFloor) -> None:
    order, waybills = by_van(floor)
    floor.clock.advance(minutes=30)
    floor.do(delivered(floor, order, waybills, photo=PICTURE))
    found, waybill = floor.order(order.id), floor.load(Waybill, waybills[0])
    assert (found.node, found.shipments[0].proof) == ("delivered", "signed_for")
    assert (waybill.signed_by, waybill.signed_at, waybill.carrier_code) == ("王小明", floor.clock.now(), "own")
    photo = floor.load(Photo, derived_id(order.shipments[0].id, f"photo:{PICTURE}"))
    assert (photo.subject_kind, photo.taken_by) == ("shipment", company.USERS["packer"])
    assert (receipts(floor), floor.faults()) == ([], [])


def test_what_the_courier_delivers_only_the_courier_confirms(floor: ShopFloor) -> None:
    order, waybills = by_courier(floor)
    assert floor.code(delivered(floor, order, waybills)) == "delivery.by_courier"


def test_a_delivery_names_all_waybills_and_has_happened(floor: ShopFloor) -> None:
    order, waybills = by_van(floor)
    ask = delivered(floor, order, waybills)
    later = ask.model_copy(update={"received_at": floor.clock.now() + timedelta(minutes=1)})
    assert floor.code(later) == "delivery.in_future"
    _, others = by_van(floor)
    assert floor.code(ask.model_copy(update={"waybill_ids": others})) == "shipment.other_waybills"
    assert floor.code(ask.model_copy(update={"collected_fen": 5})) == "delivery.not_cod"
    assert floor.order(order.id).node == "in_transit"


def test_cash_at_the_door_is_a_receipt_to_be_confirmed(floor: ShopFloor) -> None:
    order, waybills = by_van(floor, cod=True, quantity=2 * PIECE)
    due = order.amount_fen
    assert (due, order.shipments[0].cod_fen) == (2_500, 2_500)
    assert floor.code(delivered(floor, order, waybills)) == "delivery.cod_missing"
    floor.do(delivered(floor, order, waybills, collected_fen=due))
    (receipt,) = receipts(floor)
    assert (receipt.state, receipt.channel, receipt.amount_fen, receipt.receipt_kind) == (
        "to_confirm",
        "cod",
        2_500,
        "payment",
    )
    assert receipt.allocations[0].order_id == order.id
    assert (floor.order(order.id).pay_state, case_codes(floor)) == ("unpaid", set())
    less, others = by_van(floor, cod=True)
    floor.do(delivered(floor, less, others, collected_fen=0))
    assert (len(receipts(floor)), case_codes(floor)) == (1, {"cod.differs"})
    assert floor.faults() == []


def test_trouble_noted_by_hand_gives_way_to_the_couriers_later_word_only(floor: ShopFloor) -> None:
    order, waybills = by_courier(floor)
    floor.done(floor.scan(FIRST, "1", order.id, minutes=-10))
    floor.clock.advance(minutes=30)
    old = trouble(floor, order, waybills, occurred_at=floor.clock.now() - timedelta(hours=3))
    assert floor.code(old) == "delivery.newer_news"
    floor.do(trouble(floor, order, waybills, note="客户拒收"))
    assert (floor.order(order.id).node, floor.waybill(FIRST).courier_state) == ("delivery_exception", "14")
    assert case_codes(floor) == {"delivery.refused"}
    floor.done(floor.scan(FIRST, "3", order.id, minutes=-5))
    assert floor.order(order.id).node == "delivery_exception"
    floor.done(floor.scan(FIRST, "3", order.id, minutes=5))
    assert floor.order(order.id).node == "delivered"
    assert floor.faults() == []


def test_a_van_that_comes_back_may_try_again(floor: ShopFloor) -> None:
    order, waybills = by_van(floor)
    floor.do(trouble(floor, order, waybills, cause="cannot_reach"))
    floor.clock.advance(minutes=30)
    floor.do(delivered(floor, order, waybills))
    assert floor.order(order.id).node == "delivered"
    assert floor.code(trouble(floor, order, waybills)) == "node.not_allowed"


def test_goods_are_called_back_by_a_leader_and_stay_so_until_the_courier_turns_round(floor: ShopFloor) -> None:
    order, _ = by_courier(floor)
    assert floor.code(recalled(order, InterceptShipment)) == "access.denied"
    assert floor.code(recalled(order, ReturnShipment), by="supervisor", at="A1") == "node.not_allowed"
    floor.do(recalled(order, InterceptShipment), by="supervisor", at="A1")
    assert floor.order(order.id).node == "returning"
    floor.done(floor.scan(FIRST, "0", order.id, minutes=1))
    assert floor.order(order.id).node == "returning"
    floor.done(floor.scan(FIRST, "3", order.id, minutes=2))
    assert floor.order(order.id).node == "delivered"
    with floor.store.read() as connection:
        tasks = connection.execute(select(work.task.c.task_kind, work.task.c.role)).all()
    assert [tuple(each) for each in tasks] == [("courier.intercept", "logistics")]
    assert floor.faults() == []


def test_a_failed_delivery_is_sent_back(floor: ShopFloor) -> None:
    order, waybills = by_courier(floor)
    floor.do(trouble(floor, order, waybills))
    floor.do(recalled(order, ReturnShipment), by="supervisor", at="A1")
    assert (floor.order(order.id).node, floor.order(order.id).shipments[0].proof) == ("returning", "sent_back")
    with floor.store.read() as connection:
        bound = connection.execute(select(parcels.binding).where(parcels.binding.c.to_at.is_(None))).all()
    assert len(bound) == 1
