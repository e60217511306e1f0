"""Whatever the line does, a running workstation goes on, and both sides end alike."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from db.cache import cache_tables
from orderdesk.commands import AddNote
from orderdesk.sync import Workstation
from orderdesk.sync.http import HttpTransport, Patience
from tests.faults.asks import Asks
from tests.faults.bad_line import BadLine
from tests.faults.company_hub import CompanyHub, await_that
from tests.faults.oracle import require_all_done, require_copy, require_effects_once
from tests.sync import small_company as company

IMPATIENT = Patience(connect_s=2.0, answer_s=2.0, stream_s=1.0, silence_s=2.0, snapshot_s=5.0)
SAYS = 12


@pytest.mark.parametrize("mode", ["delay", "cut", "drop", "half_open", "hold_back"])
def test_a_running_workstation_goes_on_and_ends_like_the_hub(mode: str, sqlite_hub: CompanyHub, tmp_path: Path) -> None:
    with BadLine(sqlite_hub.url) as line:
        here = sqlite_hub.enrol(
            tmp_path / "bench", "bench", "packer", hub=lambda: HttpTransport(line.url, patience=IMPATIENT)
        )
        there = sqlite_hub.enrol(tmp_path / "desk", "desk", "sales")
        line.mode = mode
        here.start(lambda keys: None)
        acknowledged = Asks(here, Random(1)).say(SAYS)
        news = there.say(AddNote(order_id=company.name("ready:0"), text="from the desk"))
        there.sync_once()
        if mode in ("drop", "half_open"):
            tries = line.connections
            await_that(lambda: line.connections > tries + 2, "both lanes try again")
            assert here.status().queued == SAYS
            line.mode = "open"
        await_that(lambda: _is_at_rest(here) and _has_news(here), f"everything came through although {mode}")
        assert mode != "hold_back" or line.questions > 0
        here.stop()
    there.sync_once()
    assert require_all_done(sqlite_hub.store, here, acknowledged) == SAYS
    assert require_all_done(sqlite_hub.store, there, {news.id}) == 1
    for workstation in (here, there):
        require_copy(sqlite_hub.store, workstation)
        workstation.close()
    require_effects_once(sqlite_hub.store)


def _is_at_rest(workstation: Workstation) -> bool:
    return workstation.status().queued == 0 and not workstation.waiting()


def _has_news(workstation: Workstation) -> bool:
    notes = cache_tables["order_note"]
    with workstation.reading() as connection:
        return connection.execute(select(notes.c.id).where(notes.c.text == "from the desk")).first() is not None
