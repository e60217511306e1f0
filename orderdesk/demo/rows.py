"""Rows on their way into the database: collected by table, written many at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Connection, Date, Insert, Table, insert

from db.tables import metadata
from db.types import Id, UtcTime

_RANK = {table.name: place for place, table in enumerate(metadata.sorted_tables)}
_TABLES: dict[str, Table] = {table.name: table for table in metadata.sorted_tables}
_STATEMENTS: dict[str, Insert] = {table.name: insert(table) for table in metadata.sorted_tables}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_JSON = json.JSONEncoder()

Converter = Callable[[list[Any]], list[Any]]


class Batch:
    """Rows for any number of tables; `flush` writes them in the order that foreign keys need and forgets them.

    All rows of one table must have the same columns.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._rows: dict[str, list[Mapping[str, Any]]] = {}

    def add(self, table: Table, row: Mapping[str, Any]) -> None:
        """Puts a row behind those that wait."""
        self._rows.setdefault(table.name, []).append(row)

    def flush(self) -> None:
        """Writes what waits."""
        for name in sorted(self._rows, key=_RANK.__getitem__):
            self._write(name, self._rows[name])
        self._rows.clear()

    def _write(self, name: str, rows: list[Mapping[str, Any]]) -> None:
        if self.connection.dialect.name != "sqlite":
            self.connection.execute(_STATEMENTS[name], rows)
            return
        # The general way converts value by value through three calls; by columns it takes a third of the time.
        columns = tuple(rows[0])
        statement, converters = _plan(name, columns)
        values = [[row[column] for row in rows] for column in columns]
        converted = [
            column if convert is None else convert(column) for column, convert in zip(values, converters, strict=True)
        ]
        self.connection.exec_driver_sql(statement, list(zip(*converted, strict=True)))


@lru_cache(maxsize=256)
def _plan(name: str, columns: tuple[str, ...]) -> tuple[str, tuple[Converter | None, ...]]:
    table = _TABLES[name]
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" for _ in columns)
    return f'INSERT INTO "{name}" ({names}) VALUES ({marks})', tuple(_converter(table, column) for column in columns)


def _converter(table: Table, column: str) -> Converter | None:
    kind = table.c[column].type
    if isinstance(kind, Id):
        return lambda values: [None if value is None else value.bytes for value in values]
    if isinstance(kind, UtcTime):
        return lambda values: [None if value is None else _micros(value) for value in values]
    if isinstance(kind, JSON):
        encode = _JSON.encode
        return lambda values: ["null" if value is None else encode(value) for value in values]
    if isinstance(kind, Date):
        return lambda values: [None if value is None else _iso(value) for value in values]
    return None


def _micros(value: datetime) -> int:
    passed = value - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _iso(value: date) -> str:
    return value.isoformat()
