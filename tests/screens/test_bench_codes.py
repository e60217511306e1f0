"""The sheet of codes for the demo's bench: everything that a parcel needs, serial numbers among them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from db.cache import cache_tables
from orderdesk.clock import SetClock
from orderdesk.demo.waybill_numbers import WaybillNumbers
from orderdesk.domain.waybills import carriers_with_shape
from tests.screens.near_window import Near
from tests.storage.cached_company import Town
from tests.sync import small_company as company
from tools.bench_codes import main, sheet


@pytest.fixture
def near(tmp_path: Path, clock: SetClock) -> Iterator[Near]:
    town = Town(tmp_path, clock)
    town.allocated(quantity=2_000)
    found = Near(town, tmp_path / "bench", "B1", "packer")
    with found.workplace.workstation._engine.cache.store.write() as connection:
        connection.execute(update(cache_tables["shipment"]).values(carrier_code="SF"))
    yield found
    found.close()


def printed(near: Near) -> list[str]:
    return [line.strip() for line in sheet(near.workplace.workstation, WaybillNumbers(random.Random(1)), count=1)]


def test_articles_with_serial_numbers_get_one_for_each_piece(near: Near, clock: SetClock) -> None:
    assert len(printed(near)) == 3
    with near.workplace.workstation._engine.cache.store.write() as connection:
        connection.execute(update(cache_tables["sku"]).values(tracks_serial=True))
    _order, article, *serials, waybill = printed(near)
    assert article.startswith(company.BARCODES[0])
    assert len(set(serials)) == 2
    assert [carriers_with_shape(serial, on=clock.now().date()) for serial in serials] == [(), ()]
    assert waybill.endswith("SF")
    assert printed(near)[2:4] == serials


def test_an_article_without_barcode_is_printed_by_its_own_code(near: Near) -> None:
    with near.workplace.workstation._engine.cache.store.write() as connection:
        connection.execute(delete(cache_tables["sku_barcode"]))
    assert printed(near)[1].split()[0] == "BP-0"


def test_an_order_that_is_not_ready_at_the_bench_is_said_to_be_so(
    near: Near, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seats = tmp_path / "demo" / "seats"
    seats.mkdir(parents=True)
    (seats / "packer").symlink_to(tmp_path / "bench")
    monkeypatch.setattr("sys.argv", ["bench_codes", "--dir", str(tmp_path / "demo"), "--order", "NOPE"])
    assert main() == 1
    assert capsys.readouterr() == ("", "NOPE is not ready to pack at this bench\n")
