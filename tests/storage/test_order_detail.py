"""What the panel beside the list tells of one order."""

from __future__ import annotations

from pathlib import Path

from orderdesk.clock import SetClock
from orderdesk.ids import derived_id
from orderdesk.queries.names import names
from orderdesk.queries.order_detail import order_detail
from tests.storage.cached_company import WAYBILL, Town
from tests.sync import small_company as company


def test_a_delivered_order_shows_its_whole_way(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    order_id = town.delivered()
    with town.cache() as connection:
        found = order_detail(connection, order_id, clock.now())
    assert found is not None
    assert [step.node for step in found.steps] == [
        "pending_review",
        "stock_locked",
        "allocated",
        "picking",
        "packed",
        "in_transit",
        "delivered",
    ]
    assert [step.seconds for step in found.steps][:3] == [600, 600, 0]
    assert found.steps[-1].seconds is None
    (line,) = found.lines
    assert (line.quantity, line.packed_quantity, line.amount_fen) == (1_000, 1_000, 1_250)
    (parcel,) = found.parcels
    assert [waybill.number for waybill in parcel.waybills] == [WAYBILL]
    assert [event.text for event in found.courier_events] == ["已签收", "已揽收"]
    assert {check.kind for check in found.checks} == {"price", "credit", "stock"}
    assert found.receiver is not None
    assert found.receiver.phone == "10012345678"
    assert found.shipments[0].node == "delivered"


def test_an_order_that_is_not_here_has_no_detail(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    with town.cache() as connection:
        assert order_detail(connection, derived_id(company.COMPANY, "nothing"), clock.now()) is None


def test_people_places_and_carriers_have_names(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    with town.cache() as connection:
        found = names(connection)
    assert found.users[company.USERS["packer"]] == "packer"
    assert found.warehouses[company.BENCH_WAREHOUSE] == "NB"
    assert found.carriers["shunfeng"] == ("顺丰", "SF Express")
