"""What follows when goods are locked and when they leave: calls outside, a to-do, a message.

All of it is queued in the transaction of the arrival, under keys that follow from order and shipment: whatever brings
an order to a node, and however often it comes there, each action is asked for once. Locks follow the order for as long
as nothing of it has left: see `outside_locks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from db.prepared import Prepared
from db.tables import masters
from orderdesk.access import Role
from orderdesk.commands.calls import BENCH_CALL
from orderdesk.commands.ledger import open_reservations
from orderdesk.commands.statements import booking_key
from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.work import Task
from orderdesk.domain.nodes import UNDERWAY, CloseReason, Node
from orderdesk.domain.order_kinds import IS_SOLD, OrderKind
from orderdesk.hub.links import Links
from orderdesk.hub.messages import CUSTOMERS, FLOOR, SYSTEM
from orderdesk.hub.outside_locks import OutsideLock, erp_order_key, keep_locked, let_go, read_locks
from orderdesk.hub.subjects import waybills_on
from orderdesk.ids import derived_id

TO_DO = "follow_waybills"
"""The kind of task that logistics gets when a WMS has shipped."""

_WMS_SHIPPED = "wms_shipped"

_UNDER_REVIEW = frozenset({Node.PENDING_REVIEW, Node.CREDIT_REVIEW})
_WENT_OUT = frozenset({CloseReason.COMPLETED, CloseReason.RETURNED, CloseReason.LOST})

_FIRST_COMPANY = Prepared(select(func.min(masters.company.c.code).label("code")))

#: The rows of documents as they were before a command.
Before = Mapping[Key, Mapping[str, Mapping[UUID, Mapping[str, Any]]] | None]


def react(work: HubWork, before: Before, links: Links) -> None:
    """Asks for whatever the arrivals of this command call for. Runs after its documents have been written."""
    for document in work.held():
        if isinstance(document, Order):
            _react_to(work, document, before[document.key], links)
        elif isinstance(document, Task) and document.task_kind == BENCH_CALL and before[document.key] is None:
            _called(work, document, links)


def _react_to(
    work: HubWork, order: Order, before: Mapping[str, Mapping[UUID, Mapping[str, Any]]] | None, links: Links
) -> None:
    was = None if before is None else before[""][order.id]["node"]
    changed = before is not None and _erp_lines_before(before) != _erp_lines(order)
    if order.node != was or changed:
        _follow_locks(work, order, was, links, changed=changed)
    shipments = {} if before is None else before["shipments"]
    for shipment in order.shipments:
        stood = shipments[shipment.id]["node"] if shipment.id in shipments else None
        if shipment.node in UNDERWAY and stood not in UNDERWAY:
            _left(work, order, shipment, links)


def _follow_locks(work: HubWork, order: Order, was: str | None, links: Links, *, changed: bool) -> None:
    """Has outside systems hold what is locked now, and nothing of an order that is over or under review again."""
    if order.node == Node.CLOSED:
        if was not in UNDERWAY:
            for lock in read_locks(work.connection, order.id):
                let_go(work, lock, is_over=True)
    elif order.node == Node.STOCK_LOCKED:
        _locked(work, order, links)
    elif was is None:
        # A part of an order, split off when that was farther on already.
        if order.node not in _UNDER_REVIEW and _is_sold_by_erp(work, order, links):
            _lock_at_erp(work, order, read_locks(work.connection, order.id))
    elif (links.erp or links.warehouse) and not _has_left(order):
        _keep_alike(work, order, links, changed=changed)


def _keep_alike(work: HubWork, order: Order, links: Links, *, changed: bool) -> None:
    """The order went back to the review, or farther on with what may have changed; nothing of it has left."""
    known = read_locks(work.connection, order.id)
    kept = [lock for lock in known if lock.is_kept]
    if all(each.node in _UNDER_REVIEW or each.node == Node.CLOSED for each in order.shipments):
        for lock in kept:
            let_go(work, lock, is_over=False)
        return
    if changed and any(lock.system == "erp" for lock in kept) and _is_sold_by_erp(work, order, links):
        _lock_at_erp(work, order, known)
    elsewhere = [lock for lock in kept if lock.warehouse_id is not None]
    places = _locked_lines(work, order) if elsewhere else {}
    for lock in elsewhere:
        if lock.warehouse_id not in places:
            let_go(work, lock, is_over=False)


def _has_left(order: Order) -> bool:
    """Whether something of the order is on the road or has been there: the lock that there is has promised it."""
    return any(
        each.node in UNDERWAY or (each.node == Node.CLOSED and each.close_reason in _WENT_OUT)
        for each in order.shipments
    )


def _is_sold_by_erp(work: HubWork, order: Order, links: Links) -> bool:
    if not links.erp or OrderKind(order.order_kind) not in IS_SOLD:
        return False
    company = work.company(order.company_id).code
    return company == (links.erp_company or _FIRST_COMPANY.all(work.connection, {})[0].code)


def _locked(work: HubWork, order: Order, links: Links) -> None:
    """The goods are locked: the ERP and the warehouses hear of it. The order's event of this arrival is the log row."""
    known = read_locks(work.connection, order.id) if links.erp or links.warehouse else []
    lock_id = order.order_no
    if _is_sold_by_erp(work, order, links):
        generation = _lock_at_erp(work, order, known)
        lock_id = order.order_no if generation == 1 else f"{order.order_no}-{generation}"
    work.trace(order.id, stock_lock_id=lock_id)
    if links.warehouse:
        _lock_at_warehouses(work, order, [lock for lock in known if lock.warehouse_id is not None])


