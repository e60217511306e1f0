"""Calls made up from /openapi.json, as people of several roles: no fault,
and no answer that the description has not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from tests.hub.served_hub import Desk, ServedHub

ASKING = ("packer", "sales", "admin")


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_no_call_gets_an_answer_that_is_not_described(hub: ServedHub, histories: int) -> None:
    """Of each route some that fit the description, and some that do not."""
    from tests.hub import made_up_calls

    desks = [hub.desk_of(role) for role in ASKING]
    for cases in made_up_calls.operations(hub):

        @settings(
            max_examples=max(histories // 100, 1),
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(cases, st.sampled_from(desks), st.booleans())
        def calls(case: Any, desk: Desk, knows_epoch: bool) -> None:
            made_up_calls.ask(hub, desk, case, knows_epoch=knows_epoch)

        with suppress(Unsatisfiable):  # of a route without any parameter nothing can be wrong
            calls()
