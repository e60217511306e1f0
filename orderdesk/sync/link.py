"""How the line to the hub stands: kept in the journal, so that every process of the workstation can tell."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError

from orderdesk.clock import Clock
from orderdesk.sync.journal import Journal

_log = logging.getLogger("orderdesk.sync")

#: The hub gives a sign of life every few seconds; a note older than this tells of a sync side that is gone.
FRESH = timedelta(seconds=60)
#: A clock that is off by more is to be set right: what is said here bears its times.
MOST_SKEW_S = 300
#: What has not changed is written down again this often.
_NOTE_AGAIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Link:
    """How the line stands.

    `online`: None until the hub has answered the sync process that runs now, or has failed to; `head`: the newest
    change that the hub has told of; `contact_at`: when it was heard last; `error`: the code of what went wrong last, at
    `error_at`, also when it is over; `ahead_s`: by how many seconds this computer's clock was ahead of the hub's.
    """

    online: bool | None = False
    head: int = 0
    contact_at: datetime | None = None
    error: str = ""
    error_at: datetime | None = None
    ahead_s: int = 0

    def to_json(self) -> str:
        """As it is noted in the journal."""
        moments = {name: None if at is None else at.isoformat() for name, at in self._moments().items()}
        plain = {"online": self.online, "head": self.head, "error": self.error, "ahead_s": self.ahead_s}
        return json.dumps({**plain, **moments})

    @classmethod
    def from_json(cls, text: str | None) -> Link:
        """Reads what `to_json` wrote; without a text: nothing is known yet."""
        value = json.loads(text) if text else {}
        moments = {name: datetime.fromisoformat(value[name]) for name in ("contact_at", "error_at") if value.get(name)}
        online, head, ahead_s = value.get("online", False), value.get("head", 0), value.get("ahead_s", 0)
        return cls(online, head, error=value.get("error", ""), ahead_s=ahead_s, **moments)

    def _moments(self) -> dict[str, datetime | None]:
        return {"contact_at": self.contact_at, "error_at": self.error_at}

    def is_online(self, now: datetime) -> bool | None:
        """Whether the hub answers, as far as anybody has looked lately; None while the first answer is awaited."""
        if self.online is None:
            return None
        return self.online and self.contact_at is not None and now - self.contact_at < FRESH


class LinkNotes:
    """The sync side's notes of the line. Safe to share between its lanes."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._lane = threading.Lock()
        self._noted_at: datetime | None = None
        # What a process before this one saw of the line does not count any more.
        self._link = replace(Link.from_json(journal.facts().get("link")), online=None)

    def begin(self) -> None:
        """Tells every process of the workstation that it is not known yet whether the hub answers."""
        with self._lane:
            self._keep(self._link, self._clock.now())

    @property
    def is_online(self) -> bool | None:
        """Whether the hub answers, as seen from here; None until it has, or has not."""
        with self._lane:
            return self._link.online

    def heard(self, head: int | None = None) -> None:
        """The hub has said something."""
        now = self._clock.now()
        with self._lane:
            newest = self._link.head if head is None else head
            self._keep(replace(self._link, online=True, head=newest, contact_at=now), now)

    def compare_clocks(self, hub_time: datetime | None) -> None:
        """The hub has said what time it is there at this moment."""
        if hub_time is None:
            return
        now = self._clock.now()
        ahead_s = round((now - hub_time).total_seconds())
        with self._lane:
            is_off, was_off = (abs(each) > MOST_SKEW_S for each in (ahead_s, self._link.ahead_s))
            if is_off and not was_off:
                _log.warning("clock differs from the hub's ahead_s=%d", ahead_s)
            self._keep(replace(self._link, ahead_s=ahead_s), now)

    def failed(self, code: str, *, is_away: bool = True) -> None:
        """Something went wrong. `is_away`: the hub does not answer, or not us."""
        now = self._clock.now()
        with self._lane:
            online = False if is_away else self._link.online
            self._keep(replace(self._link, online=online, error=code, error_at=now), now)

    def _keep(self, link: Link, now: datetime) -> None:
        before, self._link = self._link, link
        is_news = (before.online, before.error, before.ahead_s) != (link.online, link.error, link.ahead_s)
        if is_news or self._noted_at is None or abs(now - self._noted_at) >= _NOTE_AGAIN:
            try:
                with self._journal.answers.write() as connection:
                    self._journal.note(connection, link=link.to_json())
            except DBAPIError:
                return  # a full disk is told of by whatever matters more; the next note may fit again
            self._noted_at = now
