"""A hub that takes connections and answers nobody: people go on at once, and what it was to be told is told later."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typing_extensions import override

from orderdesk.clock import SetClock
from orderdesk.errors import Unreachable
from orderdesk.sync import Workstation
from orderdesk.sync.http import HttpTransport, Patience
from orderdesk.sync.transport import AccessDenied, SignedIn
from tests.sync.near_hub import NearHub, NearTransport
from tests.sync.seated import hub_with, seated


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a program that takes connections and reads nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_signing_in_waits_for_less_than_other_questions(silent: str) -> None:
    assert Patience().sign_in_s < Patience().answer_s / 5
    line = HttpTransport(silent, patience=Patience(answer_s=3600, sign_in_s=0.1))
    with pytest.raises(Unreachable, match="/v1/sign-in"):
        line.sign_in("sales", "a word")
    line.close()


class Door(NearTransport):
    """Lets one person in and out. `told`: the tokens that were signed out; `trouble`: raised instead."""

    def __init__(self, hub: NearHub) -> None:
        super().__init__(lambda: hub)
        self.who: SignedIn | None = None
        self.told: list[str] = []
        self.trouble: Exception | None = None

    @override
    def sign_in(self, login: str, password: str) -> SignedIn:
        assert self.who is not None
        return self.who

    @override
    def sign_out(self, token: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.told.append(token)

    def close(self) -> None:
        """Is used again."""


@pytest.fixture
def door(tmp_path: Path, clock: SetClock) -> Door:
    return Door(hub_with(tmp_path, clock, A1="desk"))


@pytest.fixture
def desk(door: Door, tmp_path: Path, clock: SetClock) -> Iterator[Workstation]:
    known = seated(door._hub, tmp_path / "A1", "A1", "sales")
    assert known.signed_in is not None
    door.who = replace(known.signed_in, token="token 1", expires_at=clock.now() + timedelta(hours=12))
    known.close()
    found = Workstation.open(tmp_path / "A1", lambda: door, clock=clock)
    found.sign_in("sales", "a word")
    yield found
    found.close()


class StillLine(BaseHTTPRequestHandler):
    """A stream that begins, tells how often it gives a sign of life, and then says nothing until the caller is gone."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("X-OrderDesk-Heartbeat", "0.05")
        self.end_headers()
        self.wfile.write(b": ok\n\n")
        self.rfile.read(1)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def test_a_stream_is_dead_after_two_signs_of_life_have_not_come() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), StillLine) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        line = HttpTransport(f"http://127.0.0.1:{server.server_port}", patience=Patience(silence_s=3600))
        heard = line.stream("epoch", 0)
        assert next(heard) is None
        with pytest.raises(Unreachable) as failure:
            list(heard)
        assert type(failure.value) is Unreachable
        line.close()
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("told", "silence_s"), [("5.0", 12.0), (None, 35.0), ("often", 35.0), ("nan", 35.0), ("0", 35.0), ("900", 35.0)]
)
def test_a_hub_that_does_not_say_its_rhythm_has_the_longest(told: str | None, silence_s: float) -> None:
    assert Patience().silence_of(told) == silence_s


def test_a_question_for_changes_waits_for_less_than_other_questions(silent: str) -> None:
    line = HttpTransport(silent, patience=Patience(answer_s=3600, page_s=0.1))
    with pytest.raises(Unreachable, match="/v1/changes"):
        line.changes("epoch", 0, limit=1, wait_s=0.0)
    line.close()


def test_signing_in_waits_for_no_other_question(desk: Workstation) -> None:
    with desk._line.asking():
        assert desk.sign_in("sales", "a word").token == "token 1"


def test_signing_out_asks_the_hub_nothing_and_is_told_with_the_next_exchange(desk: Workstation, door: Door) -> None:
    door.trouble = Unreachable("silent")
    with desk._line.asking():
        desk.sign_out()
    assert (desk.signed_in, desk.resume()) == (None, None)
    with pytest.raises(Unreachable):
        desk.sync_once()
    door.trouble = None
    desk.sync_once()
    desk.sync_once()
    assert door.told == ["token 1"]


def test_a_session_that_the_hub_has_ended_is_not_signed_out_again(desk: Workstation, door: Door) -> None:
    door.trouble = AccessDenied("session.unknown")
    desk.sign_out()
    desk.sync_once()
    door.trouble = None
    desk.sync_once()
    assert door.told == []


def test_a_sign_out_that_could_not_be_told_lapses_with_the_session(
    desk: Workstation, door: Door, clock: SetClock
) -> None:
    desk.sign_out()
    clock.advance(hours=24)
    desk.sync_once()
    assert door.told == []
