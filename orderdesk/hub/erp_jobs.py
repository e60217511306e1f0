"""What the hub does at the ERP: locks an order's stock, lets it go again, books what has left."""

from __future__ import annotations

from sqlalchemy import Connection

from db.store import Store
from orderdesk.connectors.erp import ErpDispatch, ErpLine, ErpOrder, ErpSystem
from orderdesk.connectors.ports import Outcome, Recipient, Verdict
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order, OrderLine, Shipment
from orderdesk.domain.nodes import Node
from orderdesk.hub.jobs import Leased
from orderdesk.hub.outside_locks import is_let_go, read_locks
from orderdesk.hub.subjects import order_of, require, shipment_of, warehouse_of, waybills_on


class ErpJobs:
    """Jobs for the ERP. A repeat carries the same key, so that it makes no second document."""

    def __init__(self, store: Store, erp: ErpSystem) -> None:
        self._store = store
        self._erp = erp

    def lock_stock(self, job: Leased) -> Outcome:
        """Has the ERP count the order's goods as promised."""
        with self._store.read() as connection:
            order = order_of(connection, job)
            # What an earlier try may have locked there has to be known to be let go.
            if not job.in_doubt and (order.node == Node.CLOSED or is_let_go(connection, job.dedupe_key)):
                return Outcome.ok(text="let go before it was locked there")
            generation = int(job.payload.get("generation", 1))
            wanted = self._erp_order(connection, order, generation=generation)
            before = self._still_there(connection, order, generation)
        for each in before:
            # Both at once would promise the goods twice, for which there may be too few. The job that lets it go
            # finds that done.
            outcome = self._erp.release_stock(each)
            if outcome.verdict is not Verdict.OK:
                return outcome
        return self._erp.lock_stock(wanted)

    def _still_there(self, connection: Connection, order: Order, generation: int) -> list[ErpOrder]:
        """Documents of earlier generations that are still to be let go."""
        if self._is_theirs(order):
            return []
        return [
            self._erp_order(connection, order, code=lock.reference, generation=lock.generation)
            for lock in read_locks(connection, order.id)
            if lock.system == "erp" and lock.reference and lock.generation < generation and not lock.is_gone
        ]

    def release_stock(self, job: Leased) -> Outcome:
        """Takes a lock back, if there ever was one. An order that came from the ERP stays open there
        until it is over."""
        generation = int(job.payload.get("generation", 1))
        with self._store.read() as connection:
            order = order_of(connection, job)
            code = self._code_of(connection, order, generation)
            wanted = self._erp_order(connection, order, code=code, generation=generation)
        if not code:
            return Outcome.ok(text="the ERP never had it")
        stays = self._is_theirs(order) and not job.payload.get("is_over", True)
        return self._erp.unlock_stock(wanted) if stays else self._erp.release_stock(wanted)

    def send_dispatch(self, job: Leased) -> Outcome:
        """Books a shipment that has left; the ERP gets the order first where it does not have it yet."""
        with self._store.read() as connection:
            order, shipment = shipment_of(connection, job)
            code = self._code_of(connection, order)
            known = [lock.generation for lock in read_locks(connection, order.id) if lock.system == "erp"]
            wanted = self._erp_order(connection, order, code=code, generation=max(known, default=1))
        if not code:
            locked = self._erp.lock_stock(wanted)
            if locked.verdict is not Verdict.OK:
                return locked
            code = locked.reference
        with self._store.read() as connection:
            dispatch = _dispatch(connection, order, shipment, code)
        return self._erp.send_dispatch(dispatch)

    def _is_theirs(self, order: Order) -> bool:
        return order.source_system == self._erp.source and bool(order.source_order_no)

    def _code_of(self, connection: Connection, order: Order, generation: int | None = None) -> str:
        """The ERP's number of an order: its own if it came from there, else what the lock brought (None:
        the last one)."""
        if self._is_theirs(order):
            return order.source_order_no or ""
        locks = [
            lock
            for lock in read_locks(connection, order.id)
            if lock.system == "erp" and lock.is_done and generation in (None, lock.generation)
        ]
        return locks[-1].reference if locks else ""

    def _erp_order(self, connection: Connection, order: Order, *, code: str = "", generation: int = 1) -> ErpOrder:
        to = order.consignees[0]
        return ErpOrder(
            order_no=order.order_no,
            customer_code=require(connection, Customer, order.customer_id).code,
            ordered_at=order.placed_at,
            lines=tuple(_line(line, line.quantity) for line in sorted(order.lines, key=lambda each: each.position)),
            source_code=code or ((order.source_order_no or "") if self._is_theirs(order) else ""),
            generation=generation,
            customer_po_no=order.customer_po_no or "",
            required_at=order.promised_at,
            ship_to=f"{to.province}{to.city}{to.district}{to.street or ''}",
            note=order.remark,
        )


def _dispatch(connection: Connection, order: Order, shipment: Shipment, code: str) -> ErpDispatch:
    to = order.consignees[0]
    by_id = {line.id: line for line in order.lines}
    lines = []
    for carried in sorted(order.lines_of(shipment.id), key=lambda each: by_id[each.order_line_id].position):
        quantity = carried.packed_quantity or carried.quantity - carried.short_quantity
        if quantity > 0:
            lines.append(_line(by_id[carried.order_line_id], quantity))
    return ErpDispatch(
        doc_no=shipment.shipment_no,
        order_code=code,
        order_no=order.order_no,
        customer_code=require(connection, Customer, order.customer_id).code,
        shipped_at=shipment.node_at,
        warehouse_code=warehouse_of(connection, order, shipment).code,
        recipient=Recipient(to.name, to.phone or "", to.province, to.city, to.district, to.street or ""),
        lines=tuple(lines),
        waybills=tuple(dict.fromkeys(number for _, number in waybills_on(connection, shipment.id))),
    )


def _line(line: OrderLine, quantity: int) -> ErpLine:
    price, rate = line.unit_price_micro or 0, line.tax_rate_bp or 0
    return ErpLine(str(line.position), line.sku_code, quantity, price, rate, line.gift)
