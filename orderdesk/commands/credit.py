"""The customer's credit: one guarded row per customer and company, counted once however many ask at a time."""

from __future__ import annotations

from sqlalchemy import select, update

from db.tables import customers
from orderdesk.commands.checks import add_check, check_of
from orderdesk.commands.work import HubWork
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order

PREPAID = "prepaid"


def use_credit(work: HubWork, order: Order, customer: Customer) -> bool:
    """Counts the order against the limit if it fits; records the finding. True when the order may go on."""
    account = next((each for each in customer.accounts if each.company_id == order.company_id), None)
    if account is None:
        add_check(work, order, "credit", "exceeded", "credit.no_account", {"customer": customer.name})
        return False
    if account.terms == PREPAID or order.cod:
        add_check(work, order, "credit", "pass", "credit.not_needed", {"terms": account.terms})
        return True
    limit, amount = account.credit_limit_fen or 0, order.amount_fen or 0
    table = customers.credit_use
    row = work.connection.execute(
        update(table)
        .where(
            table.c.customer_id == customer.id,
            table.c.company_id == order.company_id,
            table.c.open_fen + table.c.unpaid_fen + amount <= limit,
        )
        .values(open_fen=table.c.open_fen + amount)
        .returning(table.c.open_fen, table.c.unpaid_fen)
    ).first()
    if row is not None:
        facts = {"limit_fen": limit, "used_fen": row.open_fen + row.unpaid_fen, "order_fen": amount}
        add_check(work, order, "credit", "pass", "credit.within_limit", facts)
        return True
    used = work.connection.execute(
        select(table.c.open_fen, table.c.unpaid_fen).where(
            table.c.customer_id == customer.id, table.c.company_id == order.company_id
        )
    ).first()
    facts = {
        "limit_fen": limit,
        "open_fen": used.open_fen if used else 0,
        "unpaid_fen": used.unpaid_fen if used else 0,
        "order_fen": amount,
    }
    add_check(work, order, "credit", "exceeded", "credit.over_limit", facts)
    return False


def release_credit(work: HubWork, order: Order) -> None:
    """Gives back what the order used of the limit."""
    finding = check_of(order, "credit")
    if finding is None or finding.code != "credit.within_limit":
        return
    table = customers.credit_use
    work.connection.execute(
        update(table)
        .where(table.c.customer_id == order.customer_id, table.c.company_id == order.company_id)
        .values(open_fen=table.c.open_fen - (order.amount_fen or 0))
    )
    add_check(work, order, "credit", "released", "credit.released", {"order_fen": order.amount_fen or 0})
