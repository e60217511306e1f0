"""What follows when goods are locked and when they leave: each action once, whatever is lost on the way.

`--orders 10000` makes the long run of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random, getrandbits
from threading import Thread
from typing import Any

import pytest

from db.tables import log, work
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AllocateOrder,
    CancelOrder,
    Command,
    EditOrder,
    ReturnToReview,
    ReviewOrder,
    SplitOrder,
    UnallocateOrder,
)
from orderdesk.commands.edit import LineEdit, LineTerms
from orderdesk.documents.orders import Order
from orderdesk.domain.numbers import order_no
from orderdesk.domain.quantity import format_quantity
from orderdesk.hub.execute import Executor
from orderdesk.hub.linkage import TO_DO
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.ids import new_id
from tests.conftest import START
from tests.hub.linked_hub import allocate, linked, lock, posts, ship
from tests.hub.working_hub import World
from tests.sync import small_company

SYSTEMS = ("u8.*", "flux.put*", "flux.query*", "wecom.send", "kuaidi100.subscribe")
BATCH = 250


@pytest.fixture
def world(database_url: str, clock: SetClock) -> Iterator[World]:
    with linked(database_url, clock) as found:
        yield found


@pytest.fixture
def sqlite_world(sqlite_template: Any, clock: SetClock, tmp_path: Any) -> Iterator[World]:
    path = tmp_path / "linked.db"
    path.write_bytes(sqlite_template.read_bytes())
    with linked(f"sqlite:///{path}", clock) as found:
        yield found


def settle(world: World) -> None:
    """Works with as many threads as the hub has for a system, until nothing waits any more."""
    for _ in range(400):
        threads = [Thread(target=world.parts.jobs.run_all) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        waiting = world.hub.rows(log.job, log.job.c.state.in_(("due", "running")))
        if not waiting:
            return
        world.hub.clock.set(max(world.hub.clock.now(), min((row.lease_until or row.run_at) for row in waiting)))
        world.hub.clock.advance(seconds=1)
    raise AssertionError("jobs are still open")


def arrivals(world: World, node: str) -> Counter[str]:
    """How often each order arrived at a node, by its log."""
    events = log.order_event
    rows = world.hub.rows(events, events.c.node_to == node, events.c.node_from != node)
    return Counter(row.order_no for row in rows)


def effects(world: World, orders: list[Order]) -> dict[str, Counter[int]]:
    """For each action: how many orders have had how many effects of it."""
    state = world.state()
    u8, texts = state["u8"], posts(world)
    shipments = {order.order_no: order.shipments[0].shipment_no for order in orders}
    locks = Counter(row["biz_id"] for row in u8["orders"].values() if row["verifier"])
    booked = Counter(row["biz_id"] for row in u8["dispatches"].values())
    told = Counter(row["header"]["soReferenceB"] for row in state["flux_locks"].values() for _ in range(row["puts"]))
    sent = Counter(row["doc_no"] for row in state["flux"].values() for _ in range(row["puts"]))
    followed = sum(row["subscribed"] for row in state["kuaidi100"].values())
    tasks = Counter(row.facts["order_no"] for row in world.hub.rows(work.task, work.task.c.task_kind == TO_DO))
    by_order: dict[str, dict[str, int]] = {
        "log: stock locked": arrivals(world, "stock_locked"),
        "U8: verified order": locks,
        "FLUX: locked quantity": told,
        "FLUX: shipment": {number: sent[name] for number, name in shipments.items()},
        "log: in transit": arrivals(world, "in_transit"),
        "to-do for logistics": tasks,
        "message to the customer": {number: sum(number in text for text in texts) for number in shipments},
        "U8: dispatch list": {number: booked[name] for number, name in shipments.items()},
    }
    found = {name: Counter(counts.get(each, 0) for each in shipments) for name, counts in by_order.items()}
    return found | {"Kuaidi100: subscription": Counter({followed // len(orders): len(orders)})}


def test_every_action_has_one_effect_however_many_answers_are_lost(
    sqlite_world: World, orders: int, record_property: Callable[[str, object], None]
) -> None:
    world, made = sqlite_world, list[Order]()
    for sku in (0, 1):
        world.hub.stock_lies(sku, small_company.WMS_WAREHOUSE, 1_000 * orders)
    for system in SYSTEMS:
        world.fault(system, "drop_after_commit", probability=0.05)
    world.fault("flux.confirm*", "duplicate_callback", probability=0.05)
    for begin in range(0, orders, BATCH):
        batch = [lock(world, sku=number % 2) for number in range(begin, min(begin + BATCH, orders))]
        settle(world)
        batch = [allocate(world, order) for order in batch]
        settle(world)
        for order in batch:
            ship(world, order)
        settle(world)
        made += batch
    found = effects(world, made)
    record_property("effects", str({name: dict(counts) for name, counts in found.items()}))
    assert found == {name: Counter({1: orders}) for name in found}
    lost = [entry for entry in world.log("") if entry["fault"] == "drop_after_commit"]
    record_property("lost answers in the last 20,000 calls", len(lost))
    assert len(lost) >= min(orders, 2_000) * 0.1
    assert {row.state for row in world.hub.rows(log.job)} == {"done"}


def test_an_order_goes_through_all_linked_systems(world: World) -> None:
    order = lock(world, quantity=3_000)
    settle(world)
    (told,) = world.state()["flux_locks"].values()
    assert [(line["sku"], line["qtyOrdered"], line["dedi04"]) for line in told["header"]["details"]] == [
        ("BP-0", "3", "3")
    ]
    order = allocate(world, order)
    settle(world)
    ship(world, order)
    settle(world)
    assert effects(world, [order]) == {name: Counter({1: 1}) for name in effects(world, [order])}
    (task,) = world.hub.rows(work.task)
    waybill = task.facts["waybills"][0]["waybill_no"]
    assert (task.role, task.order_id, task.facts["order_no"]) == ("logistics", order.id, order.order_no)
    (text,) = posts(world)
    assert waybill in text
    (booked,) = world.state()["u8"]["dispatches"].values()
    assert waybill in booked["head"]["memo"]
    (event,) = world.hub.rows(log.order_event, log.order_event.c.stock_lock_id.is_not(None))
    assert (event.node_to, event.stock_lock_id) == ("stock_locked", order.order_no)


def test_a_cancelled_order_lets_go_of_both_locks(world: World) -> None:
    order = lock(world)
    settle(world)
    world.hub.run(CancelOrder(order_id=order.id, reason="the customer changed his mind"))
    settle(world)
    state = world.state()
    assert [row["status"] for row in state["flux_locks"].values()] == ["90"]
    assert [row["closer"] for row in state["u8"]["orders"].values()] == ["demo"]
    assert {row.state for row in world.hub.rows(log.job)} == {"done"}


def test_an_order_cancelled_before_anybody_heard_of_it_is_never_locked_outside(sqlite_world: World) -> None:
    world = sqlite_world
    order = lock(world)
    world.hub.run(CancelOrder(order_id=order.id, reason="entered twice"))
    settle(world)
    assert world.state()["flux_locks"] == {}
    assert world.state()["u8"]["orders"] == {}


def test_a_warehouse_where_we_pack_is_not_told_and_what_is_not_linked_gets_no_job(sqlite_world: World) -> None:
    world = sqlite_world
    lock(world, sku=2)
    assert {(row.system, row.kind) for row in world.hub.rows(log.job)} == {("erp", "lock_stock")}
    world.hub.executor = Executor(world.hub.store, world.hub.clock)
    lock(world)
    assert len(world.hub.rows(log.job)) == 1


def open_locks(world: World, order: Order) -> tuple[list[str], dict[str, list[list[str]]]]:
    """What U8 and FLUX hold for an order: of each document that counts there, the SKUs with their quantities."""
    state = world.state()
    at_erp = [
        sorted([line["inventorycode"], line["quantity"]] for line in row["entry"])
        for row in state["u8"]["orders"].values()
        if row["head"]["define10"] == order.order_no and row["verifier"] and not row["closer"]
    ]
    at_wms = {
        row["header"]["warehouseId"]: sorted([line["sku"], line["dedi04"]] for line in row["header"]["details"])
        for row in state["flux_locks"].values()
        if row["header"]["soReferenceB"] == order.order_no and row["status"] != "90"
    }
    return [str(each) for each in at_erp], at_wms


def expected_locks(order: Order) -> tuple[list[str], dict[str, list[list[str]]]]:
    """What they should hold: all that is ordered, from the lock to the end of the order, and in the WMS's warehouse."""
    if order.node in ("pending_review", "credit_review", "closed"):
        return [], {}
    lines = sorted([line.sku_code, format_quantity(line.quantity)] for line in order.lines if line.quantity)
    return [str(lines)], {"SZ": lines}


