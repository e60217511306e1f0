"""The hub's process dies in the middle of a push; its database server ends connections or crashes under load."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from random import Random
from uuid import UUID

import psycopg
import pytest

from db.engine import open_engine, parse_url
from db.schema import prepare
from orderdesk.errors import Unreachable
from tests.faults.asks import Asks
from tests.faults.company_hub import CompanyHub, await_that
from tests.faults.nursery import Nursery
from tests.faults.oracle import require_all_done, require_copy, require_effects_once
from tools.postgres_server import PostgresServer

ROUNDS = 12
SAYS = 6


def test_a_hub_killed_in_mid_push_has_done_each_command_once(hub: CompanyHub, tmp_path: Path) -> None:
    hub.prepare_orders(9, 12)
    hub.start()
    workstation = hub.enrol(tmp_path / "bench", "bench", "packer")
    hub.kill()
    asks, acknowledged, deaths = Asks(workstation, Random(1)), set[UUID](), 0
    for fail_at in range(ROUNDS):
        acknowledged |= asks.say(SAYS)
        hub.start(fail_at=fail_at)
        try:
            workstation.sync_once()
        except Unreachable:
            assert hub.await_end() == -signal.SIGKILL, hub.nursery.words()
            deaths += 1
        else:
            hub.kill()
    assert deaths >= ROUNDS - 2
    hub.start()
    workstation.sync_once()
    require_all_done(hub.store, workstation, acknowledged)
    require_copy(hub.store, workstation)
    require_effects_once(hub.store)
    workstation.close()


def test_a_database_that_fails_under_load_costs_nothing(nursery: Nursery, tmp_path: Path) -> None:
    # What a crash must not lose has to be written at the commit, unlike in the other tests' server.
    with PostgresServer({"fsync": "off", "full_page_writes": "off"}) as server:
        name = server.create_database()
        engine = open_engine(parse_url(server.url(name)))
        prepare(engine)
        engine.dispose()
        hub = CompanyHub(nursery, server.url(name), tmp_path / "hub")
        hub.prepare_orders(9, 12)
        hub.start()
        workstation = hub.enrol(tmp_path / "bench", "bench", "packer")
        workstation.start(lambda keys: None)
        asks, acknowledged = Asks(workstation, Random(2)), set[UUID]()
        for _ in range(3):
            acknowledged |= asks.say(SAYS)
            server.kill_backends(name)
            acknowledged |= asks.say(SAYS)
            crash(server, name)
        await_that(lambda: workstation.status().queued == 0 and not workstation.waiting(), "everything is answered")
        workstation.stop()
        workstation.sync_once()
        hub.store.engine.dispose()
        require_all_done(hub.store, workstation, acknowledged)
        require_copy(hub.store, workstation)
        require_effects_once(hub.store)
        workstation.close()
        hub.close()


def crash(server: PostgresServer, name: str) -> None:
    """Kills one connection's process, on which the server throws out all the others and recovers from its log."""
    url = server.url(name).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert found is not None
        os.kill(found[0], signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")

    def is_back() -> bool:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return False
        return True

    await_that(is_back, "the database server has recovered")
