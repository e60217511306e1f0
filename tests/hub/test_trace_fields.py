"""The fields of an order's events: each is filled where its fact exists, by the floor or by what comes from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.tables import log
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AddNote,
    AllocateOrder,
    ClearStop,
    CloseParcel,
    ConfirmDelivery,
    DeclareShort,
    EditOrder,
    HandOver,
    HoldOrder,
    LiftHold,
    ReviewOrder,
    StageShipment,
    StartPicking,
)
from orderdesk.commands.edit import TextEdit
from orderdesk.documents.masters import Warehouse
from orderdesk.documents.orders import Order
from orderdesk.hub.proof import seal
from tests.hub.linked_hub import linked, u8_order
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.sync import small_company as company

FIELDS = {column.name for column in log.order_event.columns} - {"chain"}
#: What only outside systems can tell.
OUTSIDE = {
    "source_record_id",
    "source_version",
    "connector_id",
    "mapping_version",
    "external_request_id",
    "source_status_raw",
}

Events = Sequence[Mapping[str, Any]]


def events_of(floor: ShopFloor, *order_ids: UUID) -> Events:
    table = log.order_event
    with floor.store.read() as connection:
        rows = connection.execute(
            select(table).where(table.c.order_id.in_(order_ids)).order_by(table.c.order_id, table.c.chain)
        )
        return [dict(row._mapping) for row in rows]


def filled(events: Events) -> set[str]:
    return {name for event in events for name, value in event.items() if value not in (None, {})} & FIELDS


def by_reason(events: Events, reason: str) -> Mapping[str, Any]:
    return next(event for event in events if event["reason_code"] == reason)


def delivered(floor: ShopFloor) -> Order:
    """An order with a life: edited, held, picked, packed, staged, brought by our van and paid at the door."""
    order_id = floor.place(delivery_method="own_van", carrier_code=None, cod=True, quantity=2 * PIECE)
    edit = EditOrder(order_id=order_id, remark=TextEdit(was="", to="王小明 收"))
    floor.do(edit, by="sales", at="A1")
    floor.do(HoldOrder(order_id=order_id, hold_kind="address", reason="门牌号?"), by="sales", at="A1")
    hold_id = floor.order(order_id).holds[0].id
    floor.do(LiftHold(order_id=order_id, hold_id=hold_id), by="sales", at="A1")
    for command in (ReviewOrder(order_id=order_id), AllocateOrder(order_id=order_id)):
        floor.do(command, by="supervisor", at="A1")
    order = floor.order(order_id)
    shipment_id = order.shipments[0].id
    floor.do(StartPicking(order_id=order_id, shipment_id=shipment_id))
    parcel_id = floor.filled(order)
    number = floor.parcel(parcel_id).parcel_no
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order_id,), own_waybill_no=number))
    floor.do(StageShipment(order_id=order_id, shipment_id=shipment_id, lane="D3"))
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order_id,)))
    floor.clock.advance(minutes=30)
    waybills = tuple(each.waybill_id for each in floor.parcel(parcel_id).open_bindings())
    floor.do(
        ConfirmDelivery(
            order_id=order_id,
            shipment_id=shipment_id,
            waybill_ids=waybills,
            received_by="王小明",
            received_at=floor.clock.now(),
            collected_fen=order.amount_fen,
        )
    )
    return floor.order(order_id)


def test_a_life_at_our_own_desks_and_benches_fills_all_fields_but_those_of_outside(floor: ShopFloor) -> None:
    order = delivered(floor)
    again = floor.place(order_kind="RETURN", origin_order_id=order.id)
    said = floor.wrap(AddNote(order_id=again, text="call first"), by="sales", at="A1")
    floor.executor.run(floor.devices["A1"], said, client_version="orderdesk/0.1.0")
    missing = FIELDS - filled(events_of(floor, order.id, again))
    assert missing == OUTSIDE


def test_the_fields_of_single_events_tell_what_happened(floor: ShopFloor) -> None:
    order = delivered(floor)
    again = floor.place(order_kind="RETURN", origin_order_id=order.id)
    events = events_of(floor, order.id)
    item = by_reason(events, "verify_item")
    number = floor.parcel(item_parcel(floor, order)).parcel_no
    assert (item["line_no"], item["sku_code"], item["qty"]) == ("1", order.lines[0].sku_code, 2 * PIECE)
    assert (item["package_no"], item["warehouse_code"]) == (number, warehouse_code(floor))
    assert by_reason(events, "close_parcel")["waybill_no"] == number
    assert by_reason(events, "stage_shipment")["location"] == "D3"
    assert by_reason(events, "lifted.address")["approval_id"] == str(order.holds[0].id)
    review = by_reason(events, "review_order")
    assert review["approval_id"] == str(review["trace_id"])
    assert by_reason(events, "confirm_delivery")["payment_ref"] == order.shipments[0].shipment_no
    assert events_of(floor, again)[0]["parent_event_id"] == events[-1]["event_id"]


def test_a_cleared_stop_tells_who_took_the_goods_away_where_to_and_what_had_stopped_them(floor: ShopFloor) -> None:
    order, other = floor.allocated(), floor.allocated(sku=1)
    parcel_id = floor.filled(order)
    stopped = {"order_ids": (order.id, other.id), "parcel_id": parcel_id, "stop": "stop.held"}
    floor.do(ClearStop.model_validate(stopped | {"bin_code": "~BIN-Y03"}))
    for each in (order, other):
        event = by_reason(events_of(floor, each.id), "stop.held")
        assert (event["location"], event["actor_id"]) == ("Y03", str(company.USERS["packer"]))
        assert (event["occurred_at"], event["approval_id"]) == (floor.clock.now(), None)
    assert by_reason(events_of(floor, order.id), "stop.held")["package_no"] == floor.parcel(parcel_id).parcel_no
    supervisor = company.USERS["supervisor"]
    floor.do(ClearStop.model_validate(stopped | {"stop": "stop.changed", "supervisor_id": supervisor}))
    assert by_reason(events_of(floor, order.id), "stop.changed")["approval_id"] == str(supervisor)
    assert floor.order(order.id).node == "picking"
    assert floor.code(ClearStop.model_validate(stopped)) == "stop.needs_proof"
    colleague = ClearStop.model_validate(stopped | {"supervisor_id": company.USERS["packer"]})
    assert floor.code(colleague) == "bench.not_supervisor"
    assert floor.faults() == []


def item_parcel(floor: ShopFloor, order: Order) -> UUID:
    event = by_reason(events_of(floor, order.id), "open_parcel")
    with floor.store.read() as connection:
        query = select(log.command.c.arguments).where(log.command.c.id == event["trace_id"])
        return UUID(connection.execute(query).scalar_one()["parcel_id"])


def warehouse_code(floor: ShopFloor) -> str:
    return floor.load(Warehouse, company.BENCH_WAREHOUSE).code


def test_a_remark_is_not_in_the_chain(floor: ShopFloor) -> None:
    order = delivered(floor)
    assert by_reason(events_of(floor, order.id), "edit_order")["change_set"]["remark"] == "changed"
    assert "王小明" not in str(events_of(floor, order.id))


def test_what_is_short_is_a_quantity_less(floor: ShopFloor) -> None:
    order = floor.allocated(quantity=2 * PIECE)
    floor.do(StartPicking(order_id=order.id, shipment_id=order.shipments[0].id))
    line_id = order.shipment_lines[0].id
    floor.do(DeclareShort(order_id=order.id, shipment_line_id=line_id, quantity=PIECE, reason="not_found"))
    short = by_reason(events_of(floor, order.id), "declare_short")
    assert (short["sku_code"], short["qty"], short["line_no"]) == (order.lines[0].sku_code, -PIECE, "1")


def test_what_a_courier_reports_keeps_its_own_words(floor: ShopFloor) -> None:
    order = floor.allocated()
    floor.packed(order, "SF1385628716739")
    floor.done(floor.scan("SF1385628716739", "3", order.id, area="宁波"))
    event = events_of(floor, order.id)[-1]
    told = (event["source_status_raw"], event["source_system"], event["location"], event["waybill_no"])
    assert told == ("3", "kuaidi100", "宁波", "SF1385628716739")


def test_what_comes_from_outside_names_its_source_its_message_and_its_mapping(
    database_url: str, clock: SetClock
) -> None:
    with linked(database_url, clock) as world:
        code = str(world.steer("u8/orders", u8_order())["code"])
        assert world.parts.erp is not None
        world.hub.clock.advance(seconds=400)
        world.parts.erp.queue_due()
        world.parts.jobs.run_all()
        events = world.hub.rows(log.order_event, log.order_event.c.chain == 1)
        (first,) = [dict(row._mapping) for row in events]
    found = filled([first])
    assert OUTSIDE - {"source_status_raw"} <= found
    assert (first["source_record_id"], first["channel"], first["actor_type"]) == (code, "api", "system")
    assert first["source_system"] == first["connector_id"]
    assert first["hash"] == seal(first)
