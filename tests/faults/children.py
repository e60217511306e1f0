"""What runs in processes that get killed: a hub, a workstation that says and syncs, a window with its sync side."""

from __future__ import annotations

import gc
import logging
import os
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import httpx

from db.cache import schema_hash
from db.engine import open_engine, parse_url
from db.store import Store
from orderdesk.clock import SetClock, SystemClock
from orderdesk.commands import ReviewOrder
from orderdesk.commands.command import Command
from orderdesk.errors import Refused
from orderdesk.hub.app import create_app
from orderdesk.hub.background import make_parts
from orderdesk.hub.execute import Executor
from orderdesk.hub.own_device import HUB_DEVICE_ID
from orderdesk.hub.serving import open_listener, server_for
from orderdesk.hub.settings import HubSettings
from orderdesk.hub.systems import connect
from orderdesk.sync import Workstation
from orderdesk.sync.engine import PAGE_LIMIT
from orderdesk.sync.http import HttpTransport
from tests.faults.asks import Asks
from tests.faults.window import Window
from tests.hub.working_hub import settings_for
from tests.sync.simulator import History


def warm_up() -> None:
    """Does once what every child would do again: a history puts nearly all statements together."""
    logging.basicConfig(level=logging.CRITICAL)
    schema_hash()
    HttpTransport("http://127.0.0.1").close()
    with TemporaryDirectory() as folder:
        History(0, Path(folder) / "history").run()


@dataclass
class FailPoint:
    """Kills its own process at a commit: the `at`-th one while it is armed. -1: never."""

    at: int
    is_armed: bool = False
    passed: int = field(default=0)

    def __call__(self, _point: str) -> None:
        if not self.is_armed:
            return
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed += 1

    @contextmanager
    def armed(self, wanted: bool) -> Iterator[None]:
        """Counts within the block, if this is what is to fail."""
        before, self.is_armed = self.is_armed, self.is_armed or wanted
        yield
        self.is_armed = before


class Acknowledged:
    """A file of the ids of commands that were confirmed: on disk before anything else happens."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def add(self, command_id: object) -> None:
        """One more."""
        os.write(self._file, f"{command_id}\n".encode())
        os.fsync(self._file)


def hub(database_url: str, folder: str, port: int, fail_at: int) -> None:
    """Serves until it is killed, by the test or by itself at a commit."""
    settings = HubSettings(
        database_url=database_url,
        data_folder=Path(folder),
        port=port,
        threads=4,
        migrates=False,
        snapshot_max_changes=150,
        device_cache_s=60.0,
    )
    listener = open_listener(settings.host, port)
    app = create_app(settings)
    if fail_at >= 0:
        app.state.hub.store._points = FailPoint(fail_at, is_armed=True)
    server_for(app).run([listener])


def workstation(folder: str, acknowledged: str, *, seed: int, fails: str, fail_at: int) -> None:
    """Says some commands, pushes, takes pages, switches its cache; dies at a commit point of what `fails` names."""
    gc.disable()  # it lives for a moment
    point = FailPoint(fail_at)
    confirmed = Acknowledged(acknowledged)
    with point.armed(fails in ("open", "any")):
        here = Workstation.open(Path(folder), clock=SystemClock(), points=point)
    here.resume()
    asks = Asks(here, random.Random(seed))
    with point.armed(fails in ("say", "any")):
        for command in asks.some(3 if fails in ("say", "any") else 1):
            try:
                spoken = here.say(command)
            except Refused:
                continue
            confirmed.add(spoken.id)
    if fails not in ("say", "open"):
        _sync(here, point, fails)
    here.close()


def _sync(workstation: Workstation, point: FailPoint, fails: str) -> None:
    engine, line = workstation._engine, workstation._line.connect()
    with point.armed(fails in ("push", "any")):
        while engine.push(line):
            pass
    with point.armed(fails in ("page", "any")):
        while True:
            page = line.changes(engine.epoch(), engine.cursor(), limit=PAGE_LIMIT, wait_s=0)
            if not engine.apply(page) or page.end >= page.head:
                break
    if fails == "switch" or (fails == "any" and point.at % 3 == 0):
        with point.armed(True):
            engine.bootstrap(line)
            engine.sweep()
    line.close()


def window(folder: str, acknowledged: str, says: int, pids: str) -> None:
    """A window that says as fast as it can beside its sync process, then waits until everything is at rest."""
    confirmed = Acknowledged(acknowledged)
    with Window(Path(folder), Path(pids)) as opened:
        asks = Asks(opened.workstation, random.Random(says))
        count = 0
        while count < says:
            command: Command
            for command in asks.some(1):
                try:
                    spoken = opened.workstation.say(command)
                except Refused:
                    continue
                confirmed.add(spoken.id)
                count += 1
        opened.await_rest()


def errands(database_url: str, sandbox_url: str, at: str, fail_at: int, order_id: str) -> None:
    """A hub's background that locks an order's goods and does what follows; it dies at a commit point of that."""
    point = FailPoint(fail_at)
    store = Store(open_engine(parse_url(database_url)), points=point)
    clock = SetClock(datetime.fromisoformat(at))
    with httpx.Client(trust_env=False, verify=False, timeout=20.0) as client:
        systems = connect(settings_for(sandbox_url, "http://127.0.0.1:9"), clock=clock, client=client)
        executor = Executor(store, clock, links=systems.links)
        parts = make_parts(store, clock, executor, systems)
        with point.armed(True):
            outcome = executor.run_own(HUB_DEVICE_ID, ReviewOrder(order_id=UUID(order_id)))
            assert outcome.status == "accepted" or outcome.code == "node.not_allowed", outcome
            parts.jobs.run_all()
