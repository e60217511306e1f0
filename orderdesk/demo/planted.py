"""Cases planted in the history and labelled, so that what is recognised can be measured against what is there.

Shares of all orders: couriers silent for more than a day 1.5 %, packed for more than four hours 0.8 %, refused 0.6 %,
lost 0.3 %, defective addresses 2 %, changed after packing 1.2 %, entered twice 0.5 %, payments that differ 0.4 %.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from orderdesk.demo.addresses import DEFECTS, spoil
from orderdesk.demo.calendar import into_shift, next_pick_up
from orderdesk.demo.dice import Weighted
from orderdesk.demo.journeys import Scan, lose, refuse, stall, trouble
from orderdesk.demo.payments import TOGETHER
from orderdesk.demo.stories import OWN_METHODS, Leg, Story, begin, draw_lines, finish, line_of, live, send
from orderdesk.demo.world import World
from orderdesk.domain.nodes import Node

ORDINARY = "ordinary"

#: Label of a story that takes a shape of its own, and its share of all orders.
SHAPES: tuple[tuple[str, float], ...] = (
    ("receipt_for_three", 0.001),
    ("two_warehouses", 0.012),
    ("back_order", 0.006),
    ("merged_parcel", 0.006),
    ("mother_waybill", 0.006),
    ("partial_return", 0.008),
    ("duplicate_order", 0.005),
    ("courier_silence", 0.015),
    ("packed_over_4h", 0.008),
    ("refused", 0.006),
    ("lost", 0.003),
    ("delivery_trouble", 0.006),
    ("changed_after_packing", 0.012),
    ("payment_mismatch", 0.004),
    ("address_defect", 0.02),
    ("cancelled", 0.02),
)
_DRAW = Weighted(
    (ORDINARY, *(name for name, _ in SHAPES)),
    (1 - sum(share for _, share in SHAPES), *(share for _, share in SHAPES)),
)


def draw_shape(dice: random.Random) -> str:
    """What is to become of the next order."""
    return _DRAW.draw(dice)


def tell(world: World, placed: datetime, shape: str) -> Iterator[Story]:
    """The story or stories of this shape, from an order placed then; a second one belongs to the first."""
    story = begin(world, placed, company=_COMPANIES.get(shape), warehouse=_BENCHES.get(shape))
    if shape in ("courier_silence", "refused", "lost", "delivery_trouble", "mother_waybill", "changed_after_packing"):
        _by_courier(story)
    before = _BEFORE.get(shape)
    if before is not None:
        before(world, story)
    live(world, story)
    after = _AFTER.get(shape)
    if after is not None:
        after(world, story)
    yield story
    if shape == "merged_parcel":
        yield _companion(world, story)
    elif shape == "partial_return":
        yield from _return(world, story)
    elif shape == "duplicate_order":
        yield _twin(world, story)
    elif shape == "receipt_for_three" and TOGETHER in story.labels:
        yield from _paid_together(world, story)


#: Shapes that need a second warehouse, which only the first company has.
_COMPANIES = {"two_warehouses": 0}
#: Shapes that only a bench can take.
_BENCHES = {"merged_parcel": 0, "mother_waybill": 0, "packed_over_4h": 0, "changed_after_packing": 0, "back_order": 0}


def _by_courier(story: Story) -> None:
    if story.method in OWN_METHODS:
        story.method, story.carrier = "courier", "ZTO"


def _two_warehouses(world: World, story: Story) -> None:
    other = 1 if story.legs[0].warehouse != 1 else 0
    if (story.company, other) not in world.shelves.articles:
        return
    known = {line.article.id for line in story.lines}
    added = [line for line in draw_lines(world, story.buyer, other) if line.article.id not in known][:3]
    if not added:
        return
    first = len(story.lines)
    story.lines += added
    story.legs.append(Leg(other, {first + place: line.quantity for place, line in enumerate(added)}))
    story.labels.append("two_warehouses")


def _back_order(world: World, story: Story) -> None:
    leg = story.legs[0]
    number, quantity = max(leg.quantities.items(), key=lambda item: item[1])
    if quantity < 2000:
        story.lines[number] = line_of(world, story.buyer, story.lines[number].article, 3)
        quantity = leg.quantities[number] = story.lines[number].quantity
    missing = quantity // 2000 * 1000
    if missing:
        leg.quantities[number] -= missing
        rest = Leg(None, {number: missing})
        given_up = story.placed + timedelta(days=world.dice.uniform(9, 20))
        if given_up <= world.now:
            rest.cancelled = given_up
        story.legs.append(rest)
        story.labels.append("back_order")


def _receipt_for_three(world: World, story: Story) -> None:
    if not _is_long_ago(world, story):
        return
    while story.buyer.terms == "prepaid":
        story.buyer = world.demand[story.company].draw(world.dice)
        story.contact = story.buyer.contacts[0]
    story.labels.append(TOGETHER)


def _paid_together(world: World, story: Story) -> Iterator[Story]:
    """Two more orders of the same buyer, which the same receipt pays."""
    for days in (2, 5):
        placed = story.placed + timedelta(days=days)
        other = begin(world, placed, company=story.company, warehouse=story.legs[0].warehouse)
        other.buyer, other.contact, other.labels = story.buyer, story.contact, [TOGETHER]
        live(world, other)
        yield other


def _mother_waybill(world: World, story: Story) -> None:
    warehouse = story.legs[0].warehouse
    assert warehouse is not None
    while len(story.lines) < 3:
        known = {line.article.id for line in story.lines}
        more = [line for line in draw_lines(world, story.buyer, warehouse) if line.article.id not in known]
        for line in more:
            story.legs[0].quantities[len(story.lines)] = line.quantity
            story.lines.append(line)
    story.legs[0].pieces = 3
    story.labels.append("mother_waybill")


def _address_defect(world: World, story: Story) -> None:
    kind = world.dice.choice(DEFECTS)
    story.contact = spoil(story.contact, kind, world.dice)
    story.labels += ["address_defect", f"address_defect.{kind}"]


def _payment_mismatch(world: World, story: Story) -> None:
    while story.buyer.terms != "prepaid" and not _is_long_ago(world, story):
        story.buyer = world.demand[story.company].draw(world.dice)
        story.contact = story.buyer.contacts[0]
    story.labels += ["payment_mismatch", f"payment_mismatch.{world.dice.choice(('short', 'double', 'fee'))}"]


def _courier_silence(world: World, story: Story) -> None:
    leg = story.legs[0]
    assert leg.left is not None
    story.closed = story.close_reason = None
    send(world, story, leg)
    whole = world.dice.uniform(26, 70)
    scans = stall(leg.scans, world.dice.choice((1, 2, 3)), timedelta(hours=whole))
    leg.scans = [scan for scan in scans if scan.at <= world.now]
    finish(world, story)
    if any(
        later.at - earlier.at > timedelta(hours=24) for earlier, later in zip(leg.scans, leg.scans[1:], strict=False)
    ) or (leg.scans and leg.node() is Node.IN_TRANSIT and world.now - leg.scans[-1].at > timedelta(hours=24)):
        story.labels.append("courier_silence")


def _packed_over_4h(world: World, story: Story) -> None:
    leg = story.legs[0]
    if leg.packed is None or leg.left is None:
        return
    later = next_pick_up(into_shift(leg.left + timedelta(hours=15)))
    if later - leg.packed <= timedelta(hours=4) or later >= world.now:
        return
    leg.left = later
    story.closed = story.close_reason = None
    send(world, story, leg)
    finish(world, story)
    story.labels.append("packed_over_4h")


def _refused(world: World, story: Story) -> None:
    leg = story.legs[0]
    if not _arrived(leg):
        return
    _redirect(world, story, leg, refuse)
    story.labels.append("refused")
    if leg.scans[-1].code == "4" and leg.scans[-1].at + timedelta(days=3) <= world.now:
        story.closed, story.close_reason = leg.scans[-1].at + timedelta(days=3), "returned"


def _lost(world: World, story: Story) -> None:
    leg = story.legs[0]
    if not _arrived(leg):
        return
    _redirect(world, story, leg, lambda scans, _: lose(scans))
    story.labels.append("lost")
    if leg.scans[-1].at + timedelta(days=20) <= world.now:
        story.closed, story.close_reason = leg.scans[-1].at + timedelta(days=20), "lost"


def _delivery_trouble(world: World, story: Story) -> None:
    leg = story.legs[0]
    if not _arrived(leg):
        return
    at_door = leg.scans[-1].at
    _redirect(world, story, leg, trouble)
    again = at_door + timedelta(hours=world.dice.uniform(20, 44))
    if again <= world.now:
        leg.scans.append(replace(leg.scans[-1], at=again, code="302", text="快件再次派送，已签收"))
        finish(world, story)
    story.labels.append("delivery_trouble")


def _changed_after_packing(world: World, story: Story) -> None:
    leg = story.legs[0]
    if leg.packed is None or leg.left is None:
        return
    if leg.left - leg.packed <= timedelta(minutes=20):
        later = next_pick_up(leg.packed + timedelta(minutes=25))
        if later >= world.now:
            return
        leg.left = later
        story.closed = story.close_reason = None
        send(world, story, leg)
        finish(world, story)
    leg.relabelled = True
    story.labels.append("changed_after_packing")


def _cancelled(world: World, story: Story) -> None:
    story.legs[0] = Leg(story.legs[0].warehouse, story.legs[0].quantities)
    closed = story.placed + timedelta(minutes=world.dice.uniform(4, 300))
    if closed > world.now:
        closed = story.placed + (world.now - story.placed) / 2
    if story.reviewed is not None and closed <= story.reviewed:
        story.reviewed = None
    if story.allocated is not None and closed <= story.allocated:
        story.allocated = None
    story.closed, story.close_reason = closed, "cancelled"


_BEFORE: dict[str, Callable[[World, Story], None]] = {
    "receipt_for_three": _receipt_for_three,
    "two_warehouses": _two_warehouses,
    "back_order": _back_order,
    "mother_waybill": _mother_waybill,
    "address_defect": _address_defect,
    "payment_mismatch": _payment_mismatch,
}
_AFTER: dict[str, Callable[[World, Story], None]] = {
    "courier_silence": _courier_silence,
    "packed_over_4h": _packed_over_4h,
    "refused": _refused,
    "lost": _lost,
    "delivery_trouble": _delivery_trouble,
    "changed_after_packing": _changed_after_packing,
    "cancelled": _cancelled,
}


def _companion(world: World, story: Story) -> Story:
    """A second order of the same buyer that is packed into the same parcel."""
    leg = story.legs[0]
    assert leg.warehouse is not None
    other = begin(world, story.placed + timedelta(seconds=world.dice.randint(30, 400)), warehouse=leg.warehouse)
    lines = draw_lines(world, story.buyer, leg.warehouse)[:4]
    joined = Leg(leg.warehouse, {number: line.quantity for number, line in enumerate(lines)})
    for name in ("picking", "packed", "left", "scans"):
        setattr(joined, name, getattr(leg, name))
    other.company, other.buyer, other.contact = story.company, story.buyer, story.contact
    other.method, other.carrier, other.lines, other.legs = story.method, story.carrier, lines, [joined]
    assert story.allocated is not None
    other.placed = min(other.placed, story.allocated)
    other.reviewed = max(other.placed, story.reviewed or other.placed)
    other.allocated = max(other.reviewed, story.allocated)
    other.closed, other.close_reason = story.closed, story.close_reason
    assert story.order_id is not None
    world.label("merged_parcel", story.order_id)
    other.labels.append("merged_parcel")
    other.joins = True
    return other


def _return(world: World, story: Story) -> Iterator[Story]:
    """The customer sends a part of it back: an order of its own that names the first."""
    leg = story.legs[0]
    node = leg.node()
    if node is not Node.DELIVERED or leg.warehouse is None:
        return
    placed = leg.scans[-1].at + timedelta(days=world.dice.uniform(0.6, 4))
    if placed >= world.now - timedelta(days=1):
        return
    line = story.lines[0]
    back = replace(story, lines=[line], legs=[Leg(leg.warehouse, {0: line.quantity})], labels=[], placed=placed)
    assert story.order_id is not None
    back.kind, back.closed, back.close_reason = "RETURN", None, None
    back.relation, back.order_id = ("return_of", story.order_id), None
    if back.method in OWN_METHODS:
        back.method, back.carrier = "courier", "STO"
    back.reviewed = placed + timedelta(minutes=40)
    back.allocated = placed + timedelta(minutes=41)
    sent = placed + timedelta(hours=world.dice.uniform(2, 8))
    back.legs[0].left = sent
    send(world, back, back.legs[0])
    finish(world, back, after=timedelta(days=1))
    world.label("partial_return.origin", story.order_id)
    back.labels.append("partial_return")
    yield back


def _twin(world: World, story: Story) -> Story:
    """The same order entered once more by mistake; most are noticed."""
    placed = story.placed + timedelta(minutes=world.dice.uniform(1, 28))
    twin = replace(story, placed=min(placed, world.now - timedelta(seconds=50)), labels=["duplicate_order"])
    twin.legs = [Leg(leg.warehouse, dict(leg.quantities)) for leg in story.legs]
    twin.order_id = None
    twin.reviewed = twin.allocated = twin.closed = twin.close_reason = None
    if world.dice.random() < 0.7:
        _cancelled(world, twin)
    else:
        live(world, twin)
    return twin


def _is_long_ago(world: World, story: Story) -> bool:
    """Whether also a monthly customer has paid by now."""
    return world.now - story.placed > timedelta(days=120)


def _arrived(leg: Leg) -> bool:
    """Whether it has come as far as the receiver's door."""
    return len(leg.scans) >= 5


def _redirect(world: World, story: Story, leg: Leg, way: Callable[[list[Scan], random.Random], list[Scan]]) -> None:
    story.closed = story.close_reason = None
    leg.scans = [scan for scan in way(leg.scans, world.dice) if scan.at <= world.now]
