"""Loads and stores documents in one transaction, on the hub's tables or on a cache's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Connection, Select, Table, bindparam, delete, insert, select, update

from db.cache import cache_tables
from db.prepared import Prepared
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, DocumentKind, Key, Part, Row
from orderdesk.documents.memory import Memory, Picture

Made = TypeVar("Made", bound=BaseModel)

# Each statement is made once: looking its parts over again costs more than SQLite needs for the row.


def _rows_of(table: Table, columns: tuple[str, ...], by: str) -> Select[Any]:
    found = select(*(table.c[name] for name in columns)).where(table.c[by] == bindparam("key"))
    return found.order_by(table.c.position, table.c.id) if "position" in columns else found.order_by(table.c.id)


@cache
def _select(table: Table, columns: tuple[str, ...], by: str) -> Prepared:
    return Prepared(_rows_of(table, columns, by))


@cache
def _locking(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(_rows_of(table, columns, "id").with_for_update())


@cache
def _versions(table: Table) -> Prepared:
    return Prepared(select(table.c.id, table.c.version).where(table.c.id.in_(bindparam("keys", expanding=True))))


@cache
def _insert(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(insert(table), columns)


@cache
def _update(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(update(table).where(table.c.id == bindparam("row_id")), columns)


@cache
def _delete(table: Table, by: str) -> Prepared:
    return Prepared(delete(table).where(table.c[by] == bindparam("key")))


class Shelf:
    """The documents within one open transaction. `cached` chooses the cache's tables instead of the hub's.

    With a `memory`, references that have not changed since they were last read are not read again. `committed` does the
    same for documents that are written: it holds only what a transaction has committed (`pictures` of a shelf).
    """

    def __init__(
        self,
        connection: Connection,
        *,
        cached: bool = False,
        memory: Memory | None = None,
        committed: Memory | None = None,
    ) -> None:
        self.connection = connection
        self._cached = cached
        self._memory = memory
        self._committed = committed
        self.locks = connection.dialect.name == "postgresql"

    def _table(self, table: Table) -> Table:
        return cache_tables[table.name] if self._cached else table

    def load(self, key: Key, *, lock: bool = False) -> Document | None:
        """The document named `key`, or None. `lock` holds its root row until the transaction ends (PostgreSQL)."""
        kind = KINDS[key.kind]
        picture = self._read(kind, key.id, lock=lock)
        return None if picture is None else _document(kind, key.id, picture)

    def refer(self, keys: Collection[Key]) -> dict[Key, Document]:
        """The documents of one kind that only will be read; those that are not there are missing."""
        if self._memory is None:
            loaded = {key: self.load(key) for key in keys}
            return {key: document for key, document in loaded.items() if document is not None}
        kind = KINDS[next(iter(keys)).kind]
        asked = {"keys": [key.id for key in keys]}
        rows = _versions(self._table(kind.table)).all(self.connection, asked)
        found: dict[Key, Document] = {}
        for document_id, version in rows:
            key = Key(kind.name, document_id)
            picture = self._memory.find(key, version) or self._read(kind, document_id)
            if picture is not None:
                self._memory.keep(key, picture)
                found[key] = _document(kind, document_id, picture)
        return found

    def _read(self, kind: DocumentKind, document_id: UUID, *, lock: bool = False) -> Picture | None:
        root = self._table(kind.table)
        asked = {"key": document_id}
        statement = _locking(root, kind.columns) if lock and self.locks else _select(root, kind.columns, "id")
        row = statement.first(self.connection, asked)
        if row is None:
            return None
        picture: Picture = {"": {document_id: dict(zip(kind.columns, row, strict=True))}}
        if self._committed is not None and kind.parts:
            known = self._committed.find(Key(kind.name, document_id), row.version)
            # Every change of a part moves its document's version: where the root is the same, so are they.
            if known is not None and known[""] == picture[""]:
                return known
        for part in kind.parts:
            rows = _select(self._table(part.table), part.columns, part.root_column).all(self.connection, asked)
            picture[part.field] = {found.id: dict(zip(part.columns, found, strict=True)) for found in rows}
        return picture

    def stored(self, document: Document) -> Document | None:
        """The document as it was last loaded or saved, whatever has been done to it since; None when it is new."""
        picture = document.stored()
        return None if picture is None else _document(KINDS[document.kind], document.id, picture)

    def save(self, document: Document) -> bool:
        """Writes what differs from the stored state, with the next version; False when nothing does."""
        kind = KINDS[document.kind]
        after = _picture(kind, document)
        if document._stored is not None:
            if after == document._stored:
                return False
            document.version += 1
            after[""][document.id]["version"] = document.version
        self._write_differences(kind, document, after)
        return True

    def _write_differences(self, kind: DocumentKind, document: Document, after: Picture) -> None:
        before = document._stored
        self._write(kind.table, None if before is None else before[""], after[""])
        for part in kind.parts:
            self._write(part.table, None if before is None else before[part.field], after[part.field])
        document._stored = after

    def _write(self, source: Table, before: Mapping[UUID, Row] | None, after: Mapping[UUID, Row]) -> None:
        if before == after or not (before or after):
            return
        table = self._table(source)
        known = before or {}
        for key in known:
            if key not in after:
                _delete(table, "id").run(self.connection, {"key": key})
        for key, row in after.items():
            old = known.get(key)
            if old is not None and old != row:
                changed = {name: value for name, value in row.items() if old[name] != value}
                _update(table, tuple(changed)).run(self.connection, {**changed, "row_id": key})
        if added := [row for key, row in after.items() if key not in known]:
            _insert(table, tuple(added[0])).run_all(self.connection, added)

    def replace(self, document: Document) -> None:
        """Makes the stored document equal to `document`, whatever was stored before."""
        kind = KINDS[document.kind]
        document._stored = self._read(kind, document.id)
        self._write_differences(kind, document, _picture(kind, document))

    def drop(self, key: Key) -> None:
        """Removes the document and its parts."""
        kind = KINDS[key.kind]
        for part in reversed(kind.parts):
            _delete(self._table(part.table), part.root_column).run(self.connection, {"key": key.id})
        _delete(self._table(kind.table), "id").run(self.connection, {"key": key.id})


def make_ready(connection: Connection, names: Iterable[str]) -> None:
    """Puts the statements together by which a cache's documents of these kinds are read and added."""
    for kind in (KINDS[name] for name in names):
        root = cache_tables[kind.table.name]
        statements = [_select(root, kind.columns, "id"), _insert(root, kind.columns)]
        for part in kind.parts:
            table = cache_tables[part.table.name]
            statements += [_select(table, part.columns, part.root_column), _insert(table, part.columns)]
        for statement in statements:
            statement.ready(connection)


