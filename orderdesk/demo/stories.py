"""What happens to an order, decided before any row is written: its lines, where they come from,
and when what happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from orderdesk.demo.calendar import at_local, into_shift, next_pick_up
from orderdesk.demo.catalogue import CARTON, Article
from orderdesk.demo.customers import Buyer, Contact
from orderdesk.demo.dice import Weighted
from orderdesk.demo.journeys import Scan, journey
from orderdesk.demo.world import World
from orderdesk.domain.courier_states import node_of
from orderdesk.domain.days import SHANGHAI, local_day
from orderdesk.domain.money import line_amount_fen
from orderdesk.domain.nodes import Node

_LINE_COUNTS = Weighted((1, 2, 3, 0, -1), (38, 22, 14, 21, 5))
_QUANTITIES = Weighted((1, 2, 4, 3, 6, 12, 24), (46, 23, 14, 6, 5, 4, 2))
_CARRIERS = Weighted(
    ("ZTO", "SF", "YTO", "YUNDA", "STO", "JT", "JD", "DEPPON", "EMS"), (22, 20, 18, 12, 10, 8, 5, 4, 1)
)
_METHODS = Weighted(("courier", "freight", "own_van", "pick_up"), (81, 8, 8, 3))
_NOT_BY_COURIER = {"own_van": "VAN", "pick_up": "PICKUP"}

OWN_METHODS = ("own_van", "pick_up")
TAX_BP = 1300


@dataclass(slots=True)
class LinePlan:
    """A line of an order; quantities in thousandths, price in micro-yuan a base unit."""

    article: Article
    unit: str
    unit_quantity: int
    factor: int
    quantity: int
    price_micro: int
    price_source: str
    amount_fen: int


@dataclass(slots=True)
class Leg:
    """One shipment: where from (None: back-ordered), which lines with how much, and when it got how far."""

    warehouse: int | None
    quantities: dict[int, int]
    picking: datetime | None = None
    packed: datetime | None = None
    staged: datetime | None = None
    left: datetime | None = None
    scans: list[Scan] = field(default_factory=list)
    pieces: int = 1
    relabelled: bool = False
    cancelled: datetime | None = None

    def node(self) -> Node | None:
        """How far the leg is by itself; None while it follows its order."""
        for scan in reversed(self.scans):
            found = node_of(scan.code)
            if found is not None:
                return found
        for moment, node in (
            (self.left, Node.IN_TRANSIT),
            (self.staged, Node.STAGED),
            (self.packed, Node.PACKED),
            (self.picking, Node.PICKING),
        ):
            if moment is not None:
                return node
        return None


@dataclass(slots=True)
class Story:
    """An order's life. What has no moment has not happened yet.

    `joins`: it travels in the parcel of the story before it. `order_id` is known once it is written.
    """

    company: int
    buyer: Buyer
    contact: Contact
    method: str
    carrier: str
    lines: list[LinePlan]
    legs: list[Leg]
    placed: datetime
    reviewed: datetime | None = None
    allocated: datetime | None = None
    closed: datetime | None = None
    close_reason: str | None = None
    over_limit: bool = False
    kind: str = "SALE"
    relation: tuple[str, UUID] | None = None
    remark: str = ""
    cod: bool = False
    labels: list[str] = field(default_factory=list)
    joins: bool = False
    order_id: UUID | None = None

    @property
    def amount_fen(self) -> int:
        """The sum of the lines."""
        return sum(line.amount_fen for line in self.lines)

    def base_node(self) -> Node:
        """Where a shipment stands that nobody has begun to pack."""
        if self.closed is not None:
            return Node.CLOSED
        if self.allocated is not None:
            return Node.ALLOCATED
        if self.reviewed is not None:
            return Node.CREDIT_REVIEW if self.over_limit else Node.STOCK_LOCKED
        return Node.PENDING_REVIEW

    def node_of(self, leg: Leg) -> Node:
        """Where one of its shipments stands."""
        if self.closed is not None or leg.cancelled is not None:
            return Node.CLOSED
        if leg.warehouse is None and self.allocated is not None:
            return Node.PENDING_REVIEW
        return leg.node() or self.base_node()


def begin(world: World, placed: datetime, *, company: int | None = None, warehouse: int | None = None) -> Story:
    """Who orders what, from which warehouse and how it is to be sent; nothing has happened to it yet."""
    dice = world.dice
    chosen = company if company is not None else int(dice.random() > world.firm.companies[0].share)
    buyer = world.demand[chosen].draw(dice)
    place = buyer.favourite if warehouse is None else warehouse
    if (chosen, place) not in world.shelves.articles:
        place = 1
    method = _METHODS.draw(dice)
    carrier = _NOT_BY_COURIER.get(method) or ("LINE" if method == "freight" else _CARRIERS.draw(dice))
    if method == "freight" and dice.random() < 0.6:
        carrier = dice.choice(("ANE", "SFKY"))
    lines = draw_lines(world, buyer, place)
    leg = Leg(place, {number: line.quantity for number, line in enumerate(lines)})
    contact = buyer.contacts[0] if dice.random() < 0.85 else dice.choice(buyer.contacts)
    return Story(chosen, buyer, contact, method, carrier, lines, [leg], placed)


def draw_lines(world: World, buyer: Buyer, place: int) -> list[LinePlan]:
    """One to a hundred and twenty lines of what the warehouse keeps."""
    dice = world.dice
    count = _LINE_COUNTS.draw(dice)
    if count == 0:
        count = dice.randint(4, 10)
    elif count == -1:
        count = min(120, 11 + int(dice.expovariate(1 / 9)))
    shelf = world.shelves.articles[buyer.company, place]
    chosen: dict[UUID, Article] = {}
    for _ in range(count):
        article = shelf.draw(dice)
        chosen.setdefault(article.id, article)
    return [_line(world, buyer, article) for article in chosen.values()]


def line_of(world: World, buyer: Buyer, article: Article, count: int) -> LinePlan:
    """A line of `count` base units."""
    quantity = count * 1000
    price, source = world.prices.price_of(buyer, article.id, quantity)
    amount = line_amount_fen(quantity, price)
    return LinePlan(article, article.unit, quantity, 1000, quantity, price, source, amount)


def _line(world: World, buyer: Buyer, article: Article) -> LinePlan:
    dice = world.dice
    unit, factor = article.unit, 1000
    unit_quantity = _QUANTITIES.draw(dice) * 1000
    if (
        article.carton_factor
        and article.price_micro < 60_000_000
        and dice.random() < (0.6 if article.is_grocery else 0.06)
    ):
        unit, factor, unit_quantity = CARTON, article.carton_factor, dice.choice((1, 1, 2, 3)) * 1000
    elif article.price_micro > 150_000_000:
        unit_quantity = dice.choice((1, 1, 1, 2)) * 1000
    quantity = unit_quantity * factor // 1000
    price, source = world.prices.price_of(buyer, article.id, quantity)
    return LinePlan(article, unit, unit_quantity, factor, quantity, price, source, line_amount_fen(quantity, price))


def live(world: World, story: Story) -> None:
    """Lets the order live by the ordinary hours of office, warehouse and courier, until now at the latest."""
    dice = world.dice
    story.reviewed = _office_hours(story.placed + timedelta(minutes=dice.expovariate(1 / 22) + 1))
    story.allocated = story.reviewed + timedelta(minutes=dice.uniform(0.5, 9), seconds=dice.random())
    for leg in story.legs:
        if leg.warehouse is not None:
            pack(world, story, leg, story.allocated)
            send(world, story, leg)
    finish(world, story)


def pack(world: World, story: Story, leg: Leg, after: datetime) -> None:
    """The warehouse packs and the carrier takes it; hurried so that it has left before now."""
    dice = world.dice
    assert leg.warehouse is not None
    begun = into_shift(after + timedelta(minutes=dice.uniform(12, 170)))
    packed = begun + timedelta(minutes=dice.uniform(2, 10) + 0.7 * len(leg.quantities))
    left = next_pick_up(packed + timedelta(minutes=4))
    limit = world.now - timedelta(minutes=dice.uniform(3, 50))
    if left > limit:
        begun, packed, left = hurry(story, (begun, packed, left), limit)
    leg.left = left
    if world.firm.warehouses[leg.warehouse].mode == "bench":
        leg.picking, leg.packed = begun, packed


def hurry(
    story: Story, moments: tuple[datetime, datetime, datetime], limit: datetime
) -> tuple[datetime, datetime, datetime]:
    """Brings everything since the placing closer together, so that the last of the moments is at `limit`."""
    share = max(0.0, (limit - story.placed) / (moments[2] - story.placed))

    def closer(moment: datetime) -> datetime:
        return story.placed + (moment - story.placed) * share

    if story.reviewed is not None and story.allocated is not None:
        story.reviewed, story.allocated = closer(story.reviewed), closer(story.allocated)
    return closer(moments[0]), closer(moments[1]), closer(moments[2])


def send(world: World, story: Story, leg: Leg) -> None:
    """The parcel's way, as far as it has come."""
    assert leg.left is not None
    scans = journey(world.dice, leg.left, story.contact.city, story.contact.province, method=story.method)
    leg.scans = [scan for scan in scans if scan.at <= world.now]


def finish(world: World, story: Story, *, after: timedelta = timedelta(days=7)) -> None:
    """Closes the order when all of it was signed for long enough ago."""
    legs = [leg for leg in story.legs if leg.cancelled is None]
    if any(leg.node() is not Node.DELIVERED for leg in legs):
        return
    closed = max(leg.scans[-1].at for leg in legs) + after
    if closed <= world.now:
        story.closed, story.close_reason = closed, "completed"


def _office_hours(at: datetime) -> datetime:
    hour = at.astimezone(SHANGHAI).hour
    if hour >= 8:
        return at
    return at_local(local_day(at), 8) + timedelta(minutes=at.minute, seconds=at.second)
