"""Signing in without the hub: only whom it has verified here within a day, and only by the same word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from typing_extensions import override

from orderdesk.clock import SetClock
from orderdesk.errors import Refused, Unreachable
from orderdesk.sync import Workstation
from orderdesk.sync.transport import SignedIn, SignInFailed
from tests.sync import small_company as company
from tests.sync.near_hub import NearTransport
from tests.sync.seated import hub_with, seated


class Away(NearTransport):
    """A hub that answers nobody who signs in."""

    @override
    def sign_in(self, login: str, password: str) -> SignedIn:
        raise Unreachable("away")


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[Workstation]:
    """A desk without its hub, at which it has verified the salesperson a moment ago."""
    hub = hub_with(tmp_path, clock, A1="desk")
    known = seated(lambda: hub, tmp_path / "A1", "A1", "sales")
    who = known.signed_in
    assert who is not None
    known.close()
    found = Workstation.open(tmp_path / "A1", lambda: Away(lambda: hub), clock=clock)
    with found._engine.journal.store.write() as journal:
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("a word")
        person = SignedIn(who.session_id, who.user_id, "Sales", who.name, who.roles, who.expires_at, cheap)
        found._engine.journal.remember_user(journal, person, clock.now())
    yield found
    found.close()


def test_whom_the_hub_has_verified_here_may_work_without_it_for_a_shift(desk: Workstation, clock: SetClock) -> None:
    clock.advance(hours=24)
    who = desk.sign_in(" SALES ", "a word")
    assert (who.offline, who.token, who.user_id) == (True, "", company.name("user:sales"))
    assert (who.expires_at - clock.now()).total_seconds() == 12 * 3600
    assert desk.status().queued == 1
    assert desk.signed_in == who


@pytest.mark.parametrize(
    ("login", "password", "hours", "code"),
    [
        ("sales", "another word", 0, "sign_in.wrong"),
        ("sales", "a word", 24.01, "sign_in.hub_needed"),
        ("packer", "a word", 0, "sign_in.hub_needed"),
    ],
)
def test_nobody_else_may(
    desk: Workstation, clock: SetClock, login: str, password: str, hours: float, code: str
) -> None:
    clock.advance(hours=hours)
    with pytest.raises(SignInFailed) as failure:
        desk.sign_in(login, password)
    assert failure.value.code == code
    assert (desk.signed_in, desk.status().queued) == (None, 0)


def wrong(desk: Workstation, times: int = 1) -> None:
    """Tries wrong words that are really looked at."""
    for _ in range(times):
        with pytest.raises(SignInFailed, match=r"sign_in\.wrong"):
            desk.sign_in("sales", "another word")


def waits(desk: Workstation) -> object:
    """For how many minutes no word counts, not even the right one."""
    with pytest.raises(Refused, match=r"sign_in\.wait") as refusal:
        desk.sign_in(" SALES ", "a word")
    return refusal.value.facts["minutes"]


def test_after_five_wrong_words_each_further_one_makes_everybody_of_that_name_wait_longer(
    desk: Workstation, clock: SetClock
) -> None:
    wrong(desk, 5)
    found = []
    for _ in range(8):
        found.append(waits(desk))
        clock.advance(seconds=59)
        waits(desk)
        clock.advance(hours=1)
        wrong(desk)
    assert found == [1, 2, 4, 8, 16, 32, 60, 60]
    clock.advance(hours=1)
    assert desk.sign_in("sales", "a word").offline


def test_the_right_word_makes_the_wrong_ones_forgotten(desk: Workstation, clock: SetClock) -> None:
    for _ in range(2):
        wrong(desk, 4)
        assert desk.sign_in("sales", "a word").offline


def test_the_wait_outlives_the_program_and_a_clock_that_was_set_back_does_not_stretch_it(
    desk: Workstation, clock: SetClock
) -> None:
    wrong(desk, 5)
    again = Workstation.open(desk._engine.folder, desk._line._make, clock=clock)
    assert waits(again) == 1
    clock.advance(hours=-2)
    assert again.sign_in("sales", "a word").offline
    again.close()
