"""Orders that wait somewhere right now and that no command of this release can take there, written as rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from db.tables import work
from orderdesk.access import Role
from orderdesk.demo.desk_work import add_hold, change_row
from orderdesk.demo.rows import Batch
from orderdesk.demo.stories import Leg, Story, begin
from orderdesk.demo.world import World
from orderdesk.demo.written import Written
from orderdesk.domain.nodes import Node

_WAITING: tuple[tuple[str, int, int], ...] = (
    ("staged", 0, 5),
    ("staged", 1, 3),
    ("packed_over_4h", 0, 3),
    ("held", 0, 5),
    ("change_request", 0, 3),
    ("unreviewed", 0, 4),
    ("in_transit", 0, 6),
    ("on_the_van", 0, 4),
)
_HOLDS = (
    ("address", "地址不详，等待客户确认", Role.SERVICE),
    ("payment", "款项未到账", Role.FINANCE),
    ("customer", "客户要求暂缓发货", Role.SALES),
)


def waiting(scale: float) -> Iterator[tuple[str, int]]:
    """One kind and warehouse for each order to be written; at least one of each kind."""
    for kind, warehouse, count in _WAITING:
        for _ in range(max(1, round(count * scale))):
            yield kind, warehouse


def tell_waiting(world: World, kind: str, warehouse: int) -> Story:
    """An order that stands where `kind` says."""
    dice = world.dice
    story = begin(world, world.now - timedelta(hours=dice.uniform(10, 13)), company=0, warehouse=warehouse)
    story.lines = story.lines[:6]
    story.legs = [Leg(warehouse, {number: line.quantity for number, line in enumerate(story.lines)})]
    if kind == "unreviewed":
        return story
    leg = story.legs[0]
    story.reviewed = story.placed + timedelta(minutes=dice.uniform(4, 30))
    if kind == "held":
        return story
    story.allocated = story.reviewed + timedelta(minutes=dice.uniform(1, 8))
    hours = dice.uniform(5, 8) if kind == "packed_over_4h" else dice.uniform(1.5, 3.5)
    leg.packed = world.now - timedelta(hours=hours)
    leg.picking = leg.packed - timedelta(minutes=dice.uniform(3, 20))
    if kind == "staged":
        leg.staged = leg.packed + timedelta(minutes=dice.uniform(10, 50))
    elif kind == "in_transit":
        story.method, story.carrier = "courier", dice.choice(("ZTO", "YTO", "SF"))
        leg.left = leg.packed + timedelta(minutes=dice.uniform(10, 50))
    elif kind == "on_the_van":
        story.method, story.carrier, story.cod = "own_van", "VAN", dice.random() < 0.5
        leg.left = leg.packed + timedelta(minutes=dice.uniform(10, 50))
    if kind in ("packed_over_4h", "change_request"):
        story.labels.append(kind)
    return story


def write_waiting(world: World, batch: Batch, kind: str, written: Written) -> None:
    """Puts what belongs to the order into the batch: its hold, its open change request."""
    if kind == "held":
        hold, reason, role = world.dice.choice(_HOLDS)
        add_hold(world, batch, written, hold, reason, role, at=world.now - timedelta(hours=2))
        world.label(f"hold.{hold}", written.id)
    elif kind == "change_request":
        wanted = {"phone": "10000000000", "street": "大碶街道灵江路390号"}
        at = world.now - timedelta(minutes=25)
        batch.add(
            work.change_request,
            change_row(world, written.head, kind="address", wanted=wanted, at=at, node=Node.PACKED),
        )
