"""Holds: several at a time, each with its kind and reason, who may lift it, and when it lapses by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission, Role
from orderdesk.commands.command import Command, change
from orderdesk.commands.notes import note_reason
from orderdesk.commands.work import Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, OrderHold
from orderdesk.domain.holds import LIFTED_BY, UNPAID, HoldKind, may_lift
from orderdesk.domain.nodes import Node, rank
from orderdesk.errors import Refused


class HoldOrder(Command):
    """Stops an order where it is until somebody lifts the hold or `expires_at` passes.

    `lifted_by_role` None: the role that goes with the kind; a supervisor lifts any.
    """

    order_id: UUID
    hold_kind: Literal[
        "price", "credit", "payment", "address", "stock", "duplicate", "customer", "quality", "other"
    ] = "other"
    reason: str = Field(min_length=1, max_length=500)
    lifted_by_role: Role | None = None
    expires_at: datetime | None = None

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


class LiftHold(Command):
    """Says that what a hold was for is settled."""

    order_id: UUID
    hold_id: UUID
    note: str = Field(default="", max_length=500)

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


class LapseHolds(Command):
    """Ends an order's holds whose time is over."""

    order_id: UUID

    def keys(self) -> tuple[Key, ...]:
        """The order."""
        return (Key("order", self.order_id),)


@change(HoldOrder, needs=Permission.HOLD)
def hold_order(ask: HoldOrder, work: Work) -> None:
    """Raises Refused `hold.too_late` once the goods have left, `hold.already_over` and `hold.stands_already`."""
    order = work.order(ask.order_id)
    if rank(Node(order.node)) >= rank(Node.IN_TRANSIT):
        raise Refused("hold.too_late", order_no=order.order_no, node=order.node)
    if ask.expires_at is not None and ask.expires_at <= work.said_at:
        raise Refused("hold.already_over", order_no=order.order_no)
    if any(each.kind == ask.hold_kind and each.reason == ask.reason for each in standing(order)):
        raise Refused("hold.stands_already", order_no=order.order_no, reason=ask.reason)
    role = ask.lifted_by_role or Role(LIFTED_BY[HoldKind(ask.hold_kind)])
    place_hold(work, order, ask.hold_kind, ask.reason, role, expires_at=ask.expires_at)
    work.trace(order.id, reason_code=f"hold.{ask.hold_kind}", note=ask.reason)


@change(LiftHold, needs=Permission.HOLD)
def lift_hold(ask: LiftHold, work: Work) -> None:
    """Raises Refused `hold.unknown`, `hold.gone`, `hold.other_role` and,
    for goods that go unpaid, `hold.reason_needed`."""
    order = work.order(ask.order_id)
    hold = next((each for each in order.holds if each.id == ask.hold_id), None)
    if hold is None:
        raise Refused("hold.unknown", order_no=order.order_no)
    if hold.lifted_at is not None:
        raise Refused("hold.gone", order_no=order.order_no)
    if not may_lift(work.asker.roles, hold.lifted_by_role):
        raise Refused("hold.other_role", order_no=order.order_no, role=hold.lifted_by_role)
    if hold.reason == UNPAID and not ask.note.strip():
        raise Refused("hold.reason_needed", order_no=order.order_no)
    end_hold(work, order, hold, work.said_at)
    note_reason(work, order, ask.note)
    work.trace(order.id, reason_code=f"lifted.{hold.kind}", note=ask.note or None)


@change(LapseHolds, needs=Permission.TEND)
def lapse_holds(ask: LapseHolds, work: Work) -> None:
    """Changes nothing where somebody was faster."""
    order = work.order(ask.order_id)
    for hold in standing(order):
        if hold.expires_at is not None and hold.expires_at <= work.said_at:
            end_hold(work, order, hold, hold.expires_at)
            work.trace(order.id, reason_code=f"lapsed.{hold.kind}")


def place_hold(
    work: Work,
    order: Order,
    kind: str,
    reason: str,
    role: Role,
    *,
    expires_at: datetime | None = None,
    by_hub: bool = False,
) -> None:
    """Puts a hold on an order, signed by who asks; one of the hub's own is nobody's, and its reason is a text code."""
    order.holds.append(
        OrderHold(
            id=work.new_id(f"hold:{order.id}:{kind}"),
            order_id=order.id,
            kind=kind,
            reason=reason,
            lifted_by_role=str(role),
            placed_by=None if by_hub else work.asker.user_id,
            placed_at=work.said_at,
            expires_at=expires_at,
        )
    )
    order.held = True
    order.updated_at = max(order.updated_at, work.said_at)


def end_hold(work: Work, order: Order, hold: OrderHold, at: datetime) -> None:
    """Ends a hold; with the last one the order goes on."""
    hold.lifted_at = at
    hold.lifted_by = work.asker.user_id
    order.held = bool(standing(order))
    order.updated_at = max(order.updated_at, work.said_at)


def standing(order: Order) -> list[OrderHold]:
    """The holds that nobody has lifted."""
    return [hold for hold in order.holds if hold.lifted_at is None]
