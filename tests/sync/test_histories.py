"""Random histories keep the promises of the protocol; the simulator prints the seed of one that does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.sync.simulator import History

#: Many histories in one test: a busy machine needs its time.
pytestmark = pytest.mark.timeout(900)

#: Parts of one run, so that several test processes share the work.
PARTS = 6


@pytest.mark.parametrize("part", range(PARTS))
def test_histories_lose_nothing_double_nothing_and_end_alike(part: int, histories: int, tmp_path: Path) -> None:
    for seed in range(part, histories, PARTS):
        folder = tmp_path / str(seed)
        History(seed, folder).run()
        shutil.rmtree(folder)
