"""The lanes beside the window: order, results on the GUI thread, errors that cannot be lost."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from orderdesk.errors import Refused
from ui.collector import Collector
from ui.tasks import Lane, Tasks, TasksInPlace, Ticket


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    found = Tasks()
    yield found
    found.close()


def test_work_is_done_elsewhere_and_answered_here(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[int, int]] = []
    tasks.run(Lane.READ, threading.get_ident, lambda there: seen.append((there, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] != threading.get_ident()
    assert seen[0][1] == threading.get_ident()


def test_the_writer_lane_keeps_the_order(tasks: Tasks, qtbot: QtBot) -> None:
    done: list[int] = []
    for number in range(50):
        tasks.run(Lane.WRITE, partial(int, number), done.append)
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == list(range(50))


def test_a_cancelled_job_answers_nobody(tasks: Tasks, qtbot: QtBot) -> None:
    answers: list[str] = []
    gate = threading.Event()
    tasks.run(Lane.READ, gate.wait)
    late = tasks.run(Lane.READ, lambda: "late", answers.append)
    late.cancel()
    tasks.run(Lane.READ, lambda: "newest", answers.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["newest"]


def test_who_waits_is_told_beside_the_report_that_nothing_will_come(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[str] = []
    with qtbot.waitSignal(tasks.broke, timeout=30_000):
        tasks.run(Lane.READ, _break, broken=lambda: told.append("broken"))
    qtbot.waitUntil(lambda: told == ["broken"], timeout=30_000)


def _refuse() -> None:
    raise Refused("order.exists", order_no="SO1")


def _break() -> None:
    raise ZeroDivisionError("no")


def test_a_refusal_goes_to_who_asked(tasks: Tasks, qtbot: QtBot) -> None:
    refusals: list[Refused] = []
    tasks.run(Lane.WRITE, _refuse, refused=refusals.append)
    qtbot.waitUntil(lambda: bool(refusals))
    assert refusals[0].code == "order.exists"


@pytest.mark.parametrize("work", [_break, _refuse])
def test_an_error_that_nobody_takes_is_reported_by_number(tasks: Tasks, qtbot: QtBot, work: object) -> None:
    assert callable(work)
    with qtbot.waitSignal(tasks.broke) as said:
        tasks.run(Lane.READ, work)
    assert said.args[0] > 0


def test_an_error_may_be_taken(qtbot: QtBot) -> None:
    taken: list[Exception] = []
    TasksInPlace().run(Lane.READ, _break, failed=taken.append)
    assert isinstance(taken[0], ZeroDivisionError)


def test_garbage_is_left_to_the_gui_thread_while_lanes_run(qtbot: QtBot) -> None:
    first, second = Tasks(), Tasks()
    assert not gc.isenabled()
    first.close()
    first.close()
    assert not gc.isenabled()
    second.close()
    assert gc.isenabled()


def test_the_collector_collects_what_has_grown(tasks: Tasks) -> None:
    for _ in range(2 * gc.get_threshold()[0]):
        ring: list[object] = []
        ring.append(ring)
    assert gc.get_count()[0] > gc.get_threshold()[0]
    tasks.findChildren(Collector)[0].collect()
    assert gc.get_count()[0] < gc.get_threshold()[0]


def test_in_place_everything_has_happened_when_run_returns(qtbot: QtBot) -> None:
    seen: list[int] = []
    TasksInPlace().run(Lane.READ, lambda: 7, seen.append)
    ticket = Ticket()
    ticket.cancel()
    TasksInPlace().run(Lane.READ, lambda: 8, seen.append, ticket=ticket)
    assert seen == [7]
