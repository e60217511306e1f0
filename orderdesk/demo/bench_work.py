"""What benches, the WMS and couriers do with today's orders, command by command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from orderdesk.access import Role, Seat
from orderdesk.commands import (
    BindWaybill,
    CloseParcel,
    ConfirmDelivery,
    ConfirmShipped,
    HandOver,
    OpenParcel,
    RecordCourierEvent,
    ShippedItem,
    ShippedParcel,
    VerifyItem,
)
from orderdesk.commands.command import Command
from orderdesk.demo.hands import Hands
from orderdesk.demo.journeys import Scan, journey, refuse, trouble
from orderdesk.demo.people import Person, Place
from orderdesk.demo.stories import OWN_METHODS, Story
from orderdesk.demo.world import World
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.shelf import Shelf
from orderdesk.ids import waybill_id

_PACKS = frozenset({"packed", "left", "delivered", "exception", "returning", "merged_parcel"})
_LEAVES = frozenset({"left", "delivered", "exception", "returning"})


@dataclass(slots=True)
class BenchWork:
    """Takes allocated orders on to their point."""

    world: World
    hands: Hands

    def take(
        self, point: str, warehouse: int, story: Story, order_ids: list[UUID], begun: datetime, ended: datetime
    ) -> None:
        """Packs, hands over and delivers as far as `point` says, between the two moments."""
        if point in ("allocated", "two_warehouses"):
            return
        whole = ended - begun
        if self.world.firm.warehouses[warehouse].mode == "wms":
            self._ship_by_wms(story, order_ids[0], begun + whole * 0.6)
            return
        is_quick = point in _LEAVES and point != "left"
        at = begun + whole * (0.12 if is_quick else 0.5)
        parcel_id, waybill_no = self._pack(point, warehouse, story, order_ids, at)
        if point not in _LEAVES:
            return
        left = begun + whole * (0.16 if is_quick else 0.8)
        packer, bench = self._packer(warehouse)
        self.hands.say(packer, bench, HandOver(parcel_ids=(parcel_id,), order_ids=tuple(order_ids)), left)
        if is_quick:
            self._deliver(point, story, order_ids, waybill_no, left, ended)

    def _pack(self, point: str, warehouse: int, story: Story, order_ids: list[UUID], at: datetime) -> tuple[UUID, str]:
        packer, bench = self._packer(warehouse)
        orders = [self._order(order_id) for order_id in order_ids]
        parcel_id = self.hands.ids.next(at)
        parcel_no = self.world.parcel_no(bench, at)
        first = orders[0]
        asks: list[Command] = [
            OpenParcel(parcel_id=parcel_id, parcel_no=parcel_no, order_id=first.id, shipment_id=first.shipments[0].id)
        ]
        for order in orders:
            lines = order.lines_of(order.shipments[0].id)
            packed = lines if point in _PACKS else lines[: len(lines) // 2]
            asks += [
                VerifyItem(parcel_id=parcel_id, order_id=order.id, shipment_line_id=line.id, quantity=line.quantity)
                for line in packed
            ]
        waybill_no = ""
        if point in _PACKS:
            own = story.method in OWN_METHODS
            waybill_no = self.world.waybills.next("own" if own else story.carrier)
            if not own:
                asks.append(BindWaybill(parcel_id=parcel_id, carrier_code=story.carrier, waybill_no=waybill_no))
            weight = sum(line.article.weight_g * line.quantity // 1000 for line in story.lines)
            asks.append(
                CloseParcel(
                    parcel_id=parcel_id,
                    order_ids=tuple(order_ids),
                    weight_g=max(50, weight),
                    own_waybill_no=waybill_no if own else None,
                )
            )
        for turn, ask in enumerate(asks):
            self.hands.say(packer, bench, ask, at + timedelta(seconds=7 * turn))
        return parcel_id, waybill_no

    def _ship_by_wms(self, story: Story, order_id: UUID, at: datetime) -> None:
        order = self._order(order_id)
        shipment: Shipment = order.shipments[0]
        waybill_no = self.world.waybills.next(story.carrier)
        parcel = ShippedParcel(
            parcel_no=self.world.wms_parcel_no("SZ", at),
            carrier_code=story.carrier,
            waybill_no=waybill_no,
            weight_g=1_000,
            items=tuple(
                ShippedItem(shipment_line_id=line.id, quantity=line.quantity) for line in order.lines_of(shipment.id)
            ),
        )
        ask = ConfirmShipped(
            order_id=order.id,
            shipment_id=shipment.id,
            company_id=order.company_id,
            occurred_at=at,
            parcels=(parcel,),
        )
        self.hands.happen(ask, at)
        self.hands.done(f"wms:send:{shipment.shipment_no}")

    def _deliver(
        self, point: str, story: Story, order_ids: list[UUID], waybill_no: str, left: datetime, ended: datetime
    ) -> None:
        if story.method in OWN_METHODS:
            self._sign(order_ids, waybill_no, ended)
            return
        dice = self.world.dice
        scans = journey(dice, left, story.contact.city, story.contact.province, method=story.method)
        if point == "exception":
            scans = trouble(scans, dice)
        elif point == "returning":
            scans = refuse(scans, dice)[:-1]
        for scan in _fit(scans, left, ended):
            event = RecordCourierEvent(
                carrier_code=story.carrier,
                waybill_no=waybill_no,
                order_ids=tuple(order_ids),
                event_at=scan.at,
                code=scan.code,
                text=scan.text,
                area=scan.area,
                source="kuaidi100",
            )
            self.hands.happen(event, scan.at + timedelta(seconds=30))
        self.hands.done(f"courier:subscribe:{story.carrier}:{waybill_no}")

    def _sign(self, order_ids: list[UUID], waybill_no: str, at: datetime) -> None:
        """Our own van, or a customer who came: somebody of ours says so."""
        driver, place = self.world.staff.of(Role.LOGISTICS)[0], self.world.staff.at(Seat.OFFICE)[0]
        for order_id in order_ids:
            shipment_id = self._order(order_id).shipments[0].id
            ask = ConfirmDelivery(
                order_id=order_id,
                shipment_id=shipment_id,
                waybill_ids=(waybill_id("own", waybill_no),),
                received_by="本人",
                received_at=at,
            )
            self.hands.say(driver, place, ask, at)

    def _packer(self, warehouse: int) -> tuple[Person, Place]:
        where = self.world.firm.warehouses[warehouse].id
        staff = self.world.staff
        return self.world.someone(staff.of(Role.PACKER, where)), self.world.somewhere(staff.at(Seat.BENCH, where))

    def _order(self, order_id: UUID) -> Order:
        with self.hands.store.read() as connection:
            found = Shelf(connection).load(Key("order", order_id))
        assert isinstance(found, Order)
        return found


def _fit(scans: list[Scan], left: datetime, ended: datetime) -> list[Scan]:
    """The same way, hurried where it would not have ended yet."""
    last = scans[-1].at
    if last <= ended:
        return scans
    share = (ended - left) / (last - left)
    return [Scan(left + (scan.at - left) * share, scan.code, scan.text, scan.area) for scan in scans]
