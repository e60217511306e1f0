"""Goods for a back-order are moved between our warehouses: a proposal is declined, or is an order of the kind TRANSFER.

That order is picked, packed and sent like any other. When it is received, its goods are set aside for the order that
waits for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row, select

from db.tables import orders as order_tables
from orderdesk.access import Permission
from orderdesk.commands.amounts import add_up
from orderdesk.commands.checks import add_check, check_of
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.ledger import (
    REVIEW_AFTER,
    Wanted,
    explain,
    lock_stock,
    make_firm,
    open_reservations,
    take,
    wanted_of,
)
from orderdesk.commands.notes import note_reason
from orderdesk.commands.place import DeliveryMethod, free_shipment_no, promised_at, require_free_number
from orderdesk.commands.prepayment import hold_unpaid
from orderdesk.commands.progress import move_shipment, refresh
from orderdesk.commands.transfers import PROPOSED
from orderdesk.commands.warehouse_calls import tell_warehouse
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import (
    Consignee,
    Order,
    OrderLine,
    OrderRelation,
    OrderStep,
    ReturnedItem,
    Shipment,
    ShipmentLine,
)
from orderdesk.documents.work import Case
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node
from orderdesk.domain.numbers import is_order_no
from orderdesk.domain.order_kinds import OrderKind
from orderdesk.domain.quantity import ONE
from orderdesk.errors import MissingDocument, Refused

TRANSFER_FOR = "transfer_for"
"""What a transfer is to the order that waits for its goods."""

DECLINED = "declined"
"""The verdict of a proposal that nobody takes up; one that is taken up has the number of its order."""

_REASON = "transfer"


class AcceptTransfer(Command):
    """Takes up the proposal of a case: an order moves the goods to where most of the waiting order comes from.

    `for_order_id`: the order that waits. `order_no` was made on the workstation.
    """

    case_id: UUID
    for_order_id: UUID
    order_id: UUID
    order_no: str
    delivery_method: DeliveryMethod = "own_van"
    carrier_code: str | None = None

    def keys(self) -> tuple[Key, ...]:
        """Both orders and the case."""
        orders = dict.fromkeys((self.order_id, self.for_order_id))
        return (*(Key("order", each) for each in orders), Key("case", self.case_id))


class DeclineTransfer(Command):
    """Leaves the goods where they are: the case is closed with the reason, the order goes on waiting."""

    case_id: UUID
    for_order_id: UUID
    reason: str = Field(min_length=1, max_length=500)

    def keys(self) -> tuple[Key, ...]:
        """The order that waits and the case."""
        return (Key("order", self.for_order_id), Key("case", self.case_id))


@change(AcceptTransfer, needs=Permission.ALLOCATE)
def accept_transfer(ask: AcceptTransfer, work: Work) -> None:
    """Builds the order and closes the case. Raises Refused `order.bad_number`, `order.exists`, `transfer.decided`."""
    if not is_order_no(ask.order_no):
        raise Refused("order.bad_number", order_no=ask.order_no)
    waiting = work.order(ask.for_order_id)
    if work.find_order(ask.order_id) is not None:
        raise Refused("order.exists", order_no=ask.order_no)
    case = _open_proposal(work, ask.case_id, waiting)
    order = _new_order(ask, work, waiting, UUID(case.facts["transfers"][0]["to_id"]))
    for from_id, goods in _by_giver(case).items():
        _add_shipment(ask, work, order, from_id, goods)
    add_up(order)
    work.add(order)
    _close_proposal(work, waiting, case, order.order_no)


@change(DeclineTransfer, needs=Permission.ALLOCATE)
def decline_transfer(ask: DeclineTransfer, work: Work) -> None:
    """Closes the case. Raises Refused `transfer.decided` where somebody was faster."""
    waiting = work.order(ask.for_order_id)
    _close_proposal(work, waiting, _open_proposal(work, ask.case_id, waiting), DECLINED)
    note_reason(work, waiting, ask.reason)
    work.trace(waiting.id, reason_code="transfer.declined", note=ask.reason)


def _open_proposal(work: Work, case_id: UUID, waiting: Order) -> Case:
    case = work.find(Case, case_id)
    if case is None:
        raise MissingDocument("case", case_id)
    if case.code != PROPOSED or case.order_id != waiting.id or case.closed_at is not None:
        raise Refused("transfer.decided", order_no=waiting.order_no)
    return case


def _close_proposal(work: Work, waiting: Order, case: Case, verdict: str) -> None:
    case.state, case.closed_at, case.verdict = "closed", work.said_at, verdict
    waiting.updated_at = max(waiting.updated_at, work.said_at)


def _by_giver(case: Case) -> dict[UUID, Counter[UUID]]:
    """How much (thousandths) of each article every warehouse gives."""
    found: dict[UUID, Counter[UUID]] = {}
    for each in case.facts["transfers"]:
        found.setdefault(UUID(each["from_id"]), Counter())[UUID(each["sku_id"])] += int(each["quantity"])
    return found


def _new_order(ask: AcceptTransfer, work: Work, waiting: Order, to_id: UUID) -> Order:
    """An order without lines: nobody buys it, so it names the customer who waits and costs nothing."""
    to = work.warehouse(to_id)
    receiver: dict[str, Any] = {"name": to.name, "phone": "", "street": "", "district": ""}
    receiver |= {"province": to.province, "city": to.city}
    receiver |= {"id": work.new_id("consignee"), "order_id": ask.order_id}
    step = {"order_id": ask.order_id, "node": str(Node.PENDING_REVIEW), "at": work.said_at}
    step |= {"id": work.new_id("step:placed"), "user_id": work.asker.user_id, "device_id": work.asker.device_id}
    relation = {"order_id": ask.order_id, "kind": TRANSFER_FOR, "other_order_id": waiting.id}
    return Order(
        id=ask.order_id,
        company_id=waiting.company_id,
        order_no=ask.order_no,
        order_kind=OrderKind.TRANSFER,
        source_system="orderdesk",
        customer_id=waiting.customer_id,
        customer_name=to.name,
        salesperson_id=waiting.salesperson_id,
        entered_by=work.asker.user_id,
        placed_at=work.said_at,
        requested_on=waiting.requested_on,
        delivery_method=ask.delivery_method,
        carrier_code=ask.carrier_code,
        node=str(Node.PENDING_REVIEW),
        node_at=work.said_at,
        reviewed_at=work.said_at,
        paid_fen=0,
        currency=waiting.currency,
        line_count=0,
        to_warehouse_id=to.id,
        updated_at=work.said_at,
        consignees=[Consignee.model_validate(receiver)],
        steps=[OrderStep.model_validate(step)],
        relations=[OrderRelation.model_validate({"id": work.new_id("for"), **relation})],
    )


def _add_shipment(ask: AcceptTransfer, work: Work, order: Order, from_id: UUID, goods: Counter[UUID]) -> None:
    position = len(order.shipments) + 1
    shipment = Shipment(
        id=work.new_id(f"shipment:{position}"),
        order_id=order.id,
        position=position,
        shipment_no=f"{order.order_no}-{position}",
        warehouse_id=from_id,
        delivery_method=ask.delivery_method,
        carrier_code=ask.carrier_code,
        node=str(Node.PENDING_REVIEW),
        node_at=work.said_at,
    )
    order.shipments.append(shipment)
    order.shipments_total = len(order.shipments)
    for sku_id, quantity in goods.items():
        line = _line(work, order, sku_id, quantity)
        order.lines.append(line)
        order.shipment_lines.append(
            ShipmentLine(
                id=work.new_id(f"carried:{line.position}"),
                order_id=order.id,
                shipment_id=shipment.id,
                order_line_id=line.id,
                sku_id=sku_id,
                quantity=quantity,
            )
        )


def _line(work: Work, order: Order, sku_id: UUID, quantity: int) -> OrderLine:
    sku, position = work.sku(sku_id), len(order.lines) + 1
    return OrderLine(
        id=work.new_id(f"line:{position}"),
        order_id=order.id,
        position=position,
        sku_id=sku.id,
        sku_code=sku.code,
        sku_name=sku.name,
        unit=sku.base_unit,
        unit_quantity=quantity,
        factor=ONE,
        quantity=quantity,
        unit_price_micro=0,
        price_source="transfer",
        amount_fen=0,
        tax_rate_bp=0,
    )


@decide(AcceptTransfer)
def settle_transfer(ask: AcceptTransfer, work: HubWork) -> None:
    """Sets the goods aside where they are and gives the order to those warehouses.

    Raises Refused `order.number_taken`, `stock.short` where the goods have gone elsewhere meanwhile, and
    `transfer.not_wanted` where nothing waits for them any more.
    """
    order, waiting = work.order(ask.order_id), work.order(ask.for_order_id)
    require_free_number(work, order.company_id, order.order_no)
    if not _still_wanted(work, waiting, {line.sku_id for line in order.lines}):
        raise Refused("transfer.not_wanted", order_no=waiting.order_no)
    order.promised_at = promised_at(work, order)
    shelves = lock_stock(work, order)
    reviewed, chosen = (Need.REVIEWED, Need.NO_HOLD, Need.STOCK_RESERVED), (Need.WAREHOUSE_CHOSEN,)
    for shipment in order.shipments:
        shipment.shipment_no = free_shipment_no(work, order, shipment.position)
        assert shipment.warehouse_id is not None
        choice = shelves.choose(wanted_of(order, (shipment,)), (shipment.warehouse_id,))
        if not choice.is_complete:
            facts = {"short": explain(work, order, choice.shortages)}
            raise Refused("stock.short", order_no=order.order_no, shipment_no=shipment.shipment_no, **facts)
        due_at = work.received_at + REVIEW_AFTER
        take(work, order, choice.picks, firmness="firm", due_at=due_at, reason=_REASON)
        move_shipment(work, order, shipment, Node.STOCK_LOCKED, command="review_order", met=reviewed)
    refresh(work, order)
    for shipment in order.shipments:
        move_shipment(work, order, shipment, Node.ALLOCATED, command="allocate_order", met=(*reviewed, *chosen))
        tell_warehouse(work, order, shipment)
    add_check(work, order, "stock", "pass", "stock.reserved", {})
    refresh(work, order)
    work.trace(waiting.id, note=f"transfer {order.order_no}")


def _still_wanted(work: HubWork, waiting: Order, articles: set[UUID]) -> bool:
    wanted = wanted_of(waiting, _pending(waiting), open_reservations(work, waiting.id))
    return any(each.line.sku_id in articles for each in wanted)


def _pending(order: Order) -> list[Shipment]:
    return [each for each in order.shipments if each.node == Node.PENDING_REVIEW]


def waits_for(order: Order) -> UUID | None:
    """The order that a transfer's goods are for."""
    return next((each.other_order_id for each in order.relations if each.kind == TRANSFER_FOR), None)


