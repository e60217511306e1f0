"""What a shipment cannot deliver becomes a back-order: a shipment of the same order without a warehouse."""

from __future__ import annotations

from orderdesk.commands.place import free_shipment_no
from orderdesk.commands.progress import begin_shipment
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.orders import Order, Shipment, ShipmentLine
from orderdesk.domain.nodes import Node


def next_shipment(work: Work, order: Order, origin: Shipment, tag: str, node: Node) -> Shipment:
    """A further shipment of the order, sent the way the first one is; its number is settled by `settle_numbers`."""
    position = max(each.position for each in order.shipments) + 1
    added = origin.model_copy(
        update={
            "id": work.new_id(f"{tag}:{position}"),
            "position": position,
            "shipment_no": f"{order.order_no}-{position}",
            "node": str(node),
            "node_at": work.said_at,
            "proof": tag,
            "proof_at": work.said_at,
            "due_at": None,
            "lane": None,
            "open_parcels": 0,
            "closed_parcels": 0,
        }
    )
    begin_shipment(work, order, added)
    return added


def back_order(work: Work, order: Order, origin: Shipment) -> Shipment:
    """The order's shipment for what is not there now: one that waits already, or a new one."""
    for shipment in order.shipments:
        waits = shipment.warehouse_id is None and shipment.node == Node.PENDING_REVIEW
        if waits and shipment.id != origin.id:
            return shipment
    added = next_shipment(work, order, origin, "back_order", Node.PENDING_REVIEW)
    added.warehouse_id = None
    return added


def carry_over(work: Work, order: Order, line: ShipmentLine, to: Shipment, quantity: int) -> None:
    """Lets another shipment carry a quantity (thousandths) of a line;
    the line it comes from is changed by the caller."""
    for carried in order.lines_of(to.id):
        if carried.order_line_id == line.order_line_id:
            carried.quantity += quantity
            return
    order.shipment_lines.append(
        ShipmentLine(
            id=work.new_id(f"carried:{to.id}:{line.order_line_id}"),
            order_id=order.id,
            shipment_id=to.id,
            order_line_id=line.order_line_id,
            sku_id=line.sku_id,
            quantity=quantity,
        )
    )


def settle_numbers(work: HubWork, order: Order) -> None:
    """Gives shipments that this command has made a number that no other order's shipment bears."""
    before = work.shelf.stored(order)
    known = {each.id for each in getattr(before, "shipments", ())}
    for shipment in order.shipments:
        if shipment.id not in known:
            shipment.shipment_no = free_shipment_no(work, order, shipment.position)
