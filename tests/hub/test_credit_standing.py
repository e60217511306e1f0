"""What an order uses of its customer's limit, over made-up orders: each fen in one place, and none lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from orderdesk.commands.amounts import add_up, has_failed, is_received, worth_fen
from orderdesk.commands.credit import WITHIN, standing
from orderdesk.documents.orders import Order, OrderCheck, OrderLine, Shipment, ShipmentLine
from orderdesk.domain.nodes import CloseReason, Node
from tests.sync import small_company as company

_AT = company.START
#: Where a shipment may be, and why it was closed.
_PLACES = [
    *((node, None) for node in (Node.PENDING_REVIEW, Node.PICKING, Node.IN_TRANSIT, Node.RETURNING, Node.DELIVERED)),
    *((Node.CLOSED, reason) for reason in CloseReason),
]


def made(model: type[Any], **values: Any) -> Any:
    """A row with no more than what counts here."""
    return model.model_construct(**values)


def _id(name: str, number: int) -> UUID:
    return company.name(f"{name}:{number}")


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """An order whose lines are shared out over shipments that stand anywhere; some of it is paid."""
    places = draw(st.lists(st.sampled_from(_PLACES), min_size=1, max_size=4))
    order: Order = made(Order, id=_id("order", 0), close_reason=None, amount_fen=0, shipments=[], checks=[])
    order.lines, order.shipment_lines = [], []
    for number, (node, reason) in enumerate(places):
        named: dict[str, Any] = {
            "id": _id("shipment", number),
            "order_id": order.id,
            "position": number + 1,
            "node": str(node),
        }
        order.shipments.append(made(Shipment, **named, close_reason=None if reason is None else str(reason)))
    for number in range(draw(st.integers(1, 3))):
        shares = draw(st.lists(st.integers(0, 7), min_size=len(places), max_size=len(places)))
        price = draw(st.integers(0, 10_000))
        line = made(OrderLine, id=_id("line", number), position=number + 1, tax_rate_bp=1300)
        line.quantity, line.amount_fen = sum(shares), price if sum(shares) else 0
        order.lines.append(line)
        for place, share in enumerate(shares):
            short = draw(st.integers(0, 2))
            order.shipment_lines.append(
                made(
                    ShipmentLine,
                    id=_id(f"carried:{number}", place),
                    shipment_id=order.shipments[place].id,
                    order_line_id=line.id,
                    quantity=share + short,
                    short_quantity=short,
                )
            )
    order.paid_fen = draw(st.integers(0, 12_000))
    finding: dict[str, Any] = {
        "id": _id("check", 0),
        "order_id": order.id,
        "kind": "credit",
        "result": "pass",
        "code": WITHIN,
    }
    order.checks = [made(OrderCheck, **finding, facts={}, at=_AT)]
    add_up(order)
    return order


@given(orders())
def test_an_amount_is_open_until_it_is_delivered_and_unpaid_until_it_is_paid(order: Order) -> None:
    used, ordered = standing(order), sum(line.amount_fen or 0 for line in order.lines)
    amount, paid = order.amount_fen or 0, order.paid_fen or 0
    received = worth_fen(order, [each for each in order.shipments if is_received(each)])
    assert 0 <= received <= ordered
    assert min(used) >= 0
    if all(has_failed(each) for each in order.shipments):
        assert (used.total_fen, amount) == (0, ordered)
    else:
        assert used.total_fen == max(amount - paid, 0)
        assert used.unpaid_fen == max(received - paid, 0)


@given(orders(), st.integers(0, 3))
def test_a_delivery_moves_what_it_brings_and_a_cancellation_takes_it_away(order: Order, number: int) -> None:
    shipment = order.shipments[number % len(order.shipments)]
    shipment.node, shipment.close_reason = str(Node.IN_TRANSIT), None
    add_up(order)
    before = standing(order)
    shipment.node = str(Node.DELIVERED)
    add_up(order)
    after = standing(order)
    assert after.total_fen == before.total_fen
    assert after.unpaid_fen >= before.unpaid_fen
    shipment.node, shipment.close_reason = str(Node.CLOSED), str(CloseReason.CANCELLED)
    add_up(order)
    assert standing(order).total_fen <= before.total_fen
    assert standing(order).unpaid_fen <= after.unpaid_fen


@given(orders())
def test_without_a_finding_that_counts_it_an_order_uses_nothing(order: Order) -> None:
    order.checks = []
    assert standing(order).total_fen == 0
