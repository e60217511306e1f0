"""What the hub does outside: shipments and cancellations to the warehouse system, subscriptions to the courier."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from db.prepared import Prepared
from db.store import Store
from db.tables import parcels
from orderdesk.connectors.ports import (
    Courier,
    Outcome,
    Recipient,
    Verdict,
    WarehouseDocument,
    WarehouseLine,
    WarehouseLock,
    WarehouseOrder,
    WarehouseSystem,
    WaybillToFollow,
)
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Customer, Sku, Warehouse
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.nodes import Node
from orderdesk.errors import MissingDocument
from orderdesk.hub.erp_jobs import ErpJobs
from orderdesk.hub.jobs import Leased, Perform
from orderdesk.hub.outside_locks import is_let_go
from orderdesk.hub.subjects import order_of, require, shipment_of, warehouse_of
from orderdesk.hub.systems import Systems

#: No connector for this carrier, or one whose waybills can only be asked about (701): repair does that.
_NOT_FOLLOWED = frozenset({"carrier_not_followed", "701"})

_WAYBILL, _BINDING, _CONTENT = parcels.waybill, parcels.binding, parcels.parcel_content
_TO_FOLLOW = Prepared(select(_WAYBILL.c.carrier_code, _WAYBILL.c.number).where(_WAYBILL.c.id == bindparam("waybill")))
_TRAVELS_ON = Prepared(
    select(_CONTENT.c.order_id)
    .join(_BINDING, _BINDING.c.parcel_id == _CONTENT.c.parcel_id)
    .where(_BINDING.c.waybill_id == bindparam("waybill"), _BINDING.c.to_at.is_(None))
    .order_by(_CONTENT.c.order_id)
    .limit(1)
)

_SHIPPED = frozenset({Node.IN_TRANSIT, Node.DELIVERED, Node.RETURNING})


def outbound_performers(store: Store, systems: Systems) -> dict[tuple[str, str], Perform]:
    """The jobs that can be done with the systems that are set up."""
    found: dict[tuple[str, str], Perform] = {}
    if systems.warehouse is not None:
        warehouse = WarehouseJobs(store, systems.warehouse)
        found["wms", "send_shipment"] = warehouse.send
        found["wms", "cancel_shipment"] = warehouse.cancel
        found["wms", "lock_stock"] = warehouse.lock_stock
        found["wms", "release_stock"] = warehouse.release_stock
    if systems.courier is not None:
        found["courier", "subscribe"] = CourierJobs(store, systems.courier).subscribe
    if systems.erp is not None:
        erp = ErpJobs(store, systems.erp)
        found["erp", "lock_stock"] = erp.lock_stock
        found["erp", "release_stock"] = erp.release_stock
        found["erp", "send_dispatch"] = erp.send_dispatch
    return found


class WarehouseJobs:
    """Jobs for the warehouse system: each builds its call in one reading, closes it, then calls."""

    def __init__(self, store: Store, warehouse: WarehouseSystem) -> None:
        self._store = store
        self._warehouse = warehouse

    def send(self, job: Leased) -> Outcome:
        """Hands one shipment over; after a try of unknown end it asks first whether the shipment is there."""
        with self._store.read() as connection:
            order, shipment = shipment_of(connection, job)
            if shipment.node == Node.CLOSED:
                return Outcome.ok(text="closed before it was sent")
            if shipment.warehouse_id is None or _is_renumbered(job, shipment):
                return Outcome.ok(text="taken back before it was sent")
            wanted = _warehouse_order(connection, order, shipment)
        return self._found(job, wanted.document) or self._warehouse.send_order(wanted)

    def cancel(self, job: Leased) -> Outcome:
        """Asks for a cancellation unless the warehouse never heard of the shipment or has it cancelled already."""
        with self._store.read() as connection:
            order, shipment = shipment_of(connection, job)
            # The shipment may have another number and warehouse by now: what counts is what was sent.
            if "warehouse_id" in job.payload:
                warehouse = require(connection, Warehouse, UUID(job.payload["warehouse_id"]))
            else:
                warehouse = warehouse_of(connection, order, shipment)
            number = str(job.payload.get("shipment_no", shipment.shipment_no))
            document = WarehouseDocument(number, order.order_kind, warehouse.code)
        answer = self._warehouse.query_status([document])
        if answer.outcome.verdict is not Verdict.OK:
            return answer.outcome
        if not answer.statuses:
            return Outcome.ok(text="the warehouse never had it")
        newest = answer.statuses[-1]
        if newest.node is Node.CLOSED:
            return Outcome.ok(document.doc_no, repeated=True)
        if newest.node in _SHIPPED:
            return Outcome.reject("already_shipped", f"status {newest.code}")
        return self._warehouse.cancel(document, str(job.payload.get("reason", "")))

    def lock_stock(self, job: Leased) -> Outcome:
        """Tells how much is locked for an order; after a try of unknown end it asks first whether that is there."""
        with self._store.read() as connection:
            order = order_of(connection, job)
            if not job.in_doubt and (order.node == Node.CLOSED or is_let_go(connection, job.dedupe_key)):
                return Outcome.ok(text="let go before it was locked there")
            lock = _warehouse_lock(connection, order, job)
        return self._found(job, lock.document) or self._warehouse.lock_stock(lock)

    def release_stock(self, job: Leased) -> Outcome:
        """Takes a lock back that the warehouse knows of and that is not taken back yet."""
        with self._store.read() as connection:
            lock = _warehouse_lock(connection, order_of(connection, job), job)
        answer = self._warehouse.query_status([lock.document])
        if answer.outcome.verdict is not Verdict.OK:
            return answer.outcome
        if not answer.statuses or answer.statuses[-1].node is Node.CLOSED:
            return Outcome.ok(lock.doc_no, repeated=True)
        return self._warehouse.cancel(lock.document, "order closed" if job.payload.get("is_over", True) else "changed")

    def _found(self, job: Leased, document: WarehouseDocument) -> Outcome | None:
        """What the warehouse says of a document that an earlier try may have brought there; None: it is to be sent."""
        if not job.in_doubt:
            return None
        answer = self._warehouse.query_status([document])
        if answer.outcome.verdict is not Verdict.OK:
            return answer.outcome
        return Outcome.ok(document.doc_no, repeated=True, text="found by asking") if answer.statuses else None


class CourierJobs:
    """Jobs for the courier service."""

    def __init__(self, store: Store, courier: Courier) -> None:
        self._store = store
        self._courier = courier

    def subscribe(self, job: Leased) -> Outcome:
        """Asks to be told about a waybill. A repeat carries the same key and the same salt, so it changes nothing.

        A carrier that the service does not follow, or only answers questions about, is no trouble.
        """
        with self._store.read() as connection:
            waybill = waybill_to_follow(connection, UUID(job.payload["waybill_id"]))
        outcome = self._courier.subscribe(waybill)
        return Outcome.ok(text=outcome.code) if outcome.code in _NOT_FOLLOWED else outcome


def waybill_to_follow(connection: Connection, waybill_id: UUID) -> WaybillToFollow:
    """A waybill as the courier service wants it, with the receiver's phone where an order of it still has one.

    Raises MissingDocument.
    """
    row = _TO_FOLLOW.first(connection, {"waybill": waybill_id})
    if row is None:
        raise MissingDocument("waybill", waybill_id)
    bearing = _TRAVELS_ON.first(connection, {"waybill": waybill_id})
    phone = to = ""
    if bearing is not None:
        order = Shelf(connection).load(Key("order", bearing.order_id))
        if isinstance(order, Order) and order.consignees:
            consignee = order.consignees[0]
            phone, to = consignee.phone or "", f"{consignee.province}{consignee.city}{consignee.district}"
    return WaybillToFollow(row.carrier_code, row.number, phone=phone, sent_to=to)


def _is_renumbered(job: Leased, shipment: Shipment) -> bool:
    """Whether the shipment was taken back and bears another number since the job was queued."""
    return str(job.payload.get("shipment_no", shipment.shipment_no)) != shipment.shipment_no


def _warehouse_order(connection: Connection, order: Order, shipment: Shipment) -> WarehouseOrder:
    warehouse = warehouse_of(connection, order, shipment)
    customer = require(connection, Customer, order.customer_id)
    consignee = order.consignees[0]
    return WarehouseOrder(
        doc_no=shipment.shipment_no,
        kind=order.order_kind,
        order_no=order.order_no,
        warehouse_code=warehouse.code,
        ordered_at=order.placed_at,
        customer_code=customer.code,
        customer_name=order.customer_name,
        recipient=Recipient(
            name=consignee.name,
            phone=consignee.phone or "",
            province=consignee.province,
            city=consignee.city,
            district=consignee.district,
            street=consignee.street or "",
        ),
        lines=_lines(connection, order, shipment),
        customer_po_no=order.customer_po_no or "",
        required_at=order.promised_at,
        carrier_code=shipment.carrier_code or "",
        amount_fen=order.amount_fen or 0,
        note=order.remark,
    )


def _warehouse_lock(connection: Connection, order: Order, job: Leased) -> WarehouseLock:
    """The lock as it was granted: what is set aside by now may be another quantity or gone."""
    by_position = {line.position: line for line in order.lines}
    lines = []
    for position, quantity in job.payload["lines"]:
        line = by_position[position]
        sku = require(connection, Sku, line.sku_id)
        price = line.unit_price_micro or 0
        lines.append(WarehouseLine(str(position), line.sku_code, quantity, sku.base_unit, price))
    return WarehouseLock(
        doc_no=job.payload["doc_no"],
        kind=order.order_kind,
        order_no=order.order_no,
        warehouse_code=require(connection, Warehouse, UUID(job.payload["warehouse_id"])).code,
        ordered_at=order.placed_at,
        customer_code=require(connection, Customer, order.customer_id).code,
        customer_name=order.customer_name,
        lines=tuple(lines),
    )


def _lines(connection: Connection, order: Order, shipment: Shipment) -> tuple[WarehouseLine, ...]:
    """The shipment's lines in the order's numbering; what was declared short is not sent."""
    by_id = {line.id: line for line in order.lines}
    ranked = sorted(order.lines_of(shipment.id), key=lambda each: by_id[each.order_line_id].position)
    found = []
    for carried in ranked:
        line = by_id[carried.order_line_id]
        quantity = carried.quantity - carried.short_quantity
        if quantity > 0:
            sku = require(connection, Sku, line.sku_id)
            price = line.unit_price_micro or 0
            found.append(WarehouseLine(str(line.position), line.sku_code, quantity, sku.base_unit, price))
    return tuple(found)
