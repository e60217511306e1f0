"""Cases that a decision opens: one for each company and dedupe key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.work import Case
from orderdesk.ids import derived_id


def case_id(company_id: UUID, dedupe_key: str) -> UUID:
    """The id of the case with this key: whoever opens it, and however often, it is one case."""
    return derived_id(company_id, f"case:{dedupe_key}")


def open_case(
    work: HubWork,
    order: Order,
    *,
    queue: str,
    dedupe_key: str,
    code: str,
    facts: dict[str, Any],
    warehouse_id: UUID | None = None,
) -> None:
    """Puts something about an order before somebody; does nothing where a case with this key is or was open."""
    key = Key("case", case_id(order.company_id, dedupe_key))
    if key in work.shared or work.shelf.load(key) is not None:
        return
    case = Case(
        id=key.id,
        company_id=order.company_id,
        queue=queue,
        dedupe_key=dedupe_key,
        order_id=order.id,
        warehouse_id=warehouse_id,
        state="open",
        code=code,
        facts=facts,
        opened_at=work.received_at,
    )
    work.shelf.save(case)
    work.shared[key] = case
