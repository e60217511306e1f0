"""Turns the time stamps of input events into milliseconds of the monotonic clock."""

import time
from collections.abc import Callable

# A time stamp of another origin (server restarted, counter wrapped) shows as a jump.
_JUMP_MS = 60_000


def monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class EventClock:
    """Events are stamped by the window system with a clock of unknown origin.

    The smallest distance ever seen between a stamp and its arrival is the distance of the two clocks: a busy
    window only ever adds to it.
    """

    def __init__(self, now_ms: Callable[[], int] = monotonic_ms) -> None:
        self._now_ms = now_ms
        self._offset: int | None = None

    def at(self, timestamp: int) -> int:
        """When the event happened; an event without a stamp happened now."""
        now = self._now_ms()
        if timestamp <= 0:
            return now
        offset = now - timestamp
        if self._offset is None or offset < self._offset or offset - self._offset > _JUMP_MS:
            self._offset = offset
        return timestamp + self._offset
