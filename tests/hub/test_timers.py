"""What falls due: soft reservations are let go in time, firm ones come before somebody,
silent waybills are asked about."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from sqlalchemy import insert, select, update

from db.engine import open_engine, parse_url
from db.store import Store
from db.tables import log, masters, orders, parcels, stock, work
from orderdesk.clock import SetClock
from orderdesk.commands import ReleaseExpired, ReviewOrder
from orderdesk.commands.checks import check_of
from orderdesk.commands.ledger import REVIEW_AFTER, SOFT_FOR
from orderdesk.connectors.ports import ShipmentConfirmed, ShippedLine, ShippedParcel
from orderdesk.hub.doctor import Finding, examine
from orderdesk.hub.execute import Executor
from orderdesk.hub.repair import SILENT_FOR, Repair
from orderdesk.hub.timers import EVERY, Timers
from orderdesk.ids import derived_id
from tests.hub.working_hub import WorkingHub, World, sandboxed, working_hub

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def hub(database_url: str, clock: SetClock) -> Iterator[WorkingHub]:
    with working_hub(database_url, clock) as found:
        yield found


@pytest.fixture
def world(hub: WorkingHub) -> Iterator[World]:
    """Callbacks reach nobody: all of them are lost."""
    with sandboxed(hub, NOBODY, trouble_share=0.0, silent_share=0.0) as found:
        yield found


def timers(hub: WorkingHub) -> Timers:
    return Timers(hub.store, hub.clock, Executor(hub.store, hub.clock))


def reserved(hub: WorkingHub) -> int:
    return sum(row.reserved for row in hub.rows(stock.stock))


def pass_time(hub: WorkingHub, until: timedelta) -> None:
    """Lets the timers look every five seconds, as the hub does."""
    looking, end = timers(hub), hub.clock.now() + until
    while hub.clock.now() < end:
        hub.clock.advance(seconds=EVERY.total_seconds())
        looking.run_due()


def test_a_soft_reservation_is_gone_within_a_minute_after_it_fell_due_and_the_order_says_why(hub: WorkingHub) -> None:
    order_id = hub.place(quantity=5_000)
    hub.clock.advance(seconds=(SOFT_FOR - timedelta(seconds=30)).total_seconds())
    assert timers(hub).run_due() == 0
    assert reserved(hub) == 5_000
    pass_time(hub, timedelta(seconds=90))
    assert reserved(hub) == 0
    order = hub.order(order_id)
    finding = check_of(order, "stock")
    assert finding is not None
    assert (finding.result, finding.code) == ("expired", "stock.reservation_expired")
    assert order.node == "pending_review"
    assert findings(hub) == []


def test_an_order_whose_reservation_lapsed_is_reserved_anew_at_its_review(hub: WorkingHub) -> None:
    order_id = hub.place(quantity=5_000)
    hub.clock.advance(hours=1)
    assert timers(hub).run_due() == 1
    hub.run(ReviewOrder(order_id=order_id))
    assert reserved(hub) == 5_000
    assert hub.order(order_id).node == "stock_locked"


def test_a_reviewed_order_keeps_its_goods(hub: WorkingHub) -> None:
    order_id = hub.place()
    hub.run(ReviewOrder(order_id=order_id))
    hub.clock.advance(days=1)
    assert timers(hub).run_due() == 0
    hub.run(ReleaseExpired(order_id=order_id))
    assert reserved(hub) == 1_000


def test_nothing_is_released_twice_when_two_hubs_look(hub: WorkingHub) -> None:
    order_id = hub.place()
    hub.clock.advance(hours=1)
    assert timers(hub).run_due() == 1
    # The second hub had read its list before the first one acted.
    hub.run(ReleaseExpired(order_id=order_id))
    assert timers(hub).run_due() == 0
    entries = hub.rows(stock.reservation, stock.reservation.c.order_id == order_id)
    assert sorted(row.quantity for row in entries) == [-1_000, 1_000]


def test_a_firm_reservation_past_its_date_opens_one_case_and_frees_nothing(hub: WorkingHub) -> None:
    order_id = hub.place()
    hub.run(ReviewOrder(order_id=order_id))
    hub.clock.advance(seconds=REVIEW_AFTER.total_seconds() + 60)
    assert [timers(hub).run_due() for _ in range(3)] == [1, 0, 0]
    (case,) = hub.rows(work.case)
    assert (case.code, case.queue, case.order_id) == ("stock.reservation_overdue", "stock", order_id)
    assert reserved(hub) == 1_000
    published = hub.rows(log.change, log.change.c.kind == "case")
    assert [row.key for row in published] == [case.id]
    hub.clock.advance(seconds=REVIEW_AFTER.total_seconds() + 60)
    assert timers(hub).run_due() == 1
    assert len(hub.rows(work.case)) == 2


def test_two_hubs_that_look_at_the_same_moment_act_once(hub: WorkingHub, database_url: str) -> None:
    soft = [hub.place() for _ in range(4)]
    firm = [hub.place() for _ in range(4)]
    for order_id in firm:
        hub.run(ReviewOrder(order_id=order_id))
    hub.clock.advance(seconds=REVIEW_AFTER.total_seconds() + 60)
    stores = [Store(open_engine(parse_url(database_url))) for _ in range(3)]
    start = Barrier(len(stores))

    def look(store: Store) -> None:
        start.wait()
        Timers(store, hub.clock, Executor(store, hub.clock)).run_due()

    threads = [Thread(target=look, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert sorted(row.order_id for row in hub.rows(work.case)) == sorted(firm)
    given_back = hub.rows(stock.reservation, stock.reservation.c.quantity < 0)
    assert sorted(row.order_id for row in given_back) == sorted(soft)
    assert reserved(hub) == 4_000
    assert findings(hub) == []


def test_many_that_fall_due_together_are_all_done(hub: WorkingHub) -> None:
    for _ in range(12):
        hub.place()
    hub.clock.advance(hours=1)
    assert timers(hub).run_due() == 12
    assert reserved(hub) == 0


def silent_waybill(world: World) -> None:
    """A shipped order whose courier tells us nothing, because every push is lost."""
    order = world.hub.allocate(quantity=2_000)
    world.settle()
    shipment_no = order.shipments[0].shipment_no
    world.steer("flux/move", {"doc_no": shipment_no, "status": "80"})
    lines = (ShippedLine("1", "BP-0", 2_000),)
    parcel = ShippedParcel("YTO", "YTO", "YT0000000000017", None, lines)
    event = ShipmentConfirmed("one", shipment_no, "SZ", world.hub.clock.now(), (parcel,))
    assert world.parts.inbound.apply("flux", [event]) == ["accepted"]
    world.settle()


def test_a_silent_waybill_is_asked_about_after_six_hours_and_its_track_is_taken(world: World) -> None:
    silent_waybill(world)
    repair = world.parts.repair
    assert repair is not None
    world.steer("clock/advance", {"hours": 5})
    assert repair.queue_silent() == 0
    world.steer("clock/advance", {"days": 6})
    assert repair.queue_silent() == 1
    world.settle()
    (order_id,) = {row.order_id for row in world.hub.rows(parcels.parcel_content)}
    assert world.hub.order(order_id).node == "delivered"
    assert repair.queue_silent() == 0


def test_a_parcel_that_still_waits_at_our_door_is_asked_about_every_six_hours_and_is_no_case(world: World) -> None:
    silent_waybill(world)
    world.steer("seed", {"pace": 0.0001})
    repair = world.parts.repair
    assert repair is not None
    for _ in range(4):
        world.hub.clock.advance(hours=2)
        repair.queue_silent()
        world.parts.jobs.run_all()
    assert len(world.log("kuaidi100.query")) == 1
    assert [row.state for row in world.hub.jobs("courier") if row.kind == "query"] == ["done"]
    assert world.hub.rows(work.case) == []


def few_at_once(world: World) -> Repair:
    """Looks for two waybills at a time."""
    assert world.systems.courier is not None
    return Repair(
        world.hub.store,
        world.hub.clock,
        courier=world.systems.courier,
        carriers=world.systems.carriers,
        inbound=world.parts.inbound,
        source=world.systems.courier.system,
        at_once=2,
    )


def more_labels(world: World, count: int) -> None:
    """The parcel bears more waybills, each without news for a little less long."""
    (waybill,), (binding,) = world.hub.rows(parcels.waybill), world.hub.rows(parcels.binding)
    with world.hub.store.write() as connection:
        for number in range(1, count + 1):
            label, at = derived_id(waybill.id, str(number)), waybill.updated_at + timedelta(seconds=number)
            own = {"id": label, "number": f"{waybill.number}{number}", "updated_at": at}
            connection.execute(insert(parcels.waybill).values({**waybill._mapping, **own}))
            bound = {"id": derived_id(label, "bound"), "waybill_id": label, "waybill_no": own["number"]}
            connection.execute(insert(parcels.binding).values({**binding._mapping, **bound}))


def test_every_silent_waybill_has_its_turn_however_many_there_are(world: World) -> None:
    silent_waybill(world)
    more_labels(world, 4)
    world.steer("seed", {"pace": 0.0001})
    repair = few_at_once(world)
    for hours in (7, 7):
        world.hub.clock.advance(hours=hours)
        queued = []
        for _ in range(4):
            queued.append(repair.queue_silent())
            world.parts.jobs.run_all()
        assert queued == [2, 2, 1, 0]
    asked = [row.dedupe_key for row in world.hub.jobs("courier") if row.kind == "query" and row.state != "due"]
    assert len(asked) == 5


@pytest.mark.parametrize("end", ["closed", "delivered", "a month"])
def test_nobody_asks_about_goods_of_which_no_news_is_to_come(world: World, end: str) -> None:
    silent_waybill(world)
    repair = world.parts.repair
    assert repair is not None
    world.hub.clock.advance(days=31 if end == "a month" else 1)
    if end != "a month":
        with world.hub.store.write() as connection:
            connection.execute(update(orders.shipment).values(node=end))
    assert repair.queue_silent() == 0


def test_no_waybill_is_asked_about_twice_within_half_an_hour(world: World) -> None:
    silent_waybill(world)
    repair = world.parts.repair
    assert repair is not None
    world.hub.clock.advance(seconds=SILENT_FOR.total_seconds() + 60)
    world.fault("kuaidi100.query", "drop_after_commit", count=3)
    assert repair.queue_silent() == 1
    for _ in range(60):
        world.parts.jobs.run_all()
        repair.queue_silent()
        world.hub.clock.advance(minutes=5)
    asked = sorted(datetime.fromisoformat(entry["at"]) for entry in world.log("kuaidi100.query"))
    assert len(asked) >= 3
    assert min(later - earlier for earlier, later in pairwise(asked)) >= timedelta(minutes=30)


def findings(hub: WorkingHub) -> list[Finding]:
    with hub.store.read() as connection:
        return examine(connection)


def test_the_company_of_these_tests_is_well(hub: WorkingHub) -> None:
    hub.allocate(sku=2)
    assert findings(hub) == []


def test_the_log_says_once_a_day_that_next_years_holidays_are_not_known_until_a_company_has_set_them(
    hub: WorkingHub, caplog: pytest.LogCaptureFixture
) -> None:
    looking = timers(hub)

    def said() -> int:
        found = [record for record in caplog.records if record.name == "orderdesk.hub.timers"]
        return sum("the holidays of 2027 are not known" in record.getMessage() for record in found)

    with caplog.at_level(logging.WARNING, logger="orderdesk.hub.timers"):
        looking.run_due()
        looking.run_due()
        assert said() == 1
        hub.clock.advance(days=1)
        looking.run_due()
        assert said() == 2
        with hub.store.write() as connection:
            for company_id in connection.execute(select(masters.company.c.id)).scalars().all():
                row = {"id": derived_id(company_id, "setting:promise"), "company_id": company_id, "name": "promise"}
                row |= {"value": {"holidays": ["2027-02-05"]}, "set_at": hub.clock.now()}
                connection.execute(insert(masters.company_setting).values(row))
        hub.clock.advance(days=1)
        looking.run_due()
        assert said() == 2
