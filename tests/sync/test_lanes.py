"""One turn of a lane at a time: what a running sync side does when the hub or its own files fail."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from orderdesk.clock import SetClock
from orderdesk.commands import AddNote
from orderdesk.errors import Unreachable
from orderdesk.sync import Workstation, lanes
from orderdesk.sync.lanes import Lanes
from orderdesk.sync.tending import Tending
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


def test_a_defect_ends_the_lane_instead_of_being_taken_for_a_full_disk(desk: Workstation, hub: NearHub) -> None:
    def fail(call: str) -> None:
        raise failing(sqlite3.SQLITE_CONSTRAINT)

    running = lanes_of(desk, hub, fail)
    with pytest.raises(OperationalError):
        running._one_turn(running._send)
    assert desk.status().error == ""
