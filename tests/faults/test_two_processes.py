"""A window that says as fast as it can beside its sync process, which is killed, at a hub that is set back."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.engine import parse_url
from db.tables import log
from orderdesk.hub.backup import CannotBackUp, back_up, restore
from orderdesk.sync import Workstation
from tests.faults.company_hub import CompanyHub, await_that
from tests.faults.oracle import confirmed, require_all_done, require_copy, require_effects_once

#: On each database: 1,000 in all.
SAYS = 500


def commands_at(hub: CompanyHub) -> int:
    """How many commands of workstations the hub has taken."""
    query = select(func.count()).select_from(log.command).where(log.command.c.session_id.is_not(None))
    with hub.store.read() as connection:
        return int(connection.execute(query).scalar_one())


def cache_name(folder: Path) -> str:
    """The cache that the journal names."""
    with closing(sqlite3.connect(folder / "journal.db")) as journal:
        return str(journal.execute("SELECT value FROM fact WHERE name = 'cache'").fetchone()[0])


def set_back(hub: CompanyHub, backup: Path) -> None:
    """The hub dies and comes back as it was at its backup."""
    hub.kill()
    hub.store.engine.dispose()
    url = parse_url(hub.database_url)

    def is_restored() -> bool:
        try:
            restore(url, backup)
        except CannotBackUp as error:
            if "in use" not in str(error):
                raise
            return False
        return True

    await_that(is_restored, "the database has noticed that the hub is gone")
    hub.start()


@pytest.mark.timeout(600)
def test_window_and_sync_process_lose_nothing_and_double_nothing(hub: CompanyHub, tmp_path: Path) -> None:
    hub.prepare_orders(40, 3)
    hub.start()
    folder = tmp_path / "bench"
    hub.enrol(folder, "bench", "packer").close()
    pids = tmp_path / "sync.pid"
    window = hub.nursery.start(
        "window", folder=str(folder), acknowledged=str(folder / "confirmed"), says=SAYS, pids=str(pids)
    )
    await_that(lambda: commands_at(hub) >= SAYS // 10, "the sync process sends")
    backup = tmp_path / "hub.backup"
    back_up(parse_url(hub.database_url), backup)
    os.kill(int(pids.read_text(encoding="ascii")), signal.SIGKILL)
    await_that(lambda: commands_at(hub) >= SAYS // 4, "another sync process has taken its place")
    before = cache_name(folder)
    set_back(hub, backup)
    assert hub.nursery.wait(window) == 0, hub.nursery.words()
    assert cache_name(folder) != before
    workstation = Workstation.open(folder)
    workstation.sync_once()
    acknowledged = confirmed(folder / "confirmed")
    assert len(acknowledged) == SAYS
    require_all_done(hub.store, workstation, acknowledged)
    require_copy(hub.store, workstation)
    require_effects_once(hub.store)
    workstation.close()
