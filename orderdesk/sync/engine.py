"""Keeps a workstation's two files in step: every transaction takes the cache before the journal."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row
from sqlalchemy.exc import DBAPIError

from db.cache import schema_hash
from db.store import CommitPoints
from orderdesk.clock import Clock
from orderdesk.commands.command import Command
from orderdesk.documents.document import Key, SeatScope
from orderdesk.documents.masters import Device
from orderdesk.documents.shelf import Shelf
from orderdesk.errors import MissingDocument, OrderDeskError, Refused
from orderdesk.ids import new_id
from orderdesk.sync import rebase as rebasing
from orderdesk.sync.cache import Cache, Pristine, place, read_meta, remove_files, write_meta
from orderdesk.sync.damage import CacheDamagedError, refusal_of
from orderdesk.sync.files import Files
from orderdesk.sync.journal import OpenCommand, travelling
from orderdesk.sync.transport import (
    BootstrapNeeded,
    GapFound,
    Page,
    PageRow,
    Result,
    SignedIn,
    Transport,
)

_log = logging.getLogger("orderdesk.sync")

PUSH_LIMIT = 50
PAGE_LIMIT = 200

#: Documents a cache transaction of the sync side takes at most, so that a scan never waits long for its turn.
BATCH_DOCUMENTS = 12

#: Told which documents may look different; an empty set means that the whole file is a new one.
Touched = Callable[[set[Key]], None]


class NotEnrolledError(OrderDeskError):
    """This folder belongs to no device yet."""


class Engine(Files):
    """The journal, the cache in use and what moves between them and the hub.

    Two engines may work on one folder, one in the window's process and one in the sync process.
    """

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

    # Say

    def say(self, command: Command, who: SignedIn) -> tuple[int, UUID, bool]:
        """Carries a command out here and writes it down; returns its number, its id and whether it took effect here.

        Raises Refused: nothing is queued, and what the rules refused is kept as an attempt.
        """
        now = self.clock.now()
        command_id = new_id(now)
        here = self.here()
        n, is_written = 0, False
        failed: Refused
        try:
            with self.holding() as connection:
                try:
                    applied = self._try(connection, command, command_id, now, who, here)
                except Refused as refusal:
                    failed = refusal
                else:
                    with self.journal.store.write() as journal:
                        n = self.journal.append(journal, command, command_id, who, now)
                    is_written = True
                    self._count_applied(connection, n)
                    return n, command_id, applied
        except (DBAPIError, CacheDamagedError) as error:
            if not is_written:
                raise self._why_not(error) from error
            # The journal has it, so it is said, whatever became of the copy: the next rebase runs it again.
            _log.warning("cache behind n=%s error=%s", n, error)
            return n, command_id, False
        self._keep_attempt(command, command_id, who, now, failed)
        raise failed

    def _count_applied(self, connection: Connection, n: int) -> None:
        """Notes the newest command whose effect is here, unless one before it is still missing."""
        if int(read_meta(connection)["applied"]) == n - 1:
            write_meta(connection, applied=str(n))

    def _why_not(self, error: DBAPIError | CacheDamagedError) -> Exception:
        if isinstance(error, CacheDamagedError):
            return Refused("storage.damaged")
        return refusal_of(error) or error

    def _keep_attempt(self, command: Command, attempt_id: UUID, who: SignedIn, now: datetime, failed: Refused) -> None:
        facts = {name: str(value) for name, value in failed.facts.items()}
        try:
            with self.journal.store.write() as journal:
                self.journal.keep_attempt(journal, attempt_id, command, who.user_id, now, failed.code, facts)
        except DBAPIError as error:
            if refusal_of(error) is None:
                raise
            _log.error("attempt not kept code=%s error=%s", failed.code, error.orig)

    def _try(
        self,
        connection: Connection,
        command: Command,
        command_id: UUID,
        now: datetime,
        who: SignedIn,
        here: rebasing.Here,
    ) -> bool:
        savepoint = connection.begin_nested()
        try:
            rebasing.run(
                connection,
                command,
                command_id=command_id,
                said_at=now,
                user_id=who.user_id,
                roles=who.roles,
                here=here,
            )
        except MissingDocument:
            savepoint.rollback()
            return False
        except Refused:
            savepoint.rollback()
            raise
        savepoint.commit()
        return True

    # Rebase

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

    # Push

    def push(self, transport: Transport) -> int:
        """Sends what is waiting, in order; returns how many commands were answered."""
        with self.journal.store.write() as journal:
            rows = list(_unbroken(self.journal.to_send(journal, PUSH_LIMIT)))
            self.journal.mark_sent(journal, [row.n for row in rows])
        if not rows:
            return 0
        epoch = self.epoch()
        try:
            results = transport.push(epoch, [travelling(row) for row in rows])
        except GapFound as gap:
            self._send_again(gap.last_n, rows[0].n)
            return 0
        self._take_results(epoch, results)
        return len(results)

    def _send_again(self, last_n: int, first: int) -> None:
        with self.journal.store.write() as journal:
            if last_n >= first:
                raise BootstrapNeeded(f"the hub has answers for {last_n} that this journal does not know")
            if self.journal.queue_again(journal, last_n) == 0:
                raise BootstrapNeeded(f"the hub stopped at {last_n}, the journal begins later")

    def _take_results(self, epoch: str, results: Sequence[Result]) -> None:
        with self.holding() as connection, self.journal.store.write() as journal:
            if read_meta(connection)["epoch"] != epoch:
                return  # answers of a history that the hub has lost: these commands are queued again
            before = self._open(connection, journal)
            self.journal.settle(journal, results)
            after = self._open(connection, journal)
            touched = self._leave(connection, journal, before, after, set())
        if touched:
            self.touched(touched)

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

    # Pull

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

    def apply(self, page: Page, *, pause: Callable[[], None] = lambda: None) -> bool:
        """Takes a page in if it starts where the cache stands; False when it does not.

        Raises BootstrapNeeded on another epoch. `pause` is called between transactions.
        """
        for rows, end in _batches(page):
            if not self._apply(page, rows, end):
                return False
            pause()
        return True

    def _apply(self, page: Page, rows: Sequence[PageRow], end: int) -> bool:
        with self.holding() as connection:
            facts = read_meta(connection)
            if facts["epoch"] != page.epoch:
                raise BootstrapNeeded("the hub has begun a new epoch")
            cursor = int(facts["cursor"])
            if cursor != page.start and not page.start < cursor < end:
                return False
            fresh = [row for row in rows if row.seq > cursor]
            with self.journal.store.write() as journal:
                before = self._open(connection, journal)
                own = {each.id for each in before}
                for row in fresh:
                    if row.command in own:
                        self.journal.accept(journal, row.command, row.seq)
                changed = self._place(connection, fresh)
                moved = self._note_own_seat(connection, fresh)
                write_meta(connection, cursor=str(end), as_of=self.clock.now().isoformat())
                after = self._open(connection, journal)
                touched = self._leave(connection, journal, before, after, changed)
                self.journal.tidy(journal, end, self.clock.now())
        if touched:
            self.touched(touched)
        if moved:
            self.require_seat()
        return True

    def require_seat(self) -> None:
        """Raises BootstrapNeeded when this device was given another seat than its cache was made for."""
        with self.looking() as connection:
            if "moved_to" in read_meta(connection):
                raise BootstrapNeeded("this workstation has another seat now")

    def _note_own_seat(self, connection: Connection, rows: Sequence[PageRow]) -> bool:
        """Whether the rows give this device another seat; if so the cache keeps it in mind until there is a new one."""
        own = Key(Device.kind, self.here().device_id)
        newest = [row.body for row in rows if Key(row.kind, row.key) == own and row.body is not None]
        if not newest:
            return False
        device = Device.model_validate_json(newest[-1])
        seat = SeatScope(device.seat, device.company_id, device.warehouse_id).label()
        if seat == read_meta(connection).get("seat"):
            return False
        write_meta(connection, moved_to=seat)
        return True

    def _place(self, connection: Connection, rows: Sequence[PageRow]) -> set[Key]:
        shelf = Shelf(connection, cached=True)
        kept = Pristine(connection, shelf)
        held = kept.keys()
        newest = {Key(row.kind, row.key): row.body for row in rows}
        for key, body in newest.items():
            if key in held:
                kept.put(key, body)
            else:
                place(shelf, key, body)
        return set(newest)

    # Bootstrap

    def bootstrap(self, transport: Transport) -> str:
        """Fetches a snapshot into a new file and switches to it; returns its name. The journal stays as it is."""
        token = uuid4().hex[:8]
        self._in_the_making.add(token)
        try:
            cache, epoch = self._fetch(transport, token)
            try:
                state = transport.state(self._first_open() - 1)
                if state.epoch != epoch:
                    raise BootstrapNeeded("the hub began a new epoch meanwhile")
            except BaseException:
                cache.remove()
                raise
            self._switch(cache, epoch, state.last_n, state.results)
        finally:
            self._in_the_making.discard(token)
        return cache.path.name

    def _fetch(self, transport: Transport, token: str) -> tuple[Cache, str]:
        fetched = self.folder / f"fetched-{token}.db"
        try:
            found = transport.snapshot(fetched)
            if found.schema != schema_hash():
                raise BootstrapNeeded("the hub's snapshot has other tables than this program")
            path = fetched.rename(self.folder / f"cache-{found.epoch}-{found.seq}-{token}.db")
        except BaseException:
            remove_files(fetched)
            raise
        cache = Cache(path, points=self._points)
        if not cache.is_sound():
            cache.remove()
            raise BootstrapNeeded("the snapshot arrived damaged")
        return cache, found.epoch

    def _first_open(self) -> int:
        with self.journal.store.read() as journal:
            rows = self.journal.to_send(journal, 1)
            return rows[0].n if rows else self.journal.last_n(journal) + 1

    def _switch(self, cache: Cache, epoch: str, last_n: int, results: Sequence[Result]) -> None:
        old = self._cache
        if old is None:
            self._change_over(cache, epoch, last_n, results)
        else:
            with self._minding(old), old.store.write():  # nobody says anything while the files change places
                self._change_over(cache, epoch, last_n, results)
        with self._reopening:
            self._cache = cache
        if old is not None:
            old.close()

    def _change_over(self, cache: Cache, epoch: str, last_n: int, results: Sequence[Result]) -> None:
        with cache.store.write() as connection, self.journal.store.write() as journal:
            before = self.journal.facts_in(journal).get("epoch", "")
            if before not in ("", epoch):
                self.journal.queue_again(journal, last_n)
            self.journal.settle(journal, results)
            commands = self._open(connection, journal)
            write_meta(connection, applied="0", as_of=self.clock.now().isoformat())
            self._rebase(connection, journal, set(), commands)
            write_meta(connection, applied=str(self.journal.last_n(journal)))
            self._note_seat(connection, journal)
        # The new file is whole before its name is written: a crash in between leaves the old one in use.
        with self.journal.store.write() as journal:
            self.journal.note(journal, cache=cache.path.name, epoch=epoch)

    def _note_seat(self, connection: Connection, journal: Connection) -> None:
        seat = SeatScope.from_label(read_meta(connection)["seat"])
        self.journal.note(
            journal,
            seat=seat.seat,
            company_id=str(seat.company_id or ""),
            warehouse_id=str(seat.warehouse_id or ""),
        )


def _batches(page: Page) -> Iterable[tuple[list[PageRow], int]]:
    """Cuts a page between transactions of the hub, never within one."""
    batch: list[PageRow] = []
    for position, row in enumerate(page.rows):
        batch.append(row)
        following = page.rows[position + 1].seq if position + 1 < len(page.rows) else None
        if following is not None and following != row.seq and len(batch) >= BATCH_DOCUMENTS:
            yield batch, following - 1
            batch = []
    yield batch, page.end


def _unbroken(rows: Iterable[Row[Any]]) -> Iterable[Row[Any]]:
    """The commands up to the first gap: an answer may have come by the stream for one whose neighbours still wait."""
    before = None
    for row in rows:
        if before is not None and row.n != before + 1:
            return
        yield row
        before = row.n
