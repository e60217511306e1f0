"""A desk and two benches that talk to the executor directly, in the small company, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select, update

from db.engine import open_engine, parse_url
from db.store import Store
from db.tables import log, orders, stock
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AllocateOrder,
    BindWaybill,
    CloseParcel,
    Command,
    HandOver,
    OpenParcel,
    PlaceOrder,
    RecordCourierEvent,
    ReviewOrder,
    VerifyItem,
)
from orderdesk.commands.ledger import stock_id
from orderdesk.documents.document import Document, Key
from orderdesk.documents.masters import Customer, Sku
from orderdesk.documents.orders import Order, OrderHold, Shipment
from orderdesk.documents.parcels import Parcel, Waybill
from orderdesk.documents.shelf import Shelf
from orderdesk.domain import numbers
from orderdesk.hub.doctor import examine
from orderdesk.hub.execute import Executor, Outcome, Said
from orderdesk.ids import new_id, waybill_id
from tests.sync import small_company as company

SF = "shunfeng"
PIECE = 1_000

Kind = TypeVar("Kind", bound=Document)


class ShopFloor:
    """Says commands as people do, at a device, in order; and looks at what became of them."""

    def __init__(self, store: Store, clock: SetClock) -> None:
        self.store, self.clock = store, clock
        self.executor = Executor(store, clock)
        self.devices: dict[str, UUID] = {}
        self.sessions: dict[tuple[str, str], UUID] = {}
        self.said: dict[str, int] = {}
        self.counter = 0

    def enrol(self, code: str, seat: str, warehouse_id: UUID | None, *logins: str) -> None:
        """A device with everybody signed in who works there."""
        with self.store.write() as connection:
            self.devices[code] = company.add_device(connection, code, seat, warehouse_id)
            for login in logins:
                self.sessions[code, login] = company.open_session(connection, login, self.devices[code]).session_id
        self.said[code] = 0

    def say(self, command: Command, *, by: str = "packer", at: str = "B1", said_at: datetime | None = None) -> Outcome:
        """What the hub makes of a command said at a device."""
        outcome = self.executor.run(self.devices[at], self.wrap(command, by=by, at=at, said_at=said_at))
        self.said[at] = outcome.n
        return outcome

    def wrap(self, command: Command, *, by: str, at: str, said_at: datetime | None = None) -> Said:
        """The command as it travels."""
        now = self.clock.now()
        return Said(
            n=self.said[at] + 1,
            id=new_id(now),
            kind=command.kind,
            version=command.version,
            arguments=command.arguments(),
            session_id=self.sessions[at, by],
            said_at=said_at or now,
        )

    def do(self, command: Command, *, by: str = "packer", at: str = "B1") -> Outcome:
        """Says something that must be accepted."""
        outcome = self.say(command, by=by, at=at)
        assert outcome.status == "accepted", (command.kind, outcome.code, outcome.facts)
        return outcome

    def own(self, command: Command) -> Outcome:
        """The hub's own command, as from a callback or a timer."""
        return self.executor.run_own(company.HUB_DEVICE, command)

    def done(self, command: Command) -> None:
        """The hub's own command, which must be accepted."""
        outcome = self.own(command)
        assert outcome.status == "accepted", (command.kind, outcome.code, outcome.facts)

    def code(self, command: Command, *, by: str = "packer", at: str = "B1") -> str | None:
        """Why the hub refuses a command; None when it does not."""
        return self.say(command, by=by, at=at).code

    def new_id(self) -> UUID:
        """A fresh id."""
        return new_id(self.clock.now())

    def order_no(self) -> str:
        """The next order number of the desk."""
        self.counter += 1
        return numbers.order_no(company.START.date(), "A1", self.counter)

    def parcel_no(self) -> str:
        """The next parcel number of the bench."""
        self.counter += 1
        return numbers.parcel_no(company.START.date(), "B1", self.counter)

    def an_order(self, *, sku: int = 0, quantity: int = PIECE, **changed: Any) -> PlaceOrder:
        """An order of one line, with other fields as told."""
        asked = company.an_order(self.new_id(), "A1", 1, sku=sku, quantity=quantity)
        return PlaceOrder.model_validate(asked.model_dump() | {"order_no": self.order_no()} | changed)

    def place(self, **wanted: Any) -> UUID:
        """A placed order."""
        ask = self.an_order(**wanted)
        self.do(ask, by="sales", at="A1")
        return ask.order_id

    def allocated(self, **wanted: Any) -> Order:
        """An order that was placed, reviewed and allocated."""
        order_id = self.place(**wanted)
        for command in (ReviewOrder(order_id=order_id), AllocateOrder(order_id=order_id)):
            self.do(command, by="supervisor", at="A1")
        return self.order(order_id)

    def opened(self, order: Order) -> UUID:
        """A new parcel for the order's first shipment."""
        parcel_id = self.new_id()
        self.do(self.opening(order, parcel_id))
        return parcel_id

    def opening(self, order: Order, parcel_id: UUID) -> OpenParcel:
        """The command that opens a parcel for the order's first shipment."""
        shipment_id = order.shipments[0].id
        return OpenParcel(parcel_id=parcel_id, parcel_no=self.parcel_no(), order_id=order.id, shipment_id=shipment_id)

    def item(self, parcel_id: UUID, order: Order, quantity: int = PIECE, **fields: Any) -> VerifyItem:
        """Some of the order's first line into a parcel."""
        line_id = order.shipment_lines[0].id
        return VerifyItem(parcel_id=parcel_id, order_id=order.id, shipment_line_id=line_id, quantity=quantity, **fields)

    def filled(self, order: Order, quantity: int | None = None) -> UUID:
        """An open parcel with the order's first line in it, or some of it."""
        parcel_id = self.opened(order)
        self.do(self.item(parcel_id, order, quantity or order.shipment_lines[0].quantity))
        return parcel_id

    def label(self, parcel_id: UUID, number: str, piece: str = "") -> BindWaybill:
        """A waybill for a parcel."""
        return BindWaybill(parcel_id=parcel_id, carrier_code=SF, waybill_no=number, piece=piece)

    def packed(self, order: Order, number: str, quantity: int | None = None) -> UUID:
        """A closed parcel that bears its waybill."""
        parcel_id = self.filled(order, quantity)
        self.do(self.label(parcel_id, number))
        self.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,)))
        return parcel_id

    def sent_in_part(self, number: str) -> tuple[Order, Shipment, UUID]:
        """Two of three pieces are on the road and one waits: the order as if it had what is sent only,
        the shipment that waits, and the parcel."""
        self.lies(2 * PIECE)
        self.lies(0, warehouse_id=company.WMS_WAREHOUSE)
        order_id = self.place(quantity=3 * PIECE)
        self.do(ReviewOrder(order_id=order_id, back_order=True), by="supervisor", at="A1")
        self.do(AllocateOrder(order_id=order_id), by="supervisor", at="A1")
        order = self.order(order_id)
        sent, waits = sorted(order.shipments, key=lambda each: each.position)
        order.shipments, order.shipment_lines = [sent], order.lines_of(sent.id)
        parcel_id = self.packed(order, number, 2 * PIECE)
        self.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order_id,)))
        return order, waits, parcel_id

    def scan(self, number: str, code: str, *order_ids: UUID, minutes: int = 0, **fields: Any) -> RecordCourierEvent:
        """A courier's event, so many minutes from now."""
        return RecordCourierEvent(
            carrier_code=SF,
            waybill_no=number,
            order_ids=order_ids,
            event_at=self.clock.now() + timedelta(minutes=minutes),
            code=code,
            text=code,
            source="kuaidi100",
            **fields,
        )

    def load(self, model: type[Kind], document_id: UUID) -> Kind:
        """A document as stored."""
        with self.store.read() as connection:
            found = Shelf(connection).load(Key(model.kind, document_id))
        assert isinstance(found, model)
        return found

    def order(self, order_id: UUID) -> Order:
        """The order as stored."""
        return self.load(Order, order_id)

    def parcel(self, parcel_id: UUID) -> Parcel:
        """The parcel as stored."""
        return self.load(Parcel, parcel_id)

    def waybill(self, number: str, piece: str = "") -> Waybill:
        """The waybill as stored."""
        return self.load(Waybill, waybill_id(SF, number, piece))

    def alter(self, document: Document) -> None:
        """Stores a document behind the hub's back."""
        with self.store.write() as connection:
            Shelf(connection).save(document)

    def hold(self, order_id: UUID) -> None:
        """Puts an order on hold."""
        order = self.order(order_id)
        placed = {"placed_at": company.START, "kind": "address", "reason": "地址待确认", "lifted_by_role": "sales"}
        order.holds.append(OrderHold.model_validate({"id": self.new_id(), "order_id": order_id, **placed}))
        self.alter(order)

    def deactivate(self, model: type[Customer | Sku], document_id: UUID) -> None:
        """Serves a customer, or sells an article, no longer."""
        found = self.load(model, document_id)
        found.active = False
        self.alter(found)

    def stand(self, order_id: UUID, node: str) -> None:
        """Puts an order and all its shipments at a node, whatever has happened to them."""
        with self.store.write() as connection:
            for table, column in ((orders.order, orders.order.c.id), (orders.shipment, orders.shipment.c.order_id)):
                connection.execute(update(table).where(column == order_id).values(node=node))

    def stock(self, sku: int = 0, warehouse_id: UUID = company.BENCH_WAREHOUSE) -> tuple[int, int, int]:
        """What is there of an article, what of it is reserved, and the sum of the ledger."""
        row_id, table, ledger = (
            stock_id(company.COMPANY, warehouse_id, company.SKUS[sku]),
            stock.stock,
            stock.reservation,
        )
        with self.store.read() as connection:
            row = connection.execute(select(table.c.on_hand, table.c.reserved).where(table.c.id == row_id)).one()
            total = connection.execute(select(func.sum(ledger.c.quantity)).where(ledger.c.stock_id == row_id)).scalar()
        return row.on_hand, row.reserved, int(total or 0)

    def lies(self, on_hand: int, *, sku: int = 0, warehouse_id: UUID = company.BENCH_WAREHOUSE) -> None:
        """Sets what is there of an article."""
        row_id = stock_id(company.COMPANY, warehouse_id, company.SKUS[sku])
        with self.store.write() as connection:
            connection.execute(update(stock.stock).where(stock.stock.c.id == row_id).values(on_hand=on_hand))

    def jobs(self, kind: str) -> list[Any]:
        """The calls of a kind that wait to be made."""
        with self.store.read() as connection:
            return list(connection.execute(select(log.job).where(log.job.c.kind == kind)))

    def faults(self) -> list[str]:
        """What the doctor finds wrong."""
        with self.store.read() as connection:
            return [f"{finding.check}: {finding.text}" for finding in examine(connection) if not finding.is_alarm]


@contextmanager
def shop_floor(database_url: str, clock: SetClock, *, pool_size: int = 8) -> Iterator[ShopFloor]:
    """A desk and two benches at work on a database with the small company in it."""
    store = Store(open_engine(parse_url(database_url), synchronous="NORMAL", pool_size=pool_size))
    floor = ShopFloor(store, clock)
    floor.enrol("A1", "desk", None, "sales", "supervisor")
    floor.enrol("B1", "bench", company.BENCH_WAREHOUSE, "packer")
    floor.enrol("B2", "bench", company.BENCH_WAREHOUSE, "packer2")
    yield floor
    store.close()
