"""The two threads of a running sync side: one sends what was said, one listens to the hub."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable

from orderdesk.errors import Unreachable
from orderdesk.sync.engine import PAGE_LIMIT, Engine
from orderdesk.sync.transport import AccessDenied, BootstrapNeeded, Page, Transport, UpgradeNeeded

_log = logging.getLogger("orderdesk.sync")

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
#: Three streams that end this soon mean that something between us and the hub holds answers back.
SHORT_STREAM_S = 1.0
LONG_POLL_S = 25.0
#: Between two transactions of the sync side, so that a scan gets its turn.
BETWEEN_BATCHES_S = 0.005


class Lanes:
    """Runs until stopped. Each lane has its own connection; a dead line never stops the other lane."""

    def __init__(self, engine: Engine, connect: Callable[[], Transport], on_status: Callable[[bool], None]) -> None:
        self._engine = engine
        self._connect = connect
        self._on_status = on_status
        self._stopping = threading.Event()
        self._something_said = threading.Event()
        self._bootstrap = threading.Lock()
        self._listening: Transport | None = None
        self._threads = [
            threading.Thread(target=self._send_lane, name="orderdesk-send", daemon=True),
            threading.Thread(target=self._listen_lane, name="orderdesk-listen", daemon=True),
        ]

    def start(self) -> None:
        """Begins."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends both lanes and waits for them."""
        self._stopping.set()
        self._something_said.set()
        listening = self._listening
        if listening is not None:
            listening.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def wake(self) -> None:
        """There is something to send."""
        self._something_said.set()

    def _send_lane(self) -> None:
        self._lane(self._send)

    def _listen_lane(self) -> None:
        self._lane(self._listen)

    def _lane(self, work: Callable[[Transport], None]) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopping.is_set():
            transport = self._connect()
            try:
                work(transport)
                pause = FIRST_PAUSE_S
            except Unreachable as error:
                _log.debug("hub away %s", error)
                self._on_status(False)
            except (AccessDenied, UpgradeNeeded) as error:
                _log.warning("hub refuses %s %s", type(error).__name__, error)
                self._on_status(False)
            except BootstrapNeeded as error:
                _log.info("bootstrap reason=%s", error)
                self._fetch(transport)
            finally:
                transport.close()
            # Jitter: after a hub restart the workstations must not come back all in the same moment.
            self._stopping.wait(pause * random.uniform(0.5, 1.5))  # spreads load, guards nothing
            pause = min(pause * 2, LONGEST_PAUSE_S)

    def _send(self, transport: Transport) -> None:
        while not self._stopping.is_set():
            self._something_said.clear()
            while self._engine.push(transport) and not self._stopping.is_set():
                self._on_status(True)
            # Also looks by itself: what another process of this workstation said rings no bell here.
            self._something_said.wait(timeout=1.0)

    def _listen(self, transport: Transport) -> None:
        self._listening = transport
        short = 0
        while not self._stopping.is_set():
            self._engine.reopen()
            if not self._engine.has_cache:
                raise BootstrapNeeded("no cache yet")
            self._engine.require_seat()
            began = time.monotonic()
            if short < 3:
                for page in transport.stream(self._engine.epoch(), self._engine.cursor()):
                    if self._stopping.is_set():
                        return
                    self._on_status(True)
                    if page is not None and not self._take(page):
                        break
                short = short + 1 if time.monotonic() - began < SHORT_STREAM_S else 0
            else:
                page = transport.changes(
                    self._engine.epoch(), self._engine.cursor(), limit=PAGE_LIMIT, wait_s=LONG_POLL_S
                )
                self._on_status(True)
                self._take(page)

    def _take(self, page: Page) -> bool:
        return self._engine.apply(page, pause=lambda: time.sleep(BETWEEN_BATCHES_S))

    def _fetch(self, transport: Transport) -> None:
        with self._bootstrap:
            try:
                self._engine.bootstrap(transport)
            except (Unreachable, AccessDenied, BootstrapNeeded) as error:
                _log.warning("bootstrap failed %s", error)
                self._on_status(False)
            else:
                self._engine.touched(set())
