"""Somebody is wanted at a bench: whoever leads gets a task, in code and facts; the words are the reader's."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission, Role
from orderdesk.commands.command import Command, change
from orderdesk.commands.work import Work
from orderdesk.documents.document import Key
from orderdesk.documents.work import Task

BENCH_CALL = "bench.call"
"""The kind of task that a call makes."""


class CallSupervisor(Command):
    """Asks who leads to come to the bench because of an order. `call_id`: the task, made where it is asked.

    `parcel_no`: the parcel that lies there, empty without one.
    """

    call_id: UUID
    order_id: UUID
    parcel_no: str = Field(default="", max_length=40)

    def keys(self) -> tuple[Key, ...]:
        """The order and the task."""
        return (Key("order", self.order_id), Key("task", self.call_id))


@change(CallSupervisor, needs=Permission.PACK)
def call_supervisor(ask: CallSupervisor, work: Work) -> None:
    """Opens the task beside the order; a call that stands already stays as it is."""
    order = work.order(ask.order_id)
    if work.find(Task, ask.call_id) is not None:
        return
    order.updated_at = max(order.updated_at, work.said_at)
    places = (each.warehouse_id for each in order.shipments if each.warehouse_id is not None)
    facts = {
        "order_no": order.order_no,
        "customer": order.customer_name,
        "parcel_no": ask.parcel_no,
        "by": str(work.asker.user_id or ""),
        "device": str(work.asker.device_id),
    }
    work.add(
        Task(
            id=ask.call_id,
            company_id=order.company_id,
            order_id=order.id,
            warehouse_id=next(places, None),
            task_kind=BENCH_CALL,
            role=Role.SUPERVISOR,
            facts=facts,
            opened_at=work.said_at,
        )
    )
    work.trace(order.id, package_no=ask.parcel_no or None)
