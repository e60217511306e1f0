"""Engines: how this program opens SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import NullPool, QueuePool

BUSY_TIMEOUT_MS = 5_000
LOOK_AFTER_IDLE_S = 5.0
#: How often a writer looks whether the file is free. SQLite's own handler sleeps up to 100 ms between two looks.
LOOK_AGAIN_S = 0.001
#: Pages in the write-ahead log from which on a commit carries it over although somebody else should: 32 MB.
PAGES_AT_MOST = 8_000


class BadDatabaseUrl(ValueError):
    """The text given as a database address is not one that OrderDesk understands."""


def sqlite_url(path: Path) -> URL:
    """The address of a SQLite file."""
    return URL.create("sqlite", database=str(path))


def parse_url(text: str) -> URL:
    """The database address in `text`; raises BadDatabaseUrl with a sentence for people."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise BadDatabaseUrl(f"{text!r} is not a database address") from error
    backend = url.get_backend_name()
    if backend == "sqlite":
        return url
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise BadDatabaseUrl(f"OrderDesk works on sqlite and postgresql, not on {backend}")


def open_engine(
    url: URL,
    *,
    synchronous: Literal["FULL", "NORMAL"] = "FULL",
    foreign_keys: bool = True,
    pool_size: int = 8,
    checkpoints: bool = True,
) -> Engine:
    """An engine whose write transactions on SQLite begin IMMEDIATE.

    `synchronous`, `foreign_keys` and `checkpoints` (False: `Store.checkpoint` carries the write-ahead log over, and a
    commit does so by the way only where nobody has for long) concern SQLite only. Nothing is opened before the first
    use.
    """
    if url.get_backend_name() != "sqlite":
        return _open_postgres(url, pool_size)
    engine = create_engine(
        url,
        poolclass=QueuePool if url.database else NullPool,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver would defer it and then fail to upgrade
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -16000")
        if not checkpoints:
            connection.execute(f"PRAGMA wal_autocheckpoint = {PAGES_AT_MOST}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reads_only", False):
            file: Any = connection.connection.driver_connection
            file.execute("BEGIN")  # cannot fail: SQLite takes no lock before the first statement
        else:
            _begin_immediate(connection)

    return engine


def _open_postgres(url: URL, pool_size: int) -> Engine:
    """Connections are looked at before use only when nobody used them for a while: a look is a trip to the server."""
    engine = create_engine(url, pool_size=pool_size, max_overflow=2 * pool_size)

    @event.listens_for(engine, "checkin")
    def put_back(_connection: Any, record: Any) -> None:
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def take(connection: Any, record: Any, _proxy: Any) -> None:
        since = record.info.pop("idle_since", None)
        if since is None or time.monotonic() - since < LOOK_AFTER_IDLE_S:
            return
        dbapi: Any = engine.dialect.loaded_dbapi
        try:
            engine.dialect.do_ping(connection)
        except dbapi.Error as error:
            # The pool then takes another one.
            raise DisconnectionError from error

    return engine


def _begin_immediate(connection: Connection) -> None:
    """Begins to write as soon as no other process does. Raises OperationalError after the busy timeout."""
    file: Any = connection.connection.driver_connection
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    file.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < until:
            try:
                file.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            time.sleep(LOOK_AGAIN_S)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        file.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
