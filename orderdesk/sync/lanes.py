"""The threads of a running sync side: one sends what was said, one listens to the hub, one tends what is here."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from orderdesk.errors import Unreachable
from orderdesk.sync.damage import NothingCachedError, trouble_of
from orderdesk.sync.engine import PAGE_LIMIT, Engine
from orderdesk.sync.hearing import Hearing
from orderdesk.sync.link import LinkNotes
from orderdesk.sync.photos import Uploads
from orderdesk.sync.tending import Tending
from orderdesk.sync.transport import (
    AccessDenied,
    BootstrapNeeded,
    HeldBack,
    NotUnderstood,
    Page,
    Transport,
    UpgradeNeeded,
)

_log = logging.getLogger("orderdesk.sync")

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
#: Three streams that end this soon mean that something between us and the hub does not like streams.
SHORT_STREAM_S = 1.0
SHORT_STREAMS = 3
#: So many questions instead of a stream, then the stream is tried again.
POLLS = 20
LONG_POLL_S = 25.0
#: Between two transactions of the sync side, so that a scan gets its turn.
BETWEEN_BATCHES_S = 0.005
#: How often the write-ahead logs are carried over.
CHECKPOINT_S = 10.0
#: Trouble that was not met for so long is over: the next time it is told again.
OVER_S = 60.0
#: How often it is looked whether the session, the purge or the check is due.
TEND_S = 30.0


@dataclass(slots=True)
class _Turn:
    """One connection of a lane: the cache it works for, and whether the hub was heard on it."""

    transport: Transport
    cache: str = ""
    is_heard: bool = False


class Lanes:
    """Runs until stopped. Each lane has its own connection; a dead line never stops the other lanes."""

    def __init__(
        self,
        engine: Engine,
        connect: Callable[[], Transport],
        tending: Tending,
        on_status: Callable[[bool], None],
    ) -> None:
        self._engine = engine
        self._tending = tending
        self._uploads = Uploads(engine.journal)
        self._notes = LinkNotes(engine.journal, engine.clock)
        self._connect = connect
        self._on_status = on_status
        self._stopping = threading.Event()
        self._something_said = threading.Event()
        self._something_to_tend = threading.Event()
        self._bootstrap = threading.Lock()
        self._lines: set[Transport] = set()
        self._short_streams = 0
        self._polls_left = 0
        self._is_checked = False
        self._is_understood = True
        self._troubles: dict[str, float] = {}
        self._checkpointed = time.monotonic()
        self._threads = [
            threading.Thread(target=self._lane, args=(work,), name=name, daemon=True)
            for name, work in (
                ("orderdesk-send", self._send),
                ("orderdesk-listen", self._listen),
                ("orderdesk-tend", self._tend),
            )
        ]

    def start(self) -> None:
        """Begins."""
        self._notes.begin()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends the lanes and waits for them."""
        self._stopping.set()
        self._something_said.set()
        self._something_to_tend.set()
        for line in list(self._lines):
            line.hang_up()
        for thread in self._threads:
            thread.join(timeout=10)

    def wake(self) -> None:
        """There is something to send."""
        self._something_said.set()

    def check(self) -> None:
        """Somebody asks whether the cache is the hub's."""
        self._tending.ask_for_check()
        self._something_to_tend.set()

    @property
    def is_online(self) -> bool | None:
        """Whether the hub answers; None until that is known."""
        return self._notes.is_online

    def _lane(self, work: Callable[[_Turn], None]) -> None:
        pause = FIRST_PAUSE_S
        while not self._stopping.is_set():
            if self._one_turn(work):
                pause = FIRST_PAUSE_S
            # Jitter: after a hub restart the workstations must not come back all in the same moment.
            self._stopping.wait(pause * random.uniform(0.5, 1.5))  # spreads load, guards nothing
            pause = min(pause * 2, LONGEST_PAUSE_S)

    def _one_turn(self, work: Callable[[_Turn], None]) -> bool:
        """Works until the line breaks; whether the hub was heard meanwhile."""
        turn = None
        try:
            turn = _Turn(self._connect())
            self._lines.add(turn.transport)
            work(turn)
        except Unreachable as error:
            # Told once: until the hub is back each lane tries again and again.
            _log.log(logging.DEBUG if self.is_online is False else logging.INFO, "hub away why=%s", error)
            self._lost("hub.away")
        except (AccessDenied, UpgradeNeeded) as error:
            self._is_understood = self._is_understood and not isinstance(error, NotUnderstood)
            _log.log(self._level_of(str(error), logging.WARNING), "hub refuses %s %s", type(error).__name__, error)
            self._lost(str(error) or "access.denied")
        except (BootstrapNeeded, NothingCachedError) as error:
            _log.info("bootstrap reason=%s", error)
            assert turn is not None
            turn.is_heard = self._fetch(turn) or turn.is_heard
        except (DBAPIError, OSError) as error:
            # Our own files: busy for too long, or no room left. What was said stays said; later it may go on.
            if not self._is_our_trouble(error):
                raise
            return True  # the hub is not to blame: no longer pause
        finally:
            if turn is not None:
                self._lines.discard(turn.transport)
                turn.transport.close()
        return turn is not None and turn.is_heard

    def _heard(self, turn: _Turn, head: int | None = None) -> None:
        turn.is_heard = True
        # A hub that does not take what is said here is no hub to work with, also while it tells what is new.
        if self._is_understood:
            self._notes.heard(head)
            self._on_status(True)

    def _lost(self, code: str) -> None:
        self._notes.failed(code)
        self._on_status(False)

    def _is_our_trouble(self, error: DBAPIError | OSError) -> bool:
        """Notes what is wrong with this computer's files; False for a defect, which nobody can wait out."""
        code = trouble_of(error)
        if code is None:
            return False
        level = self._level_of(code, logging.ERROR)
        _log.log(level, "sync interrupted code=%s error=%s", code, getattr(error, "orig", error))
        self._notes.failed(code, is_away=False)
        return True

    def _level_of(self, code: str, level: int) -> int:
        """`level` for trouble that is new: a lane that tries again twice a second would fill a disk that is full."""
        now = time.monotonic()
        before, self._troubles[code] = self._troubles.get(code), now
        return level if before is None or now - before >= OVER_S else logging.DEBUG

    def _tend(self, turn: _Turn) -> None:
        while True:
            # Not at once: when a program starts, everything else comes first.
            self._something_to_tend.wait(timeout=TEND_S)
            if self._stopping.is_set():
                return
            self._something_to_tend.clear()
            turn.cache = self._present_cache()
            self._tending.tend(turn.transport, pause=_pause, alone=self._bootstrap)
            turn.is_heard = True

    def _send(self, turn: _Turn) -> None:
        while not self._stopping.is_set():
            self._something_said.clear()
            # Another process of this workstation may have found the cache damaged.
            turn.cache = self._present_cache()
            # Before anything that needs the hub: without it people go on working.
            self._checkpoint_now_and_then()
            while self._push(turn) and not self._stopping.is_set():
                self._heard(turn)
            self._tending.tell_left(turn.transport)
            # Commands never wait for photos, but for the one that is under way.
            while not self._something_said.is_set() and self._uploads.send_one(turn.transport):
                self._heard(turn)
            # Also looks by itself: what another process of this workstation said rings no bell here.
            self._something_said.wait(timeout=1.0)

    def _push(self, turn: _Turn) -> int:
        answered = self._engine.push(turn.transport)
        self._is_understood = self._is_understood or answered > 0
        return answered

    def _checkpoint_now_and_then(self) -> None:
        now = time.monotonic()
        if now - self._checkpointed >= CHECKPOINT_S:
            self._checkpointed = now
            self._engine.checkpoint()

    def _present_cache(self) -> str:
        self._engine.reopen()
        if not self._engine.has_cache:
            raise BootstrapNeeded("no cache yet")
        return self._engine.cache_name

    def _listen(self, turn: _Turn) -> None:
        while not self._stopping.is_set():
            turn.cache = self._present_cache()
            if not self._is_checked:
                self._engine.require_sound()
                self._is_checked = True
            self._engine.require_seat()
            if self._polls_left > 0:
                self._poll(turn)
            else:
                self._follow(turn)

    def _poll(self, turn: _Turn) -> None:
        # The first one does not wait: it tells a line that only streams dislike from a dead one.
        wait_s = 0.0 if self._polls_left == POLLS else LONG_POLL_S
        left, self._polls_left = self._polls_left - 1, 0
        engine = self._engine
        page = turn.transport.changes(engine.epoch(), engine.cursor(), limit=PAGE_LIMIT, wait_s=wait_s)
        self._polls_left = left
        self._heard(turn, page.head)
        self._take(page)

    def _follow(self, turn: _Turn) -> None:
        """Follows the stream to its end. Where none comes through, questions take its place for a while."""
        began = time.monotonic()
        is_open = False
        hearing = Hearing(turn.transport, self._engine.epoch(), self._engine.cursor())
        try:
            for page in hearing:
                if not is_open:
                    self._notes.compare_clocks(turn.transport.hub_time())
                is_open = True
                if self._stopping.is_set():
                    return
                self._heard(turn, None if page is None else page.head)
                if page is not None and not self._take(page):
                    break
        except HeldBack:
            _log.info("stream held back, asking instead")
            self._polls_left = POLLS
        finally:
            hearing.end()
            if is_open:
                is_short = time.monotonic() - began < SHORT_STREAM_S
                self._short_streams = self._short_streams + 1 if is_short else 0
            if self._short_streams >= SHORT_STREAMS:
                self._short_streams, self._polls_left = 0, POLLS

    def _take(self, page: Page) -> bool:
        return self._engine.apply(page, pause=_pause)

    def _fetch(self, turn: _Turn) -> bool:
        """Fetches a new cache unless the other lane has done so meanwhile; whether there is one now."""
        with self._bootstrap:
            try:
                self._engine.reopen()
                if self._engine.has_cache and self._engine.cache_name != turn.cache:
                    return True
                self._engine.bootstrap(turn.transport)
            except (Unreachable, AccessDenied, UpgradeNeeded, BootstrapNeeded, NothingCachedError) as error:
                _log.warning("bootstrap failed %s", error)
                self._lost("hub.away" if isinstance(error, Unreachable) else "snapshot.unusable")
                return False
            except (DBAPIError, OSError) as error:
                if not self._is_our_trouble(error):
                    raise
                return False
        self._engine.touched(set())
        return True


def _pause() -> None:
    time.sleep(BETWEEN_BATCHES_S)