def another_quantity(order: Order, dice: Random) -> EditOrder:
    (line,) = order.lines
    was = LineTerms(
        unit=line.unit,
        unit_quantity=line.unit_quantity,
        unit_price_micro=line.unit_price_micro or 0,
        tax_rate_bp=line.tax_rate_bp or 0,
    )
    to = was.model_copy(update={"unit_quantity": dice.randint(1, 9) * 1_000})
    return EditOrder(order_id=order.id, lines=(LineEdit(line_id=line.id, was=was, to=to),))


def a_move(world: World, order: Order, dice: Random) -> None:
    """Something that may happen to an order before it leaves; what the hub refuses has not happened."""
    commands: list[Command] = [
        ReviewOrder(order_id=order.id),
        ReviewOrder(order_id=order.id),
        ReturnToReview(order_id=order.id, reason="the customer wants another quantity"),
        another_quantity(order, dice),
        AllocateOrder(order_id=order.id),
        UnallocateOrder(order_id=order.id),
    ]
    if dice.random() < 0.1:
        commands = [CancelOrder(order_id=order.id, reason="not wanted any more")]
    world.hub.clock.advance(seconds=1)
    world.hub.executor.run_own(HUB_DEVICE_ID, dice.choice(commands))
    if dice.random() < 0.4:
        settle(world)


