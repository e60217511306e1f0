"""Loads and stores documents in one transaction, on the hub's tables or on a cache's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, Table, bindparam, delete, insert, select, update

from db.cache import cache_tables
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, DocumentKind, Key, Part, Row

#: What the parts of a document are sorted by, where they have it.
_IN_ORDER_OF = ("position", "at")


@cache
def _select(table: Table, columns: tuple[str, ...], by: str) -> Select[Any]:
    found = select(*(table.c[name] for name in columns)).where(table.c[by] == bindparam("key"))
    order = [table.c[name] for name in _IN_ORDER_OF if name in columns]
    return found.order_by(*order, table.c.id)


class Shelf:
    """The documents within one open transaction. `cached` chooses the cache's tables instead of the hub's."""

    def __init__(self, connection: Connection, *, cached: bool = False) -> None:
        self.connection = connection
        self._cached = cached
        self._locks = connection.dialect.name == "postgresql"

    def _table(self, table: Table) -> Table:
        return cache_tables[table.name] if self._cached else table

    def load(self, key: Key, *, lock: bool = False) -> Document | None:
        """The document named `key`, or None. `lock` holds its root row until the transaction ends (PostgreSQL)."""
        kind = KINDS[key.kind]
        root = self._table(kind.table)
        query = _select(root, kind.columns, "id")
        if lock and self._locks:
            query = query.with_for_update()
        row = self.connection.execute(query, {"key": key.id}).first()
        if row is None:
            return None
        values: Row = dict(row._mapping)
        for part in kind.parts:
            table = self._table(part.table)
            rows = self.connection.execute(_select(table, part.columns, part.root_column), {"key": key.id})
            values[part.field] = [part.row.model_construct(**found._mapping) for found in rows]
        document = kind.model.model_construct(**values)
        document._stored = _picture(kind, document)
        return document

    def save(self, document: Document) -> bool:
        """Writes what differs from the stored state, with the next version; False when nothing does."""
        if document._stored is not None:
            if _picture(KINDS[document.kind], document) == document._stored:
                return False
            document.version += 1
        return self._write_differences(document)

    def _write_differences(self, document: Document) -> bool:
        kind = KINDS[document.kind]
        before = document._stored
        after = _picture(kind, document)
        if before == after:
            return False
        self._write(kind.table, None if before is None else before[""], after[""])
        for part in kind.parts:
            self._write(part.table, None if before is None else before[part.field], after[part.field])
        document._stored = after
        return True

    def _write(self, source: Table, before: Mapping[UUID, Row] | None, after: Mapping[UUID, Row]) -> None:
        table = self._table(source)
        known = before or {}
        added = [row for key, row in after.items() if key not in known]
        changed = [row for key, row in after.items() if key in known and known[key] != row]
        gone = [key for key in known if key not in after]
        if gone:
            self.connection.execute(delete(table).where(table.c.id.in_(gone)))
        for row in changed:
            self.connection.execute(
                update(table).where(table.c.id == bindparam("row_id")), {**row, "row_id": row["id"]}
            )
        if added:
            self.connection.execute(insert(table), added)

    def replace(self, document: Document) -> None:
        """Makes the stored document equal to `document`, whatever was stored before."""
        stored = self.load(document.key)
        document._stored = None if stored is None else stored._stored
        self._write_differences(document)

    def drop(self, key: Key) -> None:
        """Removes the document and its parts."""
        kind = KINDS[key.kind]
        for part in reversed(kind.parts):
            table = self._table(part.table)
            self.connection.execute(delete(table).where(table.c[part.root_column] == key.id))
        root = self._table(kind.table)
        self.connection.execute(delete(root).where(root.c.id == key.id))


def _picture(kind: DocumentKind, document: Document) -> dict[str, dict[UUID, Row]]:
    found = {"": {document.id: _row(document, kind.columns)}}
    for part in kind.parts:
        parts: Iterable[Part] = getattr(document, part.field)
        found[part.field] = {each.id: _row(each, part.columns) for each in parts}
    return found


def _row(source: Document | Part, columns: tuple[str, ...]) -> Row:
    values = source.__dict__
    return {name: list(values[name]) if isinstance(values[name], list) else values[name] for name in columns}
