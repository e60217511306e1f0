"""A workstation goes to another hub: only with nothing left to send, and what it said before stays in its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from orderdesk.commands import AddNote
from orderdesk.errors import Refused
from orderdesk.sync import Workstation
from orderdesk.sync.transport import SignInFailed
from tests.hub.served_hub import PASSWORD, ServedHub
from tests.sync import small_company
from ui.enrolment import Enrolment, take_in


@pytest.fixture
def folder(hub: ServedHub, tmp_path: Path) -> Path:
    found = tmp_path / "desk"
    take_in(found, hub.url, hub.code("desk"), "a desk")
    return found


def device_of(folder: Path) -> str:
    found = Workstation.open(folder)
    code = found.status().device_code
    found.close()
    return code


def test_what_was_said_at_the_first_hub_stays_beside_the_files_of_the_second(hub: ServedHub, folder: Path) -> None:
    before = device_of(folder)
    take_in(folder, hub.url, hub.code("office"), "an office")
    assert device_of(folder) != before
    assert device_of(folder / "earlier-1") == before
    take_in(folder, hub.url, hub.code("office"), "another office")
    assert device_of(folder / "earlier-1") == before
    assert (folder / "earlier-2" / "journal.db").exists()


def test_a_code_that_is_not_taken_leaves_the_workstation_as_it_was(hub: ServedHub, folder: Path) -> None:
    before = device_of(folder)
    with pytest.raises(SignInFailed):
        take_in(folder, hub.url, "AAAAA-AAAAA", "an office")
    assert device_of(folder) == before
    assert sorted(each.name for each in folder.iterdir() if each.is_dir()) == []


def test_with_something_left_to_send_it_stays_at_its_hub(hub: ServedHub, folder: Path) -> None:
    desk = Workstation.open(folder, clock=hub.clock)
    desk.sign_in("sales", PASSWORD)
    desk.say(AddNote(order_id=small_company.name("an order of another desk"), text="Customer called"))
    desk.close()
    with pytest.raises(Refused) as refused:
        take_in(folder, hub.url, hub.code("office"), "an office")
    assert (refused.value.code, refused.value.facts["n"]) == ("hub_change.commands_wait", 1)


def test_it_stays_at_its_hub_when_by_then_nobody_waits_for_another(hub: ServedHub, folder: Path) -> None:
    before = device_of(folder)
    take_in(folder, hub.url, hub.code("office"), "an office", is_wanted=lambda: False)
    assert device_of(folder) == before
    assert sorted(each.name for each in folder.iterdir() if each.is_dir()) == []


def test_a_window_that_is_closed_meanwhile_has_its_files_left_where_they_are(
    hub: ServedHub, folder: Path, qtbot: QtBot
) -> None:
    before, told = device_of(folder), list[str]()
    application = QCoreApplication.instance()
    assert application is not None
    enrolment = Enrolment(folder, hub.url, hub.code("office"), "an office", application)
    enrolment.done.connect(lambda: told.append("done"))
    enrolment.failed.connect(told.append)
    enrolment.start()
    enrolment.close()
    QCoreApplication.processEvents()
    assert device_of(folder) == before
    assert told == []
