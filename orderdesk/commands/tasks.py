"""Tasks that a decision opens: one for each order, kind and tag."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from orderdesk.commands.work import HubWork
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.work import Task
from orderdesk.ids import derived_id


def open_task(
    work: HubWork,
    order: Order,
    task_kind: str,
    role: str,
    facts: dict[str, Any],
    *,
    tag: str,
    warehouse_id: UUID | None = None,
) -> None:
    """Gives a role something to do for an order; nothing where the same was given before."""
    key = Key("task", derived_id(order.id, f"task:{task_kind}:{tag}"))
    if key in work.shared or work.shelf.load(key) is not None:
        return
    task = Task(
        id=key.id,
        company_id=order.company_id,
        order_id=order.id,
        warehouse_id=warehouse_id,
        task_kind=task_kind,
        role=role,
        facts=facts,
        opened_at=work.received_at,
    )
    work.shelf.save(task)
    work.shared[key] = task
