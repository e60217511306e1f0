"""An administrator looks at stopped jobs, sends them again or drops them, within the own company."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from db.tables import log, masters, people
from orderdesk.errors import Refused
from orderdesk.hub.jobs import JobState
from orderdesk.ids import derived_id, new_id
from orderdesk.sync import Workstation
from orderdesk.sync.transport import AccessDenied
from tests.hub.served_hub import PASSWORD, ServedHub
from tests.sync.small_company import COMPANY, START, an_order


def stopped_job(hub: ServedHub, order_id: UUID | None) -> UUID:
    job_id = uuid4()
    values = {"system": "wms", "kind": "send", "dedupe_key": str(job_id), "order_key": str(order_id), "run_at": START}
    payload = {} if order_id is None else {"order_id": str(order_id)}
    with hub.hub.store.write() as connection:
        connection.execute(
            insert(log.job).values(
                id=job_id, payload=payload, state=JobState.PARKED, attempts=1, made_at=START, done_at=START, **values
            )
        )
    return job_id


def state_of(hub: ServedHub, job_id: UUID) -> str:
    with hub.hub.store.read() as connection:
        return str(connection.execute(select(log.job.c.state).where(log.job.c.id == job_id)).scalar_one())


def test_an_administrator_sends_again_and_drops(hub: ServedHub) -> None:
    sales, admin = hub.desk_of("sales"), hub.desk_of("admin")
    order_id = new_id(START)
    assert sales.say(an_order(order_id, sales.code, 1))["status"] == "accepted"
    first, second = stopped_job(hub, order_id), stopped_job(hub, order_id)
    listed = admin.call("GET", "/v1/jobs").json()["jobs"]
    assert {job["id"] for job in listed} == {str(first), str(second)}
    assert {job["order_id"] for job in listed} == {str(order_id)}
    assert admin.call("POST", f"/v1/jobs/{first}/resend").status_code == 204
    assert admin.call("POST", f"/v1/jobs/{second}/drop", json={"reason": "sent by hand"}).status_code == 204
    assert (state_of(hub, first), state_of(hub, second)) == ("due", "dropped")
    again = admin.call("POST", f"/v1/jobs/{first}/resend")
    assert (again.status_code, again.json()["code"]) == (422, "job.not_stopped")
    assert admin.call("GET", "/v1/jobs").json() == {"jobs": [], "next": None}


def test_an_administrator_sends_again_from_a_workstation_and_others_may_not(hub: ServedHub, tmp_path: Path) -> None:
    sales = hub.desk_of("sales")
    order_id = new_id(START)
    assert sales.say(an_order(order_id, sales.code, 1))["status"] == "accepted"
    job_id = stopped_job(hub, order_id)
    with closing(Workstation.open(tmp_path / "desk", hub.url, clock=hub.clock)) as desk:
        desk.enrol(hub.code("office"), "an office")
        desk.sign_in("finance", PASSWORD)
        with pytest.raises(AccessDenied):
            desk.tell_hub(f"/v1/jobs/{job_id}/resend")
        assert state_of(hub, job_id) == "parked"
        desk.sign_in("admin", PASSWORD)
        desk.tell_hub(f"/v1/jobs/{job_id}/resend")
        assert state_of(hub, job_id) == "due"
        with pytest.raises(Refused, match=r"job\.not_stopped"):
            desk.tell_hub(f"/v1/jobs/{job_id}/resend")


def test_a_job_of_another_company_is_not_there(hub: ServedHub) -> None:
    sales, admin = hub.desk_of("sales"), hub.desk_of("admin")
    order_id = new_id(START)
    assert sales.say(an_order(order_id, sales.code, 1))["status"] == "accepted"
    job_id = stopped_job(hub, order_id)
    with hub.hub.store.write() as connection:
        company = connection.execute(select(masters.company)).first()
        assert company is not None
        other = {**company._mapping, "id": derived_id(COMPANY, "other"), "code": "99"}
        connection.execute(insert(masters.company).values(other))
        mine = people.device.c.id == admin.device_id
        connection.execute(update(people.device).where(mine).values(company_id=other["id"]))
    assert admin.call("GET", "/v1/jobs").json() == {"jobs": [], "next": None}
    answer = admin.call("POST", f"/v1/jobs/{job_id}/resend")
    assert (answer.status_code, answer.json()["code"]) == (422, "job.unknown")


def test_a_job_that_names_no_company_is_for_the_only_one_or_for_who_looks_after_all(hub: ServedHub) -> None:
    admin, everywhere = hub.desk_of("admin"), hub.desk_of("admin")
    job_id = stopped_job(hub, None)
    assert [job["id"] for job in admin.call("GET", "/v1/jobs").json()["jobs"]] == [str(job_id)]
    with hub.hub.store.write() as connection:
        company = connection.execute(select(masters.company)).first()
        assert company is not None
        # Its code comes later: the one before is the oldest, and has no better claim.
        other = {**company._mapping, "id": derived_id(COMPANY, "other"), "code": "99"}
        connection.execute(insert(masters.company).values(other))
        free = people.device.c.id == everywhere.device_id
        connection.execute(update(people.device).where(free).values(company_id=None))
    assert admin.call("GET", "/v1/jobs").json()["jobs"] == []
    assert admin.call("POST", f"/v1/jobs/{job_id}/resend").json()["code"] == "job.unknown"
    assert [job["id"] for job in everywhere.call("GET", "/v1/jobs").json()["jobs"]] == [str(job_id)]
    assert everywhere.call("POST", f"/v1/jobs/{job_id}/resend").status_code == 204


def test_many_stopped_jobs_come_in_pages_each_once_also_when_some_are_settled_meanwhile(hub: ServedHub) -> None:
    sales, admin = hub.desk_of("sales"), hub.desk_of("admin")
    order_id = new_id(START)
    assert sales.say(an_order(order_id, sales.code, 1))["status"] == "accepted"
    made = {str(stopped_job(hub, order_id)) for _ in range(7)}
    seen: list[str] = []
    page = admin.call("GET", "/v1/jobs", params={"limit": 3}).json()
    while page["next"] is not None:
        assert len(page["jobs"]) == 3
        seen += [job["id"] for job in page["jobs"]]
        admin.call("POST", f"/v1/jobs/{seen[-1]}/resend")
        page = admin.call("GET", "/v1/jobs", params={"limit": 3, "after": page["next"]}).json()
    seen += [job["id"] for job in page["jobs"]]
    assert sorted(seen) == sorted(made)
    for wrong in ({"after": "nowhere"}, {"limit": 0}, {"limit": 501}):
        assert admin.call("GET", "/v1/jobs", params=wrong).status_code == 422
