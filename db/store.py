"""The one place that opens and commits transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from db import prepared

_READS_SQLITE = {"reads_only": True}
_READS_POSTGRESQL = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

#: Called with `<store>.before` and `<store>.after` around each commit: where a test lets the power fail.
CommitPoints = Callable[[str], None]


class Store:
    """A database and its transactions. Safe to share between threads.

    On SQLite the writers of one process queue here, in the order they came, instead of polling for the file's lock.
    """

    def __init__(self, engine: Engine, *, name: str = "database", points: CommitPoints | None = None) -> None:
        self.engine = engine
        self.name = name
        self._points = points
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._lane = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        if not self.is_sqlite:
            with self.engine.begin() as connection:
                prepared.begin(connection)
                yield connection
                self._pass("before")
                prepared.commit(connection)
        else:
            with self._lane, self.engine.begin() as connection:
                prepared.begin(connection)
                yield connection
                self._pass("before")
        self._pass("after")

    def _pass(self, moment: str) -> None:
        if self._points is not None:
            self._points(f"{self.name}.{moment}")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the database. Nothing may be written in it: PostgreSQL refuses that,
        SQLite forgets it."""
        with self.engine.connect() as connection:
            connection.execution_options(**(_READS_SQLITE if self.is_sqlite else _READS_POSTGRESQL))
            with connection.begin() as transaction:
                yield connection
                # After a ROLLBACK psycopg has the server forget all statements that it had understood.
                if self.is_sqlite:
                    transaction.rollback()

    def checkpoint(self) -> None:
        """Carries SQLite's write-ahead log over into the file as far as nobody reads it; keeps nobody waiting."""
        if not self.is_sqlite:
            return
        connection = self.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        finally:
            connection.close()

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()
