"""No room left on a workstation: a command is refused before it is confirmed, and nothing of it is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from db.cache import cache_tables
from db.journal import said
from db.store import Store
from orderdesk.commands import AddNote
from orderdesk.errors import Refused
from orderdesk.sync import Workstation
from tests.faults.asks import Asks
from tests.faults.company_hub import CompanyHub
from tests.faults.oracle import require_all_done, require_copy, require_effects_once
from tests.sync import small_company as company


@contextmanager
def no_room(store: Store) -> Iterator[None]:
    """The store's file cannot grow any more."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    store.engine.dispose()
    event.listen(store.engine, "connect", limit)
    yield
    event.remove(store.engine, "connect", limit)
    store.engine.dispose()


def a_note(text: str) -> AddNote:
    """A note that needs room: nothing in the file is free for it."""
    return AddNote(order_id=company.name("ready:0"), text=text * (2_000 // len(text)))


def say_without_end(workstation: Workstation, acknowledged: set[UUID]) -> None:
    """Says notes until something is in the way; adds the ids of those that were confirmed."""
    while True:
        acknowledged.add(workstation.say(a_note(f"{len(acknowledged)} ")).id)


def written_down(workstation: Workstation) -> set[UUID]:
    """The commands in the journal."""
    with workstation._engine.journal.store.read() as journal:
        return set(journal.execute(select(said.c.id)).scalars())


def notes_shown(workstation: Workstation) -> int:
    """How many notes the cache shows."""
    with workstation.reading() as connection:
        return len(connection.execute(select(cache_tables["order_note"].c.id)).all())


@pytest.fixture
def bench(sqlite_hub: CompanyHub, tmp_path: Path) -> Iterator[Workstation]:
    workstation = sqlite_hub.enrol(tmp_path / "bench", "bench", "packer")
    yield workstation
    workstation.close()


def require_end(hub: CompanyHub, bench: Workstation, acknowledged: set[UUID]) -> None:
    """With room again everything goes on where it stopped."""
    acknowledged |= Asks(bench, Random(3)).say(5)
    bench.sync_once()
    require_all_done(hub.store, bench, acknowledged)
    require_copy(hub.store, bench)
    require_effects_once(hub.store)


@pytest.mark.parametrize("which", ["journal", "cache"])
def test_what_does_not_fit_is_refused_and_leaves_nothing_behind(
    which: str, sqlite_hub: CompanyHub, bench: Workstation
) -> None:
    acknowledged: set[UUID] = set()
    engine = bench._engine
    with no_room(engine.journal.store if which == "journal" else engine.cache.store):
        with pytest.raises(Refused, match=r"storage\.full"):
            say_without_end(bench, acknowledged)
        assert written_down(bench) == acknowledged
        assert notes_shown(bench) == len(acknowledged)
        if which == "journal":
            with pytest.raises(Refused, match=r"storage\.full"):
                say_without_end(bench, acknowledged)
    require_end(sqlite_hub, bench, acknowledged)


def test_what_the_journal_has_is_said_even_if_the_cache_then_finds_no_room(
    sqlite_hub: CompanyHub, bench: Workstation
) -> None:
    folder = bench._engine.folder
    bench.close()
    reasons = [sqlite3.OperationalError("database or disk is full")]
    reasons[0].sqlite_errorcode = sqlite3.SQLITE_FULL

    def fail(point: str) -> None:
        if is_full and point == "cache.before":
            raise OperationalError("COMMIT", {}, reasons[0])

    is_full = False
    opened = Workstation.open(folder, points=fail)
    opened.resume()
    is_full = True
    unseen = opened.say(a_note("unseen "))
    assert unseen.hub_decides
    assert (written_down(opened), notes_shown(opened)) == ({unseen.id}, 0)
    is_full = False
    seen = opened.say(a_note("seen "))
    opened.close()
    again = Workstation.open(folder)
    again.resume()
    assert notes_shown(again) == 2
    require_end(sqlite_hub, again, {unseen.id, seen.id})
    again.close()
