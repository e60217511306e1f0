"""Two hub processes on one PostgreSQL: either serves everybody, and the death of one loses and doubles nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import create_engine, select

from db.tables import log, orders
from orderdesk.ids import new_id
from tests.hub.hub_process import HubProcess
from tests.hub.served_hub import PROTOCOL, TIMEOUT_S, Desk, ServedHub
from tests.sync.small_company import START, an_order

ORDERS = 40
KILLED_AFTER = 12


@pytest.fixture
def database_kind() -> str:
    """SQLite has one hub process only."""
    return "postgresql"


@pytest.fixture
def processes(company_url: str, tmp_path: Path) -> Iterator[tuple[HubProcess, HubProcess]]:
    with ExitStack() as stack:
        yield (
            stack.enter_context(HubProcess(company_url, tmp_path / "first")),
            stack.enter_context(HubProcess(company_url, tmp_path / "second")),
        )


def at(desk: Desk, process: HubProcess, stack: ExitStack) -> Desk:
    """The same desk at another hub process."""
    client = httpx.Client(base_url=process.url, headers=PROTOCOL, timeout=TIMEOUT_S, verify=False)
    return replace(desk, client=stack.enter_context(client))


def deliver(desk: Desk, other: Desk, wrapped: dict[str, Any]) -> dict[str, Any]:
    """Sends a command until some hub answers, as a workstation does: the same command, the same number."""
    for sender in (desk, other):
        try:
            outcome: dict[str, Any] = sender.push(wrapped).json()["outcomes"][0]
            return outcome
        except httpx.TransportError:
            continue
    raise AssertionError("no hub answers")


def write(desk: Desk, other: Desk, arrived: Event) -> dict[UUID, dict[str, Any]]:
    """Places orders one after the other; `arrived` is set when some have been accepted."""
    found = {}
    for counter in range(1, ORDERS + 1):
        order_id = new_id(START)
        found[order_id] = deliver(desk, other, desk.wrap(an_order(order_id, desk.code, counter)))
        if counter == KILLED_AFTER:
            arrived.set()
    return found


def read_until(desk: Desk, cursor: int, wanted: int) -> list[UUID]:
    """The orders that a stream brings, until there are so many."""
    seen: dict[UUID, int] = {}
    with desk.stream(cursor) as events:
        for event, data in events:
            if event != "page":
                continue
            page: dict[str, Any] = json.loads(data)
            assert page["from"] == cursor
            cursor = page["to"]
            for row in page["rows"]:
                if row["kind"] == "order":
                    assert row["key"] not in seen, "a new order came twice"
                    seen[UUID(row["key"])] = row["seq"]
            if len(seen) >= wanted:
                return list(seen)
    raise AssertionError("the stream ended early")


def test_what_one_hub_commits_reaches_the_stream_of_the_other(
    hub: ServedHub, processes: tuple[HubProcess, HubProcess]
) -> None:
    reader, writer = hub.desk("desk"), hub.desk_of("sales")
    with ExitStack() as stack, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(read_until, at(reader, processes[1], stack), reader.head(), 1)
        order_id = new_id(START)
        assert at(writer, processes[0], stack).say(an_order(order_id, writer.code, 1))["status"] == "accepted"
        assert waiting.result(TIMEOUT_S) == [order_id]


def test_a_killed_hub_loses_nothing_and_the_other_goes_on(
    hub: ServedHub, processes: tuple[HubProcess, HubProcess], company_url: str
) -> None:
    first, second = processes
    writers = [hub.desk_of("sales"), hub.desk_of("sales")]
    reader = hub.desk("desk")
    cursor, arrived = reader.head(), Event()
    with ExitStack() as stack, ThreadPoolExecutor(3) as pool:
        reading = pool.submit(read_until, at(reader, second, stack), cursor, 2 * ORDERS)
        writing = [pool.submit(write, at(each, first, stack), at(each, second, stack), arrived) for each in writers]
        assert arrived.wait(TIMEOUT_S)
        first.kill()
        placed = {key: outcome for each in writing for key, outcome in each.result(TIMEOUT_S).items()}
        seen = reading.result(TIMEOUT_S)
    assert {outcome["status"] for outcome in placed.values()} == {"accepted"}
    assert sorted(seen) == sorted(placed)
    engine = create_engine(company_url)
    with engine.connect() as connection:
        kept = set(connection.execute(select(orders.order.c.id)).scalars())
        seqs = sorted(set(connection.execute(select(log.change.c.seq)).scalars()))
        numbers = [
            list(connection.execute(select(log.command.c.n).where(log.command.c.device_id == each.device_id)).scalars())
            for each in writers
        ]
    engine.dispose()
    assert kept == set(placed)
    assert seqs == list(range(seqs[0], seqs[-1] + 1))
    assert [sorted(each) for each in numbers] == [list(range(1, ORDERS + 1))] * 2
