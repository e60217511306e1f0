"""The orders of today, made by the commands that people really give.

At whatever hour the demo is made, some orders wait for their review, some sixty are ready to pack at each bench, and
some have got to every point that commands can take them to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from orderdesk.access import Role, Seat
from orderdesk.commands import (
    AddNote,
    AllocateOrder,
    CancelOrder,
    PaidOrder,
    PlacedLine,
    PlaceOrder,
    RecordReceipt,
    ReviewOrder,
    ShipTo,
)
from orderdesk.demo.bench_work import BenchWork
from orderdesk.demo.customers import Buyer
from orderdesk.demo.hands import Hands
from orderdesk.demo.people import Place
from orderdesk.demo.stories import OWN_METHODS, LinePlan, Story, begin, line_of
from orderdesk.demo.world import World

#: How many orders stop at each point, by point and warehouse, when the demo is of full size.
WANTED: tuple[tuple[str, int, int], ...] = (
    ("placed", 0, 14),
    ("placed", 1, 6),
    ("over_limit", 0, 3),
    ("reviewed", 0, 6),
    ("cancelled", 0, 5),
    ("allocated", 0, 60),
    ("allocated", 1, 60),
    ("allocated", 2, 6),
    ("picking", 0, 4),
    ("picking", 1, 4),
    ("packed", 0, 5),
    ("packed", 1, 5),
    ("left", 0, 8),
    ("left", 1, 4),
    ("left", 2, 4),
    ("delivered", 0, 4),
    ("delivered", 1, 2),
    ("exception", 0, 3),
    ("returning", 0, 2),
    ("two_warehouses", 0, 2),
    ("merged_parcel", 0, 2),
)

#: How many hours before now such an order was placed at the latest.
_HOURS = {
    "placed": 0.4,
    "over_limit": 5.0,
    "reviewed": 3.0,
    "cancelled": 20.0,
    "allocated": 16.0,
    "picking": 6.0,
    "packed": 3.5,
    "left": 18.0,
    "two_warehouses": 8.0,
    "merged_parcel": 3.5,
}
_ROAD_HOURS = 64.0
_ON_ROAD = frozenset({"delivered", "exception", "returning"})
_NOTES = ("客户催货，请优先", "附发票", "与上一单一起发", "易碎，请加气泡膜", "送货前电话联系")
_COURIERS = ("ZTO", "SF", "YTO", "STO", "YUNDA", "JT")


def points(scale: float) -> Iterator[tuple[str, int]]:
    """One point and warehouse for each order to be made; at least one of each kind."""
    for point, warehouse, count in WANTED:
        for _ in range(max(1, round(count * scale))):
            yield point, warehouse


@dataclass(slots=True)
class Today:
    """Makes orders through commands until they stand where they are wanted."""

    world: World
    hands: Hands

    def make(self, point: str, warehouse: int) -> list[UUID]:
        """Makes one order (two that share a parcel) and takes it to `point`; returns the orders' ids."""
        dice = self.world.dice
        ended = self.world.now - timedelta(minutes=dice.uniform(0.5, 9))
        hours = _ROAD_HOURS if point in _ON_ROAD else _HOURS[point] * dice.uniform(0.12, 1.0)
        begun = ended - timedelta(hours=hours)
        story = self._story(point, warehouse, begun)
        order_id = self._place(story, begun)
        if point == "placed":
            return [order_id]
        if point == "cancelled":
            seller = self.world.staff.of(Role.SALES)[0]
            self.hands.say(seller, self._desk(), CancelOrder(order_id=order_id, reason="客户取消"), ended)
            return [order_id]
        self._review(order_id, begun + (ended - begun) * 0.06)
        if point in ("over_limit", "reviewed"):
            return [order_id]
        self._pay(story, order_id, begun + (ended - begun) * 0.08)
        # Where the story goes on is told; only what lies in two warehouses is left to the company's rule.
        place = None if point == "two_warehouses" else self.world.firm.warehouses[warehouse].id
        self._allocate(order_id, place, begun + (ended - begun) * 0.1)
        orders = [order_id]
        if point == "merged_parcel":
            orders.append(self._companion(story, begun, ended))
        BenchWork(self.world, self.hands).take(point, warehouse, story, orders, begun, ended)
        return orders

    def _companion(self, story: Story, begun: datetime, ended: datetime) -> UUID:
        """A second order of the same buyer, to be packed into the same parcel."""
        at = begun + (ended - begun) * 0.02
        other = replace(story, lines=self._lines(story.buyer, 0, 2))
        order_id = self._place(other, at)
        self._review(order_id, begun + (ended - begun) * 0.07)
        self._pay(other, order_id, begun + (ended - begun) * 0.09)
        self._allocate(order_id, self.world.firm.warehouses[0].id, begun + (ended - begun) * 0.11)
        return order_id

    def _story(self, point: str, warehouse: int, at: datetime) -> Story:
        dice = self.world.dice
        story = begin(self.world, at, company=0, warehouse=warehouse)
        if point == "over_limit":
            story.buyer = self._poor_buyer()
            story.lines = self._costly_lines(story.buyer)
        else:
            count = min(len(story.lines), 4)
            story.buyer = self._sound_buyer()
            story.lines = self._lines(story.buyer, warehouse, count)
            if point == "two_warehouses":
                story.lines = [self._lone_line(story.buyer, *where) for where in ((0, (1, 2)), (1, (0, 2)))]
        story.contact = dice.choice(story.buyer.contacts)
        is_ours = story.method in OWN_METHODS and self.world.firm.warehouses[warehouse].mode == "bench"
        if is_ours and point == "delivered":
            return story
        if story.method in OWN_METHODS or point in _ON_ROAD or point == "left":
            story.method, story.carrier = "courier", dice.choice(_COURIERS)
        return story

    def _lines(self, buyer: Buyer, warehouse: int, count: int) -> list[LinePlan]:
        """Small quantities of what this warehouse keeps; the first is kept by no warehouse that comes before it."""
        dice, shelves = self.world.dice, self.world.shelves
        lines = [self._lone_line(buyer, warehouse, tuple(range(warehouse)))] if warehouse > 0 else []
        chosen = {line.article.id for line in lines}
        while len(chosen) < count:
            article, pieces = shelves.articles[0, warehouse].draw(dice), dice.choice((1, 1, 2, 2, 4))
            if article.id not in chosen and shelves.take(warehouse, article, pieces * 1000):
                chosen.add(article.id)
                lines.append(line_of(self.world, buyer, article, pieces))
        return lines

    def _lone_line(self, buyer: Buyer, warehouse: int, but_not: tuple[int, ...]) -> LinePlan:
        """One piece of something that none of the other warehouses keeps."""
        shelves = self.world.shelves
        while True:
            article = self.world.dice.choice(shelves.only_in(warehouse, but_not=but_not))
            if shelves.take(warehouse, article, 1000):
                return line_of(self.world, buyer, article, 1)

    def _costly_lines(self, buyer: Buyer) -> list[LinePlan]:
        kept = self.world.shelves.articles[0, 0].items
        costly = sorted(kept[: len(kept) // 20], key=lambda article: -article.price_micro)[:60]
        lines = [line_of(self.world, buyer, each, 12) for each in self.world.dice.sample(costly, 8)]
        while sum(line.amount_fen for line in lines) <= buyer.limit_fen:
            lines = [line_of(self.world, buyer, line.article, line.quantity // 1000 + 12) for line in lines]
        return lines

    def _sound_buyer(self) -> Buyer:
        """A buyer whose credit bears another order."""
        while True:
            buyer = self.world.demand[0].draw(self.world.dice)
            free = buyer.limit_fen - buyer.open_fen - buyer.unpaid_fen
            if buyer.terms == "prepaid" or free > 3_000_000:
                return buyer

    def _poor_buyer(self) -> Buyer:
        """One of those with the smallest limits."""
        limited = [each for each in self.world.buyers if each.company == 0 and each.terms == "monthly"]
        return self.world.dice.choice(sorted(limited, key=lambda buyer: buyer.limit_fen)[:40])

    def _place(self, story: Story, at: datetime) -> UUID:
        desk, seller = self._desk(), self.world.someone(self.world.staff.of(Role.SALES))
        order_id = self.hands.ids.next(at)
        lines = tuple(
            PlacedLine(
                sku_id=line.article.id,
                unit=line.unit,
                unit_quantity=line.unit_quantity,
                unit_price_micro=line.price_micro,
            )
            for line in story.lines
        )
        ask = PlaceOrder.model_validate(
            {
                "order_id": order_id,
                "order_no": self.world.order_no(desk, at),
                "company_id": self.world.firm.companies[story.company].id,
                "customer_id": story.buyer.id,
                "lines": lines,
                "ship_to": ShipTo(**story.contact.as_dict()),
                "delivery_method": story.method,
                "carrier_code": story.carrier,
            }
        )
        self.hands.say(seller, desk, ask, at)
        if story.buyer.terms != "prepaid":
            story.buyer.open_fen += story.amount_fen
        if self.world.dice.random() < 0.06:
            note = AddNote(order_id=order_id, text=self.world.dice.choice(_NOTES))
            self.hands.say(seller, desk, note, at + timedelta(seconds=20))
        return order_id

    def _review(self, order_id: UUID, at: datetime) -> None:
        supervisor, office = self.world.staff.of(Role.SUPERVISOR)[0], self.world.staff.at(Seat.OFFICE)[0]
        self.hands.say(supervisor, office, ReviewOrder(order_id=order_id), at)

    def _pay(self, story: Story, order_id: UUID, at: datetime) -> None:
        """Who pays first has paid before anything is sent."""
        if story.buyer.terms != "prepaid":
            return
        clerk, office = self.world.staff.of(Role.FINANCE)[0], self.world.staff.at(Seat.OFFICE)[0]
        paid = RecordReceipt(
            company_id=self.world.firm.companies[story.company].id,
            customer_id=story.buyer.id,
            channel="bank",
            channel_no=order_id.hex[-12:],
            received_at=at,
            orders=(PaidOrder(order_id=order_id, amount_fen=story.amount_fen),),
        )
        self.hands.say(clerk, office, paid, at)

    def _allocate(self, order_id: UUID, warehouse_id: UUID | None, at: datetime) -> None:
        supervisor, office = self.world.staff.of(Role.SUPERVISOR)[0], self.world.staff.at(Seat.OFFICE)[0]
        self.hands.say(supervisor, office, AllocateOrder(order_id=order_id, warehouse_id=warehouse_id), at)

    def _desk(self) -> Place:
        return self.world.somewhere(self.world.staff.at(Seat.DESK))
