"""The threads of one system: one looks, the others rest until there is more than one can do."""

from __future__ import annotations

from collections.abc import Callable
from queue import Queue
from threading import Event, Thread

from orderdesk.hub.crew import Crew

PATIENCE_S = 30.0
NEVER_S = 3600.0


def waiting(crew: Crew, count: int) -> tuple[list[Thread], Queue[int]]:
    """So many threads that each wait for their turn once, and whose turn it was."""
    turns: Queue[int] = Queue()

    def work(number: int) -> Callable[[], None]:
        def run() -> None:
            crew.wait()
            turns.put(number)

        return run

    threads = [Thread(target=work(number), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    return threads, turns


def test_a_ring_lets_one_look_and_another_ring_the_next() -> None:
    crew = Crew(look_every_s=NEVER_S)
    threads, turns = waiting(crew, 3)
    found = set()
    for _ in threads:
        crew.ring()
        found.add(turns.get(timeout=PATIENCE_S))
    assert found == {0, 1, 2}


def test_a_ring_that_nobody_waited_for_is_not_lost() -> None:
    crew = Crew(look_every_s=NEVER_S)
    crew.ring()
    crew.wait()


def test_who_goes_to_work_sends_another_one_where_there_is_more() -> None:
    crew = Crew(look_every_s=NEVER_S)
    _, turns = waiting(crew, 2)
    crew.go_to_work(is_more=True)
    turns.get(timeout=PATIENCE_S)
    assert turns.empty()
    crew.end()
    turns.get(timeout=PATIENCE_S)


def test_the_watch_passes_on_when_its_thread_works() -> None:
    crew = Crew(look_every_s=0.01)
    looked, done = Event(), Event()

    def work() -> None:
        crew.wait()
        crew.go_to_work(is_more=False)
        if looked.is_set():
            done.set()
        looked.set()

    for _ in range(2):
        Thread(target=work, daemon=True).start()
    assert done.wait(PATIENCE_S)


def test_at_the_end_everybody_goes() -> None:
    crew = Crew(look_every_s=NEVER_S)
    threads, _ = waiting(crew, 3)
    crew.end()
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
