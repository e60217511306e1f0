"""The workstation's own room: how it stands, what somebody likes here, and a report for whoever helps."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from orderdesk.clock import SetClock
from orderdesk.errors import Refused
from orderdesk.sync.checking import Finding
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from ui import settings, theme
from ui.components.banner import Banner
from ui.components.choices import Select
from ui.components.table_cells import Bar, Kind, TagCell, Trend, TwoLine, spoken
from ui.language import Language, tongue
from ui.place.place_room import PlaceRoom
from ui.place.reports import log_tail
from ui.place.sound_choice import SoundChoice, kept_volume
from ui.place.stopped_jobs import StoppedJobs
from ui.place.systems import SystemsTable
from ui.place.trouble_words import trouble_text
from ui.settings import Settings


@pytest.fixture
def near(tmp_path: Path, clock: SetClock) -> Iterator[Near]:
    found = Near(Town(tmp_path, clock), tmp_path / "desk", "A1", "sales")
    yield found
    found.close()


@pytest.fixture
def room(near: Near, tmp_path: Path, show: Callable[[QWidget], QWidget]) -> PlaceRoom:
    found = PlaceRoom(near.workplace, Settings(tmp_path))
    show(found)
    found.entered()
    return found


def test_it_tells_how_the_workstation_stands_with_the_hub(room: PlaceRoom, near: Near) -> None:
    near.sync.link_turned.emit(True)
    standing = dict(room.standing())
    assert standing["Link"] == "Live"
    assert standing["Waits to be sent"] == "Nothing"
    assert standing["Last comparison"] == "None yet"


@pytest.mark.parametrize(
    ("skew", "words"),
    [
        (None, None),
        (timedelta(minutes=10), "10 min ahead of the hub's: have it set"),
        (timedelta(minutes=-10), "10 min behind the hub's: have it set"),
    ],
)
def test_a_clock_that_is_not_the_hubs_is_said(
    room: PlaceRoom, near: Near, skew: timedelta | None, words: str | None
) -> None:
    near.workplace._on_status(replace(near.workplace.status, skew=skew))
    assert dict(room.standing()).get("Clock of this computer") == words


def test_what_the_program_runs_on_is_labelled_in_the_language_of_the_window(room: PlaceRoom) -> None:
    labels = [label for label, _value in room.identity()]
    assert "System" in labels
    tongue.use(Language.CHINESE)
    try:
        labels = [label for label, _value in room.identity()]
    finally:
        tongue.use(Language.ENGLISH)
    assert "系统" in labels
    assert "System" not in labels


def test_a_choice_counts_at_once_and_is_kept(room: PlaceRoom, tmp_path: Path) -> None:
    rows = next(each for each in room.findChildren(Select) if each.accessibleName() == "Rows")
    rows.choose("compact")
    assert theme.current().density is theme.Density.COMPACT
    assert Settings(tmp_path).text(settings.DENSITY) == "compact"


def test_the_volume_counts_at_once_and_is_kept_and_silence_cannot_be_tried(room: PlaceRoom, tmp_path: Path) -> None:
    (sound,) = room.findChildren(SoundChoice)
    sound.volumes.choose("30")
    assert (room._sounds().volume, kept_volume(Settings(tmp_path)), sound.try_it.isEnabled()) == (30, 30, True)
    sound.volumes.choose("0")
    assert (room._sounds().volume, kept_volume(Settings(tmp_path)), sound.try_it.isEnabled()) == (0, 0, False)
    Settings(tmp_path).keep(settings.SOUND_VOLUME, "loud")
    assert kept_volume(Settings(tmp_path)) == 100


def systems_of(room: PlaceRoom) -> SystemsTable:
    assert room.health is not None
    return room.health.systems


def health(system: str, **changed: Any) -> dict[str, Any]:
    quiet: dict[str, Any] = {"queued": 0, "running": 0, "stopped": 0, "oldest_age_s": None, "last_ok_at": None}
    quiet |= {"last_error": None, "held_back": None, "is_set_up": True, "p95_s": None, "trend_s": [None] * 12}
    return {"system": system, **quiet, **changed}


def test_without_the_hub_the_room_says_that_only_the_hub_knows_the_outside(room: PlaceRoom) -> None:
    systems = systems_of(room)
    assert systems.empty is not None
    assert systems.empty.accessibleName().startswith("The hub does not answer")


def test_each_system_outside_has_a_row_that_says_what_is_wrong(near: Near, qtbot: QtBot) -> None:
    systems = SystemsTable(near.workplace)
    qtbot.addWidget(systems)
    at = near.town.clock.now().isoformat()
    feed = {"system": "u8", "subject": "stock", "as_of": at, "trouble": None}
    answer = {
        "systems": [
            health("wms", stopped=2, last_error="http_400", last_ok_at=at),
            health("courier", queued=3, oldest_age_s=600, held_back=True),
            health("erp", running=1),
            health("message"),
        ],
        "feeds": [feed, feed | {"subject": "orders", "trouble": "http_503"}],
    }
    systems._on_answer(answer)
    rows = [systems.model.row_at(place) for place in range(systems.model.row_count())]
    states = [row[1][1].text for row in rows if row is not None and isinstance(row[1][1], TagCell)]
    assert states == ["Needs somebody", "Held back", "At work", "Idle", "Fresh", "Cannot be asked"]
    assert systems.table.isVisibleTo(systems)
    systems._on_answer({"systems": [], "feeds": []})
    assert systems.empty is not None
    assert systems.empty.accessibleName().startswith("No system outside is linked")
    systems._on_answer(answer)
    assert systems.table.isVisibleTo(systems)


def test_what_is_not_set_up_is_said_quietly_and_how_to_set_it_up(near: Near, qtbot: QtBot) -> None:
    systems = SystemsTable(near.workplace)
    qtbot.addWidget(systems)
    courier = health("courier", queued=7, oldest_age_s=86_400, is_set_up=False)
    systems._on_answer({"systems": [courier], "feeds": []})
    _key, cells = systems.model.row_at(0)
    assert cells[0] == TwoLine("Courier service", "How to: docs/connectors.md", "truck")
    assert cells[1] == TagCell("Not set up", "neutral")
    assert (cells[3], cells[5]) == (Bar(0.0, "—"), "7")


def test_the_last_hour_of_a_system_is_a_line_and_words(near: Near, qtbot: QtBot) -> None:
    systems = SystemsTable(near.workplace)
    qtbot.addWidget(systems)
    trend = [None, 4.0, 8.0, *[None] * 8, 2.0]
    systems._on_answer({"systems": [health("wms", p95_s=7.5, trend_s=trend), health("erp")], "feeds": []})
    line, none = systems.model.row_at(0)[1][4], systems.model.row_at(1)[1][4]
    assert isinstance(line, Trend)
    assert isinstance(none, Trend)
    assert (line.text, line.shares[1:3], line.shares[-1]) == ("7.5 s", (0.5, 1.0), 0.25)
    assert spoken(line, Kind.TREND) == "95 of 100 done within 7.5 s; at worst 8.0 s, last 2.0 s"
    assert spoken(none, Kind.TREND) == "Nothing was done in the last hour"
    systems.resize(1_200, 300)
    assert not systems.grab().isNull()


def test_the_first_look_names_what_has_stopped_how_old_the_erps_news_is_and_the_next_step(room: PlaceRoom) -> None:
    assert room.health is not None
    health_of, now = room.health, room._workplace.clock.now()
    assert health_of.queue.shown == ("0", "Everything is at the hub")
    assert health_of.stopped.shown[1] == "only the hub knows"
    feed = {"system": "u8:company", "subject": "orders", "as_of": (now - timedelta(minutes=20)).isoformat()}
    answer = {"systems": [health("erp", stopped=2)], "feeds": [feed | {"trouble": "http_503"}]}
    health_of.systems._on_answer(answer)
    assert health_of.stopped.shown == ("2", "Accounting (ERP) 2")
    assert health_of.erp.shown[1] == "Has a fault of its own (503)"
    (banner,) = health_of.findChildren(Banner)
    assert "orderdesk-hub jobs" in banner.accessibleName()
    health_of.systems._on_answer({"systems": [health("erp")], "feeds": []})
    assert health_of.stopped.shown == ("0", "Nothing waits for a person")


def test_a_comparison_says_that_it_runs_until_its_finding_is_there(room: PlaceRoom, near: Near) -> None:
    near.sync.link_turned.emit(True)
    room._compare.click()
    assert (room._compare.accessibleName(), room._compare.isEnabled()) == ("Comparing…", False)
    status = replace(near.workplace.status, finding=Finding(near.town.clock.now(), {}, 0))
    near.workplace.status_changed.emit(status)
    assert (room._compare.accessibleName(), room._compare.isEnabled()) == ("Compare with the hub", True)


def test_a_stopped_job_says_why_and_what_becomes_of_it(near: Near, qtbot: QtBot) -> None:
    jobs = StoppedJobs(near.workplace)
    qtbot.addWidget(jobs)
    job = {"id": "1", "system": "erp", "kind": "order", "key": "SO1", "attempts": 3, "stopped_at": None}
    jobs._on_answer({"jobs": [job | {"code": "no_answer", "text": "", "in_doubt": True}]})
    row = jobs.model.row_at(0)
    assert row is not None
    assert "Does not answer (may have had its effect" in str(row[1][2])
    assert not jobs.isHidden()
    jobs._on_answer({"jobs": []})
    assert jobs.isHidden()


def test_the_button_says_which_job_it_sends_again_and_what_comes_of_that(
    near: Near, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = StoppedJobs(near.workplace)
    qtbot.addWidget(jobs)
    job = {"system": "erp", "kind": "order", "attempts": 3, "stopped_at": None, "code": "no_answer", "text": ""}
    sure, doubtful = (
        job | {"id": "1", "key": "SO1", "in_doubt": False},
        job | {"id": "2", "key": "SO2", "in_doubt": True},
    )
    jobs._on_answer({"jobs": [sure, doubtful]})
    jobs.table.move_by(2)
    assert jobs.again.accessibleName() == "Ask what became of SO2, else send it again"
    jobs.table.move_by(-1)
    assert jobs.again.accessibleName() == "Send SO1 again"
    told: list[str] = []

    def refuse(path: str, _body: dict[str, Any] | None) -> None:
        told.append(path)
        raise Refused("job.not_stopped")

    monkeypatch.setattr(near.workplace.workstation, "tell_hub", refuse)
    with qtbot.waitSignal(jobs.settled, timeout=30_000):
        jobs.again.click()
    assert (told, jobs.said.text()) == (["/v1/jobs/1/resend"], "This job is not waiting for anybody")


def test_a_year_without_its_holidays_is_said(room: PlaceRoom) -> None:
    assert room.health is not None
    room.health.systems._on_answer({"systems": [], "feeds": [], "holidays_missing": 2027})
    (banner,) = room.health.findChildren(Banner)
    assert "holidays of 2027" in banner.accessibleName()


@pytest.mark.parametrize(
    ("code", "words"), [("http_401", "Refuses (401)"), ("http_ok", "http_ok"), ("not_reached", "Cannot be reached")]
)
def test_what_troubles_a_system_is_said_in_words(code: str, words: str) -> None:
    assert trouble_text(code) == words


def test_a_report_carries_its_number_the_place_and_the_last_lines_of_the_log(room: PlaceRoom, qtbot: QtBot) -> None:
    log_tail()
    logging.getLogger("orderdesk.window").error("job failed report=%d", 7)
    with qtbot.waitSignal(room.copied):
        room.copy_report(7)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("OrderDesk report 7\n")
    assert "Place: Desk A1" in text
    assert "job failed report=7" in text


def test_whoever_is_here_is_asked_to_sign_in_again_when_the_hub_has_ended_the_session(near: Near, qtbot: QtBot) -> None:
    person = near.workplace.person
    assert person is not None
    ended = replace(near.workplace.status, ended_session=person.session_id)
    with qtbot.waitSignal(near.workplace.person_changed, timeout=30_000) as told:
        near.workplace._on_status(ended)
    assert (told.args, near.workplace.person) == ([None], None)
