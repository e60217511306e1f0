"""A bench calls who leads: a task in code and facts, and a message in the language of the company."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.tables import work
from orderdesk.clock import SetClock
from orderdesk.commands import CallSupervisor
from orderdesk.hub.execute import Said
from orderdesk.hub.texts import LANGUAGES, Texts
from orderdesk.ids import derived_id
from tests.hub.linked_hub import linked, posts
from tests.hub.working_hub import World
from tests.sync import small_company as company


@pytest.fixture
def world(database_url: str, clock: SetClock) -> Iterator[World]:
    with linked(database_url, clock) as found:
        yield found


def test_a_call_is_a_task_for_who_leads_and_a_message_in_their_group(world: World) -> None:
    hub = world.hub
    order_id = hub.place()
    with hub.store.write() as connection:
        device = company.add_device(connection, "B9", "bench", company.BENCH_WAREHOUSE)
        session = company.open_session(connection, "packer", device)
    call = CallSupervisor(call_id=derived_id(order_id, "call"), order_id=order_id, parcel_no="PK1")
    for n in (1, 2):
        outcome = hub.executor.run(
            device,
            Said(
                n=n,
                id=derived_id(order_id, f"said:{n}"),
                kind=call.kind,
                version=call.version,
                arguments=call.arguments(),
                session_id=session.session_id,
                said_at=hub.clock.now(),
            ),
        )
        assert outcome.status == "accepted", outcome
    world.settle()
    (task,) = hub.rows(work.task, work.task.c.order_id == order_id)
    assert (task.task_kind, task.role, task.facts["parcel_no"]) == ("bench.call", "supervisor", "PK1")
    (text,) = [each for each in posts(world) if "叫主管" in each]
    order = hub.order(order_id)
    assert text.splitlines()[0] == "**打包台叫主管:Desk B9**"
    assert f"{order.order_no} · PK1 · {order.customer_name}" in text


def test_every_text_of_the_hub_stands_in_every_language() -> None:
    first, *others = (Texts.of(language).words for language in LANGUAGES)
    for words in others:
        assert {code: sorted(found) for code, found in words.items()} == {
            code: sorted(found) for code, found in first.items()
        }
