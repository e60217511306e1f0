"""A workstation is taken in by a one-time code, also when the hub's answer is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from typing_extensions import override

from orderdesk.clock import SetClock
from orderdesk.errors import Unreachable
from orderdesk.sync import Workstation
from orderdesk.sync.transport import Enrolled
from tests.sync import small_company as company
from tests.sync.near_hub import NearTransport
from tests.sync.seated import hub_with

DEVICE = company.name("device:A1")


class Desk(NearTransport):
    """A hub that takes everybody in as A1. `asked`: the code and secret of each call; the first answers are lost."""

    asked: list[tuple[str, str]]
    lost: int

    @override
    def enrol(self, code: str, name: str, secret: str) -> Enrolled:
        self.asked.append((code, secret))
        if len(self.asked) <= self.lost:
            raise Unreachable("answer lost")
        return Enrolled(DEVICE, "A1", name, "desk", company.COMPANY, None, "verify_known")


@pytest.fixture
def line(tmp_path: Path, clock: SetClock) -> Desk:
    hub = hub_with(tmp_path, clock, A1="desk")
    found = Desk(lambda: hub)
    found.asked, found.lost = [], 0
    return found


def open_at(line: Desk, folder: Path, clock: SetClock) -> Workstation:
    return Workstation.open(folder, lambda: line, clock=clock)


def test_after_a_lost_answer_the_same_code_comes_with_the_same_secret(
    line: Desk, tmp_path: Path, clock: SetClock
) -> None:
    line.lost = 1
    first = open_at(line, tmp_path / "desk", clock)
    with pytest.raises(Unreachable):
        first.enrol("BNRNF-J7M4B", "Desk 3")
    first.close()
    again = open_at(line, tmp_path / "desk", clock)
    again.enrol("BNRNF-J7M4B", "Desk 3")
    (_, sent), (_, sent_again) = line.asked
    assert sent == sent_again
    facts = again._engine.journal.facts()
    assert (facts["device_id"], facts["secret"]) == (str(DEVICE), sent)
    assert "BNRNF" not in str(facts)
    assert again.status().cache is not None
    again.close()


def test_another_code_or_another_hub_gets_another_secret(line: Desk, tmp_path: Path, clock: SetClock) -> None:
    line.lost = 3
    desk = open_at(line, tmp_path / "desk", clock)
    for code in ("BNRNF-J7M4B", "QQQQQ-J7M4B"):
        with pytest.raises(Unreachable):
            desk.enrol(code, "")
    with desk._engine.journal.store.write() as journal:
        desk._engine.journal.note(journal, hub="https://elsewhere.example")
    with pytest.raises(Unreachable):
        desk.enrol("QQQQQ-J7M4B", "")
    assert len({secret for _, secret in line.asked}) == 3
    assert all(len(bytes.fromhex(secret)) == 32 for _, secret in line.asked)
    desk.close()
