"""The sandbox's door: every call to an imitated system is logged, and a planned fault may strike it."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orderdesk.clock import Clock
from orderdesk.sandbox.faults import Fault, FaultBook


class ImitatedSystem(Protocol):
    """What the door must know of a system behind it."""

    prefix: str

    def operation(self, path: str, query: bytes, body: bytes) -> str:
        """The vendor's name of what is asked, with the system before it: `flux.putSalesOrder`."""
        ...

    def signature_failure(self) -> dict[str, Any]:
        """The vendor's answer to a wrong signature."""
        ...

    def error_body(self) -> dict[str, Any]:
        """A typical error that the vendor sends with HTTP 200."""
        ...


class Door:
    """Every call to an imitated system passes here: it is logged, and a fault may strike before or after."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        systems: list[ImitatedSystem],
        book: FaultBook,
        log: deque[dict[str, Any]],
        clock: Clock,
    ) -> None:
        self._app = app
        self._systems = systems
        self._book = book
        self._log = log
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one call."""
        system = next(
            (s for s in self._systems if scope["type"] == "http" and scope["path"].startswith(s.prefix)), None
        )
        if system is None:
            await self._app(scope, receive, send)
            return
        body = await _read(receive)
        operation = system.operation(scope["path"], scope["query_string"], body)
        address = f"{scope['method']} {scope['path']}"
        fault = self._book.pick(operation, address, callbacks=False)
        entry: dict[str, Any] = {
            "at": self._clock.now().isoformat(),
            "operation": operation,
            "address": address,
            "query": scope["query_string"].decode("latin-1"),
            "body": body.decode("utf-8", "replace"),
            "fault": fault.kind if fault else None,
        }
        self._log.append(entry)
        answer = _Answer()
        if fault is None or not await _strike_before(fault, system, answer, receive, send):
            await self._app(scope, _replay(body), answer.take)
            if fault is not None and await _strike_after(fault, system, answer, receive, send):
                return
            await answer.give(send)
        entry["status"], entry["answer"] = answer.status, answer.body.decode("utf-8", "replace")


class _Answer:
    """An answer held back until it is known what becomes of it."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")

    def replace(self, status: int, content_type: str, body: bytes) -> None:
        self.status, self.headers, self.body = status, [(b"content-type", content_type.encode())], body

    async def give(self, send: Send) -> None:
        headers = [(name, value) for name, value in self.headers if name.lower() != b"content-length"]
        headers.append((b"content-length", str(len(self.body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


async def _strike_before(fault: Fault, system: ImitatedSystem, answer: _Answer, receive: Receive, send: Send) -> bool:
    """Does what goes wrong before the system acts; True when the call ends here."""
    if fault.kind == "latency":
        await asyncio.sleep(float(fault.args.get("seconds", 1.0)))
        return False
    if fault.kind == "timeout_before_commit":
        await _hang(fault, receive)
        await _cut(send)
    elif fault.kind == "drop_before_commit":
        await _cut(send)
    elif fault.kind == "status":
        _html(fault, answer)
        await answer.give(send)
    elif fault.kind == "signature_failure":
        answer.replace(200, "application/json", json.dumps(system.signature_failure()).encode())
        await answer.give(send)
    else:
        return False
    return True


async def _strike_after(fault: Fault, system: ImitatedSystem, answer: _Answer, receive: Receive, send: Send) -> bool:
    """Does what goes wrong after the system has acted; True when the call ends without its answer."""
    if fault.kind in {"timeout_after_commit", "drop_after_commit"}:
        if fault.kind == "timeout_after_commit":
            await _hang(fault, receive)
        await _cut(send)
        return True
    changes: Mapping[str, Callable[[], None]] = {
        "status_after_commit": lambda: _html(fault, answer),
        "error_body": lambda: answer.replace(
            200, "application/json", json.dumps(fault.args.get("body", system.error_body())).encode()
        ),
        "truncated_json": lambda: answer.replace(
            answer.status, "application/json", answer.body[: len(answer.body) // 2]
        ),
        "gbk_body": lambda: answer.replace(answer.status, "text/html", answer.body.decode().encode("gb18030")),
        "object_instead_of_list": lambda: answer.replace(answer.status, "application/json", _unlisted(answer.body)),
    }
    changes.get(fault.kind, lambda: None)()
    return False


def _html(fault: Fault, answer: _Answer) -> None:
    code = int(fault.args.get("code", 502))
    page = f"<html><head><title>{code}</title></head><body><center><h1>{code}</h1></center></body></html>"
    answer.replace(code, "text/html; charset=utf-8", page.encode())


def _unlisted(body: bytes) -> bytes:
    """The same JSON with each list of one element replaced by the element."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: walk(item) for name, item in value.items()}
        if isinstance(value, list):
            return walk(value[0]) if len(value) == 1 else [walk(item) for item in value]
        return value

    return json.dumps(walk(json.loads(body)), ensure_ascii=False).encode()


async def _hang(fault: Fault, receive: Receive) -> None:
    """Waits until the caller gives up, or for `seconds`."""
    try:
        async with asyncio.timeout(float(fault.args.get("seconds", 60.0))):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


async def _cut(send: Send) -> None:
    """Promises an answer and lets the connection break: returning early makes the server close it."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})


async def _read(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _replay(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
