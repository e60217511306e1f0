"""Answers that are not what was asked for: a code and facts as JSON, never a stack trace."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from db.engine import driver_words
from orderdesk.errors import OrderDeskError, Refused

_log = logging.getLogger("orderdesk.hub")

RETRY_AFTER_S = 2
_UNPROCESSABLE = 422


class ProblemBody(BaseModel):
    """What every answer with a status of 400 or more holds."""

    code: str
    facts: dict[str, Any] = {}


class Problem(OrderDeskError):
    """Ends a request with `status`, a code and facts. `extra` fields stand beside them in the answer."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        facts: dict[str, Any] | None = None,
        extra: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.facts = facts or {}
        self.extra = extra or {}
        self.headers = headers or {}

    def response(self) -> Response:
        """The answer."""
        content = {"code": self.code, "facts": self.facts, **self.extra}
        return JSONResponse(content, self.status, self.headers, media_type="application/problem+json")


_MEANING = {
    400: "The request cannot be read",
    401: "The device or the session is not known",
    403: "Not allowed",
    404: "There is no such thing, or not for this seat",
    409: "The present state does not fit: another epoch, a gap, or already done",
    410: "The cursor is too old or ahead of the hub",
    413: "Too large",
    415: "Not a kind of content that is taken",
    422: "The content is not valid",
    426: "The program is too old for this hub",
    429: "Too many tries",
    503: "The database is away for a moment",
}


def loggable_path(scope: Scope) -> str:
    """The path that was called, for the log: what stands behind a callback's source is a secret."""
    path: str = scope["path"]
    head, callbacks, rest = path.partition("/v1/callbacks/")
    source, slash, token = rest.partition("/")
    return f"{head}{callbacks}{source}{slash}…" if token else path


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may end with these problems; 413, 422 and 503 may end any of them."""
    found = sorted({*statuses, 413, _UNPROCESSABLE, 503})
    schema = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}
    return {status: {"description": _MEANING[status], "content": schema} for status in found}


def install(app: FastAPI) -> None:
    """Makes every error that ends a request a problem."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(Refused, _on_refused)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(OperationalError, _on_database)
    app.add_exception_handler(InterfaceError, _on_database)
    app.add_exception_handler(PoolTimeout, _on_database)


async def _on_problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response()


async def _on_refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return Problem(_UNPROCESSABLE, error.code, facts=dict(error.facts)).response()


async def _on_invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(step) for step in first["loc"])
    return Problem(_UNPROCESSABLE, "request.malformed", facts={"where": where, "why": first["msg"]}).response()


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # A path may be served by several routes, of which the framework names one.
        headers["Allow"] = ", ".join(_methods_of(request))
    codes = {404: "route.unknown", 405: "route.method", 400: "request.malformed", 413: "request.too_large"}
    code = codes.get(error.status_code, "request.refused")
    return Problem(error.status_code, code, headers=headers).response()


def _methods_of(request: Request) -> list[str]:
    routes: list[BaseRoute] = request.app.routes
    here = [route for route in routes if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in here for method in route.methods or ()})


async def _on_database(request: Request, error: Exception) -> Response:
    cause = driver_words(error) if isinstance(error, DBAPIError) else "no free connection"
    _log.warning("database away path=%s error=%s", loggable_path(request.scope), cause)
    return Problem(503, "hub.database_away", headers={"Retry-After": str(RETRY_AFTER_S)}).response()