def test_what_is_locked_outside_is_what_is_locked_here_after_any_history(sqlite_world: World) -> None:
    world, seed = sqlite_world, getrandbits(32)
    dice = Random(seed)
    for system in SYSTEMS:
        world.fault(system, "drop_after_commit", probability=0.1)
    orders = [world.hub.place(sku=number % 2, quantity=1_000) for number in range(8)]
    for _ in range(10):
        for order_id in orders:
            a_move(world, world.hub.order(order_id), dice)
    settle(world)
    for order_id in orders:
        order = world.hub.order(order_id)
        assert open_locks(world, order) == expected_locks(order), (seed, order.node, order.order_no)
    assert {row.state for row in world.hub.rows(log.job)} == {"done"}


def test_an_order_that_is_locked_again_with_another_quantity_replaces_its_locks(world: World) -> None:
    order = lock(world, quantity=2_000)
    settle(world)
    world.hub.run(ReturnToReview(order_id=order.id, reason="the customer wants three"))
    settle(world)
    assert open_locks(world, order) == ([], {})
    world.hub.run(another_quantity(order, Random(3)))
    world.hub.run(ReviewOrder(order_id=order.id))
    settle(world)
    order = world.hub.order(order.id)
    assert open_locks(world, order) == expected_locks(order)
    assert [row["biz_id"] for row in world.state()["u8"]["orders"].values()] == [order.order_no, f"{order.order_no}-2"]
    last = world.hub.rows(log.order_event, log.order_event.c.stock_lock_id.is_not(None))[-1]
    assert last.stock_lock_id == f"{order.order_no}-2"
    order = allocate(world, order)
    settle(world)
    ship(world, order)
    settle(world)
    (booked,) = world.state()["u8"]["dispatches"].values()
    assert world.state()["u8"]["orders"][booked["head"]["socode"]]["biz_id"] == f"{order.order_no}-2"


def test_an_order_that_is_split_shares_its_locks_with_its_part(sqlite_world: World) -> None:
    world = sqlite_world
    world.hub.stock_lies(0, small_company.WMS_WAREHOUSE, 6_000)
    order_id = world.hub.place(quantity=10_000)
    world.hub.run(ReviewOrder(order_id=order_id, back_order=True))
    world.hub.stock_lies(0, small_company.WMS_WAREHOUSE, 100_000)
    world.hub.run(ReviewOrder(order_id=order_id))
    settle(world)
    order = world.hub.order(order_id)
    assert (order.node, len(order.shipments)) == ("stock_locked", 2)
    assert open_locks(world, order) == expected_locks(order)
    part_id, number = new_id(world.hub.clock.now()), order_no(START.date(), "A7", 77)
    split = SplitOrder(
        order_id=order_id,
        shipment_id=order.shipments[1].id,
        new_order_id=part_id,
        new_order_no=number,
        reason="the customer wants two",
    )
    world.hub.run(split)
    settle(world)
    for each in (world.hub.order(order_id), world.hub.order(part_id)):
        assert open_locks(world, each) == expected_locks(each)
    world.hub.run(UnallocateOrder(order_id=allocate(world, world.hub.order(order_id)).id))
    settle(world)
    made = Counter(row["header"]["soReferenceB"] for row in world.state()["flux_locks"].values())
    assert made == {order.order_no: 2, number: 1}
    # Never are both generations promised at once, whichever job has come first.
    calls = [(entry["operation"], entry["query"]) for entry in world.log("")]
    added = [at for at, (name, query) in enumerate(calls) if name.endswith(".add") and f"={order.order_no}-2&" in query]
    closed = [at for at, (name, _) in enumerate(calls) if name == "u8.saleorder.close"]
    assert closed[0] < added[0]


def test_a_lock_whose_answer_was_lost_is_found_again_when_the_order_is_over(sqlite_world: World) -> None:
    world = sqlite_world
    world.fault("u8.saleorder.verify", "drop_after_commit", count=1)
    order = lock(world)
    world.parts.jobs.run_all()
    world.hub.clock.advance(seconds=1)
    world.hub.run(CancelOrder(order_id=order.id, reason="entered twice"))
    settle(world)
    assert open_locks(world, order) == ([], {})
    assert [row["closer"] for row in world.state()["u8"]["orders"].values()] == ["demo"]