def require_no_transfer(work: HubWork, waiting: Order, shipment_id: UUID) -> None:
    """Raises Refused `transfer.under_way` while a transfer brings what a shipment of the order still lacks.

    Its goods are set aside for the order that it names: where the shipment has left that order, for nobody.
    """
    lacking = [each for each in waiting.shipments if each.id == shipment_id and each.node != Node.STOCK_LOCKED]
    articles = {each.line.sku_id for each in wanted_of(waiting, lacking, open_reservations(work, waiting.id))}
    heads, lines, relations = order_tables.order, order_tables.order_line, order_tables.order_relation
    coming = (
        select(heads.c.order_no)
        .join(relations, relations.c.order_id == heads.c.id)
        .join(lines, lines.c.order_id == heads.c.id)
        .where(
            relations.c.other_order_id == waiting.id,
            relations.c.kind == TRANSFER_FOR,
            heads.c.node != str(Node.CLOSED),
            lines.c.sku_id.in_(articles),
        )
        .order_by(heads.c.order_no)
    )
    number = work.connection.execute(coming.limit(1)).scalar() if articles else None
    if number is not None:
        raise Refused("transfer.under_way", order_no=waiting.order_no, transfer_no=number)


def lock_for_arrival(work: HubWork, waiting: Order) -> None:
    """Locks the rows that `hand_out` is going to need, before anything of them is changed."""
    lock_stock(work, waiting)


