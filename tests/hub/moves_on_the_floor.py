"""What people at a bench and at the dock say of goods and boxes: one move for each command."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from db.tables import orders
from orderdesk.commands import (
    BindWaybill,
    CallSupervisor,
    ClearStop,
    CloseParcel,
    Command,
    ConfirmDelivery,
    DeclareShort,
    HandOver,
    OpenParcel,
    ReceiveReturn,
    ReopenParcel,
    ReportException,
    ReturnedLine,
    StageShipment,
    StartPicking,
    StopPicking,
    UnbindWaybill,
    UnstageShipment,
    VerifyItem,
    VoidParcel,
)
from orderdesk.commands.transfer_orders import waits_for
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.parcels import Parcel
from orderdesk.domain.scans import BIN_PREFIX
from tests.hub.company_life import Draw, View
from tests.hub.moves_at_the_desk import names
from tests.hub.shop_floor import PIECE, SF
from tests.sync import small_company as company

HERE = {"warehouse_id": company.BENCH_WAREHOUSE}
NUMBERS = tuple(f"SF13856287167{number:02}" for number in range(4))


def start_picking(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, "allocated", **HERE)
    return found and StartPicking.model_validate(names(found))


def stop_picking(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, "picking", **HERE)
    return found and StopPicking.model_validate(names(found))


def declare_short(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, "picking", **HERE)
    if found is None:
        return None
    lines = found[0].lines_of(found[1].id)
    line = lines[draw.second % len(lines)]
    missing = max(line.quantity - line.packed_quantity - line.short_quantity, 0)
    quantity = missing if draw.third % 2 and missing else PIECE
    reason = "damaged" if draw.third % 3 == 0 else "not_found"
    ask = {"order_id": found[0].id, "shipment_line_id": line.id, "quantity": quantity, "reason": reason}
    return DeclareShort.model_validate(ask)


def stage_shipment(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, "packed", "staged", **HERE)
    return found and StageShipment.model_validate(names(found) | {"lane": f"D{draw.second}"})


def unstage_shipment(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, "staged", **HERE)
    return found and UnstageShipment.model_validate(names(found))


def _transfer(view: View, draw: Draw) -> tuple[Order, Shipment] | None:
    """A transfer that is to come here, or was."""
    table, shipments = view.table(orders.order), view.table(orders.shipment)
    query = (
        select(table.c.id, shipments.c.id.label("shipment_id"))
        .join(shipments, shipments.c.order_id == table.c.id)
        .where(table.c.to_warehouse_id.is_not(None))
        .order_by(table.c.order_no, shipments.c.position)
    )
    if draw.fits:
        query = query.where(shipments.c.node.in_(("in_transit", "delivered", "delivery_exception")))
    rows = list(view.connection.execute(query))
    if not rows:
        return None
    row = draw.of(rows)
    order = view.load("order", row.id)
    assert isinstance(order, Order)
    shipment = order.shipment(row.shipment_id)
    assert shipment is not None
    return order, shipment


def receive_return(view: View, draw: Draw) -> Command | None:
    kinds = ("returning", "allocated") if draw.third % 2 else ("returning",)
    found = (_transfer(view, draw) if draw.second % 3 else None) or view.shipment(draw, *kinds)
    if found is None:
        return None
    lines = found[0].lines_of(found[1].id)
    chosen = lines if draw.second % 2 else lines[:1]
    condition = ("good", "damaged", "good", "missing")[draw.third % 4]
    came = [
        ReturnedLine.model_validate({"shipment_line_id": line.id, "quantity": quantity, "condition": condition})
        for line in chosen
        if (quantity := line.packed_quantity or line.quantity)
    ]
    told: dict[str, Any] = {"lines": came, "warehouse_id": company.BENCH_WAREHOUSE if draw.third % 2 else None}
    told["for_order_id"] = waits_for(found[0]) if found[1].node != "returning" else None
    return ReceiveReturn.model_validate(names(found) | told) if came else None


def open_parcel(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, "allocated", "picking", **HERE)
    new = {"parcel_id": view.new_id(), "parcel_no": view.number("parcel")}
    return found and OpenParcel.model_validate(names(found) | new)


def verify_item(view: View, draw: Draw) -> Command | None:
    """Mostly what is still missing, by as much as is missing; now and then out again."""
    parcel = view.parcel(draw, "open")
    found = view.shipment(Draw(draw.second, 0, 0, draw.fits), "picking", **HERE)
    if parcel is None or found is None:
        return None
    lines = found[0].lines_of(found[1].id)
    missing = [line for line in lines if line.packed_quantity + line.short_quantity < line.quantity]
    line = (missing or lines)[0]
    left = line.quantity - line.packed_quantity - line.short_quantity
    quantity = left if draw.third % 3 == 0 and left > 0 else -PIECE if draw.third == 5 else PIECE
    return VerifyItem(parcel_id=parcel.id, order_id=found[0].id, shipment_line_id=line.id, quantity=quantity)


def bind_waybill(view: View, draw: Draw) -> Command | None:
    parcel = view.parcel(draw, "open", lambda each: bool(each.contents) and not each.open_bindings())
    number = NUMBERS[draw.second % 4] if draw.third % 3 == 0 else f"SF3{view.life.count():012d}"
    piece = "1" if draw.third == 3 else ""
    return None if parcel is None else BindWaybill(parcel_id=parcel.id, carrier_code=SF, waybill_no=number, piece=piece)


def unbind_waybill(view: View, draw: Draw) -> Command | None:
    parcel = view.parcel(draw, "open", lambda each: bool(each.open_bindings()))
    bound = parcel.open_bindings() if parcel is not None else []
    if parcel is None or not bound:
        return None
    label = {"carrier_code": bound[0].carrier_code, "waybill_no": bound[0].waybill_no, "piece": bound[0].piece}
    return UnbindWaybill.model_validate({"parcel_id": parcel.id} | label)


def _boxed(parcel: Parcel) -> dict[str, Any]:
    ours = parcel.parcel_no if parcel.delivery_method == "own_van" else None
    return {"parcel_id": parcel.id, "order_ids": tuple(parcel.order_ids()), "own_waybill_no": ours}


def close_parcel(view: View, draw: Draw) -> Command | None:
    def is_ready(parcel: Parcel) -> bool:
        return bool(parcel.contents) and (parcel.delivery_method == "own_van" or bool(parcel.open_bindings()))

    parcel = view.parcel(draw, "open", is_ready)
    return CloseParcel.model_validate(_boxed(parcel)) if parcel is not None and parcel.contents else None


def reopen_parcel(view: View, draw: Draw) -> Command | None:
    parcel = view.parcel(draw, "closed")
    return ReopenParcel.model_validate(_boxed(parcel)) if parcel is not None and parcel.contents else None


def void_parcel(view: View, draw: Draw) -> Command | None:
    parcel = view.parcel(draw, "open", lambda each: not each.contents)
    return None if parcel is None else VoidParcel(parcel_id=parcel.id)


def clear_stop(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, "picking", "packed")
    return (
        None
        if order is None
        else ClearStop(order_ids=(order.id,), stop="stop.held", bin_code=f"{BIN_PREFIX}{draw.second}")
    )


def call_supervisor(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, "picking", "packed")
    return None if order is None else CallSupervisor(call_id=view.new_id(), order_id=order.id)


def hand_over(view: View, draw: Draw) -> Command | None:
    parcel = view.parcel(draw, "closed")
    if parcel is None or not parcel.contents:
        return None
    return HandOver(parcel_ids=(parcel.id,), order_ids=tuple(parcel.order_ids()))


def confirm_delivery(view: View, draw: Draw) -> Command | None:
    wanted = {"delivery_method": "own_van"}
    found = view.shipment(draw, "in_transit", "delivery_exception", **wanted)
    waybill_ids = view.waybill_ids(found[1]) if found is not None else ()
    if found is None or not waybill_ids:
        return None
    order: Order = found[0]
    paid = (found[1].cod_fen or 0) - draw.third % 2 if order.cod else None
    told: dict[str, Any] = {"received_by": "王小明", "received_at": view.now, "waybill_ids": waybill_ids}
    return ConfirmDelivery.model_validate(names(found) | told | {"collected_fen": paid and max(paid, 0)})


def report_exception(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, "in_transit")
    waybill_ids = view.waybill_ids(found[1]) if found is not None else ()
    if found is None or not waybill_ids:
        return None
    told = {"cause": "refused", "occurred_at": view.now, "waybill_ids": waybill_ids}
    return ReportException.model_validate(names(found) | told)
