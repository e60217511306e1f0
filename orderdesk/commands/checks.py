"""What the hub found when it checked an order, kept with its reason."""

from __future__ import annotations

from typing import Any

from orderdesk.commands.work import Work
from orderdesk.documents.orders import Order, OrderCheck


def add_check(work: Work, order: Order, kind: str, result: str, code: str, facts: dict[str, Any]) -> None:
    """Records the newest finding of one kind (`price`, `credit`, `stock`): `pass`, `short`,
    `conflict` or `exceeded`."""
    found = OrderCheck(
        id=work.new_id(f"check:{order.id}:{kind}"),
        order_id=order.id,
        kind=kind,
        result=result,
        code=code,
        facts=facts,
        at=work.said_at,
    )
    order.checks = [*(check for check in order.checks if check.kind != kind), found]


def check_of(order: Order, kind: str) -> OrderCheck | None:
    """The newest finding of a kind."""
    return next((check for check in order.checks if check.kind == kind), None)
