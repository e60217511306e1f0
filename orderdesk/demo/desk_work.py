"""What people had or have to look at because of the planted orders: cases, tasks, change requests, holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from db.tables import orders, work
from orderdesk.access import Role
from orderdesk.commands.cases import case_id
from orderdesk.demo.dice import Weighted
from orderdesk.demo.rows import Batch
from orderdesk.demo.stories import Story
from orderdesk.demo.world import World
from orderdesk.demo.written import Written
from orderdesk.domain.nodes import Node

#: What turned out to be behind closed cases.
CAUSES = Weighted(("supplier_lead_time", "vague_address", "promotion_rule", "other"), (41, 28, 19, 12))

#: Share of orders that were once said to be short, and how many of these alarms were false: goods that a forgotten
#: reservation still held.
SHORTAGE_ALARMS = 0.012
FALSE_ALARMS = 0.32

# label: queue, code, role of the task, hours until due
_CASES: dict[str, tuple[str, str, Role, float]] = {
    "courier_silence": ("transit_stale", "courier.silent", Role.LOGISTICS, 3),
    "packed_over_4h": ("packed_not_picked_up", "parcel.not_picked_up", Role.PACKER, 1),
    "refused": ("delivery_exception", "courier.refused", Role.SERVICE, 8),
    "lost": ("delivery_exception", "courier.lost", Role.LOGISTICS, 8),
    "delivery_trouble": ("delivery_exception", "courier.trouble", Role.SERVICE, 8),
    "payment_mismatch": ("reconciliation_gap", "payment.differs", Role.FINANCE, 24),
    "address_defect": ("change_conflict", "address.vague", Role.SERVICE, 1),
}


def write_desk_work(world: World, batch: Batch, story: Story, written: Written) -> None:
    """Puts what follows from an order's labels into the batch."""
    for label in story.labels:
        if label in _CASES and (label != "address_defect" or world.dice.random() < 0.5):
            _write_case(world, batch, story, written, label)
    if "changed_after_packing" in story.labels:
        _write_change(world, batch, story, written)
    if story.kind == "SALE" and world.dice.random() < SHORTAGE_ALARMS:
        _write_alarm(world, batch, story, written)


def add_hold(world: World, batch: Batch, written: Written, kind: str, reason: str, role: Role, *, at: datetime) -> None:
    """Stops an order; its row must not be written yet."""
    written.head["held"] = True
    batch.add(
        orders.order_hold,
        {
            "id": world.ids.next(at),
            "order_id": written.id,
            "kind": kind,
            "reason": reason,
            "lifted_by_role": str(role),
            "placed_by": world.staff.of(Role.SUPERVISOR)[0].id,
            "placed_at": at,
            "expires_at": world.now + timedelta(days=2),
            "lifted_by": None,
            "lifted_at": None,
        },
    )


def change_row(
    world: World, head: dict[str, Any], *, kind: str, wanted: dict[str, Any], at: datetime, node: Node
) -> dict[str, Any]:
    """A change request that nobody has decided yet."""
    return {
        "id": world.ids.next(at),
        "company_id": head["company_id"],
        "order_id": head["id"],
        "change_kind": kind,
        "state": "open",
        "wanted": wanted,
        "node": str(node),
        "requested_by": world.someone(world.staff.of(Role.SALES)).id,
        "requested_at": at,
        "decided_by": None,
        "decided_at": None,
        "decision_note": "",
        "version": 1,
    }


