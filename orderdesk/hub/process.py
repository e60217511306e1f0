"""What one hub process is made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import Request

from db.engine import open_engine, parse_url
from db.store import Store
from orderdesk.clock import Clock
from orderdesk.hub.auth import DeviceBook, SignIn
from orderdesk.hub.breaker import Breaker
from orderdesk.hub.enrolment import WrongTries
from orderdesk.hub.execute import Executor
from orderdesk.hub.metrics import Metrics
from orderdesk.hub.settings import HubSettings
from orderdesk.hub.snapshots import Snapshots
from orderdesk.hub.tail import Tail

P = ParamSpec("P")
R = TypeVar("R")

#: Argon2 takes 64 MiB a time.
_HASHES_AT_ONCE = 2


@dataclass(frozen=True)
class Hub:
    """The parts of one hub process. Everything here may be shared between threads, unless its class says otherwise.

    `breakers`: by system, filled once by the work outside; empty where another process does that.
    """

    settings: HubSettings
    clock: Clock
    store: Store
    executor: Executor
    tail: Tail
    devices: DeviceBook
    sign_in: SignIn
    wrong_tries: WrongTries
    snapshots: Snapshots
    metrics: Metrics
    _work: CapacityLimiter
    _carrying_out: CapacityLimiter
    _hashing: CapacityLimiter
    breakers: dict[str, Breaker] = field(default_factory=dict)

    async def work(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs something that uses the database in one of the work threads."""
        return await anyio.to_thread.run_sync(lambda: function(*args, **kwargs), limiter=self._work)

    async def carrying_out(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs commands: in threads of their own, so that no question waits behind writers who wait for each other."""
        return await anyio.to_thread.run_sync(lambda: function(*args, **kwargs), limiter=self._carrying_out)

    async def hashing(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs something that hashes passwords: a few at a time, beside the work."""
        return await anyio.to_thread.run_sync(lambda: function(*args, **kwargs), limiter=self._hashing)


#: A task that runs as long as the hub does and is cancelled at its end.
Background = Callable[[Hub], Awaitable[None]]


def make_hub(settings: HubSettings, clock: Clock) -> Hub:
    """Puts a hub together; nothing is opened yet. Raises BadDatabaseUrl."""
    # One for each who asks and each who writes.
    engine = open_engine(parse_url(settings.database_url), pool_size=2 * settings.threads)
    store = Store(engine)
    metrics = Metrics()
    tail = Tail(store, settings, metrics)
    devices = DeviceBook(store, believes_s=settings.device_cache_s)
    tail.on_device_changed = devices.forget
    return Hub(
        settings=settings,
        clock=clock,
        store=store,
        executor=Executor(store, clock, on_commit=tail.offer, links=settings.links),
        tail=tail,
        devices=devices,
        sign_in=SignIn(store, clock),
        wrong_tries=WrongTries(),
        snapshots=Snapshots(store, clock, settings, metrics),
        metrics=metrics,
        _work=CapacityLimiter(settings.threads),
        _carrying_out=CapacityLimiter(settings.threads),
        _hashing=CapacityLimiter(_HASHES_AT_ONCE),
    )


def hub_of(request: Request) -> Hub:
    """The hub that serves this request."""
    hub = request.app.state.hub
    assert isinstance(hub, Hub)
    return hub
