"""How fast one outside system may be called, and when not at all."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from orderdesk.connectors.ports import Outcome, Verdict

_AWAY = frozenset({"not_reached", "no_answer"})


@dataclass(frozen=True, slots=True)
class Limits:
    """`calls_per_second` on the average, `burst` at once. After `failures` in a row nothing is sent for `pause`,
    twice as long after each further one; when the system says that nothing will do, for `stop`."""

    calls_per_second: float = 5.0
    burst: int = 10
    failures: int = 5
    pause: timedelta = timedelta(seconds=15)
    longest_pause: timedelta = timedelta(minutes=5)
    stop: timedelta = timedelta(minutes=5)


class Breaker:
    """Rate and breaker of one system in one process. Thread-safe; each process finds out for itself."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._tokens = float(limits.burst)
        self._filled_at: datetime | None = None
        self._failures = 0
        self._closed_until: datetime | None = None

    def take(self, now: datetime) -> bool:
        """Takes the right to one call; False: not now. After a pause one call tries whether all is well again."""
        with self._lock:
            if self._closed_until is not None:
                if now < self._closed_until:
                    return False
                # The next ones wait for what becomes of this one.
                self._closed_until = now + self._pause()
            self._fill(now)
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True

    def give_back(self) -> None:
        """Nothing was called after all."""
        with self._lock:
            self._tokens = min(self._tokens + 1, float(self._limits.burst))
            if self._failures:
                self._closed_until = None

    def note(self, outcome: Outcome, now: datetime) -> None:
        """Learns from what became of a call."""
        with self._lock:
            if outcome.whole_system:
                self._closed_until = now + self._limits.stop
            elif _is_away(outcome):
                self._failures += 1
                if self._failures >= self._limits.failures:
                    self._closed_until = now + self._pause()
            else:
                self._failures = 0
                self._closed_until = None

    @property
    def is_closed(self) -> bool:
        """Whether calls are held back."""
        return self._closed_until is not None

    def _pause(self) -> timedelta:
        doubled = max(self._failures - self._limits.failures, 0)
        return min(self._limits.pause * int(2 ** min(doubled, 20)), self._limits.longest_pause)

    def _fill(self, now: datetime) -> None:
        if self._filled_at is not None and now > self._filled_at:
            gained = (now - self._filled_at).total_seconds() * self._limits.calls_per_second
            self._tokens = min(self._tokens + gained, float(self._limits.burst))
        if self._filled_at is None or now > self._filled_at:
            self._filled_at = now


def _is_away(outcome: Outcome) -> bool:
    return outcome.verdict is Verdict.RETRY and (outcome.code in _AWAY or outcome.code.startswith("http_5"))
