"""What the imitated systems share: settings, agenda, faults, memory and the post."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from orderdesk.clock import SetClock
from orderdesk.sandbox.agenda import Agenda
from orderdesk.sandbox.faults import FaultBook
from orderdesk.sandbox.postman import Postman
from orderdesk.sandbox.settings import SandboxSettings
from orderdesk.sandbox.shelf import Shelf

LOG_LENGTH = 20_000
"""Calls kept in the log; the oldest go first."""


@dataclass(slots=True)
class World:
    """Belongs to the event loop: nobody else changes anything in it."""

    given: SandboxSettings
    settings: SandboxSettings
    agenda: Agenda
    book: FaultBook
    shelf: Shelf
    log: deque[dict[str, Any]]
    postman: Postman

    @classmethod
    def make(cls, settings: SandboxSettings, clock: SetClock, state_file: Path | None) -> World:
        """A world at the clock's moment, or later if its file has seen later."""
        shelf, agenda, book = Shelf(state_file), Agenda(clock), FaultBook(settings.seed)
        log: deque[dict[str, Any]] = deque(maxlen=LOG_LENGTH)
        for row in shelf.load("clock"):
            clock.set(max(clock.now(), datetime.fromisoformat(row["now"])))
        return cls(settings, settings, agenda, book, shelf, log, Postman(agenda, book, shelf, log))

    def now(self) -> datetime:
        """The sandbox's present moment."""
        return self.agenda.clock.now()

    def after(self, since: datetime, *, minutes: float) -> datetime:
        """The moment so many minutes of outside work after `since`, at the set pace; whole milliseconds."""
        return since + timedelta(milliseconds=round(minutes * 60_000 / self.settings.pace))

    def interval(self, *, minutes: float) -> timedelta:
        """So many minutes at the pace of the start, never under a second."""
        return max(timedelta(seconds=1), timedelta(minutes=minutes) / self.given.pace)

    def dice(self, *names: str) -> random.Random:
        """Chance that depends on the seed and on `names` alone, so that a day can be repeated."""
        return random.Random("|".join((str(self.settings.seed), *names)))

    def change(self, **settings: Any) -> None:
        """Replaces some settings from now on."""
        self.settings = replace(self.settings, **settings)

    def restore(self) -> None:
        """Puts the settings and the dice back to how they were at the start."""
        self.settings = self.given
        self.book.planned.clear()
        self.book.reseed(self.settings.seed)

    def remember_clock(self) -> None:
        """Keeps the present moment for the next start."""
        self.shelf.put("clock", "now", {"now": self.now().isoformat()})
