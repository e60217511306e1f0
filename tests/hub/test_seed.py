"""The demo company: what it must hold, that it follows from its seed, and that doctor and verify find nothing in it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from uuid import UUID

import pytest
from sqlalchemy import func, select

from db.engine import open_engine, parse_url, sqlite_url
from db.store import Store
from db.tables import customers, finance, log, masters, metadata, orders, parcels, stock, work
from orderdesk.clock import SetClock
from orderdesk.demo.planted import SHAPES
from orderdesk.demo.seed import FULL_SIZE, NotEmpty, SeedReport, fill
from orderdesk.documents import KINDS
from orderdesk.documents.document import Key
from orderdesk.documents.orders import Order
from orderdesk.documents.parcels import Waybill
from orderdesk.documents.shelf import Shelf
from orderdesk.domain.nodes import Node
from orderdesk.hub.doctor import examine
from tests.conftest import START
from tools.postgres_server import PostgresServer

ORDERS = 200
SEED = 7
FEW = 1_200


@dataclass(frozen=True)
class Seeded:
    """A filled database and what the seed says of it."""

    store: Store
    report: SeedReport

    def order(self, order_id: UUID) -> Order:
        with self.store.read() as connection:
            found = Shelf(connection).load(Key("order", order_id))
        assert isinstance(found, Order)
        return found


@pytest.fixture(scope="module")
def seeded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    """The demo company of one seed, made once for this module; nobody changes it."""
    path = tmp_path_factory.mktemp("seeded") / "hub.db"
    copyfile(sqlite_template, path)
    store = Store(open_engine(sqlite_url(path)))
    yield Seeded(store, fill(store, SetClock(START), orders=ORDERS, seed=SEED))
    store.close()


def test_doctor_finds_nothing_wrong_in_the_demo_company(seeded: Seeded) -> None:
    with seeded.store.read() as connection:
        assert examine(connection) == []


def test_the_demo_company_has_the_size_that_was_asked_for(seeded: Seeded) -> None:
    with seeded.store.read() as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (masters.sku, customers.customer, masters.warehouse, masters.company, orders.order)
        }
    assert counts == {
        "sku": 18_000,
        "customer": 2_400,
        "warehouse": 3,
        "company": 2,
        "order": seeded.report.orders,
    }
    assert abs(seeded.report.orders - ORDERS) <= 20


def test_today_orders_stand_in_every_node_and_lie_ready_at_each_bench(seeded: Seeded) -> None:
    with seeded.store.read() as connection:
        nodes = set(connection.execute(select(orders.order.c.node).distinct()).scalars())
        rows = connection.execute(
            select(masters.warehouse.c.code, func.count(orders.shipment.c.id))
            .join(orders.shipment, orders.shipment.c.warehouse_id == masters.warehouse.c.id)
            .where(orders.shipment.c.node == "allocated")
            .group_by(masters.warehouse.c.code)
        ).all()
    ready = {code: count for code, count in rows}
    assert nodes == {str(node) for node in Node}
    assert ready["NB"] >= 60 * ORDERS // FULL_SIZE
    assert ready["HZ"] >= 60 * ORDERS // FULL_SIZE


def test_a_part_of_the_orders_went_through_the_real_commands(seeded: Seeded) -> None:
    with seeded.store.read() as connection:
        rows = connection.execute(
            select(log.command.c.kind, log.command.c.status, func.count()).group_by(
                log.command.c.kind, log.command.c.status
            )
        ).all()
    counts = Counter({row.kind: row.count for row in rows})
    assert {row.status for row in rows} == {"accepted"}
    assert counts["place_order"] == seeded.report.by_handlers >= ORDERS * 200 // FULL_SIZE
    assert {"review_order", "allocate_order", "close_parcel", "hand_over", "record_courier_event"} <= set(counts)


def test_every_planted_shape_is_labelled_with_orders_that_exist(seeded: Seeded, tmp_path: Path) -> None:
    labels = seeded.report.labels
    kinds = {name.partition(".")[0] for name in labels}
    assert {name for name, _ in SHAPES} - {"cancelled"} <= kinds | {"payment_mismatch"}
    with seeded.store.read() as connection:
        known = set(connection.execute(select(orders.order.c.id)).scalars())
    assert {order_id for found in labels.values() for order_id in found} <= known
    seeded.report.write_labels(tmp_path / "labels.json")
    written = json.loads((tmp_path / "labels.json").read_text(encoding="utf-8"))
    assert written["labels"].keys() == labels.keys()


def test_an_order_is_shipped_from_two_warehouses(seeded: Seeded) -> None:
    for order_id in seeded.report.labels["two_warehouses"]:
        order = seeded.order(order_id)
        assert len({shipment.warehouse_id for shipment in order.shipments}) == 2


def test_a_back_order_is_a_shipment_without_a_warehouse(seeded: Seeded) -> None:
    for order_id in seeded.report.labels["back_order"]:
        assert any(shipment.warehouse_id is None for shipment in seeded.order(order_id).shipments)


def test_a_parcel_holds_two_orders(seeded: Seeded) -> None:
    contents = parcels.parcel_content
    shared = (
        select(contents.c.parcel_id)
        .group_by(contents.c.parcel_id)
        .having(func.count(contents.c.order_id.distinct()) == 2)
    )
    with seeded.store.read() as connection:
        boxes = set(connection.execute(shared).scalars())
        inside = set(connection.execute(select(contents.c.order_id).where(contents.c.parcel_id.in_(boxes))).scalars())
    planted = {*seeded.report.labels["merged_parcel"], *seeded.report.labels["today.merged_parcel"]}
    assert boxes
    assert planted == inside


def test_a_mother_waybill_has_three_children_that_are_bound(seeded: Seeded) -> None:
    table = parcels.waybill
    mothers = (
        select(table.c.mother_id, func.count(), func.min(table.c.state))
        .where(table.c.mother_id.is_not(None))
        .group_by(table.c.mother_id)
    )
    with seeded.store.read() as connection:
        rows = connection.execute(mothers).all()
        assert rows
        assert {(count, state) for _, count, state in rows} == {(3, "bound")}
        assert isinstance(Shelf(connection).load(Key("waybill", rows[0].mother_id)), Waybill)


def test_a_partial_return_names_the_order_it_comes_from(seeded: Seeded) -> None:
    for order_id in seeded.report.labels["partial_return"]:
        order = seeded.order(order_id)
        origin = seeded.order(order.relations[0].other_order_id)
        assert (order.order_kind, order.relations[0].kind) == ("RETURN", "return_of")
        assert order.lines[0].sku_id in {line.sku_id for line in origin.lines}


def test_a_receipt_pays_for_three_orders(seeded: Seeded) -> None:
    table, planted = finance.receipt_allocation, seeded.report.labels["receipt_for_three"]
    with seeded.store.read() as connection:
        receipts = connection.execute(select(table.c.receipt_id).where(table.c.order_id.in_(planted))).scalars().all()
    assert set(Counter(receipts).values()) == {3}


def test_there_are_holds_cases_tasks_and_change_requests_to_work_on(seeded: Seeded) -> None:
    with seeded.store.read() as connection:
        for table in (orders.order_hold, work.case, work.task, work.change_request):
            assert connection.execute(select(table.c.id).limit(1)).first() is not None, table.name
        queues = set(connection.execute(select(work.case.c.queue).distinct()).scalars())
    assert {"transit_stale", "packed_not_picked_up", "delivery_exception"} <= queues


def test_amounts_payments_and_statements_agree_with_what_they_sum_up(seeded: Seeded) -> None:
    lines, paid, states = orders.order_line, finance.receipt_allocation, stock.stock_statement
    sums = select(lines.c.order_id, func.sum(lines.c.amount_fen).label("amount")).group_by(lines.c.order_id).subquery()
    money = select(paid.c.order_id, func.sum(paid.c.amount_fen).label("paid")).group_by(paid.c.order_id).subquery()
    table = orders.order
    with seeded.store.read() as connection:
        rows = connection.execute(
            select(table.c.order_no, table.c.amount_fen, table.c.paid_fen, sums.c.amount, money.c.paid)
            .join(sums, sums.c.order_id == table.c.id)
            .outerjoin(money, money.c.order_id == table.c.id)
        ).all()
        stated = connection.execute(
            select(func.count())
            .select_from(stock.stock)
            .join(states, states.c.stock_id == stock.stock.c.id)
            .where(states.c.on_hand != stock.stock.c.on_hand)
        ).scalar_one()
    assert [row.order_no for row in rows if row.amount_fen != row.amount] == []
    assert [row.order_no for row in rows if row.paid_fen != (row.paid or 0)] == []
    assert stated == 0


def test_the_change_log_begins_where_the_seed_ends(seeded: Seeded) -> None:
    with seeded.store.read() as connection:
        head = connection.execute(select(log.log_head)).one()
        assert connection.execute(select(func.count()).select_from(log.change)).scalar_one() == 0
    assert head.last == head.oldest > 0


def test_a_database_that_holds_a_company_is_not_filled_again(seeded: Seeded) -> None:
    with pytest.raises(NotEmpty):
        fill(seeded.store, SetClock(START), orders=1, seed=1)


def test_the_same_seed_makes_the_same_documents(sqlite_template: Path, tmp_path: Path) -> None:
    prints = []
    for name in ("first.db", "second.db"):
        copyfile(sqlite_template, tmp_path / name)
        store = Store(open_engine(sqlite_url(tmp_path / name)))
        report = fill(store, SetClock(START), orders=60, seed=SEED, skus=FEW)
        prints.append((report.labels, _fingerprints(store)))
        store.close()
    assert prints[0] == prints[1]


def test_the_demo_company_is_as_sound_on_postgresql(postgres: PostgresServer, postgres_template: str) -> None:
    name = postgres.create_database(postgres_template)
    store = Store(open_engine(parse_url(postgres.url(name))))
    report = fill(store, SetClock(START), orders=30, seed=3, skus=FEW)
    with store.read() as connection:
        assert examine(connection) == []
        assert {name for name in report.labels if name.startswith("today.")}
    store.close()
    postgres.drop_database(name)


def _fingerprints(store: Store) -> dict[str, str]:
    """What all rows of the documents' tables hash to, table by table."""
    names = {table.name for kind in KINDS.values() for table in (kind.table, *(part.table for part in kind.parts))}
    found = {}
    with store.read() as connection:
        for table in metadata.sorted_tables:
            if table.name in names:
                digest = hashlib.sha256()
                for row in connection.execute(select(table).order_by(table.c.id)):
                    digest.update(repr(tuple(row)).encode())
                found[table.name] = digest.hexdigest()
    return found
