"""One turn of a lane at a time: what a running sync side does when the hub or its own files fail."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError
from typing_extensions import override

from orderdesk.clock import SetClock
from orderdesk.commands import AddNote
from orderdesk.errors import Unreachable
from orderdesk.sync import Workstation, lanes
from orderdesk.sync.cache import write_meta
from orderdesk.sync.damage import NothingCachedError
from orderdesk.sync.lanes import Lanes
from orderdesk.sync.tending import Tending
from orderdesk.sync.transport import AccessDenied, HeldBack, NotUnderstood, Page
from tests.sync import small_company as company
from tests.sync.near_hub import NearHub, NearTransport
from tests.sync.seated import hub_with, seated


@pytest.fixture
def hub(tmp_path: Path, clock: SetClock) -> NearHub:
    return hub_with(tmp_path, clock, A1="desk")


@pytest.fixture
def desk(hub: NearHub, tmp_path: Path) -> Iterator[Workstation]:
    found = seated(lambda: hub, tmp_path / "desk", "A1", "sales")
    found.say(AddNote(order_id=company.name("nobody's order"), text="to be sent"))
    yield found
    found.close()


def lanes_of(desk: Workstation, hub: NearHub, fault: Callable[[str], None]) -> Lanes:
    """The lanes of a desk, not started, with something between it and the hub."""
    tending = Tending(desk._engine, desk._sessions)
    return Lanes(desk._engine, lambda: NearTransport(lambda: hub, fault), tending, lambda up: None)


def away(call: str) -> None:
    raise Unreachable(call)


def test_the_logs_are_carried_over_also_while_the_hub_is_away(
    desk: Workstation, hub: NearHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "CHECKPOINT_S", 0.0)
    running = lanes_of(desk, hub, away)
    cache = desk.status().cache
    assert cache is not None
    before = cache.read_bytes()
    assert not running._one_turn(running._send)
    assert cache.read_bytes() != before
    assert not running.is_online


def test_why_the_hub_is_away_is_told_once(desk: Workstation, hub: NearHub, caplog: pytest.LogCaptureFixture) -> None:
    running = lanes_of(desk, hub, away)
    with caplog.at_level(logging.INFO, logger="orderdesk.sync"):
        for _ in range(3):
            assert not running._one_turn(running._send)
    assert [record.getMessage() for record in caplog.records] == ["hub away why=push"]
    assert desk.status().error == "hub.away"


def test_a_hub_that_does_not_understand_what_is_said_counts_as_away_until_it_does(
    desk: Workstation, hub: NearHub
) -> None:
    is_older = True

    def older(call: str) -> None:
        if call == "push" and is_older:
            raise NotUnderstood("request.malformed")

    turned: list[bool] = []
    running = Lanes(
        desk._engine, lambda: NearTransport(lambda: hub, older), Tending(desk._engine, desk._sessions), turned.append
    )
    assert not running._one_turn(running._send)
    running._follow(lanes._Turn(Streaming(hub)))
    status = desk.status()
    assert (status.online, status.error, status.queued, turned) == (False, "request.malformed", 1, [False])
    is_older = False
    line = NearTransport(lambda: hub, older)
    line.identify(company.name("device:A1"), "")
    assert running._push(lanes._Turn(line)) == 1
    running._heard(lanes._Turn(line))
    assert (desk.status().queued, desk.status().online, turned) == (0, True, [False, True])


def failing(code: int) -> DBAPIError:
    """What SQLAlchemy raises for a result code of SQLite's."""
    cause = sqlite3.OperationalError(f"result code {code}")
    cause.sqlite_errorcode = code
    return OperationalError("BEGIN IMMEDIATE", {}, cause)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (failing(sqlite3.SQLITE_FULL), "storage.full"),
        (failing(sqlite3.SQLITE_IOERR_WRITE), "storage.full"),
        (failing(sqlite3.SQLITE_CANTOPEN), "storage.full"),
        (failing(sqlite3.SQLITE_BUSY), "storage.busy"),
        (failing(sqlite3.SQLITE_CORRUPT), "storage.damaged"),
        (OSError(28, "No space left on device"), "storage.full"),
    ],
)
def test_trouble_with_our_own_files_is_named_and_waited_out(
    desk: Workstation, hub: NearHub, error: Exception, code: str
) -> None:
    def fail(call: str) -> None:
        raise error

    running = lanes_of(desk, hub, fail)
    assert running._one_turn(running._send)
    status = desk.status()
    assert (status.error, status.queued) == (code, 1)


