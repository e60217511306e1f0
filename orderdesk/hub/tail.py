"""The tail: one per process; it reads the change log once and has the bytes ready for every kind of seat."""

from __future__ import annotations

import asyncio
import json
import logging
from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import anyio.to_thread
from sqlalchemy.exc import DBAPIError

from db.store import Store
from orderdesk.documents.document import SeatScope
from orderdesk.hub import changelog
from orderdesk.hub.metrics import Metrics
from orderdesk.hub.settings import HubSettings

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger("orderdesk.hub.tail")

#: Changes that follow each other this fast travel in one page.
COALESCE_S = 0.015
#: What this process has committed itself is handed over within this time, and need not be read.
HANDING_OVER_S = 0.1
#: A page that holds nothing for a seat may wait this long; it only moves the cursor.
EMPTY_AFTER_S = 0.5
WINDOW_ROWS = 2_000
STREAM_ROWS = 200


class CursorTooOld(Exception):
    """The changes after this cursor are no longer kept."""


class CursorAhead(Exception):
    """The cursor is beyond the head: the hub was set back."""


class OtherEpoch(Exception):
    """The cursor belongs to another history."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as JSON text, where it leads, and whether it holds any document."""

    text: bytes
    upto: int
    is_empty: bool


class Tail:
    """The end of the change log in memory. All but `wake` belongs to the event loop."""

    def __init__(self, store: Store, settings: HubSettings, metrics: Metrics) -> None:
        self._store = store
        self._settings = settings
        self._metrics = metrics
        self.epoch = ""
        self.position = 0
        self.followers = 0
        #: How many streams each device has open in this process.
        self.following: Counter[UUID] = Counter()
        self.on_device_changed: Callable[[UUID], None] = lambda _: None
        self._devices_changed: dict[UUID, int] = {}
        self._floor = 0
        self._rows: list[changelog.Change] = []
        self._offered: dict[int, list[changelog.Change]] = {}
        self._heard = 0
        self._must_read = False
        self._seqs: list[int] = []
        self._ready: dict[tuple[SeatScope, int, int], Page] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()
        self._moved = asyncio.Event()
        self._reading = asyncio.Lock()
        self._ended = False
        self._is_away = False

    @property
    def is_ending(self) -> bool:
        """Whether the server is about to stop."""
        return self._ended

    def wake(self) -> None:
        """Something was committed; may be called from any thread."""
        self._in_loop(self._ring)

    def offer(self, seq: int, rows: Sequence[Mapping[str, Any]]) -> None:
        """This process has committed these rows under a seq: they need not be read again. From any thread."""
        if rows:
            self._in_loop(self._take, seq, [changelog.Change(seq=seq, **row) for row in rows])

    def hear(self, seq: int, *, is_own: bool = False) -> None:
        """The log goes up to this seq; `is_own`: this process wrote that, and mostly offers it.
        Belongs to the event loop."""
        if is_own:
            asyncio.get_running_loop().call_later(HANDING_OVER_S, self._miss, seq)
        else:
            self._heard = max(self._heard, seq)
            self._woken.set()

    async def start(self) -> None:
        """Finds the head; before this nothing is served. Raises SQLAlchemy's error when the database is away."""
        self._loop = asyncio.get_running_loop()
        await self.refresh()

    async def run(self) -> None:
        """Reads on whenever something was committed, and each second in any case."""
        last = monotonic()
        while True:
            try:
                async with asyncio.timeout(self._settings.poll_s):
                    await self._woken.wait()
            except TimeoutError:
                pass
            pause = last + COALESCE_S - monotonic()
            if pause > 0:
                await asyncio.sleep(pause)
            must_read = self._must_read or not self._woken.is_set()
            self._must_read = False
            self._woken.clear()
            last = monotonic()
            self._read_offered()
            if must_read or self._heard > self.position:
                await self._refresh_or_wait()

    def end(self) -> None:
        """Ends all streams and waits, so that the server can stop."""
        self._ended = True
        self._tell()

    async def refresh(self) -> None:
        """Reads what has been committed since the last time."""
        async with self._reading:
            while await self._read_on():
                pass

    async def page(self, seat: SeatScope, epoch: str, after: int, limit: int = STREAM_ROWS) -> Page:
        """What a seat gets after its cursor. Raises OtherEpoch, CursorTooOld, CursorAhead."""
        if after > self.position:
            await self.refresh()
        if epoch != self.epoch:
            raise OtherEpoch
        if after > self.position:
            raise CursorAhead
        if after >= self._floor:
            return self._ready_page(seat, after, limit)
        rows = await _in_thread(self._read_rows, after, limit)
        return self._cut(rows, seat, after)

    async def wait(self, after: int, seconds: float) -> None:
        """Returns when there may be something after the cursor, or after so many seconds."""
        until = monotonic() + seconds
        while self.position <= after and not self._ended:
            moved = self._moved
            left = until - monotonic()
            if left <= 0:
                return
            await _wait_for(moved, left)

    async def follow(self, seat: SeatScope, device_id: UUID, epoch: str, after: int) -> AsyncIterator[bytes]:
        """The stream of one workstation as server-sent events; between them it holds neither thread nor connection."""
        self._count_followers(device_id, 1)
        try:
            async for event in self._events(seat, device_id, epoch, after):
                yield event
        finally:
            self._count_followers(device_id, -1)

    async def _events(self, seat: SeatScope, device_id: UUID, epoch: str, after: int) -> AsyncIterator[bytes]:
        cursor, sent, opened_at = after, monotonic(), self.position
        yield b": ok\n\n"
        while not self._ended:
            moved = self._moved
            # Shut out, or moved to another seat: either way this stream no longer fits the device.
            if self._devices_changed.get(device_id, 0) > opened_at:
                yield _reset("device")
                return
            reason, page = await self._next(seat, epoch, cursor)
            if page is None:
                yield _reset(reason)
                return
            may_wait = page.is_empty and page.upto == self.position and monotonic() - sent < EMPTY_AFTER_S
            if page.upto > cursor and not may_wait:
                yield b"event: page\nid: %d\ndata: %b\n\n" % (page.upto, page.text)
                cursor, sent = page.upto, monotonic()
                continue
            due = sent + (EMPTY_AFTER_S if page.upto > cursor else self._settings.heartbeat_s)
            await _wait_for(moved, max(due - monotonic(), 0.01))
            if monotonic() - sent >= self._settings.heartbeat_s:
                yield b": hb\n\n"
                sent = monotonic()

    def _count_followers(self, device_id: UUID, more: int) -> None:
        self.followers += more
        self.following[device_id] += more
        self._metrics.streams.set(self.followers)

    async def _next(self, seat: SeatScope, epoch: str, cursor: int) -> tuple[str, Page | None]:
        try:
            return "", await self.page(seat, epoch, cursor)
        except OtherEpoch:
            return "epoch", None
        except CursorTooOld:
            return "too_old", None
        except CursorAhead:
            return "ahead", None

    async def _refresh_or_wait(self) -> None:
        try:
            await self.refresh()
            self._is_away = False
        except DBAPIError as error:
            self._metrics.tail_failures.inc()
            if not self._is_away:
                _log.warning("change log unreadable error=%s", type(error).__name__)
            self._is_away = True

    def _in_loop(self, function: Callable[..., None], *arguments: Any) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(function, *arguments)

    def _ring(self) -> None:
        self._must_read = True
        self._woken.set()

    def _take(self, seq: int, rows: list[changelog.Change]) -> None:
        if len(self._offered) < WINDOW_ROWS:
            self._offered[seq] = rows
        self._woken.set()
        # Another thread may have what lies before this and not have said so yet.
        self.hear(seq, is_own=True)

    def _miss(self, seq: int) -> None:
        if seq > self.position:
            self.hear(seq)

    def _read_offered(self) -> None:
        """Goes on with what was offered, as long as nothing of others lies between."""
        if self._reading.locked():
            return
        rows: list[changelog.Change] = []
        while (found := self._offered.pop(self.position + 1, None)) is not None:
            rows += found
            self.position += 1
        self._offered = {seq: offered for seq, offered in self._offered.items() if seq > self.position}
        if rows:
            self._add(rows)

    async def _read_on(self) -> bool:
        """Reads one stretch; True when there may be more."""
        head, rows = await _in_thread(self._read, self.epoch, self.position)
        if head.epoch != self.epoch or not head.oldest <= self.position <= head.last:
            # Another history, one that was set back, or one that has been trimmed while the database was away.
            self._begin(head)
            return False
        if not rows and head.last == self.position:
            return False
        # A stretch ends with a whole transaction, so how many rows it has does not tell whether it was the last one.
        self.position = rows[-1].seq if rows else head.last
        self._add(rows)
        return self.position < head.last

    def _add(self, rows: list[changelog.Change]) -> None:
        self._rows += rows
        self._seqs += [row.seq for row in rows]
        self._trim()
        self._ready.clear()
        self._look_at_devices(rows)
        self._metrics.tail_position.set(self.position)
        self._tell()

    def _begin(self, head: changelog.Head) -> None:
        self.epoch, self.position, self._floor = head.epoch, head.last, head.last
        self._rows, self._seqs, self._offered, self._heard = [], [], {}, 0
        self._ready.clear()
        self._metrics.tail_position.set(self.position)
        self._tell()

    def _trim(self) -> None:
        surplus = len(self._rows) - WINDOW_ROWS
        if surplus > 0:
            self._floor = self._seqs[surplus - 1]
            cut = bisect_right(self._seqs, self._floor)
            del self._rows[:cut], self._seqs[:cut]

    def _look_at_devices(self, rows: list[changelog.Change]) -> None:
        for row in rows:
            if row.kind == "device":
                self.on_device_changed(row.key)
                self._devices_changed[row.key] = row.seq

    def _tell(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def _read(self, epoch: str, after: int) -> tuple[changelog.Head, list[changelog.Change]]:
        with self._store.read() as connection:
            head = changelog.read_head(connection)
            if head.epoch != epoch or head.last <= after:
                return head, []
            return head, changelog.read_rows(connection, after)

    def _read_rows(self, after: int, limit: int) -> list[changelog.Change]:
        with self._store.read() as connection:
            head = changelog.read_head(connection)
            if head.epoch != self.epoch:
                raise OtherEpoch
            if after < head.oldest:
                raise CursorTooOld
            return changelog.read_rows(connection, after, limit=limit)

    def _ready_page(self, seat: SeatScope, after: int, limit: int) -> Page:
        found = self._ready.get((seat, after, limit))
        if found is None:
            start = bisect_right(self._seqs, after)
            end = start + limit
            if end < len(self._rows):
                whole = bisect_right(self._seqs, self._seqs[end - 1] - 1)
                end = whole if whole > start else bisect_right(self._seqs, self._seqs[start])
            found = self._ready[seat, after, limit] = self._cut(self._rows[start:end], seat, after)
        return found

    def _cut(self, rows: list[changelog.Change], seat: SeatScope, after: int) -> Page:
        page = changelog.cut_page(rows, seat, epoch=self.epoch, after=after, head=self.position)
        text = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()
        return Page(text, page["to"], not page["rows"])


async def _in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs something that reads the database; who is cancelled meanwhile waits until the connection
    has been put back."""
    working = asyncio.ensure_future(anyio.to_thread.run_sync(partial(function, *args, **kwargs)))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise


async def _wait_for(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def _reset(code: str) -> bytes:
    return b'event: reset\ndata: {"code":"%b"}\n\n' % code.encode()
