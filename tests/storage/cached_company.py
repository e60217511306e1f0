"""A cache like a desk's or a bench's: the small company's documents and some orders in different states."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from db.cache import create_cache
from db.engine import open_engine, sqlite_url
from db.store import Store
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AllocateOrder,
    BindWaybill,
    CloseParcel,
    HandOver,
    OpenParcel,
    RecordCourierEvent,
    ReviewOrder,
    VerifyItem,
)
from orderdesk.commands.command import Command
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.domain import numbers
from orderdesk.hub.execute import Said
from orderdesk.ids import derived_id
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub

WAYBILL = "SF1385628716739"


class Town:
    """A hub with orders, and what a seat's snapshot of it holds."""

    def __init__(self, folder: Path, clock: SetClock) -> None:
        self.folder, self.clock = folder, clock
        store = Store(open_engine(sqlite_url(folder / "hub.db")))
        with store.write() as connection:
            company.create_company(connection)
            self.desk = company.add_device(connection, "A1", "desk", None)
            self.bench = company.add_device(connection, "B1", "bench", company.BENCH_WAREHOUSE)
            self.session = company.open_session(connection, "packer", self.bench)
        self.hub = NearHub(store, clock)
        self.placed = 0
        self._said = 0

    def run(self, command: Command) -> None:
        """Has the hub itself carry a command out."""
        outcome = self.hub.executor.run_own(company.HUB_DEVICE, command)
        assert outcome.status == "accepted", outcome

    def pack(self, command: Command) -> None:
        """Has the packer say something at the bench."""
        self._said += 1
        outcome = self.hub.executor.run(
            self.bench,
            Said(
                n=self._said,
                id=derived_id(self.bench, f"said:{self._said}"),
                kind=command.kind,
                version=command.version,
                arguments=command.arguments(),
                session_id=self.session.session_id,
                said_at=self.clock.now(),
            ),
        )
        assert outcome.status == "accepted", outcome

    def place(self, *, quantity: int = 1_000) -> UUID:
        """A new order, one minute after the last."""
        self.clock.advance(minutes=1)
        self.placed += 1
        order_id = company.name(f"order:{self.placed}")
        self.run(company.an_order(order_id, "A1", self.placed, quantity=quantity))
        return order_id

    def allocated(self, *, quantity: int = 1_000) -> UUID:
        """An order that a bench may pack."""
        order_id = self.place(quantity=quantity)
        for command in (ReviewOrder(order_id=order_id), AllocateOrder(order_id=order_id)):
            self.clock.advance(minutes=10)
            self.run(command)
        return order_id

    def order(self, order_id: UUID) -> Order:
        """The order as the hub holds it."""
        with self.hub.store.read() as connection:
            found = Shelf(connection).load(Key("order", order_id))
        assert isinstance(found, Order)
        return found

    def packed(self, waybill_no: str = WAYBILL) -> tuple[UUID, UUID]:
        """An order in a closed parcel; returns both ids."""
        order_id = self.allocated()
        order = self.order(order_id)
        parcel_id = derived_id(order_id, "parcel")
        parcel_no = numbers.parcel_no(company.START.date(), "B1", self.placed)
        self.pack(
            OpenParcel(parcel_id=parcel_id, parcel_no=parcel_no, order_id=order_id, shipment_id=order.shipments[0].id)
        )
        line = order.shipment_lines[0]
        self.pack(VerifyItem(parcel_id=parcel_id, order_id=order_id, shipment_line_id=line.id, quantity=line.quantity))
        self.pack(BindWaybill(parcel_id=parcel_id, carrier_code="shunfeng", waybill_no=waybill_no))
        self.clock.advance(minutes=3)
        self.pack(CloseParcel(parcel_id=parcel_id, order_ids=(order_id,)))
        return order_id, parcel_id

    def delivered(self) -> UUID:
        """An order that has reached its customer."""
        order_id, parcel_id = self.packed()
        self.pack(HandOver(parcel_ids=(parcel_id,), order_ids=(order_id,)))
        for hours, code, text in ((2, "1", "已揽收"), (20, "3", "已签收")):
            self.clock.advance(hours=hours)
            self.run(
                RecordCourierEvent(
                    carrier_code="shunfeng",
                    waybill_no=WAYBILL,
                    order_ids=(order_id,),
                    event_at=self.clock.now(),
                    code=code,
                    text=text,
                    source="kuaidi100",
                )
            )
        return order_id

    @contextmanager
    def cache(self, device_id: UUID | None = None) -> Iterator[Connection]:
        """A read transaction on a fresh snapshot for a device, the desk's unless another is named."""
        path = self.folder / f"cache-{self.placed}-{(device_id or self.desk).hex}.db"
        self.hub.snapshot(device_id or self.desk, path)
        store = Store(open_engine(sqlite_url(path), foreign_keys=False))
        with store.read() as connection:
            yield connection
        store.close()


@contextmanager
def empty_cache(path: Path) -> Iterator[Connection]:
    """A cache with tables and indexes and no rows."""
    store = Store(open_engine(sqlite_url(path), foreign_keys=False))
    with store.write() as connection:
        create_cache(connection)
        yield connection
    store.close()
