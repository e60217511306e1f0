"""Taking the hub's pages in, in transactions so short that a scan never waits long for its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection

from orderdesk.documents import KINDS
from orderdesk.documents.document import Document, Key, SeatScope
from orderdesk.documents.masters import Device
from orderdesk.documents.shelf import Shelf
from orderdesk.sync.cache import Pristine, parse, read_meta, write_meta
from orderdesk.sync.journal import OpenCommand
from orderdesk.sync.overlay import Overlay
from orderdesk.sync.transport import BootstrapNeeded, Page, PageRow

PAGE_LIMIT = 200

#: What a cache transaction of the sync side takes at most, so that a scan never waits long for its turn: so many
#: documents of so many characters (a row is some 200). One transaction of the hub is never cut.
BATCH_DOCUMENTS = 12
CHARACTERS_EACH = 3_400

#: By name of document: its travelling form, and what it says; None and None: this seat does not hold it any more.
Incoming = dict[Key, tuple[str | None, Document | None]]


class Pulling(Overlay):
    """The way down: pages that follow each other, each applied once."""

    def apply(self, page: Page, *, pause: Callable[[], None] = lambda: None) -> bool:
        """Takes a page in if it starts where the cache stands; False when it does not.

        Raises BootstrapNeeded on another epoch. `pause` is called between transactions.
        """
        for rows, end in _batches(page, self._at_once(page)):
            if not self._apply(page, rows, end):
                return False
            pause()
        return True

    def _at_once(self, page: Page) -> int:
        """How many documents a transaction takes: twelve, or as many as open commands have to be run again for them.

        Running a hundred commands again takes longer than writing a hundred documents: who comes back with a day's work
        would otherwise do it once for each dozen.
        """
        if len(page.rows) <= BATCH_DOCUMENTS:
            return BATCH_DOCUMENTS
        with self.looking() as connection, self.journal.store.read() as journal:
            commands = self._open(connection, journal)
        touched = {Key(row.kind, row.key) for row in page.rows}
        again = sum(not each.keys().isdisjoint(touched) for each in commands)
        return max(BATCH_DOCUMENTS, min(again, PAGE_LIMIT))

    def _apply(self, page: Page, rows: Sequence[PageRow], end: int) -> bool:
        incoming = _newest(rows)
        with self.holding() as connection:
            facts = read_meta(connection)
            if facts["epoch"] != page.epoch:
                raise BootstrapNeeded("the hub has begun a new epoch")
            cursor = int(facts["cursor"])
            if cursor != page.start and not page.start < cursor < end:
                return False
            fresh = [row for row in rows if row.seq > cursor]
            if len(fresh) < len(rows):
                incoming = _newest(fresh)
            # Whoever says something waits for the cache we hold: what is open now stays so until the end of this.
            with self.journal.store.read() as journal:
                before = self._open(connection, journal)
                is_tidy = not before and not self.journal.has_unsettled(journal)
            touched = self._place(connection, incoming)
            moved = self._note_own_seat(connection, incoming, facts.get("seat"))
            write_meta(connection, cursor=str(end), as_of=self.clock.now().isoformat())
            if before:
                touched = self._answer(connection, before, fresh, touched)
        if not is_tidy:
            # Only now: whoever wants to say something need not wait for it.
            with self.journal.answers.write() as journal:
                self.journal.tidy(journal, end, self.clock.now())
        if touched:
            self.touched(touched)
        if moved:
            self.require_seat()
        return True

    def _answer(
        self,
        connection: Connection,
        before: Sequence[OpenCommand],
        rows: Sequence[PageRow],
        changed: set[Key],
    ) -> set[Key]:
        """What the rows mean for the open commands; returns all documents that may look different."""
        own = {each.id for each in before}
        with self.journal.store.write() as journal:
            for row in rows:
                if row.command in own:
                    self.journal.accept(journal, row.command, row.seq)
            after = self._open(connection, journal)
            return self._leave(connection, journal, before, after, changed)

    def require_seat(self) -> None:
        """Raises BootstrapNeeded when this device was given another seat than its cache was made for."""
        with self.looking() as connection:
            if "moved_to" in read_meta(connection):
                raise BootstrapNeeded("this workstation has another seat now")

    def _note_own_seat(self, connection: Connection, incoming: Incoming, seat: str | None) -> bool:
        """Whether a page gives this device another seat; if so the cache keeps it in mind until there is a new one."""
        _body, device = incoming.get(Key(Device.kind, self.here().device_id), (None, None))
        if not isinstance(device, Device):
            return False
        given = SeatScope(device.seat, device.company_id, device.warehouse_id).label()
        if given == seat:
            return False
        write_meta(connection, moved_to=given)
        return True

    def _place(self, connection: Connection, incoming: Incoming) -> set[Key]:
        shelf = Shelf(connection, cached=True)
        kept = Pristine(connection, shelf)
        held = kept.keys()
        for key, (body, document) in incoming.items():
            if key in held:
                kept.put(key, body)
            elif document is None:
                shelf.drop(key)
            else:
                shelf.replace(document)
        return set(incoming)


def _newest(rows: Sequence[PageRow]) -> Incoming:
    """The newest body of each document, read: before anybody has to wait for the cache. Unknown kinds are left out."""
    bodies = {Key(row.kind, row.key): row.body for row in rows if row.kind in KINDS}
    return {key: (body, None if body is None else parse(key, body)) for key, body in bodies.items()}


def _batches(page: Page, documents: int) -> Iterable[tuple[list[PageRow], int]]:
    """Cuts a page between transactions of the hub, never within one."""
    batch: list[PageRow] = []
    characters = 0
    for position, row in enumerate(page.rows):
        batch.append(row)
        characters += len(row.body or "")
        following = page.rows[position + 1].seq if position + 1 < len(page.rows) else None
        is_full = len(batch) >= documents or characters >= documents * CHARACTERS_EACH
        if is_full and following is not None and following != row.seq:
            yield batch, following - 1
            batch, characters = [], 0
    yield batch, page.end
