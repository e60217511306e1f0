"""The floor of the imitated FLUX warehouse: what becomes of shipments as time passes, and what the hub is told."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from orderdesk.connectors import flux_wire as wire
from orderdesk.connectors.ports import Malformed
from orderdesk.connectors.reading import beijing_text, dig, from_beijing, parse_json, pick
from orderdesk.sandbox.flux_callbacks import confirm_data, status_data, wrapped
from orderdesk.sandbox.postman import Delivery, Repeats
from orderdesk.sandbox.world import World

_KIND = "flux"
_LOCK_KIND = "flux_lock"

WALK = {"00": ("40", 10.0), "40": ("60", 25.0), "60": ("63", 20.0), "63": ("66", 30.0), "66": ("80", 40.0)}
"""From each status to the next one, and the minutes that takes on the average."""

_PUT_BACK_MINUTES = 8.0


@dataclass(slots=True)
class FluxOrder:
    """One shipment in the imitated warehouse. `puts` counts how often it was handed over, also in vain."""

    doc_no: str
    wms_no: str
    order_type: str
    owner: str
    warehouse: str
    digest: str
    header: dict[str, Any]
    status: str = "00"
    puts: int = 1
    cancel_asked: bool = False
    history: list[dict[str, str]] = field(default_factory=list)
    next_at: str = ""
    next_status: str = ""


@dataclass(slots=True)
class FluxLock:
    """An announced order: nothing is worked on yet, its lines show the locked quantity. `puts` counts the attempts."""

    doc_no: str
    header: dict[str, Any]
    at: str
    puts: int = 1
    status: str = "98"


class FluxFloor:
    """All shipments of the imitated warehouse. Used from the event loop only."""

    def __init__(self, world: World) -> None:
        self.orders: dict[str, FluxOrder] = {}
        self.locks: dict[str, FluxLock] = {}
        self._world = world
        world.agenda.on(_KIND, self._step)
        world.postman.repeats[_KIND] = Repeats(world.interval(minutes=5), 200, _is_taken)

    def load(self) -> None:
        """Takes up what the shelf holds."""
        for row in self._world.shelf.load(_KIND):
            order = FluxOrder(**row)
            self.orders[order.doc_no] = order
            if order.next_at:
                self._world.agenda.add(datetime.fromisoformat(order.next_at), _KIND, order.doc_no)
        for row in self._world.shelf.load(_LOCK_KIND):
            self.locks[row["doc_no"]] = FluxLock(**row)

    def clear(self) -> None:
        """Forgets all shipments and locks."""
        self.orders.clear()
        self.locks.clear()

    def announce(self, header: dict[str, Any]) -> bool:
        """Takes an announced order; False when it is here already."""
        doc_no = pick(header, "docNo")
        known = self.locks.get(doc_no)
        if known is not None:
            known.puts += 1
        lock = known or FluxLock(doc_no, header, beijing_text(self._world.now()))
        self.locks[doc_no] = lock
        self._world.shelf.put(_LOCK_KIND, doc_no, asdict(lock))
        return known is None

    def withdraw(self, lock: FluxLock) -> bool:
        """Takes an announcement back; False when that was done before."""
        if lock.status == "90":
            return False
        lock.status = "90"
        self._world.shelf.put(_LOCK_KIND, lock.doc_no, asdict(lock))
        return True

    def accept(self, doc_no: str, digest: str, header: dict[str, Any]) -> None:
        """Takes a shipment that is not here yet."""
        order = FluxOrder(
            doc_no=doc_no,
            wms_no=f"W{len(self.orders) + 1:09d}",
            order_type=pick(header, "orderType"),
            owner=pick(header, "customerId"),
            warehouse=pick(header, "warehouseId"),
            digest=digest,
            header=header,
        )
        self.orders[doc_no] = order
        order.history.append({"status": "00", "time": beijing_text(self._world.now())})
        self._plan(order)

    def count_repeat(self, order: FluxOrder) -> None:
        """Notes that a shipment was handed over once more; it stays as it is."""
        order.puts += 1
        self._keep(order)

    def promise_cancel(self, order: FluxOrder) -> None:
        """Untouched goods are free at once; others are put back first, so that the answer is only a promise."""
        order.cancel_asked = True
        if order.status == "00":
            self._move(order, "90")
            return
        order.next_status = "90"
        self._appoint(order, self._world.after(self._world.now(), minutes=_PUT_BACK_MINUTES))

    def _plan(self, order: FluxOrder) -> None:
        """Appoints the next status, unless this warehouse's shipments wait here."""
        following = WALK.get(order.status)
        if following is None or self._world.settings.flux_stops_at.get(order.warehouse) == order.status:
            order.next_at = order.next_status = ""
            self._keep(order)
            return
        order.next_status, minutes = following
        minutes *= self._world.dice(order.doc_no, order.status).uniform(0.6, 1.4)
        self._appoint(order, self._world.after(self._world.now(), minutes=minutes))

    def _appoint(self, order: FluxOrder, due_at: datetime) -> None:
        order.next_at = due_at.isoformat()
        self._keep(order)
        self._world.agenda.add(due_at, _KIND, order.doc_no)

    async def _step(self, doc_no: str, due_at: datetime) -> None:
        order = self.orders.get(doc_no)
        if order is not None and order.next_at == due_at.isoformat():
            self._move(order, order.next_status)

    def _move(self, order: FluxOrder, status: str) -> None:
        order.status = status
        order.history.append({"status": status, "time": beijing_text(self._world.now())})
        for delivery in self._confirmations(order, order.history[-1]):
            self._world.postman.post(delivery)
        self._plan(order)

    def move(self, doc_no: str, status: str) -> bool:
        """Moves a shipment to `status` now, with its confirmations; False when there is no such shipment."""
        order = self.orders.get(doc_no)
        if order is None:
            return False
        self._move(order, status)
        return True

    def deliveries(self, doc_no: str, *, steps: int) -> list[Delivery]:
        """Takes up to `steps` further statuses at once, then all confirmations of the shipment so far, unposted."""
        order = self.orders.get(doc_no)
        if order is None:
            return []
        for _ in range(steps):
            if order.status not in WALK:
                break
            order.status = WALK[order.status][0]
            # One second apart, so that each status keeps a time of its own.
            last = from_beijing(order.history[-1]["time"]) or self._world.now()
            at = max(self._world.now(), last + timedelta(seconds=1))
            order.history.append({"status": order.status, "time": beijing_text(at)})
        if steps:
            self._plan(order)
        return [delivery for entry in order.history for delivery in self._confirmations(order, entry)]

    def _confirmations(self, order: FluxOrder, entry: dict[str, str]) -> list[Delivery]:
        if entry["status"] == "00":
            return []
        made = [self._delivery(order, wire.STATUS_CALLBACK, status_data(order.doc_no, status_row(order, entry)))]
        if entry["status"] == "80":
            dice = self._world.dice(order.doc_no, "short")
            short = dice.random() < self._world.settings.short_share
            data = confirm_data(order.doc_no, order.wms_no, order.header, entry["time"], short=short)
            made.append(self._delivery(order, wire.CONFIRM_CALLBACK, data))
        return made

    def _delivery(self, order: FluxOrder, method: str, data: dict[str, Any]) -> Delivery:
        settings = self._world.settings
        text = wrapped(data, settings.flux_data_format)
        fields = {
            "method": method,
            "client_customerid": settings.flux_client_customerid,
            "client_db": settings.flux_client_db,
            "messageid": "SOSTS" if method == wire.STATUS_CALLBACK else "SOCF",
            "apptoken": settings.flux_app_token,
            "appkey": settings.flux_app_key,
            "sign": wire.sign(text.encode(), settings.flux_app_secret),
            "timestamp": beijing_text(self._world.now()),
            "format": settings.flux_data_format,
            "data": text,
        }
        return Delivery(0, _KIND, f"flux.{method}", order.doc_no, settings.flux_callback_url, fields, "data")

    def _keep(self, order: FluxOrder) -> None:
        self._world.shelf.put(_KIND, order.doc_no, asdict(order))


def status_row(order: FluxOrder, entry: dict[str, str] | None = None) -> dict[str, str]:
    """A shipment's present or a former status, as queries and confirmations say it."""
    entry = entry or order.history[-1]
    return {
        "OrderNo": order.doc_no,
        "OrderType": order.order_type,
        "CustomerID": order.owner,
        "WarehouseID": order.warehouse,
        "Status": entry["status"],
        "Desc": "",
        "Time": entry["time"],
    }


def lock_row(lock: FluxLock) -> dict[str, str]:
    """An announced order as a query tells it."""
    return {
        "OrderNo": lock.doc_no,
        "OrderType": pick(lock.header, "orderType"),
        "CustomerID": pick(lock.header, "customerId"),
        "WarehouseID": pick(lock.header, "warehouseId"),
        "Status": lock.status,
        "Desc": "",
        "Time": lock.at,
    }


def _is_taken(status: int, body: bytes) -> bool:
    try:
        answer = dig(parse_json(body), "return")
    except Malformed:
        return False
    return status == 200 and isinstance(answer, dict) and pick(answer, "returnCode") == "0000"
