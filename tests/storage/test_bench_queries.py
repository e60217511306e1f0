"""What a bench finds in its own copy of the data."""

from __future__ import annotations

from pathlib import Path

from orderdesk.clock import SetClock
from orderdesk.commands import CancelOrder
from orderdesk.domain.bench_facts import ParcelState
from orderdesk.queries.bench import CachedBench
from orderdesk.queries.bench_lists import item_places, packed_since, ready_shipments, waiting_parcels
from tests.storage.cached_company import WAYBILL, Town
from tests.sync import small_company as company


def test_an_order_number_leads_to_the_shipment_to_pack(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    order = town.order(town.allocated())
    with town.cache(town.bench) as connection:
        facts = CachedBench(connection, clock.now())
        (found,) = facts.packables(order.order_no)
        assert list(facts.packables(order.shipments[0].shipment_no)) == [found]
        (ready,) = ready_shipments(connection, company.BENCH_WAREHOUSE)
        places = item_places(connection, [company.SKUS[0]], company.BENCH_WAREHOUSE)
    assert found.parcel_id is None
    assert [(item.needed, item.done, item.has_barcode) for item in found.items] == [(1_000, 0, True)]
    assert ready.order_no == order.order_no
    assert places[company.SKUS[0]].barcode_tail == company.BARCODES[0][-4:]


def test_a_packed_parcel_is_known_by_its_number_and_its_waybill(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    _order_id, parcel_id = town.packed()
    with town.cache(town.bench) as connection:
        facts = CachedBench(connection, clock.now())
        (waiting,) = waiting_parcels(connection, company.BENCH_WAREHOUSE)
        (found,) = facts.packables(waiting.parcel_no)
        assert facts.packable_of_waybill(WAYBILL) == found
        (waybill,) = facts.waybills(WAYBILL, "")
        assert not facts.is_handed_over(parcel_id)
        assert packed_since(connection, company.BENCH_WAREHOUSE, clock.now(), company.USERS["packer"]) == 1
    assert (found.parcel_state, found.waybill_no, found.waybill_bound) == (ParcelState.CLOSED, WAYBILL, True)
    assert (waybill.state, waybill.parcel_id) == ("bound", parcel_id)


def test_barcodes_and_badges_are_known(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    with town.cache(town.bench) as connection:
        facts = CachedBench(connection, clock.now())
        product = facts.barcode(company.BARCODES[1])
        supervisor, packer = facts.badge("B-supervisor"), facts.badge("B-packer")
        assert facts.barcode("6900000000000") is None
        assert facts.badge("B-nobody") is None
    assert product is not None
    assert (product.sku_code, product.quantity) == ("BP-1", 1_000)
    assert supervisor is not None
    assert supervisor.is_supervisor
    assert packer is not None
    assert not packer.is_supervisor


def test_goods_of_a_cancelled_order_must_not_go_out(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    order_id = town.allocated()
    with town.cache(town.bench) as connection:
        assert CachedBench(connection, clock.now()).stop((order_id,)) is None
    town.run(CancelOrder(order_id=order_id, reason="customer"))
    town.placed += 1
    with town.cache(town.bench) as connection:
        stop = CachedBench(connection, clock.now()).stop((order_id,))
    assert stop is not None
    assert stop.code == "stop.cancelled"
