"""Time is handed in: the system's clock, and one that tests and the sandbox set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the present moment as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, start: datetime) -> None:
        self.set(start)

    def now(self) -> datetime:
        return self._now

    def set(self, at: datetime) -> None:
        """Moves to `at`, which must be aware."""
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._now = at.astimezone(UTC)

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Moves on by the sum of the given durations."""
        self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
