"""The databases that a benchmark runs on, each as durable as in operation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.engine import open_engine, parse_url
from db.schema import prepare
from db.store import Store
from tools.postgres_server import PostgresServer


@dataclass(frozen=True, slots=True)
class Database:
    """An address, and the processes of its server (none for SQLite)."""

    kind: str
    url: str
    pids: tuple[int, ...]


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    """A migrated SQLite file."""
    url = f"sqlite:///{folder / 'hub.db'}"
    _migrate(url)
    yield Database("sqlite", url, ())


@contextmanager
def postgresql() -> Iterator[Database]:
    """A migrated database on a private server that flushes every commit to disk."""
    with PostgresServer(settings={}) as server:
        url = server.url(server.create_database())
        _migrate(url)
        yield Database("postgresql", url, (server.pid,))


@contextmanager
def opened(database: Database) -> Iterator[Store]:
    """The database's store, for filling and counting."""
    store = Store(open_engine(parse_url(database.url)))
    yield store
    store.close()


def _migrate(url: str) -> None:
    engine = open_engine(parse_url(url))
    prepare(engine)
    engine.dispose()
