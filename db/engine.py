"""Engines: how this program opens SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import MutableMapping, Set
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError
from sqlalchemy.pool import NullPool, QueuePool
from sqlalchemy.util import LRUCache

BUSY_TIMEOUT_MS = 5_000
LOOK_AFTER_IDLE_S = 5.0
#: How often a writer looks whether the file is free. SQLite's own handler sleeps up to 100 ms between two looks.
LOOK_AGAIN_S = 0.001
#: Statements that a connection keeps ready. The drivers' own 100 and 128 are fewer than a hub has, and then each of
#: them is thrown out just before it comes again.
STATEMENTS_KEPT = 600
#: Pages in the write-ahead log from which on a commit carries it over although somebody else should: 32 MB.
PAGES_AT_MOST = 8_000


_backends: WeakKeyDictionary[Engine, set[int]] = WeakKeyDictionary()


class BadDatabaseUrl(ValueError):
    """The text given as a database address is not one that OrderDesk understands."""


def sqlite_url(path: Path) -> URL:
    """The address of a SQLite file."""
    return URL.create("sqlite", database=str(path))


def parse_url(text: str) -> URL:
    """The database address in `text`; raises BadDatabaseUrl with a sentence for people."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        # It may hold a password, so that it is not repeated here.
        raise BadDatabaseUrl(
            "this is not a database address; it looks like sqlite:///hub.db or postgresql://user:password@host/name"
        ) from error
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

    `pool_size` connections stay open, up to three times as many are opened when they are needed at once: opening one
    costs more than a command. `synchronous`, `foreign_keys` and `checkpoints` (False: `Store.checkpoint` carries the
    write-ahead log over, and a commit does so by the way only where nobody has for long) concern SQLite only. Nothing
    is opened before the first use.
    """
    if url.get_backend_name() != "sqlite":
        return _open_postgres(url, pool_size)
    kept = _kept(pool_size) if url.database else {"poolclass": NullPool}
    engine = create_engine(
        url,
        connect_args={
            "check_same_thread": False,
            "timeout": BUSY_TIMEOUT_MS / 1000,
            "cached_statements": STATEMENTS_KEPT,
        },
        **kept,
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

    _join(engine)
    return engine


def _kept(pool_size: int) -> dict[str, Any]:
    # The one that was used last comes first: it has its statements ready and its pages at hand.
    return {"poolclass": QueuePool, "pool_size": pool_size, "max_overflow": 2 * pool_size, "pool_use_lifo": True}


def _open_postgres(url: URL, pool_size: int) -> Engine:
    """Connections are looked at before use only when nobody used them for a while: a look is a trip to the server."""
    # Whatever the database or the environment says: a text that cannot be decoded is no sentence for people.
    engine = create_engine(url, connect_args={"client_encoding": "utf8"}, **_kept(pool_size))

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.prepared_max = STATEMENTS_KEPT
        _backends.setdefault(engine, set()).add(connection.info.backend_pid)

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

    _join(engine)
    return engine


def _join(engine: Engine) -> None:
    """Statements are put together once a process, not once an engine:
    a workstation has another file after each snapshot."""

    @event.listens_for(engine, "connect", once=True)
    def join(_connection: Any, _record: Any) -> None:
        # Only now does the dialect know what it talks to; SQLAlchemy keeps a statement by its dialect.
        own = engine.dialect
        kind = own.name, own.server_version_info
        engine.dialect, statements = _together.setdefault(kind, (own, LRUCache(STATEMENTS_KEPT)))
        engine.update_execution_options(compiled_cache=statements)


#: By database and version: what all engines of this process have in common.
_together: dict[tuple[str, object], tuple[Dialect, MutableMapping[Any, Any]]] = {}


def driver_words(error: DBAPIError) -> str:
    """What the driver says is wrong, in one line, without the statement and its values."""
    return str(error.orig).strip().partition("\n")[0]


def backends(engine: Engine) -> Set[int]:
    """The process ids of the PostgreSQL backends that this engine has ever been served by."""
    return _backends.get(engine, frozenset())


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
