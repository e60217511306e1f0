"""Jobs: leased once, in order, repeated with patience, parked or dead with a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import select

from db.engine import open_engine, parse_url, sqlite_url
from db.store import Store
from db.tables import log, work
from orderdesk.clock import SetClock
from orderdesk.connectors.ports import Outcome
from orderdesk.errors import Refused
from orderdesk.hub.breaker import Breaker, Limits
from orderdesk.hub.jobs import LEASE, MAX_ATTEMPTS, Leased, queue_job
from orderdesk.hub.stopped_jobs import drop, list_stopped, resend
from tests.hub.working_hub import UNHURRIED, Script, WorkingHub, working_hub

SEND = ("wms", "send")


class PowerCut(Exception):
    """The process ends here."""


@pytest.fixture
def hub(database_url: str, clock: SetClock) -> Iterator[WorkingHub]:
    with working_hub(database_url, clock) as found:
        yield found


def test_a_job_is_done_once_however_many_runners_look(hub: WorkingHub) -> None:
    script = Script()
    for number in range(20):
        hub.queue(f"key {number}", order_key=f"order {number}")
    runners = [hub.runner({SEND: script}, worker=f"worker {number}", limits={"wms": UNHURRIED}) for number in range(4)]
    start = Barrier(4)

    def work_off(number: int) -> None:
        start.wait()
        runners[number].run_all()

    threads = [Thread(target=work_off, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(job.dedupe_key for job in script.asked) == sorted(f"key {number}" for number in range(20))
    assert {row.state for row in hub.jobs()} == {"done"}


def test_a_key_is_queued_once(hub: WorkingHub) -> None:
    hub.queue("key")
    with hub.store.write() as connection:
        now = hub.clock.now()
        assert not queue_job(connection, system="wms", kind="send", dedupe_key="key", order_key="x", payload={}, at=now)
    assert len(hub.jobs()) == 1


def test_jobs_of_one_order_wait_for_each_other_and_others_do_not(hub: WorkingHub) -> None:
    script = Script(Outcome.retry(60.0, code="busy"))
    hub.queue("first", order_key="A")
    hub.clock.advance(seconds=1)
    hub.queue("second", order_key="A")
    hub.queue("other", order_key="B")
    runner = hub.runner({SEND: script})
    runner.run_all()
    assert [job.dedupe_key for job in script.asked] == ["first", "other"]
    hub.clock.advance(seconds=61)
    runner.run_all()
    assert [job.dedupe_key for job in script.asked] == ["first", "other", "first", "second"]


def test_jobs_of_one_order_go_in_the_order_in_which_they_were_queued_whatever_the_clock_says(hub: WorkingHub) -> None:
    script, now = Script(), hub.clock.now()
    with hub.store.write() as connection:
        for number in range(9):
            # In one transaction, and by the clock of a hub that is behind, or of one that has waited for a lock.
            at = now - timedelta(seconds=number // 5)
            key = {"dedupe_key": f"{number}", "order_key": "A"}
            assert queue_job(connection, system="wms", kind="send", payload={}, at=at, **key)
    hub.runner({SEND: script}).run_all()
    assert [job.dedupe_key for job in script.asked] == [str(number) for number in range(9)]


def test_a_parked_job_holds_back_those_after_it_and_a_dead_one_does_not(hub: WorkingHub) -> None:
    for order_key in ("parked", "dead"):
        hub.queue(f"{order_key} 1", order_key=order_key)
        hub.clock.advance(seconds=1)
        hub.queue(f"{order_key} 2", order_key=order_key)
    script = Script(Outcome.unknown("never seen"), Outcome.reject("0001", "no"))
    hub.runner({SEND: script}).run_all()
    states = {row.dedupe_key: row.state for row in hub.jobs()}
    assert states == {"parked 1": "parked", "parked 2": "due", "dead 1": "dead", "dead 2": "done"}


def test_a_retry_waits_longer_each_time_and_at_least_as_long_as_asked(hub: WorkingHub) -> None:
    hub.queue("key")
    runner = hub.runner({SEND: Script(*[Outcome.retry(0.0, code="busy")] * 3, Outcome.retry(600.0, code="busy"))})
    waits = []
    for _ in range(4):
        assert runner.run_one("wms")
        assert not runner.run_one("wms")
        run_at = hub.jobs()[0].run_at
        waits.append((run_at - hub.clock.now()).total_seconds())
        hub.clock.set(run_at)
    assert waits[0] < waits[1] < waits[2]
    assert waits[3] >= 600
    assert runner.run_one("wms")
    assert hub.jobs()[0].state == "done"


@pytest.mark.parametrize(("in_doubt", "state"), [(True, "parked"), (False, "dead")])
def test_patience_ends(hub: WorkingHub, in_doubt: bool, state: str) -> None:
    hub.queue("key")
    runner = hub.runner({SEND: Script(*[Outcome.retry(0.0, code="busy", in_doubt=in_doubt)] * 99)})
    for _ in range(MAX_ATTEMPTS):
        hub.clock.advance(hours=1)
        assert runner.run_one("wms")
    hub.clock.advance(days=1)
    assert not runner.run_one("wms")
    assert hub.jobs()[0].state == state


def test_an_unknown_answer_is_parked_with_a_case_in_the_same_commit(hub: WorkingHub) -> None:
    order_id = hub.place()
    hub.queue("key", order_id=str(order_id))
    hub.runner({SEND: Script(Outcome.unknown("what is this", code="X9"))}).run_all()
    (job,) = [row for row in hub.jobs() if row.dedupe_key == "key"]
    (case,) = hub.rows(work.case)
    assert (job.state, job.outcome["in_doubt"]) == ("parked", True)
    assert (case.code, case.queue, case.order_id) == ("outside.parked", "outside", order_id)
    assert case.facts["code"] == "X9"
    published = hub.rows(log.change, log.change.c.kind == "case")
    assert [row.key for row in published] == [case.id]


def test_a_defect_of_ours_parks_one_job_and_leaves_the_others_alone(hub: WorkingHub) -> None:
    done = []

    def perform(job: Leased) -> Outcome:
        if job.dedupe_key == "bad":
            raise ZeroDivisionError
        done.append(job.dedupe_key)
        return Outcome.ok()

    hub.queue("bad", order_key="A")
    hub.queue("good", order_key="B")
    hub.runner({SEND: perform}).run_all()
    assert done == ["good"]
    assert {row.dedupe_key: row.state for row in hub.jobs()} == {"bad": "parked", "good": "done"}


def test_a_job_that_our_own_database_interrupts_goes_on_by_itself_and_asks_first(
    hub: WorkingHub, tmp_path: Path
) -> None:
    gone = Store(open_engine(sqlite_url(tmp_path / "no folder" / "hub.db")))
    asked = []

    def perform(job: Leased) -> Outcome:
        asked.append(job)
        if len(asked) == 1:
            with gone.read() as connection:
                connection.execute(select(1))
        return Outcome.ok()

    hub.queue("key")
    runner = hub.runner({SEND: perform})
    runner.run_all()
    assert [row.state for row in hub.jobs()] == ["due"]
    assert hub.rows(work.case) == []
    hub.clock.advance(seconds=10)
    runner.run_all()
    assert [row.state for row in hub.jobs()] == ["done"]
    assert [job.in_doubt for job in asked] == [False, True]


def test_a_system_that_refuses_everything_is_left_alone_and_is_one_case(hub: WorkingHub) -> None:
    for number in range(5):
        hub.queue(f"key {number}", order_key=f"order {number}")
    script = Script(*[Outcome.reject("S001", "wrong key", whole_system=True)] * 2)
    runner = hub.runner({SEND: script})
    runner.run_all()
    assert len(script.asked) == 1
    hub.clock.advance(minutes=6)
    runner.run_all()
    assert len(script.asked) == 2
    assert {row.state for row in hub.jobs()} == {"due"}
    assert [case.code for case in hub.rows(work.case)] == ["outside.stopped"]
    hub.clock.advance(minutes=12)
    runner.run_all()
    assert {row.state for row in hub.jobs()} == {"done"}


def test_a_runner_that_dies_between_call_and_commit_is_followed_by_one_that_asks_first(
    hub: WorkingHub, database_url: str
) -> None:
    hub.queue("key")
    commits = []

    def cut(point: str) -> None:
        commits.append(point)
        if commits.count("database.before") == 2:
            raise PowerCut

    first, second = Script(), Script()
    mortal = Store(open_engine(parse_url(database_url)), points=cut)
    with pytest.raises(PowerCut):
        hub.runner({SEND: first}, worker="mortal", store=mortal).run_one("wms")
    mortal.close()
    heir = hub.runner({SEND: second}, worker="heir")
    assert not heir.run_one("wms")
    hub.clock.advance(seconds=LEASE.total_seconds() + 1)
    assert heir.run_one("wms")
    assert [job.in_doubt for job in first.asked + second.asked] == [False, True]
    assert hub.jobs()[0].state == "done"


def test_a_runner_that_comes_back_too_late_settles_nothing(hub: WorkingHub) -> None:
    hub.queue("key")
    heir = hub.runner({SEND: Script(Outcome.ok("heir"))}, worker="heir")

    def slow(_: Leased) -> Outcome:
        hub.clock.advance(seconds=LEASE.total_seconds() + 1)
        assert heir.run_one("wms")
        return Outcome.reject("0001", "too late")

    hub.runner({SEND: slow}, worker="slow").run_one("wms")
    (job,) = hub.jobs()
    assert (job.state, job.outcome["reference"]) == ("done", "heir")
    assert hub.rows(work.case) == []


def test_no_transaction_is_open_while_outside_is_called(hub: WorkingHub) -> None:
    hub.queue("key")
    open_connections = []

    def perform(_: Leased) -> Outcome:
        open_connections.append(hub.store.engine.pool.checkedout())  # type: ignore[attr-defined] # both pools count
        return Outcome.ok()

    hub.runner({SEND: perform}).run_one("wms")
    assert open_connections == [0]


def test_a_repaired_job_is_sent_again_and_still_asks_first(hub: WorkingHub) -> None:
    hub.queue("key")
    script = Script(Outcome.unknown("?"), Outcome.ok())
    runner = hub.runner({SEND: script})
    runner.run_all()
    resend(hub.store, hub.jobs()[0].id, hub.clock.now(), by="boss")
    runner.run_all()
    assert [job.in_doubt for job in script.asked] == [False, True]
    assert hub.jobs()[0].state == "done"


def test_only_a_stopped_job_can_be_sent_again(hub: WorkingHub) -> None:
    hub.queue("key")
    with pytest.raises(Refused, match=r"job\.not_stopped"):
        resend(hub.store, hub.jobs()[0].id, hub.clock.now(), by="boss")
    with pytest.raises(Refused, match=r"job\.unknown"):
        resend(hub.store, uuid4(), hub.clock.now(), by="boss")


def test_a_stopped_job_is_listed_and_each_stop_is_a_case_that_its_end_closes(hub: WorkingHub) -> None:
    hub.queue("key", order_id=str(hub.place()))
    runner = hub.runner({SEND: Script(Outcome.reject("0001", "no"), Outcome.reject("0002", "no"))})

    def listed() -> list[tuple[str, str, str]]:
        with hub.store.read() as connection:
            return [(job.state, job.code, job.key) for job in list_stopped(connection)[0]]

    def cases() -> list[tuple[str, str | None]]:
        return [(case.state, case.verdict) for case in sorted(hub.rows(work.case), key=lambda case: case.opened_at)]

    runner.run_all()
    assert listed() == [("dead", "0001", "key")]
    assert cases() == [("open", None)]
    hub.clock.advance(minutes=1)
    job_id = next(row.id for row in hub.jobs() if row.dedupe_key == "key")
    resend(hub.store, job_id, hub.clock.now(), by="boss")
    assert (listed(), cases()) == ([], [("closed", "resent")])
    runner.run_all()
    assert listed() == [("dead", "0002", "key")]
    assert cases() == [("closed", "resent"), ("open", None)]
    drop(hub.store, job_id, hub.clock.now(), by="boss", reason="sent by hand")
    assert (listed(), cases()) == ([], [("closed", "resent"), ("closed", "dropped")])


def test_a_dropped_job_lets_those_behind_it_go(hub: WorkingHub) -> None:
    script = Script(Outcome.unknown("?"))
    hub.queue("first", order_key="A")
    hub.clock.advance(seconds=1)
    hub.queue("second", order_key="A")
    runner = hub.runner({SEND: script})
    runner.run_all()
    drop(hub.store, hub.jobs()[0].id, hub.clock.now(), by="boss", reason="sent by hand")
    runner.run_all()
    assert {row.dedupe_key: row.state for row in hub.jobs()} == {"first": "dropped", "second": "done"}
    assert hub.jobs()[0].outcome["reason"] == "sent by hand"


def test_the_rate_is_held(clock: SetClock) -> None:
    breaker = Breaker(Limits(calls_per_second=2.0, burst=3))
    assert [breaker.take(clock.now()) for _ in range(5)] == [True, True, True, False, False]
    clock.advance(seconds=1)
    assert [breaker.take(clock.now()) for _ in range(3)] == [True, True, False]


def test_the_breaker_opens_after_failures_tries_once_and_closes_when_all_is_well(clock: SetClock) -> None:
    limits = Limits(burst=100, failures=3, pause=timedelta(seconds=30))
    breaker, away = Breaker(limits), Outcome.retry(1.0, code="no_answer", in_doubt=True)
    for _ in range(3):
        assert breaker.take(clock.now())
        breaker.note(away, clock.now())
    assert not breaker.take(clock.now())
    clock.advance(seconds=31)
    assert [breaker.take(clock.now()), breaker.take(clock.now())] == [True, False]
    breaker.note(away, clock.now())
    clock.advance(seconds=31)
    assert not breaker.take(clock.now())
    clock.advance(seconds=31)
    assert breaker.take(clock.now())
    breaker.note(Outcome.ok(), clock.now())
    assert breaker.take(clock.now())
