"""How this program writes to SQLite: whose turn it is, and statements that are put together once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from db import engine as engines
from db.engine import open_engine, sqlite_url
from db.journal import attempt, create_journal, said
from db.prepared import Prepared
from db.store import Store

AT = datetime(2026, 11, 2, 1, 0, 0, 250_000, tzinfo=UTC)
ATTEMPT = {
    "id": UUID(int=7),
    "kind": "add_note",
    "arguments": {"text": "易碎"},
    "user_id": None,
    "at": AT,
    "code": "order.unknown",
    "facts": {},
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store(open_engine(sqlite_url(tmp_path / "file.db"), foreign_keys=False))
    with found.engine.begin() as connection:
        create_journal(connection)
    yield found
    found.close()


@pytest.fixture
def other(store: Store, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection."""
    found = sqlite3.connect(tmp_path / "file.db", isolation_level=None)
    yield found
    found.close()


def test_a_writer_looks_again_every_millisecond_and_gets_in_at_once(
    store: Store, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.execute("BEGIN IMMEDIATE")
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            other.execute("COMMIT")

    monkeypatch.setattr(time, "sleep", pause)
    with store.write() as connection:
        patience = connection.execute(text("PRAGMA busy_timeout")).scalar_one()
    assert pauses == [0.001] * 3
    assert patience == engines.BUSY_TIMEOUT_MS


def test_a_writer_gives_up_with_sqlites_own_error(
    store: Store, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 5)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked") as caught, store.write():
        raise AssertionError("two writers at a time")
    assert getattr(caught.value.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
    other.execute("COMMIT")
    with store.write():
        """Free again."""


def test_a_prepared_statement_reads_and_writes_what_sqlalchemy_does(store: Store) -> None:
    add = Prepared(insert(attempt), tuple(ATTEMPT))
    find = Prepared(select(attempt).where(attempt.c.id == bindparam("key"), attempt.c.code.in_(("a", "order.unknown"))))
    with store.write() as connection:
        add.run(connection, ATTEMPT)
        by_sqlalchemy = connection.execute(select(attempt)).one()
        found = find.first(connection, {"key": ATTEMPT["id"]})
        assert find.all(connection, {"key": UUID(int=8)}) == []
    assert found is not None
    assert tuple(found) == tuple(by_sqlalchemy)
    assert (found.at, found.arguments) == (AT, {"text": "易碎"})


def test_a_prepared_statement_raises_sqlalchemys_errors(store: Store) -> None:
    add = Prepared(insert(attempt), tuple(ATTEMPT))
    with pytest.raises(IntegrityError) as caught, store.write() as connection:
        add.run_all(connection, [ATTEMPT, ATTEMPT])
    assert isinstance(caught.value.orig, sqlite3.IntegrityError)
    with store.read() as connection:
        assert connection.execute(select(attempt)).all() == []


def test_commits_that_must_not_carry_the_log_over_do_so_only_when_nobody_has_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PAGES_AT_MOST", 2_000)
    path = tmp_path / "file.db"
    store = Store(open_engine(sqlite_url(path), foreign_keys=False, checkpoints=False))
    with store.engine.begin() as connection:
        create_journal(connection)
    size = path.stat().st_size
    add = Prepared(insert(attempt), tuple(ATTEMPT))

    def fill(first: int) -> None:
        rows = [{**ATTEMPT, "id": UUID(int=first + n), "kind": "x" * 4_000} for n in range(1_500)]
        with store.write() as connection:
            add.run_all(connection, rows)

    fill(0)
    assert path.stat().st_size == size
    store.checkpoint()
    carried = path.stat().st_size
    assert carried > size
    fill(2_000)
    assert path.stat().st_size == carried
    fill(4_000)
    assert path.stat().st_size > carried
    store.close()


def test_a_journal_of_the_first_version_gets_what_it_lacks(tmp_path: Path) -> None:
    store = Store(open_engine(sqlite_url(tmp_path / "journal.db"), foreign_keys=False))
    with store.engine.begin() as connection:
        create_journal(connection)
        connection.execute(text("DROP INDEX ix_said_seq"))
        connection.execute(text("PRAGMA user_version = 1"))
        create_journal(connection)
        ahead = select(said.c.n).where(said.c.state.in_(("queued", "sent")) | (said.c.seq > 5))
        plan = str(
            connection.execute(
                text(f"EXPLAIN QUERY PLAN {ahead.compile(compile_kwargs={'literal_binds': True})}")
            ).all()
        )
    assert "ix_said_seq" in plan
    store.close()


def test_a_statement_is_put_together_once_for_all_files_of_a_process(tmp_path: Path) -> None:
    query = select(said.c.id, said.c.n).where(said.c.kind == "of this test alone")
    kept = []
    for name in ("first.db", "second.db"):
        opened = open_engine(sqlite_url(tmp_path / name))
        with opened.begin() as connection:  # with its first connection an engine learns what it talks to
            create_journal(connection)
        with opened.connect() as connection:
            assert connection.execute(query).all() == []
        with opened.connect() as connection:
            statements = connection.get_execution_options()["compiled_cache"]
        kept.append([each for each in statements.values() if "of this test alone" in str(each.params)])
        opened.dispose()
    assert len(kept[0]) == len(kept[1]) == 1
    assert kept[0][0] is kept[1][0]
