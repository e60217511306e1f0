"""What somebody at a workstation asks for, as far as the cache tells: orders at a desk, packing at a bench."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from random import Random
from uuid import UUID

from sqlalchemy import select

from db.cache import cache_tables
from orderdesk.commands import AddNote, BindWaybill, CloseParcel, OpenParcel, PlaceOrder, VerifyItem
from orderdesk.commands.command import Command
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.parcels import Parcel
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import Refused
from orderdesk.sync import Workstation
from tests.sync import small_company as company

PIECE = 1_000
PACKABLE = ("allocated", "picking")


class Asks:
    """Chooses by chance among what makes sense now; some of it the hub will refuse."""

    def __init__(self, workstation: Workstation, dice: Random) -> None:
        self._workstation = workstation
        self._dice = dice
        self._is_bench = workstation.status().seat == "bench"

    def some(self, count: int) -> Iterator[Command]:
        """Commands, each made when the one before has been said."""
        for _ in range(count):
            order = self._order()
            if not self._is_bench and (order is None or self._dice.random() < 0.3):
                yield self._new_order()
            elif order is not None:
                yield self._bench_step(order) if self._is_bench and self._dice.random() < 0.75 else self._note(order)

    def say(self, count: int) -> set[UUID]:
        """Says so many commands; returns their ids, all confirmed. What the rules refuse here does not count."""
        found: set[UUID] = set()
        while len(found) < count:
            for command in self.some(1):
                with suppress(Refused):
                    found.add(self._workstation.say(command).id)
        return found

    def _order(self) -> Order | None:
        table = cache_tables["order"]
        with self._workstation.reading() as connection:
            found = list(connection.execute(select(table.c.id).order_by(table.c.id)).scalars())
            if not found:
                return None
            order = Shelf(connection, cached=True).load(Key("order", self._dice.choice(found)))
        assert isinstance(order, Order)
        return order

    def _new_order(self) -> PlaceOrder:
        asked = company.an_order(self._workstation.new_id(), "A1", 1, sku=self._dice.randrange(3))
        return asked.model_copy(update={"order_no": self._workstation.next_order_no()})

    def _note(self, order: Order) -> AddNote:
        return AddNote(order_id=order.id, text=f"note {self._dice.randrange(10**6)}")

    def _bench_step(self, order: Order) -> Command:
        shipment = next((each for each in order.shipments if each.node in PACKABLE and each.warehouse_id), None)
        if shipment is None:
            return self._note(order)
        parcel = self._parcel(shipment)
        if parcel is None:
            return OpenParcel(
                parcel_id=self._workstation.new_id(),
                parcel_no=self._workstation.next_parcel_no(),
                order_id=order.id,
                shipment_id=shipment.id,
            )
        return self._parcel_step(order, shipment, parcel)

    def _parcel_step(self, order: Order, shipment: Shipment, parcel: Parcel) -> Command:
        roll = self._dice.random()
        if roll < 0.12 and not parcel.open_bindings():
            number = f"SF{self._workstation.new_id().int % 10**13:013}"
            return BindWaybill(parcel_id=parcel.id, carrier_code="shunfeng", waybill_no=number)
        if roll < 0.2 and parcel.open_bindings() and parcel.contents:
            return CloseParcel(parcel_id=parcel.id, order_ids=tuple(parcel.order_ids()))
        line = order.lines_of(shipment.id)[0]
        # Nearly as much out as in, so that the goods last for hundreds of commands.
        quantity = self._dice.choice((PIECE, PIECE, -PIECE))
        return VerifyItem(parcel_id=parcel.id, order_id=order.id, shipment_line_id=line.id, quantity=quantity)

    def _parcel(self, shipment: Shipment) -> Parcel | None:
        contents, parcels = cache_tables["parcel_content"], cache_tables["parcel"]
        with self._workstation.reading() as connection:
            query = select(parcels.c.id).where(parcels.c.state == "open").order_by(parcels.c.id)
            filled = select(contents.c.parcel_id).where(contents.c.shipment_id == shipment.id)
            empty = query.where(parcels.c.id.not_in(select(contents.c.parcel_id)))
            found: UUID | None = connection.execute(query.where(parcels.c.id.in_(filled))).scalar()
            if found is None and shipment.node == "picking":
                found = connection.execute(empty).scalar()
            parcel = None if found is None else Shelf(connection, cached=True).load(Key("parcel", found))
        return parcel if isinstance(parcel, Parcel) else None
