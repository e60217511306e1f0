"""How often somebody may try a word here while the hub is away and cannot count the tries itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sqlalchemy import Connection

from orderdesk.errors import Refused
from orderdesk.sync.damage import storage_refusals
from orderdesk.sync.journal import Journal

#: So many wrong words cost nothing; the hub blocks for a while after as many.
FREE = 5
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
#: The beginning of the names of the facts that hold the tries.
_FACT = "tries:"


class Tries:
    """The wrong words for one person at this workstation, kept in its journal; a right one makes them forgotten."""

    def __init__(self, journal: Journal, user_id: UUID) -> None:
        self._journal = journal
        self._fact = f"{_FACT}{user_id}"

    def count(self, now: datetime) -> None:
        """Counts a try before the word is looked at: a program that is killed meanwhile gives none for nothing.

        Raises Refused `sign_in.wait` with whole `minutes`, and `storage.…`; then no word may be looked at.
        """
        with storage_refusals(), self._journal.store.write() as journal:
            noted = json.loads(self._journal.facts_in(journal).get(self._fact) or "{}")
            made = int(noted.get("made", 0))
            if noted:
                passed = now - datetime.fromisoformat(noted["at"])
                left = _wait_after(made) - passed
                # A clock that was set back says nothing of how long somebody has waited.
                if passed >= timedelta() and left > timedelta():
                    raise Refused("sign_in.wait", minutes=ceil(left / timedelta(minutes=1)))
            self._journal.note(journal, **{self._fact: json.dumps({"made": made + 1, "at": now.isoformat()})})

    def forget(self) -> None:
        """The word was right. Raises Refused `storage.…`."""
        with storage_refusals(), self._journal.store.write() as journal:
            self.forget_in(journal)

    def forget_in(self, journal: Connection) -> None:
        """The hub has found the word right."""
        self._journal.forget(journal, self._fact)


def _wait_after(made: int) -> timedelta:
    """How long nobody may try again after so many wrong words."""
    if made < FREE:
        return timedelta()
    return min(_FIRST_WAIT * (1 << min(made - FREE, 10)), _LONGEST_WAIT)
