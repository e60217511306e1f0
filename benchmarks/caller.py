"""A client that costs next to nothing, so that the figures are the server's: one kept connection, ready bytes."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

TIMEOUT_S = 60.0


class Caller:
    """One kept connection to a server on loopback. Not shared between threads."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def call(self, request: bytes) -> tuple[int, bytes]:
        """Sends ready bytes; returns status and body. The answer must carry a Content-Length."""
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        )
        while len(body) < length:
            body += self._receive()
        return int(head[9:12]), body

    def _receive(self) -> bytes:
        chunk = self._socket.recv(65_536)
        if not chunk:
            raise ConnectionError("the server hung up")
        return chunk


def request(method: str, path: str, body: Any = None, headers: Sequence[tuple[str, str]] = ()) -> bytes:
    """A request as bytes."""
    content = b"" if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(content)}"]
    if content:
        lines.append("Content-Type: application/json")
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


@dataclass(frozen=True, slots=True)
class Load:
    """What a number of clients met. `latencies` in seconds, `answers` in no order."""

    seconds: float
    latencies: list[float]
    answers: list[tuple[int, bytes]]

    @property
    def per_second(self) -> float:
        """Answers in a second."""
        return len(self.answers) / self.seconds


def drive(
    port_of: Sequence[int], queues: Sequence[Sequence[bytes]], *, gap_s: float = 0.0, stagger_s: float = 0.0
) -> Load:
    """Lets each queue be sent by a client of its own, all beginning at once; clients take the ports in turn.

    With `gap_s` the loop is open: request k of a client is due k gaps after the start (client c's, c staggers later),
    whatever the answers do, and its latency counts from then. Raises what went wrong in a client.
    """
    latencies: list[float] = []
    answers: list[tuple[int, bytes]] = []
    failures: list[Exception] = []
    ready = threading.Barrier(len(queues) + 1)

    def client(number: int) -> None:
        try:
            with Caller(port_of[number % len(port_of)]) as caller:
                ready.wait()
                begun = time.perf_counter()
                for place, each in enumerate(queues[number]):
                    due = time.perf_counter() if not gap_s else begun + number * stagger_s + place * gap_s
                    time.sleep(max(0.0, due - time.perf_counter()))
                    answers.append(caller.call(each))
                    latencies.append(time.perf_counter() - due)
        except (OSError, threading.BrokenBarrierError) as error:
            failures.append(error)
            ready.abort()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(len(queues))]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Load(time.perf_counter() - begun, latencies, answers)
