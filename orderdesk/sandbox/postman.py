"""Callbacks on their way from the imitated systems to the hub: signed, sometimes spoiled, repeated until taken."""

from __future__ import annotations

import json
import logging
import ssl
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote_plus, urlsplit

import httpx

from orderdesk.sandbox.agenda import Agenda
from orderdesk.sandbox.faults import Fault, FaultBook
from orderdesk.sandbox.shelf import Shelf

_log = logging.getLogger("orderdesk.sandbox")
_KIND = "delivery"


@dataclass(frozen=True, slots=True)
class Repeats:
    """How a system repeats a callback that was not taken, and how it knows that one was."""

    every: timedelta
    times: int
    is_taken: Callable[[int, bytes], bool]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One callback. `payload` is the name of the field that carries the JSON or XML text."""

    number: int
    system: str
    operation: str
    key: str
    url: str
    fields: dict[str, str]
    payload: str
    tries: int = 0


class Postman:
    """Delivers callbacks in the order in which they were posted. Used from the event loop only."""

    def __init__(self, agenda: Agenda, book: FaultBook, shelf: Shelf, log: deque[dict[str, Any]]) -> None:
        self.repeats: dict[str, Repeats] = {}
        self._client: httpx.AsyncClient | None = None
        self._agenda = agenda
        self._book = book
        self._shelf = shelf
        self._log = log
        self._waiting: dict[int, Delivery] = {}
        self._last_number = 0
        agenda.on(_KIND, self._deliver)

    async def open(self) -> None:
        """Starts to deliver; what waited on the shelf goes out at once."""
        # The hub is on this machine or named on purpose: a proxy of the environment would only swallow callbacks.
        self._client = httpx.AsyncClient(timeout=5.0, trust_env=False, verify=_trusted())
        for row in self._shelf.load(_KIND):
            delivery = Delivery(**row)
            self._waiting[delivery.number] = delivery
            self._last_number = max(self._last_number, delivery.number)
            self._agenda.add(self._agenda.clock.now(), _KIND, str(delivery.number))

    async def close(self) -> None:
        """Stops delivering."""
        if self._client:
            await self._client.aclose()
            self._client = None

    def clear(self) -> None:
        """Forgets what has not been delivered."""
        self._waiting.clear()

    @property
    def waiting(self) -> int:
        """How many callbacks have not been taken yet."""
        return len(self._waiting)

    def post(self, delivery: Delivery, due_at: datetime | None = None) -> None:
        """Posts one callback, to go out now or at `due_at`; its number is given here."""
        self._last_number += 1
        numbered = replace(delivery, number=self._last_number)
        self._keep(numbered, due_at or self._agenda.clock.now())

    def _keep(self, delivery: Delivery, due_at: datetime) -> None:
        self._waiting[delivery.number] = delivery
        self._shelf.put(_KIND, f"{delivery.number:012d}", asdict(delivery))
        self._agenda.add(due_at, _KIND, str(delivery.number))

    def _drop(self, number: int) -> None:
        self._waiting.pop(number, None)
        self._shelf.drop(_KIND, f"{number:012d}")

    async def _deliver(self, key: str, due_at: datetime) -> None:
        delivery = self._waiting.get(int(key))
        if delivery is None:
            return
        address = f"POST {urlsplit(delivery.url).path}"
        fault = self._book.pick(delivery.operation, address, callbacks=True) if delivery.tries == 0 else None
        if fault and fault.kind == "late_callback":
            minutes = float(fault.args.get("minutes", 30.0))
            self._keep(replace(delivery, tries=1), due_at + timedelta(minutes=minutes))
            return
        copies = int(fault.args.get("copies", 2)) if fault and fault.kind == "duplicate_callback" else 1
        taken = False
        for _ in range(copies):
            taken = await self._send(delivery, fault) or taken
        self._settle(delivery, taken or (fault is not None and fault.kind == "lost_callback"), due_at)

    def _settle(self, delivery: Delivery, done: bool, due_at: datetime) -> None:
        repeats = self.repeats[delivery.system]
        if done:
            self._drop(delivery.number)
        elif delivery.tries >= repeats.times:
            _log.warning("callback given up operation=%s key=%s", delivery.operation, delivery.key)
            self._drop(delivery.number)
        else:
            self._keep(replace(delivery, tries=delivery.tries + 1), due_at + repeats.every)

    async def _send(self, delivery: Delivery, fault: Fault | None) -> bool:
        fields = _spoiled(delivery, fault)
        entry: dict[str, Any] = {
            "at": self._agenda.clock.now().isoformat(),
            "operation": delivery.operation,
            "address": f"POST {urlsplit(delivery.url).path}",
            "key": delivery.key,
            "fault": fault.kind if fault else None,
        }
        self._log.append(entry)
        if self._client is None or (fault and fault.kind == "lost_callback"):
            return False
        body = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items()).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        try:
            answer = await self._client.post(delivery.url, content=body, headers=headers)
        except httpx.TransportError as error:
            entry["answer"] = type(error).__name__
            return False
        entry["status"], entry["answer"] = answer.status_code, answer.text[:500]
        return self.repeats[delivery.system].is_taken(answer.status_code, answer.content)


@cache
def _trusted() -> ssl.SSLContext:
    # Made once: reading the certificates takes longer than everything else about a sandbox.
    return httpx.create_ssl_context(trust_env=False)


def _spoiled(delivery: Delivery, fault: Fault | None) -> Mapping[str, str]:
    """The fields as they go out; a fault spoils this copy only, never what will be repeated."""
    fields = dict(delivery.fields)
    if fault is None:
        return fields
    text = fields[delivery.payload]
    if fault.kind == "bad_signature":
        fields["sign"] = "0" * 32
    elif fault.kind == "missing_signature":
        fields.pop("sign", None)
    elif fault.kind == "truncated_json":
        fields[delivery.payload] = text[: len(text) // 2]
    elif fault.kind == "reserialised" and text.startswith("{"):
        fields[delivery.payload] = json.dumps(json.loads(text), ensure_ascii=True, indent=1)
    return fields
