"""For every kind of move in the transition table an order that is about to make it, and the command that does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from orderdesk.commands import (
    AllocateOrder,
    CancelOrder,
    CancelShipment,
    CloseOrder,
    CloseParcel,
    Command,
    ConfirmDelivery,
    ConfirmShipped,
    DecideCredit,
    DeclareShort,
    HandOver,
    InterceptShipment,
    ReceiveReturn,
    RecordWarehouseStatus,
    ReopenParcel,
    ReportException,
    ReturnedLine,
    ReturnShipment,
    ReturnToReview,
    ReviewOrder,
    ShippedItem,
    ShippedParcel,
    StageShipment,
    StartPicking,
    StopPicking,
    UnallocateOrder,
    UnstageShipment,
)
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order
from orderdesk.domain.nodes import Node
from orderdesk.ids import waybill_id
from tests.hub.shop_floor import PIECE, SF, ShopFloor
from tests.sync import small_company as company

WAYBILL = "SF1385628716739"

#: Nodes at which goods of a sale never come in, although a return order's may.
_ONLY_WHOLE = frozenset({Node.RETURNING})


@dataclass
class Stage:
    """Everything a command needs but the node. `rule`: the command of the table, if another; `only`: nodes from which
    this order may make the move although the table has more; `led`: somebody who leads asks."""

    command: Command
    order_id: UUID
    target: Node
    by: str = "packer"
    rule: str = ""
    only: frozenset[Node] = frozenset(Node)
    led: bool = False

    @property
    def named(self) -> str:
        """The command by which the table knows the move."""
        return self.rule or self.command.kind


def names(order: Order) -> dict[str, Any]:
    """The order and its shipment, as commands name them."""
    return {"order_id": order.id, "shipment_id": order.shipments[0].id}


def over_the_limit(floor: ShopFloor) -> UUID:
    customer = floor.load(Customer, company.CUSTOMERS[1])
    customer.accounts[0].credit_limit_fen = 0
    floor.alter(customer)
    return floor.place(customer_id=customer.id)


def reviewed(floor: ShopFloor) -> Stage:
    order_id = floor.place()
    return Stage(ReviewOrder(order_id=order_id), order_id, Node.STOCK_LOCKED, "supervisor")


def reviewed_over_the_limit(floor: ShopFloor) -> Stage:
    order_id = over_the_limit(floor)
    return Stage(ReviewOrder(order_id=order_id), order_id, Node.CREDIT_REVIEW, "supervisor")


def credited(grant: bool, target: Node) -> Callable[[ShopFloor], Stage]:
    def stage(floor: ShopFloor) -> Stage:
        order_id = over_the_limit(floor)
        floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
        return Stage(DecideCredit(order_id=order_id, grant=grant, reason="老客户"), order_id, target, "supervisor")

    return stage


def returned_to_review(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    return Stage(ReturnToReview(order_id=order.id, reason="改单"), order.id, Node.PENDING_REVIEW, "supervisor")


def allocated(floor: ShopFloor) -> Stage:
    order_id = floor.place()
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    return Stage(AllocateOrder(order_id=order_id), order_id, Node.ALLOCATED, "supervisor")


def unallocated(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    return Stage(UnallocateOrder(order_id=order.id), order.id, Node.STOCK_LOCKED, "supervisor")


def cancelled(command: type[CancelOrder | CancelShipment], by: str = "sales") -> Callable[[ShopFloor], Stage]:
    def stage(floor: ShopFloor) -> Stage:
        order = floor.order(floor.place())
        fields = names(order) if command is CancelShipment else {"order_id": order.id}
        ask = command.model_validate(fields | {"reason": "客户取消"})
        return Stage(ask, order.id, Node.CLOSED, by, led=by == "supervisor")

    return stage


def started(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    return Stage(StartPicking.model_validate(names(order)), order.id, Node.PICKING)


def stopped(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    floor.do(StartPicking.model_validate(names(order)))
    return Stage(StopPicking.model_validate(names(order)), order.id, Node.ALLOCATED, "supervisor", led=True)


def short(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    floor.do(StartPicking.model_validate(names(order)))
    ask = DeclareShort(order_id=order.id, shipment_line_id=order.shipment_lines[0].id, quantity=PIECE)
    return Stage(ask, order.id, Node.PENDING_REVIEW)


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


def staged(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    floor.packed(order, WAYBILL)
    return Stage(StageShipment.model_validate(names(order) | {"lane": "D3"}), order.id, Node.STAGED)


def unstaged(floor: ShopFloor) -> Stage:
    order = floor.allocated()
    floor.packed(order, WAYBILL)
    floor.do(StageShipment.model_validate(names(order) | {"lane": "D3"}))
    return Stage(UnstageShipment.model_validate(names(order)), order.id, Node.PACKED)


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
    shipped = {"company_id": order.company_id, "occurred_at": floor.clock.now(), "parcels": (parcel,)}
    return Stage(ConfirmShipped.model_validate(names(order) | shipped), order.id, Node.IN_TRANSIT)


def begun_by_wms(floor: ShopFloor) -> Stage:
    order = in_wms(floor)
    told = {"occurred_at": floor.clock.now(), "code": "40", "node": Node.PICKING, "source": "flux"}
    return Stage(RecordWarehouseStatus.model_validate(names(order) | told), order.id, Node.PICKING)


def scanned(code: str, target: Node) -> Callable[[ShopFloor], Stage]:
    def stage(floor: ShopFloor) -> Stage:
        order = floor.allocated()
        parcel_id = floor.packed(order, WAYBILL)
        return Stage(floor.scan(WAYBILL, code, order.id, parcel_ids=(parcel_id,)), order.id, target)

    return stage


def on_the_road(floor: ShopFloor, **wanted: Any) -> Order:
    order = floor.allocated(**wanted)
    parcel_id = floor.packed(order, WAYBILL)
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    return order


def delivered(floor: ShopFloor) -> Stage:
    order = floor.allocated(delivery_method="own_van", carrier_code=None)
    parcel_id = floor.filled(order)
    number = floor.parcel(parcel_id).parcel_no
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,), own_waybill_no=number))
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    told = {"waybill_ids": (waybill_id("own", number),), "received_by": "王小明", "received_at": floor.clock.now()}
    return Stage(ConfirmDelivery.model_validate(names(order) | told), order.id, Node.DELIVERED)


def in_trouble(floor: ShopFloor) -> Stage:
    order = on_the_road(floor)
    told = {"waybill_ids": (floor.waybill(WAYBILL).id,), "cause": "refused", "occurred_at": floor.clock.now()}
    return Stage(ReportException.model_validate(names(order) | told), order.id, Node.DELIVERY_EXCEPTION)


def called_back(command: type[InterceptShipment | ReturnShipment]) -> Callable[[ShopFloor], Stage]:
    def stage(floor: ShopFloor) -> Stage:
        order = on_the_road(floor)
        ask = command.model_validate(names(order) | {"reason": "客户改单"})
        return Stage(ask, order.id, Node.RETURNING, "supervisor", led=True)

    return stage


def came_back(floor: ShopFloor) -> Stage:
    order = on_the_road(floor)
    return Stage(receiving(order), order.id, Node.CLOSED, only=_ONLY_WHOLE)


def part_came_back(floor: ShopFloor) -> Stage:
    origin = on_the_road(floor)
    order_id = floor.place(order_kind="RETURN", origin_order_id=origin.id)
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    return Stage(receiving(floor.order(order_id)), order_id, Node.CLOSED)


def receiving(order: Order) -> ReceiveReturn:
    lines = (ReturnedLine(shipment_line_id=order.shipment_lines[0].id, quantity=PIECE),)
    return ReceiveReturn(order_id=order.id, shipment_id=order.shipments[0].id, lines=lines)


def ended(reason: Literal["completed", "lost", "returned"], *only: Node) -> Callable[[ShopFloor], Stage]:
    def stage(floor: ShopFloor) -> Stage:
        order = on_the_road(floor)
        ask = CloseOrder.model_validate(names(order) | {"reason": reason})
        return Stage(ask, order.id, Node.CLOSED, "supervisor", only=frozenset(only))

    return stage


STAGES: dict[str, Callable[[ShopFloor], Stage]] = {
    "review": reviewed,
    "review over the limit": reviewed_over_the_limit,
    "grant credit": credited(True, Node.STOCK_LOCKED),
    "refuse credit": credited(False, Node.CLOSED),
    "return to review": returned_to_review,
    "allocate": allocated,
    "unallocate": unallocated,
    "cancel": cancelled(CancelOrder),
    "a leader cancels": cancelled(CancelOrder, "supervisor"),
    "cancel a shipment": cancelled(CancelShipment),
    "a leader cancels a shipment": cancelled(CancelShipment, "supervisor"),
    "start": started,
    "stop": stopped,
    "nothing there": short,
    "open": opened,
    "join": joined,
    "close": closed,
    "reopen": reopened,
    "stage": staged,
    "unstage": unstaged,
    "hand over": handed_over,
    "WMS confirms": confirmed,
    "WMS begins": begun_by_wms,
    "courier has it": scanned("1", Node.IN_TRANSIT),
    "courier delivers": scanned("3", Node.DELIVERED),
    "courier is in trouble": scanned("2", Node.DELIVERY_EXCEPTION),
    "courier brings it back": scanned("6", Node.RETURNING),
    "our van delivers": delivered,
    "somebody reports trouble": in_trouble,
    "intercept": called_back(InterceptShipment),
    "send back": called_back(ReturnShipment),
    "all came back": came_back,
    "a part came back": part_came_back,
    "complete": ended("completed", Node.DELIVERED),
    "lost": ended("lost", Node.IN_TRANSIT, Node.DELIVERY_EXCEPTION, Node.RETURNING),
    "returned": ended("returned", Node.RETURNING),
}
