"""The transition table against the handlers: from every node, every command goes where the table lets it, or nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from orderdesk.commands import (
    AddNote,
    AllocateOrder,
    BindWaybill,
    CancelOrder,
    CancelShipment,
    CloseParcel,
    Command,
    ConfirmShipped,
    DecideCredit,
    HandOver,
    RecordWarehouseStatus,
    ReopenParcel,
    ReturnToReview,
    ReviewOrder,
    ShippedItem,
    ShippedParcel,
    UnallocateOrder,
    UnbindWaybill,
    VoidParcel,
    verbs,
)
from orderdesk.documents.document import Document, Key
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.lifecycle import AVAILABLE, MOVES, TABLE, Need
from orderdesk.domain.nodes import Node
from orderdesk.ids import waybill_id
from tests.hub.shop_floor import PIECE, SF, ShopFloor
from tests.sync import small_company as company

WAYBILL = "SF1385628716739"
OUTSIDE = frozenset({"confirm_shipped", "record_courier_event", "record_warehouse_status"})

#: Commands that leave orders where they are.
STANDING = frozenset(
    {"add_note", "attach_photo", "bind_waybill", "unbind_waybill", "void_parcel", "verify_item", "place_order"}
)


@dataclass
class Stage:
    """Everything a command needs but the node: the command and the documents it names, as they are before it."""

    command: Command
    order_id: UUID
    target: Node
    by: str = "packer"
    rule: str = ""
    before: dict[Key, Document | None] = field(default_factory=dict)


def reviewed(floor: ShopFloor) -> Stage:
    order_id = floor.place()
    return Stage(ReviewOrder(order_id=order_id), order_id, Node.STOCK_LOCKED, "supervisor")


def reviewed_over_the_limit(floor: ShopFloor) -> Stage:
    customer = floor.load(Customer, company.CUSTOMERS[1])
    customer.accounts[0].credit_limit_fen = 0
    floor.alter(customer)
    order_id = floor.place(customer_id=customer.id)
    return Stage(ReviewOrder(order_id=order_id), order_id, Node.CREDIT_REVIEW, "supervisor")


def allocated(floor: ShopFloor) -> Stage:
    order_id = floor.place()
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    return Stage(AllocateOrder(order_id=order_id), order_id, Node.ALLOCATED, "supervisor")


def cancelled(floor: ShopFloor) -> Stage:
    order_id = floor.place()
    return Stage(CancelOrder(order_id=order_id, reason="客户取消"), order_id, Node.CLOSED, "sales")


def cancelled_by_the_leader(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    parcel_id = floor.packed(order, WAYBILL)
    boxes = {"parcel_ids": (parcel_id,), "waybill_ids": (waybill_id(SF, WAYBILL),)}
    command = CancelOrder(order_id=order.id, reason="客户取消", **boxes)
    return Stage(command, order.id, Node.CLOSED, "supervisor")


def one_shipment_cancelled(floor: ShopFloor) -> Stage:
    order = floor.order(floor.place())
    command = CancelShipment(order_id=order.id, shipment_id=order.shipments[0].id, reason="客户取消")
    return Stage(command, order.id, Node.CLOSED, "sales")


def credit_decided(grant: bool, target: Node) -> Callable[[ShopFloor], Stage]:
    def stage(floor: ShopFloor) -> Stage:
        over = reviewed_over_the_limit(floor)
        floor.do(over.command, by=over.by, at="A1")
        command = DecideCredit(order_id=over.order_id, grant=grant, reason="老客户")
        return Stage(command, over.order_id, target, "supervisor")

    return stage


def returned_to_review(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    return Stage(ReturnToReview(order_id=order.id, reason="改单"), order.id, Node.PENDING_REVIEW, "supervisor")


def unallocated(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    return Stage(UnallocateOrder(order_id=order.id), order.id, Node.STOCK_LOCKED, "supervisor")


def opened(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    return Stage(floor.opening(order, floor.new_id()), order.id, Node.PICKING)


def joined(floor: ShopFloor) -> Stage:
    """The first item of an order in a parcel that was opened for another: picking begins as if it had been its own."""
    order = floor.allocated()
    parcel_id = floor.opened(floor.allocated(sku=1))
    return Stage(floor.item(parcel_id, order), order.id, Node.PICKING, rule="open_parcel")


def closed(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    parcel_id = floor.filled(order)
    floor.do(floor.label(parcel_id, WAYBILL))
    return Stage(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,)), order.id, Node.PACKED)


def reopened(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    parcel_id = floor.packed(order, WAYBILL)
    return Stage(ReopenParcel(parcel_id=parcel_id, order_ids=(order.id,)), order.id, Node.PICKING)


def handed_over(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    parcel_id = floor.packed(order, WAYBILL)
    return Stage(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)), order.id, Node.IN_TRANSIT)


def in_wms(floor: ShopFloor) -> Order:
    floor.lies(0)
    return floor.allocated()


def confirmed(floor: ShopFloor) -> Stage:
    order = in_wms(floor)
    items = (ShippedItem(shipment_line_id=order.shipment_lines[0].id, quantity=PIECE),)
    parcel = ShippedParcel(parcel_no="W1", carrier_code=SF, waybill_no=WAYBILL, items=items)
    command = ConfirmShipped(
        order_id=order.id,
        shipment_id=order.shipments[0].id,
        company_id=order.company_id,
        occurred_at=floor.clock.now(),
        parcels=(parcel,),
    )
    return Stage(command, order.id, Node.IN_TRANSIT)


def begun_by_wms(floor: ShopFloor) -> Stage:
    order = in_wms(floor)
    command = RecordWarehouseStatus(
        order_id=order.id,
        shipment_id=order.shipments[0].id,
        occurred_at=floor.clock.now(),
        code="40",
        node=Node.PICKING,
        source="flux",
    )
    return Stage(command, order.id, Node.PICKING)


def scanned(code: str, target: Node) -> Callable[[ShopFloor], Stage]:
    def stage(floor: ShopFloor) -> Stage:
        order = floor.allocated()
        parcel_id = floor.packed(order, WAYBILL)
        return Stage(floor.scan(WAYBILL, code, order.id, parcel_ids=(parcel_id,)), order.id, target)

    return stage


STAGES: dict[str, Callable[[ShopFloor], Stage]] = {
    "review": reviewed,
    "review over the limit": reviewed_over_the_limit,
    "allocate": allocated,
    "cancel": cancelled,
    "the leader cancels": cancelled_by_the_leader,
    "cancel one shipment": one_shipment_cancelled,
    "credit is granted": credit_decided(True, Node.STOCK_LOCKED),
    "credit is refused": credit_decided(False, Node.CLOSED),
    "return to review": returned_to_review,
    "unallocate": unallocated,
    "open": opened,
    "join": joined,
    "close": closed,
    "reopen": reopened,
    "hand over": handed_over,
    "WMS confirms": confirmed,
    "WMS begins": begun_by_wms,
    "courier has it": scanned("1", Node.IN_TRANSIT),
    "courier delivers": scanned("3", Node.DELIVERED),
    "courier is in trouble": scanned("2", Node.DELIVERY_EXCEPTION),
    "courier brings it back": scanned("6", Node.RETURNING),
}


def allows(rule: str, before: Node, after: Node, *, leads: bool) -> bool:
    """Whether the table lets the command go there; where it takes a leader's approval only somebody who `leads`."""
    for move in TABLE.get((before, after), ()):
        if move.command == rule and not move.partial:
            return leads or Need.LEADER_APPROVED not in move.needs
    return False


