"""The cache file: the hub's documents in this seat's scope, with the effect of the open commands on top."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DBAPIError

from db.cache import create_cache, meta, pristine, schema_hash
from db.engine import open_engine, sqlite_url
from db.prepared import Prepared
from db.store import CommitPoints, Store
from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Key
from orderdesk.documents.shelf import Shelf
from orderdesk.sync.damage import may_be_damage

_NEW_FACT = upsert(meta)
_NEW_STATE = upsert(pristine)
_OF = (pristine.c.kind == bindparam("of_kind"), pristine.c.key == bindparam("of_key"))

_META = Prepared(select(meta.c.name, meta.c.value))
_NOTE = Prepared(
    _NEW_FACT.on_conflict_do_update(index_elements=["name"], set_={"value": _NEW_FACT.excluded.value}),
    ("name", "value"),
)
_COUNT = Prepared(
    update(meta).where(meta.c.name == "applied", meta.c.value == bindparam("before")).values(value=bindparam("now"))
)
_PUT = Prepared(
    _NEW_STATE.on_conflict_do_update(index_elements=["kind", "key"], set_={"body": _NEW_STATE.excluded.body}),
    ("kind", "key", "body"),
)
_KEYS = Prepared(select(pristine.c.kind, pristine.c.key))
_BODY = Prepared(select(pristine.c.body).where(*_OF))
_KEPT = Prepared(select(pristine.c.kind).where(*_OF))
_FORGET = Prepared(delete(pristine).where(*_OF))


class Cache:
    """One cache file. May be thrown away at any time; nothing is lost with it."""

    def __init__(self, path: Path, *, points: CommitPoints | None = None) -> None:
        self.path = path
        # NORMAL: what a power cut takes from here comes back from the journal and the hub.
        engine = open_engine(sqlite_url(path), synchronous="NORMAL", foreign_keys=False, checkpoints=False)
        self.store = Store(engine, name="cache", points=points)

    @classmethod
    def create(cls, path: Path, *, points: CommitPoints | None = None) -> Cache:
        """A new, empty cache that has to be filled from a snapshot."""
        cache = cls(path, points=points)
        with cache.store.engine.begin() as connection:
            create_cache(connection)
            write_meta(connection, epoch="", cursor="0", schema=schema_hash(), applied="0")
        return cache

    def is_sound(self, *, thorough: bool = True) -> bool:
        """Whether SQLite finds the file whole and its tables are this program's; not `thorough`: only the tables."""
        try:
            with self.store.read() as connection:
                if thorough and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
                    return False
                return read_meta(connection).get("schema") == schema_hash()
        except DBAPIError as error:
            if may_be_damage(error):
                return False
            raise

    def close(self) -> None:
        """Closes the file."""
        self.store.close()

    def remove(self) -> None:
        """Closes and deletes the file with its write-ahead log."""
        self.close()
        remove_files(self.path)


def remove_files(path: Path) -> None:
    """Deletes a cache file with what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def read_meta(connection: Connection) -> dict[str, str]:
    """The cache's facts: epoch, cursor, schema, applied."""
    return {name: value for name, value in _META.all(connection, {})}


def write_meta(connection: Connection, **values: str) -> None:
    """Notes facts of the cache."""
    for name, value in values.items():
        _NOTE.run(connection, {"name": name, "value": value})


def count_applied(connection: Connection, n: int) -> None:
    """Notes the newest command whose effect is in the cache, unless one before it is still missing."""
    _COUNT.run(connection, {"before": str(n - 1), "now": str(n)})


class Pristine:
    """The hub's version of those documents that open commands have changed here."""

    def __init__(self, connection: Connection, shelf: Shelf) -> None:
        self._connection = connection
        self._shelf = shelf

    def keys(self) -> set[Key]:
        """All documents kept."""
        return {Key(kind, key) for kind, key in _KEYS.all(self._connection, {})}

    def has(self, key: Key) -> bool:
        """Whether the hub's version of this document is kept."""
        return _KEPT.first(self._connection, {"of_kind": key.kind, "of_key": key.id}) is not None

    def body(self, key: Key) -> str | None:
        """What the hub said of a document that is kept; None: it has none, or none is kept."""
        row = _BODY.first(self._connection, {"of_kind": key.kind, "of_key": key.id})
        return None if row is None else row.body

    def keep(self, key: Key, document: Document | None) -> None:
        """Keeps the stored state of a document that is about to be changed; None: this seat does not hold it."""
        stored = None if document is None else self._shelf.stored(document)
        self.put(key, None if stored is None else stored.model_dump_json())

    def put(self, key: Key, body: str | None) -> None:
        """Keeps what the hub now says of a document; None: this seat does not hold it."""
        _PUT.run(self._connection, {"kind": key.kind, "key": key.id, "body": body})

    def restore(self, key: Key) -> None:
        """Makes the cached document what the hub says."""
        row = _BODY.first(self._connection, {"of_kind": key.kind, "of_key": key.id})
        if row is not None:
            place(self._shelf, key, row.body)

    def forget(self, key: Key) -> None:
        """No longer needed: no open command touches the document."""
        _FORGET.run(self._connection, {"of_kind": key.kind, "of_key": key.id})


def place(shelf: Shelf, key: Key, body: str | None) -> None:
    """Writes a document as it came from the hub, or removes it."""
    if body is None:
        shelf.drop(key)
    else:
        shelf.replace(parse(key, body))


def parse(key: Key, body: str) -> Document:
    """A document from its travelling form. Fields that a later hub has added are passed over."""
    return KINDS[key.kind].model.model_validate_json(body, extra="ignore")
