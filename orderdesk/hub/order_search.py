"""Finds orders at the hub: also those that no cache holds any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from db.tables import customers, masters, orders, parcels
from db.tables.columns import ending
from orderdesk.documents.document import SeatScope
from orderdesk.documents.extent import Condition

SHORTEST = 2
_TAIL = 4


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order as a list shows it. `found_by` tells which of its texts fits; the amount (fen) is None where masked."""

    id: UUID
    order_no: str
    customer_name: str
    node: str
    placed_at: datetime
    amount_fen: int | None
    found_by: str


def search(connection: Connection, text: str, seat: SeatScope, *, private: bool, limit: int) -> list[FoundOrder]:
    """Orders whose number, waybill, customer or (with `private`) phone fits; the best fits first, then the newest."""
    wanted = text.strip()
    if len(wanted) < SHORTEST:
        return []
    table = orders.order
    columns = (table.c.id, table.c.order_no, table.c.customer_name, table.c.node, table.c.placed_at, table.c.amount_fen)
    found: dict[UUID, FoundOrder] = {}
    for found_by, condition in _ways(wanted, private=private):
        left = limit - len(found)
        query = select(*columns).where(condition, of_seat(seat)).order_by(table.c.placed_at.desc(), table.c.id)
        if left <= 0:
            break
        for row in connection.execute(query.limit(limit)):
            if len(found) < limit and row.id not in found:
                amount = row.amount_fen if private else None
                found[row.id] = FoundOrder(
                    row.id, row.order_no, row.customer_name, row.node, row.placed_at, amount, found_by
                )
    return list(found.values())


def of_seat(seat: SeatScope) -> Condition:
    """The orders that a seat may see, however old."""
    table, shipments = orders.order, orders.shipment
    conditions = [] if seat.company_id is None else [table.c.company_id == seat.company_id]
    if seat.seat == "bench":
        here = select(shipments.c.order_id).where(shipments.c.warehouse_id == seat.warehouse_id)
        conditions.append(table.c.id.in_(here))
    return and_(True, *conditions)


def _ways(wanted: str, *, private: bool) -> Iterator[tuple[str, Condition]]:
    """From the exact to the wide: each way is one indexed look-up but the customer's name."""
    table, number = orders.order, wanted.upper()
    # Numbers are indexed by company: named, all of them are so many look-ups.
    of_any = table.c.company_id.in_(select(masters.company.c.id))
    yield "number", and_(of_any, table.c.order_no.in_({number, wanted}))
    for foreign in (table.c.source_order_no, table.c.customer_po_no):
        yield "number", foreign == wanted
    yield "waybill", table.c.id.in_(_with_waybill(parcels.waybill.c.number == number))
    if number.isalnum() and len(number) >= _TAIL and number.isascii():
        yield "number_tail", _ends_with(table.c.order_no, number)
        yield "waybill_tail", table.c.id.in_(_with_waybill(_ends_with(parcels.waybill.c.number, number)))
    if private and wanted.isdigit() and len(wanted) >= _TAIL:
        consignees = orders.consignee
        tail = select(consignees.c.order_id).where(_ends_with(consignees.c.phone, wanted))
        yield "phone_tail", table.c.id.in_(tail)
    named = customers.customer
    fits = or_(
        named.c.name.contains(wanted, autoescape=True),
        named.c.code == number,
        named.c.pinyin.startswith(wanted.lower(), autoescape=True),
    )
    yield "customer", table.c.customer_id.in_(select(named.c.id).where(fits))


def _ends_with(column: ColumnElement[str], tail: str) -> Condition:
    """The index knows the last four characters."""
    return and_(ending(column) == tail[-_TAIL:], column.endswith(tail, autoescape=True))


def _with_waybill(condition: Condition) -> Select[tuple[UUID]]:
    contents, bindings, waybills = parcels.parcel_content, parcels.binding, parcels.waybill
    return (
        select(contents.c.order_id)
        .join(bindings, bindings.c.parcel_id == contents.c.parcel_id)
        .join(waybills, waybills.c.id == bindings.c.waybill_id)
        .where(condition)
    )
