"""What a device may say: with the roles that hold where it stands, and nothing that ends its queue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select

from db.tables import log, orders, people
from orderdesk.commands import (
    AddNote,
    CancelOrder,
    CloseParcel,
    DeclareShort,
    HandOver,
    OpenSession,
    ReopenParcel,
    StartPicking,
)
from orderdesk.documents.masters import Warehouse
from orderdesk.hub.storable import DEEPEST, storable
from orderdesk.ids import derived_id
from tests.hub.shop_floor import ShopFloor
from tests.sync import small_company as company

#: More grams than a four-byte column of PostgreSQL holds.
FAR_TOO_HEAVY_G = 1 << 40


@pytest.mark.parametrize(
    ("warehouse_id", "code"), [(company.WMS_WAREHOUSE, "access.denied"), (company.BENCH_WAREHOUSE, None), (None, None)]
)
def test_a_role_counts_only_where_it_holds(floor: ShopFloor, warehouse_id: object, code: str | None) -> None:
    order = floor.allocated()
    role = {
        "id": derived_id(company.USERS["packer"], "second role"),
        "user_id": company.USERS["packer"],
        "company_id": company.COMPANY,
        "warehouse_id": warehouse_id,
        "role": "supervisor",
    }
    with floor.store.write() as connection:
        connection.execute(insert(people.user_role).values(role))
    assert floor.code(CancelOrder(order_id=order.id, reason="twice")) == code


def test_a_bench_works_only_on_what_lies_in_its_own_warehouse(floor: ShopFloor) -> None:
    away = company.name("another bench's house")
    house = {"code": "HZ", "name": "HZ", "mode": "bench", "province": "浙江省", "city": "杭州市", "priority": 3}
    floor.alter(Warehouse.model_validate({"id": away, "company_id": company.COMPANY} | house))
    floor.enrol("E1", "bench", away, "packer")
    order = floor.allocated()
    shipment_id, line_id = order.shipments[0].id, order.shipment_lines[0].id
    start = StartPicking(order_id=order.id, shipment_id=shipment_id)
    for command in (start, floor.opening(order, floor.new_id())):
        assert floor.code(command, at="E1") == "access.other_warehouse"
    floor.do(start)
    short = DeclareShort(order_id=order.id, shipment_line_id=line_id, quantity=1_000, reason="not_found")
    assert floor.code(short, at="E1") == "access.other_warehouse"
    parcel_id = floor.packed(order, "SF1385628716739")
    leaving = HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,))
    reopening = ReopenParcel(parcel_id=parcel_id, order_ids=(order.id,))
    assert {floor.code(reopening, at="E1"), floor.code(leaving, at="E1")} == {"access.other_warehouse"}
    floor.do(leaving, by="supervisor", at="A1")


def test_a_value_that_a_column_cannot_hold_does_not_end_the_queue(floor: ShopFloor) -> None:
    """SQLite takes it, PostgreSQL does not: either way the device gets an answer and can go on."""
    order = floor.allocated()
    parcel_id = floor.filled(order)
    floor.do(floor.label(parcel_id, "SF1385628716739"))
    closing = CloseParcel(parcel_id=parcel_id, order_ids=(order.id,), weight_g=FAR_TOO_HEAVY_G)
    assert floor.code(closing) == (None if floor.store.is_sqlite else "hub.fault")
    floor.do(AddNote(order_id=order.id, text="heavy"))


@pytest.mark.parametrize("text", ["a\x00b", "half a pair \ud83d"])
def test_a_text_that_a_database_cannot_keep_is_answered_and_the_queue_goes_on(floor: ShopFloor, text: str) -> None:
    order = floor.allocated()
    note = floor.wrap(AddNote(order_id=order.id, text="x"), by="packer", at="B1")
    said = replace(note, arguments={**note.arguments, "text": text})
    outcome = floor.executor.run(floor.devices["B1"], said)
    assert (outcome.code, outcome.facts) == ("command.malformed", {"command": "add_note", "where": "arguments.text"})
    assert floor.executor.run(floor.devices["B1"], said) == outcome
    with floor.store.read() as connection:
        kept = connection.execute(select(log.command.c.arguments).where(log.command.c.id == said.id)).scalar_one()
    assert kept["text"] == storable(text) != text
    floor.said["B1"] = outcome.n
    floor.do(AddNote(order_id=order.id, text="as usual"))


@pytest.mark.parametrize("depth", [DEEPEST + 1, 900])
def test_what_lies_too_deep_is_answered_and_the_queue_goes_on(floor: ShopFloor, depth: int) -> None:
    order = floor.allocated()
    deep: Any = "x"
    for _ in range(depth):
        deep = [deep]
    note = floor.wrap(AddNote(order_id=order.id, text="x"), by="packer", at="B1")
    outcome = floor.executor.run(floor.devices["B1"], replace(note, arguments={**note.arguments, "text": deep}))
    assert outcome.code == "command.malformed"
    floor.said["B1"] = outcome.n
    floor.do(AddNote(order_id=order.id, text="as usual"))


@pytest.mark.parametrize("user_id", ["nobody", None, 7])
def test_a_session_of_no_user_is_refused(floor: ShopFloor, user_id: Any) -> None:
    order = floor.allocated()
    note = floor.wrap(AddNote(order_id=order.id, text="x"), by="packer", at="B1")
    outcome = floor.executor.run(
        floor.devices["B1"], replace(note, kind=OpenSession.kind, arguments={"user_id": user_id})
    )
    assert outcome.status == "refused"
    floor.said["B1"] = outcome.n
    floor.do(AddNote(order_id=order.id, text="as usual"))


def test_a_row_that_is_in_the_way_each_time_does_not_end_the_queue(floor: ShopFloor) -> None:
    other = floor.order(floor.place())
    said = floor.wrap(floor.an_order(), by="sales", at="A1")
    line = {"id": derived_id(said.id, "line:1"), "position": 99}
    with floor.store.write() as connection:
        table = orders.order_line
        found = connection.execute(select(table).where(table.c.order_id == other.id)).first()
        assert found is not None
        connection.execute(insert(table).values({**found._mapping, **line}))
    outcome = floor.executor.run(floor.devices["A1"], said)
    assert (outcome.status, outcome.code, outcome.facts) == ("refused", "hub.fault", {"report": said.id.hex[:8]})
    assert floor.executor.run(floor.devices["A1"], said) == outcome
    floor.said["A1"] = outcome.n
    floor.place()
