"""The transition table against the handlers: from every node, every command goes where the table lets it,
or nowhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from orderdesk.commands import AddNote, BindWaybill, Command, UnbindWaybill, VoidParcel, verbs
from orderdesk.documents.orders import Order
from orderdesk.domain.lifecycle import AVAILABLE, MOVES, TABLE, Need
from orderdesk.domain.nodes import Node, derive_node, rank
from orderdesk.hub.execute import Outcome
from tests.hub.shop_floor import SF, ShopFloor
from tests.hub.table_stages import STAGES, WAYBILL, Stage

OUTSIDE = frozenset({"confirm_shipped", "record_courier_event", "record_warehouse_status"})

#: Commands that leave orders where they are.
STANDING = frozenset(
    {
        "add_note",
        "attach_photo",
        "bind_waybill",
        "call_supervisor",
        "clear_stop",
        "place_order",
        "unbind_waybill",
        "verify_item",
        "void_parcel",
    }
)

#: Why a command does not fit the node.
UNFIT = frozenset(
    {
        "node.not_allowed",
        "node.needs_not_met",
        "shipment.not_packable",
        "order.reason_unfit",
    }
)


@contextmanager
def kept(floor: ShopFloor) -> Iterator[sqlite3.Connection]:
    """The floor's database as it is now, to come back to."""
    with closing(sqlite3.connect(":memory:")) as memory, closing(sqlite3.connect(_file(floor))) as live:
        live.backup(memory)
        yield memory


def put_back(floor: ShopFloor, memory: sqlite3.Connection) -> None:
    """Everything as it was when it was kept."""
    with closing(sqlite3.connect(_file(floor))) as live:
        memory.backup(live)


def _file(floor: ShopFloor) -> str:
    with floor.store.read() as connection:
        return str(connection.engine.url.database)


def allows(stage: Stage, before: Node) -> bool:
    """Whether the table lets the command go to its target for whoever asks."""
    if before not in stage.only:
        return False
    for move in TABLE.get((before, stage.target), ()):
        if move.command == stage.named and not move.partial:
            return stage.led or Need.LEADER_APPROVED not in move.needs
    return False


def stand(floor: ShopFloor, stage: Stage, node: Node, other: Node | None = None) -> Node:
    """Puts the order's shipment at a node and, if told, a second one at another; returns the order's node."""
    order = floor.order(stage.order_id)
    for shipment in order.shipments:
        shipment.node = str(node)
    if other is not None:
        first = order.shipments[0]
        values = {"id": floor.new_id(), "position": 2, "shipment_no": f"{order.order_no}-2", "node": str(other)}
        order.shipments.append(first.model_copy(update=values))
    order.node = str(derive_node(Node(shipment.node) for shipment in order.shipments)[0])
    floor.alter(order)
    return Node(order.node)


def ask(floor: ShopFloor, stage: Stage) -> tuple[Outcome, Order]:
    """Says the command; what the hub makes of it, and the order afterwards."""
    at = "A1" if stage.by != "packer" else "B1"
    is_own = stage.named in OUTSIDE
    said = floor.own(stage.command) if is_own else floor.say(stage.command, by=stage.by, at=at)
    return said, floor.order(stage.order_id)


@pytest.mark.parametrize("name", list(STAGES))
def test_from_every_node_a_command_goes_where_the_table_lets_it(sqlite_floor: ShopFloor, name: str) -> None:
    floor = sqlite_floor
    stage = STAGES[name](floor)
    counters = dict(floor.said)
    with kept(floor) as memory:
        for before in Node:
            put_back(floor, memory)
            floor.said.update(counters)
            stand(floor, stage, before)
            said, order = ask(floor, stage)
            wanted = allows(stage, before)
            after = stage.target if wanted else before
            assert (before, order.node) == (before, after), said
            if wanted:
                assert said.status == "accepted"
            elif stage.named not in OUTSIDE and before is not stage.target and name != "hand over":
                assert (before, said.code in UNFIT) == (before, True), said


def test_every_allowed_pair_is_reached_by_its_command(sqlite_floor: ShopFloor) -> None:
    """Also those that only an order of several shipments makes, whose second one stands half way."""
    floor = sqlite_floor
    reached: set[tuple[Node, Node]] = set()
    with kept(floor) as empty:
        for name, build in STAGES.items():
            put_back(floor, empty)
            floor.said.update(dict.fromkeys(floor.said, 0))
            stage = build(floor)
            counters = dict(floor.said)
            with kept(floor) as memory:
                for before in (node for node in Node if node is not stage.target and allows(stage, node)):
                    for other in (None, *between(stage, before)):
                        put_back(floor, memory)
                        floor.said.update(counters)
                        start = stand(floor, stage, before, other)
                        said, order = ask(floor, stage)
                        nodes = [stage.target] if other is None else [stage.target, other]
                        assert (name, before, other, order.node) == (name, before, other, derive_node(nodes)[0]), said
                        reached.add((start, Node(order.node)))
    assert reached == set(TABLE)


def between(stage: Stage, before: Node) -> list[Node]:
    """Nodes between the two of a move, where another shipment of the order may stand meanwhile."""
    if stage.named == "cancel_order":
        return []
    low, high = sorted((before, stage.target), key=rank)
    return [node for node in Node if rank(low) < rank(node) < rank(high)]


@pytest.mark.parametrize(
    "name", ["allocate", "stop", "nothing there", "our van delivers", "somebody reports trouble", "a part came back"]
)
def test_moves_are_the_same_on_either_database(floor: ShopFloor, name: str) -> None:
    stage = STAGES[name](floor)
    said, order = ask(floor, stage)
    assert (said.status, order.node) == ("accepted", stage.target), said
    assert floor.faults() == []


def test_every_move_has_a_verb_and_every_verb_its_place() -> None:
    assert {move.command for move in MOVES} <= set(verbs())
    assert set(AVAILABLE) - {move.command for move in MOVES} == STANDING
    assert set(AVAILABLE) <= set(verbs())


def test_a_command_that_moves_nothing_leaves_every_order_where_it_is(sqlite_floor: ShopFloor) -> None:
    floor = sqlite_floor
    order = floor.allocated()
    parcel_id = floor.filled(order)
    empty = floor.opened(floor.allocated(sku=1))
    labelling = floor.label(parcel_id, WAYBILL)
    unlabelling = UnbindWaybill(parcel_id=parcel_id, carrier_code=SF, waybill_no=WAYBILL)
    for node in Node:
        floor.stand(order.id, str(node))
        commands: tuple[Command, ...] = (AddNote(order_id=order.id, text="x"), labelling, unlabelling)
        for command in commands:
            floor.do(command)
            assert floor.order(order.id).node == node
    assert isinstance(labelling, BindWaybill)
    floor.do(VoidParcel(parcel_id=empty))
