"""Nothing that was entered is lost or said twice: lines that are taken up, keys pressed twice, drafts, sign-outs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.domain.days import local_day
from tests.screens.entry_hands import CTRL, add_item, enter_order, press, quantities, words_of
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui.sales.entry_kept import from_json, to_json
from ui.sales.entry_room import EntryRoom
from ui.tasks import Job, TasksInPlace


class SlowTasks(TasksInPlace):
    """Holds jobs back while it is told to, as a slow disk does."""

    is_slow = False

    def _open(self) -> None:
        self.held: list[Job] = []

    def _start(self, lane: object, job: Job) -> None:
        if self.is_slow:
            self.held.append(job)
        else:
            super()._start(lane, job)  # type: ignore[arg-type]  # a lane


@pytest.fixture
def near(tmp_path: Path, clock: SetClock) -> Iterator[Near]:
    found = Near(Town(tmp_path, clock), tmp_path / "desk", "A1", "sales", tasks=SlowTasks())
    yield found
    found.close()


def test_an_order_is_placed_once_though_the_keys_are_pressed_twice(room: EntryRoom, near: Near) -> None:
    enter_order(room)
    tasks = near.workplace.tasks
    assert isinstance(tasks, SlowTasks)
    tasks.is_slow = True
    for _each in range(2):
        QTest.keyClick(room, Qt.Key.Key_Return, CTRL)
    assert len(tasks.held) == 1


def test_an_order_that_could_not_be_written_down_can_be_submitted_again(room: EntryRoom, near: Near) -> None:
    enter_order(room)
    tasks = near.workplace.tasks
    assert isinstance(tasks, SlowTasks)
    tasks.is_slow = True
    room.submit()
    (job,) = tasks.held
    assert not room._submit.isEnabled()
    job.error = ZeroDivisionError("no")
    tasks._on_finished(job)
    assert room._submit.isEnabled()


def test_a_draft_names_the_line_whose_article_is_gone(room: EntryRoom, near: Near) -> None:
    enter_order(room)
    add_item(room, "5")
    body = to_json(room.draft, room._company_id, "")
    body["lines"][0]["sku"] = "0" * 32
    body["company"] = None
    with near.workplace.workstation.reading() as connection:
        found = from_json(connection, body, local_day(near.town.clock.now()))
    assert [line.unit_quantity for line in found.lines] == [5_000]
    (row,) = found.unread
    assert (row.row.article, row.row.quantity, row.problem) == ("BP-1", "2", "unknown")
    assert found.problem() == "rows"


def test_an_address_without_a_phone_is_not_placed(room: EntryRoom, near: Near) -> None:
    enter_order(room)
    assert room.draft.address is not None
    room._draft = replace(room.draft, address=replace(room.draft.address, phone=""))
    assert room.draft.problem() == "phone"
    room.submit()
    assert "no phone number" in words_of(room)
    assert near.workplace.workstation.status().queued == 0


def test_who_signs_out_in_the_middle_of_typing_finds_it_all_again(room: EntryRoom, near: Near) -> None:
    enter_order(room)
    assert near.workplace.workstation.drafts("order") == []
    near.workplace.person_changed.emit(None)
    (kept,) = near.workplace.workstation.drafts("order")
    assert len(kept.body["lines"]) == len(room.draft.lines) == 1


def test_a_form_that_is_gone_hears_nothing_of_new_names(near: Near, qtbot: QtBot) -> None:
    form = EntryRoom(near.workplace)
    shiboken6.delete(form)
    near.workplace.names_changed.emit()


def test_a_form_that_is_begun_anew_can_be_brought_back(room: EntryRoom, near: Near) -> None:
    enter_order(room)
    add_item(room, "5")
    room.start_over()
    assert quantities(room) == []
    assert "The form is empty again" in words_of(room.messages)
    press(room.messages, "Undo")
    assert quantities(room) == [2, 5]
    room.keeper.flush()
    (draft,) = near.workplace.workstation.drafts("order")
    assert len(draft.body["lines"]) == 2


def test_two_lines_of_an_article_cannot_both_have_the_same_goods(room: EntryRoom) -> None:
    enter_order(room)
    (first,) = room.draft.lines
    stock = first.sku.available()
    most = replace(first, unit_quantity=stock, unit=replace(first.unit, factor=1_000))
    draft = replace(room.draft, lines=(most, most))
    assert [line.missing for line in draft.lines] == [0, stock]
    assert [line.missing for line in draft.without_row(0).lines] == [0]
