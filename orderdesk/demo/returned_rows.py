"""What came back of an order: one row a line, mostly good."""

from __future__ import annotations

from db.tables import orders
from orderdesk.access import Role
from orderdesk.demo.rows import Batch
from orderdesk.demo.stories import Story
from orderdesk.demo.world import World
from orderdesk.demo.written import Written

DAMAGED_SHARE = 0.12


def comes_back(story: Story) -> bool:
    """Whether the order ended with its goods in our warehouse again."""
    return story.closed is not None and (story.close_reason == "returned" or story.kind == "RETURN")


def write_returned(world: World, batch: Batch, story: Story, written: Written) -> None:
    """Puts the received lines into the batch; nothing for orders that ended otherwise."""
    if not comes_back(story) or story.closed is None:
        return
    for place, leg in enumerate(story.legs):
        if leg.warehouse is None:
            continue
        warehouse_id = world.firm.warehouses[leg.warehouse].id
        for number, quantity in leg.quantities.items():
            batch.add(
                orders.returned_item,
                {
                    "id": world.ids.next(story.closed),
                    "order_id": written.id,
                    "shipment_id": written.shipment_ids[place],
                    "order_line_id": written.line_ids[number],
                    "sku_id": story.lines[number].article.id,
                    "quantity": quantity,
                    "condition": "damaged" if world.dice.random() < DAMAGED_SHARE else "good",
                    "warehouse_id": warehouse_id,
                    "received_at": story.closed,
                    "received_by": world.staff.of(Role.LOGISTICS)[0].id,
                },
            )
