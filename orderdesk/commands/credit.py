"""The customer's credit: one guarded row per customer and company, counted once however many ask at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from db.prepared import Prepared
from db.tables import customers
from orderdesk.commands.checks import add_check, check_of
from orderdesk.commands.work import HubWork
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order, Shipment
from orderdesk.domain.credit import CreditAccount, check_credit
from orderdesk.domain.money import split_fen
from orderdesk.domain.nodes import CloseReason, Node
from orderdesk.ids import derived_id

PREPAID = "prepaid"
WITHIN = "credit.within_limit"
GRANTED = "credit.granted"

# Made once: making a statement costs more than the database needs for it.
_USE = customers.credit_use
_ROW = (_USE.c.customer_id == bindparam("customer"), _USE.c.company_id == bindparam("company"))
_LOCK = Prepared(select(_USE.c.open_fen, _USE.c.unpaid_fen).where(*_ROW).with_for_update())
_COUNT = Prepared(
    update(_USE)
    .where(*_ROW, _USE.c.open_fen + _USE.c.unpaid_fen + bindparam("amount") <= bindparam("limit"))
    .values(open_fen=_USE.c.open_fen + bindparam("amount"))
    .returning(_USE.c.open_fen)
)
_GIVE_BACK = update(_USE).where(*_ROW).values(open_fen=_USE.c.open_fen - bindparam("amount"))


def use_credit(work: HubWork, order: Order, customer: Customer) -> bool:
    """Counts the order against the limit if it fits; records the finding. True when the order may go on."""
    account = next((each for each in customer.accounts if each.company_id == order.company_id), None)
    if account is None:
        add_check(work, order, "credit", "exceeded", "credit.no_account", {"customer": customer.name})
        return False
    open_fen, unpaid_fen = _lock_use(work, order)
    amount = order.amount_fen or 0
    is_paid_first = account.terms == PREPAID or order.cod
    state = CreditAccount(account.credit_limit_fen, open_fen, unpaid_fen, prepaid=is_paid_first)
    check = check_credit(state, amount)
    limit = account.credit_limit_fen or 0
    if is_paid_first:
        facts: dict[str, Any] = {"terms": account.terms}
    elif check.passed:
        _count(work, order, limit, amount)
        facts = {"limit_fen": limit, "used_fen": limit - check.free_after_fen, "order_fen": amount}
    else:
        facts = {"limit_fen": limit, "open_fen": open_fen, "unpaid_fen": unpaid_fen, "order_fen": amount}
        facts |= {"free_fen": check.free_fen, "over_fen": check.over_fen}
    add_check(work, order, "credit", "pass" if check.passed else "exceeded", check.code, facts)
    return check.passed


def grant_credit(work: HubWork, order: Order, sentence: str) -> None:
    """Counts the order whatever the limit says, because somebody answers for it with a sentence."""
    _lock_use(work, order)
    amount = order.amount_fen or 0
    work.connection.execute(_GIVE_BACK, {**_row_of(order), "amount": -amount})
    before = check_of(order, "credit")
    facts = {} if before is None else dict(before.facts or {})
    add_check(work, order, "credit", "pass", GRANTED, facts | {"order_fen": amount, "sentence": sentence})


def release_credit(work: HubWork, order: Order) -> None:
    """Gives back what the order uses of the limit."""
    amount = counted_fen(order)
    if amount is not None:
        work.connection.execute(_GIVE_BACK, {**_row_of(order), "amount": amount})
        add_check(work, order, "credit", "released", "credit.released", {"order_fen": amount})


def lessen_credit(work: HubWork, order: Order, amount: int) -> None:
    """Gives back some of what the order uses of the limit (fen): a part of it will not be delivered."""
    counted = counted_fen(order)
    finding = check_of(order, "credit")
    if counted is None or finding is None:
        return
    less = min(amount, counted)
    work.connection.execute(_GIVE_BACK, {**_row_of(order), "amount": less})
    facts = dict(finding.facts or {}) | {"order_fen": counted - less}
    add_check(work, order, "credit", finding.result, finding.code, facts)


def release_credit_of(work: HubWork, order: Order, shipments: Iterable[Shipment]) -> None:
    """Gives back what shipments use of the limit that have come to nothing: with them all of it, unless something of
    the order was delivered, which the customer owes."""
    if order.node == Node.CLOSED and order.close_reason != CloseReason.COMPLETED:
        release_credit(work, order)
    else:
        lessen_credit(work, order, sum(_worth_fen(order, shipment) for shipment in shipments))


def _worth_fen(order: Order, shipment: Shipment) -> int:
    """A shipment's share of every line's amount, so that all shipments make up the order's."""
    total = 0
    for line in order.lines:
        carried = [each for each in order.shipment_lines if each.order_line_id == line.id]
        shares = split_fen(line.amount_fen or 0, [each.quantity for each in carried]) if carried else []
        total += sum(share for each, share in zip(carried, shares, strict=True) if each.shipment_id == shipment.id)
    return total


def share_credit(work: HubWork, order: Order, part: Order) -> None:
    """A part of the order is an order of its own now: both together use of the limit what the one did."""
    finding = check_of(order, "credit")
    if finding is None:
        return
    counted, facts = counted_fen(order), dict(finding.facts or {})
    if counted is None:
        add_check(work, part, "credit", finding.result, finding.code, facts)
        return
    share = min(part.amount_fen or 0, counted)
    add_check(work, part, "credit", finding.result, finding.code, facts | {"order_fen": share})
    add_check(work, order, "credit", finding.result, finding.code, facts | {"order_fen": counted - share})


def counted_fen(order: Order) -> int | None:
    """How much of the limit the order uses; None when it is not counted."""
    finding = check_of(order, "credit")
    if finding is None or finding.code not in (WITHIN, GRANTED):
        return None
    return int((finding.facts or {}).get("order_fen", order.amount_fen or 0))


def _lock_use(work: HubWork, order: Order) -> tuple[int, int]:
    """What is open and what is unpaid (fen); nobody else changes it until this transaction ends."""
    found = _LOCK.first(work.connection, _row_of(order))
    if found is not None:
        return found.open_fen, found.unpaid_fen
    row_id = derived_id(order.customer_id, f"credit:{order.company_id}")
    values = {"id": row_id, "customer_id": order.customer_id, "company_id": order.company_id}
    work.connection.execute(insert(_USE).values(**values, open_fen=0, unpaid_fen=0))
    return 0, 0


def _count(work: HubWork, order: Order, limit: int, amount: int) -> None:
    if amount == 0:
        return
    counted = _COUNT.all(work.connection, {**_row_of(order), "amount": amount, "limit": limit})
    assert len(counted) == 1, "the row is locked and was looked at"


def _row_of(order: Order) -> dict[str, Any]:
    return {"customer": order.customer_id, "company": order.company_id}
