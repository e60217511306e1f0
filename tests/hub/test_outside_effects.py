"""Jobs against the sandbox over real HTTP: one effect each, however many answers are lost."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest

from db.engine import open_engine, parse_url
from db.store import Store
from db.tables import log, work
from orderdesk.clock import SetClock
from orderdesk.commands import CancelOrder
from orderdesk.documents.parcels import Waybill
from orderdesk.documents.shelf import Shelf
from orderdesk.hub.jobs import queue_job
from orderdesk.hub.outbound import outbound_performers
from orderdesk.ids import waybill_id
from tests.hub.working_hub import KNOWN, World, sandboxed, working_hub
from tests.sync import small_company

#: On SQLite the full number; on PostgreSQL, where a commit costs more, enough to lose some dozen answers.
ORDERS = {"sqlite": 1_000, "postgresql": 200}
NOBODY = "http://127.0.0.1:9"


class PowerCut(Exception):
    """The process ends between the call to the warehouse and the commit that says so."""

    def __init__(self) -> None:
        super().__init__()
        self._commits = 0

    def after_the_call(self, point: str) -> None:
        """Lets the lease be committed, and nothing after it."""
        self._commits += point.endswith(".before")
        if self._commits > 1:
            raise self


@pytest.fixture
def world(database_url: str, clock: SetClock) -> Iterator[World]:
    """A working hub; the sandbox's callbacks reach nobody."""
    with working_hub(database_url, clock) as hub, sandboxed(hub, NOBODY) as found:
        yield found


def queue_sends(store: Store, world: World, count: int) -> list[str]:
    """`count` allocated orders, each with its job; their shipment numbers."""
    original = world.hub.allocate(quantity=2_000)
    world.settle()
    copies = world.hub.clone(original, count)
    with store.write() as connection:
        for order in copies:
            shipment = order.shipments[0]
            queue_job(
                connection,
                system="wms",
                kind="send_shipment",
                dedupe_key=f"wms:send:{shipment.shipment_no}",
                order_key=str(order.id),
                payload={"order_id": str(order.id), "shipment_id": str(shipment.id)},
                at=world.hub.clock.now(),
            )
    return [order.shipments[0].shipment_no for order in copies]


