"""Whatever the people of a company say in whatever order, online or not, on either database: everything adds up.

The machine has one rule for each verb that there is. It works on a real hub and through real workstations.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from db.tables import work
from orderdesk.clock import SetClock
from orderdesk.commands import (
    AcceptTransfer,
    AllocateOrder,
    CloseParcel,
    HandOver,
    ReviewOrder,
    StatedItem,
    StateStock,
    verbs,
)
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order
from tests.hub import moves_at_the_desk as desk
from tests.hub import moves_from_outside as outside
from tests.hub import moves_on_the_floor as bench
from tests.hub.company_life import Beginning, Draw, Life, Move, begin
from tests.hub.company_rules import broken_rules
from tests.hub.shop_floor import PIECE, ShopFloor, shop_floor
from tests.sync import promises
from tests.sync import small_company as company
from tests.sync.world import Broken
from tools.postgres_server import PostgresServer

#: Who says what, and where.
SAID: dict[tuple[str, str], tuple[Move, ...]] = {
    ("C1", "sales"): (desk.place_order, desk.edit_order, desk.hold_order, desk.cancel_order, desk.open_session),
    ("C1", "supervisor"): (
        desk.review_order,
        desk.return_to_review,
        desk.lift_hold,
        desk.allocate_order,
        desk.accept_transfer,
        desk.decline_transfer,
        desk.unallocate_order,
        desk.split_order,
        desk.move_reservation,
        desk.release_reservation,
        desk.cancel_shipment,
        desk.intercept_shipment,
        desk.return_shipment,
        desk.attach_photo,
        desk.add_note,
        desk.complete_task,
        bench.report_exception,
    ),
    ("C1", "finance"): (desk.decide_credit, desk.close_order, desk.record_receipt, desk.confirm_receipt),
    ("C1", "admin"): (desk.change_setting,),
    ("D1", "packer"): (
        bench.start_picking,
        bench.declare_short,
        bench.open_parcel,
        bench.verify_item,
        bench.bind_waybill,
        bench.unbind_waybill,
        bench.close_parcel,
        bench.void_parcel,
        bench.clear_stop,
        bench.call_supervisor,
        bench.receive_return,
    ),
    ("D2", "packer2"): (
        bench.reopen_parcel,
        bench.stage_shipment,
        bench.unstage_shipment,
        bench.hand_over,
        bench.confirm_delivery,
    ),
    ("D2", "supervisor"): (bench.stop_picking,),
}
OWN: tuple[Move, ...] = (
    outside.record_courier_event,
    outside.record_warehouse_status,
    outside.confirm_shipped,
    outside.state_stock,
    outside.lapse_holds,
    outside.release_expired,
    outside.review_reservations,
)
#: What comes next for a shipment at a node; a move alone is the hub's.
NEXT: dict[str, tuple[tuple[str, str, Move] | Move, ...]] = {
    "pending_review": (("C1", "supervisor", desk.review_order),),
    "credit_review": (("C1", "finance", desk.decide_credit),),
    "stock_locked": (("C1", "supervisor", desk.allocate_order),),
    "allocated": (("D1", "packer", bench.start_picking), outside.confirm_shipped, outside.record_warehouse_status),
    "picking": (("D1", "packer", bench.declare_short), outside.confirm_shipped),
    "packed": (("D2", "packer2", bench.stage_shipment), ("D2", "packer2", bench.hand_over)),
    "staged": (("D2", "packer2", bench.hand_over),),
    "in_transit": (
        outside.record_courier_event,
        ("D2", "packer2", bench.confirm_delivery),
        ("C1", "supervisor", desk.intercept_shipment),
    ),
    "delivery_exception": (("C1", "supervisor", desk.return_shipment), outside.record_courier_event),
    "returning": (("D1", "packer", bench.receive_return), ("C1", "finance", desk.close_order)),
    "delivered": (("C1", "finance", desk.close_order), ("C1", "finance", desk.record_receipt)),
}
PACKING: tuple[Move, ...] = (bench.open_parcel, bench.verify_item, bench.bind_waybill, bench.close_parcel)

draws = st.builds(Draw, st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5).map(bool))


class CompanyMachine(RuleBasedStateMachine):
    """The company; the rules for its verbs are added below."""

    def __init__(self, opened: Any) -> None:
        super().__init__()
        self._opened = opened
        self.life: Life = opened.__enter__()
        self._looked = 0

    @rule(number=st.integers(0, 2))
    def cut_off_or_back(self, number: int) -> None:
        """A workstation loses its line, or has it again."""
        place = self.life.places[number]
        place.cut_off = not place.cut_off
        self.life.sync(place)

    @rule(number=st.integers(0, 2))
    def listen(self, number: int) -> None:
        """A workstation hears what is new."""
        self.life.sync(self.life.places[number])

    @rule(draw=draws, steps=st.integers(2, 4), more=st.integers(0, 1))
    def pack(self, draw: Draw, steps: int, more: int) -> None:
        """A box, filled wholly or in part, labelled and closed as far as it comes; `more`: one that is open already."""
        for move in PACKING[more:steps]:
            self.life.say("D1", "packer", move, Draw(draw.first, draw.second, draw.third))

    @rule(nodes=st.lists(st.tuples(st.sampled_from(sorted(NEXT)), draws), min_size=1, max_size=4))
    def go_on(self, nodes: list[tuple[str, Draw]]) -> None:
        """Orders that stand somewhere are taken further."""
        for node, draw in nodes:
            following = NEXT[node][draw.second % len(NEXT[node])]
            if isinstance(following, tuple):
                self.life.say(*following, draw)
            else:
                self.life.own(following, draw)

    @invariant()
    def everything_adds_up(self) -> None:
        """The hub's own rules, after each step that changed something; what reads everything again now and then."""
        if self.life.watch.accepted == self._looked:
            return
        self._looked = self.life.watch.accepted
        self._require_whole(wholly=self._looked % 8 == 0)

    def _require_whole(self, *, wholly: bool) -> None:
        found = broken_rules(self.life.hub.store, wholly=wholly)
        assert found == [], "\n".join(self.life.story)

    def teardown(self) -> None:
        """At last everybody has heard everything, and holds what the hub does."""
        try:
            self.life.settle()
            promises.check_followed(self.life)
            self._require_whole(wholly=True)
        except Broken as error:
            raise Broken("\n".join((str(error), *self.life.story))) from error
        finally:
            self._opened.__exit__(None, None, None)


