"""Saying a command: carried out on the cache and written into the journal, or neither."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from orderdesk.commands.command import Command
from orderdesk.errors import MissingDocument, Refused
from orderdesk.ids import new_id
from orderdesk.sync import rebase as rebasing
from orderdesk.sync.cache import count_applied
from orderdesk.sync.damage import CacheDamagedError, refusal_of
from orderdesk.sync.overlay import Overlay
from orderdesk.sync.transport import SignedIn

_log = logging.getLogger("orderdesk.sync")


class Saying(Overlay):
    """The window's half: what a person does here."""

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
                    count_applied(connection, n)
                    return n, command_id, applied
        except (DBAPIError, CacheDamagedError) as error:
            if not is_written:
                raise self._why_not(error) from error
            # The journal has it, so it is said, whatever became of the copy: the next rebase runs it again.
            _log.warning("cache behind n=%s error=%s", n, error)
            return n, command_id, False
        self._keep_attempt(command, command_id, who, now, failed)
        raise failed

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
            return False
        return True
