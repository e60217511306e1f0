"""A journal in which SQLite finds something wrong is not opened, however much is wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from orderdesk.sync.damage import JournalDamagedError
from orderdesk.sync.journal import Journal


def spoil(path: Path, rows: int) -> None:
    """Puts rows into the facts that their table does not allow."""
    schema = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'fact'"
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA writable_schema = ON")
        file.execute(schema, ("value TEXT NOT NULL", "value TEXT"))
        file.execute("PRAGMA writable_schema = RESET")
        file.executemany("INSERT INTO fact (name, value) VALUES (?, NULL)", [(f"fact {each}",) for each in range(rows)])
        file.execute("PRAGMA writable_schema = ON")
        file.execute(schema, ("value TEXT", "value TEXT NOT NULL"))
        file.execute("PRAGMA writable_schema = RESET")


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_a_journal_with_rows_that_cannot_be_is_damaged(tmp_path: Path, rows: int) -> None:
    Journal(tmp_path).close()
    spoil(tmp_path / "journal.db", rows)
    if rows:
        with pytest.raises(JournalDamagedError, match=r"journal\.db is damaged: NULL value in fact\.value"):
            Journal(tmp_path)
    else:
        Journal(tmp_path).close()
