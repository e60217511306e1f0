"""Servers on loopback for the connector tests: any application, and a receiver that stands where the hub is."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Any

import uvicorn

from orderdesk.connectors.ports import Forged, Malformed, OutsideEvent, ReadCallback, ReadsCallbacks

#: How often uvicorn renews the date in its answers.
TICK_S = 0.1

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class PromptServer(uvicorn.Server):
    """Ends as soon as it is told to and nothing is open any more; uvicorn looks ten times a second, then waits a tenth.

    Hundreds of tests have a server each.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = threading.Event()
        self._noticed = asyncio.Event()

    def end(self) -> None:
        """Tells it to end; may be called from any thread, at any time."""
        self._told.set()
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended by itself, and its loop is closed
                self._loop.call_soon_threadsafe(self._noticed.set)

    async def main_loop(self) -> None:
        """Serves until `end`."""
        self._loop = asyncio.get_running_loop()
        counter = 0
        while not (self._told.is_set() or await self.on_tick(counter)):
            counter += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._noticed.wait(), TICK_S)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops serving; what is still open after a second is uvicorn's to end."""
        for each in (*self.servers, *(sockets or ())):
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        until = time.monotonic() + 1.0
        while self.server_state.connections or self.server_state.tasks:
            if time.monotonic() > until:
                return await super().shutdown(sockets)
            await asyncio.sleep(0.001)
        for server in self.servers:
            await server.wait_closed()
        await self.lifespan.shutdown()
        return None


class Served:
    """An application behind a real server on a free port, in a thread of its own."""

    def __init__(self, app: Any, *, lifespan: bool = True) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        # Listening from here on: a caller that comes before the server is up waits instead of being turned away.
        self._socket.listen()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(app, log_config=None, ws="none", lifespan="on" if lifespan else "off")
        self._server = PromptServer(config)
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, name=f"server {self.url}")

    def __enter__(self) -> Served:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.end()
        self._thread.join(timeout=20)
        self._socket.close()


class Receiver:
    """Does with callbacks what the hub does: verify, read, keep each one once, answer in the vendor's words."""

    def __init__(self) -> None:
        self.connectors: dict[str, ReadsCallbacks] = {}
        self.forget()

    def forget(self) -> None:
        """Starts with nothing told."""
        self.bodies: list[bytes] = []
        self.kept: dict[str, ReadCallback] = {}
        self.repeats = 0
        self.forged = 0
        self.malformed = 0

    def events(self) -> list[OutsideEvent]:
        """What has been told so far, each event once, in the order of arrival."""
        by_key = {event.event_key: event for read in self.kept.values() for event in read.events}
        return list(by_key.values())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        connector = self.connectors[scope["path"].split("/")[3]]
        answer = connector.answer_ok()
        self.bodies.append(body)
        try:
            read = connector.verify_and_read(body, headers, scope["query_string"].decode())
            self.repeats += read.dedupe_key in self.kept
            self.kept.setdefault(read.dedupe_key, read)
        except Forged:
            self.forged += 1
            answer = connector.answer_refused("signature")
        except Malformed:
            self.malformed += 1
            answer = connector.answer_refused("form")
        header = [(b"content-type", answer.content_type.encode()), (b"content-length", str(len(answer.body)).encode())]
        await send({"type": "http.response.start", "status": answer.status, "headers": header})
        await send({"type": "http.response.body", "body": answer.body})
