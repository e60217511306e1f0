"""The customer's credit: one guarded row per customer and company, counted once however many ask at a time.

What an order uses of the limit follows from its document alone, see `standing`. Whatever changes an order, the row is
changed by the difference, so that at any time it is the sum over all orders.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, select, update

from db.prepared import Prepared
from db.tables import customers
from orderdesk.commands.amounts import has_failed, is_received, worth_fen
from orderdesk.commands.checks import add_check, check_of
from orderdesk.commands.work import HubWork
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order
from orderdesk.domain.credit import CreditAccount, check_credit
from orderdesk.domain.nodes import Node
from orderdesk.ids import derived_id

PREPAID = "prepaid"
WITHIN = "credit.within_limit"
GRANTED = "credit.granted"
RETURNED = "credit.returned"
COUNTED = (WITHIN, GRANTED)
"""Findings with which an order uses some of the limit."""

# Made once: making a statement costs more than the database needs for it.
_USE = customers.credit_use
_ROW = (_USE.c.customer_id == bindparam("customer"), _USE.c.company_id == bindparam("company"))
_LOCK = Prepared(select(_USE.c.open_fen, _USE.c.unpaid_fen).where(*_ROW).with_for_update())
_MORE = {"open_fen": _USE.c.open_fen + bindparam("open"), "unpaid_fen": _USE.c.unpaid_fen + bindparam("unpaid")}
_COUNT = Prepared(
    update(_USE)
    .where(*_ROW, _USE.c.open_fen + _USE.c.unpaid_fen + bindparam("amount") <= bindparam("limit"))
    .values(_MORE)
    .returning(_USE.c.open_fen)
)
_MOVE = Prepared(update(_USE).where(*_ROW).values(_MORE))


class Standing(NamedTuple):
    """What an order uses of the limit (fen): for what is still to be delivered, and for what is and is not paid."""

    open_fen: int
    unpaid_fen: int

    @property
    def total_fen(self) -> int:
        """Both together: an amount stands in one of the two, never in both."""
        return self.open_fen + self.unpaid_fen


NOTHING = Standing(0, 0)
_COUNTED_OTHERWISE = frozenset({str(Node.DELIVERED), str(Node.CLOSED)})


def standing(order: Order) -> Standing:
    """What the order uses; less than nothing for goods that came back by a return order and were not paid back."""
    finding = check_of(order, "credit")
    if finding is None:
        return NOTHING
    if finding.code == RETURNED:
        return Standing(0, -int((finding.facts or {}).get("order_fen", 0)))
    return wanted_standing(order) if finding.code in COUNTED else NOTHING


def wanted_standing(order: Order) -> Standing:
    """What the order uses as soon as it is counted. What was paid counts for what is delivered first."""
    if all(has_failed(each) for each in order.shipments):
        return NOTHING
    paid = order.paid_fen or 0
    received = worth_fen(order, [each for each in order.shipments if is_received(each)])
    unpaid = max(received - paid, 0)
    return Standing(max((order.amount_fen or 0) - paid, 0) - unpaid, unpaid)


def use_credit(work: HubWork, order: Order, customer: Customer) -> bool:
    """Counts the order against the limit if it fits; records the finding. True when the order may go on."""
    account = next((each for each in customer.accounts if each.company_id == order.company_id), None)
    if account is None:
        add_check(work, order, "credit", "exceeded", "credit.no_account", {"customer": customer.name})
        return False
    open_fen, unpaid_fen = _lock_use(work, order)
    wanted = wanted_standing(order)
    amount = wanted.total_fen
    is_paid_first = account.terms == PREPAID or order.cod
    state = CreditAccount(account.credit_limit_fen, open_fen, unpaid_fen, prepaid=is_paid_first)
    check = check_credit(state, amount)
    limit = account.credit_limit_fen or 0
    if is_paid_first:
        facts: dict[str, Any] = {"terms": account.terms}
    elif check.passed:
        _count(work, order, limit, wanted)
        facts = {"limit_fen": limit, "used_fen": limit - check.free_after_fen, "order_fen": amount}
    else:
        facts = {"limit_fen": limit, "open_fen": open_fen, "unpaid_fen": unpaid_fen, "order_fen": amount}
        facts |= {"free_fen": check.free_fen, "over_fen": check.over_fen}
    add_check(work, order, "credit", "pass" if check.passed else "exceeded", check.code, facts)
    return check.passed


def grant_credit(work: HubWork, order: Order, sentence: str) -> None:
    """Counts the order whatever the limit says, because somebody answers for it with a sentence."""
    _lock_use(work, order)
    before = check_of(order, "credit")
    facts = {} if before is None else dict(before.facts or {})
    facts |= {"order_fen": wanted_standing(order).total_fen, "sentence": sentence}
    add_check(work, order, "credit", "pass", GRANTED, facts)
    settle_credit(work, (order,))


def release_credit(work: HubWork, order: Order) -> None:
    """Gives back what the order uses of the limit, for good or until it is looked at anew."""
    amount = counted_fen(order)
    if amount is not None:
        add_check(work, order, "credit", "released", "credit.released", {"order_fen": amount})
    settle_credit(work, (order,))


def settle_credit(work: HubWork, orders: Iterable[Order]) -> None:
    """Brings what customers use of their limits in step with their orders, wherever those have come by now.

    The hub does so after each decision; one that locks stock does so before, so that all lock in one order.
    """
    for order in sorted(orders, key=lambda each: (each.customer_id.int, each.company_id.int)):
        if order.id not in work.credit and _is_as_stored(order):
            continue
        after, before = standing(order), _settled(work, order)
        if after == before:
            continue
        moved = {"open": after.open_fen - before.open_fen, "unpaid": after.unpaid_fen - before.unpaid_fen}
        _MOVE.run(work.connection, {**_row_of(order), **moved})
        work.credit[order.id] = after


def credit_return(work: HubWork, order: Order, worth_fen: int) -> None:
    """The customer owes less by what came back with a return order and is not paid back (fen)."""
    if worth_fen > 0:
        _lock_use(work, order)
        add_check(work, order, "credit", "pass", RETURNED, {"order_fen": worth_fen})
        settle_credit(work, (order,))


def share_credit(work: HubWork, order: Order, part: Order) -> None:
    """A part of the order is an order of its own now: both together use of the limit what the one did."""
    finding = check_of(order, "credit")
    if finding is None:
        return
    for each in (part, order):
        facts = dict(finding.facts or {})
        if finding.code in COUNTED:
            facts["order_fen"] = wanted_standing(each).total_fen
        add_check(work, each, "credit", finding.result, finding.code, facts)
    settle_credit(work, (order, part))


def counted_fen(order: Order) -> int | None:
    """How much of the limit the order uses; None when it is not counted."""
    finding = check_of(order, "credit")
    return None if finding is None or finding.code not in COUNTED else standing(order).total_fen


def _is_as_stored(order: Order) -> bool:
    """Whether nothing has changed that a standing follows from; most commands change nothing of it."""
    rows = order.stored()
    if rows is None or len(rows["shipments"]) != len(order.shipments):
        return False
    root, shipments = rows[""][order.id], rows["shipments"]
    finding = check_of(order, "credit")
    return (
        (root["amount_fen"], root["paid_fen"]) == (order.amount_fen, order.paid_fen)
        and all(
            each.id in shipments and _counts_alike(shipments[each.id]["node"], each.node) for each in order.shipments
        )
        and (finding is None or finding.id in rows["checks"])
    )


def _counts_alike(before: str, after: str) -> bool:
    """Whether a shipment is at the same node, or on its way at both: what is closed stays so, whatever the reason."""
    return before == after or not {before, after} & _COUNTED_OTHERWISE


def _settled(work: HubWork, order: Order) -> Standing:
    """What stands in the customer's row for this order."""
    known = work.credit.get(order.id)
    if known is not None:
        return Standing(*known)
    before = work.shelf.stored(order)
    return standing(before) if isinstance(before, Order) else NOTHING


def _lock_use(work: HubWork, order: Order) -> tuple[int, int]:
    """What is open and what is unpaid (fen); nobody else changes it until this transaction ends."""
    found = _LOCK.first(work.connection, _row_of(order))
    if found is not None:
        return found.open_fen, found.unpaid_fen
    row_id = derived_id(order.customer_id, f"credit:{order.company_id}")
    values = {"id": row_id, "customer_id": order.customer_id, "company_id": order.company_id}
    work.connection.execute(insert(_USE).values(**values, open_fen=0, unpaid_fen=0))
    return 0, 0


def _count(work: HubWork, order: Order, limit: int, wanted: Standing) -> None:
    amount = wanted.total_fen
    if amount == 0:
        return
    values = {"open": wanted.open_fen, "unpaid": wanted.unpaid_fen, "amount": amount, "limit": limit}
    counted = _COUNT.all(work.connection, {**_row_of(order), **values})
    assert len(counted) == 1, "the row is locked and was looked at"
    work.credit[order.id] = wanted


def _row_of(order: Order) -> dict[str, Any]:
    return {"customer": order.customer_id, "company": order.company_id}
