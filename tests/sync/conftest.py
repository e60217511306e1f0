"""What several tests of the workstation's side need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.clock import SetClock
from tests.storage.cached_company import Town
from tests.sync.other_program import OtherProgram


@pytest.fixture
def town(tmp_path: Path, clock: SetClock) -> Town:
    """A hub with a desk and a bench, and orders to come."""
    return Town(tmp_path, clock)


@pytest.fixture
def other() -> Iterator[OtherProgram]:
    """Another program where the hub should be."""
    with OtherProgram().serving() as program:
        yield program
