"""From nothing to somebody at work: a company of one's own by the card of the first run,
and its hub on the next start."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from orderdesk import own_hub
from orderdesk.errors import Refused
from orderdesk.own_hub import OwnHub
from orderdesk.sync.probe import find_hub
from tools.postgres_server import free_port
from ui.front.choice_card import ChoiceCard
from ui.front.first_run import FirstRunPage
from ui.front.new_hub_form import NewHubForm
from ui.front.sign_in import SignInPage
from ui.program import Program
from ui.shell import Shell

PATIENCE_MS = 120_000
PASSWORD = "begin-here-26"


def pid_of(hub: OwnHub) -> int:
    """The process that the hub's lock file names."""
    return int(json.loads((hub.folder / "hub.db.lock").read_text(encoding="utf-8"))["pid"])


def answers(hub: OwnHub) -> bool:
    try:
        find_hub(hub.address)
    except Refused:
        return False
    return True


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def stop(tmp_path: Path, port: int) -> Iterator[Callable[[], None]]:
    """Ends the hub, which would go on; also after a test that failed."""
    hub = OwnHub(tmp_path / "hub", port)

    def end() -> None:
        with suppress(OSError, ValueError):
            os.kill(pid_of(hub), signal.SIGTERM)
        for process in own_hub._going_on:
            process.wait(PATIENCE_MS / 1_000)
        own_hub._going_on.clear()

    yield end
    end()


def opened(folder: Path, qtbot: QtBot) -> Program:
    program = Program(folder)
    qtbot.addWidget(program.window)
    program.show()
    return program


def filled(program: Program, listens: int, **changed: str) -> NewHubForm:
    """The card of a new hub with everything in it."""
    page = program.window.page()
    assert isinstance(page, FirstRunPage)
    card = next(each for each in page.findChildren(ChoiceCard) if each.text() == "Begin with a new hub")
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    form = page.new_hub
    assert form is not None
    texts = {"company": "海川汽配", "warehouse": "宁波仓", "province": "浙江省", "city": "宁波市", "person": "张伟"}
    texts |= {"login": "zhangwei", "password": PASSWORD, "again": PASSWORD, "port": str(listens)}
    for name, text in (texts | changed).items():
        form.entries[name].setText(text)
    return form


def sign_in(program: Program, qtbot: QtBot) -> None:
    page = program.window.page()
    assert isinstance(page, SignInPage)
    page.login.setText("zhangwei")
    page.secret.setText(PASSWORD)
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(program.window.page(), Shell), timeout=PATIENCE_MS)


def is_asked_who(program: Program) -> bool:
    return program.life is not None and isinstance(program.window.page(), SignInPage)


def test_a_company_of_ones_own_begins_at_the_first_start_and_its_hub_is_there_at_the_next(
    tmp_path: Path, qtbot: QtBot, port: int, stop: Callable[[], None]
) -> None:
    folder = tmp_path / "workstation"
    program = opened(folder, qtbot)
    form = filled(program, port)
    QTest.keyClick(form.entries["again"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: is_asked_who(program), timeout=PATIENCE_MS)
    sign_in(program, qtbot)
    assert program.life is not None
    person = program.life.workplace.person
    assert person is not None
    assert (person.name, "admin" in person.roles) == ("张伟", True)
    hub = own_hub.noted(folder)
    assert hub == OwnHub(tmp_path / "hub", port)
    program.life.workplace.sign_out()
    qtbot.waitUntil(lambda: is_asked_who(program), timeout=PATIENCE_MS)
    program.close()
    assert answers(hub)  # it goes on for other windows of this computer
    stop()
    again = opened(folder, qtbot)
    qtbot.waitUntil(lambda: answers(hub), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: is_asked_who(again), timeout=PATIENCE_MS)
    sign_in(again, qtbot)
    stop()  # while somebody works
    qtbot.waitUntil(lambda: answers(hub), timeout=PATIENCE_MS)
    again.close()


@pytest.mark.parametrize(
    ("name", "text"), [("company_code", "H Q"), ("warehouse_code", "一号"), ("province", "Atlantis"), ("port", "80")]
)
def test_a_field_that_the_hub_would_refuse_is_marked_before_anything_is_begun(
    tmp_path: Path, qtbot: QtBot, port: int, name: str, text: str
) -> None:
    program = opened(tmp_path / "workstation", qtbot)
    form = filled(program, port, **{name: text})
    assert not form.submit()
    assert [each for each, entry in form.entries.items() if entry.property("state") == "error"] == [name]
    program.close()


def test_what_stands_in_the_way_of_a_new_hub_is_marked_and_leaves_nothing_behind(tmp_path: Path, qtbot: QtBot) -> None:
    program = opened(tmp_path / "workstation", qtbot)
    page = program.window.page()
    assert isinstance(page, FirstRunPage)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        form = filled(program, taken)
        assert form.submit()
        qtbot.waitUntil(lambda: form.entries["port"].property("state") == "error", timeout=PATIENCE_MS)
    assert str(taken) in form.entries["port"].accessibleDescription()
    (tmp_path / "a file").write_text("in the way", encoding="utf-8")
    form.entries["folder"].setText(str(tmp_path / "a file" / "hub"))
    assert form.submit()
    qtbot.waitUntil(lambda: form.entries["folder"].property("state") == "error", timeout=PATIENCE_MS)
    assert not (tmp_path / "hub" / "hub.db").exists()
    program.close()


def test_a_new_hub_that_is_called_off_leaves_no_company_behind(tmp_path: Path, qtbot: QtBot, port: int) -> None:
    program = opened(tmp_path / "workstation", qtbot)
    form = filled(program, port)
    assert form.submit()
    assert not form.entries["company"].isEnabled()
    form.cancelled.emit()
    qtbot.waitUntil(form.entries["company"].isEnabled, timeout=PATIENCE_MS)
    assert not (tmp_path / "hub" / "hub.db").exists()
    assert own_hub.is_port_free(port)
    program.close()


@pytest.mark.parametrize(
    ("changed", "blamed"),
    [
        ({"company": " "}, "company"),
        ({"city": "宁波,北仑"}, "city"),
        ({"password": "short", "again": "short"}, "password"),
        ({"again": "another-one-26"}, "again"),
        ({"port": "80"}, "port"),
    ],
)
def test_the_card_says_what_is_missing_before_anything_is_begun(
    changed: dict[str, str], blamed: str, tmp_path: Path, qtbot: QtBot
) -> None:
    program = opened(tmp_path / "workstation", qtbot)
    form = filled(program, 8_080, **changed)
    with qtbot.assertNotEmitted(form.wanted):
        assert not form.submit()
    marked = [name for name, entry in form.entries.items() if entry.property("state") == "error"]
    assert marked == [blamed]
    program.close()
