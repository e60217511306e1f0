"""The hub's work beside its answers: jobs, timers and repairs, each in threads of their own."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic

import anyio
import anyio.to_thread
from sqlalchemy.exc import DBAPIError

from db.engine import driver_words
from db.store import Store
from orderdesk.clock import Clock
from orderdesk.hub import erp_polls, heads, repair, retention, timers
from orderdesk.hub.crew import Crew
from orderdesk.hub.erp_orders import ErpOrders
from orderdesk.hub.erp_polls import ErpPolls
from orderdesk.hub.execute import Executor
from orderdesk.hub.heads import DailyHeads
from orderdesk.hub.inbound import Inbound
from orderdesk.hub.jobs import JobRunner
from orderdesk.hub.messages import CHANNELS, MessageJobs
from orderdesk.hub.outbound import outbound_performers
from orderdesk.hub.own_device import ensure_hub_device
from orderdesk.hub.process import Hub
from orderdesk.hub.repair import Repair
from orderdesk.hub.retention import Retention
from orderdesk.hub.systems import Systems
from orderdesk.hub.timers import Timers

_log = logging.getLogger("orderdesk.hub.work")

#: Calls to one system at a time; a slow one takes no thread from the others.
CALLS_AT_ONCE = 3
_IDLE_S = 1.0
_STOP_S = 10.0
_COMPLAINS_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What the background of one hub process is made of; tests use the parts without the threads."""

    jobs: JobRunner
    inbound: Inbound
    timers: Timers
    retention: Retention
    repair: Repair | None
    erp: ErpPolls | None


def make_parts(store: Store, clock: Clock, executor: Executor, systems: Systems) -> Parts:
    """Puts the background together."""
    readers = {source: reader for source, (_, reader) in systems.readers.items()}
    inbound = Inbound(store, clock, executor, readers)
    performers = outbound_performers(store, systems)
    performers["inbox", "work"] = inbound.work
    asks = None
    if systems.courier is not None:
        asks = Repair(
            store,
            clock,
            courier=systems.courier,
            carriers=systems.carriers,
            inbound=inbound,
            source=systems.courier.system,
        )
        performers["courier", "query"] = asks.ask
    if systems.messages is not None:
        messages = MessageJobs(store, clock, systems.messages, systems.texts)
        performers |= {("message", channel): messages.send for channel in CHANNELS}
    polls = None
    if systems.erp is not None:
        polls = ErpPolls(store, clock, executor, erp=systems.erp, polling=systems.polling)
        performers["erp", "poll_orders"] = polls.poll_orders
        performers["erp", "poll_stock"] = polls.poll_stock
        placing = ErpOrders(store, clock, executor, erp=systems.erp, polling=systems.polling)
        performers["inbox", "erp_order"] = placing.work
    worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    settling = {("inbox", "work"): inbound.settle}
    runner = JobRunner(store, clock, performers, worker=worker, limits=systems.limits, settling=settling)
    return Parts(runner, inbound, Timers(store, clock, executor), Retention(store, clock), asks, polls)


class Background:
    """The threads of one hub process. `wake` may be called from any thread, at any time."""

    def __init__(
        self, store: Store, clock: Clock, executor: Executor, systems: Systems, *, heads_folder: Path | None = None
    ) -> None:
        self.parts = make_parts(store, clock, executor, systems)
        tells = systems.messages is not None
        self._heads = None if heads_folder is None else DailyHeads(store, clock, heads_folder, tells=tells)
        self._store = store
        self._clock = clock
        self._stopping = threading.Event()
        self._complains_from = 0.0
        self._crews = {system: Crew(look_every_s=_IDLE_S) for system in self.parts.jobs.systems}
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Starts to work. Raises the database's error when that is away."""
        ensure_hub_device(self._store, self._clock)
        for system, crew in self._crews.items():
            for number in range(1 if system == "inbox" else CALLS_AT_ONCE):
                self._begin(f"jobs {system} {number}", partial(self._do_jobs, system, crew))
        self._repeat("timers", lambda: bool(self.parts.timers.run_due()), every=timers.EVERY)
        self._repeat("retention", self.parts.retention.trim, every=retention.EVERY)
        if self.parts.repair is not None:
            silent = self.parts.repair
            self._repeat("repair", lambda: bool(silent.queue_silent()), every=repair.EVERY)
        if self.parts.erp is not None:
            self._repeat("erp polls", self.parts.erp.queue_due, every=erp_polls.EVERY)
        if self._heads is not None:
            self._repeat("heads", self._heads.write_due, every=heads.EVERY)

    def stop(self) -> None:
        """Stops: what is being done is finished, or left to another runner when its lease ends."""
        self._stopping.set()
        for crew in self._crews.values():
            crew.end()
        for thread in self._threads:
            thread.join(_STOP_S)
        self._threads.clear()

    def wake(self, system: str | None = None) -> None:
        """A job of this system (None: of any) may be due: look now instead of in a second."""
        for each, crew in self._crews.items():
            if system in (None, each):
                crew.ring()

    async def serve(self, hub: Hub) -> None:
        """Works as long as the hub serves."""
        hub.breakers.update(self.parts.jobs.breakers)
        await anyio.to_thread.run_sync(self.start)
        try:
            await anyio.sleep_forever()
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self.stop)

    def _begin(self, name: str, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, name=f"hub {name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _repeat(self, name: str, step: Callable[[], bool], *, every: timedelta) -> None:
        def loop() -> None:
            while not self._stopping.is_set():
                if not self._try(step):
                    self._stopping.wait(every.total_seconds())

        self._begin(name, loop)

    def _do_jobs(self, system: str, crew: Crew) -> None:
        def step() -> bool:
            return self.parts.jobs.run_one(system, on_taken=lambda is_more: crew.go_to_work(is_more=is_more))

        while not self._stopping.is_set():
            if not self._try(step):
                crew.wait()

    def _try(self, step: Callable[[], bool]) -> bool:
        """Takes a step; False when there was nothing to do, or it failed."""
        try:
            return step()
        except DBAPIError as error:
            # Each of a dozen threads tries again every second, for hours if need be.
            if monotonic() >= self._complains_from:
                self._complains_from = monotonic() + _COMPLAINS_EVERY_S
                _log.warning("database away error=%s", driver_words(error))
        except Exception:  # noqa: BLE001 # boundary: a defect is reported and tried again, the thread must live
            _log.exception("background work failed thread=%s", threading.current_thread().name)
        return False
