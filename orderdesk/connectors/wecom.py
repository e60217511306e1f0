"""WeCom group robots: posts within their limits, each at most once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

import httpx

from orderdesk.clock import Clock
from orderdesk.connectors import wecom_wire as wire
from orderdesk.connectors.http import Reply, post_json
from orderdesk.connectors.messages import Message
from orderdesk.connectors.ports import Outcome
from orderdesk.connectors.wecom_wire import WeComSettings

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
"""Seconds."""

_MINUTE = timedelta(minutes=1)


class MinuteWindow:
    """How often something may be done in any sixty seconds, not only on the average. Not thread-safe."""

    def __init__(self, times: int) -> None:
        self._times = times
        self._taken: deque[datetime] = deque()
        self._held_until: datetime | None = None

    def room(self, now: datetime) -> int:
        """How often it may be done now."""
        if self._held_until is not None and now < self._held_until:
            return 0
        while self._taken and self._taken[0] <= now - _MINUTE:
            self._taken.popleft()
        return self._times - len(self._taken)

    def take(self, now: datetime) -> bool:
        """Takes the right to do it once; False: not now."""
        if self.room(now) < 1:
            return False
        self._taken.append(now)
        return True

    def hold(self, until: datetime) -> None:
        """Nothing more until then: the other side has counted otherwise."""
        self._held_until = until

    def wait_s(self, now: datetime) -> float:
        """Seconds until there is room again."""
        if self.room(now) > 0:
            return 0.0
        if self._held_until is not None and now < self._held_until:
            return (self._held_until - now).total_seconds()
        return (self._taken[0] + _MINUTE - now).total_seconds() if self._taken else _MINUTE.total_seconds()


class WeComRobots:
    """The robots of a company, each with a window of its own. Thread-safe."""

    system = "wecom"

    def __init__(
        self,
        settings: WeComSettings,
        *,
        client: httpx.Client,
        clock: Clock,
        digest_title: str = "{count} messages",
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self._settings = settings
        self._client = client
        self._clock = clock
        self._digest_title = digest_title
        self._timeout = timeout
        self._windows: dict[str, MinuteWindow] = {}
        self._lock = threading.Lock()

    def room(self, channel: str, now: datetime) -> int:
        """How many posts this channel's robot takes now."""
        with self._lock:
            return self._window(channel).room(now)

    def fits(self, messages: Sequence[Message]) -> int:
        """How many of the messages, from the first on, go into one post."""
        return wire.fits(messages, digest_title=self._title(len(messages)))

    def post(self, channel: str, messages: Sequence[Message]) -> Outcome:
        """Posts. Without room in the window nothing is sent and the answer is retry."""
        with self._lock:
            window, now = self._window(channel), self._clock.now()
            if not window.take(now):
                return Outcome.retry(window.wait_s(now), code="no_room")
        text = wire.text_of(messages, digest_title=self._title(len(messages)))
        url = wire.address(self._settings, channel)
        reply = post_json(self._client, url, wire.body(text), timeout=self._timeout)
        if not isinstance(reply, Reply):
            return reply
        outcome = wire.classify(reply.status, reply.headers, reply.body)
        if outcome.code == "45009":
            with self._lock:
                window.hold(self._clock.now() + timedelta(seconds=outcome.retry_after_s))
        return outcome

    def _window(self, channel: str) -> MinuteWindow:
        """One window a robot, however many channels it serves."""
        key = self._settings.key_of(channel)
        if key not in self._windows:
            self._windows[key] = MinuteWindow(min(self._settings.posts_per_minute, 20))
        return self._windows[key]

    def _title(self, count: int) -> str:
        return self._digest_title.format(count=count)
