"""One HTTP call to an outside system, and what its transport alone says about the outcome."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from orderdesk.connectors.ports import Malformed, Outcome
from orderdesk.connectors.reading import parse_json

RETRY_S = 10.0
"""Seconds before a call is repeated after the network failed."""

LONGEST_RETRY_S = 900.0
"""Seconds that a system may ask us to stay away; whoever asks for more is asked again all the same."""

_FORM = "application/x-www-form-urlencoded; charset=utf-8"
_JSON = "application/json; charset=utf-8"

_SECRET_FIELD = re.compile(r"(?i)([?&](?:[a-z_]*(?:account|secret|token|key|password))=)[^&#\s]*")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def masked(address: str) -> str:
    """An address fit for a log: fields of its query that are secret are blotted out."""
    return _SECRET_FIELD.sub(r"\1***", address)


class _Masking(logging.Filter):
    """The client writes down each address that it calls; some vendors want their secrets in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(masked(str(each)) if isinstance(each, httpx.URL) else each for each in record.args)
        return True


logging.getLogger("httpx").addFilter(_Masking())


def post_form(client: httpx.Client, url: str, form: bytes, *, timeout: httpx.Timeout) -> Reply | Outcome:
    """Posts a ready form. Without an answer: retry, in doubt unless the connection was never made."""
    return _send(client, client.build_request("POST", url, content=form, headers={"Content-Type": _FORM}), timeout)


def post_json(client: httpx.Client, url: str, body: bytes, *, timeout: httpx.Timeout) -> Reply | Outcome:
    """Posts ready JSON; outcomes as for `post_form`."""
    return _send(client, client.build_request("POST", url, content=body, headers={"Content-Type": _JSON}), timeout)


def get(client: httpx.Client, url: str, *, timeout: httpx.Timeout) -> Reply | Outcome:
    """Asks; outcomes as for `post_form`."""
    return _send(client, client.build_request("GET", url), timeout)


def _send(client: httpx.Client, request: httpx.Request, timeout: httpx.Timeout) -> Reply | Outcome:
    request.extensions = {**request.extensions, "timeout": timeout.as_dict()}
    try:
        response = client.send(request)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        return Outcome.retry(RETRY_S, code="not_reached", text=type(error).__name__)
    except (httpx.TransportError, httpx.DecodingError) as error:
        return Outcome.retry(RETRY_S, code="no_answer", text=type(error).__name__, in_doubt=True)
    return Reply(response.status_code, response.headers, response.content)


def classify_transport(status: int, headers: Mapping[str, str]) -> Outcome | None:
    """What the HTTP status alone decides; None means that the body has the word."""
    if status == 200:
        return None
    code = f"http_{status}"
    if status in {408, 425, 429, 503}:
        return Outcome.retry(_retry_after(headers), code=code, in_doubt=status != 429)
    if status >= 500:
        return Outcome.retry(RETRY_S, code=code, in_doubt=True)
    if status in {401, 403, 404, 405}:
        return Outcome.reject(code, "address or credentials are wrong", whole_system=True)
    return Outcome.unknown("unexpected HTTP status", code=code)


def json_answer(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | Outcome:
    """The JSON object of an answer with 200, else what can be said without one."""
    by_transport = classify_transport(status, headers)
    if by_transport is not None:
        return by_transport
    try:
        return parse_json(body)
    except Malformed:
        return Outcome.unknown("200 without a JSON answer", code="bad_body")


def _retry_after(headers: Mapping[str, str]) -> float:
    text = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    # Also a date may stand there: then we choose ourselves.
    return min(max(float(text), RETRY_S), LONGEST_RETRY_S) if text.isascii() and text.isdigit() else RETRY_S
