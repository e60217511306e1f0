"""The hub's threads: they do what is due, wake when they are rung for, survive a defect and stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from db.tables import log
from orderdesk.clock import SetClock
from orderdesk.hub.background import Background
from orderdesk.hub.heads import DailyHeads
from orderdesk.hub.systems import connect
from orderdesk.hub.verify import read_heads
from tests.hub.working_hub import WorkingHub, sandboxed, settings_for, working_hub

NOBODY = "http://127.0.0.1:9"
PATIENCE_S = 30.0


@pytest.fixture
def hub(database_url: str, clock: SetClock) -> Iterator[WorkingHub]:
    with working_hub(database_url, clock) as found:
        yield found


def hub_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("hub ")]


def test_what_is_queued_is_done_by_the_threads_until_they_are_stopped(hub: WorkingHub) -> None:
    with sandboxed(hub, NOBODY) as world:
        background = Background(hub.store, hub.clock, hub.executor, world.systems)
        background.start()
        try:
            order = hub.allocate()
            deadline = threading.Event()
            while [row.state for row in hub.jobs()] != ["done"]:
                background.wake()
                assert not deadline.wait(0.01) or hub_threads()
        finally:
            background.stop()
        assert hub_threads() == []
        assert list(world.state()["flux"]) == [order.shipments[0].shipment_no]


def test_a_system_that_is_not_set_up_keeps_its_jobs_for_later(hub: WorkingHub) -> None:
    with httpx.Client(verify=False) as client:
        systems = connect(type(settings_for(NOBODY, NOBODY))(), clock=hub.clock, client=client)
        background = Background(hub.store, hub.clock, hub.executor, systems)
        hub.allocate()
        assert background.parts.jobs.systems == ["inbox"]
        assert background.parts.repair is None
        background.parts.jobs.run_all()
    assert [row.state for row in hub.jobs()] == ["due"]


def test_the_heads_are_written_once_a_day(hub: WorkingHub, tmp_path: Path) -> None:
    heads = DailyHeads(hub.store, hub.clock, tmp_path / "heads")
    hub.place()
    heads.write_due()
    hub.place()
    heads.write_due()
    (first,) = (tmp_path / "heads").iterdir()
    assert first.name == "heads-2026-11-02.json"
    assert len(read_heads(first)) == 1
    hub.clock.advance(days=1)
    heads.write_due()
    assert sorted(path.name for path in (tmp_path / "heads").iterdir()) == [first.name, "heads-2026-11-03.json"]
    assert len(hub.rows(log.order_event)) == 2


def test_a_folder_for_heads_that_cannot_be_written_stops_nothing(
    hub: WorkingHub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    DailyHeads(hub.store, hub.clock, tmp_path / "file").write_due()
    assert "heads not written" in caplog.text


def test_a_database_that_is_away_is_complained_of_once_and_not_by_each_thread(
    hub: WorkingHub, caplog: pytest.LogCaptureFixture
) -> None:
    with sandboxed(hub, NOBODY) as world:
        background = Background(hub.store, hub.clock, hub.executor, world.systems)
        with hub.store.write() as connection:
            connection.execute(text("ALTER TABLE job RENAME TO gone"))
        background.start()
        try:
            until = time.monotonic() + PATIENCE_S
            while "database away" not in caplog.text:
                assert time.monotonic() < until
                background.wake()
        finally:
            background.stop()
    assert caplog.text.count("database away") == 1