def test_trouble_that_lasts_is_told_once_and_again_when_it_comes_back(
    desk: Workstation, hub: NearHub, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, busy, refused = failing(sqlite3.SQLITE_FULL), failing(sqlite3.SQLITE_BUSY), AccessDenied("device.revoked")
    to_come: list[Exception] = [full, full, full, busy, busy, full, refused, refused]

    def fail(call: str) -> None:
        raise to_come.pop(0)

    running = lanes_of(desk, hub, fail)
    while to_come:
        running._one_turn(running._send)
    told = [record.getMessage().partition(" error=")[0] for record in caplog.records if record.levelname != "INFO"]
    assert told == [
        "sync interrupted code=storage.full",
        "sync interrupted code=storage.busy",
        "hub refuses AccessDenied device.revoked",
    ]
    monkeypatch.setattr(lanes, "OVER_S", 0.0)
    to_come.append(refused)
    running._one_turn(running._send)
    assert [record.getMessage() for record in caplog.records].count("hub refuses AccessDenied device.revoked") == 2


def test_a_defect_ends_the_lane_instead_of_being_taken_for_a_full_disk(desk: Workstation, hub: NearHub) -> None:
    def fail(call: str) -> None:
        raise failing(sqlite3.SQLITE_CONSTRAINT)

    running = lanes_of(desk, hub, fail)
    with pytest.raises(OperationalError):
        running._one_turn(running._send)
    assert desk.status().error == ""


class Streaming(NearTransport):
    """A line whose stream says one thing and ends, or fails. `asked`: the calls in their order."""

    def __init__(self, hub: NearHub, failure: Exception | None = None) -> None:
        self.asked: list[str] = []
        super().__init__(lambda: hub, self.asked.append)
        self.failure = failure

    @override
    def stream(self, epoch: str, after: int) -> Iterator[Page | None]:
        if self.failure is not None:
            raise self.failure
        yield None


@pytest.mark.parametrize(("shortest_s", "polls"), [(float("inf"), lanes.POLLS), (0.0, 0)])
def test_after_three_short_streams_questions_take_their_place(
    desk: Workstation, hub: NearHub, monkeypatch: pytest.MonkeyPatch, shortest_s: float, polls: int
) -> None:
    monkeypatch.setattr(lanes, "SHORT_STREAM_S", shortest_s)
    running, turn = lanes_of(desk, hub, away), lanes._Turn(Streaming(hub))
    for _ in range(lanes.SHORT_STREAMS - 1):
        running._follow(turn)
        assert running._polls_left == 0
    running._follow(turn)
    assert running._polls_left == polls


@pytest.mark.parametrize("ahead_s", [301, -301])
def test_a_clock_that_is_off_by_more_than_five_minutes_is_told_once(
    desk: Workstation, hub: NearHub, clock: SetClock, caplog: pytest.LogCaptureFixture, ahead_s: int
) -> None:
    running, line = lanes_of(desk, hub, away), Streaming(hub)
    hub.clock = SetClock(clock.now() - timedelta(seconds=300))
    running._follow(lanes._Turn(line))
    assert desk.status().skew is None
    hub.clock = SetClock(clock.now() - timedelta(seconds=ahead_s))
    for _ in range(2):
        running._follow(lanes._Turn(line))
    assert desk.status().skew == timedelta(seconds=ahead_s)
    assert caplog.text.count(f"clock differs from the hub's ahead_s={ahead_s}") == 1
    hub.clock = clock
    running._follow(lanes._Turn(line))
    assert desk.status().skew is None


def test_a_stream_that_something_holds_back_is_replaced_at_once(desk: Workstation, hub: NearHub) -> None:
    running, turn = lanes_of(desk, hub, away), lanes._Turn(Streaming(hub, HeldBack("nothing came")))
    running._follow(turn)
    assert running._polls_left == lanes.POLLS


def test_a_question_that_fails_makes_the_stream_be_tried_again(desk: Workstation, hub: NearHub) -> None:
    running = lanes_of(desk, hub, away)
    running._polls_left = lanes.POLLS
    with pytest.raises(Unreachable):
        running._poll(lanes._Turn(NearTransport(lambda: hub, away)))
    assert running._polls_left == 0
    device = NearTransport(lambda: hub)
    device.identify(company.name("device:A1"), "")
    running._polls_left = lanes.POLLS
    running._poll(lanes._Turn(device))
    assert running._polls_left == lanes.POLLS - 1


def test_only_one_lane_fetches_the_snapshot_that_several_miss(desk: Workstation, hub: NearHub) -> None:
    running, missed = lanes_of(desk, hub, away), Streaming(hub)
    missed.identify(company.name("device:A1"), "")
    old = desk._engine.cache_name
    for _ in range(3):
        assert running._fetch(lanes._Turn(missed, cache=old))
    assert missed.asked.count("snapshot") == 1


def test_a_cache_of_another_program_version_is_not_used(desk: Workstation, hub: NearHub) -> None:
    with desk._engine.cache.store.write() as cache:
        write_meta(cache, schema="of an older program")
    folder = desk._engine.folder
    desk.close()
    again = Workstation.open(folder, lambda: NearTransport(lambda: hub), clock=hub.clock)
    with pytest.raises(NothingCachedError), again.reading():
        pass
    assert again.status().queued == 1
    again.sync_once()
    assert again.status().queued == 0
    again.close()
