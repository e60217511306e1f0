"""What people at a desk say of orders: one move for each command."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from db.tables import finance, orders, parcels, stock, work
from orderdesk.commands import (
    AcceptTransfer,
    AddNote,
    AllocateOrder,
    AttachPhoto,
    CancelOrder,
    CancelShipment,
    ChangeSetting,
    CloseOrder,
    Command,
    CompleteTask,
    ConfirmReceipt,
    DecideCredit,
    DeclineTransfer,
    EditOrder,
    HoldOrder,
    InterceptShipment,
    LiftHold,
    LineEdit,
    LineTerms,
    MoveReservation,
    OpenSession,
    PaidOrder,
    PlacedLine,
    PlaceOrder,
    RecordReceipt,
    ReleaseReservation,
    ReturnShipment,
    ReturnToReview,
    ReviewOrder,
    SplitOrder,
    TextEdit,
    UnallocateOrder,
)
from orderdesk.documents.orders import Order, Shipment
from tests.hub.company_life import USERS, Draw, View
from tests.hub.shop_floor import PIECE
from tests.sync import small_company as company

HOUSES = (company.BENCH_WAREHOUSE, company.WMS_WAREHOUSE)
WAITING = ("pending_review", "credit_review", "stock_locked", "allocated")
INSIDE = (*WAITING, "picking", "packed", "staged")
UNDERWAY = ("in_transit", "delivered", "delivery_exception")


def names(found: tuple[Order, Shipment]) -> dict[str, Any]:
    """An order and its shipment, as commands name them."""
    return {"order_id": found[0].id, "shipment_id": found[1].id}


def place_order(view: View, draw: Draw) -> Command:
    line = company.an_order(view.new_id(), "C1", 1, sku=draw.second % 3, quantity=(1 + draw.third) * PIECE).lines[0]
    lines = [line] if draw.third % 2 else [line, line.model_copy(update={"sku_id": company.SKUS[draw.third % 3]})]
    ask: dict[str, Any] = {"order_id": view.new_id(), "order_no": view.number("order"), "lines": lines}
    ask["customer_id"] = company.CUSTOMERS[draw.first % 2]
    if draw.second == 4:
        ask |= {"delivery_method": "own_van", "carrier_code": None, "cod": draw.third % 2 == 0}
    if draw.second == 5:
        ask["lines"] = [PlacedLine.model_validate(line.model_dump() | {"unit_price_micro": 1_000_000})]
    found = view.order(draw, *UNDERWAY) if draw.second in (0, 3) else None
    if found is not None:
        ask["origin_order_id"] = found.id
        ask["order_kind"] = ("RETURN", "RESEND", "EXCHANGE")[draw.third % 3]
        sku_id = found.lines[0].sku_id
        ask["lines"] = [line.model_copy(update={"sku_id": sku_id, "unit_quantity": PIECE})]
        ask["customer_id"] = found.customer_id
    base = company.an_order(view.new_id(), "C1", 1)
    return PlaceOrder.model_validate(base.model_dump() | ask)


def edit_order(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, "pending_review", "credit_review")
    if order is None:
        return None
    if draw.second == 5:
        return EditOrder(order_id=order.id, remark=TextEdit(was=order.remark, to=f"第{draw.third}版"))
    line = order.lines[draw.second % len(order.lines)]
    was = LineTerms(unit=line.unit, unit_quantity=line.unit_quantity or 1, unit_price_micro=line.unit_price_micro or 0)
    to = was.model_copy(update={"unit_quantity": draw.third * PIECE}) if draw.third else None
    added = company.an_order(view.new_id(), "C1", 1, sku=1).lines if draw.third % 3 == 0 else ()
    return EditOrder(order_id=order.id, lines=(LineEdit(line_id=line.id, was=was, to=to),), added=added)


def review_order(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, "pending_review")
    return None if order is None else ReviewOrder(order_id=order.id, back_order=draw.second % 2 == 0)


def return_to_review(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, "credit_review", "stock_locked", "allocated")
    return None if order is None else ReturnToReview(order_id=order.id, reason="改单")


def decide_credit(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, "credit_review")
    return (
        None
        if order is None
        else DecideCredit(order_id=order.id, grant=draw.second > 1, reason="老客户", back_order=draw.third > 4)
    )


def hold_order(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, *INSIDE)
    end = view.now + timedelta(minutes=20) if draw.third % 2 else None
    return (
        None
        if order is None
        else HoldOrder(order_id=order.id, hold_kind="customer", reason=f"第{draw.second}次", expires_at=end)
    )


def lift_hold(view: View, draw: Draw) -> Command | None:
    found = view.order(draw, *INSIDE)
    held = [order for order in _orders(view) if order.held]
    order = draw.of(held) if held and draw.fits else found
    if order is None or not order.holds:
        return None
    standing = [hold for hold in order.holds if hold.lifted_at is None] or order.holds
    return LiftHold(order_id=order.id, hold_id=standing[0].id)


def _orders(view: View) -> list[Order]:
    table = view.table(orders.order)
    rows = view.connection.execute(select(table.c.id).where(table.c.held.is_(True)).order_by(table.c.order_no))
    return [each for each in (view.load("order", row.id) for row in rows.all()) if isinstance(each, Order)]


def allocate_order(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, "stock_locked")
    named = (None, None, *HOUSES)[draw.second % 4]
    return (
        None if order is None else AllocateOrder(order_id=order.id, warehouse_id=named, back_order=draw.third % 2 == 0)
    )


def accept_transfer(view: View, draw: Draw) -> Command | None:
    found = _proposal(view, draw)
    if found is None:
        return None
    new = {"order_id": view.new_id(), "order_no": view.number("order")}
    return AcceptTransfer.model_validate(found | new)


def decline_transfer(view: View, draw: Draw) -> Command | None:
    found = _proposal(view, draw)
    return None if found is None else DeclineTransfer.model_validate(found | {"reason": "new goods come"})


def _proposal(view: View, draw: Draw) -> dict[str, UUID] | None:
    """A proposal that nobody has decided, or one that somebody has."""
    table = view.table(work.case)
    query = select(table.c.id, table.c.order_id).where(table.c.code == "stock.transfer_proposed")
    if draw.fits:
        query = query.where(table.c.closed_at.is_(None))
    found = list(view.connection.execute(query.order_by(table.c.opened_at, table.c.id)))
    if not found:
        return None
    case = draw.of(found)
    return {"case_id": case.id, "for_order_id": case.order_id}


def unallocate_order(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, "allocated")
    return None if order is None else UnallocateOrder(order_id=order.id)


def split_order(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, *WAITING)
    new = {"new_order_id": view.new_id(), "new_order_no": view.number("order"), "reason": "分开发"}
    return found and SplitOrder.model_validate(names(found) | new)


def move_reservation(view: View, draw: Draw) -> Command | None:
    """What is set aside only the hub knows; a desk asks it for that."""
    held, rows = stock.reservation_open, stock.stock
    with view.life.hub.store.read() as connection:
        found = connection.execute(select(held).order_by(held.c.since, held.c.order_id, held.c.stock_id)).all()
        others = connection.execute(select(rows).order_by(rows.c.id)).all()
    if not found:
        return None
    row = draw.of(list(found))
    asked = {"order_id": row.order_id, "line_id": row.order_line_id, "stock_id": row.stock_id, "reason": "更急"}
    asked["quantity"] = min(row.quantity, (1 + draw.third % 3) * PIECE)
    if draw.third % 2:
        same = [each for each in others if each.sku_id == next(o.sku_id for o in others if o.id == row.stock_id)]
        return MoveReservation.model_validate(asked | {"to_stock_id": same[draw.second % len(same)].id})
    other = view.order(Draw(draw.second, 0, 0), "pending_review", "stock_locked")
    if other is None or other.id == row.order_id:
        return None
    return MoveReservation.model_validate(asked | {"to_order_id": other.id, "to_line_id": other.lines[0].id})


def release_reservation(view: View, draw: Draw) -> Command | None:
    order = view.order(draw, *WAITING)
    line_id = order.lines[0].id if order is not None and draw.second % 2 else None
    return None if order is None else ReleaseReservation(order_id=order.id, line_id=line_id, reason="让货")


def _cancelled(view: View, draw: Draw) -> tuple[Order, Shipment, dict[str, Any]] | None:
    """Something to cancel, with the boxes and labels that it is in."""
    found = view.shipment(draw, *INSIDE)
    if found is None:
        return None
    contents, boxes, bindings = (view.table(each) for each in (parcels.parcel_content, parcels.parcel, parcels.binding))
    inside = (
        select(contents.c.parcel_id)
        .join(boxes, boxes.c.id == contents.c.parcel_id)
        .where(contents.c.order_id == found[0].id, boxes.c.state.in_(("open", "closed")))
        .distinct()
    )
    parcel_ids = tuple(view.connection.execute(inside).scalars())
    bound = select(bindings.c.waybill_id).where(bindings.c.parcel_id.in_(parcel_ids), bindings.c.to_at.is_(None))
    waybill_ids = tuple(view.connection.execute(bound).scalars()) if parcel_ids else ()
    return *found, {"reason": "客户取消", "parcel_ids": parcel_ids, "waybill_ids": waybill_ids}


def cancel_order(view: View, draw: Draw) -> Command | None:
    found = _cancelled(view, draw)
    return found and CancelOrder.model_validate({"order_id": found[0].id} | found[2])


def cancel_shipment(view: View, draw: Draw) -> Command | None:
    found = _cancelled(view, draw)
    return found and CancelShipment.model_validate(names(found[:2]) | found[2])


def intercept_shipment(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, "in_transit")
    return found and InterceptShipment.model_validate(names(found) | {"reason": "客户改单"})


def return_shipment(view: View, draw: Draw) -> Command | None:
    found = view.shipment(draw, "delivery_exception")
    return found and ReturnShipment.model_validate(names(found) | {"reason": "联系不上"})


def close_order(view: View, draw: Draw) -> Command | None:
    reasons: tuple[tuple[Literal["completed", "lost", "returned"], tuple[str, ...]], ...] = (
        ("completed", ("delivered",)),
        ("completed", ("delivered",)),
        ("lost", ("in_transit", "delivery_exception", "returning")),
        ("returned", ("returning",)),
    )
    reason, nodes = reasons[draw.second % 4]
    found = view.shipment(draw, *nodes)
    if found is None:
        return None
    only = found[1].id if draw.third % 2 else None
    return CloseOrder(order_id=found[0].id, reason=reason, shipment_id=only, note="已核实")


def record_receipt(view: View, draw: Draw) -> Command | None:
    """A customer pays for an order, in part, wholly or more than it costs."""
    order = view.order(draw, "delivered", "closed", "in_transit", "pending_review")
    if order is None:
        return None
    left = (order.amount_fen or 0) - (order.paid_fen or 0)
    amount = max((left, left // 2, left, left + 1)[draw.second % 4], 1)
    return RecordReceipt(
        company_id=order.company_id,
        customer_id=order.customer_id,
        channel="bank",
        channel_no=f"{view.life.count() - draw.third // 5}",
        received_at=view.now,
        orders=(PaidOrder(order_id=order.id, amount_fen=amount),),
    )


def confirm_receipt(view: View, draw: Draw) -> Command | None:
    """What was collected or is to be given back."""
    receipts, parts = view.table(finance.receipt), view.table(finance.receipt_allocation)
    query = select(receipts.c.id).order_by(receipts.c.received_at, receipts.c.id)
    if draw.fits:
        query = query.where(receipts.c.state == "to_confirm")
    found = list(view.connection.execute(query).scalars())
    if not found:
        return None
    receipt_id = draw.of(found)
    paid = view.connection.execute(select(parts.c.order_id).where(parts.c.receipt_id == receipt_id)).scalars().all()
    return ConfirmReceipt(receipt_id=receipt_id, order_ids=tuple(paid))


def add_note(view: View, draw: Draw) -> Command | None:
    order = view.order(draw)
    mentions = (USERS["finance"],) if draw.second % 2 else ()
    return (
        None
        if order is None
        else AddNote(order_id=order.id, text=f"备注{draw.third}", note_id=view.new_id(), mentions=mentions)
    )


def attach_photo(view: View, draw: Draw) -> Command | None:
    picture = f"{draw.third:064x}"
    order, parcel = view.order(draw), view.parcel(draw, "open")
    if parcel is not None and draw.second % 2:
        return AttachPhoto(subject_kind="parcel", subject_id=parcel.id, sha256=picture)
    return None if order is None else AttachPhoto(subject_kind="order", subject_id=order.id, sha256=picture)


def complete_task(view: View, draw: Draw) -> Command | None:
    task_id = view.task_id(draw)
    return None if task_id is None else CompleteTask(task_id=task_id, result="已处理")


def change_setting(view: View, draw: Draw) -> Command:
    if draw.first % 2:
        was = {"bp": (50, 100)[draw.second % 2]}
        return ChangeSetting(company_id=company.COMPANY, name="price_tolerance", value={"bp": 100}, was=was)
    value = {"shipments": 1 + draw.second % 3}
    return ChangeSetting(company_id=company.COMPANY, name="allocation", value=value, was=None)


def open_session(view: View, draw: Draw) -> Command:
    """Signed in while the hub was away."""
    assert view.place is not None
    return OpenSession(session_id=view.new_id(), user_id=USERS[view.place.logins[0]], opened_at=view.now)