def put_back(floor: ShopFloor, stage: Stage, node: Node) -> None:
    """The documents as they were before the command, with the order at a node."""
    with floor.store.write() as connection:
        shelf = Shelf(connection)
        for key, document in stage.before.items():
            shelf.drop(key)
            if document is not None:
                again = type(document).model_validate_json(document.model_dump_json())
                shelf.save(again)
    floor.stand(stage.order_id, str(node))


def remember(floor: ShopFloor, stage: Stage) -> None:
    """Keeps the documents that the command names."""
    keys = stage.command.keys()
    with floor.store.read() as connection:
        stage.before = {key: Shelf(connection).load(key) for key in keys}


@pytest.mark.parametrize("name", list(STAGES))
def test_from_every_node_a_command_goes_where_the_table_lets_it(sqlite_floor: ShopFloor, name: str) -> None:
    floor = sqlite_floor
    stage = STAGES[name](floor)
    remember(floor, stage)
    rule = stage.rule or stage.command.kind
    for before in Node:
        put_back(floor, stage, before)
        at = "A1" if stage.by != "packer" else "B1"
        said = floor.own(stage.command) if rule in OUTSIDE else floor.say(stage.command, by=stage.by, at=at)
        assert said.code != "hub.fault"
        after = Node(floor.order(stage.order_id).node)
        wanted = allows(rule, before, stage.target, leads=stage.by == "supervisor")
        assert (before, after) == (before, stage.target if wanted else before), said
        if wanted:
            assert said.status == "accepted"
        elif rule not in OUTSIDE and before is not stage.target and name != "hand over":
            assert said.status == "refused"


def test_every_move_of_this_release_is_tried() -> None:
    assert {move.command for move in MOVES} <= AVAILABLE
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
