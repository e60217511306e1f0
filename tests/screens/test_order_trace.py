"""The trace of an order in the panel: 47 facts, asked from the hub, kept, honest while it is silent; and as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from sqlalchemy import select, update

from db.tables import log
from orderdesk.errors import Unreachable
from orderdesk.hub.verify import verify_chain
from orderdesk.queries.trace import FIELDS, Events, derive, trace_facts
from tests.screens.near_window import DoorTransport, Near
from tests.storage.cached_company import WAYBILL, Town
from ui.components.banner import Banner
from ui.components.buttons import Button
from ui.components.text import Text
from ui.sales.order_panel import LINES, TRACE, OrderPanel
from ui.sales.trace_page import TracePage
from ui.sales.trace_words import label, why_text


class Answers:
    """The hub's answers about traces, in the form in which they travel; or silence."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.asked = 0
        self.is_away = False

    def __call__(self, path: str, _params: dict[str, Any], _token: str) -> dict[str, Any]:
        self.asked += 1
        if self.is_away:
            raise Unreachable("away")
        order_id = UUID(path.split("/")[3])
        table = log.order_event
        with self.town.hub.store.read() as connection:
            rows = connection.execute(select(table).where(table.c.order_id == order_id).order_by(table.c.chain)).all()
            troubles = verify_chain(connection, order_id)
        events = [dict(row._mapping) for row in rows]
        found: dict[str, Any] = json.loads(json.dumps({"events": events, "troubles": troubles}, default=str))
        return found


@pytest.fixture
def answers(town: Town, monkeypatch: pytest.MonkeyPatch) -> Answers:
    found = Answers(town)
    monkeypatch.setattr(DoorTransport, "ask", lambda _self, *args: found(*args))
    return found


@pytest.fixture
def order_id(town: Town) -> UUID:
    return town.delivered()


@pytest.fixture
def near(town: Town, order_id: UUID, answers: Answers, tmp_path: Path) -> Iterator[Near]:
    found = Near(town, tmp_path / "desk", "A1", "sales")
    engine = found.workplace.workstation._engine
    until = town.clock.now() + timedelta(hours=1)
    with engine.journal.store.write() as journal:
        engine.journal.note(journal, session=replace(found.who, token="x", token_expires_at=until).to_json())
    yield found
    found.close()


@pytest.fixture
def panel(near: Near, order_id: UUID, show: Callable[[QWidget], QWidget]) -> OrderPanel:
    found = OrderPanel(near.workplace)
    found.resize(472, 900)
    show(found)
    found.show_order(order_id)
    found.open_tab(TRACE)
    return found


def words_of(panel: OrderPanel) -> list[str]:
    page = page_of(panel)
    return [text.text() for text in page.findChildren(Text)]


def page_of(panel: OrderPanel) -> TracePage:
    return panel.findChildren(TracePage)[-1]


def test_all_47_are_shown_each_with_its_value_or_why_there_is_none(panel: OrderPanel) -> None:
    words = words_of(panel)
    assert [label(name) for name in FIELDS if label(name) not in words] == []
    assert WAYBILL in words
    assert "n/a · nothing went wrong" in words
    assert "n/a · entered here" in words
    assert not [word for word in words if word in ("", "n/a · ")]
    assert [word for word in words if word.endswith("the chain holds")]


def test_every_missing_fact_has_a_reason_in_words(town: Town, order_id: UUID) -> None:
    other = town.place()
    for each in (order_id, other):
        with town.cache() as connection:
            facts = trace_facts(connection, each)
        assert facts is not None
        told: tuple[Events | None, ...] = (None, ())
        for events in told:
            found = derive(facts, events)
            assert [fact.name for fact in found] == list(FIELDS)
            assert all(fact.values or why_text(fact.why) for fact in found)
            (lapses,) = (fact for fact in found if fact.name == "lock_expires_at")
            assert lapses.why == ("soft" if each == other else "firm")


def test_what_was_seen_stays_while_the_hub_is_silent(panel: OrderPanel, answers: Answers) -> None:
    answers.is_away = True
    panel.open_tab(TRACE)
    (banner,) = page_of(panel).findChildren(Banner)
    assert "this is as of" in banner.findChildren(Text)[0].text()
    assert "n/a · the hub has not told yet" not in words_of(panel)


def test_a_hub_that_never_answered_leaves_what_the_cache_knows(
    near: Near, order_id: UUID, answers: Answers, show: Callable[[QWidget], QWidget]
) -> None:
    answers.is_away = True
    panel = OrderPanel(near.workplace)
    show(panel)
    panel.show_order(order_id)
    panel.open_tab(TRACE)
    words = words_of(panel)
    assert "n/a · the hub has not told yet" in words
    assert WAYBILL in words
    answers.is_away = False
    (banner,) = page_of(panel).findChildren(Banner)
    banner.acted.emit()
    assert "n/a · the hub has not told yet" not in words_of(panel)


def test_an_answer_that_cannot_be_read_ends_the_waiting(
    panel: OrderPanel, near: Near, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = list[int]()
    near.workplace.tasks.broke.connect(reports.append)
    monkeypatch.setattr(DoorTransport, "ask", lambda _self, *_args: {"events": 1 // 0})
    panel.open_tab(TRACE)
    assert len(reports) == 1
    assert any("does not answer" in text for text in words_of(panel))


def test_an_altered_record_is_told(panel: OrderPanel, town: Town) -> None:
    with town.hub.store.write() as connection:
        connection.execute(update(log.order_event).where(log.order_event.c.chain == 2).values(actor_name="x"))
    panel.open_tab(TRACE)
    (banner,) = page_of(panel).findChildren(Banner)
    assert "event 2 was altered in actor_name" in banner.findChildren(Text)[0].text()


def test_the_file_holds_the_facts_and_all_events(panel: OrderPanel, tmp_path: Path) -> None:
    told = list[str]()
    panel.done.connect(told.append)
    trace = panel._traces.find(panel.order_id) if panel.order_id is not None else None
    assert trace is not None
    panel.trace_file.save(trace, tmp_path / "trace.csv")
    raw = (tmp_path / "trace.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:48]] == list(FIELDS)
    assert dict(zip(rows[49], rows[50], strict=True))["reason_code"] == "place_order"
    panel.trace_file.save(trace, tmp_path / "trace.json")
    value = json.loads((tmp_path / "trace.json").read_bytes())
    assert list(value["facts"]) == list(FIELDS)
    assert value["events"][0]["reason_code"] == "place_order"
    panel.trace_file.save(trace, tmp_path / "no such folder" / "trace.csv")
    assert (told[0], told[2][:10]) == ("Saved as trace.csv", "Not saved:")


def test_the_button_that_saves_is_there(panel: OrderPanel) -> None:
    assert [each for each in page_of(panel).findChildren(Button) if each.accessibleName() == "Save as file"]


def test_a_place_is_chosen_for_the_file_while_the_page_becomes_another_one(panel: OrderPanel, tmp_path: Path) -> None:
    told = list[str]()
    panel.done.connect(told.append)
    next(each for each in page_of(panel).findChildren(Button) if each.accessibleName() == "Save as file").click()
    dialog = panel.window().findChildren(QFileDialog)[-1]
    panel.open_tab(LINES)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    dialog.fileSelected.emit(str(tmp_path / "trace.csv"))
    assert told == ["Saved as trace.csv"]
    dialog.reject()
