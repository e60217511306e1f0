"""What follows when goods are locked and when they leave: calls outside, a to-do, a message.

All of it is queued in the transaction of the arrival, under keys that follow from order and shipment: whatever brings
an order to a node, and however often it comes there, each action is asked for once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from db.tables import log, masters, parcels
from orderdesk.access import Role
from orderdesk.commands.ledger import open_reservations
from orderdesk.commands.statements import booking_key
from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.work import Task
from orderdesk.domain.nodes import UNDERWAY, Node
from orderdesk.domain.order_kinds import IS_SOLD, OrderKind
from orderdesk.hub.links import Links
from orderdesk.hub.messages import CUSTOMERS, SYSTEM
from orderdesk.ids import derived_id

TO_DO = "follow_waybills"
"""The kind of task that logistics gets when a WMS has shipped."""

_WMS_SHIPPED = "wms_shipped"

_FIRST_COMPANY = select(func.min(masters.company.c.code))

#: The rows of documents as they were before a command.
Before = Mapping[Key, Mapping[str, Mapping[UUID, Mapping[str, Any]]] | None]


def react(work: HubWork, before: Before, links: Links) -> None:
    """Asks for whatever the arrivals of this command call for. Runs after its documents have been written."""
    for document in work.held():
        if isinstance(document, Order):
            _react_to(work, document, before[document.key], links)


def lock_key(order_id: UUID) -> str:
    """The dedupe key of an order's lock at the ERP."""
    return f"erp:lock:{order_id}"


def _react_to(
    work: HubWork, order: Order, before: Mapping[str, Mapping[UUID, Mapping[str, Any]]] | None, links: Links
) -> None:
    was = None if before is None else before[""][order.id]["node"]
    if order.node != was:
        if order.node == Node.STOCK_LOCKED:
            _locked(work, order, links)
        elif order.node == Node.CLOSED and was not in UNDERWAY:
            _given_up(work, order)
    shipments = {} if before is None else before["shipments"]
    for shipment in order.shipments:
        stood = shipments[shipment.id]["node"] if shipment.id in shipments else None
        if shipment.node in UNDERWAY and stood not in UNDERWAY:
            _left(work, order, shipment, links)


def _is_sold_by_erp(work: HubWork, order: Order, links: Links) -> bool:
    if not links.erp or OrderKind(order.order_kind) not in IS_SOLD:
        return False
    company = work.company(order.company_id).code
    return company == (links.erp_company or work.connection.execute(_FIRST_COMPANY).scalar())


def _locked(work: HubWork, order: Order, links: Links) -> None:
    """The goods are locked: the ERP and the warehouses hear of it. The order's event of this arrival is the log row."""
    work.trace(order.id, stock_lock_id=order.order_no)
    if _is_sold_by_erp(work, order, links):
        work.job(
            "erp",
            "lock_stock",
            dedupe_key=lock_key(order.id),
            order_key=f"erp:{order.id}",
            payload={"order_id": str(order.id)},
        )
    if links.warehouse:
        for warehouse_id, lines in _locked_lines(work, order).items():
            warehouse = work.warehouse(warehouse_id)
            if warehouse.mode != "wms":
                continue
            doc_no = f"{order.shipments[0].shipment_no}-{warehouse.code}"
            work.job(
                "wms",
                "lock_stock",
                dedupe_key=f"wms:lock:{order.id}:{warehouse_id}",
                order_key=str(order.id),
                payload={
                    "order_id": str(order.id),
                    "warehouse_id": str(warehouse_id),
                    "doc_no": doc_no,
                    "lines": lines,
                },
            )


def _locked_lines(work: HubWork, order: Order) -> dict[UUID, list[tuple[int, int]]]:
    """What is set aside where: by warehouse the position of each line and its quantity (thousandths)."""
    positions = {line.id: line.position for line in order.lines}
    found: dict[UUID, dict[int, int]] = {}
    for row in open_reservations(work, order.id):
        lines = found.setdefault(row.warehouse_id, {})
        position = positions[row.order_line_id]
        lines[position] = lines.get(position, 0) + row.quantity
    return {warehouse_id: sorted(lines.items()) for warehouse_id, lines in found.items()}


def _given_up(work: HubWork, order: Order) -> None:
    """The order is over before anything left: what was locked for it outside is let go, where it ever was."""
    table = log.job
    query = select(table.c.system, table.c.dedupe_key, table.c.order_key, table.c.payload).where(
        table.c.order_key.in_((str(order.id), f"erp:{order.id}")), table.c.kind == "lock_stock"
    )
    for row in work.connection.execute(query).all():
        work.job(
            row.system,
            "release_stock",
            dedupe_key=f"{row.dedupe_key}:release",
            order_key=row.order_key,
            payload=row.payload,
        )


def _left(work: HubWork, order: Order, shipment: Shipment, links: Links) -> None:
    """The goods are on the road: the ERP books it, the customer is told, logistics has waybills to look after."""
    waybills = _waybills_of(work, shipment)
    if _is_sold_by_erp(work, order, links):
        work.job(
            "erp",
            "send_dispatch",
            dedupe_key=booking_key(shipment.id),
            order_key=f"erp:{order.id}",
            payload={"order_id": str(order.id), "shipment_id": str(shipment.id)},
        )
    if links.messages and order.order_kind != OrderKind.TRANSFER:
        facts = {"order_no": order.order_no, "customer": order.customer_name, "waybills": _said(waybills)}
        key = f"message:shipped:{shipment.id}"
        work.job(
            SYSTEM,
            CUSTOMERS,
            dedupe_key=key,
            order_key=key,
            payload={"text": "shipped", "facts": facts, "order_id": str(order.id)},
        )
    if shipment.proof == _WMS_SHIPPED:
        _add_task(work, order, shipment, waybills)


def _add_task(work: HubWork, order: Order, shipment: Shipment, waybills: list[dict[str, str]]) -> None:
    task = Task(
        id=derived_id(shipment.id, f"task:{TO_DO}"),
        company_id=order.company_id,
        order_id=order.id,
        warehouse_id=shipment.warehouse_id,
        task_kind=TO_DO,
        role=Role.LOGISTICS,
        facts={"order_no": order.order_no, "shipment_no": shipment.shipment_no, "waybills": waybills},
        opened_at=work.received_at,
    )
    if work.shelf.load(task.key) is None:
        work.shelf.save(task)
        work.shared[task.key] = task


def _waybills_of(work: HubWork, shipment: Shipment) -> list[dict[str, str]]:
    contents, bindings = parcels.parcel_content, parcels.binding
    query = (
        select(bindings.c.carrier_code, bindings.c.waybill_no)
        .join(contents, contents.c.parcel_id == bindings.c.parcel_id)
        .where(contents.c.shipment_id == shipment.id, bindings.c.to_at.is_(None))
        .distinct()
        .order_by(bindings.c.waybill_no)
    )
    return [{"carrier": row.carrier_code, "waybill_no": row.waybill_no} for row in work.connection.execute(query)]


def _said(waybills: list[dict[str, str]]) -> str:
    return ", ".join(f"{each['carrier']} {each['waybill_no']}" for each in waybills)
