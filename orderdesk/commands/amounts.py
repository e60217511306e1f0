"""What an order costs, by what of it is delivered or still to be; what was ordered stays on its lines.
Amounts in fen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from orderdesk.documents.orders import Order, Shipment
from orderdesk.domain.cod import Carried, shares_fen, value_fen
from orderdesk.domain.money import tax_within_fen
from orderdesk.domain.nodes import CloseReason, Node


def has_failed(shipment: Shipment) -> bool:
    """Whether it was closed and nobody has got its goods: cancelled, refused, lost or come back."""
    return shipment.node == Node.CLOSED and shipment.close_reason != CloseReason.COMPLETED


def is_received(shipment: Shipment) -> bool:
    """Whether the customer has its goods."""
    closed_well = shipment.node == Node.CLOSED and shipment.close_reason == CloseReason.COMPLETED
    return shipment.node == Node.DELIVERED or closed_well


def add_up(order: Order) -> None:
    """Amount, tax and number of lines follow from the lines; one whose quantity is nothing was taken out.

    What failed costs nothing any more. An order of which everything failed still shows what was ordered.
    """
    amounts = _amounts(order)
    order.amount_fen = sum(amounts.values())
    order.tax_fen = sum(tax_within_fen(amounts[line.id], line.tax_rate_bp or 0) for line in order.lines)
    order.line_count = sum(line.quantity > 0 for line in order.lines)


def costs_fen(order: Order) -> int:
    """What the customer has to pay for the order: its amount, and nothing where everything of it failed."""
    return 0 if all(has_failed(each) for each in order.shipments) else order.amount_fen or 0


def settle_pay_state(order: Order) -> None:
    """An order of which something is paid is paid in part or wholly, by what it costs now."""
    paid = order.paid_fen or 0
    if paid > 0:
        order.pay_state = "paid" if paid >= (order.amount_fen or 0) else "partly_paid"


def shares_of(order: Order, shipments: Iterable[Shipment]) -> dict[UUID, int]:
    """What each of the shipments is worth, those with the lowest positions first; together exactly what they carry."""
    ranked = sorted(shipments, key=lambda each: each.position)
    shares = shares_fen([_carried(order, each) for each in ranked])
    return {each.id: share for each, share in zip(ranked, shares, strict=True)}


def worth_fen(order: Order, shipments: Iterable[Shipment]) -> int:
    """What the shipments carry is worth together, without what they are short of."""
    return sum(shares_of(order, shipments).values())


def _amounts(order: Order) -> dict[UUID, int]:
    """By line: its part of the order's amount."""
    failed = {each.id for each in order.shipments if has_failed(each)}
    if len(failed) in (0, len(order.shipments)):
        return {line.id: line.amount_fen or 0 for line in order.lines}
    kept: Counter[UUID] = Counter()
    for each in order.shipment_lines:
        if each.shipment_id not in failed:
            kept[each.order_line_id] += each.quantity - each.short_quantity
    return {line.id: value_fen(line.amount_fen or 0, line.quantity, kept[line.id]) for line in order.lines}


def _carried(order: Order, shipment: Shipment) -> list[Carried]:
    lines = {line.id: line for line in order.lines}
    found = []
    for each in order.lines_of(shipment.id):
        line = lines[each.order_line_id]
        found.append(Carried(line.position, line.amount_fen or 0, line.quantity, each.quantity - each.short_quantity))
    return found
