"""Whoever goes is gone from the workstation, whatever the hub thinks of the session."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from db.tables import people
from orderdesk.sync import Workstation
from tests.hub.served_hub import PASSWORD, ServedHub


def test_somebody_whose_session_the_hub_has_ended_can_still_sign_out(hub: ServedHub, tmp_path: Path) -> None:
    workstation = Workstation.open(tmp_path / "desk", hub.url, clock=hub.clock)
    workstation.enrol(hub.code("desk"), "a desk")
    who = workstation.sign_in("sales", PASSWORD)
    table = people.session
    with hub.hub.store.write() as connection:
        connection.execute(update(table).where(table.c.id == who.session_id).values(token_hash=None))
    workstation.sign_out()
    assert workstation.signed_in is None
    assert workstation.resume() is None
    workstation.close()
