"""What several tests of the workstation's side need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sync.other_program import OtherProgram


@pytest.fixture
def other() -> Iterator[OtherProgram]:
    """Another program where the hub should be."""
    with OtherProgram().serving() as program:
        yield program
