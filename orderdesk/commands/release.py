"""What happens to an order before the warehouse works on it: review, allocation, cancellation."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.checks import add_check, check_of
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.credit import release_credit
from orderdesk.commands.ledger import assign, make_firm, open_reservations, release
from orderdesk.commands.place import free_shipment_no, reserve_soft
from orderdesk.commands.progress import Fact, close, move_shipment, refresh, require_no_hold
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import CloseReason, Node
from orderdesk.domain.order_kinds import SENDS_GOODS
from orderdesk.errors import Refused


class ReviewOrder(Command):
    """Approves an order as entered: it goes on to the stock, or to the credit review when the limit is exceeded."""

    order_id: UUID

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(ReviewOrder, needs=Permission.REVIEW)
def review_order(ask: ReviewOrder, work: Work) -> None:
    """Notes the review; where the order goes is for the hub to say."""
    order = work.order(ask.order_id)
    if order.order_kind not in SENDS_GOODS:
        raise Refused("not_available_yet", command="review_order", order_no=order.order_no, kind=order.order_kind)
    if order.node != Node.PENDING_REVIEW:
        raise Refused("node.not_allowed", command="review_order", before=order.node, order_no=order.order_no)
    order.reviewed_at = work.said_at
    order.updated_at = max(order.updated_at, work.said_at)


@decide(ReviewOrder)
def settle_review(ask: ReviewOrder, work: HubWork) -> None:
    """Makes the reservation firm, reserving anew what lapsed. Raises Refused `stock.short` with the lines."""
    order = work.order(ask.order_id)
    credit = check_of(order, "credit")
    if credit is not None and credit.result == "exceeded":
        exceeded = (Need.REVIEWED, Need.CREDIT_EXCEEDED)
        for shipment in order.shipments:
            move_shipment(work, order, shipment, Node.CREDIT_REVIEW, command="review_order", met=exceeded)
        refresh(work, order)
        return
    require_no_hold(order, work.received_at)
    _require_reserved(work, order)
    make_firm(work, open_reservations(work, order.id))
    met = (Need.REVIEWED, Need.NO_HOLD, Need.STOCK_RESERVED)
    for shipment in order.shipments:
        move_shipment(work, order, shipment, Node.STOCK_LOCKED, command="review_order", met=met)
    refresh(work, order)


def _require_reserved(work: HubWork, order: Order) -> None:
    held: dict[UUID, int] = {}
    for row in open_reservations(work, order.id):
        held[row.order_line_id] = held.get(row.order_line_id, 0) + row.quantity
    if all(held.get(line.id, 0) >= line.quantity for line in order.lines):
        return
    release(work, order, open_reservations(work, order.id), "reserved_anew")
    if not reserve_soft(work, order):
        finding = check_of(order, "stock")
        facts = finding.facts if finding is not None and finding.facts else {}
        raise Refused("stock.short", order_no=order.order_no, **facts)


class AllocateOrder(Command):
    """Assigns the order's shipments to the warehouses where its goods are set aside."""

    order_id: UUID

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(AllocateOrder, needs=Permission.ALLOCATE)
def allocate_order(ask: AllocateOrder, work: Work) -> None:
    """Checks what can be checked here; which warehouses it will be is for the hub to say."""
    order = work.order(ask.order_id)
    if order.node != Node.STOCK_LOCKED:
        raise Refused("node.not_allowed", command="allocate_order", before=order.node, order_no=order.order_no)
    require_no_hold(order, work.said_at)


@decide(AllocateOrder)
def settle_allocation(ask: AllocateOrder, work: HubWork) -> None:
    """Splits the order by warehouse, one shipment each, and tells warehouses that are run by a WMS."""
    order = work.order(ask.order_id)
    require_no_hold(order, work.received_at)
    first = order.shipments[0]
    for row in open_reservations(work, order.id):
        if row.firmness == "firm":
            shipment = _shipment_in(work, order, first, row.warehouse_id)
            _carry(order, row.order_line_id, shipment)
            assign(work, row, shipment.id)
    met = (Need.WAREHOUSE_CHOSEN, Need.STOCK_RESERVED, Need.NO_HOLD)
    for shipment in order.shipments:
        if shipment.warehouse_id is None:
            raise Refused("stock.short", order_no=order.order_no, shipment_no=shipment.shipment_no)
        move_shipment(work, order, shipment, Node.ALLOCATED, command="allocate_order", met=met)
        if work.warehouse(shipment.warehouse_id).mode == "wms":
            _tell_warehouse(work, order, shipment)
    refresh(work, order)


def _shipment_in(work: HubWork, order: Order, first: Shipment, warehouse_id: UUID) -> Shipment:
    if first.warehouse_id is None:
        first.warehouse_id = warehouse_id
    for shipment in order.shipments:
        if shipment.warehouse_id == warehouse_id:
            return shipment
    position = len(order.shipments) + 1
    added = first.model_copy(
        update={
            "id": work.new_id(f"shipment:{position}"),
            "position": position,
            "shipment_no": free_shipment_no(work, order, position),
            "warehouse_id": warehouse_id,
        }
    )
    order.shipments.append(added)
    return added


def _carry(order: Order, order_line_id: UUID, shipment: Shipment) -> None:
    for line in order.shipment_lines:
        if line.order_line_id == order_line_id:
            line.shipment_id = shipment.id


def _tell_warehouse(work: HubWork, order: Order, shipment: Shipment) -> None:
    assert shipment.warehouse_id is not None
    work.job(
        "wms",
        "send_shipment",
        dedupe_key=f"wms:send:{shipment.shipment_no}",
        order_key=str(order.id),
        payload={"order_id": str(order.id), "shipment_id": str(shipment.id)},
    )


class CancelOrder(Command):
    """Closes an order that nobody packs yet; what was set aside for it is free again."""

    order_id: UUID
    reason: str = Field(min_length=1)

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(CancelOrder, needs=Permission.CANCEL)
def cancel_order(ask: CancelOrder, work: Work) -> None:
    """Closes all shipments. Raises Refused `node.needs_not_met` once a bench has begun."""
    order = work.order(ask.order_id)
    if order.node == Node.CLOSED:
        raise Refused("node.not_allowed", command="cancel_order", before=order.node, order_no=order.order_no)
    for shipment in order.shipments:
        move_shipment(work, order, shipment, Node.CLOSED, command="cancel_order", met=(Need.REASON_GIVEN,))
    close(work, order, CloseReason.CANCELLED)
    refresh(work, order, Fact(proof="cancelled"))
    work.trace(order.id, reason_code="cancelled", note=ask.reason)


@decide(CancelOrder)
def settle_cancellation(ask: CancelOrder, work: HubWork) -> None:
    """Frees stock and credit, and asks a WMS that knows of a shipment to stop it."""
    order = work.order(ask.order_id)
    release_credit(work, order)
    released = release(work, order, open_reservations(work, order.id), "cancelled")
    add_check(work, order, "stock", "released", "stock.released", {"reservations": released})
    for shipment in order.shipments:
        if shipment.warehouse_id is not None and work.warehouse(shipment.warehouse_id).mode == "wms":
            work.job(
                "wms",
                "cancel_shipment",
                dedupe_key=f"wms:cancel:{shipment.shipment_no}",
                order_key=str(order.id),
                payload={"order_id": str(order.id), "shipment_id": str(shipment.id), "reason": ask.reason},
            )
