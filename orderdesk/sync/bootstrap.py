"""Beginning anew from a snapshot: a new file, the open commands on it, and only then its name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection

from db.cache import schema_hash
from orderdesk.documents.document import SeatScope
from orderdesk.sync.cache import Cache, read_meta, remove_files, write_meta
from orderdesk.sync.files import make_private
from orderdesk.sync.overlay import Overlay
from orderdesk.sync.transport import BootstrapNeeded, Result, Transport


class Bootstrapping(Overlay):
    """The change from one cache file to another. The journal stays as it is."""

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
            make_private(fetched)
            found = transport.snapshot(fetched, schema_hash())
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
            _note_retention(connection)
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


def _note_retention(connection: Connection) -> None:
    """How many days this seat keeps what is done, as the hub that made the snapshot has it."""
    facts = read_meta(connection)
    if "since" in facts and "as_of" in facts:
        kept = datetime.fromisoformat(facts["as_of"]) - datetime.fromisoformat(facts["since"])
        write_meta(connection, kept_days=str(kept.days))
