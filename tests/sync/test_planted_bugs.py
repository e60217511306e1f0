"""The oracle is worth something: each planted defect is found by at least five seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.commands import AddNote
from tests.sync import small_company as company
from tests.sync.simulator import Broken, Bugs, Faults, History

MOST_SEEDS = 150
ENOUGH = 5


@pytest.mark.parametrize(
    "bug",
    [
        "no_deduplication",
        "page_not_tied_to_cursor",
        "overlay_dropped_at_answer",
        "journal_before_cache",
        "epoch_ignored",
    ],
)
def test_a_planted_defect_is_caught_by_five_seeds(bug: str, tmp_path: Path) -> None:
    caught = 0
    for seed in range(MOST_SEEDS):
        try:
            History(seed, tmp_path / str(seed), bugs=Bugs(**{bug: True})).run()
        except Exception:  # noqa: BLE001  # however the defect shows, it has shown
            caught += 1
        if caught == ENOUGH:
            return
    raise AssertionError(f"{bug} was caught by {caught} of {MOST_SEEDS} seeds only")
