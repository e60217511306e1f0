"""Makes an order of its own of one shipment of an order, so that each can go its way."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission
from orderdesk.commands.amounts import add_up
from orderdesk.commands.checks import add_check, check_of
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.credit import share_credit
from orderdesk.commands.ledger import open_reservations, pass_on
from orderdesk.commands.notes import note_reason
from orderdesk.commands.payments import share_payment
from orderdesk.commands.place import free_shipment_no, require_free_number
from orderdesk.commands.progress import (
    Fact,
    add_step,
    begin_shipment,
    close_shipment,
    refresh,
    require_no_hold,
    require_shipment,
)
from orderdesk.commands.transfer_orders import require_no_transfer
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents import KINDS
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, OrderLine, OrderRelation, Shipment, ShipmentLine
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.money import split_fen
from orderdesk.domain.nodes import CloseReason, Node
from orderdesk.domain.numbers import is_order_no
from orderdesk.domain.quantity import ONE, from_base, require_whole
from orderdesk.errors import Refused

_SPLITTABLE = frozenset({Node.PENDING_REVIEW, Node.CREDIT_REVIEW, Node.STOCK_LOCKED})
_OF_AN_ORDER = tuple(part.field for part in KINDS[Order.kind].parts)


class SplitOrder(Command):
    """Moves a shipment that is not allocated into a new order, whose number was made on the workstation."""

    order_id: UUID
    shipment_id: UUID
    new_order_id: UUID
    new_order_no: str
    reason: str = Field(min_length=1, max_length=500)

    def keys(self) -> tuple[Key, ...]:
        """Both orders."""
        return tuple(Key("order", order_id) for order_id in dict.fromkeys((self.order_id, self.new_order_id)))


@change(SplitOrder, needs=Permission.ALLOCATE)
def split_order(ask: SplitOrder, work: Work) -> None:
    """Parts the order. Line amounts are shared out so that both orders together cost what the one did.

    Raises Refused `order.bad_number`, `order.exists`, `order.held`, `shipment.unknown`, `shipment.last` and, once it
    is allocated, `node.not_allowed`.
    """
    if not is_order_no(ask.new_order_no):
        raise Refused("order.bad_number", order_no=ask.new_order_no)
    order = work.order(ask.order_id)
    if work.find_order(ask.new_order_id) is not None:
        raise Refused("order.exists", order_no=ask.new_order_no)
    require_no_hold(order, work.said_at)
    shipment = require_shipment(order, ask.shipment_id)
    if shipment.node not in _SPLITTABLE:
        raise Refused("node.not_allowed", command="split_order", before=shipment.node, order_no=order.order_no)
    if all(each.node == Node.CLOSED for each in order.shipments if each.id != shipment.id):
        raise Refused("shipment.last", order_no=order.order_no)
    part = _new_order(ask, work, order, shipment)
    for line in order.lines_of(shipment.id):
        _part_line(work, order, part, line)
    order.shipment_lines = [line for line in order.shipment_lines if line.shipment_id != shipment.id]
    add_up(order)
    add_up(part)
    fact = Fact(proof=f"split:{ask.new_order_no}")
    met = (Need.REASON_GIVEN,)
    close_shipment(work, order, shipment, CloseReason.CANCELLED, command="cancel_shipment", met=met, fact=fact)
    refresh(work, order, fact)
    work.add(part)
    note_reason(work, order, ask.reason)
    work.trace(order.id, note=ask.reason)
    work.trace(part.id, note=ask.reason)


def _new_order(ask: SplitOrder, work: Work, order: Order, shipment: Shipment) -> Order:
    """The same order once more with nothing in it but the shipment."""
    part = order.model_copy(update={name: [] for name in _OF_AN_ORDER})
    part._stored = None
    part.id, part.order_no, part.version = ask.new_order_id, ask.new_order_no, 1
    part.source_order_no = None
    part.node, part.node_at = shipment.node, work.said_at
    part.shipments_total, part.shipments_done = 1, 0
    part.updated_at = work.said_at
    part.entered_by = work.asker.user_id
    part.held = False
    part.pay_state, part.paid_fen = "unpaid", 0
    part.consignees = [
        each.model_copy(update={"id": work.new_id("consignee"), "order_id": part.id}) for each in order.consignees
    ]
    moved = {"id": work.new_id("shipment"), "order_id": part.id, "position": 1, "shipment_no": f"{part.order_no}-1"}
    begin_shipment(work, part, shipment.model_copy(update=moved))
    add_step(work, part, None, Node(part.node), work.said_at, f"split_from:{order.order_no}")
    relation = {"order_id": part.id, "kind": "split_from", "other_order_id": order.id}
    part.relations = [OrderRelation.model_validate({"id": work.new_id("relation"), **relation})]
    return part


def _part_line(work: Work, order: Order, part: Order, carried: ShipmentLine) -> None:
    line = next(each for each in order.lines if each.id == carried.order_line_id)
    stays = line.quantity - carried.quantity
    kept, gone = split_fen(line.amount_fen or 0, (stays, carried.quantity))
    new_id = work.new_id(f"line:{line.id}")
    position = len(part.lines) + 1
    terms = {"id": new_id, "order_id": part.id, "position": position, "amount_fen": gone, "quantity": carried.quantity}
    part.lines.append(_in_units(work, line.model_copy(update=terms)))
    order.lines[order.lines.index(line)] = _in_units(
        work, line.model_copy(update={"amount_fen": kept, "quantity": stays})
    )
    part.shipment_lines.append(
        ShipmentLine(
            id=work.new_id(f"carried:{carried.id}"),
            order_id=part.id,
            shipment_id=part.shipments[0].id,
            order_line_id=new_id,
            sku_id=carried.sku_id,
            quantity=carried.quantity,
        )
    )


def _in_units(work: Work, line: OrderLine) -> OrderLine:
    """With the quantity in the unit that it was sold in, or in base units where that does not come out even."""
    sku = work.sku(line.sku_id)
    try:
        line.unit_quantity = require_whole(from_base(line.quantity, line.factor), line.unit)
    except Refused:
        line.unit, line.factor, line.unit_quantity = sku.base_unit, ONE, line.quantity
    return line


@decide(SplitOrder)
def settle_split(ask: SplitOrder, work: HubWork) -> None:
    """Checks the new number, and lets goods, payment and credit go with the part.

    Raises Refused `order.number_taken`, and `transfer.under_way` where the part waits for goods that are being moved.
    """
    order, part = work.order(ask.order_id), work.order(ask.new_order_id)
    before = work.shelf.stored(order)
    assert isinstance(before, Order)
    require_no_transfer(work, before, ask.shipment_id)
    require_free_number(work, part.company_id, part.order_no)
    part.shipments[0].shipment_no = free_shipment_no(work, part, 1)
    share_payment(work, order, part)
    share_credit(work, order, part)
    for kind in ("price", "stock"):
        finding = check_of(order, kind)
        if finding is not None:
            add_check(work, part, kind, finding.result, finding.code, dict(finding.facts or {}))
    new_lines = {work.new_id(f"line:{line.id}"): line.id for line in order.lines}
    carried = {new_lines[line.order_line_id]: line for line in part.shipment_lines}
    for row in open_reservations(work, order.id, (ask.shipment_id,)):
        pass_on(work, order, row, row.quantity, part, carried[row.order_line_id], "split")
