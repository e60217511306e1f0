"""Bytes of a workstation's files turn over: a damaged cache is thrown away and fetched again, a journal never."""

from __future__ import annotations

from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select

from db.cache import cache_tables
from orderdesk.errors import Refused
from orderdesk.sync import Workstation
from orderdesk.sync.damage import JournalDamagedError, NothingCachedError
from tests.faults.asks import Asks
from tests.faults.company_hub import CompanyHub, await_that
from tests.faults.oracle import require_all_done, require_copy, require_effects_once

PAGE = 4_096
SAYS = 6


def busy_bench(hub: CompanyHub, folder: Path) -> tuple[Path, set[UUID]]:
    """A workstation with commands that no hub has heard of, closed; its cache file and what was confirmed."""
    workstation = hub.enrol(folder, "bench", "packer")
    acknowledged = Asks(workstation, Random(1)).say(SAYS)
    cache = workstation._engine.cache.path
    workstation.close()
    return cache, acknowledged


def turn_over(path: Path, start: int, end: int) -> None:
    """Turns every bit of a stretch of a file over."""
    content = bytearray(path.read_bytes())
    content[start:end] = bytes(each ^ 0xFF for each in content[start:end])
    path.write_bytes(content)


def require_end(hub: CompanyHub, workstation: Workstation, acknowledged: set[UUID]) -> None:
    """Everything that was said is at the hub, and the copy is whole."""
    assert require_all_done(hub.store, workstation, acknowledged) == SAYS
    require_copy(hub.store, workstation)
    require_effects_once(hub.store)


def require_healed_by_running(hub: CompanyHub, cache: Path, acknowledged: set[UUID]) -> None:
    """A workstation that is started on a damaged cache comes to rest on another one."""
    workstation = Workstation.open(cache.parent)
    workstation.start(lambda keys: None)
    await_that(lambda: workstation._engine.cache_name not in ("", cache.name), "another cache is in use")
    await_that(lambda: not workstation.status().queued and not workstation.waiting(), "everything is answered")
    workstation.stop()
    workstation.sync_once()
    require_end(hub, workstation, acknowledged)
    workstation.close()


def test_a_cache_that_is_no_database_any_more_is_seen_at_the_opening(sqlite_hub: CompanyHub, tmp_path: Path) -> None:
    cache, acknowledged = busy_bench(sqlite_hub, tmp_path / "bench")
    turn_over(cache, 0, 100)
    workstation = Workstation.open(tmp_path / "bench")
    with pytest.raises(NothingCachedError), workstation.reading():
        pass
    assert workstation.status().queued == SAYS
    workstation.sync_once()
    assert not cache.exists()
    require_end(sqlite_hub, workstation, acknowledged)
    workstation.close()


@pytest.mark.parametrize("empties", [False, True], ids=["cut in half", "emptied"])
def test_a_cache_that_was_cut_is_fetched_again(empties: bool, sqlite_hub: CompanyHub, tmp_path: Path) -> None:
    cache, acknowledged = busy_bench(sqlite_hub, tmp_path / "bench")
    with cache.open("r+b") as file:
        file.truncate(0 if empties else cache.stat().st_size // 2 // PAGE * PAGE)
    require_healed_by_running(sqlite_hub, cache, acknowledged)


def test_damage_in_the_middle_is_found_by_a_running_sync_side(sqlite_hub: CompanyHub, tmp_path: Path) -> None:
    cache, acknowledged = busy_bench(sqlite_hub, tmp_path / "bench")
    for page in range(40, cache.stat().st_size // PAGE):
        turn_over(cache, page * PAGE, page * PAGE + 16)
    require_healed_by_running(sqlite_hub, cache, acknowledged)


def test_whoever_meets_the_damage_says_so_and_writes_nothing_down(sqlite_hub: CompanyHub, tmp_path: Path) -> None:
    cache, acknowledged = busy_bench(sqlite_hub, tmp_path / "bench")
    workstation = Workstation.open(tmp_path / "bench")
    workstation.resume()
    command = next(iter(Asks(workstation, Random(2)).some(1)))
    workstation._engine.cache.store.engine.dispose()
    for page in range(1, cache.stat().st_size // PAGE):
        turn_over(cache, page * PAGE, page * PAGE + 16)
    with pytest.raises(Refused, match=r"storage\.damaged"):
        workstation.say(command)
    with pytest.raises(NothingCachedError), workstation.reading() as connection:
        connection.execute(select(cache_tables["order"].c.id)).all()
    workstation.sync_once()
    require_end(sqlite_hub, workstation, acknowledged)
    workstation.close()


def test_a_damaged_journal_is_left_as_it_is(sqlite_hub: CompanyHub, tmp_path: Path) -> None:
    busy_bench(sqlite_hub, tmp_path / "bench")
    journal = tmp_path / "bench" / "journal.db"
    for page in range(1, journal.stat().st_size // PAGE):
        turn_over(journal, page * PAGE, page * PAGE + 16)
    before = journal.read_bytes()
    with pytest.raises(JournalDamagedError, match=r"journal\.db is damaged"):
        Workstation.open(tmp_path / "bench")
    assert journal.read_bytes() == before
