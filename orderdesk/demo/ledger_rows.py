"""The reservations of a story: set aside at the placing, let go or consumed later, open while the goods are here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from db.tables import stock
from orderdesk.commands.ledger import REVIEW_AFTER, SOFT_FOR
from orderdesk.demo.rows import Batch
from orderdesk.demo.stories import Leg, Story
from orderdesk.demo.world import World
from orderdesk.demo.written import Written


def write_reservations(world: World, batch: Batch, story: Story, written: Written) -> None:
    """Puts the ledger's entries and open reservations of an order into the batch; notes what stays reserved."""
    if story.kind == "RETURN":
        return
    for place, leg in enumerate(story.legs):
        if leg.warehouse is None:
            continue
        rows = world.shelves.rows[story.company, leg.warehouse]
        end = _end(world, story, leg)
        for number, quantity in leg.quantities.items():
            row_id = rows[story.lines[number].article.id]
            names = {
                "stock_id": row_id,
                "order_id": written.id,
                "order_line_id": written.line_ids[number],
                "shipment_id": written.shipment_ids[place],
            }
            batch.add(stock.reservation, _entry(world, names, quantity, story.placed, "soft", "order"))
            if end is not None:
                at, kind, reason = end
                batch.add(stock.reservation, _entry(world, names, -quantity, at, kind, reason))
                continue
            firm = story.reviewed is not None and not story.over_limit
            since = story.reviewed if firm and story.reviewed is not None else story.placed
            batch.add(
                stock.reservation_open,
                {
                    "id": world.ids.next(story.placed),
                    **names,
                    "quantity": quantity,
                    "firmness": "firm" if firm else "soft",
                    "since": story.placed,
                    "due_at": since + (REVIEW_AFTER if firm else SOFT_FOR),
                },
            )
            world.shelves.reserve(row_id, quantity)


def _end(world: World, story: Story, leg: Leg) -> tuple[datetime, str, str] | None:
    """When, of which firmness and why the goods stopped being reserved; None while they are."""
    if leg.left is not None:
        return leg.left, "firm", "shipped"
    if story.closed is not None:
        return story.closed, "firm" if story.reviewed else "soft", "cancelled"
    lapsed = story.placed + SOFT_FOR
    if (story.reviewed is None or story.over_limit) and lapsed <= world.now:
        return lapsed + timedelta(seconds=20), "soft", "lapsed"
    return None


def _entry(world: World, names: dict[str, UUID], quantity: int, at: datetime, kind: str, reason: str) -> dict[str, Any]:
    return {
        "id": world.ids.next(at),
        **names,
        "quantity": quantity,
        "kind": kind,
        "reason": reason,
        "at": at,
        "command_id": None,
    }