def hand_out(work: HubWork, waiting: Order, came: Iterable[ReturnedItem]) -> None:
    """Sets goods that have arrived aside for the order that waits, and locks shipments that have all of theirs now.

    A shipment that is held, or over the limit, keeps its goods and waits for its review.
    """
    good: Counter[UUID] = Counter()
    houses = []
    for item in came:
        if item.condition == "good" and item.warehouse_id is not None:
            good[item.sku_id] += item.quantity
            houses.append(item.warehouse_id)
    held = open_reservations(work, waiting.id)
    wanted = _as_far_as(wanted_of(waiting, _pending(waiting), held), good)
    choice = lock_stock(work, waiting).choose(wanted, tuple(dict.fromkeys(houses)))
    due_at = work.received_at + REVIEW_AFTER
    take(work, waiting, choice.picks, firmness="firm", due_at=due_at, held=held, reason=_REASON)
    if choice.picks:
        _lock_whole(work, waiting, {each.line.shipment_id for each in wanted})


def _as_far_as(wanted: Iterable[Wanted], good: Counter[UUID]) -> list[Wanted]:
    found = []
    for each in wanted:
        quantity = min(each.quantity, good[each.line.sku_id])
        if quantity > 0:
            good[each.line.sku_id] -= quantity
            found.append(Wanted(each.line, quantity))
    return found


def _lock_whole(work: HubWork, waiting: Order, shipment_ids: set[UUID]) -> None:
    rows: list[Row[Any]] = open_reservations(work, waiting.id)
    make_firm(work, [row for row in rows if row.shipment_id in shipment_ids])
    credit = check_of(waiting, "credit")
    may_go_on = not waiting.held and (credit is None or credit.result != "exceeded")
    met = (Need.REVIEWED, Need.NO_HOLD, Need.STOCK_RESERVED)
    for shipment in _pending(waiting):
        if may_go_on and shipment.id in shipment_ids and not wanted_of(waiting, (shipment,), rows):
            move_shipment(work, waiting, shipment, Node.STOCK_LOCKED, command="review_order", met=met)
            add_check(work, waiting, "stock", "pass", "stock.reserved", {})
            hold_unpaid(work, waiting)
    refresh(work, waiting)
