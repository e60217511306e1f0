"""The one bridge to threads: a writer, a reader and a hub lane; results come back on the GUI thread."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from orderdesk.errors import Refused
from ui.collector import Collector

_log = logging.getLogger("orderdesk.window")

Result = TypeVar("Result")
_numbers = itertools.count(1)


class Lane(Enum):
    """READ answers questions, WRITE carries commands out in the order they were given,
    HUB waits for the hub's answers."""

    READ = "read"
    WRITE = "write"
    HUB = "hub"


class Ticket:
    """Names a job. Cancelled, its result is dropped, and a long job that asks `is_wanted` ends early."""

    def __init__(self) -> None:
        self.is_wanted = True

    def cancel(self) -> None:
        """Nobody waits for the result any more."""
        self.is_wanted = False


@dataclass
class Job:
    """A piece of work with what follows it."""

    work: Callable[[], Any]
    done: Callable[[Any], None] | None
    refused: Callable[[Refused], None] | None
    failed: Callable[[Exception], None] | None
    broken: Callable[[], None] | None
    ticket: Ticket
    result: Any = None
    error: Exception | None = None
    trace: str = ""
    number: int = field(default_factory=lambda: next(_numbers))


class Tasks(QObject):
    """Runs jobs beside the GUI thread. Jobs are plain callables that touch no widget.

    A refusal goes to `refused`; any other error to `failed`, and without one out of `broke(report)`: none is dropped.
    Then `broken` is called beside the report, so that nobody goes on waiting for what will not come.
    """

    broke = Signal(int)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queues: dict[Lane, queue.SimpleQueue[Job | None]] = {lane: queue.SimpleQueue() for lane in Lane}
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._threads: list[threading.Thread] = []
        self._collector: Collector | None = None
        self._open()

    def _open(self) -> None:
        self._collector = Collector(self)
        self._threads = [
            threading.Thread(target=self._work, args=(lane,), name=f"orderdesk-{lane.value}", daemon=True)
            for lane in Lane
        ]
        for thread in self._threads:
            thread.start()

    def run(
        self,
        lane: Lane,
        work: Callable[[], Result],
        done: Callable[[Result], None] | None = None,
        *,
        refused: Callable[[Refused], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        broken: Callable[[], None] | None = None,
        ticket: Ticket | None = None,
    ) -> Ticket:
        """Queues a job; `done` gets its result on the GUI thread."""
        job = Job(work, done, refused, failed, broken, ticket or Ticket())
        self._start(lane, job)
        return job.ticket

    def run_beside(self, work: Callable[[], None], name: str) -> None:
        """Runs what waits most of its life, such as a reader of a port, in a thread of its own.

        Whoever starts it has to end it: nothing here waits for it.
        """
        threading.Thread(target=work, name=f"orderdesk-{name}", daemon=True).start()

    def close(self) -> None:
        """Waits for what is queued and ends the lanes."""
        for lane in Lane:
            self._queues[lane].put(None)
        for thread in self._threads:
            thread.join(timeout=10)
        if self._collector is not None:
            self._collector.close()

    def _start(self, lane: Lane, job: Job) -> None:
        self._queues[lane].put(job)

    def _work(self, lane: Lane) -> None:
        while (job := self._queues[lane].get()) is not None:
            if job.ticket.is_wanted:
                _perform(job)
            self._finished.emit(job)

    @Slot(object)
    def _on_finished(self, job: Job) -> None:
        if job.error is None:
            if job.ticket.is_wanted and job.done is not None:
                job.done(job.result)
        elif isinstance(job.error, Refused) and job.refused is not None:
            job.refused(job.error)
        elif not isinstance(job.error, Refused) and job.failed is not None:
            job.failed(job.error)
        else:
            # Logged once, here, with where it came from; the person gets the number.
            _log.error("job failed report=%d\n%s", job.number, job.trace)
            self.broke.emit(job.number)
            if job.broken is not None:
                job.broken()


class TasksInPlace(Tasks):
    """The same, but every job is done before `run` returns: for tests and for pictures."""

    def _open(self) -> None:
        """No threads."""

    def _start(self, lane: Lane, job: Job) -> None:
        if job.ticket.is_wanted:
            _perform(job)
        self._on_finished(job)


def reported(error: Exception) -> int:
    """Writes an error that nobody foresaw into the log, with where it came from; its number is for the person."""
    number = next(_numbers)
    _log.error("unforeseen report=%d", number, exc_info=error)
    return number


def _perform(job: Job) -> None:
    try:
        job.result = job.work()
    except Exception as error:  # noqa: BLE001  # the boundary of the lanes: whatever happened is reported above
        job.error, job.trace = error, traceback.format_exc()