def _write_case(world: World, batch: Batch, story: Story, written: Written, label: str) -> None:
    """The case of a label and the task that goes with it; both are done where the trouble is a thing of the past."""
    queue, code, role, hours = _CASES[label]
    opened = _noticed(world, story, label)
    is_open = story.closed is None and opened > world.now - timedelta(days=6)
    clerk_id = None if is_open else world.staff.of(role)[0].id
    warehouse = next((leg.warehouse for leg in story.legs if leg.warehouse is not None), None)
    closed = None if is_open else min(world.now, opened + timedelta(hours=world.dice.uniform(0.4, 2 * hours + 2)))
    key = f"{queue}:{written.id}"
    shared = {
        "company_id": written.head["company_id"],
        "order_id": written.id,
        "warehouse_id": None if warehouse is None else world.firm.warehouses[warehouse].id,
        "facts": {"order_no": written.head["order_no"], "customer": story.buyer.name},
        "opened_at": opened,
        "due_at": opened + timedelta(hours=hours),
    }
    document_id = case_id(written.head["company_id"], key)
    batch.add(
        work.case,
        {
            **shared,
            "id": document_id,
            "queue": queue,
            "dedupe_key": key,
            "state": "open" if is_open else "closed",
            "code": code,
            "claimed_by": clerk_id,
            "claimed_until": None,
            "closed_at": closed,
            "verdict": None if is_open else "solved",
            "cause": None if is_open else CAUSES.draw(world.dice),
            "version": 1 if is_open else 3,
        },
    )
    batch.add(
        work.task,
        {
            **shared,
            "id": world.ids.next(opened),
            "case_id": document_id,
            "task_kind": code,
            "role": str(role),
            "user_id": clerk_id,
            "done_at": closed,
            "done_by": clerk_id,
            "result": None if is_open else "done",
            "version": 1 if is_open else 2,
        },
    )


def _write_alarm(world: World, batch: Batch, story: Story, written: Written) -> None:
    """A shortage that was reported and looked into within the hour."""
    is_false = world.dice.random() < FALSE_ALARMS
    world.label("shortage_alarm", written.id)
    world.label(f"shortage_alarm.{'leftover' if is_false else 'real'}", written.id)
    opened = story.placed + (world.now - story.placed) * 0.001
    line, company_id = story.lines[0], written.head["company_id"]
    key = f"shortage:{written.id}"
    batch.add(
        work.case,
        {
            "id": case_id(company_id, key),
            "company_id": company_id,
            "queue": "stock",
            "dedupe_key": key,
            "order_id": written.id,
            "warehouse_id": None,
            "state": "closed",
            "code": "stock.short",
            "facts": {"order_no": written.head["order_no"], "sku": line.article.code, "wanted": line.quantity},
            "opened_at": opened,
            "due_at": opened + timedelta(minutes=30),
            "claimed_by": world.staff.of(Role.SUPERVISOR)[0].id,
            "claimed_until": None,
            "closed_at": min(world.now, opened + timedelta(minutes=world.dice.uniform(4, 55))),
            "verdict": "false_alarm" if is_false else "solved",
            "cause": "leftover_reservation" if is_false else CAUSES.draw(world.dice),
            "version": 3,
        },
    )


def _noticed(world: World, story: Story, label: str) -> datetime:
    """When somebody could know of it."""
    leg = story.legs[0]
    if label == "courier_silence":
        gaps = zip(leg.scans, leg.scans[1:], strict=False)
        start = next((one.at for one, two in gaps if two.at - one.at > timedelta(hours=24)), leg.scans[-1].at)
        return min(world.now, start + timedelta(hours=24))
    if label == "packed_over_4h" and leg.packed is not None:
        return leg.packed + timedelta(hours=4)
    if label in ("refused", "delivery_trouble"):
        return next((scan.at for scan in leg.scans if scan.code in ("14", "206", "208", "209")), leg.scans[-1].at)
    if label == "lost":
        return min(world.now, leg.scans[-1].at + timedelta(days=4))
    return min(world.now, story.placed + timedelta(minutes=12))


def _write_change(world: World, batch: Batch, story: Story, written: Written) -> None:
    leg = story.legs[0]
    assert leg.packed is not None
    at = leg.packed + timedelta(minutes=5)
    row = change_row(world, written.head, kind="address", wanted={"street": "改送仓库后门"}, at=at, node=Node.PACKED)
    supervisor = world.staff.of(Role.SUPERVISOR)[0]
    batch.add(
        work.change_request,
        {
            **row,
            "state": "approved",
            "decided_by": supervisor.id,
            "decided_at": at + timedelta(minutes=3),
            "decision_note": "换面单",
            "version": 2,
        },
    )
