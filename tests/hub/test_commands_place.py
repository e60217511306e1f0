"""Placing, reviewing, allocating, cancelling: what each does and every reason it refuses for, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from orderdesk.commands import (
    AddNote,
    AllocateOrder,
    CancelOrder,
    Command,
    OpenParcel,
    PlacedLine,
    PlaceOrder,
    ReleaseExpired,
    ReviewOrder,
)
from orderdesk.commands.checks import check_of
from orderdesk.commands.command import read_command
from orderdesk.commands.ledger import SOFT_FOR
from orderdesk.documents.masters import Company, Customer, Price, PriceList, Sku, SkuUnit, Stock
from orderdesk.documents.orders import Order
from orderdesk.errors import Refused
from orderdesk.ids import derived_id
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.sync import small_company as company


def finding(order: Order, kind: str) -> tuple[str, dict[str, Any]]:
    """Code and facts of what the hub found."""
    check = check_of(order, kind)
    return ("", {}) if check is None else (check.code, check.facts or {})


def line(**changed: Any) -> PlacedLine:
    """A line of one piece at the list price."""
    plain = {
        "sku_id": company.SKUS[0],
        "unit": "piece",
        "unit_quantity": PIECE,
        "unit_price_micro": company.PRICE_MICRO,
    }
    return PlacedLine.model_validate(plain | changed)


def test_an_order_is_placed_with_its_price_credit_and_stock_checked(floor: ShopFloor) -> None:
    order = floor.order(floor.place(quantity=3 * PIECE))
    assert (order.node, order.amount_fen, order.lines[0].price_source) == ("pending_review", 3_750, "STD/1")
    assert [finding(order, kind)[0] for kind in ("price", "credit", "stock")] == [
        "price.as_listed",
        "credit.within_limit",
        "stock.reserved",
    ]
    assert floor.stock() == (company.STOCKED, 3_000, 3_000)
    assert floor.faults() == []


def test_an_order_that_cannot_be_entered_is_refused_with_its_reason(floor: ShopFloor) -> None:
    known = floor.place(source_order_no="TB-1")
    box = floor.load(Sku, company.SKUS[1])
    box.units.append(SkuUnit(id=floor.new_id(), sku_id=box.id, unit="third", factor=333))
    floor.alter(box)
    floor.deactivate(Customer, company.CUSTOMERS[1])
    floor.deactivate(Sku, company.SKUS[2])
    stranger = floor.new_id()
    for code, changed in (
        ("order.bad_number", {"order_no": "SO1"}),
        ("order.exists", {"order_id": known}),
        ("order.number_taken", {"order_no": floor.order(known).order_no}),
        ("order.source_taken", {"source_order_no": "TB-1"}),
        ("customer.unknown", {"customer_id": stranger}),
        ("customer.inactive", {"customer_id": company.CUSTOMERS[1]}),
        ("access.other_company", {"company_id": stranger}),
        ("sku.unknown", {"lines": (line(sku_id=stranger),)}),
        ("sku.inactive", {"lines": (line(sku_id=company.SKUS[2]),)}),
        ("line.unknown_unit", {"lines": (line(unit="dozen"),)}),
        ("quantity.not_exact", {"lines": (line(sku_id=company.SKUS[1], unit="third", unit_quantity=1),)}),
        ("quantity.not_whole", {"lines": (line(unit_quantity=500),)}),
        ("quantity.too_large", {"lines": (line(unit_quantity=10**13),)}),
        ("amount.too_large", {"lines": (line(unit_quantity=10**12, unit_price_micro=10**12),)}),
    ):
        outcome = floor.say(floor.an_order(**changed), by="sales", at="A1")
        assert (outcome.code, outcome.status) == (code, "refused")
    assert floor.stock()[1] == PIECE
    assert floor.faults() == []


def test_a_refused_line_says_which_one_it_is(floor: ShopFloor) -> None:
    outcome = floor.say(floor.an_order(lines=(line(), line(unit_quantity=10**13))), by="sales", at="A1")
    assert (outcome.facts["line"], outcome.facts["sku"], outcome.facts["unit"]) == (2, "BP-0", "piece")


def test_prices_outside_the_tolerance_are_a_conflict_for_the_review(floor: ShopFloor) -> None:
    own = PriceList(
        id=floor.new_id(),
        company_id=company.COMPANY,
        code="C0",
        name="own",
        customer_id=company.CUSTOMERS[0],
        valid_from=date(2026, 1, 1),
        edition=7,
    )
    own.prices.append(
        Price(
            id=floor.new_id(),
            price_list_id=own.id,
            sku_id=company.SKUS[1],
            unit="piece",
            from_quantity=0,
            unit_price_micro=10_000_000,
        )
    )
    floor.alter(own)
    lines = (
        line(),
        line(sku_id=company.SKUS[1]),
        line(sku_id=company.SKUS[1], unit_price_micro=10_040_000),
        line(sku_id=company.SKUS[2], unit_price_micro=0, gift=True),
    )
    order = floor.order(floor.place(lines=lines))
    code, facts = finding(order, "price")
    assert (code, [(each["line"], each["code"]) for each in facts["lines"]]) == (
        "price.outside_tolerance",
        [(2, "price.above")],
    )
    assert [each.price_source for each in order.lines] == ["STD/1", "C0/7", "C0/7", "entered"]


def test_credit_is_refused_over_the_limit_and_not_asked_for_when_paid_first(floor: ShopFloor) -> None:
    limit = floor.load(Customer, company.CUSTOMERS[0]).accounts[0].credit_limit_fen or 0
    dear = line(unit_price_micro=(limit - 1_250) * 10_000)
    floor.place()
    assert finding(floor.order(floor.place(lines=(dear,))), "credit")[0] == "credit.within_limit"
    code, facts = finding(floor.order(floor.place()), "credit")
    assert (code, facts["limit_fen"], facts["open_fen"]) == ("credit.over_limit", limit, limit)
    assert finding(floor.order(floor.place(cod=True)), "credit")[0] == "credit.not_needed"
    other = floor.load(Customer, company.CUSTOMERS[1])
    other.accounts[0].terms = "prepaid"
    floor.alter(other)
    assert finding(floor.order(floor.place(customer_id=other.id)), "credit")[0] == "credit.not_needed"
    del other.accounts[0]
    floor.alter(other)
    assert finding(floor.order(floor.place(customer_id=other.id)), "credit")[0] == "credit.no_account"


def test_an_order_over_its_limit_goes_to_the_credit_review(floor: ShopFloor) -> None:
    customer = floor.load(Customer, company.CUSTOMERS[0])
    customer.accounts[0].credit_limit_fen = 0
    floor.alter(customer)
    order_id = floor.place()
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    assert floor.order(order_id).node == "credit_review"
    floor.do(CancelOrder(order_id=order_id, reason="无额度"), by="sales", at="A1")
    assert floor.faults() == []


def test_what_is_short_is_said_with_the_figures_of_every_warehouse(floor: ShopFloor) -> None:
    floor.place(quantity=company.STOCKED - PIECE)
    order_id = floor.place(quantity=company.STOCKED + 2 * PIECE)
    code, facts = finding(floor.order(order_id), "stock")
    [short] = facts["short"]
    assert (code, short["line"], short["wanted"]) == ("stock.short", 1, company.STOCKED + 2 * PIECE)
    assert [(each["warehouse"], each["available"]) for each in short["warehouses"]] == [
        ("SZ", company.STOCKED),
        ("NB", PIECE),
    ]
    outcome = floor.say(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    assert (outcome.code, outcome.facts["short"]) == ("stock.short", facts["short"])
    assert floor.faults() == []


def test_one_warehouse_is_preferred_and_two_are_used_where_none_has_everything(floor: ShopFloor) -> None:
    floor.lies(0, sku=1)
    both = floor.allocated(lines=(line(), line(sku_id=company.SKUS[1])))
    assert {each.warehouse_id for each in both.shipments} == {company.WMS_WAREHOUSE}
    floor.lies(0, sku=2, warehouse_id=company.WMS_WAREHOUSE)
    split = floor.allocated(lines=(line(sku_id=company.SKUS[1]), line(sku_id=company.SKUS[2])))
    assert sorted(each.shipment_no[-2:] for each in split.shipments) == ["-1", "-2"]
    assert {each.warehouse_id for each in split.shipments} == {company.WMS_WAREHOUSE, company.BENCH_WAREHOUSE}
    assert {len(split.lines_of(each.id)) for each in split.shipments} == {1}
    assert len(floor.jobs("send_shipment")) == 2
    assert floor.faults() == []


def test_a_line_takes_from_several_batches_of_one_warehouse(floor: ShopFloor) -> None:
    floor.lies(2 * PIECE)
    floor.lies(0, warehouse_id=company.WMS_WAREHOUSE)
    row = Stock(
        id=floor.new_id(),
        company_id=company.COMPANY,
        warehouse_id=company.BENCH_WAREHOUSE,
        sku_id=company.SKUS[0],
        batch="B2",
        on_hand=2 * PIECE,
        reserved=0,
        as_of=company.START,
        source="count",
    )
    floor.alter(row)
    order = floor.allocated(quantity=3 * PIECE)
    assert [each.warehouse_id for each in order.shipments] == [company.BENCH_WAREHOUSE]
    assert (floor.stock()[1], floor.load(Stock, row.id).reserved) == (2 * PIECE, PIECE)
    assert floor.faults() == []


def test_a_second_delivery_is_checked_like_a_sale_and_a_transfer_only_for_its_stock(floor: ShopFloor) -> None:
    origin = floor.place()
    floor.do(CancelOrder(order_id=origin, reason="x"), by="sales", at="A1")
    assert floor.code(floor.an_order(order_kind="RETURN"), by="sales", at="A1") == "order.origin_missing"
    resent = floor.order(floor.place(order_kind="RESEND", origin_order_id=origin))
    assert [(each.kind, each.other_order_id) for each in resent.relations] == [("resend_of", origin)]
    assert sorted(check.kind for check in resent.checks) == ["credit", "price", "stock"]
    floor.do(CancelOrder(order_id=resent.id, reason="x"), by="sales", at="A1")
    moved = floor.order(floor.place(order_kind="TRANSFER"))
    assert [check.kind for check in moved.checks] == ["stock"]
    assert floor.stock()[1] == PIECE


def test_a_review_makes_the_reservation_firm_or_reserves_anew(floor: ShopFloor) -> None:
    order_id = floor.place()
    floor.clock.advance(seconds=SOFT_FOR.total_seconds() + 1)
    floor.done(ReleaseExpired(order_id=order_id))
    assert floor.stock()[1:] == (0, 0)
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    order = floor.order(order_id)
    assert (order.node, floor.stock()[1:]) == ("stock_locked", (PIECE, PIECE))
    steps = sorted(order.steps, key=lambda step: step.at)
    assert [step.node for step in steps] == ["pending_review", "stock_locked"]
    assert steps[-1].user_id == company.USERS["supervisor"]
    assert floor.faults() == []


@pytest.mark.parametrize("command", [ReviewOrder, AllocateOrder])
def test_a_review_or_allocation_fits_one_node_and_no_hold(
    floor: ShopFloor, command: type[ReviewOrder | AllocateOrder]
) -> None:
    order_id = floor.place()
    wrong = "stock_locked" if command is ReviewOrder else "pending_review"
    right = "pending_review" if command is ReviewOrder else "stock_locked"
    floor.stand(order_id, wrong)
    assert floor.code(command(order_id=order_id), by="supervisor", at="A1") == "node.not_allowed"
    floor.stand(order_id, right)
    floor.hold(order_id)
    assert floor.code(command(order_id=order_id), by="supervisor", at="A1") == "order.held"
    assert floor.code(command(order_id=floor.new_id()), by="supervisor", at="A1") == "order.unknown"


def test_without_a_firm_reservation_nothing_is_allocated(floor: ShopFloor) -> None:
    order_id = floor.place()
    floor.stand(order_id, "stock_locked")
    assert floor.code(AllocateOrder(order_id=order_id), by="supervisor", at="A1") == "stock.short"


def test_cancelling_frees_goods_and_credit_and_stops_the_warehouse(floor: ShopFloor) -> None:
    floor.lies(0)
    order = floor.allocated()
    assert floor.stock(warehouse_id=company.WMS_WAREHOUSE)[1] == PIECE
    floor.do(CancelOrder(order_id=order.id, reason="客户取消"), by="sales", at="A1")
    gone = floor.order(order.id)
    assert (gone.node, gone.close_reason, gone.closed_at) == ("closed", "cancelled", floor.clock.now())
    assert [finding(gone, kind)[0] for kind in ("credit", "stock")] == ["credit.released", "stock.released"]
    assert floor.stock(warehouse_id=company.WMS_WAREHOUSE)[1:] == (0, 0)
    assert len(floor.jobs("cancel_shipment")) == 1
    assert floor.code(CancelOrder(order_id=order.id, reason="again"), by="sales", at="A1") == "node.not_allowed"
    assert floor.faults() == []


def test_cancelling_needs_the_leader_once_a_bench_has_begun(floor: ShopFloor) -> None:
    order = floor.allocated()
    floor.opened(order)
    outcome = floor.say(CancelOrder(order_id=order.id, reason="客户取消"), by="sales", at="A1")
    assert (outcome.code, outcome.facts["missing"]) == ("node.needs_not_met", ["leader_approved"])
    assert floor.faults() == []


def test_two_companies_may_use_the_same_order_number(floor: ShopFloor) -> None:
    other = floor.new_id()
    customer = floor.load(Customer, company.CUSTOMERS[0])
    floor.alter(Company(id=other, code="02", name="第二公司"))
    customer.accounts.append(customer.accounts[0].model_copy(update={"id": floor.new_id(), "company_id": other}))
    floor.alter(customer)
    first = floor.order(floor.place())
    ask = floor.an_order(order_no=first.order_no, company_id=other)
    floor.done(ask)
    twin = floor.order(ask.order_id)
    assert (twin.order_no, twin.shipments[0].shipment_no) == (first.order_no, f"{first.order_no}-1-02")
    assert finding(twin, "stock")[0] == "stock.short"
    assert finding(twin, "credit")[0] == "credit.within_limit"
    assert floor.faults() == []


def test_notes_are_signed(floor: ShopFloor) -> None:
    order_id = floor.place()
    floor.do(AddNote(order_id=order_id, text="易碎"))
    assert [(note.text, note.written_by) for note in floor.order(order_id).notes] == [("易碎", company.USERS["packer"])]
    assert floor.own(AddNote(order_id=order_id, text="x")).code == "note.unsigned"
    assert floor.code(AddNote(order_id=floor.new_id(), text="x")) == "order.unknown"


def test_a_strange_command_is_unknown(floor: ShopFloor) -> None:
    order_id = floor.place()
    said = floor.wrap(AddNote(order_id=order_id, text="x"), by="supervisor", at="A1")
    said = type(said)(said.n, floor.new_id(), "sell_the_house", 1, {}, said.session_id, said.said_at)
    assert floor.executor.run(floor.devices["A1"], said).code == "command.unknown"


def test_a_command_that_cannot_be_read_says_where() -> None:
    with pytest.raises(Refused) as refusal:
        read_command(OpenParcel.kind, 1, {"parcel_id": "x"})
    assert (refusal.value.code, refusal.value.facts["where"]) == ("command.malformed", "parcel_id")
    with pytest.raises(Refused, match=r"command\.unknown"):
        read_command(PlaceOrder.kind, 2, {})


def test_the_same_command_gives_the_same_ids_wherever_it_runs(floor: ShopFloor) -> None:
    ask: Command = floor.an_order()
    said = floor.wrap(ask, by="sales", at="A1")
    floor.executor.run(floor.devices["A1"], said)
    order_id = ask.keys()[0].id
    assert floor.order(order_id).shipments[0].id == derived_id(said.id, "shipment:1")
    assert floor.order(order_id).placed_at - said.said_at == timedelta(0)
