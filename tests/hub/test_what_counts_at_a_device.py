"""What a device may say: with the roles that hold where it stands, and nothing that ends its queue."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from db.tables import people
from orderdesk.commands import AddNote, CancelOrder, CloseParcel
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


def test_a_value_that_a_column_cannot_hold_does_not_end_the_queue(floor: ShopFloor) -> None:
    """SQLite takes it, PostgreSQL does not: either way the device gets an answer and can go on."""
    order = floor.allocated()
    parcel_id = floor.filled(order)
    floor.do(floor.label(parcel_id, "SF1385628716739"))
    closing = CloseParcel(parcel_id=parcel_id, order_ids=(order.id,), weight_g=FAR_TOO_HEAVY_G)
    assert floor.code(closing) == (None if floor.store.is_sqlite else "hub.fault")
    floor.do(AddNote(order_id=order.id, text="heavy"))
