"""A hub that takes connections and answers nobody: people go on at once, and what it was to be told is told later."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
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
