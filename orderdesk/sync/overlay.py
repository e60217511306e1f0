"""What open commands lay over the hub's documents in the cache, and how far both have come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from db.store import CommitPoints
from orderdesk.clock import Clock
from orderdesk.documents.document import Key
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import OrderDeskError
from orderdesk.sync import rebase as rebasing
from orderdesk.sync.cache import Pristine, read_meta, write_meta
from orderdesk.sync.files import Files
from orderdesk.sync.journal import OpenCommand

#: Told which documents may look different; an empty set means that the whole file is a new one.
Touched = Callable[[set[Key]], None]


class NotEnrolledError(OrderDeskError):
    """This folder belongs to no device yet."""


class Overlay(Files):
    """Both files with the rule that joins them: a cached document is the hub's with the open commands on top."""

    def __init__(self, folder: Path, clock: Clock, *, points: CommitPoints | None = None) -> None:
        super().__init__(folder, points=points)
        self.clock = clock
        self.touched: Touched = lambda keys: None
        # A folder is enrolled once and keeps its device and code for good.
        self._here: rebasing.Here | None = None

    def here(self) -> rebasing.Here:
        """This device; raises NotEnrolledError."""
        if self._here is None:
            facts = self.journal.facts()
            if "device_id" not in facts:
                raise NotEnrolledError("this workstation is not enrolled")
            self._here = rebasing.Here(UUID(facts["device_id"]), facts["device_code"])
        return self._here

    def epoch(self) -> str:
        """The epoch of the cache; empty before the first snapshot."""
        if not self.has_cache:
            return ""
        with self.looking() as connection:
            return read_meta(connection)["epoch"]

    def cursor(self) -> int:
        """How far the cache follows the hub's log."""
        with self.looking() as connection:
            return self.cursor_in(connection)

    def cursor_in(self, connection: Connection) -> int:
        """How far the cache follows the hub's log, within a transaction."""
        return int(read_meta(connection)["cursor"])

    def recover(self) -> None:
        """Brings the cache in step with the journal after whatever happened: at each start of a side."""
        if not self.has_cache:
            return
        with self.holding() as connection, self.journal.store.write() as journal:
            shelf = Shelf(connection, cached=True)
            kept = Pristine(connection, shelf).keys()
            commands = self._open(connection, journal)
            keys = kept.union(*(each.keys() for each in commands))
            self._rebase(connection, journal, keys, commands)

    def _open(self, connection: Connection, journal: Connection) -> list[OpenCommand]:
        return self.journal.open_commands(journal, self.cursor_in(connection))

    def _rebase(
        self, connection: Connection, journal: Connection, keys: Iterable[Key], commands: Sequence[OpenCommand]
    ) -> set[Key]:
        applied = int(read_meta(connection)["applied"])
        missing = [each for each in commands if each.n > applied]
        wanted = set(keys).union(*(each.keys() for each in missing))
        done = rebasing.rebase(connection, wanted, commands, self.here())
        self.journal.mark_attention(journal, done.marks)
        newest = max((each.n for each in commands), default=applied)
        if newest > applied:
            write_meta(connection, applied=str(newest))
        return done.touched

    def _leave(
        self,
        connection: Connection,
        journal: Connection,
        before: Sequence[OpenCommand],
        after: Sequence[OpenCommand],
        changed: set[Key],
    ) -> set[Key]:
        """Rebases what the commands that are no longer open have left behind, and what the hub has changed."""
        still = {each.n for each in after}
        left = [each for each in before if each.n not in still]
        reached = set().union(*(each.keys() for each in after))
        keys = (changed & reached).union(*(each.keys() for each in left))
        applied = int(read_meta(connection)["applied"])
        if not keys and all(each.n <= applied for each in after):
            return changed
        return changed | self._rebase(connection, journal, keys, after)
