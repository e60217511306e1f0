"""A workstation is killed at every commit point of opening, saying, pushing, taking a page and switching its cache."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from orderdesk.sync import Workstation
from tests.faults.company_hub import CompanyHub
from tests.faults.oracle import confirmed, require_all_done, require_copy, require_effects_once

#: Of each of the two workstations, on each database: 200 in all.
KILLS = 50
ACTIVITIES = ("say", "push", "page", "switch", "open")


@dataclass
class Victim:
    """A workstation that is killed again and again, each time at the next commit point of what it does."""

    folder: Path
    kills: int = 0
    runs: int = 0
    left: list[str] = field(default_factory=lambda: list(ACTIVITIES))
    points: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ACTIVITIES, 0))

    def run(self, hub: CompanyHub) -> None:
        """Runs it once."""
        fails = self.left[self.runs % len(self.left)] if self.left else "any"
        fail_at = self.points[fails] if self.left else (self.kills * 7) % 29
        self.runs += 1
        pid = hub.nursery.start(
            "workstation",
            folder=str(self.folder),
            acknowledged=str(self.folder / "confirmed"),
            seed=self.runs,
            fails=fails,
            fail_at=fail_at,
        )
        code = hub.nursery.wait(pid)
        assert code in (0, -signal.SIGKILL), hub.nursery.words()
        if code:
            self.kills += 1
        if self.left and code:
            self.points[fails] += 1
        elif self.left:
            self.left.remove(fails)


@pytest.mark.timeout(600)
def test_killed_at_every_commit_nothing_is_lost_and_nothing_is_done_twice(hub: CompanyHub, tmp_path: Path) -> None:
    hub.prepare_orders(9, 12)
    hub.start()
    victims = [Victim(tmp_path / "desk"), Victim(tmp_path / "bench")]
    hub.enrol(victims[0].folder, "desk", "sales").close()
    hub.enrol(victims[1].folder, "bench", "packer").close()
    while any(victim.kills < KILLS for victim in victims):
        for victim in victims:
            if victim.kills < KILLS:
                victim.run(hub)
    opened = [Workstation.open(victim.folder) for victim in victims]
    for workstation in (*opened, *opened):
        workstation.sync_once()
    for victim, workstation in zip(victims, opened, strict=True):
        assert victim.left == [], f"not every commit point was reached: {victim.points}"
        assert all(victim.points[activity] >= 4 for activity in ("say", "push", "page", "switch")), victim.points
        assert require_all_done(hub.store, workstation, confirmed(victim.folder / "confirmed")) >= KILLS
        require_copy(hub.store, workstation)
        workstation.close()
    require_effects_once(hub.store)
