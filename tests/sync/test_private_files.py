"""What a workstation keeps on disk, its secret and customers among it: nobody else on the computer may read it."""

from __future__ import annotations

from pathlib import Path

from orderdesk.clock import SetClock
from orderdesk.commands import AddNote
from tests.sync import small_company as company
from tests.sync.seated import hub_with, seated

OTHERS = 0o077


def test_only_its_own_user_may_read_a_workstations_folder(tmp_path: Path, clock: SetClock) -> None:
    hub, folder = hub_with(tmp_path, clock, A1="desk"), tmp_path / "desk"
    desk = seated(lambda: hub, folder, "A1", "sales")
    desk.say(AddNote(order_id=company.name("nobody's order"), text="now both logs are there"))
    cache = desk.status().cache
    assert cache is not None
    modes = {path.name: path.stat().st_mode & OTHERS for path in folder.iterdir()}
    desk.close()
    assert {f"{name}{more}" for name in ("journal.db", cache.name) for more in ("", "-wal", "-shm")} == modes.keys()
    assert set(modes.values()) == {0}
    assert folder.stat().st_mode & OTHERS == 0
