"""Calls made up from /openapi.json, as people of several roles: no fault, and no answer that the description has not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
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
ASKING = ("packer", "sales", "admin")

#: A stream has no end; who signs out or is revoked asks nothing more.
LAST = frozenset({"/v1/stream", "/v1/sign-out", "/v1/devices/{device_id}/revoke"})


def operations(hub: ServedHub) -> list[Any]:
    """What the hub says that it serves."""
    schema = schemathesis.openapi.from_dict(hub.client.get("/openapi.json").json())
    found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    return [each for each in found if each.path not in LAST]


def ask(hub: ServedHub, desk: Desk, case: Case[Any], *, knows_epoch: bool) -> None:
    """Sends a made-up call with what proves device and person, and compares the answer with the description."""
    if knows_epoch:
        for asked in (case.query, case.body):
            if isinstance(asked, dict) and "epoch" in asked:
                asked["epoch"] = EPOCH
    headers = {**PROTOCOL, **desk.headers}
    answer = case.call(base_url=hub.url, headers=headers)
    case.validate_response(answer, checks=CHECKS, headers=headers)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_no_call_gets_an_answer_that_is_not_described(hub: ServedHub, histories: int) -> None:
    """Of each route some that fit the description, and some that do not."""
    desks = [hub.desk_of(role) for role in ASKING]
    for operation in operations(hub):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=max(histories // 100, 1),
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            )
            @given(operation.as_strategy(generation_mode=mode), st.sampled_from(desks), st.booleans())
            def calls(case: Case[Any], desk: Desk, knows_epoch: bool) -> None:
                ask(hub, desk, case, knows_epoch=knows_epoch)

            with suppress(Unsatisfiable):  # of a route without any parameter nothing can be wrong
                calls()
