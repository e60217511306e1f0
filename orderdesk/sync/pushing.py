"""Sending what was said, and what the hub's answers mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from orderdesk.sync.cache import read_meta
from orderdesk.sync.journal import travelling
from orderdesk.sync.overlay import Overlay
from orderdesk.sync.transport import BootstrapNeeded, GapFound, Result, SignedIn, Transport

PUSH_LIMIT = 50


class Pushing(Overlay):
    """The way up, in the order of the numbers."""

    def push(self, transport: Transport) -> int:
        """Sends what is waiting, in order; returns how many commands were answered."""
        with self.journal.store.read() as journal:
            rows = list(_unbroken(self.journal.to_send(journal, PUSH_LIMIT)))
        if not rows:
            return 0
        if any(row.state == "queued" for row in rows):
            with self.journal.answers.write() as journal:
                self.journal.mark_sent(journal, rows[0].n, rows[-1].n)
        epoch = self.epoch()
        try:
            results = transport.push(epoch, [travelling(row) for row in rows])
        except GapFound as gap:
            self._send_again(gap.last_n, rows[0].n)
            return 0
        self._take_results(epoch, results)
        over = {result.n for result in results if result.code == "session.ended"}
        if over:
            self._end_session({row.session_id for row in rows if row.n in over})
        return len(results)

    def _end_session(self, ended: set[UUID | None]) -> None:
        """Notes that whoever is here has to sign in again, if it was their session that the hub knows no more."""
        with self.journal.answers.write() as journal:
            noted = SignedIn.from_json(self.journal.facts_in(journal).get("session"))
            if noted is None or noted.session_id not in ended:
                return
            self.journal.note(journal, session=replace(noted, token="", offline=False).to_json())
        self.touched(set())

    def _send_again(self, last_n: int, first: int) -> None:
        with self.journal.store.write() as journal:
            if last_n >= first:
                raise BootstrapNeeded(f"the hub has answers for {last_n} that this journal does not know")
            if self.journal.queue_again(journal, last_n) == 0:
                raise BootstrapNeeded(f"the hub stopped at {last_n}, the journal begins later")

    def _take_results(self, epoch: str, results: Sequence[Result]) -> None:
        with self.holding() as connection, self.journal.answers.write() as journal:
            if read_meta(connection)["epoch"] != epoch:
                return  # answers of a history that the hub has lost: these commands are queued again
            before = self._open(connection, journal)
            self.journal.settle(journal, results)
            after = self._open(connection, journal)
            touched = self._leave(connection, journal, before, after, set())
            self.journal.tidy(journal, self.cursor_in(connection), self.clock.now())
        if touched:
            self.touched(touched)


def _unbroken(rows: Iterable[Any]) -> Iterable[Any]:
    """The commands up to the first gap: an answer may have come by the stream for one whose neighbours still wait."""
    before = None
    for row in rows:
        if before is not None and row.n != before + 1:
            return
        yield row
        before = row.n