def _document(kind: DocumentKind, document_id: UUID, picture: Picture) -> Document:
    values = _copied(kind.model, picture[""][document_id])
    for part in kind.parts:
        rows = picture[part.field]
        values[part.field] = [_made(part.row, _copied(part.row, row)) for row in rows.values()] if rows else []
    # In the order in which the fields stand in the JSON text.
    return _made(kind.model, {name: values[name] for name in _names(kind.model)}, {"_stored": picture})


@cache
def _names(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(model.model_fields)


@cache
def _fields(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


def _made(model: type[Made], values: Row, private: dict[str, Any] | None = None) -> Made:
    """As `model_construct` makes it of all fields, which also looks for aliases and defaults: that takes ten times as
    long, and an order has some twenty parts."""
    made = model.__new__(model)
    object.__setattr__(made, "__dict__", values)
    object.__setattr__(made, "__pydantic_fields_set__", _fields(model))
    object.__setattr__(made, "__pydantic_extra__", None)
    object.__setattr__(made, "__pydantic_private__", private)
    return made


def _picture(kind: DocumentKind, document: Document) -> Picture:
    found = {"": {document.id: _row(document, kind.columns)}}
    for part in kind.parts:
        parts: Iterable[Part] = getattr(document, part.field)
        found[part.field] = {each.id: _row(each, part.columns) for each in parts} if parts else {}
    return found


@cache
def _lists(model: type[BaseModel]) -> tuple[str, ...]:
    """The columns that hold lists, which must not be shared; nothing else that a row holds is ever changed."""
    found = {name: get_args(each.annotation) for name, each in model.model_fields.items() if _is_list(each.annotation)}
    return tuple(name for name, (inner, *_) in found.items() if not issubclass(inner, Part))


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list


def _row(source: Document | Part, columns: tuple[str, ...]) -> Row:
    values = source.__dict__
    # A part has no fields but its columns.
    row = values.copy() if isinstance(source, Part) else {name: values[name] for name in columns}
    return _unshared(type(source), row)


def _copied(model: type[BaseModel], row: Row) -> Row:
    return _unshared(model, row.copy())


def _unshared(model: type[BaseModel], row: Row) -> Row:
    for name in _lists(model):
        if row[name] is not None:
            row[name] = list(row[name])
    return row
