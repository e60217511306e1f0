"""Reservations by hand: goods that are set aside go to another order, lie elsewhere instead, or are let go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row, select

from db.tables import stock as stock_tables
from orderdesk.access import Permission
from orderdesk.commands.checks import add_check
from orderdesk.commands.command import Command, change, decide
from orderdesk.commands.ledger import (
    BY_HAND,
    REVIEW_AFTER,
    SOFT_FOR,
    Firmness,
    Wanted,
    give_back,
    lock_rows,
    make_soft,
    open_reservations,
    take,
    wanted_of,
)
from orderdesk.commands.notes import note_reason
from orderdesk.commands.progress import Fact, move_shipment, refresh
from orderdesk.commands.work import HubWork, Work
from orderdesk.documents.document import Key
from orderdesk.documents.masters import Stock
from orderdesk.documents.orders import Order, OrderLine, Shipment
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node
from orderdesk.domain.stock import Pick
from orderdesk.errors import Refused

_UNTOUCHED = frozenset({Node.PENDING_REVIEW, Node.CREDIT_REVIEW, Node.STOCK_LOCKED})


class MoveReservation(Command):
    """Moves a quantity (thousandths) that is set aside on a stock row for a line.

    To a line of another order that is short of it (`to_order_id`, `to_line_id`), or to another batch or warehouse for
    the same line (`to_stock_id`).
    """

    order_id: UUID
    line_id: UUID
    stock_id: UUID
    quantity: int = Field(gt=0)
    reason: str = Field(min_length=1, max_length=500)
    to_order_id: UUID | None = None
    to_line_id: UUID | None = None
    to_stock_id: UUID | None = None

    def keys(self) -> tuple[Key, ...]:
        """The order, and the one that gets the goods."""
        found = (Key("order", self.order_id),)
        return found if self.to_order_id in (None, self.order_id) else (*found, Key("order", self.to_order_id))


class ReleaseReservation(Command):
    """Lets go of what is set aside for an order, or for one line of it; the order waits for its review again."""

    order_id: UUID
    reason: str = Field(min_length=1, max_length=500)
    line_id: UUID | None = None

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(MoveReservation, needs=Permission.RESERVE)
def move_reservation(ask: MoveReservation, work: Work) -> None:
    """Checks what can be checked here: only the hub knows what is set aside.

    Raises Refused `reservation.no_target`, `reservation.other_article` and `line.unknown`.
    """
    order = work.order(ask.order_id)
    line = _line_of(order, ask.line_id)
    if (ask.to_order_id is None) == (ask.to_stock_id is None) or ask.to_stock_id == ask.stock_id:
        raise Refused("reservation.no_target", order_no=order.order_no)
    if ask.to_order_id is not None:
        other = work.order(ask.to_order_id)
        if ask.to_line_id is None or other.id == order.id:
            raise Refused("reservation.no_target", order_no=order.order_no)
        if _line_of(other, ask.to_line_id).sku_id != line.sku_id or other.company_id != order.company_id:
            raise Refused("reservation.other_article", order_no=other.order_no)
        other.updated_at = max(other.updated_at, work.said_at)
        work.trace(other.id, sku_code=line.sku_code, qty=ask.quantity, note=ask.reason)
    order.updated_at = max(order.updated_at, work.said_at)
    if ask.to_order_id is not None:
        note_reason(work, order, ask.reason)
    work.trace(order.id, sku_code=line.sku_code, qty=-ask.quantity, note=ask.reason)


@decide(MoveReservation)
def settle_move(ask: MoveReservation, work: HubWork) -> None:
    """Moves it by the ledger. An order that loses goods which were locked for it waits for its review again.

    Raises Refused `reservation.in_work`, `reservation.too_few`, `reservation.not_wanted`, `stock.unknown`,
    `stock.short`.
    """
    order = work.order(ask.order_id)
    line = _line_of(order, ask.line_id)
    held = open_reservations(work, order.id)
    rows = [row for row in held if (row.order_line_id, row.stock_id) == (line.id, ask.stock_id)]
    if sum(row.quantity for row in rows) < ask.quantity:
        raise Refused("reservation.too_few", order_no=order.order_no)
    _require_untouched(order, rows)
    lock_rows(work, [ask.stock_id, *([] if ask.to_stock_id is None else [ask.to_stock_id])])
    if ask.to_stock_id is not None:
        _elsewhere(ask, work, order, rows, held)
        return
    assert ask.to_order_id is not None
    _require_there(ask, work, order)
    left, lost = ask.quantity, set[UUID]()
    for row in rows:
        part = min(left, row.quantity)
        if part:
            give_back(work, order, row, part, BY_HAND)
            left -= part
            lost.add(row.shipment_id)
    _back_to_review(work, order, lost)
    add_check(work, order, "stock", "short", "stock.given_away", {"sku": line.sku_code, "quantity": ask.quantity})
    _to_other(ask, work, work.order(ask.to_order_id))


def _require_there(ask: MoveReservation, work: HubWork, order: Order) -> None:
    """Raises Refused `stock.short` where the owner's count is below what is set aside: nobody is given any of that."""
    row = work.shelf.load(Key("stock", ask.stock_id))
    assert isinstance(row, Stock)
    if row.reserved > row.on_hand:
        raise Refused("stock.short", order_no=order.order_no)


