"""Emptying what is kept of a person, by an administrator."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from db.tables import orders, people
from orderdesk.commands.work import Asker
from orderdesk.errors import Refused
from orderdesk.hub.auth import UserCaller
from orderdesk.hub.erasing import Erased, Eraser, erase_customer, erase_order
from orderdesk.hub.gate import FromAdministrator
from orderdesk.hub.order_search import of_seat
from orderdesk.hub.problems import documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.hub.wire import Body, FilledText

router = APIRouter(tags=["erasing"])


class ErasedBody(BaseModel):
    """How much was emptied. `waiting`: callbacks and jobs still to be worked, so ask again later; `notes_kept`: notes
    of events that an earlier release has sealed with their text."""

    model_config = ConfigDict(from_attributes=True)

    orders: int
    documents: int
    records: int
    waiting: int
    notes_kept: int


class Why(Body):
    """Why, for the records: it stands in the orders' chains for good, so it names nobody."""

    reason: FilledText


@router.post("/v1/orders/{order_id}/erase", responses=documented(400, 401, 403, 404, 426))
async def erase_one(request: Request, order_id: UUID, body: Why, caller: FromAdministrator) -> ErasedBody:
    """Empties an order of its receiver, in all that the hub keeps. 422 while the order is still open."""
    hub = hub_of(request)
    done = await hub.work(_erase_order, hub, caller, order_id, body.reason)
    return await _told(hub, done)


@router.post("/v1/customers/{customer_id}/erase", responses=documented(400, 401, 403, 404, 426))
async def erase_all(request: Request, customer_id: UUID, body: Why, caller: FromAdministrator) -> ErasedBody:
    """Empties a customer with the address book and all orders. 422 while one of them is still open."""
    hub = hub_of(request)
    done = await hub.work(_erase_customer, hub, caller, customer_id, body.reason)
    return await _told(hub, done)


async def _told(hub: Hub, done: Erased) -> ErasedBody:
    await hub.work(hub.snapshots.forget)
    hub.tail.wake()
    return ErasedBody.model_validate(done)


def _erase_order(hub: Hub, caller: UserCaller, order_id: UUID, reason: str) -> Erased:
    table = orders.order
    with hub.store.read() as connection:
        mine = select(table.c.id).where(table.c.id == order_id, of_seat(caller.device.scope))
        if connection.execute(mine).first() is None:
            raise Refused("order.unknown", order_no=str(order_id))
    return erase_order(hub.store, hub.clock, order_id, _by(hub, caller, reason))


def _erase_customer(hub: Hub, caller: UserCaller, customer_id: UUID, reason: str) -> Erased:
    company_id, table = caller.device.scope.company_id, orders.order
    if company_id is not None:
        with hub.store.read() as connection:
            foreign = select(table.c.id).where(table.c.customer_id == customer_id, table.c.company_id != company_id)
            if connection.execute(foreign.limit(1)).first() is not None:
                raise Refused("access.other_company", command="erase")
    return erase_customer(hub.store, hub.clock, customer_id, _by(hub, caller, reason))


def _by(hub: Hub, caller: UserCaller, reason: str) -> Eraser:
    table = people.user
    with hub.store.read() as connection:
        name: str = connection.execute(select(table.c.name).where(table.c.id == caller.user_id)).scalar_one()
    return Eraser(Asker(caller.user_id, caller.device.id, caller.device.code, caller.roles), name, reason)
