"""The oracle is worth something: each planted defect is found by at least five seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sync.simulator import History
from tests.sync.world import Broken, Bugs, Faults

MOST_SEEDS = 100
ENOUGH = 5

#: Many histories in one test: a busy machine needs its time.
pytestmark = pytest.mark.timeout(900)

#: An ignored epoch only shows when a hub comes back from a backup and moves on before everybody has noticed.
OFTEN_RESTORED = Faults(lost=0.0, answer_lost=0.0, duplicated=0.0, stale=0.0, crash=0.0, upset=0.35, restore=12)

#: A page that is taken in wherever it starts only shows when an old one arrives.
OFTEN_STALE = Faults(stale=0.5)

#: A command written down too early only shows when the other process gets its turn just then.
OFTEN_BETWEEN = Faults(lost=0.02, answer_lost=0.02, crash=0.0, upset=0.02, between=1.0)

LINES = {
    "epoch_ignored": OFTEN_RESTORED,
    "page_not_tied_to_cursor": OFTEN_STALE,
    "journal_before_cache": OFTEN_BETWEEN,
}


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
    faults = LINES.get(bug, Faults())
    for seed in range(MOST_SEEDS):
        try:
            History(seed, tmp_path / str(seed), bugs=Bugs(**{bug: True}), faults=faults).run()
        except Broken:
            caught += 1
        if caught == ENOUGH:
            return
    raise AssertionError(f"{bug} was caught by {caught} of {MOST_SEEDS} seeds only")
