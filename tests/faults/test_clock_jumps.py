"""A workstation's clock jumps by a day, forth and back: nothing is lost, doubled or refused for it."""

from __future__ import annotations

from pathlib import Path
from random import Random

from orderdesk.clock import SetClock, SystemClock
from orderdesk.sync import Workstation
from tests.faults.asks import Asks
from tests.faults.company_hub import CompanyHub
from tests.faults.oracle import require_all_done, require_copy, require_effects_once

SAYS = 5


def test_a_clock_that_jumps_by_a_day_changes_nothing(hub: CompanyHub, tmp_path: Path) -> None:
    hub.prepare_orders(4, 12)
    hub.start()
    hub.enrol(tmp_path / "bench", "bench", "packer").close()
    clock = SetClock(SystemClock().now())
    bench = Workstation.open(tmp_path / "bench", clock=clock)
    bench.resume()
    asks, acknowledged = Asks(bench, Random(1)), set()
    for days in (0, 1, -2, 1, -1, 2):
        clock.advance(days=days, seconds=1)
        acknowledged |= asks.say(SAYS)
        bench.sync_once()
    assert [row.code for row in bench.refusals()] == []
    require_all_done(hub.store, bench, acknowledged)
    require_copy(hub.store, bench)
    require_effects_once(hub.store)
    bench.close()
