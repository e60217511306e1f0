"""The hub's process dies between the actions that a locked order calls for: after the restart each was done once."""

from __future__ import annotations

import signal
from pathlib import Path

from db.tables import log
from orderdesk.clock import SetClock
from tests.faults.nursery import Nursery
from tests.hub.working_hub import sandboxed, working_hub

NOBODY = "http://127.0.0.1:9"
COMMIT_POINTS = 40


def test_a_hub_killed_at_any_commit_does_each_action_of_the_linkage_once(
    nursery: Nursery, sqlite_template: Path, clock: SetClock, tmp_path: Path
) -> None:
    path = tmp_path / "linked.db"
    path.write_bytes(sqlite_template.read_bytes())
    url, deaths = f"sqlite:///{path}", 0
    with working_hub(url, clock) as hub, sandboxed(hub, NOBODY) as world:
        for fail_at in range(COMMIT_POINTS):
            order = hub.order(hub.place())
            asked = {"database_url": url, "sandbox_url": world.sandbox_url, "order_id": str(order.id)}
            pid = nursery.start("errands", at=clock.now().isoformat(), fail_at=fail_at, **asked)
            code = nursery.wait(pid)
            assert code in (0, -signal.SIGKILL), nursery.words()
            deaths += code != 0
            # The lease of whatever was being done has to end before somebody else takes it up.
            clock.advance(minutes=6)
            assert nursery.wait(nursery.start("errands", at=clock.now().isoformat(), fail_at=-1, **asked)) == 0
            state = world.state()
            made = [row for row in state["u8"]["orders"].values() if row["biz_id"] == order.order_no]
            assert [bool(row["verifier"]) for row in made] == [True], fail_at
            told = [row for row in state["flux_locks"].values() if row["header"]["soReferenceB"] == order.order_no]
            assert [row["puts"] for row in told] == [1], fail_at
            arrived = hub.rows(
                log.order_event, log.order_event.c.order_id == order.id, log.order_event.c.node_to == "stock_locked"
            )
            assert len([row for row in arrived if row.node_from != "stock_locked"]) == 1, fail_at
            assert {row.state for row in hub.rows(log.job)} == {"done"}, fail_at
            if code == 0:
                break
    assert deaths >= 8
    assert deaths < COMMIT_POINTS
