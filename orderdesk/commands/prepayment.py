"""Who pays first gets nothing before the money is here: once released, such an order waits on hold for its payment."""

from __future__ import annotations

from orderdesk.access import Role
from orderdesk.commands.amounts import costs_fen
from orderdesk.commands.checks import add_check, check_of
from orderdesk.commands.credit import PREPAID
from orderdesk.commands.holds import end_hold, place_hold, standing
from orderdesk.commands.work import HubWork
from orderdesk.documents.orders import Order, OrderHold
from orderdesk.domain.holds import LIFTED_BY, UNPAID, HoldKind
from orderdesk.domain.order_kinds import IS_SOLD

_KIND = "payment"


def hold_unpaid(work: HubWork, order: Order) -> None:
    """Puts an order that is locked now and not wholly paid on hold, where its customer pays first (fen in the finding).

    Its goods stay set aside. What somebody has answered for is not put on hold again as long as it is the same amount.
    """
    owed = costs_fen(order) - (order.paid_fen or 0)
    if order.order_kind not in IS_SOLD or not _pays_first(order) or owed <= 0 or _held_for_payment(order):
        return
    before, found = check_of(order, _KIND), {"owed_fen": owed}
    if before is not None and before.facts == found:
        return
    add_check(work, order, _KIND, "conflict", UNPAID, found)
    place_hold(work, order, HoldKind.PAYMENT, UNPAID, Role(LIFTED_BY[HoldKind.PAYMENT]), by_hub=True)


def end_if_paid(work: HubWork, order: Order) -> None:
    """Lets an order go on that waited for its payment and owes nothing any more."""
    held = _held_for_payment(order)
    if not held or costs_fen(order) > (order.paid_fen or 0):
        return
    add_check(work, order, _KIND, "pass", "payment.received", {})
    for hold in held:
        end_hold(work, order, hold, work.said_at)


def wait_no_more(work: HubWork, order: Order) -> None:
    """Ends the waiting of an order that is reviewed anew: its next release looks again."""
    held = _held_for_payment(order)
    for hold in held:
        end_hold(work, order, hold, work.said_at)
    if held:
        order.checks = [each for each in order.checks if each.kind != _KIND]


def _pays_first(order: Order) -> bool:
    finding = check_of(order, "credit")
    return not order.cod and finding is not None and (finding.facts or {}).get("terms") == PREPAID


def _held_for_payment(order: Order) -> list[OrderHold]:
    return [hold for hold in standing(order) if hold.kind == HoldKind.PAYMENT and hold.reason == UNPAID]
