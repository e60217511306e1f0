"""The files of a workstation's folder: the journal, which stays, and the cache in use, which may be replaced."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db.store import CommitPoints
from orderdesk.sync.cache import Cache, remove_files
from orderdesk.sync.damage import CacheDamagedError, NothingCachedError, may_be_damage
from orderdesk.sync.journal import Journal

_log = logging.getLogger("orderdesk.sync")


#: The device's secret and the customers' addresses are for the user alone in whose name the program runs.
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600


def make_private(path: Path) -> None:
    """Makes an empty file that nobody else may read, unless there is one; what SQLite keeps beside it follows suit."""
    if not path.exists():
        path.touch(mode=_PRIVATE_FILE)


class Files:
    """Opens the cache that the journal names. Safe to share between threads; another process may do the same.

    A cache that turns out to be damaged, or was made by another program version, is never used again: its name leaves
    the journal, and whoever asked for it gets CacheDamagedError.
    """

    def __init__(self, folder: Path, *, points: CommitPoints | None = None) -> None:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        self.folder = folder
        self._points = points
        make_private(folder / "journal.db")
        self.journal = Journal(folder, points=points)
        self._cache: Cache | None = None
        self._reopening = threading.Lock()
        self._in_the_making: set[str] = set()
        self.reopen()

    @property
    def cache(self) -> Cache:
        """The cache in use; raises NothingCachedError before the first snapshot."""
        found = self._cache
        if found is None:
            raise NothingCachedError("this workstation holds no data yet: connect it to the hub once")
        return found

    @property
    def has_cache(self) -> bool:
        """Whether there is a cache."""
        return self._cache is not None

    @property
    def cache_name(self) -> str:
        """The name of the cache in use; empty when there is none."""
        found = self._cache
        return "" if found is None else found.path.name

    def reopen(self) -> bool:
        """Opens the cache that the journal names if it is another one than now; True when it was."""
        name = self.journal.facts().get("cache", "")
        if name == self.cache_name:
            return False
        with self._reopening:
            if name == self.cache_name:
                return False
            old, self._cache = self._cache, self._opened(name)
        if old is not None:
            old.close()
        return old is not None or self.has_cache

    def _opened(self, name: str) -> Cache | None:
        path = self.folder / name
        if not name or not path.exists():
            return None
        cache = Cache(path, points=self._points)
        # Only a glance: the window opens here, and reading the whole file may take seconds.
        if cache.is_sound(thorough=False):
            return cache
        self._give_up(cache, "unreadable or of another program version")
        return None

    @contextmanager
    def holding(self) -> Iterator[Connection]:
        """The write transaction on the cache in use: while one waits for its turn, a newer file may take its place."""
        while True:
            cache = self.cache
            with self._minding(cache), cache.store.write() as connection:
                if self.journal.facts().get("cache") == cache.path.name:
                    yield connection
                    return
            self.reopen()

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """One consistent view of the cache in use."""
        cache = self.cache
        with self._minding(cache), cache.store.read() as connection:
            yield connection

    @contextmanager
    def _minding(self, cache: Cache) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            # The error may as well be the journal's or a defect: only what the file itself shows counts.
            if not may_be_damage(error) or cache.is_sound():
                raise
            self._drop(cache, str(error.orig))
            raise CacheDamagedError(f"{cache.path.name}: {error.orig}") from error

    def require_sound(self) -> None:
        """Reads the whole cache once. Raises CacheDamagedError, NothingCachedError."""
        cache = self.cache
        if not cache.is_sound():
            self._drop(cache, "the file is not whole")
            raise CacheDamagedError(f"{cache.path.name}: the file is not whole")

    def _drop(self, cache: Cache, why: str) -> None:
        with self._reopening:
            if self._cache is cache:
                self._cache = None
        self._give_up(cache, why)

    def _give_up(self, cache: Cache, why: str) -> None:
        """The file stays until the next sweep, when no process has it open any more."""
        _log.error("cache given up name=%s why=%s", cache.path.name, why)
        with self.journal.store.write() as journal:
            if self.journal.facts_in(journal).get("cache") == cache.path.name:
                self.journal.forget(journal, "cache")
        cache.close()

    def sweep(self) -> None:
        """Deletes cache files that are no longer in use, but none that is just being made."""
        # Within a transaction, so that no other file comes into use between the look and the deletion.
        with self.journal.store.write() as journal:
            name = self.journal.facts_in(journal).get("cache")
            for path in (*self.folder.glob("cache-*.db"), *self.folder.glob("fetched-*.db")):
                if path.name != name and path.stem.rpartition("-")[2] not in self._in_the_making:
                    remove_files(path)

    def checkpoint(self) -> None:
        """Carries both write-ahead logs over. Only the sync side does so: a scan waits for no such flush."""
        with suppress(NothingCachedError):
            self.cache.store.checkpoint()
        self.journal.store.checkpoint()

    def close(self) -> None:
        """Closes both files."""
        if self._cache is not None:
            self._cache.close()
        self.journal.close()
