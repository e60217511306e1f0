"""What may be said in a history, as far as the one who says it knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from db.tables import orders, parcels
from orderdesk.commands import (
    AddNote,
    AllocateOrder,
    BindWaybill,
    CancelOrder,
    CloseParcel,
    Command,
    ConfirmShipped,
    HandOver,
    OpenParcel,
    RecordCourierEvent,
    ReviewOrder,
    ShippedItem,
    ShippedParcel,
    UnbindWaybill,
    VerifyItem,
)
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Parcel
from orderdesk.documents.shelf import Shelf
from orderdesk.sync import Workstation
from tests.sync import small_company as company
from tests.sync.world import PIECE, WAYBILLS, Place, ids

if TYPE_CHECKING:
    from tests.sync.simulator import History


def place_menu(history: History, place: Place, window: Workstation, login: str) -> Iterator[Command]:
    with window.reading() as connection:
        shelf = Shelf(connection, cached=True)
        found = [shelf.load(Key("order", each)) for each in ids(connection, "order")]
        boxes = [shelf.load(Key("parcel", each)) for each in ids(connection, "parcel")]
    held = [each for each in found if isinstance(each, Order)]
    packed = [each for each in boxes if isinstance(each, Parcel)]
    if login == "sales":
        history.counter += 1
        quantity = history.random.choice((1, 1, 2, 3, 60)) * PIECE
        yield company.an_order(
            company.name(f"order:{history.seed}:{history.counter}"),
            place.code,
            history.counter,
            sku=history.random.randrange(3),
            quantity=quantity,
        )
    for order in held:
        yield AddNote(order_id=order.id, text=f"note {history.random.randrange(1000)}")
        if login == "supervisor":
            yield ReviewOrder(order_id=order.id)
            yield AllocateOrder(order_id=order.id)
        if login in ("sales", "supervisor") and history.random.random() < 0.2:
            yield CancelOrder(order_id=order.id, reason="customer")
    if login.startswith("packer"):
        yield from _bench_menu(history, window, held, packed)


def _bench_menu(history: History, window: Workstation, held: list[Order], packed: list[Parcel]) -> Iterator[Command]:
    for order in held:
        for shipment in order.shipments:
            yield OpenParcel(
                parcel_id=window.new_id(),
                parcel_no=window.next_parcel_no(),
                order_id=order.id,
                shipment_id=shipment.id,
            )
        for parcel in packed:
            for line in order.shipment_lines:
                quantity = history.random.choice((1, 1, 2, -1)) * PIECE
                yield VerifyItem(parcel_id=parcel.id, order_id=order.id, shipment_line_id=line.id, quantity=quantity)
    for parcel in packed:
        number = history.random.choice(WAYBILLS)
        yield BindWaybill(parcel_id=parcel.id, carrier_code="shunfeng", waybill_no=number)
        yield UnbindWaybill(parcel_id=parcel.id, carrier_code="shunfeng", waybill_no=number)
        if parcel.contents:
            inside = tuple(parcel.order_ids())
            yield CloseParcel(parcel_id=parcel.id, order_ids=inside)
            yield HandOver(parcel_ids=(parcel.id,), order_ids=inside)


def hub_menu(history: History) -> Iterator[Command]:
    with history.hub.store.read() as connection:
        shelf = Shelf(connection)
        for row in connection.execute(select(parcels.binding).where(parcels.binding.c.to_at.is_(None))).all():
            parcel = shelf.load(Key("parcel", row.parcel_id))
            if isinstance(parcel, Parcel) and parcel.contents:
                yield RecordCourierEvent(
                    carrier_code=row.carrier_code,
                    waybill_no=row.waybill_no,
                    order_ids=tuple(parcel.order_ids()),
                    event_at=history.clock.now(),
                    code=history.random.choice(("103", "1002", "501", "3", "204")),
                    text="scan",
                    source="kuaidi100",
                )
        waiting = select(orders.shipment).where(
            orders.shipment.c.node == "allocated", orders.shipment.c.warehouse_id == company.WMS_WAREHOUSE
        )
        for shipment in connection.execute(waiting).all():
            order = shelf.load(Key("order", shipment.order_id))
            assert isinstance(order, Order)
            items = tuple(
                ShippedItem(shipment_line_id=line.id, quantity=line.quantity) for line in order.lines_of(shipment.id)
            )
            shipped = ShippedParcel(
                parcel_no=f"W{shipment.shipment_no}",
                carrier_code="shunfeng",
                waybill_no=f"SFW{shipment.shipment_no}",
                items=items,
            )
            yield ConfirmShipped(
                order_id=order.id,
                shipment_id=shipment.id,
                company_id=order.company_id,
                occurred_at=history.clock.now(),
                parcels=(shipped,),
            )
