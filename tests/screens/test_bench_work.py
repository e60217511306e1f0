"""What the bench holds and what the hub has accepted of it: the same, or a STOP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from db.tables import people
from orderdesk.clock import SetClock
from orderdesk.domain.bench_facts import BenchMode
from orderdesk.domain.bench_state import Phase, Scan
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from ui.packing.bench_work import BenchPicture, BenchWork


@pytest.fixture
def near(town: Town, tmp_path: Path) -> Iterator[Near]:
    found = Near(town, tmp_path / "bench", "B1", "packer")
    yield found
    found.close()


def test_a_parcel_that_the_hub_refuses_does_not_go_on(town: Town, near: Near, clock: SetClock) -> None:
    order_no = town.order(town.allocated()).order_no
    near.sync.exchange()
    work = BenchWork(near.workplace.workstation, company.BENCH_WAREHOUSE, BenchMode.VERIFY_KNOWN, clock)
    work.begin(company.USERS["packer"])

    def scan(code: str) -> BenchPicture:
        clock.advance(seconds=1)
        return work.take(Scan(code, clock.now(), near.workplace.workstation.new_id()))

    assert scan(order_no).state.phase is Phase.VERIFYING
    with town.hub.store.write() as connection:
        connection.execute(update(people.user).where(people.user.c.id == company.USERS["packer"]).values(active=False))
    near.sync.exchange()
    stopped = work.look_again().state
    assert (stopped.phase, stopped.stop and stopped.stop.code) == (Phase.STOP, "stop.unaccepted")
    assert scan(company.BARCODES[0]).state.phase is Phase.STOP
    assert scan("~BIN-Y01").state.phase is Phase.WAITING