def work_off(world: World, threads: int) -> None:
    """What the hub's threads do, until nothing is due at this moment."""
    started = [Thread(target=world.parts.jobs.run_all) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def test_a_thousand_orders_with_lost_answers_are_each_at_the_warehouse_once(world: World, database_kind: str) -> None:
    count = ORDERS[database_kind]
    numbers = queue_sends(world.hub.store, world, count)
    world.fault("flux.*", "drop_after_commit", probability=0.05)
    world.fault("flux.putSalesOrder", "status_after_commit", probability=0.01, args={"code": 502})
    for _ in range(12):
        work_off(world, 3)
        world.hub.clock.advance(minutes=20)
    known = world.state()["flux"]
    assert set(numbers) < set(known)
    assert {order["puts"] for order in known.values()} == {1}
    assert {row.state for row in world.hub.jobs()} == {"done"}
    lost = [entry for entry in world.log("flux.putSalesOrder") if entry["fault"]]
    assert len(lost) >= count * 0.03


def test_a_hub_that_dies_after_each_call_still_sends_each_shipment_once(world: World, database_url: str) -> None:
    numbers = queue_sends(world.hub.store, world, 5)
    for _ in numbers:
        mortal = Store(open_engine(parse_url(database_url)), points=PowerCut().after_the_call)
        runner = world.hub.runner(outbound_performers(mortal, world.systems), worker="mortal", store=mortal)
        with pytest.raises(PowerCut):
            runner.run_all()
        mortal.close()
    world.settle()
    known = world.state()["flux"]
    assert {number: known[number]["puts"] for number in numbers} == dict.fromkeys(numbers, 1)
    assert {row.state for row in world.hub.jobs()} == {"done"}


def test_the_warehouse_gets_what_the_order_says(world: World) -> None:
    order = world.hub.allocate(quantity=3_000)
    world.settle()
    (sent,) = world.state()["flux"].values()
    header = sent["header"]
    assert header["docNo"] == order.shipments[0].shipment_no
    assert header["soReferenceB"] == order.order_no
    assert header["consigneeContact"] == "王小明"
    assert [(row["sku"], row["qtyOrdered"], row["price"]) for row in header["details"]] == [("BP-0", "3", "12.5")]


def test_a_cancelled_order_that_was_sent_is_cancelled_there_too(world: World) -> None:
    order = world.hub.allocate()
    world.settle()
    world.hub.run(CancelOrder(order_id=order.id, reason="the customer changed his mind"))
    world.settle()
    assert world.state()["flux"][order.shipments[0].shipment_no]["status"] == "90"


def test_a_cancelled_order_that_was_not_sent_yet_never_gets_there(world: World) -> None:
    order = world.hub.allocate()
    world.hub.run(CancelOrder(order_id=order.id, reason="the customer changed his mind"))
    world.settle()
    assert world.state()["flux"] == {}
    assert {row.outcome["text"] for row in world.hub.jobs()} == {
        "closed before it was sent",
        "the warehouse never had it",
    }


def test_goods_that_have_left_cannot_be_cancelled_and_somebody_is_told(world: World) -> None:
    order = world.hub.allocate()
    world.settle()
    world.hub.run(CancelOrder(order_id=order.id, reason="the customer changed his mind"))
    world.steer("flux/move", {"doc_no": order.shipments[0].shipment_no, "status": "80"})
    world.settle()
    (case,) = world.hub.rows(work.case)
    assert (case.code, case.facts["code"], case.order_id) == ("outside.dead", "already_shipped", order.id)


def test_a_wrong_signature_stops_the_system_and_the_jobs_wait(world: World) -> None:
    world.fault("flux.putSalesOrder", "signature_failure", count=1)
    world.hub.allocate()
    world.parts.jobs.run_all()
    assert [row.state for row in world.hub.jobs()] == ["due"]
    assert [case.code for case in world.hub.rows(work.case)] == ["outside.stopped"]
    world.hub.clock.advance(minutes=6)
    world.settle()
    assert [row.state for row in world.hub.jobs()] == ["done"]


def test_an_answer_nobody_knows_is_parked_although_it_came_with_200(world: World) -> None:
    world.fault("flux.putSalesOrder", "error_body", count=1, args={"body": {"what": "is this"}})
    world.hub.allocate()
    world.parts.jobs.run_all()
    (job,) = world.hub.jobs()
    assert (job.state, job.outcome["code"]) == ("parked", "bad_envelope")


def test_a_carrier_that_nobody_follows_is_no_trouble(world: World) -> None:
    waybill = Waybill(
        id=waybill_id("LINE", "351822928884"),
        carrier_code="LINE",
        number="351822928884",
        company_id=small_company.COMPANY,
        state="bound",
        issued_at=world.hub.clock.now(),
        updated_at=world.hub.clock.now(),
    )
    with world.hub.store.write() as connection:
        Shelf(connection).save(waybill)
        queue_job(
            connection,
            system="courier",
            kind="subscribe",
            dedupe_key="key",
            order_key="key",
            payload={"waybill_id": str(waybill.id)},
            at=world.hub.clock.now(),
        )
    world.parts.jobs.run_all()
    assert [row.state for row in world.hub.jobs("courier")] == ["done"]
    assert world.hub.rows(work.case) == []


def test_no_secret_is_kept_with_a_job(world: World) -> None:
    world.fault("flux.putSalesOrder", "drop_after_commit", count=1)
    world.hub.allocate()
    world.settle()
    kept = str([row._mapping for row in world.hub.rows(log.job)])
    secrets = (KNOWN.flux_app_secret, KNOWN.flux_app_token, KNOWN.kuaidi100_key, KNOWN.flux_callback_token)
    assert [secret for secret in secrets if secret in kept] == []
