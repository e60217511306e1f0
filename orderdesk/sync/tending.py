"""What a running sync side does now and then: keeps the session alive, checks the cache, lets go of what is old."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from typing import Any

from orderdesk.domain.days import SHANGHAI
from orderdesk.sync.checking import Finding
from orderdesk.sync.engine import Engine
from orderdesk.sync.sessions import Sessions
from orderdesk.sync.transport import AccessDenied, NotUnderstood, Transport

_log = logging.getLogger("orderdesk.sync")

#: The day of the upkeep begins at two in the morning; a computer that is off by then does it when it is on again.
_NIGHT = timedelta(hours=2)

Pause = Callable[[], None]


class Tending:
    """Once a day the purge and then the check; the check also when somebody asks for it."""

    def __init__(
        self, engine: Engine, sessions: Sessions, checked: Callable[[Finding], None] = lambda found: None
    ) -> None:
        self._engine = engine
        self._sessions = sessions
        self._checked = checked
        self._is_asked = threading.Event()

    def ask_for_check(self) -> None:
        """Somebody wants to know whether the cache is the hub's."""
        self._is_asked.set()

    def tend(
        self, hub: Transport, *, pause: Pause = lambda: None, alone: AbstractContextManager[Any] | None = None
    ) -> None:
        """Does what is due. Raises Unreachable, AccessDenied, BootstrapNeeded.

        `pause` is called between transactions; `alone` is held while a snapshot may be fetched.
        """
        self._refresh(hub)
        day = self.day()
        noted = self._engine.journal.facts()
        if noted.get("purged_on") != day.isoformat():
            dropped = self._engine.purge(pause=pause)
            _log.info("purged documents=%d", dropped)
            self._note("purged_on", day)
        if self._is_asked.is_set() or noted.get("checked_on") != day.isoformat():
            self._is_asked.clear()
            try:
                with alone or nullcontext():
                    found = self._engine.check(hub)
            except NotUnderstood:
                # An older hub cannot compare; what is sent tells of it, and tomorrow is another day.
                _log.warning("not compared: the hub is of an earlier release")
                self._note("checked_on", day)
                return
            self._note("checked_on", day)
            self._checked(found)
            if found.healed:
                self._engine.touched(set())

    def tell_left(self, hub: Transport) -> None:
        """Tells the hub who has signed out here. Raises Unreachable, AccessDenied."""
        self._sessions.tell_left(hub)

    def day(self) -> date:
        """The day whose upkeep is due."""
        return (self._engine.clock.now().astimezone(SHANGHAI) - _NIGHT).date()

    def _refresh(self, hub: Transport) -> None:
        try:
            self._sessions.refresh(hub)
        except AccessDenied as error:
            if not str(error).startswith("session."):
                raise
            # Ended at the hub: what is said goes on to be judged there; the person signs in again.
            _log.warning("session not prolonged code=%s", error)
            self._engine.touched(set())

    def _note(self, name: str, day: date) -> None:
        with self._engine.journal.answers.write() as journal:
            self._engine.journal.note(journal, **{name: day.isoformat()})
