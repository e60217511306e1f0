"""Builds a seat's cache file: tables copied in bulk from one view of the database, what may not be seen left out."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import zstandard
from sqlalchemy import Connection, Table, cast, func, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import JSON, BigInteger, Date, LargeBinary, NullType, Text

from db.cache import cache_tables, create_cache, schema_hash
from db.engine import open_engine, sqlite_url
from db.store import Store
from db.types import Id, UtcTime
from orderdesk.documents import KINDS
from orderdesk.documents.document import DocumentKind, SeatScope
from orderdesk.documents.extent import Extent
from orderdesk.hub import changelog

ROWS_AT_ONCE = 2_000
LEVEL = 3
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Built:
    """A snapshot on disk: where the log stood, and the SHA-256 of the uncompressed file."""

    epoch: str
    seq: int
    schema: str
    sha256: str
    made_at: datetime
    size: int
    packed_size: int


def build(store: Store, seat: SeatScope, target: Path, *, since: datetime, made_at: datetime) -> Built:
    """Writes the cache file of a seat, compressed, to `target`; a plain one beside it is removed again.

    Everything comes from one transaction, so that the file is exactly the state at its seq.
    """
    plain = target.with_suffix(".plain")
    plain.unlink(missing_ok=True)
    try:
        with store.read() as connection:
            head = changelog.read_head(connection)
            _make_tables(plain)
            with closing(_open(plain)) as file:
                indexes = _take_indexes(file)
                for kind in KINDS.values():
                    _copy_kind(connection, file, kind, seat, Extent(seat, since))
                _finish(file, indexes, _facts(head, seat, since=since, made_at=made_at))
        sha256 = pack(plain, target)
        size = plain.stat().st_size
    finally:
        plain.unlink(missing_ok=True)
    return Built(head.epoch, head.last, schema_hash(), sha256, made_at, size, target.stat().st_size)


def pack(plain: Path, target: Path) -> str:
    """Compresses a file into one zstd frame; returns the SHA-256 of what went in."""
    digest = hashlib.sha256()
    packer = zstandard.ZstdCompressor(level=LEVEL)
    with plain.open("rb") as source, target.open("wb") as sink, packer.stream_writer(sink, closefd=False) as writer:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            writer.write(chunk)
    return digest.hexdigest()


def _make_tables(path: Path) -> None:
    engine = open_engine(sqlite_url(path), synchronous="NORMAL", foreign_keys=False)
    with engine.begin() as connection:
        create_cache(connection)
    engine.dispose()


def _take_indexes(file: sqlite3.Connection) -> list[str]:
    """Drops all indexes and returns how to make them again: that is quicker when the rows are there."""
    indexes = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for name, _ in indexes:
        file.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in indexes]


def _open(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    # Out of write-ahead logging first. Nobody reads the file before it is whole; a crash only costs another building.
    file.execute("PRAGMA journal_mode = DELETE")
    file.execute("PRAGMA journal_mode = OFF")
    file.execute("PRAGMA synchronous = OFF")
    file.execute("BEGIN")
    return file


def _copy_kind(
    connection: Connection, file: sqlite3.Connection, kind: DocumentKind, seat: SeatScope, extent: Extent
) -> None:
    hidden = kind.masked(seat.seat)
    within = extent.of(kind.name)
    _copy(connection, file, kind.table, within, hidden.get("", frozenset()))
    roots = select(kind.table.c.id).where(within)
    for part in kind.parts:
        mine = part.table.c[part.root_column].in_(roots)
        _copy(connection, file, part.table, mine, hidden.get(part.field, frozenset()))


def _copy(
    connection: Connection,
    file: sqlite3.Connection,
    table: Table,
    within: ColumnElement[bool],
    hidden: frozenset[str],
) -> None:
    columns = [column for column in table.columns if column.name not in hidden]
    names = ", ".join(f'"{column.name}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{cache_tables[table.name].name}" ({names}) VALUES ({marks})'
    on_postgresql = connection.dialect.name == "postgresql"
    query = select(*(_stored(column, on_postgresql).label(column.name) for column in columns)).where(within)
    for rows in _in_portions(connection, query):
        file.executemany(statement, rows)


def _in_portions(connection: Connection, query: object) -> Iterator[list[tuple[object, ...]]]:
    options = {"stream_results": True, "yield_per": ROWS_AT_ONCE}
    with connection.execute(query, execution_options=options) as result:  # type: ignore[call-overload]
        for portion in result.partitions(ROWS_AT_ONCE):
            yield [tuple(row) for row in portion]


def _stored(column: ColumnElement[object], on_postgresql: bool) -> ColumnElement[object]:
    """The column as SQLite stores it, so that no value has to pass through Python's types."""
    if not on_postgresql:
        return type_coerce(column, NullType())
    if isinstance(column.type, Id):
        return func.uuid_send(column, type_=LargeBinary())
    if isinstance(column.type, UtcTime):
        return cast(func.extract("epoch", column) * 1_000_000, BigInteger)
    if isinstance(column.type, (JSON, Date)):
        return cast(column, Text)
    return type_coerce(column, NullType())


def _facts(head: changelog.Head, seat: SeatScope, *, since: datetime, made_at: datetime) -> dict[str, str]:
    return {
        "epoch": head.epoch,
        "cursor": str(head.last),
        "schema": schema_hash(),
        "seat": seat.label(),
        "applied": "0",
        "as_of": made_at.isoformat(),
        "since": since.isoformat(),
    }


def _finish(file: sqlite3.Connection, indexes: list[str], facts: dict[str, str]) -> None:
    """Indexes, facts and statistics; the file ends without a journal of its own."""
    for statement in indexes:
        file.execute(statement)
    file.executemany("INSERT INTO cache_meta (name, value) VALUES (?, ?)", facts.items())
    file.execute("COMMIT")
    file.execute("ANALYZE")
    file.execute("PRAGMA journal_mode = DELETE")
