"""A full disk and damaged files: what SQLite says about them, and what it means here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from orderdesk.errors import OrderDeskError, Refused

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class NothingCachedError(OrderDeskError):
    """There is no cache: the first snapshot, or the next one, has to come from the hub."""


class CacheDamagedError(NothingCachedError):
    """The cache was damaged and is no longer used; what was said is in the journal, the rest comes from the hub."""


class JournalDamagedError(OrderDeskError):
    """The journal cannot be read. It holds what nobody else has, so it is left as it is for somebody who can help."""


def may_be_damage(error: DBAPIError) -> bool:
    """Whether a damaged file may be the reason; a statement that does not fit the tables looks the same."""
    return _code(error) in _DAMAGE


def refusal_of(error: DBAPIError) -> Refused | None:
    """What a person is told when this computer cannot write something down; None when it is a defect."""
    code = _code(error)
    if code in _FULL:
        return Refused("storage.full")
    if code in _BUSY:
        return Refused("storage.busy")
    return None


def trouble_of(error: DBAPIError | OSError) -> str | None:
    """The code of what keeps this computer's own files from being used; None when it is a defect."""
    if isinstance(error, OSError):
        return "storage.full"
    refusal = refusal_of(error)
    if refusal is not None:
        return refusal.code
    return "storage.damaged" if may_be_damage(error) else None


@contextmanager
def storage_refusals() -> Iterator[None]:
    """Raises Refused `storage.full` or `storage.busy` where the disk says no; nothing has been written then."""
    try:
        yield
    except DBAPIError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def _code(error: DBAPIError) -> int:
    """SQLite's primary result code."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
