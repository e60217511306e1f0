"""What was done to an order's events behind the hub's back: found, and named by order, event and field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import BigInteger, delete, select, update

from db.tables import log
from db.types import Fen, Id, Quantity
from orderdesk.commands import AddNote
from orderdesk.hub.proof import seal
from orderdesk.hub.verify import verify_chains
from tests.hub.shop_floor import ShopFloor

EVENT = log.order_event
FIELDS = [column.name for column in EVENT.columns]


@pytest.fixture
def order_id(floor: ShopFloor) -> UUID:
    """An order with five events, beside another one."""
    floor.place()
    order = floor.allocated()
    for text in ("first", "second"):
        floor.do(AddNote(order_id=order.id, text=text), by="sales", at="A1")
    return order.id


def alter(floor: ShopFloor, order_id: UUID, place: int, **values: Any) -> None:
    with floor.store.write() as connection:
        connection.execute(update(EVENT).where(EVENT.c.order_id == order_id, EVENT.c.chain == place).values(**values))


def event(floor: ShopFloor, order_id: UUID, chain: int) -> Mapping[str, Any]:
    with floor.store.read() as connection:
        row = connection.execute(select(EVENT).where(EVENT.c.order_id == order_id, EVENT.c.chain == chain)).one()
    return dict(row._mapping)


def faults(floor: ShopFloor) -> list[str]:
    with floor.store.read() as connection:
        return list(verify_chains(connection))


def test_untouched_chains_hold(floor: ShopFloor, order_id: UUID) -> None:
    assert event(floor, order_id, 5)
    assert faults(floor) == []


def test_an_altered_field_is_named_whichever_it_is(floor: ShopFloor, order_id: UUID) -> None:
    order_no = floor.order(order_id).order_no
    for name in FIELDS:
        if name in ("order_id", "chain"):
            continue
        before = event(floor, order_id, 2)[name]
        after = {"node": "somewhere"} if name == "change_set" else _another(name, before)
        alter(floor, order_id, 2, **{name: after})
        assert faults(floor)[0] == f"order {order_no}: event 2 was altered in {name}"
        alter(floor, order_id, 2, **{name: before})
    assert faults(floor) == []


def _another(name: str, value: Any) -> Any:
    if isinstance(EVENT.c[name].type, Id):
        return UUID(int=7)
    if isinstance(value, datetime):
        return value.replace(year=2001)
    number = isinstance(EVENT.c[name].type, (BigInteger, Fen, Quantity))
    return (value or 0) + 1 if number else f"{value}x"


def test_several_altered_fields_are_told_as_that(floor: ShopFloor, order_id: UUID) -> None:
    alter(floor, order_id, 3, note="another", actor_name="somebody else", amount_delta=4)
    assert faults(floor) == [f"order {floor.order(order_id).order_no}: event 3 was altered in several fields"]


def test_a_hash_that_was_made_anew_breaks_the_chain_behind_it(floor: ShopFloor, order_id: UUID) -> None:
    forged = {**event(floor, order_id, 3), "actor_name": "somebody else"}
    alter(floor, order_id, 3, actor_name="somebody else", hash=seal(forged))
    assert faults(floor) == [f"order {floor.order(order_id).order_no}: event 4 does not follow its predecessor"]


@pytest.mark.parametrize(
    ("gone", "told"),
    [((3,), "event 3 is missing"), ((1,), "event 1 is missing"), ((2, 3), "events 2 to 3 are missing")],
)
def test_missing_events_are_told(floor: ShopFloor, order_id: UUID, gone: tuple[int, ...], told: str) -> None:
    with floor.store.write() as connection:
        connection.execute(delete(EVENT).where(EVENT.c.order_id == order_id, EVENT.c.chain.in_(gone)))
    assert faults(floor) == [f"order {floor.order(order_id).order_no}: {told}"]


def test_swapped_events_are_told(floor: ShopFloor, order_id: UUID) -> None:
    for here, there in ((2, 99), (4, 2), (99, 4)):
        alter(floor, order_id, here, chain=there)
    assert faults(floor) == [f"order {floor.order(order_id).order_no}: events 2 and 4 are swapped"]


def test_an_event_that_was_moved_into_a_gap_is_told(floor: ShopFloor, order_id: UUID) -> None:
    with floor.store.write() as connection:
        connection.execute(delete(EVENT).where(EVENT.c.order_id == order_id, EVENT.c.chain == 4))
    alter(floor, order_id, 5, chain=4)
    assert faults(floor) == [f"order {floor.order(order_id).order_no}: event 5 stands in the place of event 4"]


def test_who_has_the_chains_checked_hears_how_far_it_is(floor: ShopFloor, order_id: UUID) -> None:
    assert event(floor, order_id, 1)
    told: list[tuple[int, int]] = []
    with floor.store.read() as connection:
        assert list(verify_chains(connection, on_progress=lambda done, whole: told.append((done, whole)))) == []
    (done, whole), *earlier = reversed(told)
    assert done == whole >= 1
    assert earlier == []


def test_an_altered_locator_is_found_also_where_the_next_event_was_made_to_fit(
    floor: ShopFloor, order_id: UUID
) -> None:
    other = event(floor, order_id, 2)["hash"].partition(".")[0] + "." + "0" * 16
    alter(floor, order_id, 2, hash=other)
    assert faults(floor) != []
    alter(floor, order_id, 3, prev_hash=other)
    assert faults(floor) != []
