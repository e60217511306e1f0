"""What a bench finds in its own copy of the data."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import text, update

from db.cache import cache_tables
from orderdesk.clock import SetClock
from orderdesk.commands import CancelOrder
from orderdesk.domain.bench_facts import ParcelState
from orderdesk.queries.bench import _BY_SKU_CODE, CachedBench
from orderdesk.queries.bench_lists import (
    PackedToday,
    item_places,
    packed_here,
    packed_on,
    ready_shipments,
    waiting_parcels,
)
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


def test_the_barcode_to_look_for_is_the_one_of_a_piece_not_of_its_carton(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    town.order(town.allocated())
    sku_id = company.SKUS[0]
    with town.cache(town.bench) as connection:
        for barcode, quantity in (("16980500630598", 40_000), ("0000000000017", 10_000)):
            connection.execute(
                cache_tables["sku_barcode"]
                .insert()
                .values(id=company.name(barcode), sku_id=sku_id, barcode=barcode, unit="carton", quantity=quantity)
            )
        places = item_places(connection, [sku_id], company.BENCH_WAREHOUSE)
    assert places[sku_id].barcode_tail == company.BARCODES[0][-4:]


def test_a_packed_parcel_is_known_by_its_number_and_its_waybill(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    _order_id, parcel_id = town.packed()
    with town.cache(town.bench) as connection:
        facts = CachedBench(connection, clock.now())
        (waiting,) = waiting_parcels(connection, company.BENCH_WAREHOUSE)
        (found,) = facts.packables(waiting.parcel_no)
        assert facts.packable_of_waybill(WAYBILL) == found
        (waybill,) = facts.waybills(WAYBILL, "")
        parcel = facts.parcel(parcel_id)
        assert parcel is not None
        assert (parcel.state, parcel.packed) == (ParcelState.CLOSED, sum(each.done for each in found.items))
        assert facts.parcel(UUID(int=7)) is None
        packed = packed_on(connection, company.BENCH_WAREHOUSE, clock.now(), company.USERS["packer"])
        (here,) = packed_here(connection, town.bench, UUID(int=7), clock.now() - timedelta(hours=1), 10)
        assert packed_here(connection, town.desk, UUID(int=7), clock.now() - timedelta(hours=1), 10) == ()
        assert packed_here(connection, town.desk, company.USERS["packer"], clock.now() - timedelta(hours=1), 1) == (
            here,
        )
    # The town's clock goes on three minutes between the first item and the closing.
    assert packed == PackedToday(1, 180)
    assert (here.id, here.parcel_no, here.waybill_no) == (parcel_id, waiting.parcel_no, WAYBILL)
    assert (found.parcel_state, found.waybill_no, found.waybill_bound) == (ParcelState.CLOSED, WAYBILL, True)
    assert (waybill.state, waybill.parcel_id) == ("bound", parcel_id)


def test_barcodes_and_badges_are_known(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    with town.cache(town.bench) as connection:
        facts = CachedBench(connection, clock.now())
        product = facts.barcode(company.BARCODES[1])
        supervisor, packer = facts.badge("B-supervisor"), facts.badge("B-packer")
        assert facts.barcode("6900000000000") is None
        article = facts.barcode("BP-1")
        assert facts.badge("B-nobody") is None
    assert product is not None
    assert (product.sku_code, product.quantity, product.is_code) == ("BP-1", 1_000, False)
    assert article is not None
    assert (article.sku_id, article.quantity, article.is_code) == (product.sku_id, 1_000, True)
    assert supervisor is not None
    assert supervisor.is_supervisor
    assert packer is not None
    assert not packer.is_supervisor


def test_a_sku_code_is_found_as_scanners_send_it_and_by_its_index(tmp_path: Path, clock: SetClock) -> None:
    town = Town(tmp_path, clock)
    with town.cache(town.bench) as connection:
        connection.execute(
            update(cache_tables["sku"]).where(cache_tables["sku"].c.code == "BP-1").values(code="bag 1 b")
        )
        found = CachedBench(connection, clock.now()).barcode("BAG1B")
        asked = text(f"EXPLAIN QUERY PLAN {_BY_SKU_CODE.statement}")
        plan = str(connection.execute(asked, {"code": "BAG1B", "param_1": 1}).all())
    assert found is not None
    assert found.sku_code == "bag 1 b"
    assert "sx_sku_scan" in plan


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
