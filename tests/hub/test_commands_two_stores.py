"""Every change runs alike at the hub and at a workstation that holds nothing but the documents it names.

A story with every command in it is told at a hub. Before each command its documents are laid into two other stores, one
with the hub's tables and one with a cache's, and the change alone runs there; then once more on what a seat may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from orderdesk.commands import (
    AddNote,
    AllocateOrder,
    AttachPhoto,
    CallSupervisor,
    CancelOrder,
    CancelShipment,
    ChangeSetting,
    ClearStop,
    CloseOrder,
    CloseParcel,
    Command,
    CompleteTask,
    ConfirmDelivery,
    ConfirmReceipt,
    ConfirmShipped,
    DayEdit,
    DecideCredit,
    DeclareShort,
    DeclineTransfer,
    EditOrder,
    HandOver,
    HoldOrder,
    InterceptShipment,
    LapseHolds,
    LiftHold,
    LineEdit,
    LineTerms,
    MoveReservation,
    OpenSession,
    ReceiveReturn,
    RecordReceipt,
    RecordWarehouseStatus,
    ReleaseExpired,
    ReleaseReservation,
    ReopenParcel,
    ReportException,
    ReturnShipment,
    ReturnToReview,
    ReviewOrder,
    ReviewReservations,
    ShippedItem,
    ShippedParcel,
    ShipToEdit,
    SplitOrder,
    StageShipment,
    StartPicking,
    StatedItem,
    StateStock,
    StopPicking,
    TextEdit,
    UnallocateOrder,
    UnbindWaybill,
    UnstageShipment,
    VoidParcel,
    verbs,
)
from orderdesk.commands.cash import receipt_id
from orderdesk.commands.ledger import stock_id
from orderdesk.documents.masters import Customer
from orderdesk.domain.nodes import Node
from tests.hub.shop_floor import PIECE, SF, ShopFloor
from tests.hub.test_commands_transfers import accepting, arriving, on_its_way, proposed
from tests.hub.two_stores import Mirror, mirror_of
from tests.sync import small_company as company

WAYBILL = "SF1385628716739"
PICTURE = "ab" * 32


@dataclass
class Story:
    """Tells a story at the hub, comparing the two stores before each command."""

    floor: ShopFloor
    mirror: Mirror

    def say(self, command: Command, *, by: str = "packer", at: str = "B1") -> None:
        """A command of a person that is accepted."""
        self.mirror.compare(self.floor, command, by)
        self.floor.do(command, by=by, at=at)

    def happen(self, command: Command) -> None:
        """A command of the hub itself that is accepted."""
        self.mirror.compare(self.floor, command, "supervisor")
        self.floor.done(command)

    def refused(self, command: Command, *, by: str = "packer") -> None:
        """A command that is refused on both sides."""
        self.mirror.compare(self.floor, command, by)


@pytest.fixture
def story(sqlite_floor: ShopFloor, tmp_path: Path) -> Iterator[Story]:
    """A story that is about to be told."""
    with mirror_of(sqlite_floor, tmp_path) as mirror:
        yield Story(sqlite_floor, mirror)


def at_the_desk(story: Story) -> None:
    floor = story.floor
    asked = floor.an_order()
    story.say(asked, by="sales", at="A1")
    story.refused(asked, by="sales")
    story.say(AddNote(order_id=asked.order_id, text="易碎"), by="sales", at="A1")
    floor.clock.advance(minutes=31)
    story.happen(ReleaseExpired(order_id=asked.order_id))
    story.say(ReviewOrder(order_id=asked.order_id), by="supervisor", at="A1")
    story.refused(ReviewOrder(order_id=asked.order_id), by="supervisor")
    story.say(AllocateOrder(order_id=asked.order_id), by="supervisor", at="A1")
    floor.clock.advance(days=8)
    review = ReviewReservations(order_id=asked.order_id, company_id=company.COMPANY, due_on=floor.clock.now().date())
    story.happen(review)
    story.say(CancelOrder(order_id=asked.order_id, reason="客户取消"), by="sales", at="A1")
    opened_at = floor.clock.now() - timedelta(hours=1)
    story.refused(OpenSession(session_id=floor.new_id(), user_id=company.USERS["packer"], opened_at=opened_at))


def before_the_warehouse(story: Story) -> None:
    floor = story.floor
    order = floor.order(floor.place(quantity=3 * PIECE))
    line = order.lines[0]
    was = LineTerms(unit=line.unit, unit_quantity=line.unit_quantity, unit_price_micro=company.PRICE_MICRO)
    more = was.model_copy(update={"unit_quantity": 5 * PIECE})
    to = floor.an_order().ship_to
    edit = EditOrder(
        order_id=order.id,
        ship_to=ShipToEdit(was=to, to=to.model_copy(update={"street": "灵江路390号"})),
        requested_on=DayEdit(was=None, to=date(2026, 11, 20)),
        remark=TextEdit(was="", to="送货前电话"),
        lines=(LineEdit(line_id=line.id, was=was, to=more),),
        added=floor.an_order(sku=1).lines,
    )
    story.say(edit, by="sales", at="A1")
    story.refused(edit.model_copy(update={"lines": (LineEdit(line_id=order.id, was=was, to=None),)}), by="sales")
    story.say(EditOrder(order_id=order.id, lines=(LineEdit(line_id=line.id, was=more, to=None),)), by="sales", at="A1")
    story.say(HoldOrder(order_id=order.id, hold_kind="address", reason="地址不全"), by="sales", at="A1")
    story.refused(HoldOrder(order_id=order.id, hold_kind="address", reason="地址不全"), by="sales")
    lift = LiftHold(order_id=order.id, hold_id=floor.order(order.id).holds[0].id)
    story.refused(lift, by="finance")
    story.say(lift, by="supervisor", at="A1")
    later = floor.clock.now() + timedelta(minutes=5)
    story.say(HoldOrder(order_id=order.id, reason="等通知", expires_at=later), by="supervisor", at="A1")
    floor.clock.advance(minutes=6)
    story.happen(LapseHolds(order_id=order.id))
    story.say(ReviewOrder(order_id=order.id), by="supervisor", at="A1")
    story.say(ReturnToReview(order_id=order.id, reason="改单"), by="supervisor", at="A1")
    _over_the_limit(story)
    _goods_by_hand(story)
    setting = ChangeSetting(company_id=company.COMPANY, name="promise", value={"road_days": 2})
    story.refused(setting.model_copy(update={"value": {"road_days": "x"}}), by="supervisor")
    # Nobody in this story administers: what runs on both sides is compared all the same.
    story.mirror.compare(floor, setting, "supervisor")


def _over_the_limit(story: Story) -> None:
    floor = story.floor
    customer = floor.load(Customer, company.CUSTOMERS[1])
    customer.accounts[0].credit_limit_fen = 0
    floor.alter(customer)
    for grant in (True, False):
        order_id = floor.place(customer_id=customer.id)
        floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
        story.say(DecideCredit(order_id=order_id, grant=grant, reason="老客户"), by="supervisor", at="A1")


def _goods_by_hand(story: Story) -> None:
    floor = story.floor
    floor.lies(PIECE, sku=2)
    floor.lies(PIECE, sku=2, warehouse_id=company.WMS_WAREHOUSE)
    order = floor.allocated(sku=2, quantity=2 * PIECE)
    story.say(UnallocateOrder(order_id=order.id), by="supervisor", at="A1")
    story.refused(UnallocateOrder(order_id=order.id), by="supervisor")
    part = {"order_id": order.id, "shipment_id": floor.order(order.id).shipments[1].id}
    new = {"new_order_id": floor.new_id(), "new_order_no": floor.order_no(), "reason": "分开发"}
    story.say(SplitOrder.model_validate(part | new), by="supervisor", at="A1")
    story.refused(SplitOrder.model_validate(part | new | {"new_order_id": floor.new_id()}), by="supervisor")
    _transfer(story)
    rest = floor.order(order.id).shipments[0]
    held = order.shipments[0].warehouse_id
    assert held is not None
    elsewhere = {"line_id": order.lines[0].id, "stock_id": stock_id(company.COMPANY, held, company.SKUS[2])}
    other = floor.order(floor.place(sku=2))
    given = {"to_order_id": other.id, "to_line_id": other.lines[0].id, "quantity": PIECE, "reason": "先发"}
    move = MoveReservation.model_validate({"order_id": order.id} | elsewhere | given)
    story.refused(move.model_copy(update={"to_order_id": None}), by="supervisor")
    story.say(move, by="supervisor", at="A1")
    story.say(ReleaseReservation(order_id=other.id, reason="不要了"), by="supervisor", at="A1")
    story.say(CancelShipment(order_id=order.id, shipment_id=rest.id, reason="客户取消"), by="supervisor", at="A1")


def _transfer(story: Story) -> None:
    floor = story.floor
    other, proposal = proposed(floor, sku=1)
    declined = DeclineTransfer(case_id=proposal.id, for_order_id=other.id, reason="新货将到")
    story.say(declined, by="supervisor", at="A1")
    story.refused(declined, by="supervisor")
    floor.do(CancelOrder(order_id=other.id, reason="客户取消"), by="supervisor", at="A1")
    order, case = proposed(floor, sku=1)
    asked = accepting(floor, order, case)
    story.say(asked, by="supervisor", at="A1")
    story.refused(accepting(floor, order, case), by="supervisor")
    arrived = arriving(on_its_way(floor, asked.order_id), PIECE, warehouse_id=company.BENCH_WAREHOUSE)
    story.refused(arrived.model_copy(update={"for_order_id": None}))
    story.say(arrived)
    floor.lies(company.STOCKED, sku=1)


def at_the_bench(story: Story) -> None:
    floor = story.floor
    order, other = floor.allocated(quantity=2 * PIECE), floor.allocated(sku=1)
    both = (order.id, other.id)
    parcel_id = floor.new_id()
    story.say(floor.opening(order, parcel_id))
    story.say(floor.item(parcel_id, order, serials=("S1",)))
    story.say(floor.item(parcel_id, order, serials=("S2",)))
    story.refused(floor.item(parcel_id, order))
    story.say(floor.item(parcel_id, order, -PIECE, serials=("S1",)))
    story.say(floor.item(parcel_id, order))
    story.say(floor.item(parcel_id, other))
    closing = CloseParcel(parcel_id=parcel_id, order_ids=both, weight_g=900)
    story.refused(closing)
    story.say(floor.label(parcel_id, WAYBILL, "1"))
    unlabelling = UnbindWaybill(parcel_id=parcel_id, carrier_code=SF, waybill_no=WAYBILL, piece="1")
    story.say(unlabelling)
    story.refused(unlabelling)
    story.say(floor.label(parcel_id, WAYBILL))
    story.say(closing)
    story.say(ReopenParcel(parcel_id=parcel_id, order_ids=both))
    story.say(closing)
    empty = floor.new_id()
    story.say(ClearStop(order_ids=both, parcel_id=parcel_id, stop="stop.held", bin_code="~BIN-Y01"))
    story.refused(ClearStop(order_ids=both, stop="stop.held"))
    calling = CallSupervisor(call_id=floor.new_id(), order_id=order.id, parcel_no=floor.parcel(parcel_id).parcel_no)
    story.say(calling)
    story.say(calling)
    story.say(floor.opening(floor.allocated(sku=2), empty))
    story.say(VoidParcel(parcel_id=empty))
    story.say(HandOver(parcel_ids=(parcel_id,), order_ids=both, carrier_code=SF))
    for minutes, code in ((1, "1"), (2, "3"), (2, "3")):
        story.happen(floor.scan(WAYBILL, code, *both, minutes=minutes, parcel_ids=(parcel_id,)))


def at_the_van(story: Story) -> None:
    floor = story.floor
    order = floor.allocated(delivery_method="own_van", carrier_code=None)
    parcel_id = floor.filled(order)
    number = floor.parcel(parcel_id).parcel_no
    story.say(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,), own_waybill_no=number))
    story.say(ReopenParcel(parcel_id=parcel_id, order_ids=(order.id,), own_waybill_no=number))


def at_the_other_warehouse(story: Story) -> None:
    floor = story.floor
    floor.lies(0)
    order = floor.allocated()
    line = order.shipment_lines[0]
    happened = {"order_id": order.id, "shipment_id": line.shipment_id, "occurred_at": floor.clock.now()}
    begun = {"code": "40", "node": Node.PICKING, "source": "flux"}
    story.happen(RecordWarehouseStatus.model_validate(happened | begun))
    items = (ShippedItem(shipment_line_id=line.id, quantity=line.quantity),)
    parcel = ShippedParcel(parcel_no="W1", carrier_code=SF, waybill_no="SF1486000003911", items=items)
    asked = ConfirmShipped.model_validate(happened | {"company_id": order.company_id, "parcels": (parcel,)})
    story.happen(asked)
    story.happen(asked)


def in_the_warehouse(story: Story) -> None:
    floor = story.floor
    stated = {"company_id": company.COMPANY, "warehouse_id": company.WMS_WAREHOUSE, "as_of": floor.clock.now()}
    counted = (StatedItem(sku_id=company.SKUS[2], on_hand=7 * PIECE),)
    story.happen(StateStock.model_validate(stated | {"source": "u8", "items": counted}))
    floor.lies(company.STOCKED)
    order = floor.allocated(quantity=3 * PIECE)
    names = {"order_id": order.id, "shipment_id": order.shipments[0].id}
    story.say(StartPicking.model_validate(names))
    story.say(StopPicking.model_validate(names), by="supervisor", at="A1")
    story.refused(StageShipment.model_validate(names | {"lane": "D3"}))
    parcel_id = floor.filled(order, PIECE)
    story.refused(StopPicking.model_validate(names), by="supervisor")
    floor.do(floor.label(parcel_id, "SF1486000003912"))
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,)))
    for _ in range(2):
        story.say(DeclareShort(order_id=order.id, shipment_line_id=order.shipment_lines[0].id, quantity=PIECE))
    story.say(StageShipment.model_validate(names | {"lane": "D3"}))
    story.say(UnstageShipment.model_validate(names))
    nothing = floor.allocated(sku=1)
    story.say(StartPicking(order_id=nothing.id, shipment_id=nothing.shipments[0].id))
    story.say(DeclareShort(order_id=nothing.id, shipment_line_id=nothing.shipment_lines[0].id, quantity=PIECE))


def at_the_door(story: Story) -> None:
    floor = story.floor
    order = floor.allocated(delivery_method="own_van", carrier_code=None, cod=True)
    parcel_id = floor.filled(order)
    number = floor.parcel(parcel_id).parcel_no
    floor.do(CloseParcel(parcel_id=parcel_id, order_ids=(order.id,), own_waybill_no=number))
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    names: dict[str, object] = {"order_id": order.id, "shipment_id": order.shipments[0].id}
    names["waybill_ids"] = [each.waybill_id for each in floor.parcel(parcel_id).open_bindings()]
    told = {"cause": "cannot_reach", "note": "无人", "photo": PICTURE}
    story.say(ReportException.model_validate(names | told | {"occurred_at": floor.clock.now()}))
    floor.clock.advance(minutes=5)
    signed = names | {"received_by": "王小明", "received_at": floor.clock.now()}
    story.refused(ConfirmDelivery.model_validate(signed))
    story.say(ConfirmDelivery.model_validate(signed | {"collected_fen": 1_250, "photo": PICTURE}))
    story.refused(ReportException.model_validate(names | told | {"occurred_at": floor.clock.now()}))
    story.say(AttachPhoto(subject_kind="parcel", subject_id=parcel_id, sha256=PICTURE))
    closing = CloseOrder(order_id=order.id, reason="completed")
    story.refused(CloseOrder(order_id=order.id, reason="lost"), by="supervisor")
    cash = receipt_id(order.company_id, "cod", order.shipments[0].shipment_no, "payment")
    story.refused(ConfirmReceipt(receipt_id=cash, order_ids=(floor.new_id(),)), by="supervisor")
    story.say(ConfirmReceipt(receipt_id=cash, order_ids=(order.id,)), by="supervisor", at="A1")
    story.say(closing, by="supervisor", at="A1")
    story.refused(closing, by="supervisor")


def on_the_way_back(story: Story) -> None:
    floor = story.floor
    order = floor.allocated(quantity=2 * PIECE)
    parcel_id = floor.packed(order, "SF1486000003913")
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(order.id,)))
    names = {"order_id": order.id, "shipment_id": order.shipments[0].id}
    story.refused(ReturnShipment.model_validate(names | {"reason": "拒收"}), by="supervisor")
    story.say(InterceptShipment.model_validate(names | {"reason": "改单"}), by="supervisor", at="A1")
    for code, minutes in (("3", 1), ("14", 2)):
        floor.done(floor.scan("SF1486000003913", code, order.id, minutes=minutes))
    story.say(ReturnShipment.model_validate(names | {"reason": "拒收"}), by="supervisor", at="A1")
    line = {"shipment_line_id": order.shipment_lines[0].id, "quantity": PIECE}
    story.say(ReceiveReturn.model_validate(names | {"lines": (line,)}))
    story.say(ReceiveReturn.model_validate(names | {"lines": (line | {"condition": "damaged"},)}))
    story.refused(ReceiveReturn.model_validate(names | {"lines": (line,)}))


def something_comes_back(story: Story) -> None:
    floor = story.floor
    origin = floor.allocated(quantity=2 * PIECE)
    parcel_id = floor.packed(origin, "SF1486000003914")
    floor.do(HandOver(parcel_ids=(parcel_id,), order_ids=(origin.id,)))
    floor.done(floor.scan("SF1486000003914", "3", origin.id, minutes=1))
    came = {"company_id": origin.company_id, "customer_id": origin.customer_id, "channel": "bank", "channel_no": "7"}
    paid = {"received_at": floor.clock.now(), "orders": ({"order_id": origin.id, "amount_fen": 2_000},)}
    story.say(RecordReceipt.model_validate(came | paid), by="supervisor", at="A1")
    story.refused(RecordReceipt.model_validate(came | paid), by="supervisor")
    story.refused(floor.an_order(order_kind="RETURN"), by="sales")
    asked = floor.an_order(order_kind="RETURN", origin_order_id=origin.id)
    story.say(asked, by="sales", at="A1")
    story.say(ReviewOrder(order_id=asked.order_id), by="supervisor", at="A1")
    back = floor.order(asked.order_id)
    line = {"shipment_line_id": back.shipment_lines[0].id, "quantity": PIECE}
    names = {"order_id": back.id, "shipment_id": back.shipments[0].id}
    story.say(ReceiveReturn.model_validate(names | {"lines": (line,)}))
    note = {"order_id": origin.id, "text": "@finance", "mentions": (company.USERS["finance"],)}
    story.refused(AddNote.model_validate(note), by="sales")
    mentioning = AddNote.model_validate(note | {"note_id": floor.new_id()})
    story.say(mentioning, by="sales", at="A1")
    story.say(CompleteTask(task_id=mentioning.task_id(company.USERS["finance"])), by="supervisor", at="A1")


PLACES: tuple[Callable[[Story], None], ...] = (
    at_the_desk,
    before_the_warehouse,
    at_the_bench,
    at_the_van,
    at_the_other_warehouse,
    in_the_warehouse,
    at_the_door,
    on_the_way_back,
    something_comes_back,
)


def test_every_change_ends_alike_at_the_hub_and_at_every_seat(story: Story) -> None:
    for place in PLACES:
        place(story)
    assert story.mirror.seen == set(verbs())
