"""How the outside stands, for people: jobs by system, breakers, and how fresh the news is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update

from db.tables import log, masters, people, work
from orderdesk.connectors.ports import Outcome, Verdict
from orderdesk.hub.breaker import Breaker, Limits
from orderdesk.hub.jobs import JobState
from tests.hub.served_hub import ServedHub
from tests.sync.small_company import COMPANY, START, name

PATH = "/v1/health/systems"


def queue(hub: ServedHub, system: str, state: JobState, minutes: int, **values: Any) -> None:
    at = START - timedelta(minutes=minutes)
    row = {"kind": "send", "dedupe_key": str(uuid4()), "order_key": "one", "payload": {}, "attempts": 0}
    with hub.hub.store.write() as connection:
        connection.execute(
            insert(log.job).values(id=uuid4(), system=system, state=state, run_at=at, made_at=at, **{**row, **values})
        )


def test_each_system_tells_what_waits_what_went_well_and_what_went_wrong_last(hub: ServedHub) -> None:
    for minutes in (90, 3):
        queue(hub, "wms", JobState.DUE, minutes)
    queue(hub, "wms", JobState.RUNNING, 2)
    queue(hub, "wms", JobState.DEAD, 60, attempts=3, outcome={"code": "http_400"})
    queue(hub, "wms", JobState.PARKED, 1, attempts=1, outcome={"code": "no_answer"})
    for minutes in (50, 5):
        queue(hub, "wms", JobState.DONE, minutes, attempts=1, done_at=START - timedelta(minutes=minutes))
    queue(hub, "courier", JobState.DROPPED, 1)
    found = hub.desk_of("sales").call("GET", PATH).json()
    (wms,) = found["systems"]
    assert (wms["system"], wms["queued"], wms["running"], wms["stopped"]) == ("wms", 2, 1, 2)
    since = hub.clock.now() - (START - timedelta(minutes=90))
    assert wms["oldest_age_s"] == int(since.total_seconds())
    assert wms["last_ok_at"].startswith(f"{START - timedelta(minutes=5):%Y-%m-%dT%H:%M}")
    assert (wms["last_error"], wms["held_back"]) == ("no_answer", None)


def test_a_system_that_is_called_from_here_tells_whether_calls_are_held_back(hub: ServedHub) -> None:
    desk = hub.desk_of("admin")
    assert desk.call("GET", PATH).json() == {"systems": [], "feeds": [], "holidays_missing": 2027}
    breaker = hub.hub.breakers["erp"] = Breaker(Limits(failures=1))
    quiet: dict[str, Any] = {"queued": 0, "running": 0, "stopped": 0, "oldest_age_s": None, "last_ok_at": None}
    quiet |= {"last_error": None, "is_set_up": True, "p95_s": None, "trend_s": [None] * 12}
    for outcome in (Outcome(Verdict.OK), Outcome(Verdict.RETRY, code="no_answer")):
        breaker.note(outcome, hub.clock.now())
        held = outcome.verdict is Verdict.RETRY
        assert desk.call("GET", PATH).json()["systems"] == [{"system": "erp", **quiet, "held_back": held}]


def test_a_system_without_an_address_is_told_from_one_that_is_late(hub: ServedHub) -> None:
    queue(hub, "courier", JobState.DUE, 90)
    queue(hub, "inbox", JobState.DUE, 1)
    told = {each["system"]: each for each in hub.desk_of("sales").call("GET", PATH).json()["systems"]}
    assert (told["courier"]["is_set_up"], told["courier"]["queued"], told["inbox"]["is_set_up"]) == (False, 1, True)


def test_how_long_jobs_took_in_the_last_hour_is_told_with_its_trend(hub: ServedHub) -> None:
    hub.hub.breakers["wms"] = Breaker(Limits())
    took = [(61, 900, "send"), (58, 40, "send"), (3, 2, "send"), (2, 4, "send"), (1, 3, "send")]
    # Not counted: what was wanted before that hour, and what is set going again as the same job.
    took += [(2, 7_200, "send"), (1, 1_000, "query")]
    for minutes, took_s, kind in took:
        done = hub.clock.now() - timedelta(minutes=minutes)
        moments = {"run_at": done, "done_at": done, "made_at": done - timedelta(seconds=took_s)}
        row = {"kind": kind, "dedupe_key": str(uuid4()), "order_key": "one", "payload": {}, "attempts": 1}
        with hub.hub.store.write() as connection:
            connection.execute(insert(log.job).values(id=uuid4(), system="wms", state=JobState.DONE, **row, **moments))
    (wms,) = hub.desk_of("sales").call("GET", PATH).json()["systems"]
    assert wms["p95_s"] == 40.0
    assert (wms["trend_s"][0], wms["trend_s"][-1], set(wms["trend_s"][1:-1])) == (40.0, 4.0, {None})


def test_feeds_are_those_of_the_own_company(hub: ServedHub) -> None:
    feed = {"id": name("feed"), "company_id": COMPANY, "system": "u8", "subject": "stock", "version": 1}
    with hub.hub.store.write() as connection:
        connection.execute(insert(work.feed).values(**feed, as_of=START, trouble="http_503"))
    desk = hub.desk_of("finance")
    (told,) = desk.call("GET", PATH).json()["feeds"]
    assert (told["system"], told["subject"], told["trouble"]) == ("u8", "stock", "http_503")
    with hub.hub.store.write() as connection:
        company = connection.execute(select(masters.company)).first()
        assert company is not None
        other = {**company._mapping, "id": name("other"), "code": "99"}
        connection.execute(insert(masters.company).values(other))
        connection.execute(update(work.feed).values(company_id=name("other")))
        connection.execute(update(people.device).values(company_id=COMPANY))
    hub.clock.advance(minutes=1)
    hub.hub.devices.forget(desk.device_id)
    assert desk.call("GET", PATH).json()["feeds"] == []
