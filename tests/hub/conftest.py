"""A served hub with the small company in it, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.clock import SetClock
from tests.hub.served_hub import ServedHub, hub_settings, served_company


@pytest.fixture
def hub(database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ServedHub]:
    """A hub over HTTP; its clock stands still until the test moves it."""
    with served_company(hub_settings(database_url, tmp_path / "hub"), clock) as served:
        yield served
