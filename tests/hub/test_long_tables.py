"""What is looked up in tables that only grow is found by an index, never by reading them from end to end.

By SQLite's plans: PostgreSQL reads short tables whole whatever indexes there are.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from db.store import Store
from orderdesk.clock import SetClock
from orderdesk.commands import CancelOrder
from orderdesk.connectors.ports import Outcome
from orderdesk.hub.erased_records import Words
from orderdesk.hub.erp_polls import is_ours
from orderdesk.hub.jobs import JobRunner, queue_job
from orderdesk.hub.retention import Retention
from orderdesk.ids import new_id
from tests.hub.served_hub import ServedHub, hub_settings
from tests.sync.small_company import COMPANY, CUSTOMERS, START, an_order

LONG = ("job", "order", "change", "inbox", "order_event", "command", "upload", "photo", "stock_statement")


@pytest.fixture
def hub(sqlite_company: Path, clock: SetClock, tmp_path: Path) -> Iterator[ServedHub]:
    """A hub on SQLite."""
    path = tmp_path / "company.db"
    shutil.copyfile(sqlite_company, path)
    with ServedHub(hub_settings(f"sqlite:///{path}", tmp_path / "hub"), clock) as served:
        yield served


@contextmanager
def steps(store: Store) -> Iterator[list[str]]:
    """How SQLite goes about every statement that is given meanwhile; to be read afterwards."""
    said: list[str] = []
    found: list[str] = []

    def watch(connection: sqlite3.Connection, *_: Any) -> None:
        connection.set_trace_callback(said.append)

    event.listen(store.engine, "checkout", watch)
    yield found
    event.remove(store.engine, "checkout", watch)
    with store.read() as connection:
        for statement in [each for each in said if each.startswith(("SELECT", "UPDATE", "DELETE", "WITH"))]:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.replace('%', '%%')}")
            found += [f"{row[3]} in {statement}" for row in plan]


def read_whole(found: list[str]) -> list[str]:
    """The steps that read a long table whole."""
    assert found
    return [step for step in found if step.startswith("SCAN") and step.split()[1] in LONG]


def test_the_next_job_of_a_system_is_found_past_those_of_the_others(hub: ServedHub) -> None:
    store, now = hub.hub.store, hub.clock.now()
    with store.write() as connection:
        names = {"dedupe_key": "one", "order_key": "one"}
        assert queue_job(connection, system="message", kind="send", payload={}, at=now, **names)
    runner = JobRunner(store, hub.clock, {("message", "send"): lambda job: Outcome.ok()}, worker="one")
    with steps(store) as found:
        assert runner.run_all() == 1
    looks = [step for step in found if "ix_job_due" in step]
    assert looks
    assert [step for step in looks if "system=? AND state=?" not in step] == []
    assert read_whole(found) == []


def test_the_health_of_the_systems_is_told_without_the_jobs_that_are_done(hub: ServedHub) -> None:
    desk = hub.desk_of("sales")
    with steps(hub.hub.store) as found:
        assert desk.call("GET", "/v1/health/systems").status_code == 200
    assert read_whole(found) == []


def test_an_order_is_found_by_any_whole_number_without_reading_all_orders(hub: ServedHub) -> None:
    desk = hub.desk_of("finance")
    with steps(hub.hub.store) as found:
        assert desk.call("GET", "/v1/orders", params={"q": "P1"}).status_code == 200
    assert [step for step in found if "ix_order_source_order_no" in step]
    assert [step for step in found if "ix_order_customer_po_no" in step]
    assert read_whole(found) == []


def test_an_order_is_found_by_the_end_of_a_number_without_reading_all_orders(hub: ServedHub) -> None:
    desk = hub.desk_of("finance")
    with steps(hub.hub.store) as found:
        assert desk.call("GET", "/v1/orders", params={"q": "20260017"}).status_code == 200
    for index in ("ix_order_number_end", "ix_waybill_number_end", "ix_consignee_phone_end"):
        assert [step for step in found if index in step.split(" in ")[0]], index
    # Unless it is a customer: those are looked through by name.
    ends = [step for step in found if "customer.name" not in step]
    assert read_whole(ends) == []
    assert [step for step in ends if step.startswith(("SCAN waybill", "SCAN consignee"))] == []


def test_whether_an_order_of_the_erp_is_ours_is_looked_up_by_its_number(hub: ServedHub) -> None:
    with steps(hub.hub.store) as found, hub.hub.store.read() as connection:
        assert not is_ours(connection, COMPANY, "u8", f"SO{START:%y%m%d}A1000012", "17")
    assert read_whole(found) == []


def test_a_customer_is_erased_by_one_pass_over_what_was_said_and_by_the_documents_own_places_in_the_log(
    hub: ServedHub,
) -> None:
    desk, boss, admin = hub.desk_of("sales"), hub.desk_of("supervisor"), hub.desk_of("admin")
    for number in range(1, 4):
        order_id = new_id(START)
        assert desk.say(an_order(order_id, desk.code, number))["status"] == "accepted"
        assert boss.say(CancelOrder(order_id=order_id, reason="gone"))["status"] == "accepted"
    with steps(hub.hub.store) as found:
        done = admin.call("POST", f"/v1/customers/{CUSTOMERS[0]}/erase", json={"reason": "a letter"})
        assert (done.status_code, done.json()["orders"]) == (200, 3)
    whole = Counter(step.split()[1] for step in read_whole(found))
    assert whole == {"command": 1, "job": 1, "inbox": 1}


def test_what_is_to_be_forgotten_is_found_without_what_stays(hub: ServedHub) -> None:
    with steps(hub.hub.store) as found:
        Retention(hub.hub.store, hub.clock).trim()
    assert read_whole(found) == []


def test_one_of_many_words_is_found_wherever_it_stands() -> None:
    numbers = [f"SO26112008{number:06d}" for number in range(300)] + ["U8-7", "SF1385628716739"]
    for words in (Words(numbers), Words(numbers[-3:])):
        for text in ("U8-7", "to=U8-7&x", "%22SF1385628716739%22", "…SO26112008000299"):
            assert words.are_in(text.encode()), text
        for text in ("", "U8", "SO26112008", "SF138562871673", "SO26112009000001"):
            assert not words.are_in(text.encode()), text
    assert not Words([]).are_in(b"anything")
