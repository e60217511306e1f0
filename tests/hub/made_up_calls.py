"""Calls made up from a hub's description of itself. Its import takes a second: only who makes calls up imports it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.hub.served_hub import EPOCH, PROTOCOL, Desk, ServedHub

#: What an answer is compared by.
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

#: A stream has no end; who signs out or is revoked asks nothing more.
LAST = frozenset({"/v1/stream", "/v1/sign-out", "/v1/devices/{device_id}/revoke"})


def operations(hub: ServedHub) -> Iterator[st.SearchStrategy[Case[Any]]]:
    """Of each route that the hub says it serves: calls that fit the description, then calls that do not."""
    schema = schemathesis.openapi.from_dict(hub.client.get("/openapi.json").json())
    for each in schema.get_all_operations():
        if isinstance(each, Ok) and each.ok().path not in LAST:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                yield each.ok().as_strategy(generation_mode=mode)


def ask(hub: ServedHub, desk: Desk, case: Case[Any], *, knows_epoch: bool) -> None:
    """Sends a made-up call with what proves device and person, and compares the answer with the description."""
    if knows_epoch:
        for asked in (case.query, case.body):
            if isinstance(asked, dict) and "epoch" in asked:
                asked["epoch"] = EPOCH
    headers = {**PROTOCOL, **desk.headers}
    answer = case.call(base_url=hub.url, headers=headers)
    case.validate_response(answer, checks=CHECKS, headers=headers)
