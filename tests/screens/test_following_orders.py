"""Orders that follow from one that has left: goods that come back, goods that are sent again."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, update

from db.tables import orders
from orderdesk.clock import SetClock
from orderdesk.commands import ReviewOrder
from orderdesk.documents.orders import Order
from tests.screens.order_desk import Desks, begin, exchange, keys_of, sheet_of, stand, write
from tests.storage.cached_company import Town
from ui.sales.actions.fields import AmountField, GoodsField
from ui.sales.order_panel import OrderPanel


@pytest.fixture
def town(tmp_path: Path, clock: SetClock) -> Town:
    found = Town(tmp_path, clock)
    found.placed = 50  # numbers that the desk does not give out itself
    return found


def delivered(town: Town, *, quantity: int) -> UUID:
    order_id = town.allocated(quantity=quantity)
    stand(town, town.order(order_id).shipments[0].id, node="delivered")
    return order_id


def following(town: Town, kind: str) -> Order:
    """The one order of a kind."""
    with town.hub.store.read() as connection:
        heads = orders.order
        return town.order(connection.execute(select(heads.c.id).where(heads.c.order_kind == kind)).scalar_one())


def test_goods_that_were_lost_are_sent_again_for_nothing(town: Town, seat: Desks) -> None:
    order_id = town.allocated(quantity=3_000)
    stand(town, town.order(order_id).shipments[0].id, node="delivery_exception")
    deeds = seat("sales", order_id)
    begin(deeds, "send_again")
    write(deeds, goods="4", reason="Lost on the way")
    assert sheet_of(deeds).isVisible(), "four were never sent"
    write(deeds, goods="2")
    exchange(deeds)
    assert deeds._workplace.workstation.refusals() == []
    order = following(town, "RESEND")
    assert (order.amount_fen, order.held, order.remark) == (0, False, "Lost on the way")
    assert [(line.quantity, line.gift) for line in order.lines] == [(2_000, True)]
    assert [(each.kind, each.other_order_id) for each in order.relations] == [("resend_of", order_id)]


def test_nothing_is_sent_again_that_was_never_sent(town: Town, seat: Desks) -> None:
    assert "send_again" not in keys_of(seat("sales", town.allocated()))


def test_a_piece_out_of_a_box_comes_back_as_a_piece(town: Town, seat: Desks) -> None:
    order_id = delivered(town, quantity=12_000)
    with town.hub.store.write() as connection:
        boxes = {"unit": "box", "unit_quantity": 1_000, "factor": 12_000}
        lines = orders.order_line
        connection.execute(update(lines).where(lines.c.order_id == order_id).values(boxes))
    deeds = seat("sales", order_id)
    begin(deeds, "return_order")
    write(deeds, goods="0.5", reason="Wrong goods")
    assert sheet_of(deeds).isVisible(), "half a piece is none"
    write(deeds, goods="1")
    exchange(deeds)
    assert deeds._workplace.workstation.refusals() == []
    (line,) = following(town, "RETURN").lines
    assert (line.unit, line.unit_quantity, line.quantity, line.amount_fen) == ("piece", 1_000, 1_000, 1_250)


def test_nobody_is_asked_for_goods_back_who_has_been_erased(town: Town, seat: Desks) -> None:
    order_id = delivered(town, quantity=1_000)
    with town.hub.store.write() as connection:
        to = orders.consignee
        connection.execute(update(to).where(to.c.order_id == order_id).values(name="", phone="", street=""))
    found = {offer.deed.key: offer.hindered for offer in seat("supervisor", order_id).offers()}
    assert "erased" in found["return_order"]
    assert "erased" in found["send_again"]


def test_what_a_return_order_brings_back_is_not_announced_again(town: Town, seat: Desks) -> None:
    order_id = delivered(town, quantity=2_000)
    deeds = seat("supervisor", order_id)
    begin(deeds, "return_order")
    write(deeds, goods="1", reason="Wrong goods")
    exchange(deeds)
    deeds._panel.show_order(order_id)  # type: ignore[attr-defined]  # the panel of an order
    begin(deeds, "return_order")
    goods = sheet_of(deeds).field("goods")
    assert isinstance(goods, GoodsField)
    assert [row.item.most for row in goods.rows] == [1_000]
    write(deeds, goods="2", reason="Wrong goods")
    assert sheet_of(deeds).isVisible()


def test_what_a_return_order_brings_back_is_refunded_as_far_as_its_origin_was_paid(town: Town, seat: Desks) -> None:
    order_id = delivered(town, quantity=2_000)
    with town.hub.store.write() as connection:
        connection.execute(update(orders.order).where(orders.order.c.id == order_id).values(paid_fen=2_000))
    deeds = seat("supervisor", order_id)
    panel = deeds._panel
    assert isinstance(panel, OrderPanel)
    for expected in ("12.50", "7.50"):
        panel.show_order(order_id)
        begin(deeds, "return_order")
        write(deeds, goods="1", reason="Wrong goods")
        exchange(deeds)
        with town.hub.store.read() as connection:
            heads = orders.order
            wanted = (heads.c.order_kind == "RETURN") & (heads.c.node == "pending_review")
            return_id = connection.execute(select(heads.c.id).where(wanted)).scalar_one()
        town.run(ReviewOrder(order_id=return_id))
        exchange(deeds)
        panel.show_order(return_id)
        begin(deeds, "receive_return")
        refund = sheet_of(deeds).field("refund")
        assert isinstance(refund, AmountField)
        assert expected in refund.entry.accessibleDescription()
        write(deeds)
        exchange(deeds)
    assert deeds._workplace.workstation.refusals() == []