def _elsewhere(ask: MoveReservation, work: HubWork, order: Order, rows: list[Row[Any]], held: list[Row[Any]]) -> None:
    """Sets the same quantity aside on another stock row of the article, as firmly as before."""
    assert ask.to_stock_id is not None
    target = work.shelf.load(Key("stock", ask.to_stock_id))
    if not isinstance(target, Stock) or target.quality != "good":
        raise Refused("stock.unknown")
    if target.sku_id != rows[0].sku_id or target.company_id != order.company_id:
        raise Refused("reservation.other_article", order_no=order.order_no)
    if target.on_hand - target.reserved < ask.quantity:
        raise Refused("stock.short", order_no=order.order_no)
    left = ask.quantity
    lines = {(each.order_line_id, each.shipment_id): each for each in order.shipment_lines}
    for row in rows:
        part = min(left, row.quantity)
        if not part:
            continue
        left -= part
        give_back(work, order, row, part, BY_HAND)
        line = lines[row.order_line_id, row.shipment_id]
        pick = Pick(line.id, line.sku_id, target.warehouse_id, part, target.id)
        take(work, order, [pick], firmness=row.firmness, due_at=row.due_at, held=held, reason=BY_HAND)


def _to_other(ask: MoveReservation, work: HubWork, other: Order) -> None:
    """Sets the goods aside for the other order, as far as its line still wants some."""
    held = open_reservations(work, other.id)
    waiting = [shipment for shipment in other.shipments if shipment.node in _UNTOUCHED]
    wanted = [each for each in wanted_of(other, waiting, held) if each.line.order_line_id == ask.to_line_id]
    if sum(each.quantity for each in wanted) < ask.quantity:
        raise Refused("reservation.not_wanted", order_no=other.order_no)
    left = ask.quantity
    for each in wanted:
        part = min(left, each.quantity)
        if part:
            left -= part
            _take_for(ask, work, other, Wanted(each.line, part), held)
    if not wanted_of(other, waiting, open_reservations(work, other.id)):
        add_check(work, other, "stock", "pass", "stock.reserved", {})


def _take_for(ask: MoveReservation, work: HubWork, other: Order, wanted: Wanted, held: list[Row[Any]]) -> None:
    shipment = other.shipment(wanted.line.shipment_id)
    is_locked = shipment is not None and shipment.node == Node.STOCK_LOCKED
    firmness: Firmness = "firm" if is_locked else "soft"
    due_at = work.received_at + (REVIEW_AFTER if is_locked else SOFT_FOR)
    row = stock_tables.stock
    warehouse_id = work.connection.execute(select(row.c.warehouse_id).where(row.c.id == ask.stock_id)).scalar_one()
    pick = Pick(wanted.line.id, wanted.line.sku_id, warehouse_id, wanted.quantity, ask.stock_id)
    take(work, other, [pick], firmness=firmness, due_at=due_at, held=held, reason=BY_HAND)


@change(ReleaseReservation, needs=Permission.RESERVE)
def release_reservation(ask: ReleaseReservation, work: Work) -> None:
    """Only the hub knows what is set aside. Raises Refused `line.unknown`."""
    order = work.order(ask.order_id)
    if ask.line_id is not None:
        _line_of(order, ask.line_id)
    order.updated_at = max(order.updated_at, work.said_at)
    note_reason(work, order, ask.reason)
    work.trace(order.id, note=ask.reason)


@decide(ReleaseReservation)
def settle_release(ask: ReleaseReservation, work: HubWork) -> None:
    """Lets go. Raises Refused `reservation.in_work` and, where nothing is set aside, `reservation.too_few`."""
    order = work.order(ask.order_id)
    rows = [row for row in open_reservations(work, order.id) if ask.line_id in (None, row.order_line_id)]
    if not rows:
        raise Refused("reservation.too_few", order_no=order.order_no)
    _require_untouched(order, rows)
    for row in rows:
        give_back(work, order, row, row.quantity, "by_hand")
    add_check(work, order, "stock", "released", "stock.released_by_hand", {"reservations": len(rows)})
    _back_to_review(work, order, {row.shipment_id for row in rows})


def _require_untouched(order: Order, rows: list[Row[Any]]) -> None:
    """From the allocation on a warehouse counts on its goods."""
    for row in rows:
        shipment = order.shipment(row.shipment_id)
        if shipment is None or shipment.node not in _UNTOUCHED:
            raise Refused("reservation.in_work", order_no=order.order_no)


def _back_to_review(work: HubWork, order: Order, shipment_ids: set[UUID]) -> None:
    """A shipment whose goods are gone is locked no more."""
    fact = Fact(proof="goods_released")
    given = (Need.REASON_GIVEN,)
    for shipment in _locked(order, shipment_ids):
        move_shipment(work, order, shipment, Node.PENDING_REVIEW, command="return_to_review", met=given, fact=fact)
        make_soft(work, open_reservations(work, order.id, (shipment.id,)))
        order.reviewed_at = None
    refresh(work, order, fact)


def _locked(order: Order, shipment_ids: set[UUID]) -> list[Shipment]:
    return [each for each in order.shipments if each.id in shipment_ids and each.node == Node.STOCK_LOCKED]


def _line_of(order: Order, line_id: UUID) -> OrderLine:
    line = next((each for each in order.lines if each.id == line_id), None)
    if line is None:
        raise Refused("line.unknown", order_no=order.order_no)
    return line
