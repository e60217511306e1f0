"""Rows on their way into the database: collected by table, written many at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Insert, Table, insert

from db.tables import metadata

_RANK = {table.name: place for place, table in enumerate(metadata.sorted_tables)}
_STATEMENTS: dict[str, Insert] = {table.name: insert(table) for table in metadata.sorted_tables}


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
            self.connection.execute(_STATEMENTS[name], self._rows[name])
        self._rows.clear()