def _person_says(code: str, login: str, move: Move) -> Callable[[CompanyMachine, Draw], None]:
    def says(machine: CompanyMachine, draw: Draw) -> None:
        machine.life.say(code, login, move, draw)

    says.__name__ = move.__name__
    return says


def _hub_says(move: Move) -> Callable[[CompanyMachine, Draw], None]:
    def says(machine: CompanyMachine, draw: Draw) -> None:
        machine.life.own(move, draw)

    says.__name__ = move.__name__
    return says


for (_code, _login), _moves in SAID.items():
    for _move in _moves:
        setattr(CompanyMachine, _move.__name__, rule(draw=draws)(_person_says(_code, _login, _move)))
for _move in OWN:
    setattr(CompanyMachine, _move.__name__, rule(draw=draws)(_hub_says(_move)))


def first_orders(floor: ShopFloor) -> None:
    """Orders at every place of their way, so that no history has to begin with nothing."""
    customer = floor.load(Customer, company.CUSTOMERS[1])
    customer.accounts[0].credit_limit_fen = 3 * 1_250
    floor.alter(customer)
    floor.place(sku=2, quantity=3 * PIECE)
    dear = floor.place(sku=2, quantity=4 * PIECE, customer_id=customer.id)
    floor.do(ReviewOrder(order_id=dear), by="supervisor", at="A1")
    floor.allocated(sku=1, quantity=2 * PIECE)
    van = {"delivery_method": "own_van", "carrier_code": None, "cod": True}
    for place, code in enumerate(("", "", "1", "2", "3", "6")):
        order = floor.allocated(quantity=2 * PIECE)
        parcel_id = floor.packed(order, f"SF13856287168{place:02}")
        if place > 1:
            floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
            floor.done(floor.scan(f"SF13856287168{place:02}", code, order.id, parcel_ids=(parcel_id,)))
    _hand_over_to_our_van(floor, floor.allocated(sku=1, **van))
    floor.filled(floor.allocated(sku=1, quantity=4 * PIECE), PIECE)
    _count(floor, company.BENCH_WAREHOUSE, 2, 0)
    floor.allocated(sku=2, quantity=4 * PIECE)
    split = floor.place(sku=2, quantity=45 * PIECE)
    floor.do(ReviewOrder(order_id=split, back_order=True), by="supervisor", at="A1")
    assert len(floor.order(split).shipments) == 2
    _transfers(floor)


