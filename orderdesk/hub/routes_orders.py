"""Orders asked from the hub: look-up, search and the trace."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select

from db.tables import log, orders
from orderdesk.documents import KINDS
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.auth import UserCaller
from orderdesk.hub.gate import FromReader
from orderdesk.hub.order_search import of_seat, search
from orderdesk.hub.problems import Problem, documented
from orderdesk.hub.process import Hub, hub_of
from orderdesk.hub.verify import verify_chain
from orderdesk.hub.wire import NO_NUL

router = APIRouter(tags=["orders"])

#: Fields of an event that a seat without the right to private data does not get.
_PRIVATE_FIELDS = ("amount_delta", "payment_ref", "note")


class FoundOrderBody(BaseModel):
    """An order of a search; `found_by`: number, waybill, number_tail, waybill_tail, phone_tail or customer."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    order_no: str
    customer_name: str
    node: str
    placed_at: datetime
    amount_fen: int | None
    found_by: str


class FoundOrders(BaseModel):
    """What was found, the best fits first."""

    orders: list[FoundOrderBody]


class Trace(BaseModel):
    """All events of an order, 47 fields each. `troubles` is empty while the hash chain holds."""

    order_id: UUID
    events: list[dict[str, Any]]
    troubles: list[str]


@router.get("/v1/orders", responses=documented(401, 403, 426))
async def find_orders(
    request: Request,
    caller: FromReader,
    q: Annotated[str, Query(min_length=2, max_length=100, pattern=NO_NUL)],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> FoundOrders:
    """Orders of this seat by number, waybill, customer, or the end of a phone number; however old."""
    hub = hub_of(request)
    return await hub.work(_find, hub, caller, q, limit)


def _find(hub: Hub, caller: UserCaller, text: str, limit: int) -> FoundOrders:
    with hub.store.read() as connection:
        found = search(connection, text, caller.device.scope, private=_sees_private(caller), limit=limit)
    return FoundOrders(orders=[FoundOrderBody.model_validate(each) for each in found])


@router.get("/v1/orders/{order_id}", response_model=Order, responses=documented(401, 403, 404, 426))
async def order(request: Request, order_id: UUID, caller: FromReader) -> Response:
    """The order document as it is now, without what this user may not see."""
    hub = hub_of(request)
    text = await hub.work(_order, hub, caller, order_id)
    return Response(text, media_type="application/json")


def _order(hub: Hub, caller: UserCaller, order_id: UUID) -> str:
    with hub.store.read() as connection:
        _require_in_scope(connection, caller, order_id)
        found = Shelf(connection).load(Key("order", order_id))
    assert found is not None
    return KINDS["order"].mask(found.model_dump_json(), caller.seat_seen)


@router.get("/v1/orders/{order_id}/trace", responses=documented(401, 403, 404, 426))
async def order_trace(request: Request, order_id: UUID, caller: FromReader) -> Trace:
    """The order's events in the order of their chain."""
    hub = hub_of(request)
    return await hub.work(_trace, hub, caller, order_id)


def _trace(hub: Hub, caller: UserCaller, order_id: UUID) -> Trace:
    table = log.order_event
    with hub.store.read() as connection:
        _require_in_scope(connection, caller, order_id)
        rows = connection.execute(select(table).where(table.c.order_id == order_id).order_by(table.c.chain)).all()
        troubles = verify_chain(connection, order_id)
    events = [dict(row._mapping) for row in rows]
    if not _sees_private(caller):
        for event in events:
            _strip(event)
    return Trace(order_id=order_id, events=events, troubles=troubles)


def _strip(event: dict[str, Any]) -> None:
    hidden = KINDS["order"].masked("bench").get("", frozenset())
    for name in _PRIVATE_FIELDS:
        event[name] = None
    if event["change_set"]:
        event["change_set"] = {name: each for name, each in event["change_set"].items() if name not in hidden}


def _sees_private(caller: UserCaller) -> bool:
    return caller.seat_seen != "bench"


def _require_in_scope(connection: Connection, caller: UserCaller, order_id: UUID) -> None:
    """An order of another company or warehouse is as unknown as one that does not exist."""
    table = orders.order
    query = select(table.c.id).where(table.c.id == order_id, of_seat(caller.device.scope))
    if connection.execute(query).first() is None:
        raise Problem(404, "order.unknown", facts={"key": str(order_id)})
