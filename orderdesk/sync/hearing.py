"""Hears the hub's stream on a thread of its own, so that what comes while pages are taken in is taken in together."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace

from orderdesk.sync.engine import PAGE_LIMIT
from orderdesk.sync.transport import Page, Transport

#: So many pages may lie here; whoever sends more has to wait.
PAGES_KEPT = 100
_PATIENCE_S = 10.0


class Hearing:
    """One stream, from a cursor on. Iterated by one thread; `end` gives the stream up.

    Where many commands are open each page costs their being run again: the hub sends one for each commit.
    """

    def __init__(self, transport: Transport, epoch: str, after: int) -> None:
        self._transport = transport
        self._turn = threading.Condition()
        self._pages: deque[Page | None] = deque()
        self._is_ended = False
        #: What the stream ended with: nothing, or whatever it raised.
        self._outcome: Future[None] = Future()
        stream = transport.stream(epoch, after)
        self._thread = threading.Thread(target=self._hear, args=(stream,), name="orderdesk-hear", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Page | None]:
        """Pages, each as much as has come and follows; None is a sign of life. Raises what the stream raised."""
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._pages or self._outcome.done())
                heard = tuple(self._pages)
                self._pages.clear()
                self._turn.notify_all()
            if not heard:
                return self._outcome.result()
            yield from joined(heard)

    def end(self) -> None:
        """Hangs up if it still runs, and waits until nobody hears any more."""
        with self._turn:
            self._is_ended = True
            self._turn.notify_all()
        if not self._outcome.done():
            self._transport.hang_up()
        self._thread.join(_PATIENCE_S)

    def _hear(self, stream: Iterator[Page | None]) -> None:
        try:
            for page in stream:
                with self._turn:
                    self._turn.wait_for(lambda: self._is_ended or len(self._pages) < PAGES_KEPT)
                    self._pages.append(page)
                    self._turn.notify_all()
                if self._is_ended:
                    break
            self._outcome.set_result(None)
        except Exception as error:  # noqa: BLE001  # handed on: the thread that iterates raises it
            self._outcome.set_exception(error)
        with self._turn:
            self._turn.notify_all()


def joined(pages: Iterable[Page | None]) -> Iterator[Page | None]:
    """The same documents in as few pages as follow each other and hold what one question would bring."""
    open_page: Page | None = None
    for page in pages:
        if page is None:
            continue
        if open_page is None:
            open_page = page
        elif _follows(open_page, page):
            open_page = replace(page, start=open_page.start, rows=open_page.rows + page.rows)
        else:
            yield open_page
            open_page = page
    yield open_page


def _follows(page: Page, following: Page) -> bool:
    is_next = (page.epoch, page.end) == (following.epoch, following.start)
    return is_next and len(page.rows) + len(following.rows) <= PAGE_LIMIT