def _lock_at_erp(work: HubWork, order: Order, locks: Sequence[OutsideLock]) -> int:
    known = [lock for lock in locks if lock.system == "erp"]
    kept = next((lock for lock in known if lock.is_kept), None)
    if kept is not None and _has_left(order):
        return kept.generation
    return keep_locked(
        work,
        known,
        system="erp",
        key=f"erp:lock:{order.id}",
        order_key=erp_order_key(order.id),
        payload={"order_id": str(order.id), "lines": _erp_lines(order)},
    )


def _lock_at_warehouses(work: HubWork, order: Order, known: Sequence[OutsideLock]) -> None:
    wanted = _locked_lines(work, order)
    for lock in known:
        if lock.is_kept and lock.warehouse_id not in wanted:
            let_go(work, lock, is_over=False)
    for warehouse_id, lines in wanted.items():
        warehouse = work.warehouse(warehouse_id)
        if warehouse.mode != "wms":
            continue
        here = [lock for lock in known if lock.warehouse_id == warehouse_id]
        doc_no = f"{order.shipments[0].shipment_no}-{warehouse.code}"
        generation = max((lock.generation for lock in here), default=0) + 1
        keep_locked(
            work,
            here,
            system="wms",
            key=f"wms:lock:{order.id}:{warehouse_id}",
            order_key=str(order.id),
            payload={
                "order_id": str(order.id),
                "warehouse_id": str(warehouse_id),
                # A WMS takes a number once.
                "doc_no": doc_no if generation == 1 else f"{doc_no}-{generation}",
                "lines": lines,
            },
        )


#: Position, SKU, quantity (thousandths), price (micro-yuan) and whether it is a gift, of each line that is ordered.
_ErpLines = list[list[Any]]


def _erp_lines(order: Order) -> _ErpLines:
    """What the ERP holds of an order, as JSON keeps it."""
    ranked = sorted(order.lines, key=lambda line: line.position)
    return [
        [line.position, str(line.sku_id), line.quantity, line.unit_price_micro or 0, line.gift]
        for line in ranked
        if line.quantity
    ]


def _erp_lines_before(before: Mapping[str, Mapping[UUID, Mapping[str, Any]]]) -> _ErpLines:
    ranked = sorted(before["lines"].values(), key=lambda line: int(line["position"]))
    return [
        [line["position"], str(line["sku_id"]), line["quantity"], line["unit_price_micro"] or 0, line["gift"]]
        for line in ranked
        if line["quantity"]
    ]


def _locked_lines(work: HubWork, order: Order) -> dict[UUID, list[list[int]]]:
    """What is set aside where: by warehouse the position of each line and its quantity (thousandths)."""
    positions = {line.id: line.position for line in order.lines}
    found: dict[UUID, dict[int, int]] = {}
    for row in open_reservations(work, order.id):
        lines = found.setdefault(row.warehouse_id, {})
        position = positions[row.order_line_id]
        lines[position] = lines.get(position, 0) + row.quantity
    return {warehouse_id: [list(each) for each in sorted(lines.items())] for warehouse_id, lines in found.items()}


def _called(work: HubWork, task: Task, links: Links) -> None:
    """Somebody is wanted at a bench: those who lead read it in their group, in the company's language."""
    if not links.messages:
        return
    caller = None if work.asker.user_id is None else work.user(work.asker.user_id).name
    about = (task.facts[name] for name in ("order_no", "parcel_no", "customer"))
    facts = {
        "bench": work.device(work.asker.device_id).name,
        "by": caller or "",
        "about": " · ".join(each for each in about if each),
    }
    key = f"message:called:{task.id}"
    work.job(
        SYSTEM,
        FLOOR,
        dedupe_key=key,
        order_key=key,
        payload={"text": "supervisor_called", "facts": facts, "order_id": str(task.order_id)},
    )


def _left(work: HubWork, order: Order, shipment: Shipment, links: Links) -> None:
    """The goods are on the road: the ERP books it, the customer is told, logistics has waybills to look after."""
    waybills = _waybills_of(work, shipment)
    if _is_sold_by_erp(work, order, links):
        work.job(
            "erp",
            "send_dispatch",
            dedupe_key=booking_key(shipment.id),
            order_key=erp_order_key(order.id),
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
    found = waybills_on(work.connection, shipment.id)
    return [{"carrier": carrier, "waybill_no": number} for carrier, number in found]


def _said(waybills: list[dict[str, str]]) -> str:
    return ", ".join(f"{each['carrier']} {each['waybill_no']}" for each in waybills)
