"""Signing in without the hub: only whom it has verified here within a day, and only by the same word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from typing_extensions import override

from orderdesk.clock import SetClock
from orderdesk.errors import Unreachable
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
        person = SignedIn(
            who.session_id, who.user_id, "Sales", who.name, who.roles, who.expires_at, PasswordHasher().hash("a word")
        )
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
