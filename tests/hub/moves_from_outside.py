"""What the hub says itself, of couriers, the warehouse system and the clock: one move for each command."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from db.tables import orders, parcels
from orderdesk.commands import (
    Command,
    ConfirmShipped,
    LapseHolds,
    RecordCourierEvent,
    RecordWarehouseStatus,
    ReleaseExpired,
    ReviewReservations,
    ShippedItem,
    ShippedParcel,
    StatedItem,
    StateStock,
)
from orderdesk.documents.parcels import Parcel
from orderdesk.domain.nodes import Node
from tests.hub.company_life import Draw, View
from tests.hub.moves_at_the_desk import HOUSES, INSIDE, names
from tests.hub.shop_floor import PIECE, SF
from tests.sync import small_company as company

COURIER = ("1", "5", "2", "3", "6", "101", "301", "3")
THERE = {"warehouse_id": company.WMS_WAREHOUSE}


def record_courier_event(view: View, draw: Draw) -> Command | None:
    bound = select(parcels.binding).where(parcels.binding.c.to_at.is_(None))
    rows = view.connection.execute(bound.order_by(parcels.binding.c.from_at, parcels.binding.c.waybill_no)).all()
    if not rows:
        return None
    label = draw.of(list(rows))
    parcel = view.load("parcel", label.parcel_id)
    assert isinstance(parcel, Parcel)
    return RecordCourierEvent(
        carrier_code=label.carrier_code,
        waybill_no=label.waybill_no,
        piece=label.piece,
        order_ids=tuple(parcel.order_ids()),
        parcel_ids=(parcel.id,) if draw.third % 2 else (),
        event_at=view.now - timedelta(minutes=draw.second if draw.third == 0 else 0),
        code=COURIER[draw.second % len(COURIER)],
        text="快件已揽收",
        source="kuaidi100",
    )


def record_warehouse_status(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, "allocated", "picking", **THERE)
    node = (Node.PICKING, Node.PACKED, None)[draw.second % 3]
    told = {"occurred_at": view.now, "code": "40", "node": node, "source": "flux", "is_partial": draw.third == 1}
    return found and RecordWarehouseStatus.model_validate(names(found) | told)


def confirm_shipped(view: View, draw: Draw) -> Command | None:
    """All of it, or a part with the rest to follow or not at all."""
    found = view.shipment(draw, "allocated", "picking", **THERE)
    if found is None:
        return None
    order, shipment = found
    lines = order.lines_of(shipment.id)
    left = {line.id: line.quantity - line.packed_quantity - line.short_quantity for line in lines}
    items = [ShippedItem(shipment_line_id=each, quantity=quantity) for each, quantity in left.items() if quantity > 0]
    if not items:
        return None
    if draw.third % 3 == 0 and items[0].quantity > PIECE:
        items = [items[0].model_copy(update={"quantity": PIECE})]
    count = view.life.count()
    parcel = ShippedParcel(parcel_no=f"W{count}", carrier_code=SF, waybill_no=f"SF4{count:012d}", items=tuple(items))
    shipped: dict[str, Any] = {"company_id": order.company_id, "occurred_at": view.now, "parcels": (parcel,)}
    return ConfirmShipped.model_validate(names(found) | shipped | {"more_follows": draw.third == 3})


def state_stock(view: View, draw: Draw) -> Command:
    item = StatedItem(sku_id=company.SKUS[draw.second % 3], on_hand=(draw.third * 4) * PIECE)
    house = HOUSES[draw.first % 2]
    return StateStock(company_id=company.COMPANY, warehouse_id=house, as_of=view.now, source="flux", items=(item,))


def lapse_holds(view: View, draw: Draw) -> Command | None:
    table = orders.order
    found = view.connection.execute(select(table.c.id).where(table.c.held.is_(True)).order_by(table.c.order_no))
    held = list(found.scalars())
    view.life.clock.advance(minutes=5 * draw.second)
    return LapseHolds(order_id=draw.of(held)) if held else None


def release_expired(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, "pending_review", "credit_review")
    view.life.clock.advance(minutes=31 if draw.second % 2 else 1)
    return None if order is None else ReleaseExpired(order_id=order.id)


def review_reservations(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, *INSIDE)
    if order is None:
        return None
    if draw.second == 5:
        view.life.clock.advance(hours=7)
    day = view.life.clock.now().date()
    return ReviewReservations(order_id=order.id, company_id=order.company_id, due_on=day)
