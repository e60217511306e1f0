"""A TCP proxy that treats the line badly: it delays, cuts, drops, goes silent, or holds the stream back."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Coroutine
from typing import Any, Self

#: After so many bytes of an answer the next connections are cut, in turn.
CUTS = (150, 900, 4_000, 400_000, 20_000)
DELAY_S = 0.03


class BadLine:
    """Between a workstation and its hub. `mode` may change at any time and holds for new connections:
    open, delay, cut, drop, half_open (takes everything, says nothing), hold_back (of streams, nothing comes)."""

    def __init__(self, hub: str) -> None:
        self._host, _, port = hub.removeprefix("http://").partition(":")
        self._port = int(port)
        self.mode = "open"
        self.connections = 0
        self.questions = 0
        self.url = ""
        self._cuts = itertools.cycle(CUTS)
        self._server: Any = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bad line")

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _end(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        await asyncio.sleep(0)  # the aborted connections close in the loop's next round

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        mode = self.mode
        try:
            if mode == "half_open":
                while await reader.read(65_536):
                    pass
            elif mode != "drop":
                await self._carry(mode, reader, writer)
        except (OSError, asyncio.CancelledError):
            return  # one of the two ends is gone, or the test is over: the finally tells the other
        finally:
            writer.transport.abort()

    async def _carry(self, mode: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream, to_hub = await asyncio.open_connection(self._host, self._port)
        streams = asyncio.Event()
        tasks = {
            asyncio.create_task(self._pump_up(mode, reader, to_hub, streams)),
            asyncio.create_task(self._pump_down(mode, upstream, writer, streams)),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            to_hub.transport.abort()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _pump_up(
        self, mode: str, source: asyncio.StreamReader, sink: asyncio.StreamWriter, streams: asyncio.Event
    ) -> None:
        while data := await source.read(65_536):
            if data.startswith(b"GET /v1/stream"):
                streams.set()
            self.questions += data.startswith(b"GET /v1/changes")
            await self._pass(mode, data, sink)

    async def _pump_down(
        self, mode: str, source: asyncio.StreamReader, sink: asyncio.StreamWriter, streams: asyncio.Event
    ) -> None:
        left = next(self._cuts) if mode == "cut" else 1 << 40
        while left > 0 and (data := await source.read(65_536)):
            if mode != "hold_back" or not streams.is_set():
                await self._pass(mode, data[:left], sink)
            left -= len(data)

    async def _pass(self, mode: str, data: bytes, sink: asyncio.StreamWriter) -> None:
        if mode == "delay":
            await asyncio.sleep(DELAY_S)
        sink.write(data)
        await sink.drain()
