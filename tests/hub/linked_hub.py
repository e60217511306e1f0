"""A working hub whose orders are linked to all imitated systems, and which their callbacks reach."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from orderdesk.clock import SetClock
from orderdesk.commands import AllocateOrder, ReviewOrder
from orderdesk.connectors.ports import ReadsCallbacks
from orderdesk.documents.orders import Order
from orderdesk.hub.callbacks import Arrived, take
from orderdesk.hub.execute import Executor
from orderdesk.hub.links import Links
from tests.connectors.loopback import Served
from tests.hub.working_hub import WorkingHub, World, sandboxed, working_hub

ALL = Links(warehouse=True, erp=True, messages=True)


class HubDoor:
    """Takes callbacks in as the hub's own route does."""

    def __init__(self, hub: WorkingHub) -> None:
        self._hub = hub
        self.readers: Mapping[str, tuple[str, ReadsCallbacks]] = {}

    async def __call__(
        self, scope: Mapping[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        source = scope["path"].split("/")[3]
        arrived = Arrived(source, body, headers, scope["query_string"].decode())
        answer = take(self._hub.store, self._hub.clock, self.readers[source][1], arrived)
        header = [(b"content-type", answer.content_type.encode()), (b"content-length", str(len(answer.body)).encode())]
        await send({"type": "http.response.start", "status": answer.status, "headers": header})
        await send({"type": "http.response.body", "body": answer.body})


@contextmanager
def linked(database_url: str, clock: SetClock) -> Iterator[World]:
    """The small company's hub between the imitated systems; all goods lie where the WMS is."""
    with working_hub(database_url, clock) as hub:
        hub.executor = Executor(hub.store, clock, links=ALL)
        door = HubDoor(hub)
        with Served(door, lifespan=False) as front, sandboxed(hub, front.url) as world:
            door.readers = world.systems.readers
            yield world


def lock(world: World, **wanted: Any) -> Order:
    """An order whose goods are locked."""
    hub = world.hub
    order_id: UUID = hub.place(**wanted)
    hub.run(ReviewOrder(order_id=order_id))
    return hub.order(order_id)


def allocate(world: World, order: Order) -> Order:
    """The order, given to the warehouse."""
    world.hub.run(AllocateOrder(order_id=order.id))
    return world.hub.order(order.id)


def ship(world: World, order: Order) -> None:
    """The warehouse ships what it has of the order, and says so."""
    for shipment in order.shipments:
        world.steer("flux/move", {"doc_no": shipment.shipment_no, "status": "80"})


def posts(world: World) -> list[str]:
    """What stands in the groups."""
    return [post["content"] for post in world.state()["wecom"]["posts"]]


def u8_order(**changes: Any) -> dict[str, Any]:
    """A sales order that somebody enters in U8: three pieces of the first article for the first customer."""
    line = {"rowno": "1", "inventorycode": "BP-0", "quantity": "3", "taxunitprice": "12.5", "taxrate": "13", "bgift": 0}
    head = {"businesstype": "普通销售", "typecode": "01", "deptcode": "01", "custcode": "C0", "define1": "PO-7"}
    return {**head, "sendaddress": "浙江省宁波市北仑区灵江路388号", "entry": [line], **changes}
