"""Changing an order before its release, field by field, and what is checked again; on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.tables import customers, stock
from orderdesk.commands import (
    DayEdit,
    EditOrder,
    LineEdit,
    LineTerms,
    MethodEdit,
    PlacedLine,
    ReviewOrder,
    ShipToEdit,
    TextEdit,
)
from orderdesk.commands.checks import check_of
from orderdesk.documents.masters import Customer
from orderdesk.documents.orders import Order
from tests.hub.shop_floor import PIECE, ShopFloor
from tests.hub.test_commands_returns import delivered
from tests.sync import small_company as company


def terms(quantity: int, **changed: Any) -> LineTerms:
    plain = {"unit": "piece", "unit_quantity": quantity, "unit_price_micro": company.PRICE_MICRO}
    return LineTerms.model_validate(plain | changed)


def line(sku: int = 0, quantity: int = PIECE) -> PlacedLine:
    return PlacedLine(
        sku_id=company.SKUS[sku], unit="piece", unit_quantity=quantity, unit_price_micro=company.PRICE_MICRO
    )


def edit(floor: ShopFloor, order_id: UUID, **changes: Any) -> str | None:
    """Why an edit is refused; None when it is made."""
    return floor.code(EditOrder(order_id=order_id, **changes), by="sales", at="A1")


def code(order: Order, kind: str) -> str:
    found = check_of(order, kind)
    return "" if found is None else found.code


def test_what_comes_back_is_looked_at_again_when_it_is_edited(floor: ShopFloor) -> None:
    origin = delivered(floor, quantity=3 * PIECE)
    order = floor.order(floor.place(order_kind="RETURN", origin_order_id=origin.id, quantity=PIECE))

    def change(to: LineTerms) -> str | None:
        return edit(floor, order.id, lines=(LineEdit(line_id=order.lines[0].id, was=terms(PIECE), to=to),))

    assert change(terms(4 * PIECE)) == "return.too_many"
    assert change(terms(PIECE, unit_price_micro=company.PRICE_MICRO + 1)) == "return.too_dear"
    assert edit(floor, order.id, added=(line(sku=1),)) == "return.too_many"
    assert change(terms(3 * PIECE, unit_price_micro=company.PRICE_MICRO - 1)) is None
    assert (floor.stock()[1], floor.faults()) == (0, [])


def used_credit(floor: ShopFloor) -> int:
    with floor.store.read() as connection:
        uses = customers.credit_use
        return sum(connection.execute(select(uses.c.open_fen + uses.c.unpaid_fen)).scalars())


def test_the_head_of_an_order_is_changed_and_the_promise_with_it(floor: ShopFloor) -> None:
    ask = floor.an_order(remark="小心轻放")
    floor.do(ask, by="sales", at="A1")
    before = floor.order(ask.order_id)
    to = ask.ship_to.model_copy(update={"street": "灵江路390号", "phone": "10087654321"})
    changes = {
        "ship_to": ShipToEdit(was=ask.ship_to, to=to),
        "requested_on": DayEdit(was=None, to=date(2026, 11, 20)),
        "remark": TextEdit(was="小心轻放", to="送货前电话"),
        "customer_po_no": TextEdit(was=None, to="PO-7"),
        "delivery_method": MethodEdit(was="courier", to="own_van"),
        "carrier_code": TextEdit(was="shunfeng", to=None),
    }
    assert edit(floor, ask.order_id, **changes) is None
    order = floor.order(ask.order_id)
    assert (order.consignees[0].street, order.consignees[0].phone) == ("灵江路390号", "10087654321")
    assert (order.remark, order.customer_po_no, order.carrier_code) == ("送货前电话", "PO-7", None)
    assert (order.shipments[0].delivery_method, order.shipments[0].carrier_code) == ("own_van", None)
    assert before.promised_at is not None
    assert order.promised_at is not None
    assert (before.promised_at.date(), order.promised_at.date()) == (date(2026, 11, 4), date(2026, 11, 20))
    assert floor.faults() == []


def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(floor: ShopFloor) -> None:
    order_id = floor.place()
    assert edit(floor, order_id, remark=TextEdit(was="", to="一")) is None
    outcome = floor.say(EditOrder(order_id=order_id, remark=TextEdit(was="", to="二")), by="sales", at="A1")
    assert (outcome.code, outcome.facts["field"], outcome.facts["present"]) == (
        "edit.changed_meanwhile",
        "remark",
        "一",
    )
    assert edit(floor, order_id, customer_po_no=TextEdit(was=None, to="PO-8")) is None
    line_id = floor.order(order_id).lines[0].id
    seen = LineEdit(line_id=line_id, was=terms(2 * PIECE), to=terms(3 * PIECE))
    outcome = floor.say(EditOrder(order_id=order_id, lines=(seen,)), by="sales", at="A1")
    assert (outcome.code, outcome.facts["field"]) == ("edit.changed_meanwhile", "line 1 unit_quantity")
    assert (floor.order(order_id).remark, floor.order(order_id).customer_po_no) == ("一", "PO-8")


def test_lines_are_changed_added_and_taken_out_with_goods_and_credit(floor: ShopFloor) -> None:
    order_id = floor.place(lines=(line(0, 4 * PIECE), line(1, 2 * PIECE)))
    first, second = floor.order(order_id).lines
    changes = (
        LineEdit(line_id=first.id, was=terms(4 * PIECE), to=terms(PIECE)),
        LineEdit(line_id=second.id, was=terms(2 * PIECE), to=None),
    )
    assert edit(floor, order_id, lines=changes, added=(line(2, 3 * PIECE),)) is None
    order = floor.order(order_id)
    assert [each.quantity for each in order.lines] == [PIECE, 0, 3 * PIECE]
    assert (order.amount_fen, order.line_count, used_credit(floor)) == (4 * 1_250, 2, 4 * 1_250)
    assert [floor.stock(sku)[1] for sku in range(3)] == [PIECE, 0, 3 * PIECE]
    with floor.store.read() as connection:
        entries = connection.execute(select(stock.reservation.c.quantity, stock.reservation.c.reason)).all()
    # What stays is not touched: only the differences are entered.
    assert sorted(map(tuple, entries)) == [
        (-3_000, "edited"), (-2_000, "edited"), (2_000, "order"), (3_000, "order"), (4_000, "order"),
    ]  # fmt: skip
    assert edit(floor, order_id, lines=(LineEdit(line_id=first.id, was=terms(PIECE), to=terms(9 * PIECE)),)) is None
    assert floor.stock()[1] == 9 * PIECE
    assert floor.faults() == []
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    assert floor.order(order_id).node == "stock_locked"


def test_an_edit_that_cannot_be_made_is_refused_with_its_reason(floor: ShopFloor) -> None:
    order_id = floor.place()
    line_id = floor.order(order_id).lines[0].id
    out = LineEdit(line_id=line_id, was=terms(PIECE), to=None)
    assert edit(floor, order_id) == "edit.nothing"
    assert edit(floor, order_id, lines=(LineEdit(line_id=order_id, was=terms(1), to=None),)) == "line.unknown"
    assert edit(floor, order_id, lines=(out,)) == "order.no_lines"
    assert edit(floor, order_id, lines=(out,), added=(line(1, 500),)) == "quantity.not_whole"
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    assert edit(floor, order_id, remark=TextEdit(was="", to="x")) == "order.released"
    packer = floor.code(EditOrder(order_id=order_id, remark=TextEdit(was="", to="x")))
    assert packer == "access.denied"


def test_prices_are_checked_again_and_the_hold_goes_with_its_reason(floor: ShopFloor) -> None:
    order_id = floor.place()
    line_id = floor.order(order_id).lines[0].id
    cheap = terms(PIECE, unit_price_micro=9_000_000)
    assert edit(floor, order_id, lines=(LineEdit(line_id=line_id, was=terms(PIECE), to=cheap),)) is None
    order = floor.order(order_id)
    assert (code(order, "price"), order.held, [hold.kind for hold in order.holds]) == (
        "price.outside_tolerance",
        True,
        ["price"],
    )
    assert floor.code(ReviewOrder(order_id=order_id), by="supervisor", at="A1") == "order.held"
    assert edit(floor, order_id, lines=(LineEdit(line_id=line_id, was=cheap, to=terms(PIECE)),)) is None
    order = floor.order(order_id)
    assert (code(order, "price"), order.held) == ("price.as_listed", False)
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")


def test_an_order_that_fits_its_limit_after_the_edit_waits_for_its_review_again(floor: ShopFloor) -> None:
    customer = floor.load(Customer, company.CUSTOMERS[0])
    customer.accounts[0].credit_limit_fen = 3 * 1_250
    floor.alter(customer)
    order_id = floor.place(quantity=4 * PIECE)
    floor.do(ReviewOrder(order_id=order_id), by="supervisor", at="A1")
    assert floor.order(order_id).node == "credit_review"
    line_id = floor.order(order_id).lines[0].id
    less = LineEdit(line_id=line_id, was=terms(4 * PIECE), to=terms(3 * PIECE))
    assert edit(floor, order_id, lines=(less,)) is None
    order = floor.order(order_id)
    assert (order.node, code(order, "credit"), used_credit(floor)) == ("pending_review", "credit.within_limit", 3_750)
    more = LineEdit(line_id=line_id, was=terms(3 * PIECE), to=terms(4 * PIECE))
    assert edit(floor, order_id, lines=(more,)) is None
    assert (code(floor.order(order_id), "credit"), used_credit(floor)) == ("credit.over_limit", 0)
    assert floor.faults() == []
