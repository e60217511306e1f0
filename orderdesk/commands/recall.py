"""Goods on the road are called back, or sent back from where they could not be delivered."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from orderdesk.access import Permission, Role
from orderdesk.commands.command import Command, change
from orderdesk.commands.progress import Fact, move_shipment, refresh, require_shipment
from orderdesk.commands.work import Work
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order, Shipment
from orderdesk.documents.work import Task
from orderdesk.domain.lifecycle import Need
from orderdesk.domain.nodes import Node
from orderdesk.ids import derived_id


class InterceptShipment(Command):
    """A leader has a shipment on the road brought back; somebody has to call the carrier."""

    order_id: UUID
    shipment_id: UUID
    reason: str = Field(min_length=1, max_length=500)

    def keys(self) -> tuple[Key, ...]:
        """The order and the task to call the carrier."""
        return (Key("order", self.order_id), Key("task", _task_id(self.shipment_id, "intercept")))


class ReturnShipment(Command):
    """A leader gives a failed delivery up: the carrier brings the goods back."""

    order_id: UUID
    shipment_id: UUID
    reason: str = Field(min_length=1, max_length=500)

    def keys(self) -> tuple[Key, ...]:
        """The order and the task to call the carrier."""
        return (Key("order", self.order_id), Key("task", _task_id(self.shipment_id, "send_back")))


@change(InterceptShipment, needs=Permission.RECALL)
def intercept_shipment(ask: InterceptShipment, work: Work) -> None:
    """The goods come back as a whole. Raises Refused `node.not_allowed` unless they are on the road."""
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    _bring_back(work, order, shipment, "intercept_shipment", Fact(proof="intercepted"), ask.reason)
    _have_carrier_called(work, order, shipment, "intercept", ask.reason)


@change(ReturnShipment, needs=Permission.RECALL)
def return_shipment(ask: ReturnShipment, work: Work) -> None:
    """The goods come back as a whole. Raises Refused `node.not_allowed` unless the delivery is an exception."""
    order = work.order(ask.order_id)
    shipment = require_shipment(order, ask.shipment_id)
    _bring_back(work, order, shipment, "return_shipment", Fact(proof="sent_back"), ask.reason)
    _have_carrier_called(work, order, shipment, "send_back", ask.reason)


def _bring_back(work: Work, order: Order, shipment: Shipment, command: str, fact: Fact, reason: str) -> None:
    move_shipment(work, order, shipment, Node.RETURNING, command=command, met=(Need.LEADER_APPROVED,), fact=fact)
    refresh(work, order, fact)
    work.trace(order.id, note=reason)


def _have_carrier_called(work: Work, order: Order, shipment: Shipment, kind: str, reason: str) -> None:
    task_id = _task_id(shipment.id, kind)
    known = work.find(Task, task_id)
    facts = {"order_no": order.order_no, "shipment_no": shipment.shipment_no, "reason": reason}
    if known is not None:
        # The goods went on in spite of the first call.
        known.facts, known.opened_at = facts, work.said_at
        known.done_at = known.done_by = known.result = None
        return
    work.add(
        Task(
            id=task_id,
            company_id=order.company_id,
            order_id=order.id,
            warehouse_id=shipment.warehouse_id,
            task_kind=f"courier.{kind}",
            role=str(Role.LOGISTICS),
            facts=facts,
            opened_at=work.said_at,
        )
    )


def _task_id(shipment_id: UUID, kind: str) -> UUID:
    return derived_id(shipment_id, f"task:{kind}")