def _transfers(floor: ShopFloor) -> None:
    """Two orders of which a part lies in the other warehouse: one proposal is taken up and sent, one is open."""
    for there, is_accepted in ((4, True), (8, False)):
        _count(floor, company.WMS_WAREHOUSE, 1, there)
        order_id = floor.place(sku=1, quantity=5 * PIECE)
        floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
        sharing = AllocateOrder(order_id=order_id, warehouse_id=company.WMS_WAREHOUSE, back_order=True)
        floor.do(sharing, by="supervisor", at="A1")
        if is_accepted:
            _send(floor, order_id)
    _count(floor, company.WMS_WAREHOUSE, 1, 40)


def _send(floor: ShopFloor, order_id: UUID) -> None:
    with floor.store.read() as connection:
        case_id = connection.execute(select(work.case.c.id).where(work.case.c.order_id == order_id)).scalar_one()
    new = {"order_id": floor.new_id(), "order_no": floor.order_no()}
    asked = AcceptTransfer.model_validate({"case_id": case_id, "for_order_id": order_id} | new)
    floor.do(asked, by="supervisor", at="A1")
    _hand_over_to_our_van(floor, floor.order(asked.order_id))


def _hand_over_to_our_van(floor: ShopFloor, order: Order) -> None:
    parcel_id = floor.filled(order)
    closing = CloseParcel(parcel_id=parcel_id, order_ids=(order.id,), own_waybill_no=floor.parcel(parcel_id).parcel_no)
    for command in (closing, HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,))):
        floor.do(command)


def _count(floor: ShopFloor, warehouse_id: UUID, sku: int, pieces: int) -> None:
    floor.clock.advance(seconds=1)
    items = (StatedItem(sku_id=company.SKUS[sku], on_hand=pieces * PIECE),)
    counted = {"company_id": company.COMPANY, "warehouse_id": warehouse_id, "as_of": floor.clock.now()}
    floor.done(StateStock.model_validate(counted | {"source": "count", "items": items}))


@contextmanager
def opened(beginning: Beginning, url: str) -> Iterator[Life]:
    with TemporaryDirectory() as folder:
        life = Life(beginning, url, Path(folder))
        try:
            yield life
        finally:
            life.close()


Start = Callable[[], Any]


@pytest.fixture
def start(database_kind: str, company_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Start:
    """Opens a life of the company on a copy of its database."""
    clock = SetClock(company.START)
    with shop_floor(company_url, clock, pool_size=2) as floor:
        first_orders(floor)
    beginning = begin(company_url, tmp_path / "folders", clock.now() + timedelta(minutes=1))

    @contextmanager
    def on_sqlite() -> Iterator[Life]:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "hub.db"
            shutil.copyfile(company_url.removeprefix("sqlite:///"), path)
            with opened(beginning, f"sqlite:///{path}") as life:
                yield life

    @contextmanager
    def on_postgres() -> Iterator[Life]:
        server: PostgresServer = request.getfixturevalue("postgres")
        name = server.create_database(company_url.rsplit("/", 1)[1].partition("?")[0])
        try:
            with opened(beginning, server.url(name)) as life:
                yield life
        finally:
            server.drop_database(name)

    return on_sqlite if database_kind == "sqlite" else on_postgres


def test_whatever_is_said_everything_adds_up(start: Start, histories: int) -> None:
    """As many lives as the simulator's histories divided by a hundred."""
    run_state_machine_as_test(
        lambda: CompanyMachine(start()),  # type: ignore[arg-type]  # it is only called
        settings=settings(
            max_examples=max(histories // 100, 1),
            stateful_step_count=20,
            phases=(
                Phase.explicit,
                Phase.reuse,
                Phase.generate,
            ),  # a failure tells its story; to shorten it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_verb_has_its_rule() -> None:
    named = [move.__name__ for moves in (*SAID.values(), OWN) for move in moves]
    assert sorted(named) == sorted(verbs())
