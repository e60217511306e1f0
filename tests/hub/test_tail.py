"""The tail goes on with what its own process has committed, and reads what lies between."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from orderdesk.documents.orders import Order
from orderdesk.hub import changelog
from orderdesk.hub.execute import Executor
from orderdesk.hub.metrics import Metrics
from orderdesk.hub.publishing import publish
from orderdesk.hub.tail import Tail
from tests.hub.served_hub import hub_settings
from tests.hub.shop_floor import ShopFloor


class Followed:
    """A tail that runs, and how often it has read from the database."""

    def __init__(self, floor: ShopFloor, folder: Path) -> None:
        self.reads = 0
        settings = hub_settings(str(floor.store.engine.url), folder, poll_s=3_600.0)
        self.tail = Tail(floor.store, settings, Metrics())
        event.listen(floor.store.engine, "checkout", self._count)

    def _count(self, *_: Any) -> None:
        self.reads += 1

    async def until(self, seq: int) -> list[int]:
        """Runs until the tail has come to a seq; the seqs of its rows."""
        running = asyncio.create_task(self.tail.run())
        async with asyncio.timeout(30):
            while self.tail.position < seq:
                await self.tail.wait(self.tail.position, 30)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return [row.seq for row in self.tail._rows]


@pytest.mark.parametrize("missing", [None, 1])
def test_own_changes_are_not_read_again_unless_something_lies_between(
    floor: ShopFloor, tmp_path: Path, missing: int | None
) -> None:
    committed: list[tuple[int, Sequence[Mapping[str, Any]]]] = []
    floor.executor = Executor(floor.store, floor.clock, on_commit=lambda seq, rows: committed.append((seq, rows)))
    followed = Followed(floor, tmp_path)

    async def follow() -> list[int]:
        await followed.tail.start()
        first = followed.tail.position
        for _ in range(3):
            floor.place()
        followed.reads = 0
        for place, (seq, rows) in enumerate(committed):
            if place != missing:
                followed.tail.offer(seq, rows)
        return [seq - first for seq in await followed.until(first + 3)]

    seqs = asyncio.run(follow())
    assert sorted(set(seqs)) == [1, 2, 3]
    assert seqs == sorted(seqs)
    assert (followed.reads == 0) == (missing is None)
    taken = followed.tail._rows
    assert followed.tail._read_rows(taken[0].seq - 1, 500) == taken


def test_more_than_one_stretch_is_read_without_losing_a_row(floor: ShopFloor, tmp_path: Path) -> None:
    order = floor.load(Order, floor.place())
    followed = Followed(floor, tmp_path)
    rows_each = changelog.PAGE_ROWS // 2

    async def follow() -> list[int]:
        await followed.tail.start()
        first = followed.tail.position
        for _ in range(3):
            with floor.store.write() as connection:
                publish(connection, [(order, None)] * rows_each, at=floor.clock.now())
        await followed.tail.refresh()
        assert followed.tail.position == first + 3
        return [row.seq - first for row in followed.tail._rows]

    assert asyncio.run(follow()) == [1] * rows_each + [2] * rows_each + [3] * rows_each
