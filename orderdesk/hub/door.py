"""The outermost layer of the hub: bounds bodies, counts answers, and lets no defect out as a stack trace."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from time import perf_counter
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from orderdesk.hub.metrics import Metrics
from orderdesk.hub.problems import Problem, loggable_path

_log = logging.getLogger("orderdesk.hub")

Message = MutableMapping[str, Any]


class Door:
    """Stands before the application. Broad by design: what is not an expected problem ends here, reported once."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, max_body_bytes: int) -> None:
        self._app = app
        self._metrics = metrics
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._count(scope, status, perf_counter() - begun)
            await send(message)

        try:
            await self._app(scope, _bounded(receive, self._max_body_bytes), watch)
        except ClientDisconnect:
            _log.info("request abandoned method=%s path=%s", scope["method"], loggable_path(scope))
        except Exception:  # noqa: BLE001 - boundary: the caller gets a report number, the log the trace
            report = secrets.token_hex(4)
            path = loggable_path(scope)
            _log.exception("request failed report=%s method=%s path=%s", report, scope["method"], path)
            if not status:
                await Problem(500, "hub.fault", facts={"report": report}).response()(scope, receive, watch)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.requests.labels(scope["method"] if route != "none" else "ANY", route, str(status)).inc()
        self._metrics.request_seconds.labels(scope["method"] if route != "none" else "ANY", route).observe(seconds)


def _bounded(receive: Receive, limit: int) -> Callable[[], Awaitable[Message]]:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            # An HTTPException passes through FastAPI's reading of bodies, another error would become a 400.
            raise HTTPException(413)
        return message

    return bounded
