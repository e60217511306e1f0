"""A workstation keeps its session alive and compares itself with a real hub."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from db.cache import cache_tables
from db.tables import people
from orderdesk.commands import AddNote
from orderdesk.hub.accounts import Accounts
from orderdesk.sync import Workstation
from orderdesk.sync.sessions import Sessions
from orderdesk.sync.transport import AccessDenied, SignedIn
from tests.hub.served_hub import PASSWORD, ServedHub
from tests.sync import small_company


@pytest.fixture
def desk(hub: ServedHub, tmp_path: Path) -> Iterator[Workstation]:
    found = Workstation.open(tmp_path / "desk", hub.url, clock=hub.clock)
    found.enrol(hub.code("desk"), "a desk")
    found.sign_in("sales", PASSWORD)
    yield found
    found.close()


def noted(desk: Workstation) -> SignedIn:
    found = SignedIn.from_json(desk._engine.journal.facts()["session"])
    assert found is not None
    return found


def test_a_token_is_prolonged_before_it_lapses_and_after(hub: ServedHub, desk: Workstation) -> None:
    sessions = Sessions(desk._engine, desk._line)  # the sync process's: it knows what the journal notes
    lapses = noted(desk).token_expires_at
    assert lapses == hub.clock.now() + timedelta(minutes=15)
    with desk._line.asking() as line:
        assert not sessions.refresh(line)
        hub.clock.advance(minutes=11)
        assert sessions.refresh(line)
    assert noted(desk).token_expires_at == lapses + timedelta(minutes=11)
    hub.clock.advance(hours=2)  # the sync process was not there: the question itself prolongs it
    assert "orders" in desk.ask_hub("/v1/orders", q="SO26")
    assert noted(desk).token_expires_at == hub.clock.now() + timedelta(minutes=15)


def test_a_session_that_the_hub_has_ended_is_not_asked_for_again(hub: ServedHub, desk: Workstation) -> None:
    table = people.session
    with hub.hub.store.write() as connection:
        connection.execute(update(table).where(table.c.id == noted(desk).session_id).values(token_hash=None))
    with desk._line.asking() as line:
        with pytest.raises(AccessDenied, match=r"session\."):
            desk._sessions.refresh(line, at_once=True)
        assert not desk._sessions.refresh(line, at_once=True)
    with pytest.raises(AccessDenied, match=r"session\.expired"):
        desk.ask_hub("/v1/orders", q="SO26")


def test_another_password_ends_the_session_at_once_and_the_workstation_hears_of_it(
    hub: ServedHub, desk: Workstation
) -> None:
    order_id = small_company.name("no such order")
    session_id = noted(desk).session_id
    assert desk.status().ended_session is None
    desk.say(AddNote(order_id=order_id, text="said before"))
    desk.sync_once()
    hub.clock.advance(minutes=1)
    Accounts(hub.hub.store, hub.clock).set_password("sales", "another-word-26")
    hub.clock.advance(minutes=1)
    desk.say(AddNote(order_id=order_id, text="said after"))
    desk.sync_once()
    codes = [each.code for each in desk.refusals()]
    assert codes == ["order.unknown", "session.ended"], codes
    assert desk.status().ended_session == session_id
    desk._sessions.who = None
    assert desk.resume() is None
    desk.sign_in("sales", "another-word-26")
    assert desk.status().ended_session is None


def test_an_ended_session_is_heard_of_also_by_whoever_says_nothing(hub: ServedHub, desk: Workstation) -> None:
    session_id = noted(desk).session_id
    Accounts(hub.hub.store, hub.clock).set_password("sales", "another-word-26")
    hub.clock.advance(minutes=3)
    with desk._line.asking() as line, pytest.raises(AccessDenied, match=r"session\."):
        desk._sessions.refresh(line)
    assert desk.status().ended_session == session_id


def test_the_hub_finds_the_document_that_differs_and_the_workstation_heals(desk: Workstation) -> None:
    assert desk.check().differ == {}
    sku = cache_tables["sku"]
    with desk._engine.cache.store.write() as connection:
        one = connection.execute(sku.select().limit(1)).one()
        connection.execute(update(sku).where(sku.c.id == one.id).values(version=one.version + 1))
    found = desk.check()
    assert (found.differ, found.healed) == ({"sku": 1}, True)
    assert desk.check().differ == {}
