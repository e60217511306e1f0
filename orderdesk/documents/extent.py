"""What a seat's cache holds, as SQL conditions: the same for the hub's snapshot, the nightly purge and the doctor.

The conditions say what `Document.scope` and `SeatScope.covers` say of one document, and how long what is done stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, Table, and_, false, or_, select, true

from db.cache import cache_tables
from db.tables import customers, finance, masters, orders, parcels, photos, stock, work
from orderdesk.access import Seat
from orderdesk.documents.document import SeatScope
from orderdesk.domain.nodes import Node

Condition = ColumnElement[bool]

#: How long what is done stays at a seat, in days, unless the hub's settings say otherwise.
KEPT_DAYS: Mapping[str, int] = MappingProxyType({Seat.BENCH: 45, Seat.DESK: 731, Seat.OFFICE: 731})

_DONE = (str(Node.DELIVERED), str(Node.CLOSED))
_UNPACKED = ("open", "closed")


class Extent:
    """Conditions on the root tables of all kinds for one seat. `since`: what was done before that moment is left out.

    `cached` makes them conditions on the tables of a cache instead of the hub's.
    """

    def __init__(self, seat: SeatScope, since: datetime, *, cached: bool = False) -> None:
        self._seat = seat
        self._since = since
        self._cached = cached
        self._conditions: dict[str, Callable[[], Condition]] = {
            "order": self._orders,
            "parcel": self._parcels,
            "waybill": self._waybills,
            "customer": lambda: self._offices(self._table(customers.customer)),
            "stock": lambda: self._offices(self._table(stock.stock)),
            "price_list": lambda: self._offices(self._table(masters.price_list)),
            "receipt": lambda: self._lately(finance.receipt, "received_at"),
            "change_request": lambda: self._unless_done(work.change_request, "decided_at"),
            "case": lambda: self._unless_done(work.case, "closed_at", offices=True),
            "task": self._tasks,
            "feed": lambda: self._offices(self._table(work.feed)),
            "photo": self._photos,
        }

    def of(self, kind: str) -> Condition:
        """Which root rows of a kind belong into the cache; all of them for the reference documents."""
        condition = self._conditions.get(kind)
        return true() if condition is None else condition()

    def _table(self, table: Table) -> Table:
        return cache_tables[table.name] if self._cached else table

    def _company(self, table: Table) -> Condition:
        mine = self._seat.company_id
        return true() if mine is None or "company_id" not in table.c else table.c.company_id == mine

    def _offices(self, table: Table) -> Condition:
        return false() if self._seat.seat == "bench" else self._company(table)

    def _here(self, table: Table) -> Condition:
        if self._seat.seat != "bench":
            return true()
        return false() if self._seat.warehouse_id is None else table.c.warehouse_id == self._seat.warehouse_id

    def _lately(self, source: Table, moment: str) -> Condition:
        table = self._table(source)
        return and_(self._offices(table), table.c[moment] >= self._since)

    def _unless_done(self, source: Table, moment: str, *, offices: bool = False) -> Condition:
        table = self._table(source)
        return and_(
            self._offices(table) if offices else self._company(table),
            or_(table.c[moment].is_(None), table.c[moment] >= self._since),
        )

    def _kept_order(self) -> Condition:
        table = self._table(orders.order)
        return or_(table.c.node.not_in(_DONE), table.c.node_at >= self._since)

    def _orders(self) -> Condition:
        table, shipments = self._table(orders.order), self._table(orders.shipment)
        where = and_(self._company(table), self._kept_order())
        if self._seat.seat != "bench":
            return where
        mine = table.c.id.in_(select(shipments.c.order_id).where(self._here(shipments)))
        awaited = false() if self._seat.warehouse_id is None else table.c.to_warehouse_id == self._seat.warehouse_id
        return and_(where, or_(mine, awaited))

    def _parcels(self) -> Condition:
        table = self._table(parcels.parcel)
        return and_(
            self._company(table),
            self._here(table),
            or_(table.c.state.in_(_UNPACKED), table.c.updated_at >= self._since, table.c.id.in_(self._kept_parcels())),
        )

    def _waybills(self) -> Condition:
        table, bindings = self._table(parcels.waybill), self._table(parcels.binding)
        kept = select(bindings.c.waybill_id).where(bindings.c.parcel_id.in_(self._kept_parcels()))
        return and_(
            self._company(table), self._here(table), or_(table.c.updated_at >= self._since, table.c.id.in_(kept))
        )

    def _kept_parcels(self) -> Select[tuple[object]]:
        """The parcels with goods of an order that stays: the order's page shows them, however old they are."""
        order, contents = self._table(orders.order), self._table(parcels.parcel_content)
        return select(contents.c.parcel_id).join(order, order.c.id == contents.c.order_id).where(self._kept_order())

    def _photos(self) -> Condition:
        table = self._table(photos.photo)
        return and_(self._company(table), self._here(table), table.c.taken_at >= self._since)

    def _tasks(self) -> Condition:
        table = self._table(work.task)
        return and_(self._unless_done(work.task, "done_at"), self._here(table))
