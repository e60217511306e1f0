"""What will happen when in the sandbox, and the clock that is moved along it."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import count

from orderdesk.clock import SetClock

Handler = Callable[[str, datetime], Awaitable[None]]
"""Called with the key and the moment it was due; it ignores what its own state no longer expects."""


class Agenda:
    """Appointments by time. Moving the clock stops at each one, so that everything happens at its own moment."""

    def __init__(self, clock: SetClock) -> None:
        self.clock = clock
        self._due: list[tuple[datetime, int, str, str]] = []
        self._order = count()
        self._handlers: dict[str, Handler] = {}
        self._moving = asyncio.Lock()

    def on(self, kind: str, handler: Handler) -> None:
        """Names who takes the appointments of a kind."""
        self._handlers[kind] = handler

    def add(self, due_at: datetime, kind: str, key: str) -> None:
        """Makes an appointment; of two at one moment the earlier made comes first."""
        heapq.heappush(self._due, (due_at, next(self._order), kind, key))

    def clear(self) -> None:
        """Cancels all appointments."""
        self._due.clear()

    def next_at(self) -> datetime | None:
        """When the next appointment is, or None."""
        return self._due[0][0] if self._due else None

    async def advance_to(self, target: datetime) -> int:
        """Moves the clock on to `target`, never back, and takes what is due on the way; says how much that was."""
        taken = 0
        async with self._moving:
            while self._due and self._due[0][0] <= target:
                due_at, _, kind, key = heapq.heappop(self._due)
                self.clock.set(max(self.clock.now(), due_at))
                await self._handlers[kind](key, due_at)
                taken += 1
            self.clock.set(max(self.clock.now(), target))
        return taken
